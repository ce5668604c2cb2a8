#!/bin/bash
# Goal: TERM and INT stop now: sessions see RST, status 0, and no process,
# segment, socket or pid file is left.
. t/lib.sh
start_peer echo
for signal in TERM INT; do
	INSTANCE=$INSTANCE-$signal
	start_relayd "pid-file $T/$signal.pid
upstream u {
	server $PEER_ADDR
}
listener l {
	address 127.0.0.1:0
	address unix:$T/relayd-l.sock
	upstream u
}"
	is "$(cat "$T/$signal.pid")" "$RELAYD_PID" "the pid file"
	for i in 1 2 3 4; do
		spawn "$signal$i" "$BIN/t/peer_client" "$ADDR" end
	done
	wait_until '[ "$(stat relayd_sessions)" = 4 ]'
	pids=$(workers)
	stop_relayd "$signal"
	is "$?" 0 "status 0 after $signal"
	for i in 1 2 3 4; do
		ok "client $i sees RST" wait_until \
			"grep -q ^rst $T/$signal$i.out"
	done
	for pid in $pids; do ok "no worker $pid" test ! -d "/proc/$pid"; done
	ok "no Unix socket" test ! -e "$T/relayd-l.sock"
	ok "no pid file" test ! -e "$T/$signal.pid"
done
finish
