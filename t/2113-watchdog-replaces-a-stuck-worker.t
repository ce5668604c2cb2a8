#!/bin/bash
# Goal: a worker that makes no progress for worker-watchdog is killed and
# replaced, and the log says so; an idle one is left alone.
. t/lib.sh
start_peer echo
start_relayd "worker-watchdog 1s
$(config "server $PEER_ADDR")"
stuck=$(workers | cut -d' ' -f1) idle=$(workers | cut -d' ' -f2)
kill -STOP "$stuck"
ok "it is found" wait_until \
	"grep -q 'worker 0: pid $stuck: no progress for [0-9]* s' $LOG" 15
ok "and replaced" wait_until "! alive $stuck && [ \$(workers | wc -w) = 2 ]"
like " $(workers)" " $idle " "the idle one is the same"
ok "all are served" peer_client -c 20 -n 100 "$ADDR" echo
is "$(stat 'relayd_worker_restarts_total{reason="watchdog"}')" 1 "it is counted"
finish
