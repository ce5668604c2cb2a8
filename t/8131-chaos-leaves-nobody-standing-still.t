#!/bin/bash
# Goal: whom chaos stopped goes on when it is told to end, the server that it
# killed is there again, and it says what it did.
. t/lib.sh
start_peer -l 127.77.0.1:0 echo
echo "$PEER_PID" >"$T/number"
start_relayd "worker-watchdog off
$(config "server $PEER_ADDR; pool off")"
still() { # PID...
	local pid
	for pid; do grep -qs '^State:.T' "/proc/$pid/status" || return 1; done
}
everybody() { workers | tr ' ' '\n' | grep .; cat "$T/number"; }

spawn chaos tools/chaos -t 60 -r 50 -k stuck=1,freeze=1 -w 60000 \
	"$RELAYD_PID" "$T/number" false
chaos=$PID
# shellcheck disable=SC2046
ok "all stand still" wait_until 'still $(everybody)'
kill "$chaos"
ok "chaos ends" wait_until '! alive "$chaos"'
for pid in $(everybody); do
	ok "$pid goes on" wait_until '! still "$pid"'
done
ok "all are served" peer_client -t 5000 -c 20 -n 100 "$ADDR" echo
like "$(cat "$T/chaos.out")" \
	'^chaos seed=[0-9]+ seconds=60 kill=0 stop=0 stuck=2 .* freeze=[1-9]' \
	"it says what it did"

spawn chaos tools/chaos -t 60 -r 100 -k restart=1 "$RELAYD_PID" "$T/number" \
	"$BIN/t/peer_server" -l "$PEER_ADDR" echo
chaos=$PID
ok "the server is killed" wait_until '! alive "$PEER_PID"'
kill "$chaos"
ok "chaos ends" wait_until '! alive "$chaos"'
PIDS+=("$(cat "$T/number")")
ok "another server is there" alive "$(cat "$T/number")"
ok "it listens" wait_until "grep -qs '^listening $PEER_ADDR' $T/number.log"
ok "all are served" peer_client -t 5000 -c 20 -n 100 "$ADDR" echo
is "$(workers | wc -w)" 2 "and no worker was killed"
finish
