#!/bin/bash
# Goal: a descriptor that a client passes over a Unix socket is not kept, and
# the bytes beside it go through.
. t/lib.sh
start_peer -l "unix:$T/server.sock" duplex
start_relayd "upstream u {
	server $PEER_ADDR
	pool off
}
listener l {
	address unix:$T/relayd.sock
	upstream u
}"
fds_baseline
ok "200 sessions that pass a descriptor" peer_client -a -c 200 -p 4 -n 5000 \
	-d 5000 "unix:$T/relayd.sock" duplex
ok "the server agrees" peer_agrees 200
finish
