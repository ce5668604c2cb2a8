#!/bin/bash
# Goal: a warm connection that nobody used is closed with FIN when it is
# warm-max-age old, and not replaced before somebody comes, so that closings
# without use never outnumber the uses.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;pool preconnect;min-idle 2;warm-max-age 300ms")"
wait_until '[ "$(peer_events "end .* fin 0")" -eq 2 ]'
is "$?" 0 "two grew old and ended with FIN"
let_pass 1000
is "$(peer_events accept)" 2 "they were not replaced in vain"
is "$(lines PING)" "PONG " "a client comes"
wait_until '[ "$(peer_events accept)" -ge 4 ]'
is "$?" 0 "and now there are warm ones again"
is "$(invalidated idle age)" \
	"$(peer_events 'end .* fin 0')" "closings are counted as age"
finish
