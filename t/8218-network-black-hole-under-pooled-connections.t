#!/bin/bash
# Goal: a pooled connection that a black hole took away costs its borrower a
# RST and never a wrong answer; a hole that is over in time costs only time.
. t/lib.sh
. t/lib_net.sh
net_pair
start_peer -l "$NET_B:0" line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes;max-fails 0
	user-timeout 2s;connect-timeout 2s;keepalive off")"
net_join -s 9 -d 2
sent() { stat relayd_upstream_sent_bytes_total; }
ask() { # TEXT: in the background, until its bytes are on their way
	local before
	before=$(sent)
	lines "ECHO $1" >"$T/$1" &
	ASKED=$!
	ok "$1: asked" wait_until "[ \$(sent) -gt $before ]"
}

is "$(lines PING)" "PONG " "it works"
net_hole on
ask short
net_hole off
wait "$ASKED"
is "$(cat "$T/short")" "short " "a short hole loses nothing"
is "$(stat 'relayd_pool_borrows_total{source="reused"}')" 1 "over the pool"

net_hole on
ask lost
wait "$ASKED"
is "$(cat "$T/lost")$(cat "$T/how")" rst "a long one ends the session by RST"
is "$(stat 'relayd_pool_connections{state="idle"}')" 0 "the pool lost it"
net_hole off
is "$(lines 'ECHO back')" "back " "the next one is answered"
is "$(lines 'ECHO again' WHO)" "again 2 " "over a new connection, now pooled"
is "$(stat 'relayd_pool_borrows_total{source="reused"}')" 3 "three were reused"
finish
