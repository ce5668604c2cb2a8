#!/bin/bash
# Goal: as pid 1 it buries processes that are not its own, and stops when told.
. t/lib.sh
need unshare util-linux
need_root "for a pid namespace"
start_peer line
# The shell's child outlives it and falls to pid 1, which it became by exec.
# shellcheck disable=SC2016
WRAP=(unshare -pf --mount-proc sh -c '(sh -c "sleep 0.3 & exit" &); exec "$@"' -)
start_relayd "$(config "server $PEER_ADDR")"
inner=$(cat "/proc/$RELAYD_PID/task/$RELAYD_PID/children")
inner=${inner%% *}
is "$(lines PING)" "PONG " "it serves"
like "$(grep NSpid "/proc/$inner/status")" "	1$" "as pid 1"
children() { wc -w <"/proc/$inner/task/$inner/children"; }
ok "the stranger was buried" wait_until '[ "$(children)" = 2 ]'
kill -TERM "$inner"
ok "TERM ends it" wait_until "! alive $RELAYD_PID" 10
alive "$RELAYD_PID" && kill -9 "$RELAYD_PID"
wait "$RELAYD_PID"
is "$?" 0 "with status 0"
finish
