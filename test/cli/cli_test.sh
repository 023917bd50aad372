#!/bin/sh
# The commands of the installation on real folders: what works, what is
# refused, with which sentence and status. usage: cli_test.sh ROVIEC
set -u
roviec=$1
# no language of the caller, and no folder of theirs
unset ROVIEC_DATA LANGUAGE LC_ALL LC_MESSAGES
LANG=C
export LANG
umask 022
dir=$(mktemp -d)
server=
good=0
bad=0

finish() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	chmod -R u+rwx "$dir" 2>/dev/null
	rm -rf "$dir"
}
trap finish EXIT

fail() {
	bad=$((bad + 1))
	printf 'not good: %s\n' "$1"
	sed 's/^/   out: /' "$dir/out"
	sed 's/^/   err: /' "$dir/err"
}

# run STATUS NAME ARG…: runs the program, looks at its status
run() {
	want=$1 name=$2
	shift 2
	"$roviec" "$@" >"$dir/out" 2>"$dir/err"
	got=$?
	if [ "$got" -eq "$want" ]; then
		good=$((good + 1))
	else
		fail "$name: status $got instead of $want"
	fi
}

# says FILE NAME TEXT
says() {
	if grep -qF -- "$3" "$dir/$1"; then
		good=$((good + 1))
	else
		fail "$2: $1 lacks \"$3\""
	fi
}

# a failure is one sentence of the program, without a trace of its insides
one_sentence() {
	first=$(sed -n 1p "$dir/err")
	case $first in
	"roviec: "*. | "roviec: "*…*) good=$((good + 1)) ;;
	*) fail "$1: not one sentence" ;;
	esac
	more=$(sed 1d "$dir/err" | grep -cv '^  ')
	[ "$more" -eq 0 ] || fail "$1: more than one sentence"
	[ ! -s "$dir/out" ] || fail "$1: something on the output"
}

# ---- help ------------------------------------------------------------------

run 0 "help" --help
says out "help" "roviec serve"
commands=$(sed -n 's/^  roviec \([a-z]*\( [a-z-]*[a-z]\)\{0,2\}\).*/\1/p' "$dir/out")
for command in $(printf '%s\n' "$commands" | tr ' ' '_'); do
	# shellcheck disable=SC2046
	run 0 "$command --help" $(printf '%s' "$command" | tr '_' ' ') --help
	says out "$command --help" "roviec $(printf '%s' "$command" | tr '_' ' ')"
done
run 2 "no command"
run 2 "unknown command" fly
one_sentence "unknown command"
run 2 "unknown option" init --wings
one_sentence "unknown option"
run 2 "no name" init --data "$dir/a"
one_sentence "no name"
[ ! -e "$dir/a" ] || fail "a refused init left a folder"

# ---- init --------------------------------------------------------------------

run 0 "init" init --data "$dir/a" --name "Đảng bộ thử" --admin a@b.example
says out "init" "/sign-in/link/"
says out "init" "Đảng bộ thử"
[ "$(stat -c %a "$dir/a")" = 700 ] || fail "init: others can read the folder"
run 1 "init again" init --data "$dir/a" --name "X" --admin a@b.example
one_sentence "init again"
says err "init again" "Đảng bộ thử"
run 1 "init, bad address" init --data "$dir/b" --name "X" --admin nobody
one_sentence "init, bad address"
run 1 "init, bad profile" init --data "$dir/c" --name "X" --admin a@b.example \
	--profile nothing
one_sentence "init, bad profile"
run 1 "init, no parent" init --data "$dir/no/where" --name "X" --admin a@b.example
one_sentence "init, no parent"
LANG=vi_VN.UTF-8 run 1 "init in Vietnamese" init --data "$dir/a" --name "X" \
	--admin a@b.example
says err "init in Vietnamese" "Thư mục này đã"

# ---- demo ---------------------------------------------------------------------

run 0 "demo" demo --data "$dir/demo" --seed 7
says out "demo" "312"
says out "demo" "bi-thu@demo.example"
run 1 "demo again" demo --data "$dir/demo"
one_sentence "demo again"
run 2 "demo, bad size" demo --data "$dir/d2" --members many
one_sentence "demo, bad size"

# ---- verify, migrate ------------------------------------------------------------

run 0 "verify" verify --data "$dir/demo"
says out "verify" "Whole"
run 1 "verify nothing" verify --data "$dir/none"
one_sentence "verify nothing"
run 0 "migrate" migrate --data "$dir/demo"
says out "migrate" "already"
run 1 "migrate nothing" migrate --data "$dir/none"
one_sentence "migrate nothing"
[ ! -e "$dir/none" ] || fail "a command that reads made a folder"

