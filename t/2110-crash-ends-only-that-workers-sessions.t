#!/bin/bash
# Goal: kill -9 of a worker resets its own sessions, never with FIN, touches
# no others, is told in the log, and the slot serves again.
. t/lib.sh
start_peer echo
start_relayd "$(config "server $PEER_ADDR")"
for i in $(seq 16); do spawn "c$i" "$BIN/t/peer_client" "$ADDR" end; done
wait_until '[ "$(stat relayd_sessions)" = 16 ]'
relaystat prometheus --by worker >"$T/by"
doomed=$(stat_of 'relayd_sessions{worker="0"}' <"$T/by")
within "$doomed" 1 15 "worker 0 has some of 16 sessions"
victim=$(workers | cut -d' ' -f1) other=$(workers | cut -d' ' -f2)
kill -9 "$victim"
ended() { cat "$T"/c*.out | grep -c "$1"; }
ok "its clients see an end" wait_until '[ "$(ended .)" = "$doomed" ]'
is "$(ended ^rst)" "$doomed" "which is RST"
ok "the log says which and why" grep -q \
	"worker 0: pid $victim: killed by signal 9 (Killed): forked again" "$LOG"
ok "there are two again" wait_until '[ "$(workers | wc -w)" = 2 ]'
ok "of which one is new" test "$(workers)" != "$victim $other "
ok "all are served" peer_client -c 40 -n 1000 "$ADDR" echo
is "$(ended .)" "$doomed" "the other's sessions go on"
is "$(stat 'relayd_worker_restarts_total{reason="signal"}')" 1 "it is counted"
is "$(stat 'relayd_sessions_closed_total{reason="worker_died"}')" "$doomed" \
	"so are the sessions it took along"
finish
