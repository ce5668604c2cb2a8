#!/bin/bash
# Goal: through a relay and a bad network every byte arrives, once and in its
# place, whatever the seed.
. t/lib.sh
. t/lib_net.sh
net_pair
start_peer -l "$NET_B:0" duplex
start_relayd "$(config "server $PEER_ADDR;connect-timeout 60s")"
quarter=$((1 << 18))
for seed in 1 2 3 4 5 6 7 8; do
	net_join -s $seed -d 5 -l 5 -r 10 -u 2
	ok "seed $seed: 1 MiB each way" peer_client -c 4 -p 4 -k $seed \
		-n $quarter -d $quarter "$ADDR" duplex
	ok "the server agrees" peer_agrees $((4 * seed))
	net_part
	lost=$(($(net_count ab.lost) + $(net_count ba.lost)))
	ok "of $(net_count ab.packets) and $(net_count ba.packets) packets \
$lost were lost" test $lost -gt 0
done
is "$(stat 'relayd_sessions_closed_total{reason="server_reset"}')" 0 "no reset"
finish
