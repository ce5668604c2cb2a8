#!/bin/bash
# Goal: whichever call of a worker fails, with whichever error, once or from
# then on, it harms nobody but those it concerns: the invariants hold.
. t/lib.sh
"$BIN/t/simulate" sweep -s 1 -k 2 >"$T/out" 2>&1
status=$?
line=$(tail -n 1 "$T/out")
diag "$line"
[ "$status" -eq 0 ] || diag "$(head -n 60 "$T/out")"
is "$status" 0 'every injected failure is survived'
like "$line" ' missed=0 violations=0$' 'each site was come to'
number() { local rest=${line#* "$1"=}; echo "${rest%% *}"; }
"$BIN/t/simulate" sites >"$T/sites"
is "$(number sites)" "$(wc -l <"$T/sites")" 'all sites of the list were swept'
excused=$(grep -c '^not reached: ' "$T/out")
ok "$excused are excused" test "$excused" -le 3
is "$(number injected)" $(($(number pairs) * 5)) 'each pair failed five times'
# Every use, in those files, of a call that can fail.
names=$(sed -nE 's/^CALL\(([a-z_]+),.*/\1/p' t/sim/errnos.def | paste -sd '|')
cut -d: -f1 "$T/sites" | sort -u | xargs grep -noE "sys_($names)\\(" |
	sed 's/:sys_/ /; s/($//' | sort >"$T/used"
cut -d' ' -f1,2 "$T/sites" | sort | diff "$T/used" - >"$T/wrong"
is "$(cat "$T/wrong")" '' 'the list of sites is that of the source'
finish
