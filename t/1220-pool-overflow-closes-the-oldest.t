#!/bin/bash
# Goal: beyond max-idle the connection that was unused longest is closed, not
# the one just given back (fault A15).
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes;max-idle 3
	max-connections 6")"
spawn_open hold "$BIN/t/peer_many" "$ADDR" hold 6 $'PING\n'
wait_until 'grep -q "^held 6" "$T/hold.out"'
close_input
wait_until '[ "$(peer_events end)" -eq 3 ]'
is "$?" 0 "three are closed"
is "$(stat 'relayd_pool_connections{state="idle"}')" 3 "three stay"
is "$(stat 'relayd_pool_invalidations_total{reason="overflow"}')" 3 \
	"counted as overflow"
last=$(lines WHO)
is "$(peer_events "end ${last% } ")" 0 "the latest is lent, and open"
is "$(peer_events accept)" 6 "no other was dialled"
finish
