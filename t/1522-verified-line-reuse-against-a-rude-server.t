#!/bin/bash
# Goal: a server that closes idle connections at just the moment when relayd
# does and the next client comes, and says things unasked on idle ones, and
# clients and servers that do every wrong thing: nobody gets what is not his.
. t/lib.sh
. t/lib_pair.sh
start_verifier line -i 40:2 -b 200
start_relayd "$(config "server $VERIFIER_ADDR;protocol line;pool reuse;stateless yes
	pool-idle-timeout 40ms")"
verify "$ADDR" line -S 2 -c 24 -z 8 -r wild -T
kinds=$(grep -o 'fault-[a-z-]*=[1-9]' <<<"$CLIENT_LINE" | sort -u | wc -l)
ok "there were faults of $kinds kinds" test "$kinds" -ge 8
ok "hundreds of wild sessions ended" test "$(asked sessions)" -gt 200
is "$(asked violations)" 0 "without a violation"
verify "$ADDR" line -S 3 -c 48 -w 40:4 -z 8 -r rough -T -n 22
ok "connections were found closed while they were idle" test \
	"$(invalidated idle server_eof)" -gt 10
no_violations "a rude server"
ok "it closed idle connections" test "$(answered idle-closes)" -gt 10
ok "it said things unasked" test "$(answered blurts)" -gt 10
finish
