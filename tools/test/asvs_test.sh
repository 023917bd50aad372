#!/bin/sh
# Plants faults into a copy of doc/asvs.txt: check_asvs must name each, and
# nothing else. The rest of the tree is the real one. usage: asvs_test.sh
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cases=0
wrong=0

# A tree of links, but for the page that is planted into.
mkdir "$dir/doc"
for x in "$here"/*; do
	case ${x##*/} in
	doc | build* | node_modules) ;;
	*) ln -s "$x" "$dir/${x##*/}" ;;
	esac
done
for x in "$here"/doc/*; do
	ln -s "$x" "$dir/doc/${x##*/}"
done
# reviews of the tree are of this day or earlier, and at most so old
ASVS_TODAY=$(sed -n 's/.*review \([0-9-]*\) .*/\1/p' "$here/doc/asvs.txt" | sort | tail -n 1)
export ASVS_TODAY

# plant MESSAGE SED: the copy with a fault is refused with this message alone
plant()
{
	cases=$((cases + 1))
	rm -f "$dir/doc/asvs.txt"
	sed "$2" "$here/doc/asvs.txt" >"$dir/doc/asvs.txt"
	if cmp -s "$here/doc/asvs.txt" "$dir/doc/asvs.txt"; then
		echo "nothing was planted for: $1"
		wrong=$((wrong + 1))
	elif python3 -IS "$here/tools/check_asvs" "$dir" >"$dir/out" 2>&1; then
		echo "not refused: $1"
		wrong=$((wrong + 1))
	elif ! grep -qF -- "$1" "$dir/out" || [ "$(grep -c '^doc/' "$dir/out")" -ne 1 ]; then
		echo "wanted alone: $1"
		cat "$dir/out"
		wrong=$((wrong + 1))
	fi
}

cases=$((cases + 1))
rm "$dir/doc/asvs.txt"
cp "$here/doc/asvs.txt" "$dir/doc/asvs.txt"
if ! python3 -IS "$here/tools/check_asvs" "$dir" >"$dir/out" 2>&1; then
	echo "the tree as it is was refused, so nothing can be planted"
	cat "$dir/out"
	exit 1
fi

plant '1.1.1 is absent' '/^1\.1\.1 /d'
plant '1.1.1 stands in line' '/^1\.1\.1 /p'
plant 'the standard has no 1.1.3' 's/^\(1\.1\.2 .*\)/&\
1.1.3 | 2 | more | file Makefile/'
plant 'a line is id | level | words | checks' '/^1\.1\.1 /s/.*/&\
1.1.1 | 2 | half/'
plant 'utf8_test has no test of_nobody' '/^1\.1\.1 /s/malformed_bytes_are_refused/of_nobody/'
plant 'there is no program no_test' '/^1\.1\.1 /s/(http_unit_test)/(no_test)/'
plant 'a test is written NAME (PROGRAM)' '/^1\.1\.1 /s/ (http_unit_test)//'
plant 'there is no file tools/no_gate' '/^1\.3\.12 /s/check_reach/no_gate/'
plant 'has no heading Nothing' '/^5\.1\.1 /s/: Files that are taken/: Nothing/'
plant 'there is no page doc/none.md' '/^5\.1\.1 /s/security\.md/none.md/'
plant 'is older than 400 days' '/^5\.2\.5 /s/review [0-9]*/review 2020/'
plant 'is to come' '/^5\.2\.5 /s/review [0-9]*/review 2999/'
plant 'is no day' '/^5\.2\.5 /s/review [0-9]*-[0-9]*-/review 2026-13-/'
plant 'a review is written DAY WHO: WHAT' '/^5\.2\.5 /s/: .*/: yes/'
plant 'no kind of check is called promise' '/^1\.3\.12 /s/file .*/promise it is good/'
plant 'what is open is written open WHO: WHY' '/^1\.3\.12 /s/file .*/open/'
plant 'no reason why it is apart' '/^1\.2\.6 /s/apart .*/apart no/'
plant '1.3.12 is apart with level 0, or neither' '/^1\.3\.12 /s/file .*/apart not wanted/'
# what applies stays in the count
plant '67 requirements of level 3 instead of 68' \
	'/^1\.3\.12 /s/.*/1.3.12 | 0 | patterns | apart not wanted/'
# a test that is defined and not run is none
mkdir "$dir/tree" && cp -R "$here/tools" "$dir/tree/tools"
rm "$dir/tools" && ln -s "$dir/tree/tools" "$dir/tools"
printf '/* x */\nstatic void idle(void **state)\n{\n}\n' >"$dir/tree/tools/test/idle_test.c"
plant 'idle_test has no test idle' '/^1\.3\.12 /s/file .*/test idle (idle_test)/'

# once a level is closed, nothing of it may be open
cases=$((cases + 1))
sed 's/^CLOSED = set()/CLOSED = {1, 2, 3}/' "$here/tools/check_asvs" >"$dir/closed"
cp "$here/doc/asvs.txt" "$dir/doc/asvs.txt"
sed -i '/^5\.2\.5 /s/review .*/open nobody: not yet/' "$dir/doc/asvs.txt"
python3 -IS "$dir/closed" "$dir" >"$dir/out" 2>&1 || true
grep -qF '5.2.5 is open, and nothing of level 3 may be' "$dir/out" || {
	echo "a closed level took what is open"
	wrong=$((wrong + 1))
}

echo "$cases cases, $wrong wrong"
[ "$wrong" -eq 0 ]
