#!/bin/bash
# Goal: every run that once showed a fault, of relayd or of its tester, is
# played again and holds.
. t/lib.sh
while read -r seed what; do
	case $seed in '' | '#'*) continue ;; esac
	ok "seed $seed: $what" "$BIN/t/simulate" replay "$seed"
done <t/sim/seeds
ok 'there were some' test "$N_RUN" -gt 5
finish
