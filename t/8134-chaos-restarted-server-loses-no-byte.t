#!/bin/bash
# Goal: a server that is killed and started again, or stands still, ends the
# sessions that it had by RST, and the warm connections to it harm nobody.
. t/lib.sh
. t/lib_chaos.sh
pair_server line
start_relayd "$(config "server $PAIR_ADDR; protocol line; pool preconnect")"
chaos_for 8 -s 3 -r 4 -k restart=2,freeze=1
pair_client -T -r wild -S 8
chaos_is_over
chaos_did restart freeze
no_violation
ok "thousands of exchanges" test "$(word exchanges "$PAIR_LINE")" -gt \
	$((3000 / SLOW))
peace
finish
