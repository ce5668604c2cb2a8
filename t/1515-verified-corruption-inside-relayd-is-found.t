#!/bin/bash
# Goal: the verifying pair finds bytes that were changed inside relayd itself,
# in what the kernel gave it.
. t/lib.sh
. t/lib_pair.sh
need strace strace
start_verifier line -q
start_relayd "workers 1
$(config "server $VERIFIER_ADDR;pool off")"
worker=$(workers)
spawn strace strace -qq -e trace=recvfrom -o "$T/calls" \
	-e inject=recvfrom:poke_exit=@arg2=00:when=7+31 -p "${worker// /}"
wait_until 'grep -q "TracerPid:.[1-9]" /proc/${worker// /}/status' ||
	skip_all "strace may not attach here"
verify "$ADDR" line -s 120 -c 1 -z 6 -q
end "$PID"
diag "$(grep -c INJECTED "$T/calls") calls were changed"
# Only one that got bytes has changed any; the sessions come one by one.
changed=$(grep -c '= [1-9][0-9]* (INJECTED' "$T/calls")
end_verifiers
ok "in $changed calls bytes were changed" test "$changed" -gt 8
is "$(asked bad-sessions)" "$changed" "a session was lost for each, no other"
is "$(($(asked violations) - $(asked unserved) + $(answered violations)))" \
	"$changed" "and either end saw what was wrong"
finish
