#!/bin/bash
# Goal: a server that accepts and never answers holds a framed session only
# for first-byte-timeout, and its connection is never lent again.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	first-byte-timeout 2s")"
ok "RST in time" \
	peer_client -e rst -c 5 -p 5 -t 15000 -m $'MUTE\n' "$ADDR" end
is "$(stat 'relayd_timeouts_total{kind="first_byte"}')" 5 "counted"
is "$(lines "ECHO on")" "on " "the next session is served"
is "$(peer_events 'end .* rst')" 5 "the mute connections were reset"
is "$(invalidated lent first_byte)" \
	5 "the mute ones were invalidated"
finish
