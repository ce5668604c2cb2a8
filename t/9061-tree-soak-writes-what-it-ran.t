#!/bin/bash
# Goal: soak sums what its runs say into one sound line, wants a clean tree,
# and makes of each thing that went wrong a violation that can be repeated.
. t/lib.sh
need_root "as soak does"
need git git
mkdir -p "$T/tree/tools" "$T/tree/t" "$T/bin/rel/t"
cp tools/soak tools/ledger "$T/tree/tools/"
grep '^#' t/LEDGER >"$T/tree/t/LEDGER"
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t GIT_COMMITTER_NAME=t \
	GIT_COMMITTER_EMAIL=t GIT_CONFIG_NOSYSTEM=1 HOME=$T
cat >"$T/bin/rel/t/simulate" <<'END'
#!/bin/bash
[ "$1" != replay ] || { echo "seed=$2 digest=abc$(($2 % 10))"; exit; }
echo "simulate seed=$2 runs=3 sessions=10 exchanges=6000000 calls=9 faults=2" \
	"violations=${SIM_WRONG:-0} digest=abc per-second=1"
END
cat >"$T/tree/t/round" <<'END'
#!/bin/bash
echo "round seed=$1 sessions=4 exchanges=600000 bytes=7 faults=8 kill=1 stop=2" \
	"cut-client=3 cut-server=4 restart=5 freeze=6 violations=${ROUND_WRONG:-0}"
exit "${ROUND_STATUS:-0}"
END
chmod +x "$T/bin/rel/t/simulate" "$T/tree/t/round"
for name in relayd relaystat t/verify; do
	ln -s /bin/true "$T/bin/rel/$name"
done
git -C "$T/tree" init -q && git -C "$T/tree" add . &&
	git -C "$T/tree" commit -q -m tree
soak() { BIN=$T/bin/rel "$T/tree/tools/soak" "$@" >"$T/out" 2>&1; }
last() { tail -n 1 "$T/tree/t/LEDGER"; }

ok "all is well" soak 9 || diag "$(cat "$T/out")"
like "$(last)" "commit=$(git -C "$T/tree" rev-parse HEAD) " "the commit"
like "$(last)" ' sim-runs=6 sim-sessions=20 sim-exchanges=12000000 ' \
	"simulated until there are enough"
like "$(last)" ' real-rounds=1 .*real-exchanges=600000 ' "real ones"
like "$(last)" ' violations=0 digest=abc[0-9] command=make soak SECONDS=9$' \
	"nothing was wrong"
like "$(cat "$T/out")" 'fewer than 1000000 real' "what was missed is said"
ok "a second line beside the first" soak 9
is "$("$T/tree/tools/ledger" | cut -d' ' -f1)" lines=2 "the ledger is sound"

is "$(SIM_WRONG=1 soak 9; echo $?)" 1 "a violation in a simulated run"
like "$(last)" ' violations=1 ' "is counted"
like "$(cat "$T/out")" 'repeat with: .*simulate replay -v [0-9]+ ' "and can be repeated"
is "$(ROUND_WRONG=3 soak 9; echo $?)" 1 "violations in a round"
like "$(last)" ' violations=3 ' "are counted"
like "$(cat "$T/out")" 'repeat with: .*t/round [0-9]+ ' "and can be repeated"
is "$(ROUND_STATUS=1 soak 9; echo $?)" 1 "a round that failed"
like "$(last)" ' violations=1 ' "is one"
is "$("$T/tree/tools/ledger" | cut -d' ' -f1)" lines=5 "the ledger is sound"

touch "$T/tree/new"
is "$(soak 9; echo $?)" 2 "what is in no commit is refused"
like "$(cat "$T/out")" '\?\? new' "and named"
ok "--dirty runs it" soak --dirty 9
is "$("$T/tree/tools/ledger" | cut -d' ' -f1)" lines=5 "and writes no line"
is "$(soak 0; echo $?)" 2 "no seconds"
finish
