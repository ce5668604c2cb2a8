#!/bin/bash
# Goal: each thing that a start wants and cannot have is one line on standard
# error, status 1, and nothing is left.
. t/lib.sh
mkdir "$T/no"
refused() { # WANT DIRECTIVES
	local said
	printf '%s\nname %s\nupstream u {\n\tserver %s\n}\n' "$2" "$INSTANCE" \
		"${SERVER:-127.0.0.1:1}" >"$T/c.conf"
	printf 'listener l {\n\taddress %s\n\tupstream u\n}\n' \
		"${ADDRESS:-127.0.0.1:0}" >>"$T/c.conf"
	said=$(timeout 20 "$BIN/relayd" -f "$T/c.conf" 2>&1)
	is "$?" 1 "status 1: ${2:-$1}"
	like "$said" "$1" "which is said"
	is "$(wc -l <<<"$said")" 1 "in one line" || diag "$said"
	is "$(find /dev/shm -name "relayd.$INSTANCE*")" "" "nothing is left"
}
refused "log .*x.log: No such file" "log $T/absent/x.log"
refused "pid-file $T/absent/p: No such file" "pid-file $T/absent/p"
refused "pid-file $T/no: Is a directory" "pid-file $T/no"
refused "user no-such-user: no such account" "user no-such-user"
refused "group no-such-group: no such group" "group no-such-group"
refused "stats-group no-such-group: no such group" \
	"stats-group no-such-group"
refused "user root: workers never run as root" "user root"
refused "stats-memory allows" "stats-memory 64k
workers 64"
ADDRESS=unix:$T/absent/relayd.sock
refused "address $ADDRESS: bind: No such file" ""
ADDRESS="unix:$T/relayd-o.sock owner no-such-user"
refused "address unix:$T/relayd-o.sock: owner no-such-user: no such account" ""
ADDRESS=192.0.2.1:80
refused "address 192.0.2.1:80: bind: Cannot assign" ""
ADDRESS='' SERVER=no-such-host.invalid:80
refused "no-such-host.invalid" ""
is "$(find "$T" -type s)" "" "no socket file is left"
finish
