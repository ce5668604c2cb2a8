#!/bin/bash
# Goal: what goes through comes back byte for byte, at every size around the
# buffer's, and a FIN comes only after the last byte.
. t/lib.sh
start_peer echo
start_relayd "$(config "server $PEER_ADDR")"
for size in 0 1 16383 16384 16385 1048576; do
	ok "$size bytes, 20 sessions" \
		peer_client -c 20 -p 5 -n "$size" "$ADDR" echo
done
is "$(stat relayd_client_received_bytes_total)" \
	"$((20 * (1 + 16383 + 16384 + 16385 + 1048576)))" "every byte is counted"
is "$(stat relayd_client_sent_bytes_total)" \
	"$(stat relayd_client_received_bytes_total)" "both ways alike"
finish
