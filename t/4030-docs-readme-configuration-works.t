#!/bin/bash
# Goal: the configuration in the README is one, and lends as the text says.
. t/lib.sh
awk '/^    upstream lines \{/ { on = 1 } /^[^ ]/ { on = 0 } on' README.md \
	>"$T/readme.conf"
ok "it is there" test -s "$T/readme.conf"
is "$("$BIN/relayd" -t -f "$T/readme.conf" 2>&1)" "$T/readme.conf: ok" \
	"relayd -t accepts it"
is "$(grep -vc '^ *}*$' "$T/readme.conf")" 9 "it is short"
start_peer line
start_relayd "$(sed -e "s/127.0.0.1:7000/$PEER_ADDR/" \
	-e 's/127.0.0.1:7100/127.0.0.1:0/' "$T/readme.conf")
workers 1"
is "$(lines PING)$(lines PING)" "PONG PONG " "it serves"
is "$(stat 'relayd_pool_borrows_total{source="reused"}')" 1 \
	"and lends a used connection"
sed 's/protocol  .*/protocol raw/' "$T/readme.conf" >"$T/wrong.conf"
"$BIN/relayd" -t -f "$T/wrong.conf" 2>"$T/words"
is "$?" 2 "with protocol raw it is refused"
ok "in the words of the README" grep -qF -- \
	"$(sed 's/^[^:]*:[0-9]*: //;q' "$T/words")" \
	<(sed 's/^    //' README.md | tr '\n' ' ')
finish
