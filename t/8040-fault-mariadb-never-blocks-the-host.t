#!/bin/bash
# Goal: MariaDB blocks a host after max_connect_errors connections in a row
# that were closed without a login.  Behind pool preconnect, through 1,000
# sessions and many warm ones that grow old unused, that never happens.
. t/lib.sh
need_root "to run the server with a name for 127.0.0.2"
need mariadbd mariadb-server
need mariadb-install-db mariadb-server
need mariadb mariadb-client
need mariadb-slap mariadb-client
unshare -m true 2>/dev/null || skip_all "no mount namespace allowed here"

# The server counts errors only of hosts that have a name.
echo '127.0.0.1 localhost' >"$T/hosts"
echo '127.0.0.2 relay-host' >>"$T/hosts"
install -d -o mysql "$T/db"
cat >"$T/my.cnf" <<END
[mariadbd]
datadir=$T/db
socket=$T/db/sock
bind-address=127.0.0.1
port=$(free_port)
user=mysql
max_connect_errors=5
max_connections=300
innodb_buffer_pool_size=16M
innodb_log_file_size=8M
innodb_flush_log_at_trx_commit=0
pid-file=$T/db/pid
END
port=$(sed -n 's/^port=//p' "$T/my.cnf")
ok "install" mariadb-install-db --defaults-file="$T/my.cnf" \
	--auth-root-authentication-method=normal --skip-test-db
spawn mariadb unshare -m sh -c \
	'mount --bind "$1/hosts" /etc/hosts
	exec mariadbd --defaults-file="$1/my.cnf"' \
	- "$T"
admin() { mariadb --no-defaults -S "$T/db/sock" -u root -N -e "$1"; }
wait_until 'admin "select 1" >/dev/null 2>&1' 60
admin "create user u@'%' identified by 'secret'; grant all on *.* to u@'%'"
through() { # QUERY
	mariadb --no-defaults -h 127.0.0.1 -P "$PORT" -u u -psecret -N -e "$1" 2>&1
}
pool="server 127.0.0.1:$port;protocol mysql;pool preconnect;source 127.0.0.2"

start_relayd "workers 2
$(config "$pool;min-idle 4;warm-max-age 300ms")"
ok "1,000 sessions" mariadb-slap --no-defaults -h 127.0.0.1 -P "$PORT" -u u \
	-psecret --query='select 1' --create-schema=mysql --concurrency=4 \
	--number-of-queries=1000 --detach=1 --no-drop
within "$(stat relayd_sessions_accepted_total)" 1000 1100 "each is a session"
for i in $(seq 12); do
	is "$(through "select $i")" "$i" "a query after idle time $i"
	let_pass 900
done
ok "warm ones grew old unused" test \
	"$(stat 'relayd_pool_invalidations_total{reason="age"}')" -ge 12
is "$(through 'select 4711')" 4711 "the host is not blocked"

# The same server does block a host that only comes and goes: the test can fail.
INSTANCE=$INSTANCE-control
start_relayd "$(config "server 127.0.0.1:$port;pool off;source 127.0.0.2")"
wait_until 'peer_client -t 1000 -e any "$ADDR" end >/dev/null 2>&1
	"$BIN/t/peer_many" "$ADDR" churn 10 </dev/null >/dev/null
	through "select 1" | grep -q blocked' 20
is "$?" 0 "as it does a host that only comes and goes"
finish
