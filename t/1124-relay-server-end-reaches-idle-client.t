#!/bin/bash
# Goal: when the upstream goes away, a client that is silent learns it at
# once: FIN for FIN, RST for RST (fault A11).
. t/lib.sh
start_peer line-idle 200
start_relayd "$(config "server $PEER_ADDR")"
ok "FIN after an idle time" \
	peer_client -c 5 -p 5 -t 10000 -m $'PING\n' "$ADDR" end
start_peer line
INSTANCE=$INSTANCE-2
start_relayd "$(config "server $PEER_ADDR")"
ok "RST at once" \
	peer_client -e rst -c 5 -p 5 -t 10000 -m $'RESET\n' "$ADDR" end
finish
