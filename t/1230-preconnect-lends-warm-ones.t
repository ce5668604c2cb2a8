#!/bin/bash
# Goal: with pool preconnect connections are made ahead, each is lent once
# and never again.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;pool preconnect;min-idle 4;warm-max-age 60s")"
wait_until '[ "$(peer_events accept)" -eq 4 ]'
is "$?" 0 "min-idle connections wait before anybody came"
for i in $(seq 20); do
	is "$(lines USES "ECHO $i")" "1 $i " "session $i has one of its own"
	wait_until '[ "$(stat "relayd_pool_connections{state=\"warm\"}")" -ge 4 ]'
done
is "$(stat 'relayd_pool_borrows_total{source="warm"}')" 20 "all were warm"
is "$(stat 'relayd_pool_borrows_total{source="reused"}')" 0 "none was reused"
is "$(stat relayd_pool_discards_total)" 20 "each was closed after its use"
finish
