#!/bin/bash
# Goal: a server that answers twice loses its connection, and the second
# answer reaches nobody else.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes")"
for i in $(seq 20); do
	printf 'TWICE %s\n' "$i" | peer_client -e any "$ADDR" text >"$T/out" 2>&1
	is "$(lines "ECHO next-$i")" "next-$i " "after two replies: its own"
done
is "$(stat relayd_pool_returns_total)" 20 "only clean ones were given back"
finish
