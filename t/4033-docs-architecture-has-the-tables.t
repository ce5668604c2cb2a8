#!/bin/bash
# Goal: ARCHITECTURE.md has the table of a session's life and the lists of the
# layers as the code and the GNUmakefile have them.
. t/lib.sh
sed -n 's/^ *ROW(\([A-Z_]*\), *\([A-Z_]*\), *\([A-Z_]*\), .*/\1 \2 \3/p' \
	src/session.c >"$T/code"
awk -F' *[|] *' '/^\| state \| event/ { on = 1; next } /^$/ { on = 0 }
	on && !/^\|-/ { print $2, $3, $4 }' ARCHITECTURE.md >"$T/document"
ok "there are states" test "$(wc -l <"$T/code")" -gt 10
is "$(cat "$T/document")" "$(cat "$T/code")" "a session's life"

layers=$(awk '
	{ line = line $0 }
	/\\$/ { sub(/\\$/, " ", line); next }
	line ~ /^(BASE|METER|ENGINE|CONF|TRAFFIC|CONTROL|VIEW) *:=/ {
		gsub(/:=/, " ", line); gsub(/[ \t]+/, " ", line); print line
	}
	{ line = "" }' GNUmakefile)
while read -r layer modules; do
	got=$(awk -v layer="$layer" '
		/^    [A-Z]+ / { on = $1 == layer; next } !/^    / { on = 0 }
		on' ARCHITECTURE.md | xargs)
	is "$got" "$modules" "layer $layer"
done <<<"$layers"
finish
