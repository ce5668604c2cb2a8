#!/bin/bash
# Goal: after the log was renamed, USR1 makes supervisor and workers write to
# a new file; nobody writes to the old one any more.
. t/lib.sh
start_peer line
port=$(free_port)
printf 'name %s\nworkers 2\nlog %s\nlog-level debug\n%s\n' "$INSTANCE" \
	"$T/a.log" "$(config "server 127.0.0.1:$port; connect-timeout 1s; \
pool off")" >"$T/a.conf"
"$BIN/relayd" -f "$T/a.conf" &
PIDS+=($!) SUPERVISORS+=($!) INSTANCES+=("$INSTANCE") RELAYD_PID=$! LOG=$T/a.log
wait_until "relayd_is_ready"
read_addresses
mv "$T/a.log" "$T/old.log"
kill -USR1 "$RELAYD_PID"
ok "a new file appears" wait_until "grep -q 'log: reopened' $T/a.log"
ok "each worker holds it" wait_until \
	'! ls -l /proc/{'"$(workers | sed 's/ *$//; s/ /,/')"'}/fd | grep -q old.log'
peer_client -e any "$ADDR" end >"$T/said"
ok "a worker writes to it" wait_until "grep -q 'worker [01]: ' $T/a.log"
is "$(grep -c 'worker [01]: ' "$T/old.log")" 0 "and not to the old one"
mv "$T/a.log" "$T/old2.log"
mkdir "$T/a.log"
kill -USR1 "$RELAYD_PID"
ok "a log that cannot be opened is said in the old one" wait_until \
	"grep -q 'log: reopen: Is a directory' $T/old2.log"
rmdir "$T/a.log"
finish
