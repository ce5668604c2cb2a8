#!/bin/bash
# Goal: a name belongs to one instance; who comes second is told whose it is,
# and the first goes on.
. t/lib.sh
start_peer echo
start_relayd "$(config "server $PEER_ADDR")"
said=$(timeout 20 "$BIN/relayd" -n "$INSTANCE" -l 127.0.0.1:0 -u 127.0.0.1:1 2>&1)
is "$?" 1 "status 1"
like "$said" "instance $INSTANCE: already running as pid $RELAYD_PID$" \
	"with the other's number"
is "$(wc -l <<<"$said")" 1 "in one line"
ok "the first serves" peer_client -n 1000 "$ADDR" echo
like "$(relaystat)" "$INSTANCE" "and can be read"
finish
