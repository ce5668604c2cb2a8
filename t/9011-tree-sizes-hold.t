#!/bin/bash
# Goal: sources, functions and doors are small, and the tool notices when one
# is not.
. t/lib.sh
ok "the tree holds" tools/sizes
mkdir -p "$T/src" "$T/include" "$T/t"
cp -r tools "$T/"
{ echo 'void'; echo 'long_one(void)'; echo '{'; yes '	;' | head -60; echo '}'
} >"$T/src/a.c"
yes | head -500 >"$T/t/b.c"
yes | head -101 >"$T/include/c.h"
is "$("$T/tools/sizes" >"$T/found"; echo $?)" 1 "a broken one does not"
for what in 'src/a.c:2: long_one: ' 't/b.c: 500 lines' \
	'include/c.h: 101 lines'; do
	like "$(cat "$T/found")" "$what" "noticed: $what"
done
finish
