#!/bin/bash
# Goal: the test that HACKING.md shows is one, and passes.
. t/lib.sh
awk '/^    #!\/bin\/bash/ { on = 1 } /^[^ ]/ { on = 0 }
	on { sub(/^    /, ""); print }' HACKING.md >"$T/1-example.t"
ok "it is there" test -s "$T/1-example.t"
bash "$T/1-example.t" >"$T/tap" 2>&1
is "$?" 0 "it passes" || diag "$(cat "$T/tap")"
ok "and says so" grep -q '^1\.\.[1-9]' "$T/tap"
finish
