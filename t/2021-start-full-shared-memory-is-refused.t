#!/bin/bash
# Goal: where shared memory is full, the start fails with one line, not later
# with SIGBUS, and nothing is left.
. t/lib.sh
need unshare util-linux
need_root "to mount a small /dev/shm"
# shellcheck disable=SC2016
said=$(timeout 20 unshare -m sh -c '
	mount -t tmpfs -o size=8k none /dev/shm || exit 9
	"$@"
	status=$?
	ls /dev/shm
	exit $status' - "$BIN/relayd" -n "$INSTANCE" -l 127.0.0.1:0 \
	-u 127.0.0.1:1 2>&1)
is "$?" 1 "status 1"
like "$said" "instance $INSTANCE: shared memory: No space left on device" \
	"which is said"
is "$(wc -l <<<"$said")" 1 "in one line, and the folder is empty"
ln -s "$T/elsewhere" "/dev/shm/relayd.$INSTANCE"
said=$(timeout 20 "$BIN/relayd" -n "$INSTANCE" -l 127.0.0.1:0 -u 127.0.0.1:1 2>&1)
is "$?" 1 "a symbolic link in place of the segment is status 1"
like "$said" "shared memory: .* symbolic link" "which is said"
ok "and not followed" test ! -e "$T/elsewhere"
rm "/dev/shm/relayd.$INSTANCE"
finish
