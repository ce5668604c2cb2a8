#!/bin/bash
# Goal: a server that swallows SYNs is given up after connect-timeout: the
# client gets an end, the counters and the log name the cause; once it
# answers, the next session works (fault A12).
. t/lib.sh
start_peer full
start_relayd "workers 1
$(config "server $PEER_ADDR;connect-timeout 300ms;wait-timeout 10s
	max-fails 0")"
ok "the client is told with RST" \
	peer_client -e rst -t 10000 -c 3 -p 3 "$ADDR" end
is "$(stat 'relayd_pool_borrow_failures_total{reason="dial_failed"}')" 3 \
	"three borrows failed"
ok "timeouts are counted" \
	test "$(stat 'relayd_timeouts_total{kind="connect"}')" -ge 1
ok "so are the dials" test \
	"$(stat 'relayd_pool_fresh_dials_total{result="timeout"}')" -ge 1
like "$(grep -v ready "$LOG")" "upstream u: .*$PEER_ADDR" \
	"the log names upstream and server"
kill -USR1 "$PEER_PID"
wait_until '[ "$(lines PING 2>/dev/null)" = "PONG " ]'
is "$?" 0 "the next session works as soon as the server does"
finish
