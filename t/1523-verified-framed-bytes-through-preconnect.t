#!/bin/bash
# Goal: the bytes of Redis, memcached and a protocol with lengths pass through
# connections made ahead, pipelined, cut and reset, as they are.
. t/lib.sh
. t/lib_pair.sh
for mode in redis memcached length; do
	start_verifier "$mode"
	start_relayd "$(config "server $VERIFIER_ADDR;pool preconnect;min-idle 4")"
	verify "$ADDR" "$mode" -s 1500 -z 12 -r rough
	is "$(asked sessions)" 1500 "1500 sessions of $mode ended"
	no_violations "$mode"
	SERVER_LINES=''
	stop_relayd TERM
	is "$?" 0 "relayd stops"
done
finish
