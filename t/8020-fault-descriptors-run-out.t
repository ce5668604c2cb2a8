#!/bin/bash
# Goal: with 64 descriptors a worker under a flood pauses accepting instead
# of spinning, serves everybody in the end, and leaks nothing (fault A18).
. t/lib.sh
need prlimit util-linux
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;pool off")"
is "$(lines PING)" "PONG " "it works"
fds_baseline
worker=$(workers)
worker=${worker// /}
# As the worker's own user: that needs no privilege.
id=$(awk '/^Uid:/ { print $2 }' "/proc/$worker/status")
gid=$(awk '/^Gid:/ { print $2 }' "/proc/$worker/status")
limit=(prlimit --pid "$worker" --nofile=64:64)
[ "$(id -u)" = "$id" ] || limit=(setpriv --reuid="$id" --regid="$gid"
	--clear-groups "${limit[@]}")
ok "the limit is lowered to 64" "${limit[@]}"
ticks() { awk '{ print $14 + $15 }' "/proc/$worker/stat"; }
spawn_open flood "$BIN/t/peer_many" "$ADDR" keep 500 $'PING\n'
wait_until '[ "$(paused descriptors)" -ge 1 ]'
is "$?" 0 "the pause is counted"
let_pass 500
before=$(ticks)
let_pass 2000
used=$(($(ticks) - before))
within "$used" 0 $(($(getconf CLK_TCK) * SLOW / 10)) \
	"below 5 % of CPU while stalled"
ok "the log says so, a few times" \
	test "$(grep -cE 'accept|descriptor' "$LOG")" -le 20
close_input
wait_until '[ "$(stat relayd_sessions)" -eq 0 ]' 30
is "$?" 0 "it recovers by itself"
is "$(lines PING)" "PONG " "and serves the next"
finish
