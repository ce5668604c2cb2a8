# shellcheck shell=bash
# lib_end - how every script test ends: the assertions that come free, and
# the end of every process it started.  Sourced by t/lib.sh alone.

# identities: reads `relaystat prometheus` and prints each that is broken.
identities() {
	awk '
	function label(name) {
		if (!match($0, name "=\"[^\"]*\"")) return ""
		return substr($0, RSTART + length(name) + 2,
		    RLENGTH - length(name) - 3)
	}
	function check(what, key, a, b) {
		if (a != b) printf "%s %s: %d != %d\n", what, key, a, b
	}
	/^#/ { next }
	{ name = $0; sub(/[{ ].*/, "", name) }
	name == "relayd_sessions_accepted_total" { acc[label("listener")] += $NF }
	name == "relayd_sessions_closed_total" { cls[label("listener")] += $NF }
	name == "relayd_sessions" { cls[label("listener")] += $NF }
	name ~ /^relayd_pool_/ { u = label("upstream"); ups[u] }
	name ~ /^relayd_pool_(fresh|preconnect)_dials_total$/ &&
		label("result") == "ok" { dials[u] += $NF }
	name == "relayd_pool_discards_total" { over[u] += $NF; back[u] += $NF }
	name == "relayd_pool_invalidations_total" { over[u] += $NF }
	name == "relayd_pool_invalidations_total" && label("at") == "lent" {
		back[u] += $NF
	}
	name == "relayd_pool_connections" { over[u] += $NF }
	name == "relayd_pool_connections" &&
		label("state") ~ /^(lent|draining|resetting)$/ { back[u] += $NF }
	name == "relayd_pool_borrows_total" && label("source") != "shared" {
		lent[u] += $NF
	}
	name == "relayd_pool_returns_total" { back[u] += $NF }
	END {
		for (l in acc) check("accepted = closed + active", l, acc[l], cls[l])
		for (u in ups) {
			check("dials ok = discards + invalidations + connections",
			    u, dials[u], over[u])
			check("borrows = returns + discards + invalidations + lent",
			    u, lent[u], back[u])
		}
	}'
}

identities_hold() {
	local copy
	copy=$("$BIN/relaystat" -n "$1" prometheus 2>&1) && [ -n "$copy" ] &&
		[ -z "$(identities <<<"$copy")" ]
}

# check_instance NAME PID: while it still runs.
check_instance() {
	alive "$2" || return 0
	ok "identities hold" wait_until "identities_hold $1" 5 || diag \
		"$("$BIN/relaystat" -n "$1" prometheus 2>&1 | identities)"
	[ -n "$FDS_BASE" ] || return 0
	ok "descriptors are back to the baseline" \
		wait_until '[ "$(worker_fds)" = "$FDS_BASE" ]' 5 ||
		diag "now $(worker_fds), at first $FDS_BASE"
	FDS_BASE=''
}

# Every process that maps a segment of the instance, whoever its parent is.
mappers() { grep -l "/relayd\.$1\(\.\|$\| \)" /proc/[0-9]*/maps 2>/dev/null; }

nothing_left() {
	local name left=''
	for name in ${INSTANCES[@]+"${INSTANCES[@]}"}; do
		left+=$(mappers "$name")
		left+=$(find /dev/shm -maxdepth 1 \( -name "relayd.$name" -o \
			-name "relayd.$name.*" \))
	done
	left+=$(find "$T" -name '*.pid' -newer "$T/born")
	left+=$(find "$T" -type s -name 'relayd*')
	[ -z "$left" ] || { diag "left: $left"; return 1; }
}

logs_are_clean() {
	! grep -HnE 'Sanitizer|runtime error:|\bbug\b|assertion|Assertion' \
		"$T"/*.log "$T"/*.err 2>/dev/null | sed 's/^/# /' | grep .
}

# Workers that end by themselves count what they covered and look for leaks;
# those that are told to end at once do neither.
ask_to_end() {
	case $BIN in
	*/asan | */cov)
		kill -QUIT "$1"
		wait_until "! alive $1" 1 || kill "$1"
		;;
	*) kill "$1" ;;
	esac
}

# A relayd that still runs is told to stop, as at the end of a service.
end_supervisors() {
	local i pid
	for i in ${SUPERVISORS[@]+"${!SUPERVISORS[@]}"}; do
		pid=${SUPERVISORS[i]}
		alive "$pid" || continue
		check_instance "${INSTANCES[i]}" "$pid"
		ask_to_end "$pid"
		ok "relayd ends when told" wait_until "! alive $pid" 15 ||
			kill -9 "$pid"
		wait "$pid"
		is "$?" 0 "its exit status is 0"
	done
}

# The last line of every test.
finish() {
	FINISHED=1
	exit 0
}

at_end() {
	local status=$?
	trap - EXIT
	if [ -z "$SKIPPED" ]; then
		[ -n "$FINISHED" ] || ok "the test ran to its end" false
		end_supervisors
	fi
	end ${PIDS[@]+"${PIDS[@]}"} 2>/dev/null
	if [ -z "$SKIPPED" ]; then
		ok "no process, segment, socket or pid file is left" \
			wait_until nothing_left 2
		ok "no sanitizer report and no bug in any log" logs_are_clean
		echo "1..$N_RUN"
		[ "$N_FAILED" -eq 0 ] || { status=1; keep_logs; }
	fi
	rm -rf "$T"
	exit "$status"
}

# A failed test shows the end of its relayd's log.
keep_logs() {
	local log
	for log in "$T"/*.log; do
		[ -s "$log" ] && diag "--- ${log##*/}" "$(tail -n 20 "$log")"
	done
}

touch "$T/born"
trap at_end EXIT
trap 'exit 130' INT TERM HUP
