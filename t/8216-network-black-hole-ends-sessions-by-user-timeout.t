#!/bin/bash
# Goal: when the way to the servers turns into a black hole, sessions with
# bytes under way end by RST after user-timeout and are counted; when it is
# over all is as before.
. t/lib.sh
. t/lib_net.sh
net_pair
start_peer -l "$NET_B:0" duplex
start_relayd "$(config "server $PEER_ADDR;pool off;user-timeout 1s;max-fails 0")"
net_join -s 5 -d 2 -b 2000000
fds_baseline
ok "it works" peer_client -n 1000 -d 1000 "$ADDR" duplex

big=$((1 << 30))
spawn clients nsenter "--net=$(net_path a)" "$BIN/t/peer_client" -e rst \
	-c 4 -p 4 -n $big -d 0 "$ADDR" duplex
sent() { stat relayd_upstream_sent_bytes_total; }
wait_until '[ "$(stat "relayd_sessions")" -eq 4 ] && [ "$(sent)" -gt 400000 ]'
is "$?" 0 "bytes are under way"
net_hole on
wait "$PID"
is "$?" 0 "every client got a RST"
ok "no session is left" wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
is "$(stat 'relayd_sessions_closed_total{reason="server_reset"}')" 4 \
	"counted as server_reset"

net_hole off
ok "it works again" peer_client -c 4 -p 4 -n 100000 -d 100000 "$ADDR" duplex
finish