# ---- backup while a server runs -----------------------------------------------------

port=$((20000 + $$ % 20000))
: >"$dir/serve.out"
"$roviec" serve --data "$dir/demo" --listen "127.0.0.1:$port" \
	>"$dir/serve.out" 2>"$dir/serve.err" &
server=$!
tries=0
until grep -q "$port" "$dir/serve.out" || [ $tries -ge 300 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
grep -q "$port" "$dir/serve.out" || fail "serve: doesn't listen"
run 0 "backup while serving" backup --plain --data "$dir/demo" --to "$dir/one.db"
says out "backup while serving" "whole"
run 0 "copy while serving" copy --from "$dir/demo" --to "$dir/served"
says out "copy while serving" "isn't in the copy"
run 0 "verify what was copied while serving" verify --data "$dir/served"
run 1 "backup over a file" backup --plain --data "$dir/demo" --to "$dir/one.db"
one_sentence "backup over a file"
run 1 "backup to nowhere" backup --plain --data "$dir/demo" --to "$dir/no/where.db"
one_sentence "backup to nowhere"
run 1 "backup of nothing" backup --plain --data "$dir/none" --to "$dir/two.db"
one_sentence "backup of nothing"
[ ! -e "$dir/two.db" ] || fail "a failed backup left a file"
run 1 "doctor, port taken" doctor --data "$dir/demo" --listen "127.0.0.1:$port"
says out "doctor, port taken" "127.0.0.1:$port is taken"
kill "$server"
wait "$server"
status=$?
server=
[ $status -eq 0 ] || fail "serve: ended with $status"
run 1 "serve, open network" serve --data "$dir/demo" --listen 0.0.0.0:1
one_sentence "serve, open network"
run 1 "serve, half of TLS" serve --data "$dir/demo" --tls-cert x
one_sentence "serve, half of TLS"

# ---- restore ----------------------------------------------------------------------

run 0 "restore" restore --data "$dir/back" --from "$dir/one.db"
# a plain backup has no key in it
cp -p "$dir/demo.key" "$dir/back.key"
run 0 "verify restored" verify --data "$dir/back"
run 1 "restore over data" restore --data "$dir/back" --from "$dir/one.db"
one_sentence "restore over data"
run 0 "copy" copy --from "$dir/back" --to "$dir/copied"
says out "copy" "each was read back and is that of the source."
says out "copy" "roviec serve --data $dir/copied"
[ "$(stat -c %a "$dir/copied")" = 700 ] || fail "copy: others can read the folder"
run 0 "verify copied" verify --data "$dir/copied"
run 1 "copy over data" copy --from "$dir/back" --to "$dir/copied"
one_sentence "copy over data"
run 1 "copy nothing" copy --from "$dir/none" --to "$dir/x0"
one_sentence "copy nothing"
[ ! -e "$dir/x0" ] || fail "a refused copy left a folder"
run 1 "copy to nowhere" copy --from "$dir/back" --to "$dir/no/where"
one_sentence "copy to nowhere"
LANG=vi_VN.UTF-8 run 0 "copy in Vietnamese" copy --from "$dir/back" --to "$dir/chep"
says out "copy in Vietnamese" "từng dòng đã được đọc lại và đúng như nơi gốc."
run 1 "restore nothing" restore --data "$dir/x1" --from "$dir/none.db"
one_sentence "restore nothing"
# one flipped bit in the middle
cp "$dir/one.db" "$dir/flip.db"
middle=$(($(stat -c %s "$dir/one.db") / 2 + 100))
byte=$(dd if="$dir/one.db" bs=1 skip=$middle count=1 2>/dev/null | od -An -tu1)
# shellcheck disable=SC2059
printf "\\$(printf %o $((byte ^ 1)))" |
	dd of="$dir/flip.db" bs=1 seek=$middle conv=notrunc 2>/dev/null
cmp -s "$dir/one.db" "$dir/flip.db" && fail "the flipped file is the same"
run 1 "restore a flipped bit" restore --data "$dir/x2" --from "$dir/flip.db"
one_sentence "restore a flipped bit"
head -c 40000 "$dir/one.db" >"$dir/short.db"
run 1 "restore a short file" restore --data "$dir/x3" --from "$dir/short.db"
one_sentence "restore a short file"
echo "not a database" >"$dir/text.db"
run 1 "restore a text" restore --data "$dir/x4" --from "$dir/text.db"
one_sentence "restore a text"
for x in x1 x2 x3 x4; do
	[ ! -e "$dir/$x/roviec.db" ] || fail "a refused restore left data in $x"
done

# ---- TLS ----------------------------------------------------------------------------

if command -v openssl >/dev/null; then
	# pair DAYS: a certificate and its key, named cert.pem and key.pem
	pair() {
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$1" \
			-subj /CN=localhost -keyout "$dir/new.key" -out "$dir/new.pem" 2>/dev/null
		chmod 600 "$dir/new.key"
		mv "$dir/new.pem" "$dir/cert.pem"
		mv "$dir/new.key" "$dir/key.pem"
	}
	tls="--tls-cert $dir/cert.pem --tls-key $dir/key.pem"
	pair 90
	# shellcheck disable=SC2086
	run 0 "doctor, TLS" doctor --data "$dir/demo" --listen "127.0.0.1:$port" $tls
	says out "doctor, TLS" "the certificate counts until"
	chmod 644 "$dir/key.pem"
	# shellcheck disable=SC2086
	run 1 "doctor, open key" doctor --data "$dir/demo" --listen "127.0.0.1:$port" $tls
	says out "doctor, open key" "can read the key"
	run 1 "doctor, wrong key" doctor --data "$dir/demo" --listen "127.0.0.1:$port" \
		--tls-cert "$dir/cert.pem" --tls-key "$dir/cert.pem"
	says out "doctor, wrong key" "holds no certificate or key"
	"$roviec" serve --data "$dir/demo" --listen "127.0.0.1:$port" --tls-cert "$dir/cert.pem" \
		--tls-key "$dir/key.pem" >"$dir/serve.out" 2>"$dir/serve.err" &
	server=$!
	# said FILE TEXT: waits for it
	said() {
		tries=0
		until grep -q "$2" "$dir/$1" || [ $tries -ge 300 ]; do
			tries=$((tries + 1))
			sleep 0.1
		done
		grep -q "$2" "$dir/$1" || fail "TLS: $1 doesn't say $2"
	}
	said serve.out "https://127.0.0.1:$port"
	curl -sS --cacert "$dir/cert.pem" --resolve "localhost:$port:127.0.0.1" \
		-o "$dir/out" -D "$dir/err" "https://localhost:$port/sign-in" || fail "TLS: no page"
	says err "TLS" "Strict-Transport-Security: max-age=31536000; includeSubDomains"
	# behind its walls the server still sees new files
	pair 10
	said serve.err "a new certificate is in use"
	said serve.err "the certificate ends soon, days: 9"
	curl -sS --cacert "$dir/cert.pem" --resolve "localhost:$port:127.0.0.1" \
		-o "$dir/out" "https://localhost:$port/healthz" || fail "TLS: the new one isn't used"
	says out "TLS, renewed" "ok"
	kill "$server"
	wait "$server" || fail "TLS: ended with $?"
	server=
	# shellcheck disable=SC2086
	run 1 "doctor, soon" doctor --data "$dir/demo" --listen "127.0.0.1:$port" $tls
	says out "doctor, soon" "in 9 days: renew it"
fi

# ---- doctor -----------------------------------------------------------------------------

run 0 "doctor" doctor --data "$dir/demo" --listen "127.0.0.1:$port"
says out "doctor" "the database is whole"
run 1 "doctor, no folder" doctor --data "$dir/none" --listen "127.0.0.1:$port"
says out "doctor, no folder" "isn't there"
chmod 755 "$dir/demo"
run 1 "doctor, open folder" doctor --data "$dir/demo" --listen "127.0.0.1:$port"
says out "doctor, open folder" "chmod 700"
chmod 700 "$dir/demo"
run 1 "doctor, no address" doctor --data "$dir/demo" --listen here
says out "doctor, no address" "isn't an address"
mkdir -m 700 "$dir/empty"
run 1 "doctor, empty folder" doctor --data "$dir/empty" --listen "127.0.0.1:$port"
says out "doctor, empty folder" "There is no data"
cp "$dir/flip.db" "$dir/empty/roviec.db"
run 1 "doctor, flipped bit" doctor --data "$dir/empty" --listen "127.0.0.1:$port"
run 1 "verify, flipped bit" verify --data "$dir/empty"

printf '%s good, %s not\n' "$good" "$bad"
[ "$bad" -eq 0 ]
