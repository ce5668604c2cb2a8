#!/bin/bash
# Goal: a backup server takes over when no other is left, and hands back when
# one has come back.
. t/lib.sh
start_peer line; a=$PEER_ADDR a_pid=$PEER_PID port=$PEER_PORT
start_peer line; b=$PEER_ADDR b_out=$PEER_OUT
start_relayd "workers 1
$(config "server $a;server $b backup;pool off;fail-timeout 500ms;max-fails 1")"
ok "10 sessions" "$BIN/tools/shorts" -n 10 -c 1 "$ADDR"
end "$a_pid"
ok "20 sessions while it is gone" "$BIN/tools/shorts" -n 20 -c 2 "$ADDR"
is "$(peer_events accept "$b_out")" 20 "go to the backup"
start_peer -l "127.0.0.1:$port" line
wait_until '"$BIN/tools/shorts" -n 1 "$ADDR" >/dev/null
	[ "$(peer_events accept)" -ge 1 ]'
is "$?" 0 "the first one is used again as soon as it is back"
finish
