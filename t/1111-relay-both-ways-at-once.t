#!/bin/bash
# Goal: two different streams cross in one session, byte-exact, many at once.
. t/lib.sh
start_peer duplex
start_relayd "$(config "server $PEER_ADDR")"
for sizes in '0 0' '0 1' '1 0' '16383 16385' '16384 16384' '1048576 300000' \
	'1 1048576'; do
	ok "${sizes% *} up, ${sizes#* } down" peer_client -c 40 -p 20 \
		-n "${sizes% *}" -d "${sizes#* }" -k 7 "$ADDR" duplex
done
wait_until '[ "$(peer_events "order .* ok")" -eq 280 ]'
is "$?" 0 "the server saw every byte as well"
finish
