#!/bin/bash
# Goal: a client that leaves in the middle of a request takes its connection
# with it: the next client's words are not appended to it (fault A5).
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 1")"
printf 'PING\nECHO half of' | peer_client -e any "$ADDR" text >"$T/out" 2>&1
like "$(cat "$T/out")" PONG "the whole request was answered"
is "$(lines 'ECHO mine')" "mine " "the next client gets its own answer"
is "$(peer_events accept)" 2 "on another connection"
is "$(invalidated lent partial_request)" \
	1 "counted as partial_request"
finish
