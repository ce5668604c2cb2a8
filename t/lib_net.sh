# shellcheck shell=bash disable=SC2034
# lib_net - two network namespaces, joined by the bad network of t/shuttle.c
#
# Sourced after t/lib.sh.  a is 10.77.0.1 and b is 10.77.0.2; relayd and the
# clients are put into a, the servers into b.  A namespace lives as long as
# its holder, which is ended like all that the test started.
#
#	. t/lib.sh
#	. t/lib_net.sh
#	net_pair
#	net_join -s 7 -l 5 -d 5
#	start_peer -l "$NET_B:0" duplex
#	start_relayd "$(config "server $PEER_ADDR")"

NET_A=10.77.0.1 NET_B=10.77.0.2
NET_CLIENTS=a # where peer_client runs
NET_A_PID='' NET_B_PID='' SHUTTLE_PID='' SHUTTLE_OUT='' N_SHUTTLES=0

# net_pair: before all else that the test starts, for it may skip the test.
net_pair() {
	need_root "to make network namespaces"
	need unshare util-linux
	need nsenter util-linux
	need ip iproute2
	[ -c /dev/net/tun ] || skip_all "no /dev/net/tun here"
	unshare -n true 2>/dev/null || skip_all "no network namespace allowed here"
	net_space a && NET_A_PID=$PID
	net_space b && NET_B_PID=$PID
	net_device a "$NET_A"
	net_device b "$NET_B"
	WRAP=(nsenter "--net=$(net_path a)")
	PEER_WRAP=(nsenter "--net=$(net_path b)")
}

net_space() {
	spawn "net_$1" unshare -n sleep 3600
	wait_until "net_is_apart $PID" || { ok "namespace $1" false; exit 1; }
}

net_is_apart() {
	local space
	space=$(readlink "/proc/$1/ns/net") &&
		[ "$space" != "$(readlink /proc/self/ns/net)" ]
}

net_path() { # a|b
	case $1 in
	a) echo "/proc/$NET_A_PID/ns/net" ;;
	b) echo "/proc/$NET_B_PID/ns/net" ;;
	esac
}

# net_run a|b COMMAND...: a program, not a function.
net_run() {
	local path
	path=$(net_path "$1")
	shift
	nsenter "--net=$path" "$@"
}

# The device stays while shuttles come and go; its packets are IPv4 only.
# What is lost is sent again soon, so that tests are short: without timestamps,
# for by them a retransmission that was long under way passes for a slow
# network; and with a congestion control that every kernel has.
net_device() { # a|b ADDRESS
	if ! {
		net_run "$1" ip link set lo up &&
		net_run "$1" ip tuntap add dev shuttle0 mode tun &&
		net_run "$1" ip link set shuttle0 addrgenmode none up &&
		net_run "$1" ip addr add "$2/24" dev shuttle0 noprefixroute &&
		net_run "$1" ip route add 10.77.0.0/24 dev shuttle0 \
			rto_min 20ms congctl reno &&
		net_run "$1" sh -c 'echo 0 >/proc/sys/net/ipv4/tcp_timestamps'
	}; then
		ok "namespace $1 has its device" false
		exit 1
	fi
}

# net_join OPTION...: a shuttle carries what the two send each other; one
# that was there is ended.
net_join() {
	net_part
	N_SHUTTLES=$((N_SHUTTLES + 1))
	SHUTTLE_OUT=$T/shuttle$N_SHUTTLES.out
	spawn "shuttle$N_SHUTTLES" "$BIN/t/shuttle" "$@" \
		"$(net_path a)" "$(net_path b)"
	SHUTTLE_PID=$PID
	wait_until "grep -qs ready $SHUTTLE_OUT" || {
		ok "shuttle $* is ready" false
		diag "$(cat "$T/shuttle$N_SHUTTLES.err")"
		exit 1
	}
}

# net_part: nothing is carried any more; net_count has the sums.
net_part() {
	[ -z "$SHUTTLE_PID" ] || end "$SHUTTLE_PID"
	SHUTTLE_PID=''
}

# net_hole on|off: from here on every packet vanishes, or no longer.
net_hole() {
	local n
	n=$(grep -c '^hole' "$SHUTTLE_OUT")
	kill -USR1 "$SHUTTLE_PID"
	wait_until "[ \"\$(grep -c '^hole' $SHUTTLE_OUT)\" -gt $n ]"
	is "$(tail -n 1 "$SHUTTLE_OUT")" "hole $1" "the black hole is $1"
}

# net_count WORD: of the shuttle that was parted last, as in "ab.lost".
net_count() { tr ' ' '\n' <"$SHUTTLE_OUT" | sed -n "s/^$1=//p"; }

peer_client() { net_run "$NET_CLIENTS" "$BIN/t/peer_client" "$@"; }

# net_weather SEED: the options of one of many bad networks.
net_weather() {
	local loss=(0 1 5 20) delay=(0 20 100:20) late=(0 10:20 30:5)
	local twice=(0 2) damage=(0 1) mtu=(576 1500)
	RANDOM=$(($1 % 32768))
	echo "-s $1 -l ${loss[RANDOM % 4]} -d ${delay[RANDOM % 3]}" \
		"-r ${late[RANDOM % 3]} -u ${twice[RANDOM % 2]}" \
		"-c ${damage[RANDOM % 2]} -m ${mtu[RANDOM % 2]}"
}
