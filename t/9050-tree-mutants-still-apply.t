#!/bin/bash
# Goal: every patch of t/mutants applies to this tree, says its fault and its
# source, and names tests that exist; one that does not is noticed.
. t/lib.sh
need patch patch
applies() { patch --dry-run -p1 -F0 -s <"$1" >"$T/said" 2>&1; }
field() { sed -n "/^--- /q; s/^# $1: //p" "$2"; }

# complaints PATCH...: a line for each thing that is wrong.
complaints() {
	local patch name test
	for patch; do
		name=${patch##*/}
		[[ $name =~ ^[0-9]{2}-[a-z0-9-]+\.patch$ ]] || echo "$name: name"
		applies "$patch" || echo "$name: does not apply"
		for field in fault source 'killed by'; do
			[ -n "$(field "$field" "$patch")" ] || echo "$name: no $field"
		done
		sed -n 's,^+++ b/,,p' "$patch" | grep -vE '^(src|include)/' |
			sed "s,^,$name: changes ,"
		for test in $(field 'killed by' "$patch"); do
			case $test in
			t/[0-9]*.t) [ -x "$test" ] ;;
			*) [ -e "$test.c" ] ;;
			esac || echo "$name: no $test"
		done
	done
}

is "$(complaints t/mutants/*.patch)" "" "all can be used"
ok "there are 25 or more" test "$(find t/mutants -name '*.patch' | wc -l)" -ge 25
is "$(find t/mutants -name '*.patch' -printf '%f\n' | cut -c 1-2 | sort |
	uniq -d)" "" "each has a number of its own"

# What is noticed.
first=$(find t/mutants -name '*.patch' | sort | head -n 1)
mkdir "$T/m"
sed 's/^ \(.*[a-z].*\)$/ \1 /' "$first" >"$T/m/01-other-context.patch"
sed '/^# fault/d; s/^# killed by: /&t\/0000-nothing /; s,b/src/,b/t/,' "$first" \
	>"$T/m/02-other-head.patch"
said=$(complaints "$T"/m/*.patch)
for what in '01-other-context.patch: does not apply' \
	'02-other-head.patch: no fault' '02-other-head.patch: changes t/' \
	'02-other-head.patch: no t/0000-nothing'; do
	like "$said" "$what" "noticed: $what"
done
ok "an unknown name is refused" eval '! tools/mutants -n nonsense 2>/dev/null'
finish
