#!/bin/bash
# Goal: the verifying pair finds a RST that became a FIN on the way, from
# either side.
. t/lib.sh
. t/lib_pair.sh
for mode in opaque redis length; do
	start_verifier "$mode" -q
	start_hostile "$VERIFIER_ADDR" fin-for-rst
	verify "$HOSTILE_ADDR" "$mode" -s 1200 -r rough -z 13 -q
	end_hostile
	diag "$HOSTILE_LINE"
	SERVER_LINES=''
	end_verifiers
	ok "$mode: both sides reset" test "$(answered fault-server-rst)" -gt 4 \
		-a "$(asked fault-rst-up)" -gt 4
	is "$(asked false-fin)" "$(answered fault-server-rst)" \
		"$mode: clients find each that came from the server"
	# Inside a request's head nobody knows whose plan it was: cut short.
	found=$(($(answered false-fin) + $(answered truncated)))
	ok "$mode: servers find each that came inside a request" test \
		"$found" -ge "$(asked fault-rst-up)"
	ok "$mode: and there were some" test "$(answered false-fin)" -gt 2
done
finish
