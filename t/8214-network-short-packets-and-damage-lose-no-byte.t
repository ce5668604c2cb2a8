#!/bin/bash
# Goal: an MTU of 576 and packets with a flipped bit cost time and no byte.
. t/lib.sh
. t/lib_net.sh
net_pair
start_peer -l "$NET_B:0" duplex
start_relayd "$(config "server $PEER_ADDR;connect-timeout 60s")"
half=$((1 << 19))
n=0
for bad in '-s 11 -m 576 -d 2' '-s 12 -c 3 -d 2' '-s 13 -m 576 -c 2 -l 2 -u 5'; do
	n=$((n + 4))
	# shellcheck disable=SC2086
	net_join $bad
	ok "through $bad" peer_client -c 4 -p 4 -k $n -n $half -d $half \
		"$ADDR" duplex
	ok "the server agrees" peer_agrees $n
	net_part
	case $bad in *576*)
		ok "the packets were short" test "$(net_count ab.bytes)" -le \
			$(($(net_count ab.packets) * 576))
		;;
	esac
	case $bad in *-c*)
		ok "some were damaged" test "$(net_count ba.corrupted)" -gt 0
		;;
	esac
done
finish
