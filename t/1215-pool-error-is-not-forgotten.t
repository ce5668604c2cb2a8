#!/bin/bash
# Goal: once a server has closed, nothing that is written afterwards makes
# its connection fit again (fault A6).
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes")"
for i in $(seq 10); do
	printf 'CLOSE\nPING\nPING\n' | peer_client -e any "$ADDR" text \
		>/dev/null 2>&1
	is "$(lines "ECHO $i")" "$i " "after a closed one the next works"
done
is "$(stat relayd_pool_returns_total)" 10 "only the good ones were given back"
finish
