#!/bin/bash
# Goal: when all connections are lent, sessions wait and are served first
# come, first served.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 1;wait-timeout 30s")"
spawn first bash -c "printf 'SLOW 3000\n' | $BIN/t/peer_client $ADDR text"
wait_until '[ "$(stat "relayd_pool_connections{state=\"lent\"}")" -eq 1 ]'
for i in 1 2 3 4 5; do
	spawn "wait$i" bash -c "printf 'USES\n' | $BIN/t/peer_client $ADDR text"
	wait_until '[ "$(stat relayd_pool_waiters)" -eq '"$i"' ]' ||
		ok "$i wait" false
done
ok "the oldest has waited a while" test \
	"$(stat relayd_pool_oldest_wait_seconds | tr -d .)" -gt 0
wait_until '[ "$(cat "$T"/wait*.out | wc -l)" -eq 5 ]'
is "$(cat "$T"/wait*.out | tr '\n' ' ')" "2 3 4 5 6 " "in the order they came"
is "$(peer_events accept)" 1 "on the one connection"
finish
