#!/bin/bash
# Goal: the verifying pair finds streams that end in the middle, as if they
# were whole, and sessions that were led to another tenant's server.
. t/lib.sh
. t/lib_pair.sh
for mode in opaque line redis; do
	harm "$mode" cut 150 -z 13
	ok "$mode: clients and servers see them cut" test \
		"$(asked truncated)" -gt 10 -a "$(answered truncated)" -gt 2
done
start_verifier line -t 1 -q
one=$VERIFIER_ADDR
start_verifier line -t 2 -q
start_hostile "$one" cross-upstream -u "$VERIFIER_ADDR" -n 4
verify "$HOSTILE_ADDR" line -t 1 -s 200 -q
end_hostile
SERVER_LINES=''
end_verifiers
is "$(asked bad-sessions)" 50 "those led to another's server are not served"
is "$(answered cross-talk) $(answered violations)" "50 50" \
	"which sees another tenant's request in each"
finish
