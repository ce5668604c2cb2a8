#!/bin/bash
# Goal: what the simulated kernel's sweep found holds on a real one: calls of
# the running worker are made to fail by strace, each seen to have failed;
# no byte is wrong meanwhile, and afterwards the service is whole.
. t/lib.sh
. t/lib_pair.sh
need strace strace
need_root "to trace a worker of another user"

# Of the calls and errors in t/sim/errnos.def, by the kernel's names.  Not
# close: strace leaves out what it makes fail, and a kernel closes all the same.
declare -A KERNEL=([accept]=accept4 [connect]=connect [socket]=socket
	[setsockopt]=setsockopt [socket_error]=getsockopt
	[shutdown_write]=shutdown [recv]=recvfrom [send]=sendto
	[epoll_add]=epoll_ctl [epoll_wait]=epoll_wait)

pairs() { # every second one of the table, and the call's first always
	sed -nE 's/^CALL\(([a-z_]+), \((.*)\)\)$/\1 \2/p' t/sim/errnos.def |
		tr -d , | while read -r call errors; do
		[ -n "${KERNEL[$call]:-}" ] || continue
		local i=0
		for error in $errors; do
			[ $((i++ % 2)) -ne 0 ] || echo "${KERNEL[$call]} $error"
		done
	done
}

ask() { # SESSIONS [OPTION...]
	"$BIN/t/verify" client "$ADDR" -k "$PAIR_KEY" -m line -z 6 -c 4 -q -s "$@" \
		>"$T/client.out" 2>"$T/client.err"
}

start_verifier line
start_relayd "workers 1
$(config "server $VERIFIER_ADDR;protocol line;pool reuse;stateless yes;max-idle 2;wait-timeout 300ms;fail-timeout 100ms;connect-timeout 300ms;fin-timeout 500ms;first-byte-timeout 1s")"

# EBADF and EINVAL of epoll_wait cannot be survived; that the worker is then
# replaced is another test's.
N=0 FIRED=0 WRONG=''
while read -r call error; do
	case $call/$error in epoll_wait/E[BI][AN][DV]*) continue ;; esac
	N=$((N + 1))
	spawn "strace$N" strace -p "$(workers | tr -d ' ')" -o "$T/trace$N" \
		-e "trace=$call" -e "inject=$call:error=$error:when=1..3"
	tracer=$PID
	wait_until "grep -qs attached $T/strace$N.err" ||
		WRONG+=" $call/$error: not attached;"
	ask 24 -T -r rough -n "$N" || WRONG+=" $call/$error: $(tail -1 "$T/client.err");"
	kill -INT "$tracer"
	wait_until "! alive $tracer"
	if grep -q INJECTED "$T/trace$N"; then
		FIRED=$((FIRED + 1))
	else
		diag "$call $error did not happen"
	fi
done < <(pairs)
ok "the sample is large ($N)" [ "$N" -ge 30 ]
is "$FIRED" "$N" "each failure happened"
is "$WRONG" "" "no byte was wrong, whatever failed"
verify "$ADDR" line -s 50
no_violations "a calm client afterwards"
is "$(stat relayd_worker_restarts_total)" 0 "the worker lived through all"
finish
