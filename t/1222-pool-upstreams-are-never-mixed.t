#!/bin/bash
# Goal: connections to one upstream are never lent to another's sessions, not
# even if both name the same server (fault A17).
. t/lib.sh
start_peer line
one=$PEER_ADDR one_out=$PEER_OUT
start_peer greet
both() { # NAME SERVER MORE
	printf 'upstream %s {\n\tserver %s\n%s\n}\n' "$1" "$2" "$3"
	printf 'listener %s {\n\taddress 127.0.0.1:0\n\tupstream %s\n}\n' \
		"$1" "$1"
}
reuse=$'protocol line\npool reuse\nstateless yes\nmax-connections 1'
start_relayd "workers 1
$(both one "$one" "$reuse")
$(both two "$PEER_ADDR" '')
$(both three "$one" "$reuse")"
for _ in 1 2 3 4 5; do
	ADDR=$ADDR_one
	[ "$(lines WHO)" = "1 " ] || ok "one keeps its connection" false
	ADDR=$ADDR_two
	like "$(lines PING)" '^hello [0-9]+ PONG $' "two greets"
	ADDR=$ADDR_three
	[ "$(lines WHO)" = "2 " ] || ok "three keeps its connection" false
done
is "$(peer_events accept "$one_out")" 2 \
	"two upstreams with the same server keep apart"
finish
