#!/bin/bash
# Goal: a client that leaves with an answer outstanding, or half read, takes
# its connection with it (fault A8).
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes")"
leave() { # TEXT: send it, wait until the server has it, reset
	local sent
	sent=$(stat relayd_upstream_sent_bytes_total)
	rm -f "$T/leave.in"
	spawn_open leave "$BIN/t/peer_many" -R "$ADDR" keep 1 "$1"
	wait_until "[ \$(stat relayd_upstream_sent_bytes_total) -gt $sent ]"
	close_input
	wait_until '[ "$(stat relayd_sessions)" -eq 0 ]' || ok "it left" false
}
leave $'SLOW 300\n'
is "$(lines 'ECHO a')" "a " "the answer that was owed goes to nobody"
leave $'ECHO x\nSLOW 300\n'
is "$(lines 'ECHO b')" "b " "nor the second of two"
leave $'HALF abc\n'
is "$(lines 'ECHO c')" "c " "nor the rest of half an answer"
is "$(stat 'relayd_pool_invalidations_total{at="lent"}')" 3 \
	"three connections were invalidated"
is "$(stat relayd_pool_returns_total)" 3 "three were given back"
finish
