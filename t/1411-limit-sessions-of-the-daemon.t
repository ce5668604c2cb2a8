#!/bin/bash
# Goal: max-sessions holds for all listeners together.
. t/lib.sh
start_peer line
start_relayd "workers 1
max-sessions 6
$(config "server $PEER_ADDR")
listener other {
	address 127.0.0.1:0
	upstream u
}"
spawn_open hold "$BIN/t/peer_many" "$ADDR" hold 6 $'PING\n'
wait_until 'grep -q "^held 6" "$T/hold.out"'
spawn late bash -c "printf 'ECHO late\n' | $BIN/t/peer_client $ADDR_other text"
wait_until '[ "$(paused sessions)" -ge 1 ]'
is "$?" 0 "the pause is counted"
is "$(cat "$T/late.out")" "" "one more on another listener waits"
close_input
wait_until '[ "$(cat "$T/late.out")" = late ]'
is "$?" 0 "and is served when there is room"
finish
