#!/bin/bash
# Goal: without a compiler or make, tools/quickstart names the command of the
# package manager that is there, runs it only with -y, and never calls sudo.
. t/lib.sh
mkdir "$T/bin" "$T/tree"
cp -r tools "$T/tree/"
for command in sh dirname id cat grep echo head env uname; do
	ln -s "$(command -v "$command")" "$T/bin/$command"
done
fake() { # NAME: says that it was called
	printf '#!/bin/sh\necho "called %s $*" >>%s\n' "$1" "$T/calls" \
		>"$T/bin/$1"
	chmod +x "$T/bin/$1"
}
quickstart() {
	PATH=$T/bin "$T/tree/tools/quickstart" "$@" >"$T/found" 2>&1 </dev/null
}
fake sudo
: >"$T/calls"
for manager in 'apk apk add' 'dnf dnf install -y' \
	'apt-get apt-get install -y'; do
	fake "${manager%% *}"
	ok "fails without -y" eval '! quickstart'
	like "$(cat "$T/found")" "missing: compiler make bash" "names the tools"
	like "$(cat "$T/found")" "${manager#* } gcc" "and the command"
	is "$(cat "$T/calls")" "" "which it does not run"
done
ok "check wants prove as well" eval '! quickstart check'
like "$(cat "$T/found")" "missing: compiler make bash prove" "and says so"
quickstart -y
if [ "$(id -u)" -eq 0 ]; then
	like "$(cat "$T/calls")" "^called apt-get install -y gcc" "-y runs it"
else
	is "$(cat "$T/calls")" "" "-y does not make one root"
fi
ok "sudo was never called" eval '! grep -q sudo "$T/calls"'
is "$(quickstart -x; echo $?)" 2 "a wrong option is exit status 2"
finish
