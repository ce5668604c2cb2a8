#!/bin/bash
# Goal: connections expire by idle time, by age and by use, with FIN, and are
# replaced only when somebody comes (fault A16).
. t/lib.sh
start_peer line
base="server $PEER_ADDR;protocol line;pool reuse;stateless yes"
base+=";max-connections 1"
start_relayd "workers 1
$(config "$base;pool-idle-timeout 200ms")"
is "$(lines PING)" "PONG " "one session"
wait_until '[ "$(peer_events "end 1 fin")" -eq 1 ]'
is "$?" 0 "its connection ends with FIN when it was idle"
is "$(lines WHO)" "2 " "the next one is dialled for the next client"

INSTANCE=$INSTANCE-uses
start_relayd "workers 1
$(config "$base;max-uses 3")"
is "$(for _ in 1 2 3 4 5 6 7; do lines WHO; done)" "3 3 3 4 4 4 5 " \
	"each serves three sessions"

INSTANCE=$INSTANCE-age
start_relayd "workers 1
$(config "$base;max-age 400ms")"
is "$(lines WHO)" "6 " "the next instance dials its own"
wait_until '[ "$(lines WHO)" = "7 " ]'
is "$?" 0 "a connection in steady use ends by age"
finish
