#!/bin/bash
# Goal: a server that closes its unused connections three times in a row gets no
# more of them: one line in the log, and clients are dialled for as before.
. t/lib.sh
start_peer line-idle 50
start_relayd "workers 1
$(config "server $PEER_ADDR;pool preconnect;min-idle 2;warm-max-age 60s")"
# Closings within a second count as one: they tell of a restart.
for i in 1 2 3 4; do
	is "$(lines "ECHO $i")" "$i " "session $i is served"
	let_pass 1100
done
n=$(stat 'relayd_pool_preconnect_dials_total{result="ok"}')
for i in $(seq 5); do
	[ "$(lines "ECHO $i")" = "$i " ] || ok "served" false
	let_pass 100
done
is "$(stat 'relayd_pool_preconnect_dials_total{result="ok"}')" "$n" \
	"none is any more"
is "$(grep -c 'no more connections ahead' "$LOG")" 1 \
	"one line in the log says so"
finish
