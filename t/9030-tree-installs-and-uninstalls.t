#!/bin/bash
# Goal: make install puts programs, pages and configuration where DESTDIR and
# PREFIX say, keeps a configuration that is there, and uninstall takes back
# all but that.
. t/lib.sh
need_plain_build
unset MAKEFLAGS MFLAGS MAKELEVEL
build=${BIN%/rel}
mk() { make -s B="$build" DESTDIR="$T/root" PREFIX=/usr SYSCONFDIR=/etc "$@"; }
ok "install" mk install
for file in usr/sbin/relayd usr/bin/relaystat usr/share/man/man8/relayd.8 \
	usr/share/man/man5/relayd.conf.5 usr/share/man/man1/relaystat.1 \
	etc/relayd/relayd.conf; do
	ok "$file" test -f "$T/root/$file"
done
ok "the configuration is sound" \
	"$T/root/usr/sbin/relayd" -t -f "$T/root/etc/relayd/relayd.conf"
echo "# mine" >"$T/root/etc/relayd/relayd.conf"
ok "install again" mk install
is "$(cat "$T/root/etc/relayd/relayd.conf")" "# mine" "keeps a configuration"
ok "uninstall" mk uninstall
is "$(cd "$T/root" && find . -type f)" ./etc/relayd/relayd.conf \
	"and nothing else is left"
finish
