#!/bin/bash
# Goal: a byte that comes on an idle used connection makes it unfit at once;
# the next client neither gets the byte nor the connection.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes")"
spawn late bash -c "printf 'LATE 300\n' | $BIN/t/peer_client $ADDR text"
wait_until '[ "$(stat relayd_pool_returns_total)" -eq 1 ]'
is "$(cat "$T/late.out")" now "the first client got its answer and left"
wait_until '[ "$(invalidated idle unsolicited)" -eq 1 ]'
is "$?" 0 "what came later made the connection unfit"
is "$(lines WHO)" "2 " "the next client has another"
finish
