#!/bin/bash
# Goal: what the shuttle does to real packets is what its seed said it would,
# and every packet is accounted for.
. t/lib.sh
. t/lib_net.sh
net_pair
start_peer -l "$NET_B:0" duplex
bad=(-s 20250 -d 2:1 -l 4 -r 10:5 -u 3 -c 2)
net_join "${bad[@]}"
ok "both ways" peer_client -c 4 -p 4 -n 400000 -d 400000 "$PEER_ADDR" duplex
net_part
is "$(net_count seed)" 20250 "the seed is told"

for way in ab ba; do
	n=$(net_count $way.packets)
	"$BIN/t/shuttle" "${bad[@]}" -n "$n" | grep "^$way" >"$T/fates"
	for what in lost reordered duplicated corrupted; do
		is "$(net_count $way.$what)" "$(grep -c " $what" "$T/fates")" \
			"$way: $what of $n as foretold"
	done
	is "$(net_count $way.delayed)" \
		$((n - $(net_count $way.lost))) "$way: the others were late"
	sum=0
	for what in lost swallowed overflowed refused sent queued; do
		sum=$((sum + $(net_count $way.$what)))
	done
	is "$sum" $((n + $(net_count $way.duplicated))) "$way: none is missing"
	ok "$way: some were overtaken" test "$(net_count $way.overtaken)" -gt 0
done
finish
