#!/bin/bash
# Goal: a thousand sessions at once keep their streams apart.
. t/lib.sh
start_peer duplex
start_relayd "$(config "server $PEER_ADDR")"
ok "1000 sessions at once" peer_client -c 1000 -p 1000 -n 30000 -d 30000 \
	-k 99 "$ADDR" duplex
ok "the server agrees" peer_agrees 1000
finish
