#!/bin/bash
# Goal: a byte sent as urgent in the middle of a stream arrives in its place,
# and what follows it does not stall.
. t/lib.sh
start_peer duplex
start_relayd "$(config "server $PEER_ADDR")"
for at in 1 100 16384 65536; do
	ok "urgent at $at" peer_client -o "$at" -c 10 -p 5 -n 200000 -d 1000 \
		"$ADDR" duplex
done
ok "urgent as the last but one" \
	peer_client -o 9998 -c 10 -p 5 -n 10000 "$ADDR" duplex
wait_until '[ "$(peer_events "order .* ok")" -eq 50 ]'
is "$?" 0 "the server saw it in its place"
finish
