#!/bin/bash
# Goal: a start that fails beside orphans does them no harm, and the next one
# still knows that the addresses are theirs.
. t/lib.sh
start_peer line
port=$(free_port)
conf=$(config "server $PEER_ADDR; protocol line" | sed "s/:0$/:$port/")
start_relayd "$conf"
orphans=$(workers)
disown "$RELAYD_PID"
kill -9 "$RELAYD_PID"
wait_until "! alive $RELAYD_PID"
fails() { # WANT DIRECTIVES
	try_relayd "$2
$conf"
	wait_until "! alive $RELAYD_PID" || kill "$RELAYD_PID"
	wait "$RELAYD_PID"
	is "$?" 1 "a start fails"
	like "$(cat "$LOG")" "$1" "which is said"
	is "$(lines PING)" "PONG " "an orphan serves"
}
fails "pid-file" "pid-file $T/absent/p"
fails "stats-memory" "stats-memory 64k
workers 64"
start_relayd "$conf"
for pid in $orphans; do
	ok "orphan $pid ends for the one that succeeds" \
		wait_until "! alive $pid" 15
done
is "$(lines PING)" "PONG " "which serves"
finish
