#!/bin/bash
# Goal: in some hundred simulated runs, of calm and of rough scenes, no byte
# goes astray, no counter lies, nothing leaks, spins or stands still.
. t/lib.sh
runs=500
[ "$SLOW" -gt 1 ] && runs=60
for seed in 1 1000000; do
	"$BIN/t/simulate" -s "$seed" -n "$runs" >"$T/out" 2>&1
	status=$?
	line=$(tail -n 1 "$T/out")
	diag "$line"
	[ "$status" -eq 0 ] || diag "$(head -n 120 "$T/out")"
	is "$status" 0 "from seed $seed on: every run holds"
	like "$line" "^simulate seed=$seed runs=$runs .* violations=0 " \
		"and all were played"
	exchanges=${line#* exchanges=} faults=${line#* faults=}
	ok "they had ${exchanges%% *} exchanges" \
		test "${exchanges%% *}" -gt $((runs * 500))
	ok "and ${faults%% *} faults" test "${faults%% *}" -gt $((runs * 20))
done
finish
