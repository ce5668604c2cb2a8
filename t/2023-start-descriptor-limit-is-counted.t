#!/bin/bash
# Goal: the soft descriptor limit is raised to the hard one; max-sessions auto
# fits below it, and a larger number is refused with the figures.
. t/lib.sh
need prlimit util-linux
start_peer echo
WRAP=(prlimit --nofile=100:400)
start_relayd "$(config "server $PEER_ADDR")"
for pid in $(workers); do
	is "$(awk '/open files/ { print $4 }' "/proc/$pid/limits")" 400 \
		"a worker has the hard limit"
done
auto=$("${WRAP[@]}" "$BIN/relayd" -T -f "$T/$INSTANCE.conf" |
	sed -n 's/.*[^0-9]\([0-9][0-9]*\) sessions.*/\1/p' | head -n 1)
within "$auto" 50 400 "auto fits"
end "$RELAYD_PID"
INSTANCE=$INSTANCE-2
try_relayd "max-sessions 5000
$(config "server $PEER_ADDR")"
wait_until "! alive $RELAYD_PID" || kill "$RELAYD_PID"
wait "$RELAYD_PID"
is "$?" 1 "too many sessions are status 1"
like "$(cat "$LOG")" "max-sessions 5000: a descriptor limit of 400 allows \
[0-9]+ on 2 workers; it would take a hard limit of 5[0-9]{3}" "with figures"
is "$(wc -l <"$LOG")" 1 "in one line"
finish
