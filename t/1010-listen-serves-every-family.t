#!/bin/bash
# Goal: clients reach any upstream over IPv4, IPv6, both at once, a Unix path
# and an abstract name; and the upstream may be any of them too.
. t/lib.sh
upstreams='' listeners=''
add() { # NAME LISTEN UPSTREAM
	start_peer -l "$3" duplex
	upstreams+=$(printf '\nupstream u%s {\n\tserver %s\n}' "$1" "$PEER_ADDR")
	listeners+=$(printf '\nlistener %s {\n\taddress %s\n\tupstream u%s\n}' \
		"$1" "$2" "$1")
}
add four 127.0.0.1:0 '[::1]:0'
add six '[::1]:0' "unix:$T/server.sock"
add any '*:0' "unix:@$INSTANCE-server"
add path "unix:$T/relayd.sock" 127.0.0.1:0
add abstract "unix:@$INSTANCE" 127.0.0.1:0
start_relayd "$upstreams$listeners"

for to in "$ADDR_four" "$ADDR_six" "127.0.0.1:$PORT_any" "[::1]:$PORT_any" \
	"unix:$T/relayd.sock" "unix:@$INSTANCE"; do
	ok "both ways through $to" \
		peer_client -c 10 -p 5 -n 100000 -d 50000 "$to" duplex
done
is "$(stat relayd_sessions_accepted_total)" 60 "all of them are counted"
finish
