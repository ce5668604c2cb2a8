#!/bin/bash
# Goal: an exchange on open connections, a short framed session on a reused
# connection and one that dials cost the system calls of t/budget; epoll_wait
# is not counted, and a few that time itself brings are allowed.
. t/lib.sh
need_plain_build
need strace strace
spawn server "$BIN/tools/lineserver"
wait_until 'grep -q listening "$T/server.out"'
server=$(sed 's/listening //' "$T/server.out")
start_relayd "workers 1
$(config "server $server;protocol line;pool reuse
	stateless yes;max-connections 1")
upstream once {
	server $server
	protocol line
	pool reuse
	stateless yes
	max-connections 1
	max-uses 1
	max-idle 0
}
listener once {
	address 127.0.0.1:0
	upstream once
}"
worker=$(workers)
worker=${worker// /}
attach() {
	spawn strace strace -c -f -S calls -o "$T/calls" -p "$worker"
	wait_until 'grep -qsE "attached|permitted" "$T/strace.err"'
	! grep -q permitted "$T/strace.err"
}
detach() {
	kill -INT "$PID"
	wait_until "! alive $PID"
}
attach || skip_all "strace may not attach here"
detach

calls() { # COMMAND...: what the worker calls meanwhile
	attach
	"$@" >"$T/said" 2>&1 || ok "$*" false
	detach
	awk '$NF ~ /^[a-z0-9_]+$/ && $NF !~ /^epoll_p?wait/ && $4 ~ /^[0-9]+$/ {
		if ($NF != "total") sum += $4 } END { print sum }' "$T/calls"
}
check() { # WHAT N COMMAND...: 20 more or less, for time and the ends
	local what=$1 per n=$2 got
	per=$(budget "$what")
	shift 2
	got=$(calls "$@")
	within "$got" $((per * n - 20)) $((per * n + 20)) "$what: $per" ||
		diag "$(cat "$T/calls")"
}
shorts() { "$BIN/tools/shorts" -c 1 "$@"; }
shorts -n 20 "$ADDR" >/dev/null
check calls-per-reused-session 500 shorts -n 500 "$ADDR"
check calls-per-dialled-session 500 shorts -n 500 "$ADDR_once"
check calls-per-exchange 1000 shorts -k -n 1000 "$ADDR"
finish
