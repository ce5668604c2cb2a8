#!/bin/bash
# Goal: a wrong word on the shuttle's command line is one line and status 2, a
# namespace that it cannot enter one line and status 1.
. t/lib.sh
refused() { # STATUS TEXT ARGUMENT...
	local want=$1 text=$2
	shift 2
	"$BIN/t/shuttle" "$@" >"$T/out" 2>"$T/err" </dev/null
	is "$?" "$want" "status of ${*:-no argument}"
	like "$(head -n 1 "$T/err")" "$text" "what it says"
	is "$(wc -c <"$T/out")" 0 "nothing on standard output"
	case $text in *usage*) return ;; esac
	is "$(wc -l <"$T/err")" 1 "one line"
}
refused 2 'usage: shuttle'
refused 2 'usage: shuttle' a
refused 2 'usage: shuttle' a b c
refused 2 'usage: shuttle' -n 3 a b
refused 2 '-s x: not a whole number' -s x a b
refused 2 '-d -1: not a number' -d -1 a b
refused 2 '-d 5ms: not NUMBER' -d 5ms a b
refused 2 '-r x: not a number' -r 5:x a b
refused 2 '-l 101: not from 0 to 100' -l 101 a b
refused 2 '-c nan: not a number' -c nan a b
refused 2 '-m 67: not from 68 to 9000' -m 67 a b
refused 2 '-f 100: the black hole has no time' -f 100 a b
refused 1 'namespace /run/netns/none-of-that: No such file' none-of-that b
refused 1 'namespace /dev/null: enter: ' /dev/null b
finish
