#!/bin/bash
# Goal: user-space instructions per exchange and per short session, which do
# not depend on time, stay within the budget kept in t/budget.
. t/lib.sh
need_plain_build
need valgrind valgrind
if [ "$(uname -m)" != x86_64 ] || ! grep -aq 'GCC: (Debian 12' "$BIN/relayd"
then
	skip_all "the budget is that of gcc 12 on x86_64"
fi
spawn server "$BIN/tools/lineserver"
wait_until 'grep -q listening "$T/server.out"'
server=$(sed 's/listening //' "$T/server.out")
chmod 777 "$T"
WRAP=(valgrind -q --tool=callgrind "--callgrind-out-file=$T/count.%p")
pool="server $server;protocol line;pool reuse;stateless yes
	max-connections 1"

# The worker's instructions in a life with so many of them.
life() { # CONFIGURATION N SHORTS-OPTIONS...
	local text=$1 n=$2 worker
	shift 2
	start_relayd "workers 1
worker-watchdog 60s
$text"
	worker=$(workers)
	"$BIN/tools/shorts" -c 1 -n "$n" -t 120 "$@" "$ADDR" >"$T/said" ||
		ok "$n answers" false
	stop_relayd QUIT # what ends at once leaves no count
	COUNT=$(sed -n 's/^totals: //p' "$T/count.${worker// /}")
}

# The least of three, for how often the worker wakes up is a matter of luck.
least() {
	local best=
	for _ in 1 2 3; do
		life "$@"
		[ -n "$best" ] && [ "$best" -le "$COUNT" ] || best=$COUNT
	done
	COUNT=$best
}

# Two lives of different length: their difference is free of start and end.
per() { # WHAT CONFIGURATION SHORTS-OPTIONS...
	local what=$1 text=$2 first
	shift 2
	least "$text" 200 "$@"
	first=$COUNT
	least "$text" 1200 "$@"
	within_budget "$what" $(((COUNT - first) / 1000))
}

within_budget() { # WHAT GOT
	local budget more=5
	budget=$(budget "$1")
	case $1 in *-session) more=10 ;; esac # one wake-up is 400
	diag "$1 $2 (budget $budget)"
	within "$2" 1 $((budget * (100 + more) / 100)) "$1" ||
		diag "if that is meant, write it into t/budget"
}

per instructions-per-exchange "$(config "$pool")" -k
per instructions-per-reused-session "$(config "$pool")"
per instructions-per-dialled-session "$(config "server $server;pool off")"
finish
