#!/bin/bash
# Goal: the deadlines of one session are not inherited by the next that gets
# its connection (fault A4).
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 1
	first-byte-timeout 300ms;session-max-age 500ms")"
is "$(lines PING)" "PONG " "the first session sets its deadlines and ends"
# The connection is now as old as every one of them, and older.
let_pass 700
for i in 1 2 3 4 5; do
	is "$(lines "ECHO $i")$(cat "$T/how")" "$i fin" "session $i is whole"
done
is "$(peer_events accept)" 1 "all of them had the same connection"
is "$(stat relayd_timeouts_total)" 0 "nothing timed out"
finish
