#!/bin/bash
# Goal: a bad configuration ends -t, -T and a start with status 2 and a line
# with the place; an absent file too; nothing is left.
. t/lib.sh
printf 'nonsense 1\nworkers none\n' >"$T/bad.conf"
for option in -t -T -d ''; do
	# shellcheck disable=SC2086
	said=$(timeout 20 "$BIN/relayd" $option -f "$T/bad.conf" 2>&1)
	is "$?" 2 "status 2 with '$option'"
	like "$said" "bad.conf:1: nonsense: " "the first error"
	like "$said" "bad.conf:2: workers: " "and the second"
done
said=$(timeout 20 "$BIN/relayd" -f "$T/absent.conf" 2>&1)
is "$?" 2 "an absent file is status 2"
like "$said" "absent.conf.*No such file" "which is said"
finish
