#!/bin/bash
# Goal: a client that has sent all and shut down still gets a long answer
# (fault A10).
. t/lib.sh
start_peer late-source 1048576
start_relayd "$(config "server $PEER_ADDR")"
is "$(printf 'request\n' | peer_client "$ADDR" text 2>"$T/how" | wc -c)" \
	1048576 "the whole answer comes after the client's end"
is "$(cat "$T/how")" fin "and then FIN"
start_peer duplex
INSTANCE=$INSTANCE-2
start_relayd "$(config "server $PEER_ADDR")"
ok "the server ends last" peer_client -L -c 20 -p 10 -n 100000 -d 100000 \
	"$ADDR" duplex
wait_until '[ "$(peer_events "order .* ok")" -eq 20 ]'
is "$?" 0 "the server saw every end"
finish
