#!/bin/bash
# Goal: a Unix listener's socket has the mode, owner and group that were
# asked for, and 0666 if none was.
. t/lib.sh
start_peer echo
start_relayd "upstream u {
	server $PEER_ADDR
}
listener open {
	address unix:$T/relayd-open.sock
	upstream u
}
listener closed {
	address unix:$T/relayd-closed.sock mode 0620 group $(id -gn)
	upstream u
}"
is "$(command stat -c %a "$T/relayd-open.sock")" 666 "0666 is the default"
is "$(command stat -c '%a %G' "$T/relayd-closed.sock")" "620 $(id -gn)" \
	"mode and group as written"
is "$(find "$T" -type s | wc -l)" 2 "no temporary name is left"
finish
