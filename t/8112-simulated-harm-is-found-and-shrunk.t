#!/bin/bash
# Goal: the simulation finds each kind of harm that a relay could do, says
# what it is, and shrinks the run to a few entries that show it.
. t/lib.sh
shows() { # HARM FINDING MOST: it is found, in a play of so few entries
	local played
	"$BIN/t/simulate" -s 1 -n 40 -H "$1" >"$T/out" 2>&1
	is "$?" 1 "$1: the status tells of it"
	like "$(grep '^seed' "$T/out" | head -n 1)" "$2" "$1: it is found"
	played=$(sed -n 's/^seed .* \([0-9]*\) of its entries.*/\1/p' "$T/out")
	ok "$1: shown by ${played:-?} of its entries" \
		test "${played:-999}" -le "$3"
	like "$(grep '^violation: ' "$T/out")" '^violation: violation [a-z-]* ' \
		"$1: and that still shows it"
	like "$(tail -n 1 "$T/out")" ' violations=1 ' "$1: it is counted"
}
shows corrupt 'violation corrupt' 3
shows drop 'violation (lost|truncated)' 3
shows duplicate 'violation (repeated|cross-talk|corrupt)' 3
shows reorder 'violation (lost|repeated|corrupt|cross-talk)' 3
shows swap 'violation (cross-talk|repeated|lost)' 4
shows cut 'violation (truncated|unserved|false-fin)' 30
shows fin-for-rst 'violation (truncated|unserved|false-fin)' 30
"$BIN/t/simulate" -H nonsense >"$T/out" 2>&1
is "$?" 2 'an unknown harm is refused'
like "$(cat "$T/out")" 'nonsense: no such harm' 'and named'
"$BIN/t/simulate" -s x >"$T/out" 2>&1
is "$? $(cat "$T/out")" '2 simulate: x: not a number' 'so is a seed that is none'
finish
