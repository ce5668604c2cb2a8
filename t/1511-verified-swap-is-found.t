#!/bin/bash
# Goal: the verifying pair finds blocks of two sessions that changed places,
# and knows them for what they are.
. t/lib.sh
. t/lib_pair.sh
for mode in opaque line length redis memcached; do
	harm "$mode" swap 120 -z 6
	harm_was_seen
	ok "$mode: they are seen to be another's" test \
		$(($(asked cross-talk) + $(answered cross-talk))) -gt 10
done
ok "in $N_HARMED sessions a block was another's" test "$N_HARMED" -ge 150
finish
