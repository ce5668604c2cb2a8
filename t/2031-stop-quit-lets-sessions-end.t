#!/bin/bash
# Goal: after QUIT no new session comes in, the ones that are open go on to
# their own end, and then the service ends with status 0.
. t/lib.sh
start_peer line
start_relayd "stop-timeout 20s
$(config "server $PEER_ADDR; protocol line")"
exec {c}<>"/dev/tcp/127.0.0.1/$PORT"
echo PING >&"$c" && read -r -t 10 -u "$c" line
is "$line" PONG "a session is open"
kill -QUIT "$RELAYD_PID"
wait_until "grep -q 'stop: signal QUIT' $LOG"
ok "no new session" wait_until \
	"! (exec 3<>/dev/tcp/127.0.0.1/$PORT) 2>/dev/null"
echo "ECHO still here" >&"$c" && read -r -t 10 -u "$c" line
is "$line" "still here" "the open one goes on"
ok "and the service with it" alive "$RELAYD_PID"
exec {c}>&-
ok "then it ends" wait_until "! alive $RELAYD_PID" 10
alive "$RELAYD_PID" && kill -9 "$RELAYD_PID"
wait "$RELAYD_PID"
is "$?" 0 "with status 0"
finish
