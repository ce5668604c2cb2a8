#!/bin/bash
# Goal: relayd.conf(5) has every directive of "relayd -D" in its section, in
# the same order and no other, with the same default and the same range.
. t/lib.sh
page=src/relayd.conf.5
"$BIN/relayd" -D >"$T/table" 2>"$T/said"
is "$?" 0 "relayd -D prints the table"

# Of each directive a line: its scope, its name, and its text without macros.
awk '
	function flush() {
		if (name != "")
			print scope "\t" name "\t" text
		name = text = ""
	}
	/^\.Sh/ {
		flush()
		scope = $0 == ".Sh TOP LEVEL" ? "global" :
		    $0 == ".Sh LISTENER" ? "listener" :
		    $0 == ".Sh UPSTREAM" ? "upstream" : ""
	}
	scope != "" && /^\.It (Xo )?Ic / {
		flush()
		name = $2 == "Xo" ? $4 : $3
	}
	!/^\./ { text = text " " $0 }' "$page" >"$T/page"

is "$(cut -f1-2 "$T/page")" "$(cut -f1-2 "$T/table")" \
	"the same directives in the same order"
while IFS=$'\t' read -r scope name _ default range _; do
	text=$(awk -F'\t' -v s="$scope" -v n="$name" \
		'$1 == s && $2 == n { print $3 }' "$T/page")
	case $text in
	*"Default: $default; range: $range"*) agrees=yes ;;
	*) agrees="no: $text" ;;
	esac
	is "$agrees" yes "$scope $name: default $default, range $range"
done <"$T/table"

# The table of protocols: what each decides.
while IFS=$'\t' read -r name pool at byte warm framed; do
	row=".It $name Ta $pool Ta $at Ta $byte Ta $warm Ta $framed"
	ok "protocol $name is in the manual" grep -qxF -- "$row" "$page"
done < <(sed -n 's/^PROTOCOL([A-Z]*, *"\([a-z]*\)", *\([a-z]*\), *\([a-z]*\), *POOL_\([A-Z]*\), *\([0-9]*\)000, *[0-9]*, *\([0-9]*\),.*/\1 \4 \3 \6 \5 \2/p' \
	include/protocols.def | awk '{
		printf "%s\t%s\t%s\t%s\t%ds\t%s\n", $1, tolower($2),
		    $3 == "true" ? "first-byte" : "accept",
		    $4 == 0 ? "0" : $4 / 1000 "s", $5,
		    $6 == "true" ? "yes" : "no"
	}')

printf 'include %s\n' "$PWD/etc/relayd.conf" >"$T/example.conf"
ok "the example is a configuration" "$BIN/relayd" -t -f "$T/example.conf"
finish
