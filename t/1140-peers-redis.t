#!/bin/bash
# Goal: Redis' own clients work through two workers, unchanged.
. t/lib.sh
need redis-server redis-server
need redis-benchmark redis-tools
port=$(free_port)
spawn redis redis-server --port "$port" --bind 127.0.0.1 --save '' \
	--appendonly no --dir "$T" --unixsocket "$T/redis.sock" \
	--unixsocketperm 777
wait_until "redis-cli -p $port ping 2>/dev/null | grep -q PONG" 20
two() { # NAME SERVER POOL
	printf 'upstream %s {\n\tserver %s\n\tpool %s\n}\n' "$1" "$2" "$3"
	printf 'listener %s {\n\taddress 127.0.0.1:0\n\tupstream %s\n}\n' \
		"$1" "$1"
}
start_relayd "$(two tcp "127.0.0.1:$port" preconnect)
$(two unix "unix:$T/redis.sock" off)"

bench() { # WHAT OPTION...: every command is answered, without an error
	local what=$1
	shift
	ok "redis-benchmark $what" redis-benchmark -q -t ping,set,get,lpush \
		-c 50 "$@"
	! grep -iq error "$T/said" || ok "without an error" false
}
for name in tcp unix; do
	eval "p=\$PORT_$name"
	is "$(redis-cli -p "$p" set key "value $name")" OK "$name: set"
	is "$(redis-cli -p "$p" get key)" "value $name" "$name: get"
	is "$(printf 'multi\nincr n\nincr n\nexec\n' | redis-cli -p "$p" |
		tail -1)" "$([ "$name" = tcp ] && echo 2 || echo 4)" "$name: multi"
	bench "$name" -p "$p" -n 10000
	bench "$name, pipelines of 16" -p "$p" -n 50000 -P 16
	bench "$name, a connection a request" -p "$p" -n 3000 -k 0
	ok "$name: 8 MiB value" bash -c "head -c 8388608 /dev/zero |
		redis-cli -p $p -x set big && [ \$(redis-cli -p $p strlen big) = 8388608 ]"
done
ok "warm connections were lent" \
	test "$(stat 'relayd_pool_borrows_total{source="warm"}')" -gt 0
finish
