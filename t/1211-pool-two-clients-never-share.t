#!/bin/bash
# Goal: no client ever gets an answer that was meant for another, however
# fast connections change hands (fault A2).
. t/lib.sh
start_peer -q line
start_relayd "$(config "server $PEER_ADDR;protocol line;pool reuse
	stateless yes;max-connections 8")"
for k in 1 2 3 4 5 6 7 8; do
	spawn "many$k" bash -c "for i in \$(seq 150); do
		x=$k-\$i-\$RANDOM
		a=\$(printf 'ECHO %s\nECHO %s.\n' \$x \$x |
			$BIN/t/peer_client $ADDR text 2>&1 | tr '\n' ' ')
		[[ \$a == *\"\$x \$x. \"* ]] || echo \"\$x: \$a\"
	done; echo finished"
done
wait_until '[ "$(cat $T/many*.out | grep -c finished)" -eq 8 ]' 60
is "$(cat "$T"/many*.out | sort -u)" finished "each of 1200 got its own"
is "$(stat 'relayd_pool_invalidations_total{reason="unsolicited"}')" 0 \
	"nothing was left over"
within "$(stat 'relayd_pool_borrows_total{source="fresh"}')" 1 40 \
	"few connections were dialled"
finish
