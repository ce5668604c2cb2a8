#!/bin/bash
# Goal: a server's greeting waits on a warm connection and reaches the client
# that gets it; each client gets one greeting.
. t/lib.sh
start_peer greet
start_relayd "workers 1
$(config "server $PEER_ADDR;pool preconnect;min-idle 3;warm-max-age 60s")"
wait_until '[ "$(stat "relayd_pool_connections{state=\"warm\"}")" -eq 3 ]'
for i in 1 2 3 4 5 6; do
	like "$(lines "ECHO $i")" "^hello [0-9]+ $i \$" "session $i"
done
ok "all greetings were different" test "$(peer_events accept)" -ge 6
within "$(stat 'relayd_pool_borrows_total{source="warm"}')" 3 6 "warm ones"
finish
