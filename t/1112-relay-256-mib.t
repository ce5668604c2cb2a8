#!/bin/bash
# Goal: a long stream both ways at once is byte-exact to its end.
. t/lib.sh
start_peer duplex
start_relayd "$(config "server $PEER_ADDR")"
mib=$((1 << 20))
ok "256 MiB each way" peer_client -t 300000 -n $((256 * mib)) \
	-d $((256 * mib)) "$ADDR" duplex
ok "the server agrees" peer_agrees 1
finish
