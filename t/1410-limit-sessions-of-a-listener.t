#!/bin/bash
# Goal: a listener that is full stops accepting, says so once and counts it;
# who waits in the queue is served when there is room.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR" 'max-sessions 5')"
spawn_open hold "$BIN/t/peer_many" "$ADDR" hold 5 $'PING\n'
wait_until 'grep -q "^held 5" "$T/hold.out"'
spawn late bash -c "printf 'ECHO late\n' | $BIN/t/peer_client $ADDR text"
wait_until '[ "$(paused sessions)" -ge 1 ]'
is "$?" 0 "the pause is counted"
is "$(stat relayd_sessions)" 5 "five are served"
is "$(cat "$T/late.out")" "" "the sixth waits"
close_input
wait_until '[ "$(cat "$T/late.out")" = late ]'
is "$?" 0 "and is served when there is room"
is "$(grep -c 'max-sessions' "$LOG")" 1 "one line in the log"
finish
