#!/bin/bash
# Goal: clients that vanish without a word cost a session no longer than the
# listener's user-timeout if bytes are on their way to them, and its keepalive
# if none are; their servers get a RST, and the next clients are served.
. t/lib.sh
. t/lib_net.sh
net_pair
NET_CLIENTS=b PEER_WRAP=(nsenter "--net=$(net_path a)")
start_peer duplex
start_relayd "upstream u {
	server $PEER_ADDR
	pool off
}
listener l {
	address $NET_A:0
	upstream u
	user-timeout 1s
	keepalive 1s 1s 1
}"
net_join -s 5 -d 2 -b 2000000
fds_baseline
ok "it works" peer_client -n 1000 -d 1000 "$ADDR" duplex

# Two are fed, and two wait for a server that reads their first bytes.
clients() { # COUNT DOWN
	spawn "clients$1$2" nsenter "--net=$(net_path b)" "$BIN/t/peer_client" \
		-c "$1" -p "$1" -n 0 -d "$2" -L -l "$ADDR" duplex
}
big=$((1 << 30))
clients 2 $big
clients 3 0
sent() { stat relayd_client_sent_bytes_total; }
wait_until '[ "$(stat relayd_sessions)" -eq 5 ] && [ "$(sent)" -gt 200000 ]'
is "$?" 0 "bytes are under way"
net_hole on
ok "no session is left" wait_until '[ "$(stat relayd_sessions)" -eq 0 ]' 15
is "$(stat 'relayd_sessions_closed_total{reason="client_reset"}')" 5 \
	"counted as client_reset"
ok "the servers got a RST" wait_until '[ "$(peer_events "end .* rst")" -eq 5 ]'

net_hole off
ok "it works again" peer_client -c 4 -p 4 -n 100000 -d 100000 "$ADDR" duplex
finish
