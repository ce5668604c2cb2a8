#!/bin/bash
# Goal: it builds with musl without a warning and passes its unit tests.
. t/lib.sh
need_plain_build
need musl-gcc musl-tools
unset MAKEFLAGS MFLAGS MAKELEVEL
units() {
	local unit targets=("$T/build/rel/relayd" "$T/build/rel/relaystat")
	for unit in t/[0-9]*.c; do
		targets+=("$T/build/rel/${unit%.c}")
	done
	make -s -j"$(nproc)" B="$T/build" CC=musl-gcc CFLAGS='-O1 -Werror' \
		"${targets[@]}"
}
ok "it builds" units
for unit in "$T"/build/rel/t/[0-9]*; do
	case $unit in *.[od]) continue ;; esac
	BIN=$T/build/rel ok "${unit##*/}" "$unit"
done
like "$("$T/build/rel/relayd" -V | head -1)" "^relayd .*$(cat VERSION)" \
	"relayd -V"
finish
