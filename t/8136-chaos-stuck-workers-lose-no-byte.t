#!/bin/bash
# Goal: a worker that stands still for too long is killed by the watchdog in
# the middle of its sessions: they end by RST, nobody else's do, and who waits
# is served by the next.
. t/lib.sh
. t/lib_chaos.sh
pair_server line
start_relayd "worker-watchdog 1s
$(config "server $PAIR_ADDR; protocol line; pool reuse; stateless yes")"
chaos_for 8 -s 5 -r 1 -k stuck=1 -w 4000
pair_client -T -r rough -S 8
chaos_is_over
chaos_did stuck
no_violation
ok "thousands of exchanges" test "$(word exchanges "$PAIR_LINE")" -gt \
	$((2000 / SLOW))
peace
ok "the watchdog saw them" test "$(restarts watchdog)" -gt 0
finish
