#!/bin/bash
# Goal: the sessions of two upstreams, each with a server that refuses the
# requests of the other's clients, never meet.
. t/lib.sh
. t/lib_pair.sh
start_verifier line -t 1
one=$VERIFIER_ADDR
start_verifier line -t 2
part() { # NAME SERVER
	printf 'upstream %s {\n\tserver %s\n\tprotocol line\n\tpool reuse\n' \
		"$1" "$2"
	printf '\tstateless yes\n\tmax-connections 8\n}\n'
	printf 'listener %s {\n\taddress 127.0.0.1:0\n\tupstream %s\n}\n' \
		"$1" "$1"
}
start_relayd "$(part one "$one")
$(part two "$VERIFIER_ADDR")"
spawn other "$BIN/t/verify" client "$ADDR_two" -k "$PAIR_KEY" -m line -t 2 \
	-s 3000 -z 8 -r rough -n "$((PAIR_SEED + 1))"
other=$PID
verify "$ADDR_one" line -t 1 -s 3000 -z 8 -r rough
is "$(asked sessions)" 3000 "3000 sessions of one tenant ended"
wait_until "! alive $other" 20
wait "$other"
is "$?" 0 "and those of the other, without a violation"
is "$(word_of sessions <"$T/other.out")" 3000 "as many"
no_violations "two tenants"
finish
