#!/bin/bash
# Goal: each wrong command line is one clear line and status 2.
. t/lib.sh
wrong() { # WANT ARGUMENT...
	local want=$1 said
	shift
	said=$(timeout 20 "$BIN/relayd" "$@" 2>&1 >"$T/out")
	is "$?" 2 "relayd $* is status 2"
	like "$said" "$want" "and says why"
	is "$(cat "$T/out")" "" "on standard error alone"
}
wrong "they go together" -l 127.0.0.1:0
wrong "they go together" -u 127.0.0.1:1
wrong "they exclude" -l 127.0.0.1:0 -u 127.0.0.1:1 -f x
wrong "-P: it needs" -P off
wrong "-w: it needs" -w 2
wrong "-n: a name is" -n a/b
wrong "-n: a name is" -n ""
wrong "x: there is nothing beside" -t x
wrong "-x: no such option" -x
wrong "--nonsense: no such option" --nonsense
wrong "-f: it needs a value" -f
wrong "-P: pool: \"sometimes\" is not known" -l 127.0.0.1:0 -u 127.0.0.1:1 -P sometimes
like "$("$BIN/relayd" --help)" "^usage: relayd " "--help goes to standard output"
like "$("$BIN/relayd" -V)" "^relayd $(cat VERSION)
feature SO_REUSEPORT: yes
feature EPOLLEXCLUSIVE: yes" "-V tells version and features"
if [ -c /dev/full ]; then
	"$BIN/relayd" -D >/dev/full 2>"$T/full.err"
	is "$?" 1 "a full standard output is status 1"
	like "$(cat "$T/full.err")" "No space left" "which is said"
fi
finish
