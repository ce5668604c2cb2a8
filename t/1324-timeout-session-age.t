#!/bin/bash
# Goal: session-max-age ends even a busy session, with RST.
. t/lib.sh
start_peer echo
start_relayd "workers 1
$(config "server $PEER_ADDR;session-max-age 600ms")"
ok "a busy session" peer_client -e rst -s -t 60000 -n 100000000 "$ADDR" echo
is "$(stat 'relayd_timeouts_total{kind="session_age"}')" 1 "counted"
is "$(stat 'relayd_sessions_closed_total{reason="session_age"}')" 1 "as reason"
finish
