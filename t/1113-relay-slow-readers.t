#!/bin/bash
# Goal: a side that reads slowly slows the other down and loses nothing, and
# buffers are lent only meanwhile.
. t/lib.sh
start_peer -r 8192 duplex
start_relayd "$(config "server $PEER_ADDR" 'sndbuf 16k;rcvbuf 16k')"
mib=$((1 << 20))
ok "slow clients" \
	peer_client -s -c 8 -p 8 -n 1000 -d $((2 * mib)) "$ADDR" duplex
ok "a slow server" \
	peer_client -S -c 8 -p 8 -n $((8 * mib)) -d 1000 "$ADDR" duplex
ok "both slow" \
	peer_client -s -S -c 8 -p 8 -n $((5 * mib)) -d $mib "$ADDR" duplex
ok "the server agrees" peer_agrees 24
finish
