#!/bin/bash
# Goal: clients that wait in the queue of a worker when it dies are served by
# the next worker of its slot: none is lost.
. t/lib.sh
need ss iproute2
start_peer echo
start_relayd "workers 1
worker-watchdog 1h
$(config "server $PEER_ADDR")"
victim=$(workers | tr -d ' ')
kill -STOP "$victim"
spawn queued "$BIN/t/peer_client" -c 50 -p 50 -n 1000 "$ADDR" echo
queued() { ss -Hltn "sport = :$PORT" | awk '{ print $2 }'; }
ok "50 clients wait" wait_until '[ "$(queued)" = 50 ]'
kill -9 "$victim"
wait "$PID"
is "$?" 0 "all were served"
is "$(grep -c ^fin "$T/queued.out")" 50 "to their last byte"
finish
