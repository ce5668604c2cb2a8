#!/bin/bash
# Goal: relayd -d ends when it is known how the start went: 0 when every
# worker accepts, else 1 or 2 with the reason on standard error.
. t/lib.sh
start_peer line
detach() { # DIRECTIVES ADDRESS
	printf 'name %s\n%s\n%s\n' "$INSTANCE" "$1" \
		"$(config "server $PEER_ADDR")" |
		sed "s/127.0.0.1:0/$2/" >"$T/d.conf"
	timeout 60 "$BIN/relayd" -d -f "$T/d.conf" >"$T/d.out" 2>&1
	status=$?
	said=$(cat "$T/d.out")
	return "$status"
}
port=$(free_port)
detach "log $T/d.log
pid-file $T/d.pid" "127.0.0.1:$port"
is "$?" 0 "status 0"
is "$said" "" "without a word"
is "$(echo PING | peer_client "127.0.0.1:$port" text 2>"$T/how")" PONG \
	"and it serves"
pid=$(cat "$T/d.pid")
PIDS+=("$pid") SUPERVISORS+=("$pid") INSTANCES+=("$INSTANCE")
like "$(cat "$T/d.log")" "ready: generation 1" "its log is the file"
is "$(readlink "/proc/$pid/fd/0" "/proc/$pid/fd/1" "/proc/$pid/fd/2" |
	sort -u)" /dev/null "it has let the terminal go"
is "$(ps -o sid= -p "$pid" | tr -d ' ')" "$pid" "in a session of its own"
first=$INSTANCE
INSTANCE=$INSTANCE-2
detach "log $T/d2.log" "127.0.0.1:$port"
is "$?" 1 "an occupied port is status 1"
like "$said" "address 127.0.0.1:$port: bind: Address already in use" \
	"which is said on standard error"
like "$(cat "$T/d2.log")" "Address already in use" "and in the log"
detach "log stderr" 127.0.0.1:0
is "$?" 2 "log stderr is status 2"
like "$said" "log: stderr" "which is said"
detach "nonsense" 127.0.0.1:0
is "$?" 2 "a bad configuration is status 2"
kill "$pid"
ok "TERM ends it" wait_until "! alive $pid" 10
ok "the pid file is gone" test ! -e "$T/d.pid"
is "$(find /dev/shm -name "relayd.$first*")" "" "so is the segment"
finish
