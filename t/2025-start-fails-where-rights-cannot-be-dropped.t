#!/bin/bash
# Goal: a worker that cannot give root up says so and never accepts: the start
# fails.
. t/lib.sh
need unshare util-linux
need_root "to be root without the right to change"
unshare -U --map-root-user true 2>/dev/null ||
	skip_all "this kernel allows no user namespace"
said=$(timeout 20 unshare -U --map-root-user "$BIN/relayd" -n "$INSTANCE" \
	-l 127.0.0.1:0 -u 127.0.0.1:1 -w 1 2>&1)
is "$?" 1 "status 1"
like "$said" "worker 0: privileges: change to uid [0-9]+ gid [0-9]+: " \
	"the worker says why"
like "$said" "worker 0: pid [0-9]+: exit status 1 before it was ready" \
	"and the supervisor what follows"
ok "nothing listened" test -z "$(grep 'listener ' <<<"$said")"
finish
