# shellcheck shell=bash disable=SC2034
# lib - what every script test stands on.
#
# A test sources this from the top of the tree, states facts with ok, is and
# like, and ends with `finish`.  When the script ends, t/lib_end.sh ends every
# process that was started, by its number, and adds the assertions that hold
# for every test.
#
#	. t/lib.sh
#	start_peer line
#	start_relayd "upstream u {
#		server $PEER_ADDR
#	}
#	listener l {
#		address 127.0.0.1:0
#		upstream u
#	}"
#	is "$(printf 'PING\n' | peer_client text "$ADDR")" PONG "it answers"
#	finish

set -u
BIN=$(readlink -f "${BIN:-build/rel}")
TEST=$(basename "$0" .t)
T=$(mktemp -d "${TMPDIR:-/tmp}/relayd-test.XXXXXX")
chmod 755 "$T"
INSTANCE=t${TEST%%-*}-$$
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0:exitcode=99}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}

PIDS=()       # of everything this test started
INSTANCES=()  # every name that a relayd of this test had
SUPERVISORS=() # its supervisor, at the same place
WRAP=()       # a command that execs relayd: env LD_PRELOAD=..., prlimit ...
PEER_WRAP=()  # the same for peer_server
N_RUN=0 N_FAILED=0 FINISHED='' SKIPPED='' FDS_BASE=''
RELAYD_PID='' LOG='' ADDR='' PORT='' PEER_PID='' PEER_ADDR='' PEER_PORT=''

# A build with sanitizers is slower; every deadline grows with it.
SLOW=1
case $BIN in */asan) SLOW=5 ;; esac

diag() { printf '%s\n' "$@" | sed 's/^/# /'; }

# ok STATEMENT COMMAND...: the command succeeds; its words show if it fails.
ok() {
	local text=$1 status
	shift
	"$@" >"$T/said" 2>&1
	status=$?
	N_RUN=$((N_RUN + 1))
	if [ "$status" -eq 0 ]; then
		echo "ok $N_RUN - $text"
	else
		N_FAILED=$((N_FAILED + 1))
		echo "not ok $N_RUN - $text"
		diag "status $status of: $*" "$(tail -n 20 "$T/said")"
	fi
	return "$status"
}

# is GOT WANT STATEMENT
is() {
	ok "$3" test "$1" = "$2" || { diag " got: $1" "want: $2"; return 1; }
}

# like TEXT REGEX STATEMENT: extended regular expression, as in [[ =~ ]].
like() {
	ok "$3" matches "$1" "$2" || { diag "text: $1" "want: $2"; return 1; }
}
matches() { [[ $1 =~ $2 ]]; }

# within VALUE LOW HIGH STATEMENT: whole numbers, both ends included.
within() {
	ok "$4 ($2..$3)" test "$2" -le "$1" -a "$1" -le "$3" ||
		{ diag " got: $1"; return 1; }
}

skip_all() {
	SKIPPED=1
	echo "1..0 # SKIP $*"
	exit 0
}

# need COMMAND PACKAGE: without it this file cannot run here; where NO_SKIP
# says that all was installed, that is a failure.
need() {
	local path
	path=$(PATH=$PATH:/usr/sbin:/sbin command -v "$1") || {
		[ -z "${NO_SKIP:-}" ] || { ok "$1 is installed" false; exit 1; }
		skip_all "needs $1: install the Debian package $2"
	}
	case :$PATH: in *:"${path%/*}":*) ;; *) PATH=$PATH:${path%/*} ;; esac
}

need_root() {
	[ "$(id -u)" -eq 0 ] || skip_all "needs root: $*"
}

# For what is counted to the byte or the call, which sanitizers change.
need_plain_build() {
	case $BIN in */asan | */cov) skip_all "counts hold for a plain build" ;; esac
}

# wait_until COMMAND [SECONDS]: the command, evaluated, succeeds in time.
wait_until() {
	local deadline=$((${2:-10} * SLOW * 1000000))
	local end=$((${EPOCHREALTIME/./} + deadline))
	until eval "$1"; do
		[ "${EPOCHREALTIME/./}" -lt "$end" ] || return 1
		sleep 0.01
	done
}

