#!/bin/bash
# Goal: with a reset script a connection comes back as good as new, and one
# whose answer is not exactly the expected never comes back.
. t/lib.sh
start_peer line
base="server $PEER_ADDR;protocol line;pool reuse"
start_relayd "workers 1
$(config "$base;reset send \"CLEAN\\n\" expect \"CLEANED\\n\"")"
for i in 1 2 3 4 5; do
	is "$(lines GET "SET secret-$i" WHO)" " ok 1 " \
		"client $i finds no state and the same connection"
done
is "$(stat 'relayd_script_runs_total{script="reset",result="ok"}')" 5 \
	"five scripts ran"
is "$(stat relayd_pool_returns_total)" 5 "five times fit again"

INSTANCE=$INSTANCE-wrong
start_relayd "workers 1
$(config "$base;reset send \"PING\\n\" expect \"PANG\\n\"")"
is "$(lines "SET x" GET)" "ok x " "a session"
is "$(lines GET)" " " "the next finds no state"
is "$(stat 'relayd_script_runs_total{script="reset",result="mismatch"}')" 2 \
	"an answer that is not the expected one"
is "$(stat 'relayd_pool_invalidations_total{reason="reset_failed"}')" 2 \
	"counted as reset_failed"

INSTANCE=$INSTANCE-mute
start_relayd "workers 1
$(config "$base;script-timeout 200ms
	reset send \"MUTE\\n\" expect \"CLEANED\\n\"")"
is "$(lines PING)" "PONG " "a session"
wait_until '[ "$(stat "relayd_timeouts_total{kind=\"script\"}")" -eq 1 ]'
is "$?" 0 "a script that is not answered times out"
finish
