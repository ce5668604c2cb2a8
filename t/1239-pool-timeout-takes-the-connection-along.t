#!/bin/bash
# Goal: a session that ends by first-byte-timeout takes its connection with
# it: the answer that comes too late reaches nobody.
. t/lib.sh
start_peer line
start_relayd "workers 1
$(config "server $PEER_ADDR;protocol line;pool reuse;stateless yes
	max-connections 1;first-byte-timeout 1s")"
for i in 1 2; do
	printf 'SLOW 1800\n' | peer_client -e rst "$ADDR" text >"$T/out" 2>"$T/how"
	is "$(cat "$T/out" "$T/how")" rst "a client waits in vain"
	is "$(lines "ECHO $i")$(cat "$T/how")" "$i fin" "the next has its answer"
done
is "$(stat 'relayd_timeouts_total{kind="first_byte"}')" 2 "two timeouts"
is "$(invalidated lent first_byte)" 2 "two connections were closed for them"
wait_until '[ "$(peer_events "end .* rst")" -eq 2 ]'
is "$?" 0 "by RST, as the server saw"
finish
