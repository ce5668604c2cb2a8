#!/bin/bash
# Goal: sessions go round the servers by weight; `backup` gets none while
# another is up, `down` none at all; a failed dial tries the next.
. t/lib.sh
start_peer line; a=$PEER_ADDR a_out=$PEER_OUT
start_peer line; b=$PEER_ADDR b_out=$PEER_OUT b_pid=$PEER_PID
start_peer line; c=$PEER_ADDR c_out=$PEER_OUT
start_peer line; d=$PEER_ADDR d_out=$PEER_OUT
start_relayd "workers 1
$(config "server $a weight 3;server $b;server $c backup
	server $d down;pool off")"
ok "80 sessions" "$BIN/tools/shorts" -n 80 -c 1 "$ADDR"
is "$(for f in "$a_out" "$b_out" "$c_out" "$d_out"; do
	peer_events accept "$f"; done | tr '\n' ' ')" "60 20 0 0 " \
	"three to one, none for backup and down"
end "$b_pid"
ok "80 more, one server is gone" "$BIN/tools/shorts" -n 80 -c 1 "$ADDR"
is "$(peer_events accept "$a_out")" 140 "the other takes them all"
like "$(grep -c "$b" "$LOG")" '^[1-3]$' "the log names it once a burst"
is "$(stat "relayd_server_up{server=\"$b\"}")" 0 "and relaystat shows it"
finish
