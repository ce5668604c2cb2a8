#!/bin/bash
# Goal: with max-connections the server never sees more, whatever comes; the
# others wait in turn and are all served (fault A13).
. t/lib.sh
start_peer line
start_relayd "$(config "server $PEER_ADDR;protocol line;pool reuse
	stateless yes;max-connections 10;wait-timeout 60s;max-waiters 10000")"
ok "2000 sessions, 500 at once" "$BIN/tools/shorts" -n 2000 -c 500 "$ADDR"
most=$(awk '/^accept/ { n++ } /^end/ { n-- } n > most { most = n }
	END { print most }' "$PEER_OUT")
within "$most" 1 10 "the server never saw more than 10 at once"
is "$(stat relayd_pool_borrow_failures_total)" 0 "nobody was sent away"
is "$(stat relayd_pool_limit)" 10 "the shares sum to the limit"
finish
