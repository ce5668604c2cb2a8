#!/bin/bash
# Goal: clients that wait in a worker's queue when QUIT comes are accepted
# before the sockets are closed, and served to their end: none is lost.
. t/lib.sh
need ss iproute2
start_peer echo
start_relayd "workers 1
worker-watchdog 1h
$(config "server $PEER_ADDR")"
worker=$(workers | tr -d ' ')
kill -STOP "$worker"
spawn queued "$BIN/t/peer_client" -c 50 -p 50 -n 1000 "$ADDR" echo
clients=$PID
queued() { ss -Hltn "sport = :$PORT" | awk '{ print $2 }'; }
ok "50 clients wait" wait_until '[ "$(queued)" = 50 ]'
kill -QUIT "$RELAYD_PID"
ok "QUIT arrived" wait_until "grep -q 'stop: signal QUIT' $LOG"
kill -CONT "$worker"
wait "$clients"
is "$?" 0 "all were served"
is "$(grep -c ^fin "$T/queued.out")" 50 "to their last byte"
ok "then it ends" wait_until "! alive $RELAYD_PID" 10
alive "$RELAYD_PID" && kill -9 "$RELAYD_PID"
wait "$RELAYD_PID"
is "$?" 0 "with status 0"
finish
