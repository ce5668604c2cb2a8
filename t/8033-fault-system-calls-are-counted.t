#!/bin/bash
# Goal: an exchange on open connections costs 4 system calls, a short framed
# session on a reused connection 10, and a session that dials 7 more; not
# counting epoll_wait, and a few that time itself brings.
. t/lib.sh
need_plain_build
need strace strace
start_peer -q line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse
	stateless yes;max-connections 1")
upstream once {
	server $PEER_ADDR
	protocol line
	pool reuse
	stateless yes
	max-connections 1
	max-uses 1
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
check() { # WHAT PER N COMMAND...: 20 more or less, for time and the ends
	local what=$1 per=$2 n=$3 got
	shift 3
	got=$(calls "$@")
	within "$got" $((per * n - 20)) $((per * n + 20)) "$per calls $what" ||
		diag "$(cat "$T/calls")"
}
shorts() { "$BIN/tools/shorts" -c 1 "$@"; }
shorts -n 20 "$ADDR" >/dev/null
check "a framed session, reused connection" 10 500 shorts -n 500 "$ADDR"
check "a framed session that dials" 17 500 shorts -n 500 "$ADDR_once"
check "an exchange" 4 1000 shorts -k -n 1000 "$ADDR"
finish
