# shellcheck shell=bash disable=SC2034
# lib_pair - the verifying pair in script tests; sourced after t/lib.sh.
#
#	start_verifier line
#	start_relayd "$(config "server $VERIFIER_ADDR")"
#	verify "$ADDR" line -s 1000
#	no_violations "1000 sessions"
#	is "$(asked sessions)" 1000 "all of them"
#
# Key and seed are those of the test, so that what is drawn is the same each
# time; PAIR_SEED chooses another, as `make soak` does.

PAIR_SEED=${PAIR_SEED:-${TEST%%-*}}
PAIR_KEY=$((PAIR_SEED * 2654435761))
N_VERIFIERS=0 N_HOSTILES=0
VERIFIER_PID='' VERIFIER_ADDR='' HOSTILE_PID='' HOSTILE_ADDR=''
VERIFIERS=() # all that were started and were not yet asked for their line
CLIENT_LINE='' SERVER_LINES='' HOSTILE_LINE=''

# start_and_say NAME PROGRAM...: one that says where it listens; sets PID and
# SAID_ADDR.
start_and_say() {
	local name=$1
	shift
	spawn "$name" "$@"
	wait_until "grep -qs '^listening ' $T/$name.out" || {
		ok "$* listens" false
		diag "$(cat "$T/$name.err")"
		exit 1
	}
	SAID_ADDR=$(sed -n 's/^listening //p' "$T/$name.out")
}

# start_verifier MODE [OPTION...]: a verifying server; sets VERIFIER_ADDR.
start_verifier() {
	local mode=$1
	shift
	N_VERIFIERS=$((N_VERIFIERS + 1))
	start_and_say "verifier$N_VERIFIERS" "$BIN/t/verify" server \
		-k "$PAIR_KEY" -m "$mode" "$@"
	VERIFIER_PID=$PID VERIFIER_ADDR=$SAID_ADDR
	VERIFIERS+=("$N_VERIFIERS:$PID")
}

# start_hostile UPSTREAM HARM [OPTION...]: sets HOSTILE_ADDR.
start_hostile() {
	local upstream=$1 harm=$2
	shift 2
	N_HOSTILES=$((N_HOSTILES + 1))
	start_and_say "hostile$N_HOSTILES" "$BIN/t/hostile" -u "$upstream" \
		-x "$harm" -k "$PAIR_SEED" "$@"
	HOSTILE_PID=$PID HOSTILE_ADDR=$SAID_ADDR
}
end_hostile() {
	end "$HOSTILE_PID"
	HOSTILE_LINE=$(sed -n 's/^hostile //p' "$T/hostile$N_HOSTILES.out")
}

# verify ADDRESS... MODE [OPTION...]: runs sessions to their end; sets
# CLIENT_LINE and CLIENT_STATUS, 1 if there was a violation.
verify() {
	local addresses=() mode
	while [[ $1 == *:* ]]; do
		addresses+=("$1")
		shift
	done
	mode=$1
	shift
	"$BIN/t/verify" client "${addresses[@]}" -k "$PAIR_KEY" -m "$mode" \
		-n "$PAIR_SEED" "$@" >"$T/client.out" 2>"$T/client.said"
	CLIENT_STATUS=$?
	CLIENT_LINE=$(<"$T/client.out")
	diag "$CLIENT_LINE"
}

# end_verifiers: the lines of all servers, in SERVER_LINES.
end_verifiers() {
	local entry
	for entry in ${VERIFIERS[@]+"${VERIFIERS[@]}"}; do
		end "${entry#*:}"
		SERVER_LINES+=$(grep '^server ' "$T/verifier${entry%%:*}.out")
		SERVER_LINES+=$'\n'
	done
	VERIFIERS=()
	diag "${SERVER_LINES%$'\n'}"
}

# Words of these lines: the client's, the sum of the servers', the relay's.
asked() { word_of "$1" <<<"$CLIENT_LINE"; }
answered() { word_of "$1" <<<"$SERVER_LINES"; }
harmed() { word_of "$1" <<<"$HOSTILE_LINE"; }
word_of() {
	awk -v name="$1" '{
		for (i = 1; i <= NF; i++) if (index($i, name "=") == 1)
			sum += substr($i, length(name) + 2)
	} END { printf "%.15g\n", sum }'
}

# Faults of a kind that were carried out, at either end.
faults() { echo $(($(asked "fault-$1") + $(answered "fault-$1"))); }

# no_violations STATEMENT: ends the servers.
no_violations() {
	end_verifiers
	is "$CLIENT_STATUS $(asked violations) $(answered violations)" "0 0 0" \
		"$1: no violation at either end" ||
		diag "$(cat "$T/client.said" "$T"/verifier*.err)"
}

# harm MODE HARM SESSIONS [OPTION...]: calm sessions through a relay that harms
# each of them once, as far as it is long enough.  Options are the client's.
# The client misses something in each that was harmed, and in no other; where
# nothing is framed it may have all its bytes before the server sees the harm.
N_HARMED=0
harm() {
	local mode=$1 harm=$2 sessions=$3 least=0
	shift 3
	start_verifier "$mode" -q
	start_hostile "$VERIFIER_ADDR" "$harm"
	verify "$HOSTILE_ADDR" "$mode" -s "$sessions" -c 40 -q "$@"
	end_hostile
	diag "$HOSTILE_LINE"
	SERVER_LINES=''
	end_verifiers
	is "$(asked sessions)" "$sessions" "$mode: $harm: all sessions ended"
	[ "$mode" = opaque ] || least=$(harmed harmed)
	within "$(asked bad-sessions)" "$least" "$(harmed harmed)" \
		"clients miss something where there was harm, not elsewhere"
	N_HARMED=$((N_HARMED + $(harmed harmed)))
}

# Either end saw what was wrong in each, not only that it was not served.
harm_was_seen() {
	local seen=$(($(asked violations) - $(asked unserved) - $(asked stuck)))
	seen=$((seen + $(answered violations)))
	ok "$seen times it was seen what was wrong" test "$seen" -ge \
		"$(harmed harmed)"
}
