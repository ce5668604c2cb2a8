# shellcheck shell=bash disable=SC2034
# lib_chaos - a relayd between a verifying pair, while it is disturbed
#
# Sourced after t/lib.sh.  The server of the pair has an address of 127.77.x.y
# that nobody dials from, so that whoever dials while it is down cannot take
# its port.
#
#	. t/lib.sh
#	. t/lib_chaos.sh
#	pair_server line
#	start_relayd "$(config "server $PAIR_ADDR; protocol line")"
#	chaos_for 10 -s 1
#	pair_client -T -r rough -S 10
#	chaos_is_over

PAIR_MODE='' PAIR_KEY='' PAIR_ADDR='' PAIR_LINE='' PAIR_NUMBER=$T/pair.number
PAIR_COMMAND=()
CHAOS_PID='' CHAOS_LINE='' CHAOS_FDS=''
N_PAIR=0

# word NAME LINE: what stands behind "NAME=" there; 0 if nothing does.
word() {
	local pair
	for pair in $2; do
		[ "${pair%%=*}" != "$1" ] || { echo "${pair#*=}"; return; }
	done
	echo 0
}

# pair_server MODE [OPTION...]: t/pair/verify.c; sets PAIR_ADDR.  A second one
# listens where the first did, and is told the same.
pair_server() {
	local at=$PAIR_ADDR
	PAIR_MODE=$1
	shift
	PAIR_KEY=${PAIR_KEY:-$((SRANDOM << 16 ^ SRANDOM))}
	at=${at:-127.77.$(($$ / 250 % 250 + 1)).$(($$ % 250 + 1)):0}
	: >"$PAIR_NUMBER.log"
	# What is cut off cannot wait for what it was to get, and who stands still
	# between a look at a connection and its use does so for up to 0.8 s.
	set -- -T -g 1000 "$@"
	pair_exec -l "$at" "$@"
	wait_until "grep -qs '^listening ' $PAIR_NUMBER.log" || {
		ok "verify server listens" false
		diag "$(cat "$PAIR_NUMBER.log")"
		exit 1
	}
	PAIR_ADDR=$(sed -n 's/^listening //p' "$PAIR_NUMBER.log")
	PAIR_COMMAND=("$BIN/t/verify" server -k "$PAIR_KEY" -m "$PAIR_MODE"
		-l "$PAIR_ADDR" "$@")
}

pair_exec() {
	"$BIN/t/verify" server -k "$PAIR_KEY" -m "$PAIR_MODE" "$@" \
		>>"$PAIR_NUMBER.log" 2>&1 </dev/null 9>&- &
	echo $! >"$PAIR_NUMBER"
	disown
}

# End it, so that it says what it has seen; sets PAIR_SEEN, a line a life of
# which the end was not kill -9, after what it complained about at once.
pair_server_ends() {
	local pid
	pid=$(cat "$PAIR_NUMBER")
	kill "$pid" 2>/dev/null
	wait_until "! alive $pid" 5 || kill -9 "$pid"
	: >"$PAIR_NUMBER"
	PAIR_SEEN=$(grep -v '^listening ' "$PAIR_NUMBER.log")
}

# pair_client OPTION...: sets PAIR_LINE; what it complained about is in
# $T/pairN.err.
pair_client() {
	local status
	N_PAIR=$((N_PAIR + 1))
	"$BIN/t/verify" client "$ADDR" -k "$PAIR_KEY" -m "$PAIR_MODE" "$@" \
		>"$T/pair$N_PAIR.out" 2>"$T/pair$N_PAIR.err"
	status=$?
	PAIR_LINE=$(grep '^client ' "$T/pair$N_PAIR.out")
	[ "$status" -eq 0 ] || diag "status $status" "$PAIR_LINE" \
		"$(head -n 20 "$T/pair$N_PAIR.err")"
	return "$status"
}

# chaos_for SECONDS OPTION...: tools/chaos, beside what follows.
chaos_for() {
	local cuts=()
	CHAOS_FDS=$(all_fds)
	[ "$(id -u)" -ne 0 ] || cuts=(-l "$ADDR" -u "$PAIR_ADDR")
	spawn chaos tools/chaos -t "$1" ${cuts[@]+"${cuts[@]}"} "${@:2}" \
		"$RELAYD_PID" "$PAIR_NUMBER" "${PAIR_COMMAND[@]}"
	CHAOS_PID=${PIDS[-1]}
}

# Wait for it; sets CHAOS_LINE.
chaos_is_over() {
	wait "$CHAOS_PID"
	is "$?" 0 "chaos ran to its end" || diag "$(cat "$T/chaos.err")"
	CHAOS_LINE=$(cat "$T/chaos.out")
	CHAOS_PID=''
}

# chaos_did KIND...: each at least once.
chaos_did() {
	local kind
	for kind; do
		ok "chaos: $kind" [ "$(word "$kind" "$CHAOS_LINE")" -gt 0 ]
	done
	diag "$CHAOS_LINE"
}

no_violation() {
	is "$(word violations "$PAIR_LINE")" 0 "the client saw no wrong byte"
	diag "$PAIR_LINE"
	pair_server_ends
	is "$(pair_complaints)" 0 "nor did the server" || diag "$PAIR_SEEN"
}

# Each life's last line says violations=0, and no life said more.
pair_complaints() {
	grep -cv '^server .* violations=0\( \|$\)' <<<"${PAIR_SEEN:-server  violations=0}"
}

# What must hold when chaos is over: a server without bad habits takes the
# place of the other, and everybody is served; nothing of before is left.
peace() {
	local kills
	pair_server "$PAIR_MODE"
	ok "all are served whole" pair_client -r calm -s 500 -c 20
	kills=$(($(word kill "$CHAOS_LINE")))
	ok "workers came back: $kills" wait_until \
		"[ \"\$(restarts signal)\" = $kills ]" 8
	[ "$(word stuck "$CHAOS_LINE")" -gt 0 ] ||
		is "$(restarts watchdog)" 0 "nobody was taken for stuck"
	ok "no session is left" wait_until '[ "$(stat relayd_sessions)" = 0 ]'
	if [ "$(id -u)" -eq 0 ]; then
		ok "nor a descriptor but those of the pool" wait_until \
			'[ $((CHAOS_FDS + $(stat relayd_pool_connections))) = "$(all_fds)" ]'
	fi
}
all_fds() { worker_fds | awk '{ for (i = 1; i <= NF; i++) n += $i } END { print n }'; }
restarts() { stat "relayd_worker_restarts_total{reason=\"$1\"}"; }

# Before lib_end.sh ends the rest: chaos may be about to start a server.
calm_down() {
	local status=$?
	[ -z "$CHAOS_PID" ] || end "$CHAOS_PID"
	[ ! -s "$PAIR_NUMBER" ] || PIDS+=("$(cat "$PAIR_NUMBER")")
	return "$status"
}
trap 'calm_down; at_end' EXIT
