#!/bin/bash
# Goal: the README's table of protocols is that of protocols.def, row by row.
. t/lib.sh
sed -n 's/^PROTOCOL(//p' include/protocols.def | awk -F', *' '
	function seconds(ms) { return ms == 0 ? "none" : ms / 1000 "s" }
	{
		gsub(/"/, ""); sub(/POOL_/, "", $5)
		printf "| `%s` | %s | %s | %s | %s | %s |\n", $2, tolower($5),
		    $4 == "true" ? "first byte" : "accept", seconds($8),
		    seconds($6), $3 == "true" ? "yes" : "no"
	}' >"$T/program"
ok "there are protocols" test "$(wc -l <"$T/program")" -gt 5
awk '/^\| `protocol`/ { on = 1; next } /^$/ { on = 0 } on && !/^\|-/' \
	README.md >"$T/readme"
is "$(cat "$T/readme")" "$(cat "$T/program")" "the tables are equal"
finish
