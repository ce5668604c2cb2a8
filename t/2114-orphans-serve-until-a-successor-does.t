#!/bin/bash
# Goal: workers whose supervisor was killed go on accepting; a new start takes
# their addresses over, and when it is ready they end.
. t/lib.sh
start_peer line
port=$(free_port)
conf=$(config "server $PEER_ADDR; protocol line" | sed "s/:0$/:$port/")
start_relayd "$conf"
orphans=$(workers)
exec {c}<>"/dev/tcp/127.0.0.1/$port"
echo PING >&"$c" && read -r -t 10 -u "$c" line
disown "$RELAYD_PID"
kill -9 "$RELAYD_PID"
for i in $(seq 10); do lines PING; done >"$T/after"
is "$(cat "$T/after")" "$(printf 'PONG %.0s' $(seq 10))" "orphans accept"
mv "$LOG" "$T/first.log"
start_relayd "$conf"
ok "clients never notice" "$BIN/t/peer_client" -e fin "$ADDR" text <<<PING
echo "ECHO still" >&"$c" && read -r -t 10 -u "$c" line
is "$line" still "an orphan's session goes on"
exec {c}>&-
for pid in $orphans; do
	ok "orphan $pid ends" wait_until "! alive $pid" 15
done
is "$(for i in 1 2 3 4; do lines PING; done)" "PONG PONG PONG PONG " \
	"all are the successor's"
finish
