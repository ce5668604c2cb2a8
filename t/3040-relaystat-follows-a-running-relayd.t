#!/bin/bash
# Goal: relaystat tells what a running relayd does, from its start over a
# killed worker to its own sudden death.
. t/lib.sh
need promtool prometheus
start_peer line
start_relayd "upstream u {
	server $PEER_ADDR
	protocol line
	stateless yes
	pool reuse
}
listener l {
	address 127.0.0.1:0
	upstream u
}"
for i in 1 2 3 4 5 6 7 8; do
	printf 'ECHO %d\n' "$i" | peer_client "$ADDR" text >"$T/said" 2>&1
done
settled() { [ "$(stat 'relayd_sessions_closed_total{reason="client_eof"}')" = 8 ]; }
ok "8 sessions are counted" wait_until settled
relaystat >"$T/screen"
like "$(cat "$T/screen")" "^relayd $INSTANCE .* pid $RELAYD_PID .* workers 2/2" \
	"one screen names the instance"
like "$(tail -1 "$T/screen")" ' total +0 +8 ' "and sums the borrows"
like "$(relaystat pools)" "u +line +reuse .* stateless=yes" "pools has the mark"
like "$(relaystat listeners)" "l +u +0 +8 +0 .* $ADDR" "listeners the address"
for verb in prometheus '--by worker prometheus'; do
	# shellcheck disable=SC2086
	is "$(relaystat $verb | promtool check metrics 2>&1)" "" \
		"promtool has nothing to say about $verb"
done

read -r first _ < <(workers)
kill -9 "$first"
back() { relaystat workers | awk '$3 == "running"' | grep -vcw "$first" | grep -qx 2; }
ok "the killed worker is replaced" wait_until back
is "$(stat relayd_sessions_accepted_total)" 8 "and no number is lost"
is "$(stat 'relayd_worker_restarts_total{reason="signal"}')" 1 "it is told"

like "$("$BIN/relaystat" list)" "$INSTANCE +live +$RELAYD_PID " "it is listed"
ORPHANS=$(workers)
kill -9 "$RELAYD_PID"
wait_until "! alive $RELAYD_PID"
relaystat prometheus >"$T/last" 2>"$T/why"
is "$?" 4 "a dead one has its own exit status"
like "$(cat "$T/why")" "supervisor is dead" "and is said to be dead"
is "$(stat_of relayd_sessions_accepted_total <"$T/last")" 8 "its numbers remain"
is "$(stat_of relayd_up <"$T/last")" 0 "and say so themselves"
# shellcheck disable=SC2086
kill -9 $ORPHANS
rm -f /dev/shm/relayd."$INSTANCE" /dev/shm/relayd."$INSTANCE".*
finish
