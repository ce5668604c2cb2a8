#!/bin/bash
# Goal: what "relayd -T" prints, all of it, is a configuration that "relayd -T"
# prints again byte for byte; of the example and of the short form.
. t/lib.sh
again() { # NAME ARGUMENT...
	local name=$1
	shift
	"$BIN/relayd" -T "$@" >"$T/first.conf" 2>"$T/said"
	is "$?" 0 "$name is dumped"
	"$BIN/relayd" -T -f "$T/first.conf" >"$T/second.conf" 2>>"$T/said"
	is "$?" 0 "$name: the dump is a configuration"
	ok "$name: and dumps the same" cmp "$T/first.conf" "$T/second.conf"
	is "$(cat "$T/said")" "" "$name: without a message"
}
again "the example" -f etc/relayd.conf
again "the short form" -l 127.0.0.1:0 -u localhost:6379 -P off -w 3
finish
