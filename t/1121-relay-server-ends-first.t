#!/bin/bash
# Goal: a server that has sent all and shut down still gets the rest of what
# the client sends.
. t/lib.sh
start_peer duplex
start_relayd "$(config "server $PEER_ADDR")"
ok "the client ends last" peer_client -l -c 20 -p 10 -n 1000000 -d 10 \
	"$ADDR" duplex
ok "with nothing to send" peer_client -l -c 20 -p 10 "$ADDR" duplex
wait_until '[ "$(peer_events "order .* ok")" -eq 40 ]'
is "$?" 0 "the server saw every byte"
is "$(stat 'relayd_sessions_closed_total{reason="server_eof"}')" 40 \
	"counted as ended by the server"
finish
