#!/bin/bash
# Goal: -t reads the configuration and touches nothing else: no socket, no
# name service, no file, no shared memory.
. t/lib.sh
need strace strace
cat >"$T/ok.conf" <<END
name $INSTANCE
log $T/check.log
pid-file $T/check.pid
user nobody
upstream u {
	server no-such-host.invalid:80
}
listener l {
	address 127.0.0.1:0
	address unix:$T/relayd-check.sock owner nobody group nogroup
	upstream u
}
END
ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$T/trace" -e trace=%network,%file,%process \
	"$BIN/relayd" -t -f "$T/ok.conf" >"$T/out" 2>"$T/check.err"
is "$?" 0 "a good file is status 0"
is "$(cat "$T/out")" "$T/ok.conf: ok" "and one line"
is "$(cat "$T/check.err")" "" "and nothing on standard error"
sed -i '/\.gcda"/d' "$T/trace" # where coverage is counted, that is written
is "$(grep -cE 'socket|bind|connect' "$T/trace")" 0 "no socket was made"
is "$(grep -cE 'O_CREAT|O_WRONLY|unlink|mkdir|rename' "$T/trace")" 0 \
	"no file was written"
is "$(grep -E 'open.*/' "$T/trace" | grep -cE 'nsswitch|passwd|hosts|shm')" 0 \
	"no name service and no shared memory was asked"
is "$(grep -cE 'fork|clone' "$T/trace")" 0 "no process was made"
is "$(find "$T" -name 'check.log' -o -name '*.sock' -o -name 'check.pid')" "" \
	"and nothing is there"
finish
