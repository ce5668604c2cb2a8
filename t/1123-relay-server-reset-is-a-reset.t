#!/bin/bash
# Goal: a server's RST reaches the client as RST, and what came before it is
# a true beginning of the stream.
. t/lib.sh
start_peer duplex
start_relayd "$(config "server $PEER_ADDR")"
RANDOM=1147
for _ in 1 2 3 4 5 6 7 8 9 10; do
	at=$((RANDOM * 13 % 900000 + 1))
	ok "reset by the server at $at" peer_client -e rst -R "$at" -c 6 -p 3 \
		-n 1000000 -d 1000000 "$ADDR" duplex
done
is "$(stat 'relayd_sessions_closed_total{reason="server_reset"}')" 60 \
	"all are counted as server_reset"
finish
