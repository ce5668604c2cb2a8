#!/bin/bash
# Goal: an address that somebody else holds is refused by name, also where
# sharing the port would work, and nothing is left.
. t/lib.sh
refused() { # ADDRESS WHAT
	local said
	said=$(timeout 20 "$BIN/relayd" -n "$INSTANCE-x" -l "$1" -u 127.0.0.1:1 2>&1)
	is "$?" 1 "$2 is status 1"
	like "$said" "listener [a-z]+: address $1: .*(in use|File exists)" \
		"which is said"
	is "$(wc -l <<<"$said")" 1 "in one line"
	is "$(find /dev/shm -name "relayd.$INSTANCE-x*")" "" "nothing is left"
}
start_peer echo
refused "$PEER_ADDR" "a port of another program"
start_relayd "upstream u {
	server $PEER_ADDR
}
listener l {
	address 127.0.0.1:0
	address unix:$T/relayd-l.sock
	upstream u
}"
refused "$ADDR" "a port of a stranger with SO_REUSEPORT"
refused "unix:$T/relayd-l.sock" "a Unix socket that is served"
echo precious >"$T/file"
refused "unix:$T/file" "a file that is no socket"
is "$(cat "$T/file")" precious "which is left alone"
ok "the stranger still serves all" peer_client -c 20 -n 100 "$ADDR" echo
finish
