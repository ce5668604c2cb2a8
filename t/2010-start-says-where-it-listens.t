#!/bin/bash
# Goal: the log says every real address, also of port 0 and "*", then "ready".
. t/lib.sh
start_peer line
start_relayd "upstream u {
	server $PEER_ADDR
}
listener one {
	address 127.0.0.1:0
	address [::1]:0
	upstream u
}
listener two {
	address *:0
	address unix:$T/relayd-two.sock
	upstream u
}"
said=$(grep -o 'listener .*' "$LOG")
like "$said" 'listener one: address 127\.0\.0\.1:[1-9][0-9]*' "IPv4"
like "$said" 'listener one: address \[::1\]:[1-9][0-9]*' "IPv6"
like "$said" 'listener two: address \*:[1-9][0-9]*' "all addresses"
like "$said" "listener two: address unix:$T/relayd-two.sock" "Unix"
like "$(tail -n 1 "$LOG")" 'supervisor: ready: generation 1, workers 2$' \
	"ready comes last"
while read -r address; do
	is "$(echo PING | peer_client "${address/\*/127.0.0.1}" text \
		2>"$T/how")" PONG "$address serves"
done < <(sed -n 's/^listener .*: address //p' <<<"$said")
finish
