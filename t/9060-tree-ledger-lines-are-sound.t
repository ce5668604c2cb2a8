#!/bin/bash
# Goal: every line of the ledger has its form and names a commit that exists,
# and the tool that says so notices when it is not so.
. t/lib.sh
ok "the ledger holds" tools/ledger
mapfile -t commits < <(sed -nE 's/^date=.* commit=([0-9a-f]+) .*/\1/p' t/LEDGER)
diag "$(tools/ledger)"
# A tar file has no history, and a shallow clone not all of it.
if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = false ]; then
	for commit in ${commits[@]+"${commits[@]}"}; do
		ok "commit $commit" git cat-file -e "$commit^{commit}"
	done
fi

sound="date=2026-01-02T03:04:05Z commit=$(printf %040d 7) seconds=600\
 sim-seeds=5..6 sim-runs=2 sim-sessions=3 sim-exchanges=4 sim-calls=5\
 sim-faults=6 real-seeds=9..9 real-rounds=1 real-sessions=2\
 real-exchanges=10 real-bytes=4 real-faults=3 real-kill=5 real-stop=6 real-cut-client=7\
 real-cut-server=8 real-restart=9 real-freeze=10 violations=0\
 digest=00ff command=make soak SECONDS=600"
printf '# a head\n%s\n%s\n' "$sound" "$sound" >"$T/ledger"
like "$(tools/ledger -f "$T/ledger")" \
	'^lines=2 .* sim-runs=4 .* real-exchanges=20 ' "sums are right"
refused() { # EDIT EXPECTED
	sed "2s/$1" <<<"# a head"$'\n'"$sound" >"$T/ledger"
	is "$(tools/ledger -f "$T/ledger" >"$T/found"; echo $?)" 1 "refused: $1"
	like "$(cat "$T/found")" "line 2: .*$2" "it says why"
}
refused 'violations=0/violations=/' 'violations='
refused 'violations=0 //' 'not the words'
refused 'sim-calls=5 sim-faults=6/sim-faults=6 sim-calls=5/' 'sim-calls should'
refused 'commit=0/commit=/' 'not a whole commit'
refused 'date=2026-/date=26-/' 'date='
refused 'sim-seeds=5/sim-seeds=4/' 'not as many as seeds'
refused 'digest=00ff/digest=0xff/' 'digest='
refused 'make soak/make/' 'not the words'
refused 'SECONDS=600/SECONDS=/' 'not the words'
printf '%s\n' "$sound" "${sound/2026/2025}" >"$T/ledger"
is "$(tools/ledger -f "$T/ledger" >"$T/found"; echo $?)" 1 "refused: an older one"
is "$(tools/ledger -f "$T/ledger" replay 3 2>&1)" \
	"ledger: $T/ledger has no line 3" "no such line"
is "$(tools/ledger replay x >"$T/found" 2>&1; echo $?)" 2 "no number of a line"
finish
