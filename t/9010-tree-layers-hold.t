#!/bin/bash
# Goal: no include points up the lists of the GNUmakefile, every door has its
# room, and the tool that says so notices when it is not so.
. t/lib.sh
ok "the tree holds" tools/layers
cp -r GNUmakefile include src tools "$T/"
echo '#include "supervisor.h"' >>"$T/src/list.c"
echo '#include "session.h"' >>"$T/src/parse.c"
echo 'int x(void) { return recv(0, 0, 0, 0); }' >>"$T/src/flow.c"
echo >"$T/include/stranger.h"
is "$("$T/tools/layers" >"$T/found"; echo $?)" 1 "a broken one does not"
for what in 'src/parse.c:.*session.h: stands above parse' \
	'src/flow.c:.*not through sys.h' 'include/stranger.h: is in no list'; do
	like "$(cat "$T/found")" "$what" "noticed: $what"
done
finish
