#!/bin/bash
# Goal: started as root, a worker is another account without groups or
# capabilities, and holds no descriptor but its own.
. t/lib.sh
need_root "to give it up"
start_peer line
start_relayd "user nobody
upstream u {
	server $PEER_ADDR
	pool off
}
listener l {
	address 127.0.0.1:0
	address 127.0.0.1:0
	address unix:$T/relayd-l.sock
	upstream u
}"
slot=0
for pid in $(workers); do
	status=$(cat "/proc/$pid/status")
	uid=$(id -u nobody) gid=$(id -g nobody)
	like "$status" "Uid:	$uid	$uid	$uid	$uid" "uids"
	like "$status" "Gid:	$gid	$gid	$gid	$gid" "gids"
	like "$status" "Groups:	 ?
" "no groups"
	for set in Inh Prm Eff Amb; do
		like "$status" "Cap$set:	0000000000000000" "no Cap$set"
	done
	like "$(grep 'core file' "/proc/$pid/limits")" "0 +0 +bytes" "no core"
	like "$(grep 'processes' "/proc/$pid/limits")" "0 +0 +proc" "no fork"
	fds=$(find "/proc/$pid/fd" -mindepth 1 -printf '%f %l\n' | sort -n)
	is "$(grep -c 'socket:' <<<"$fds")" 5 \
		"its sockets: three listeners, the channel and a spare"
	is "$(grep -c '/dev/shm/' <<<"$fds")" 1 "one descriptor of the segment"
	within "$(wc -l <<<"$fds")" 8 12 "and little else" || diag "$fds"
	is "$(tr -d '\0' <"/proc/$pid/cmdline")" \
		"relayd: worker $slot gen 1" "its title"
	slot=$((slot + 1))
done
is "$(tr -d '\0' <"/proc/$RELAYD_PID/cmdline")" \
	"relayd: supervisor $INSTANCE gen 1" "the supervisor's title"
a=$(readlink /proc/"$(workers | cut -d' ' -f1)"/fd/* | grep socket: | sort)
b=$(readlink /proc/"$(workers | cut -d' ' -f2)"/fd/* | grep socket: | sort)
is "$(comm -12 <(echo "$a") <(echo "$b") | wc -l)" 1 \
	"two workers share the Unix socket alone"
finish
