#!/bin/bash
# Goal: after one direction has ended the other has fin-timeout to end.
. t/lib.sh
start_peer mute
start_relayd "workers 1
$(config "server $PEER_ADDR;fin-timeout 400ms")"
printf 'hello' | peer_client -e rst "$ADDR" text 2>"$T/how"
is "$(cat "$T/how")" rst "a client that has ended gets RST"
is "$(stat 'relayd_timeouts_total{kind="fin"}')" 1 "counted"
is "$(stat 'relayd_sessions_closed_total{reason="fin_timeout"}')" 1 "as reason"
finish
