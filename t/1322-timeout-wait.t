#!/bin/bash
# Goal: a session that gets no connection within wait-timeout is ended and
# counted, and the one that holds the connection is not touched.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 1;wait-timeout 300ms")"
spawn_open hold "$BIN/t/peer_many" "$ADDR" hold 1 $'PING\n'
wait_until 'grep -q "^held 1" "$T/hold.out"'
ok "three waiters are ended" \
	peer_client -e rst -c 3 -p 3 -t 20000 -m $'PING\n' "$ADDR" end
is "$(stat 'relayd_timeouts_total{kind="wait"}')" 3 "counted as timeouts"
is "$(stat 'relayd_pool_borrow_failures_total{reason="wait_timeout"}')" 3 \
	"and as borrows that failed"
is "$(grep -c '^end' "$T/hold.out")" 0 "the holder is still there"
close_input
wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
is "$(lines PING)" "PONG " "then the next is served"
finish
