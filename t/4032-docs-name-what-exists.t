#!/bin/bash
# Goal: every file, link and target of make that the documents name is there.
. t/lib.sh
docs=(README.md ARCHITECTURE.md HACKING.md CHANGELOG.md)
for doc in "${docs[@]}"; do
	ok "$doc is there" test -s "$doc"
done

missing=''
while read -r path; do
	case $path in
	include/x.h | src/x.c | t/4?* | t/[0-9][0-9]) continue ;;
	esac
	# Where a pattern goes on with a star, something has to match.
	compgen -G "$path*" >"$T/found" || missing+="$path "
done < <(grep -ohP '(?<![\w/])(src|include|t|tools|etc)/[a-z0-9_./-]*[a-z0-9]' \
	"${docs[@]}" | sort -u)
is "$missing" "" "every path"

# `name.c` and `name.h` alone are in one of the folders.
missing=''
while read -r name; do
	[ "$name" = heapcount.so ] && name=heapcount.c
	[ -n "$(find src include t tools -name "$name" -print -quit)" ] ||
		missing+="$name "
done < <(grep -ohE '`[a-z_]+\.(c|h|def|sh|so)`' "${docs[@]}" | tr -d '`' | sort -u)
is "$missing" "" "every source"

missing=''
while read -r target; do
	grep -qE "^$target:|^\.PHONY:.* $target( |$)" GNUmakefile ||
		missing+="$target "
done < <(grep -ohE '(`|^    )make [a-z]+' "${docs[@]}" | sed 's/.*make //' | sort -u)
is "$missing" "" "every target of make"

missing=''
while read -r link; do
	[ -e "$link" ] || missing+="$link "
done < <(grep -ohE '\]\([^)#]+\)' "${docs[@]}" | tr -d '])(')
is "$missing" "" "every link"
finish
