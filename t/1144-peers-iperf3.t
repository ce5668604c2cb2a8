#!/bin/bash
# Goal: iperf3 with 1 and with 8 streams, in both directions, through two
# workers.
. t/lib.sh
need iperf3 iperf3
port=$(free_port)
spawn iperf3 iperf3 -s -B 127.0.0.1 -p "$port" --forceflush
wait_until 'grep -q listening "$T/iperf3.out"'
start_relayd "$(config "server 127.0.0.1:$port;pool off")"
for streams in 1 8; do
	for way in '' -R; do
		ok "$streams streams ${way:-up}" iperf3 -c 127.0.0.1 -p "$PORT" \
			-P "$streams" -n 64M ${way:+"$way"}
		wait_until '[ "$(stat relayd_sessions)" -eq 0 ]'
	done
done
finish
