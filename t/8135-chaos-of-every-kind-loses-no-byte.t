#!/bin/bash
# Goal: streams of bytes in which nothing is framed, over warm connections,
# under every disturbance at once: each is exact, and no end looks complete
# that is not.
. t/lib.sh
. t/lib_chaos.sh
need_root "to end connections of others"
need ss iproute2
pair_server opaque
start_relayd "$(config "server $PAIR_ADDR; protocol raw; pool preconnect")"
chaos_for 10 -s 4 -r 12 -k \
	kill=1,stop=4,cut-client=12,cut-server=12,restart=3,freeze=3
pair_client -T -r rough -z 16 -c 30 -S 10
chaos_is_over
chaos_did kill stop cut-client cut-server restart freeze
no_violation
ok "thousands of exchanges" test "$(word exchanges "$PAIR_LINE")" -gt \
	$((1000 / SLOW))
peace
finish