# budget NAME: what t/budget allows.
budget() { awk -v what="$1" '$1 == what { print $2 }' t/budget; }

# let_pass MS: only where the passing of time is itself what a test needs.
let_pass() {
	local from=${EPOCHREALTIME/./}
	wait_until "[ \$((\${EPOCHREALTIME/./} - $from)) -ge ${1}000 ]" \
		$(($1 / 500 + 5))
}

alive() {
	kill -0 "$1" 2>/dev/null &&
		! grep -qs '^State:.Z' "/proc/$1/status"
}

# spawn NAME COMMAND...: in the background, its output to $T/NAME.out and
# NAME.err; sets PID.
spawn() {
	local name=$1
	shift
	"$@" >"$T/$name.out" 2>"$T/$name.err" </dev/null 9>&- &
	PID=$!
	PIDS+=("$PID")
}

# spawn_open NAME COMMAND...: the same with a standard input that stays open
# until close_input; for peer_many, which then closes all that it holds.
spawn_open() {
	local name=$1
	shift
	mkfifo "$T/$name.in"
	"$@" >"$T/$name.out" 2>"$T/$name.err" <"$T/$name.in" &
	PID=$!
	PIDS+=("$PID")
	exec 9>"$T/$name.in"
}
close_input() { exec 9>&-; }

# end PID...: TERM, wait, KILL if it does not listen; the status of the last.
end() {
	local pid status=0
	for pid; do
		kill "$pid" 2>/dev/null
		wait_until "! alive $pid" 10 || kill -9 "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
		status=$?
	done
	return "$status"
}

