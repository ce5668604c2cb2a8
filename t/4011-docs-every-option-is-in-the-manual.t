#!/bin/bash
# Goal: relayd(8) has exactly the options that relayd --help prints, and every
# exit status that the tests rely on.
. t/lib.sh
man=src/relayd.8
"$BIN/relayd" --help | sed -nE 's/^  -([a-zA-Z]), --([a-z]+).*/\1 \2/p' |
	sort >"$T/help"
sed -nE 's/^\.It Fl ([a-zA-Z]) , Fl Fl ([a-z]+).*/\1 \2/p' $man |
	sort >"$T/man"
is "$(diff "$T/help" "$T/man")" "" "$(wc -l <"$T/help") options in both"
within "$(wc -l <"$T/help")" 10 30 "which were found"
while read -r letter name; do
	ok "-$letter is in the synopsis" grep -qE \
		"^(\.Op Fl [a-zA-Z]*$letter|\.Fl $letter)" $man
	"$BIN/relayd" "--$name=x" >"$T/long" 2>&1 </dev/null
	ok "--$name is an option" test ! "$(grep 'no such option' "$T/long")"
done < <(grep -v '^[nf] ' "$T/help")
for signal in TERM INT QUIT USR1 HUP; do
	ok "$signal is explained" grep -qE "^\.It.*Dv $signal" $man
done
finish
