#!/bin/bash
# Goal: the verifying pair finds a part that is left out, that comes twice,
# and two parts that changed places.
. t/lib.sh
. t/lib_pair.sh
for mode in opaque line redis; do
	harm "$mode" drop 120 -z 12
	harm_was_seen
	ok "$mode: as a loss" test "$(asked lost)" -gt 10
	harm "$mode" duplicate 120 -z 12
	harm_was_seen
	ok "$mode: as a repetition" test "$(asked repeated)" -gt 10
	harm "$mode" reorder 120 -z 12
	harm_was_seen
done
ok "$N_HARMED sessions were harmed" test "$N_HARMED" -ge 300
finish
