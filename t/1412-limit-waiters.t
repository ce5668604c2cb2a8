#!/bin/bash
# Goal: beyond max-waiters a session is ended at once, as queue_full.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 1;max-waiters 2;wait-timeout 30s")"
spawn_open hold "$BIN/t/peer_many" "$ADDR" hold 1 $'PING\n'
wait_until 'grep -q "^held 1" "$T/hold.out"'
for i in 1 2; do
	spawn "wait$i" bash -c "printf 'PING\n' | $BIN/t/peer_client $ADDR text"
done
wait_until '[ "$(stat relayd_pool_waiters)" -eq 2 ]'
ok "two more get RST" \
	peer_client -e rst -c 2 -t 10000 -m $'PING\n' "$ADDR" end
is "$(stat 'relayd_pool_borrow_failures_total{reason="queue_full"}')" 2 \
	"counted as queue_full"
close_input
wait_until '[ "$(cat "$T"/wait?.out | grep -c PONG)" -eq 2 ]'
is "$?" 0 "those that waited are served"
finish
