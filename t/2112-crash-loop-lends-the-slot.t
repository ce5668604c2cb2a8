#!/bin/bash
# Goal: while a slot waits a second or longer for its next worker, a neighbour
# serves its queue; afterwards it gets the sockets back.
. t/lib.sh
start_peer echo
start_relayd "$(config "server $PEER_ADDR; pool off")"
worker_0() { grep -l "worker 0 gen" /proc/[0-9]*/cmdline 2>/dev/null |
	while IFS=/ read -r _ _ pid _; do
		grep -q "^PPid:	$RELAYD_PID$" "/proc/$pid/status" && echo "$pid"
	done 2>/dev/null; }
for ms in 0 100 1000; do
	wait_until '[ -n "$(worker_0)" ]'
	kill -9 "$(worker_0)"
	ok "forked again in $ms ms" wait_until \
		"grep -q 'worker 0: .*forked again in $ms ms' $LOG"
done
ok "the slot is lent" wait_until "grep -q 'worker 1: serves slot 0' $LOG"
ok "no client waits" peer_client -t 900 -c 30 -n 100 "$ADDR" echo
ok "its worker comes" wait_until '[ -n "$(worker_0)" ]' 5
accepted() { relaystat prometheus --by worker |
	stat_of 'relayd_sessions_accepted_total{worker="0"}'; }
ok "and serves" wait_until \
	'peer_client -c 10 -n 100 "$ADDR" echo >"$T/clients" && [ "$(accepted)" -gt 0 ]'
sockets() { find "/proc/$1/fd" -lname 'socket:*' | wc -l; }
neighbour=$(workers | tr ' ' '\n' | grep -vx "$(worker_0)" | head -n 1)
ok "the neighbour has closed what it was lent" wait_until \
	"[ \"\$(sockets $neighbour)\" -le 3 ]"
is "$(stat 'relayd_worker_restarts_total{reason="signal"}')" 3 "counted"
finish
