#!/bin/bash
# Goal: workers that are killed or stand still lose, mix up or cut short no
# byte of those whom they serve, and look complete to nobody.
. t/lib.sh
. t/lib_chaos.sh
pair_server line -i 1000:2 -b 20
start_relayd "$(config "server $PAIR_ADDR; protocol line; pool reuse
	stateless yes; pool-idle-timeout 1s")"
chaos_for 10 -s 1 -r 3 -k kill=1,stop=2
pair_client -T -r rough -S 10
chaos_is_over
chaos_did kill stop
no_violation
ok "thousands of exchanges" test "$(word exchanges "$PAIR_LINE")" -gt \
	$((5000 / SLOW))
peace
finish
