#!/bin/bash
# Goal: a server that accepts and never answers is ended by
# first-byte-timeout with RST; one that answers in time is not.
. t/lib.sh
start_peer mute
start_relayd "workers 1
$(config "server $PEER_ADDR;first-byte-timeout 2s")"
peer_client -e rst -c 4 -p 4 -t 20000 -m $'PING\n' "$ADDR" end >"$T/ends"
is "$?" 0 "four clients get RST"
is "$(awk '$4 < 1900' "$T/ends")" "" "not before the time"
is "$(stat 'relayd_timeouts_total{kind="first_byte"}')" 4 "counted"
is "$(stat 'relayd_sessions_closed_total{reason="first_byte"}')" 4 "as reason"

INSTANCE=$INSTANCE-ok
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;first-byte-timeout 300ms")"
is "$(printf 'PING\nSLOW 700\n' | peer_client "$ADDR" text 2>&1 | sort |
	tr '\n' ' ')" "PONG fin slow " "after the first byte it is over"
finish
