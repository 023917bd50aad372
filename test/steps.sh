#!/usr/bin/env bash
# Shared by test/check, test/all and others: named steps, counted.
# what is freed waits in 16 MB, not in 256, before it is used again: each page of
# them was a fault of the kernel's, half of the tests' time
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=16"
passed=0
failed=0

# step NAME COMMAND…: runs it, shows what wasn't good only when it fails
step() {
	name=$1
	shift
	log=$(mktemp)
	begin=$(date +%s)
	if "$@" >"$log" 2>&1; then
		passed=$((passed + 1))
		printf 'ok    %s (%s s)\n' "$name" "$(($(date +%s) - begin))"
	else
		failed=$((failed + 1))
		printf 'FAIL  %s\n' "$name"
		grep -v '^ *ok ' "$log" | tail -n 60 | sed 's/^/      /'
	fi
	rm -f "$log"
}

# beside COMMAND…: steps that mostly wait run beside those that follow
beside() {
	said=$(mktemp)
	(
		"$@"
		echo "$passed $failed" >"$said.count"
	) >"$said" 2>&1 &
	pid=$!
}

# joined: what they said, and their counts
joined() {
	wait "$pid"
	cat "$said"
	read -r good bad <"$said.count" || { good=0 bad=1; }
	passed=$((passed + good))
	failed=$((failed + bad))
	rm -f "$said" "$said.count"
}

# programs BUILD [NAME…]: test programs of a build, all or those named; adds
# their counts. $under: a command that runs them, or nothing.
programs() {
	build=$1
	shift
	log=$(mktemp)
	${under:-} meson test -C "$build" --no-rebuild --print-errorlogs \
		"$@" >"$log" 2>&1 || true
	good=$(sed -n 's/^Ok: *//p' "$log" | tr -d ' ')
	more=$(sed -n 's/^Expected Fail: *//p' "$log" | tr -d ' ')
	bad=$(sed -n -e 's/^Fail: *//p' -e 's/^Timeout: *//p' \
		-e 's/^Unexpected Pass: *//p' "$log" | awk '{s+=$1} END {print s+0}')
	cases=$(grep -c '^\[       OK \]' "$build/meson-logs/testlog.txt" || true)
	if [ "${good:-0}" -eq 0 ]; then
		bad=$((bad + 1))
		tail -n 30 "$log"
	fi
	[ "$bad" -eq 0 ] || grep -E -A 40 'FAIL|TIMEOUT|ERROR' "$log" | head -n 200
	printf '%s test programs (%s cases) good, %s not%s\n' \
		"$((${good:-0} + ${more:-0}))" "$cases" "$bad" "${note:-}"
	passed=$((passed + ${cases:-0}))
	failed=$((failed + bad))
	rm -f "$log"
}

# on_server BUILD: the programs that look for a server, on a private one; one
# year of random acts is enough there
on_server() {
	# shellcheck disable=SC2046
	under='test/pg env ROVIEC_SEED=7' note=' on PostgreSQL' programs "$1" \
		$(grep -lF ROVIEC_PG "$1"/*_test | xargs -n 1 basename)
}

finish() {
	printf '%s passed, %s failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
}
