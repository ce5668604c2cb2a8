#!/bin/bash
# Goal: what clients of Unix sockets and of IPv6 get from servers on such is
# all right, too.
. t/lib.sh
. t/lib_pair.sh
mkdir -m 777 "$T/socks"
start_verifier line -l "unix:$T/socks/server"
start_relayd "$(config "server $VERIFIER_ADDR;protocol line;pool reuse;stateless yes" \
	"address unix:$T/socks/relayd;address [::1]:0")"
six="[::1]:$(sed -n 's/.*address \[::1\]:\([0-9]*\).*/\1/p' "$LOG")"
verify "unix:$T/socks/relayd" "$ADDR" line -s 2000 -z 14
is "$(asked sessions) $(asked violations)" "2000 0" \
	"2000 sessions of a Unix socket and of TCP"
verify "$six" line -s 1000 -z 10 -n 7
is "$(asked sessions) $(asked violations)" "1000 0" "1000 sessions of IPv6"
no_violations "Unix sockets"
finish
