#!/bin/bash
# Goal: max-connections is of the whole daemon: four workers together never
# make more than eight, however many clients press.
. t/lib.sh
start_peer line
start_relayd "workers 4
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 8;wait-timeout 20s")"
ok "64 clients at once are served" "$BIN/tools/shorts" -t 60 -n 2000 -c 64 \
	-r 'ECHO x\n' "$ADDR"
n=$(peer_events accept)
ok "over $n connections, eight at most" test "$n" -le 8
is "$(stat relayd_pool_limit)" 8 "which is the sum of the workers' shares"
finish
