#!/bin/bash
# Goal: after 100,000 sessions each worker has the descriptors it had before.
. t/lib.sh
spawn server "$BIN/tools/lineserver"
wait_until 'grep -q listening "$T/server.out"'
server=$(sed 's/listening //' "$T/server.out")
start_relayd "$(config "server $server;protocol line;pool reuse
	stateless yes;pool-idle-timeout 1s;warm-max-age 1s")
upstream off {
	server $server
	pool off
}
listener off {
	address 127.0.0.1:0
	upstream off
}"
n=$((100000 / SLOW))
fds_baseline
ok "$((n / 2)) with the pool" "$BIN/tools/shorts" -t 300 -n $((n / 2)) "$ADDR"
ok "$((n / 2)) without" "$BIN/tools/shorts" -t 300 -n $((n / 2)) "$ADDR_off"
is "$(stat relayd_sessions_accepted_total)" "$n" "all are counted"
finish
