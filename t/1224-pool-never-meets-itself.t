#!/bin/bash
# Goal: a dial that the kernel connects to itself, because nobody listens there
# and the port is one that dials come from, is a refused one: no client gets
# his own bytes for an answer, and the server finds its port free.
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
# All dials come from here.
echo 40000 40000 >/proc/sys/net/ipv4/ip_local_port_range
start_relayd "upstream u {
	server 127.0.0.1:40000
	server [::1]:40000
}
listener l {
	address unix:$T/l.sock
	upstream u
}"
for i in 1 2 3 4; do
	echo HELLO | peer_client "$ADDR" text >"$T/got" 2>"$T/how"
	is "$(cat "$T/got")" "" "no answer to client $i"
done
within "$(stat 'relayd_pool_fresh_dials_total{result="refused"}')" 4 8 \
	"the dials were refused"
is "$(stat 'relayd_pool_fresh_dials_total{result="ok"}')" 0 "none was not"
is "$(stat 'relayd_sessions_closed_total{reason="dial_failed"}')" 4 \
	"and so were the sessions"
start_peer -l 127.0.0.1:40000 echo
ok "the server can listen there" test "$PEER_PORT" = 40000
finish
