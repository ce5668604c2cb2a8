#!/bin/bash
# Goal: any bytes of any number both ways at once, through buffers of all
# sizes, with resets, cuts and half closes at both ends, arrive as they are,
# over connections made ahead.
. t/lib.sh
. t/lib_pair.sh
start_verifier opaque
start_relayd "$(config "server $VERIFIER_ADDR;pool preconnect;min-idle 8")"
verify "$ADDR" opaque -s 1200 -z 17 -r rough
is "$(asked sessions) $(asked violations)" "1200 0" "1200 sessions ended"
ok "some ended by a fault" test \
	$(($(faults rst-up) + $(faults rst-down) + $(faults server-rst))) -gt 10
ok "connections made ahead were lent" test \
	"$(stat 'relayd_pool_borrows_total{source="warm"}')" -gt 100
no_violations "large buffers"
stop_relayd TERM

start_verifier opaque -B 4096
start_relayd "$(config "server $VERIFIER_ADDR" "sndbuf 4k;rcvbuf 4k")"
verify "$ADDR" opaque -s 500 -z 19 -r rough -B 4096
is "$(asked sessions)" 500 "500 sessions ended"
no_violations "small buffers"
finish
