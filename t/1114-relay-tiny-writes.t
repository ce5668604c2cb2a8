#!/bin/bash
# Goal: streams written 1 to 13 bytes at a time stay in order and whole.
. t/lib.sh
start_peer duplex
start_relayd "$(config "server $PEER_ADDR")"
ok "tiny writes of both" \
	peer_client -w -W -c 8 -p 8 -n 40000 -d 40000 "$ADDR" duplex
ok "tiny writes to slow readers" \
	peer_client -w -W -s -S -c 8 -p 8 -n 20000 -d 20000 "$ADDR" duplex
ok "the server agrees" peer_agrees 16
finish
