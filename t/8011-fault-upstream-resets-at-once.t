#!/bin/bash
# Goal: a server that accepts and resets: the client gets RST, never FIN, and
# relayd neither spins nor leaks.
. t/lib.sh
start_peer -q reset
start_relayd "$(config "server $PEER_ADDR;pool off")"
fds_baseline
ok "500 clients get RST" peer_client -e rst -c 500 -p 10 -t 20000 \
	-m $'PING\n' "$ADDR" end
is "$(stat relayd_sessions_closed_total)" 500 "all sessions ended"
is "$(stat 'relayd_sessions_closed_total{reason="client_eof"}')" 0 \
	"none as if in order"
finish
