#!/bin/bash
# Goal: after a burst the pool shrinks to what is used, since the latest
# returned is lent first and the rest grows old (fault A14).
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	pool-idle-timeout 2s")"
spawn_open burst "$BIN/t/peer_many" "$ADDR" hold 50 $'PING\n'
wait_until '[ "$(stat "relayd_pool_connections{state=\"lent\"}")" -eq 50 ]'
close_input
wait_until '[ "$(stat "relayd_pool_connections{state=\"idle\"}")" -eq 50 ]'
is "$?" 0 "50 are idle after a burst"
accepted=$(peer_events accept)
# A little traffic goes on meanwhile, and always gets the same one.
wait_until 'lines PING >"$T/one"
	[ "$(stat "relayd_pool_connections{state=\"idle\"}")" -eq 1 ]' 20
is "$?" 0 "one is left while a little traffic goes on"
is "$(peer_events accept)" "$accepted" "none was dialled after the burst"
is "$(invalidated idle idle)" 49 \
	"counted as idle"
finish
