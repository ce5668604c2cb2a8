#!/bin/bash
# Goal: when a client leaves while its dial is under way, the connection that
# comes of it waits for the next client (fault A21).
. t/lib.sh
start_peer full
start_relayd "workers 1
$(config "server $PEER_ADDR;connect-timeout 30s;warm-max-age 60s")"
spawn_open gone "$BIN/t/peer_many" -R "$ADDR" keep 1
wait_until '[ "$(stat relayd_pool_dialing)" -ge 1 ]'
is "$?" 0 "a dial is under way"
close_input
wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
is "$?" 0 "its client has left"
is "$(stat 'relayd_pool_borrow_failures_total{reason="client_gone"}')" 1 \
	"counted as client_gone"
kill -USR1 "$PEER_PID"
wait_until '[ "$(stat "relayd_pool_connections{state=\"warm\"}")" -ge 1 ]' 20
is "$?" 0 "the connection came and is warm"
is "$(lines PING)" "PONG " "the next client is served"
is "$(stat 'relayd_pool_borrows_total{source="warm"}')" 1 "by that connection"
finish
