#!/bin/bash
# Goal: workers block the signals, so that one to the whole process group,
# Ctrl-C in a terminal, means the same as one to the supervisor.
. t/lib.sh
need setsid util-linux
start_peer line
WRAP=(setsid)
start_relayd "$(config "server $PEER_ADDR; protocol line")"
is "$(ps -o pgid= -p "$RELAYD_PID" | tr -d ' ')" "$RELAYD_PID" "its own group"
exec {c}<>"/dev/tcp/127.0.0.1/$PORT"
echo PING >&"$c" && read -r -t 10 -u "$c" line
for signal in HUP USR1 QUIT; do kill "-$signal" -- "-$RELAYD_PID"; done
ok "QUIT arrived" wait_until "grep -q 'stop: signal QUIT' $LOG"
echo "ECHO unhurt" >&"$c" && read -r -t 10 -u "$c" line
is "$line" unhurt "no worker obeyed by itself"
exec {c}>&-
ok "it ends gently" wait_until "! alive $RELAYD_PID" 10
alive "$RELAYD_PID" && kill -9 "$RELAYD_PID"
wait "$RELAYD_PID"
is "$?" 0 "with status 0"
is "$(grep -c 'reload: not possible in this release' "$LOG")" 1 \
	"HUP is answered in the log"
finish
