#!/bin/bash
# Goal: a session without a byte either way is ended by session-idle-timeout,
# and one with a byte now and then is not (fault A20).
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;session-idle-timeout 500ms")"
spawn lively bash -c "{ for i in 1 2 3 4 5 6; do echo ECHO \$i; sleep 0.2; done
	} | while read -r l; do echo \"\$l\"; done | $BIN/t/peer_client $ADDR text"
ok "idle ones get RST" \
	peer_client -e rst -c 3 -p 3 -t 20000 -m $'PING\n' "$ADDR" end
is "$(stat 'relayd_timeouts_total{kind="session_idle"}')" 3 "counted"
wait_until '! alive $PID'
is "$(tr '\n' ' ' <"$T/lively.out")$(cat "$T/lively.err")" "1 2 3 4 5 6 fin" \
	"a lively one goes on to its end"
finish
