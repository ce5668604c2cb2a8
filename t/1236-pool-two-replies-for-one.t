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
# The second answer may come when the connection is idle already.
late=$(($(invalidated idle unsolicited) + $(invalidated borrow unsolicited)))
is "$(stat relayd_pool_returns_total)" $((20 + late)) \
	"only those that look clean are given back"
is $(($(invalidated lent unsolicited) + late)) 20 "all 20 were found out"
finish
