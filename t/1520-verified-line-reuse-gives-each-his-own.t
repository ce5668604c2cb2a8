#!/bin/bash
# Goal: thousands of sessions over connections that are used again and again:
# each byte is right, and each exchange is counted, once.
. t/lib.sh
. t/lib_pair.sh
start_verifier line
start_relayd "$(config "server $VERIFIER_ADDR;protocol line;pool reuse;stateless yes")"
fds_baseline
verify "$ADDR" line -s 6000 -z 6
is "$(asked sessions)" 6000 "6000 sessions ended"
wait_until '[ "$(stat relayd_sessions_closed_total)" -eq 6000 ]'
is "$(stat 'relayd_exchanges_total{result="ok"}')" "$(asked exchanges)" \
	"relayd counted the exchanges that the clients counted"
is "$(stat 'relayd_exchanges_total{result="aborted"}')" 0 "none was aborted"
ok "nearly all connections were used before" test \
	"$(stat 'relayd_pool_borrows_total{source="reused"}')" -gt 5000
no_violations "thousands of sessions"
is "$(answered exchanges)" "$(asked exchanges)" "the server counted the same"
finish
