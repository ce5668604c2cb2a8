#!/bin/bash
# Goal: without root it serves as whoever started it; a directive that names
# another account or group is an error, one that names its own is not.
. t/lib.sh
need_root "to start it as somebody else"
need setpriv util-linux
start_peer line
WRAP=(setpriv --reuid=65534 --regid=65534 --clear-groups)
start_relayd "user 65534
$(config "server $PEER_ADDR")"
for pid in $(workers); do
	like "$(cat "/proc/$pid/status")" "Uid:	65534	65534" "its uid"
done
is "$(lines PING)" "PONG " "it serves"
end "$RELAYD_PID"
for directive in "user root" "user daemon" "group daemon"; do
	INSTANCE=$INSTANCE-x
	try_relayd "$directive
$(config "server $PEER_ADDR")"
	wait_until "! alive $RELAYD_PID" || kill "$RELAYD_PID"
	wait "$RELAYD_PID"
	is "$?" 1 "$directive is status 1"
	like "$(cat "$LOG")" \
		"$directive: (only root can change|workers never)" \
		"which is said"
done
finish
