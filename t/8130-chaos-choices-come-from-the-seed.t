#!/bin/bash
# Goal: what chaos does and when follows from its seed alone, and it touches
# nothing but a relayd and addresses of this machine's own.
. t/lib.sh
plan() { tools/chaos -n -t 100 -l 127.0.0.1:1 -u 127.0.0.1:2 "$@"; }
is "$(plan -s 5)" "$(plan -s 5)" "a seed always says the same"
ok "another says something else" test "$(plan -s 5)" != "$(plan -s 6)"
plan -s 5 -r 20 -t 300 >"$T/plan"
within "$(wc -l <"$T/plan")" 5700 6300 "so many a second"
share() { # KIND OF_15
	local n
	n=$(grep -c "^[0-9]* $1 " "$T/plan")
	within "$((n * 15))" $(($2 * 5100)) $(($2 * 6900)) "as often: $1"
}
share kill 1
share stop 3
share cut-client 4
share cut-server 4
share restart 1
share freeze 2
is "$(grep -c stuck "$T/plan")" 0 "what was not asked for is not done"
is "$(plan -s 5 -k stuck=1,kill=0 | cut -d' ' -f2 | uniq)" stuck \
	"what was asked for is"

refused() { # STATUS ARGUMENT...
	local status=$1
	shift
	tools/chaos "$@" >"$T/found" 2>&1
	is "$?" "$status" "refused: $*" || diag "$(cat "$T/found")"
}
refused 2
refused 2 -n -k knock=1
refused 2 -n -k kill=x
refused 2 -n -k kill=0
refused 2 -n -s x
refused 2 -n -r 0
refused 2 -n -t -1
refused 2 -n -l 192.0.2.1:80
refused 2 -n -l 127.0.0.1
refused 2 -n 5
refused 2 -n -k cut-server=1
refused 1 -t 1 $$
like "$(cat "$T/found")" 'is no relayd: .*bash' "its workers are not ours"
refused 1 -t 1 999999999
start_relayd "$(config "server 127.0.0.1:1")"
echo 999999999 >"$T/number"
refused 1 -t 1 "$RELAYD_PID" "$T/number" true
refused 2 -t 1 "$RELAYD_PID" "$T/number"
finish
