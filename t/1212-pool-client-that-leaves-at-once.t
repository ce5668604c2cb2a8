#!/bin/bash
# Goal: clients that connect and leave, by FIN or RST, cost no connection its
# fitness and steal no byte from the others (fault A3).
. t/lib.sh
start_peer -q line
for mode in 'borrow-at accept' 'borrow-at first-byte'; do
	start_relayd "$(config "server $PEER_ADDR;protocol line;pool reuse
		stateless yes;max-connections 16;$mode")"
	spawn churn "$BIN/t/peer_many" "$ADDR" churn 5000
	ok "$mode: others are served meanwhile" \
		"$BIN/tools/shorts" -n 3000 -c 4 -r 'ECHO 77\n' "$ADDR"
	wait_until 'grep -q churned "$T/churn.out"' 60
	is "$(cat "$T/churn.out")" "churned 5000 0" "$mode: 5000 came and left"
	wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
	is "$(stat relayd_sessions_accepted_total)" 8000 "$mode: all are counted"
	is "$(stat 'relayd_pool_invalidations_total{reason="unsolicited"}')" 0 \
		"$mode: no byte was left over"
	INSTANCE=$INSTANCE-2
done
finish
