#!/bin/bash
# Goal: memcached's own tools, and nc, work through two workers.
. t/lib.sh
need memcached memcached
need memcslap libmemcached-tools
need nc netcat-openbsd
user=()
[ "$(id -u)" -ne 0 ] || user=(-u nobody)
: >"$T/port"
chmod 666 "$T/port"
chmod 777 "$T"
spawn memcached env MEMCACHED_PORT_FILENAME="$T/port" \
	memcached "${user[@]}" -l 127.0.0.1 -p -1 -U 0
wait_until 'grep -q "^TCP INET:" "$T/port"'
port=$(sed -n 's/^TCP INET: //p' "$T/port" | head -1)
start_relayd "$(config "server 127.0.0.1:$port")"

is "$(printf 'set k 0 0 5\r\nhello\r\nget k\r\nquit\r\n' |
	nc -N -w 10 127.0.0.1 "$PORT" | tr -d '\r' | tr '\n' ' ')" \
	"STORED VALUE k 0 5 hello END " "nc: set and get"
ok "memcping" memcping --servers="127.0.0.1:$PORT"
echo "some words" >"$T/words"
ok "memccp" memccp --servers="127.0.0.1:$PORT" "$T/words"
is "$(memccat --servers="127.0.0.1:$PORT" words)" "some words" "memccat"
ok "memcslap, 20 at once" memcslap --servers="127.0.0.1:$PORT" \
	--concurrency=20 --execute-number=500 --test=set
ok "memcslap reading" memcslap --servers="127.0.0.1:$PORT" \
	--concurrency=20 --execute-number=500 --test=get
finish
