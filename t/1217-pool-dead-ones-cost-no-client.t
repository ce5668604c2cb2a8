#!/bin/bash
# Goal: a pool full of connections that died with their server costs no
# client anything: none sees two bad ones in a row, none sees one (fault A9).
. t/lib.sh
start_peer line
port=$PEER_PORT
start_relayd "$(config "server $PEER_ADDR;protocol line;pool reuse
	stateless yes;max-idle 64")"
ok "fill the pool" "$BIN/tools/shorts" -n 2000 -c 60 "$ADDR"
idle=$(stat 'relayd_pool_connections{state="idle"}')
within "$idle" 10 64 "connections are idle"
before=$(stat relayd_pool_invalidations_total)
{ kill -9 "$PEER_PID"; wait "$PEER_PID"; } 2>/dev/null
start_peer -l "127.0.0.1:$port" line
ok "1000 clients after a restart of the server, no failure" \
	"$BIN/tools/shorts" -n 1000 -c 20 "$ADDR"
is "$(stat relayd_pool_borrow_failures_total)" 0 "no borrow failed"
within "$(stat relayd_pool_invalidations_total)" $((before + idle)) \
	$((before + idle + 60)) \
	"the dead ones were invalidated"
finish
