#!/bin/bash
# Goal: the same address can be served again at once, though connections of
# the time before are still in TIME_WAIT, also after a crash of everything.
. t/lib.sh
need ss iproute2
start_peer line
port=$(free_port)
conf=$(config "server $PEER_ADDR; protocol line; pool off" |
	sed "s/:0$/:$port/")
start_relayd "$conf"
for i in 1 2 3 4; do # the server ends first, then we, and last the client
	exec {c}<>"/dev/tcp/127.0.0.1/$PORT"
	echo CLOSE >&"$c"
	is "$(timeout 10 cat <&"$c")" bye "session $i, ended by the server"
	exec {c}>&-
done
like "$(ss -Htn state time-wait "sport = :$port")" "127.0.0.1:$port" \
	"sockets of ours are in TIME_WAIT"
stop_relayd TERM
INSTANCE=$INSTANCE-2
start_relayd "$conf"
is "$(lines PING)" "PONG " "a new start serves"
disown "$RELAYD_PID"
# shellcheck disable=SC2046
kill -9 "$RELAYD_PID" $(workers)
wait_until "! alive $RELAYD_PID"
start_relayd "$conf"
is "$(lines PING)" "PONG " "so does one after kill -9 of all"
finish
