#!/bin/bash
# Goal: a server that refuses, and one that is not there: the client is told
# at once, the log names upstream and cause once a burst, the counters tell
# it, and the next session works as soon as the server is back.
. t/lib.sh
start_peer refuse
refused=$PEER_ADDR
start_relayd "workers 1
$(config "server $refused;server unix:$T/absent.sock;pool off;fail-timeout 1s")"
ok "20 clients get RST" \
	peer_client -e rst -c 20 -p 5 -t 20000 "$ADDR" end
is "$(stat 'relayd_sessions_closed_total{reason="dial_failed"}')" 20 "counted"
ok "as refused" \
	test "$(stat 'relayd_pool_fresh_dials_total{result="refused"}')" -ge 3
like "$(grep -v ready "$LOG")" "upstream u: .*$refused" "the log names the one"
like "$(grep -v ready "$LOG")" "upstream u: .*absent.sock" "and the other"
within "$(grep -c "upstream u" "$LOG")" 2 8 "once a burst"
port=${refused##*:}
end "$PEER_PID"
start_peer -l "127.0.0.1:$port" line
wait_until '[ "$(lines PING 2>/dev/null)" = "PONG " ]'
is "$?" 0 "it works as soon as the server does"
finish
