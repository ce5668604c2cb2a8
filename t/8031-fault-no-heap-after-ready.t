#!/bin/bash
# Goal: after READY no worker calls the heap, whatever sessions do.
. t/lib.sh
need_plain_build
start_peer line
head -c 8 /dev/zero >"$T/heap"
chmod 666 "$T/heap"
count() { od -An -tu8 "$T/heap" | tr -d ' '; }
WRAP=(env "LD_PRELOAD=$BIN/t/heapcount.so" "HEAPCOUNT=$T/heap")
start_relayd "$(config "server $PEER_ADDR;protocol line;pool reuse
	stateless yes;max-connections 20")
upstream raw {
	server $PEER_ADDR
	pool preconnect
}
upstream gone {
	server 127.0.0.1:1
}
listener raw {
	address 127.0.0.1:0
	upstream raw
}
listener gone {
	address 127.0.0.1:0
	upstream gone
}"
ok "the counter counts" test "$(count)" -gt 10
before=$(count)
ok "sessions with reuse" "$BIN/tools/shorts" -n 3000 -c 40 "$ADDR"
ok "sessions with warm ones" "$BIN/tools/shorts" -n 1000 -c 40 "$ADDR_raw"
ok "many at once" peer_client -e any -c 300 -p 100 -m $'CLOSE\n' "$ADDR_raw" end
ok "failing ones" peer_client -e rst -c 100 -p 10 "$ADDR_gone" end
let_pass 1500
is "$(($(count) - before))" 0 "not one call of the heap"
finish
