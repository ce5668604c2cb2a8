#!/bin/bash
# Goal: with a protocol whose clients speak first, a byte on a warm connection
# makes it unfit: it is never passed on as somebody's answer.
. t/lib.sh
start_peer blurt 100
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	min-idle 2;warm-max-age 60s")"
wait_until '[ "$(invalidated idle unsolicited)" -ge 2 ]'
is "$?" 0 "connections on which something came unasked are closed"
finish
