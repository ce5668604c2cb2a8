#!/bin/bash
# Goal: a client that says nothing is ended by client-first-byte-timeout; one
# that has spoken may be silent.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;client-first-byte-timeout 400ms")"
spawn_open spoke "$BIN/t/peer_many" "$ADDR" hold 2 $'PING\n'
wait_until 'grep -q "^held 2" "$T/spoke.out"'
ok "silent ones get RST" peer_client -e rst -c 3 -p 3 -t 20000 "$ADDR" end
is "$(stat 'relayd_timeouts_total{kind="client_first_byte"}')" 3 "counted"
is "$(grep -c '^end' "$T/spoke.out")" 0 "those that spoke are still there"
close_input
finish