# start_peer BEHAVIOUR...: t/peer_server.c; sets PEER_PID, PEER_ADDR,
# PEER_PORT and PEER_OUT, the file with a line an event.
N_PEERS=0
start_peer() {
	N_PEERS=$((N_PEERS + 1))
	PEER_OUT=$T/peer$N_PEERS.out
	spawn "peer$N_PEERS" ${PEER_WRAP[@]+"${PEER_WRAP[@]}"} \
		"$BIN/t/peer_server" "$@"
	PEER_PID=$PID
	wait_until "grep -qs '^listening ' $PEER_OUT" || {
		ok "peer_server $* listens" false
		diag "$(cat "$T/peer$N_PEERS.err")"
		exit 1
	}
	PEER_ADDR=$(sed -n 's/^listening //p' "$PEER_OUT")
	PEER_PORT=${PEER_ADDR##*:}
}

# Events of the peer: `peer_events accept`, `peer_events 'end .* rst'`.
peer_events() { grep -c "^$1" "${2:-$PEER_OUT}"; }
# The duplex peer, which ends a little later, found so many streams whole.
peer_agrees() {
	wait_until "[ \"\$(peer_events 'order .* ok')\" -eq $1 ]" ||
		{ peer_events 'order .* ok'; return 1; }
}
peer_client() { "$BIN/t/peer_client" "$@"; }
relaystat() { "$BIN/relaystat" -n "$INSTANCE" "$@"; }

# A port that was free a moment ago, for servers that cannot take 0.
free_port() { "$BIN/t/peer_server" port; }

# config UPSTREAM [LISTENER]: a whole configuration, one upstream u and one
# listener l; the directives of each separated by ";".
config() {
	printf 'upstream u {\n\t%s\n}\n' "${1//;/$'\n\t'}"
	printf 'listener l {\n\taddress 127.0.0.1:0\n\tupstream u\n\t%s\n}\n' \
		"$(printf %s "${2:-}" | tr ';' '\n')"
}

# lines REQUEST...: one session that sends each as a line and prints what
# came back, on one line; how it ended is in $T/how.
lines() {
	printf '%s\n' "$@" | peer_client "$ADDR" text 2>"$T/how" | tr '\n' ' '
}

# start_relayd CONFIGURATION [ARGUMENT...]: waits until it is ready; sets
# RELAYD_PID, LOG, ADDR and PORT of the first listener, ADDR_name and
# PORT_name of each.  Lines that the text lacks are added: name, log, workers.
start_relayd() {
	try_relayd "$@"
	wait_until "relayd_is_ready || ! alive $RELAYD_PID" 20
	if ! relayd_is_ready; then
		ok "relayd starts" false
		diag "$(cat "$LOG")"
		exit 1
	fi
	read_addresses
}

relayd_is_ready() { grep -qw ready "$LOG"; }

# The same without waiting: what a test of a failing start needs.
try_relayd() {
	local conf=$T/$INSTANCE.conf text=$1
	shift
	LOG=$T/$INSTANCE.log
	printf '%s\n' "$text" >"$conf"
	grep -q '^[[:space:]]*name[[:space:]]' "$conf" ||
		echo "name $INSTANCE" >>"$conf"
	grep -q '^[[:space:]]*workers[[:space:]]' "$conf" ||
		echo "workers 2" >>"$conf"
	# A second life of the same name starts with an empty log.
	[ ! -s "$LOG" ] || mv "$LOG" "$T/$INSTANCE.$RELAYD_PID.log"
	: >"$LOG"
	${WRAP[@]+"${WRAP[@]}"} "$BIN/relayd" -f "$conf" "$@" \
		>>"$LOG" 2>&1 </dev/null 9>&- &
	RELAYD_PID=$!
	PIDS+=("$RELAYD_PID")
	INSTANCES+=("$INSTANCE")
	SUPERVISORS+=("$RELAYD_PID")
}

read_addresses() {
	local name address
	ADDR='' PORT=''
	while read -r name address; do
		name=${name//-/_}
		[ -n "$ADDR" ] || { ADDR=$address PORT=${address##*:}; }
		printf -v "ADDR_$name" %s "$address"
		printf -v "PORT_$name" %s "${address##*:}"
	done < <(sed -nE \
		's/.*listener ([^ :]+): address ([^ ,]+).*/\1 \2/p' "$LOG")
}

# stop_relayd [SIGNAL]: the identities first, then the signal; the status.
stop_relayd() {
	check_instance "$INSTANCE" "$RELAYD_PID"
	kill "-${1:-TERM}" "$RELAYD_PID"
	wait_until "! alive $RELAYD_PID" 15 || kill -9 "$RELAYD_PID"
	wait "$RELAYD_PID"
}

# The workers' process numbers; how many descriptors each has.
workers() { cat "/proc/$RELAYD_PID/task/$RELAYD_PID/children" 2>/dev/null; }
worker_fds() {
	local pid
	for pid in $(workers); do
		find "/proc/$pid/fd" -mindepth 1 2>/dev/null | wc -l
	done | tr '\n' ' '
}

# From here on descriptors are compared at the end of the test; only root can
# look at those of a worker.
fds_baseline() {
	FDS_BASE=$(worker_fds)
	[ "${FDS_BASE#0 }" = "$FDS_BASE" ] || {
		diag "descriptors cannot be counted here"
		FDS_BASE=''
	}
}

# stat METRIC{label="value",...}: the sum of all that match; 0 if none does.
stat() { relaystat prometheus | stat_of "$1"; }

invalidated() { # AT REASON
	stat "relayd_pool_invalidations_total{at=\"$1\",reason=\"$2\"}"
}
paused() { # REASON
	stat "relayd_accept_paused_total{reason=\"$1\"}"
}

# The same from a saved copy on standard input.
stat_of() {
	awk -v want="$1" '
	function labels(s, out,  n, i, parts) {
		sub(/^[^{]*\{?/, "", s); sub(/\}.*$/, "", s)
		n = split(s, parts, /",/)
		for (i = 1; i <= n; i++) {
			sub(/"$/, "", parts[i])
			if (parts[i] != "") out[parts[i]]
		}
	}
	BEGIN { name = want; sub(/\{.*/, "", name); labels(want, need) }
	/^#/ { next }
	{
		series = $0; sub(/ [^ ]*$/, "", series)
		got = series; sub(/\{.*/, "", got)
		if (got != name) next
		delete have; labels(series, have)
		for (l in need) if (!(l in have)) next
		sum += $NF
	}
	END { printf "%.15g\n", sum }'
}

# shellcheck source=t/lib_end.sh
. t/lib_end.sh
