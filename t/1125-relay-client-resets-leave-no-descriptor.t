#!/bin/bash
# Goal: after clients that reset, with and without an answer, each worker has
# the descriptors it had before.
. t/lib.sh
start_peer -q line
start_relayd "$(config "server $PEER_ADDR;pool off")"
fds_baseline
for text in $'PING\n' $'MUTE\n' 'half a line' ''; do
	rm -f "$T/leave.in"
	spawn_open leave "$BIN/t/peer_many" -R "$ADDR" keep 50 "$text"
	wait_until '[ "$(stat relayd_sessions)" -eq 50 ]'
	is "$?" 0 "50 clients"
	close_input
	wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
	is "$?" 0 "leave by RST"
done
is "$(stat relayd_sessions_accepted_total)" 200 "all are counted"
finish
