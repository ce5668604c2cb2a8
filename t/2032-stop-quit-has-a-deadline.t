#!/bin/bash
# Goal: a session that does not end is reset when stop-timeout has passed;
# TERM during a drain ends it at once.
. t/lib.sh
start_peer mute
gone() { # the exit status, in any case
	alive "$RELAYD_PID" && kill -9 "$RELAYD_PID"
	wait "$RELAYD_PID"
}
start_relayd "stop-timeout 1s
$(config "server $PEER_ADDR")"
spawn late "$BIN/t/peer_client" "$ADDR" end
wait_until '[ "$(stat relayd_sessions)" = 1 ]'
kill -QUIT "$RELAYD_PID"
ok "it ends by itself" wait_until "! alive $RELAYD_PID" 15
gone
is "$?" 0 "with status 0"
ok "the client sees RST" wait_until "grep -q ^rst $T/late.out"
INSTANCE=$INSTANCE-2
start_relayd "stop-timeout 1h
$(config "server $PEER_ADDR")"
spawn now "$BIN/t/peer_client" "$ADDR" end
wait_until '[ "$(stat relayd_sessions)" = 1 ]'
kill -QUIT "$RELAYD_PID"
wait_until "grep -q 'stop: signal QUIT' $LOG"
kill -TERM "$RELAYD_PID"
ok "TERM ends the drain" wait_until "! alive $RELAYD_PID" 10
gone
is "$?" 0 "with status 0"
ok "the client sees RST" wait_until "grep -q ^rst $T/now.out"
INSTANCE=$INSTANCE-3
start_relayd "stop-timeout 1s
worker-watchdog 1h
$(config "server $PEER_ADDR")"
# shellcheck disable=SC2046
kill -STOP $(workers)
kill -QUIT "$RELAYD_PID"
ok "workers that do not even listen are killed" \
	wait_until "! alive $RELAYD_PID" 15
gone
is "$?" 0 "with status 0"
finish
