#!/bin/bash
# Goal: while workers are killed under load, no counter that relaystat shows
# ever falls.
. t/lib.sh
start_peer echo
start_relayd "$(config "server $PEER_ADDR")"
spawn load "$BIN/t/peer_client" -e any -c 4000 -p 8 -n 2000 -t 20000 "$ADDR" echo
load=$PID
for i in $(seq 4); do
	relaystat prometheus >"$T/sample.$i.0"
	kill -9 "$(workers | cut -d' ' -f$((i % 2 + 1)))"
	for j in $(seq 15); do relaystat prometheus >"$T/sample.$i.$j"; done
	wait_until '[ "$(workers | wc -w)" = 2 ]'
done
fell=$(find "$T" -name 'sample.*' | sort -V | xargs cat | awk '
	$1 ~ /_total[{]/ || $1 ~ /_total$/ {
		if ($NF + 0 < last[$1]) print $1, last[$1], "->", $NF
		last[$1] = $NF + 0
	}')
is "$fell" "" "nothing fell in $(find "$T" -name 'sample.*' | wc -l) samples"
is "$(stat 'relayd_worker_restarts_total{reason="signal"}')" 4 \
	"four workers were replaced"
kill "$load"
finish
