#!/bin/bash
# Goal: the same with a route into nothing, in a network namespace.
. t/lib.sh
need_root "to make a network namespace"
need unshare util-linux
need ip iproute2
if [ -z "${IN_NETNS:-}" ]; then
	unshare -n true 2>/dev/null || skip_all "no network namespace allowed here"
	SKIPPED=1 # the assertions are those of the run inside
	IN_NETNS=1 unshare -n "$0"
	exit
fi
ip link set lo up
ip link add v0 type veth peer name v1 2>/dev/null ||
	skip_all "no veth in this kernel"
ip addr add 10.99.0.1/24 dev v0
ip link set v0 up
ip link set v1 up
ip neigh add 10.99.0.2 lladdr 02:00:00:00:00:02 dev v0
start_relayd "workers 1
$(config 'server 10.99.0.2:80;connect-timeout 500ms;max-fails 0')"
ok "the client gets an end" peer_client -e rst -t 10000 -c 5 -p 5 "$ADDR" end
is "$(stat 'relayd_sessions_closed_total{reason="dial_failed"}')" 5 \
	"counted as dial_failed"
ip link del v0
ip addr add 10.99.0.2/24 dev lo
start_peer -l 10.99.0.2:80 line
wait_until '[ "$(lines PING 2>/dev/null)" = "PONG " ]'
is "$?" 0 "the next session works as soon as the route does"
finish
