#!/bin/bash
# Goal: one seed is one run: played again, or after others, or by a program
# that was compiled otherwise, it makes the same calls with the same results.
. t/lib.sh
digest() {
	"$@" >"$T/out" 2>&1 || diag "$(cat "$T/out")"
	sed -n 's/.* digest=\([0-9a-f]*\).*/\1/p' "$T/out"
}
newest=$(find src include t/sim t/pair -type f -printf '%T@ %p\n' | sort -n |
	tail -n 1)
newest=${newest#* }
for seed in 5 6 12; do
	first=$(digest "$BIN/t/simulate" replay "$seed")
	like "$first" '^[0-9a-f]{16}$' "seed $seed has a digest"
	is "$(digest "$BIN/t/simulate" replay "$seed")" "$first" \
		"seed $seed: the same when it is played again"
	is "$(digest "$BIN/t/simulate" -s $((seed - 2)) -n 3 -j 2)" "$first" \
		"the same as the last of three, some at a time"
	is "$(digest "$BIN/t/simulate" replay -v "$seed")" "$first" \
		"the same when its trace is printed"
	for other in "$BIN"/../*/t/simulate; do
		[ "$other" -nt "$newest" ] || continue # of this very source
		is "$(digest "$other" replay "$seed")" "$first" \
			"the same in the flavour $(basename "${other%/t/simulate}")"
	done
done
another=$(digest "$BIN/t/simulate" replay 7)
ok 'another seed is another run' test "$another" != "$first"
finish
