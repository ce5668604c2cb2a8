#!/bin/bash
# Goal: 2,000 idle sessions cost at most so much user memory each as t/budget
# allows: the growth of all relayd processes' PSS (fault A19).
. t/lib.sh
need_plain_build
start_peer -q line
start_relayd "max-sessions 6000
$(config "server $PEER_ADDR;pool off")"
head -1 "/proc/$(workers | cut -d ' ' -f 1)/smaps_rollup" >/dev/null 2>&1 ||
	skip_all "needs root: to look at the memory of a worker"
pss() {
	local pid sum=0 n
	for pid in "$RELAYD_PID" $(workers); do
		n=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup")
		sum=$((sum + n))
	done
	echo $((sum * 1024))
}
ok "warm up" "$BIN/tools/shorts" -n 2000 -c 100 "$ADDR"
wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
before=$(pss)
spawn_open hold "$BIN/t/peer_many" "$ADDR" hold 2000 $'PING\n'
wait_until 'grep -q "^held 2000" "$T/hold.out"' 60
is "$(stat relayd_sessions)" 2000 "2000 sessions are idle"
each=$((($(pss) - before) / 2000))
within "$each" -100 "$(budget bytes-per-idle-session)" "bytes a session"
diag "$each bytes a session"
close_input
wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
finish
