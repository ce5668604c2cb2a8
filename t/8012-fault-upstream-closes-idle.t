#!/bin/bash
# Goal: a server that closes idle connections before we do: they are noticed
# and taken out, and no client is ever given a closed one.
. t/lib.sh
start_peer line-idle 100
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 1")"
for i in 1 2 3 4 5 6; do
	is "$(lines "ECHO $i")$(cat "$T/how")" "$i fin" "session $i"
	let_pass 200
done
# One more each time, if a warm one was dialled in its place.
within "$(invalidated idle server_eof)" \
	6 12 "each was found closed while idle"
is "$(stat relayd_pool_retries_total)" 0 "nobody had to be moved"
finish
