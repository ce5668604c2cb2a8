#!/bin/bash
# relaystat(1) has every metric with its type, labels and meaning, every
# option and every verb with an example; and nothing that is not there.
# shellcheck source=t/lib.sh
. t/lib.sh

PAGE=src/relaystat.1

# The METRICS section as `relaystat metrics` prints it: what stands between
# two .It lines is "Type: labels." and then the meaning, over several lines.
manual_metrics() {
	awk '
	function flush(  type, labels, meaning) {
		if (name == "") return
		type = text; sub(/\..*/, "", type)
		meaning = substr(text, length(type) + 3)
		labels = ""
		if (split(type, parts, ": ") == 2) {
			type = parts[1]; labels = parts[2]
			gsub(/, /, ",", labels)
		}
		printf "%s\t%s\t%s\t%s\n", name, tolower(type), labels, meaning
		name = ""
	}
	/^\.Sh/ { flush(); inside = $2 == "METRICS"; next }
	inside && /^\.It Va / { flush(); name = $3; text = ""; next }
	inside && /^\./ { flush(); next }
	inside && name != "" { text = text (text == "" ? "" : " ") $0 }
	' "$PAGE" | sort
}

"$BIN/relaystat" metrics | sort >"$T/program"
manual_metrics >"$T/manual"
ok "there are metrics" test "$(wc -l <"$T/program")" -gt 40
is "$(comm -23 "$T/program" "$T/manual")" "" \
	"the manual has every metric as the program has it"
is "$(comm -13 "$T/program" "$T/manual")" "" "and no others"

"$BIN/relaystat" --help >"$T/help"
missing=''
while read -r short long; do
	grep -qE "^\.It Fl ${short#-}( .*)? , Fl -${long#--}( |$)" "$PAGE" ||
		missing+="$short $long "
done < <(sed -nE 's/^  (-[a-zA-Z]), (--[a-z]+) .*/\1 \2/p' "$T/help")
is "$missing" "" "every option is there in both forms"
is "$(grep -cE '^\.It Fl' "$PAGE")" "$(grep -cE '^  -' "$T/help")" \
	"and no others"

missing=''
verbs=$(sed -n '/Verbs:$/,$s/^  \([a-z]*\) .*/\1/p' "$T/help")
for verb in $verbs; do
	grep -qx "\.It Cm $verb" "$PAGE" || missing+="$verb "
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh/p' "$PAGE" |
		grep -qE "relaystat( .*)? $verb\b" || missing+="$verb's example "
done
is "$missing" "" "every verb is there, with an example"
is "$(grep -cE '^\.It Cm' "$PAGE")" "$(wc -w <<<"$verbs")" "and no others"

missing=''
for status in $(sed -nE 's/.*SNAPSHOT_[A-Z]+ = ([0-9]).*/\1/p' \
	include/snapshot.h) 2; do
	sed -n '/^\.Sh EXIT/,/^\.Sh EX/p' "$PAGE" | grep -qx ".It $status" ||
		missing+="$status "
done
is "$missing" "" "every exit status is there"
finish
