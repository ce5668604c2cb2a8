#!/bin/bash
# Goal: connections that break at either side, at any moment, end their own
# sessions and harm no other; what the pool lends again is sound.
. t/lib.sh
. t/lib_chaos.sh
need_root "to end connections of others"
need ss iproute2
pair_server line
start_relayd "$(config "server $PAIR_ADDR; protocol line; pool reuse
	stateless yes; pool-idle-timeout 1s")"
chaos_for 8 -s 2 -r 15 -k cut-client=1,cut-server=1
pair_client -T -r rough -S 8
chaos_is_over
chaos_did cut-client cut-server
no_violation
ok "thousands of exchanges" test "$(word exchanges "$PAIR_LINE")" -gt \
	$((5000 / SLOW))
peace
finish
