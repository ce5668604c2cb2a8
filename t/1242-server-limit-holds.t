#!/bin/bash
# Goal: a limit of one server holds by itself; the rest goes to the others.
. t/lib.sh
start_peer line; a=$PEER_ADDR a_out=$PEER_OUT
start_peer line; b=$PEER_ADDR
start_relayd "workers 1
$(config "server $a max-connections 3;server $b;pool off")"
spawn_open hold "$BIN/t/peer_many" "$ADDR" hold 20 $'PING\n'
wait_until 'grep -q "^held 20" "$T/hold.out"'
is "$?" 0 "all 20 are served"
is "$(peer_events accept "$a_out")" 3 "three by the one with a limit"
close_input
finish
