#!/bin/bash
# Goal: sessions that end in order share one connection; one that the server
# closed is replaced by one more, and by no more (fault A1).
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 1")"
for i in $(seq 100); do
	[ "$(lines "ECHO $i")" = "$i " ] || ok "answer $i" false
done
is "$(peer_events accept)" 1 "100 sessions, one connection"
is "$(stat 'relayd_pool_borrows_total{source="reused"}')" 99 "99 were reused"
is "$(stat relayd_pool_returns_total)" 100 "and given back 100 times"
is "$(lines CLOSE)" "bye " "the server closes after its answer"
for i in $(seq 20); do
	[ "$(lines "ECHO $i")" = "$i " ] || ok "answer $i" false
done
is "$(peer_events accept)" 2 "one more connection, no more"
finish
