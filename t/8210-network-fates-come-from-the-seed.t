#!/bin/bash
# Goal: a seed is a network: the same one is the same again, another is not,
# and each fate comes as often as was asked for.
. t/lib.sh
bad=(-d 5:2 -l 5 -r 10:8 -u 2 -c 0.5)
fates() { "$BIN/t/shuttle" "${bad[@]}" "$@"; }

fates -s 7 -n 20000 >"$T/seven"
fates -s 7 -n 20000 >"$T/again"
fates -s 7 -n 500 >"$T/short"
fates -s 8 -n 20000 >"$T/eight"
is "$(wc -l <"$T/seven")" 40000 "a line for each packet of both ways"
ok "the same seed is the same network" cmp "$T/seven" "$T/again"
is "$(grep -c . <(comm -12 <(sort "$T/seven") <(sort "$T/short")))" 1000 \
	"whatever comes later"
ok "another seed is another network" \
	test "$(diff "$T/seven" "$T/eight" | grep -c '^<')" -gt 30000
ok "the two ways differ" test "$(diff <(sed -n 's/^ab //p' "$T/seven") \
	<(sed -n 's/^ba //p' "$T/seven") | grep -c '^<')" -gt 15000

within "$(grep -c ' lost' "$T/seven")" 1900 2100 "5 % are lost"
within "$(grep -c ' reordered' "$T/seven")" 3600 4000 \
	"10 % of the others are held back"
within "$(grep -c ' duplicated' "$T/seven")" 690 830 "2 % come twice"
within "$(grep -c ' corrupted' "$T/seven")" 150 230 "0.5 % are damaged"
is "$(awk '/after/ && !/reordered/ && ($4 < 5 || $4 > 7)' "$T/seven")" '' \
	"delays are 5 to 7 ms"
is "$(awk '/reordered/ && ($4 < 9 || $4 > 15)' "$T/seven")" '' \
	"4 to 8 ms more when held back"

bad=(-d 5:2 -r 10:8 -u 2 -c 0.5)
fates -s 7 -n 20000 >"$T/kind"
is "$(comm -13 <(sort "$T/kind") <(grep -v lost "$T/seven" | sort))" '' \
	"without loss the other fates are as before"
finish
