#!/bin/bash
# Goal: curl, ab and wrk reach nginx through two workers, with and without
# keepalive, byte for byte.
. t/lib.sh
need nginx nginx-light
need curl curl
need wrk wrk
need ab apache2-utils
mkdir "$T/www"
head -c 10485760 /dev/urandom >"$T/www/big"
echo "hello" >"$T/www/index.html"
port=$(free_port)
cat >"$T/nginx.conf" <<END
daemon off;
pid $T/nginx-pid;
error_log $T/nginx-error warn;
worker_processes 1;
$([ "$(id -u)" -ne 0 ] || echo 'user root;')
events { worker_connections 2048; }
http {
	access_log off;
	client_body_temp_path $T/nginx-body;
	proxy_temp_path $T/nginx-proxy;
	fastcgi_temp_path $T/nginx-fastcgi;
	uwsgi_temp_path $T/nginx-uwsgi;
	scgi_temp_path $T/nginx-scgi;
	server {
		listen 127.0.0.1:$port;
		root $T/www;
		keepalive_requests 100000;
	}
}
END
spawn nginx nginx -c "$T/nginx.conf"
wait_until 'curl -s "http://127.0.0.1:$port/" | grep -q hello'
start_relayd "$(config "server 127.0.0.1:$port")"
url=http://127.0.0.1:$PORT
is "$(curl -s "$url/")" hello "curl"
is "$(curl -s "$url/big" | cksum)" "$(cksum <"$T/www/big")" "10 MiB, the same"
is "$(curl -s "$url/" "$url/big" "$url/" | cksum)" \
	"$( (cat "$T/www/index.html" "$T/www/big" "$T/www/index.html") | cksum)" \
	"three on one connection"
ok "ab, a connection a request" ab -q -n 2000 -c 20 "$url/"
like "$(cat "$T/said")" 'Failed requests: +0' "none failed"
ok "ab -k" ab -q -k -n 5000 -c 20 "$url/"
like "$(cat "$T/said")" 'Failed requests: +0' "none failed"
ok "wrk, 50 connections" wrk -t 1 -c 50 -d 1s "$url/"
! grep -E 'Socket errors|Non-2xx' "$T/said" || ok "wrk: no errors" false
finish
