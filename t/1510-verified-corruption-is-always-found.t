#!/bin/bash
# Goal: the verifying pair finds a byte that was changed on the way, a
# thousand times of a thousand.
. t/lib.sh
. t/lib_pair.sh
for mode in opaque line length redis memcached; do
	harm "$mode" corrupt 360 -z 9
	harm_was_seen
done
ok "in $N_HARMED sessions a byte was changed" test "$N_HARMED" -ge 1000
finish
