#!/bin/bash
# Goal: a client's RST reaches the server as RST, never as a FIN that would
# make a cut stream look whole (fault A22).
. t/lib.sh
start_peer duplex
start_relayd "$(config "server $PEER_ADDR")"
RANDOM=4711
for _ in 1 2 3 4 5 6 7 8 9 10; do
	at=$((RANDOM * 13 % 900000 + 1))
	ok "reset by clients at $at" peer_client -e rst -r "$at" -c 6 -p 3 \
		-n 1000000 -d 1000000 "$ADDR" duplex
done
wait_until '[ "$(stat relayd_sessions_closed_total)" -eq 60 ]'
# One that resets before its upstream connection is there is client_gone.
gone=$(stat 'relayd_sessions_closed_total{reason="client_gone"}')
within "$gone" 0 40 "most had their connection"
is "$(stat 'relayd_sessions_closed_total{reason="client_reset"}')" \
	$((60 - gone)) "and are counted as client_reset"
wait_until '[ "$(peer_events "end .* rst")" -ge $((60 - gone)) ]'
is "$?" 0 "the server saw a reset of each"
is "$(peer_events 'end .* fin')" 0 "and no FIN"
finish
