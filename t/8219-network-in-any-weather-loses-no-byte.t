#!/bin/bash
# Goal: of many kinds of bad networks none loses a byte; NET_SEEDS chooses
# which, 1 MiB each way through each.
. t/lib.sh
. t/lib_net.sh
net_pair
start_peer -l "$NET_B:0" duplex
start_relayd "$(config "server $PEER_ADDR;connect-timeout 10m;fin-timeout 10m
	user-timeout 10m;max-fails 0")"
n=0
# The server's end comes last, so it has agreed when the client has its bytes.
for seed in ${NET_SEEDS:-2 5 7 8}; do
	weather=$(net_weather "$seed")
	# shellcheck disable=SC2086
	net_join $weather
	ok "1 MiB each way through $weather" peer_client -L -c 64 -p 64 -k "$seed" \
		-t 110000 -n 16384 -d 16384 "$ADDR" duplex
	n=$((n + 64))
	ok "the server agrees" peer_agrees $n
done
finish
