#!/bin/sh
# What tools/manual makes of small pages, and what it refuses.
# usage: manual_test.sh CMARK
set -eu
cmark=$1
manual=$(cd "$(dirname "$0")/.." && pwd)/manual
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
count=0
failed=0
mkdir "$dir/xx"
echo >"$dir/xx/xx-two.md"
echo >"$dir/xx/yy.md"

# the first page is standard input
makes() # LINE of the HTML
{
	count=$((count + 1))
	cat >"$dir/xx/xx.md"
	if ! "$manual" "$cmark" "$dir/xx/xx.md" >"$dir/out" 2>&1 ||
		! grep -qxF "$1" "$dir/out"; then
		echo "wanted: $1" && cat "$dir/out"
		failed=$((failed + 1))
	fi
}

refuses() # REASON
{
	count=$((count + 1))
	cat >"$dir/xx/xx.md"
	if "$manual" "$cmark" "$dir/xx/xx.md" >"$dir/out" 2>&1 ||
		! grep -qF "$1" "$dir/out"; then
		echo "not refused: $1" && cat "$dir/out"
		failed=$((failed + 1))
	fi
}

makes '<h2 id="p2">B</h2>' <<'X'
## A
## B
X
makes '<li><a href="#p1">A &amp; b</a></li>' <<'X'
## A & b
X
makes '<p>See <a href="/help/two">two</a>, <a href="/help">this</a>, <a href="/keys">keys</a>.</p>' <<'X'
See [two](xx-two.md), [this](xx.md), [keys](/keys).
X
makes '<p><a href="https://example.vn/a.md">elsewhere</a></p>' <<'X'
[elsewhere](https://example.vn/a.md)
X
refuses '"xx-three.md" isn'"'"'t a file of the manual' <<'X'
[three](xx-three.md)
X
refuses '"xx-two.md#a" isn'"'"'t a file of the manual' <<'X'
[a part of two](xx-two.md#a)
X
refuses '"yy.md" isn'"'"'t a file of the manual in this language' <<'X'
[another language](yy.md)
X
refuses 'raw HTML' <<'X'
<b>bold</b>
X

echo "$count pages, $failed wrong"
[ "$failed" = 0 ]
