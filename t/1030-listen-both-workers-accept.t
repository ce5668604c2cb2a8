#!/bin/bash
# Goal: the kernel spreads clients over the workers, and each serves its own.
. t/lib.sh
start_peer line
start_relayd "$(config "server $PEER_ADDR")"
ok "400 sessions" "$BIN/tools/shorts" -n 400 -c 8 "$ADDR"
relaystat prometheus --by worker >"$T/by"
for worker in 0 1; do
	n=$(stat_of "relayd_sessions_accepted_total{worker=\"$worker\"}" <"$T/by")
	within "$n" 100 300 "worker $worker served about half"
done
finish
