#!/bin/bash
# Goal: psql and pgbench work through two workers, also with a connection a
# transaction and warm connections (the server speaks only when spoken to).
. t/lib.sh
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null |
	sort -V | tail -1)
[ -n "$bin" ] && PATH=$bin:$PATH
need initdb postgresql
need pgbench postgresql
as=()
if [ "$(id -u)" -eq 0 ]; then
	as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
	install -d -o postgres "$T/pg"
fi
ok "initdb" "${as[@]}" initdb -D "$T/pg/data" -U postgres -A trust -N -E UTF8
port=$(free_port)
spawn postgres "${as[@]}" postgres -D "$T/pg/data" -p "$port" -k "$T/pg" \
	-c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=16MB
wait_until 'psql -h "$T/pg" -p "$port" -U postgres -c "select 1" 2>&1 |
	grep -q row' 60
start_relayd "upstream off {
	server 127.0.0.1:$port
	pool off
}
upstream warm {
	server unix:$T/pg/.s.PGSQL.$port
	protocol postgresql
	pool preconnect
	min-idle 4
}
listener off {
	address 127.0.0.1:0
	upstream off
}
listener warm {
	address 127.0.0.1:0
	upstream warm
}"
export PGUSER=postgres PGHOST=127.0.0.1 PGSSLMODE=disable
for p in "$PORT_off" "$PORT_warm"; do
	is "$(psql -p "$p" -Atc 'select sum(i) from generate_series(1,1000) i')" \
		500500 "psql"
	is "$(psql -p "$p" -Atc "select repeat('x', 3000000)" | wc -c)" 3000001 \
		"a long row"
done
ok "pgbench -i" pgbench -q -i -s 1 -p "$PORT_warm"
ok "pgbench, 8 clients" pgbench -n -S -c 8 -j 2 -t 200 -p "$PORT_off"
ok "pgbench writing" pgbench -n -c 8 -j 2 -t 50 -p "$PORT_off"
ok "pgbench -C, warm connections" \
	pgbench -n -S -C -c 4 -j 2 -t 50 -p "$PORT_warm"
ok "they were lent" \
	test "$(stat 'relayd_pool_borrows_total{upstream="warm",source="warm"}')" \
	-gt 50
is "$(grep FATAL "$T/postgres.err" | grep -v 'starting up')" "" \
	"the server has no complaint"
finish
