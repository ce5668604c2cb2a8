#!/bin/bash
# Goal: a link that is gone again and again loses no byte and ends no session.
. t/lib.sh
. t/lib_net.sh
net_pair
start_peer -l "$NET_B:0" duplex
start_relayd "$(config "server $PEER_ADDR;connect-timeout 60s;fin-timeout 60s")"
net_join -s 3 -d 5 -f 200:30 -b 2000000
ok "both ways" peer_client -c 4 -p 4 -n 300000 -d 300000 "$ADDR" duplex
ok "the server agrees" peer_agrees 4
ok "every session has ended" wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
net_part
ok "packets vanished" test "$(net_count ab.swallowed)" -gt 0
in_order=$(($(stat 'relayd_sessions_closed_total{reason="client_eof"}') + \
	$(stat 'relayd_sessions_closed_total{reason="server_eof"}')))
is $in_order 4 "every session ended in order"
finish
