#!/bin/sh
# poc on small files: what it accepts, and every mistake that it must name
# with file and line. usage: poc_test.sh POC
set -u
poc=$(realpath "$1")
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0

fail() {
	echo "FAIL: $*"
	[ -f log ] && cat log
	failed=1
}
# a fresh tree in src/ with one good text and its catalogue
tree() {
	rm -rf src out.c log
	mkdir src
	printf 'f(N_("Due on {0}."));\n' >src/a.c
	printf 'msgid "Due on {0}."\nmsgstr "Hạn: {0}."\n' >src/a.vi.po
}
run() {
	"$poc" -o out.c "$@" --scan src >log 2>&1
}
# bad WHAT LINE-OF-LOG: poc must fail, say this and write nothing
bad() {
	rm -f out.c
	if run; then fail "$1: accepted"; fi
	grep -qF "$2" log || fail "$1: does not say $2"
	[ -e out.c ] && fail "$1: has written"
	[ "$(tail -n 1 log | grep -c 'to mend')" = 1 ] || fail "$1: no count"
}
good() {
	run || fail "$1: refused"
}

tree
good "one text"
grep -qF 'STR_INIT("Hạn: {0}.")' out.c || fail "one text: not in the table"
touch -d '2001-01-01' out.c
before=$(stat -c %Y out.c)
good "again"
[ "$before" = "$(stat -c %Y out.c)" ] || fail "written though nothing changed"
printf 'msgid "Due on {0}."\nmsgstr "Đến hạn {0}."\n' >src/a.vi.po
good "changed"
grep -qF 'Đến hạn' out.c || fail "changed: not written"

# where marks stand, and where they don't
tree
cat >>src/a.c <<'X'
/* N_("in a comment") */ // _("in another")
const char *s = "N_(\"in a string\")", c = '"', d = '\'';
#define N_(text) text
#define ROW(X) X(N_("in a " /* split */
		    "macro"))
struct str tr_n(enum lang lang, const char *one, const char *many);
x = tr_n(lang, N_("a \"thing\""), N_("{0} things\n"), f(n, N_("inside")));
XN_("no mark");
X
cat >src/b.tmpl <<'X'
it's {# {{ _("commented") }} #} _("plain") { {{ _("shown", a) }}
{% if x %}{{ _n("one", "many {0}", n) }}{% end %}{{ "}}" }} _("outside")
X
mkdir src/test
echo 'N_("a test")' >src/test/x.c
echo 'N_("a test")' >src/x_test.c
cat >src/b.vi.po <<'X'
# a comment
msgid ""
msgstr "Plural-Forms: nplurals=1; plural=0;\n"
msgid "in a macro"
msgstr "trong "
"macro"
msgid "a \"thing\""
msgid_plural "{0} things\n"
msgstr[0] "{0} vật\n"

msgid "inside"
msgstr "trong"
msgid "shown"
msgstr "hiện"
msgid "one"
msgid_plural "many {0}"
msgstr[0] "{0} cái"
X
cat >src/b.en.po <<'X'
msgid "one"
msgid_plural "many {0}"
msgstr[0] "just one"
msgstr[1] "{0} of them"
msgid "shown"
msgstr "displayed"
X
good "marks"
[ "$(grep -c '.n = 6,' out.c)" = 1 ] || fail "marks: not six texts"

tree
printf '\n\ng(N_("New"));' >>src/a.c
bad "missing" 'src/a.c:4: no Vietnamese translation: "New"'
run --lenient || fail "lenient refuses a missing translation"
grep -q '1 texts not translated, 0 unused' log || fail "lenient: no count"

tree
printf '\nmsgid "Old"\nmsgstr "Cũ"\n' >>src/a.vi.po
bad "unused" 'src/a.vi.po:4: unused, no source has it: "Old"'
run --lenient || fail "lenient refuses an unused translation"
printf 'msgid "Old"\nmsgstr "Ancient"\n' >src/a.en.po
bad "unused in English" 'src/a.en.po:1: unused'

tree
printf 'msgid "Due on {0}."\nmsgstr "Hạn: {1}."\n' >src/a.vi.po
bad "placeholder" 'src/a.vi.po:1: the translation has other {…}'
if run --lenient; then fail "lenient accepts another placeholder"; fi
printf 'msgid "Due on {0}."\nmsgstr "Hạn."\n' >src/a.vi.po
bad "lost placeholder" 'src/a.vi.po:1: the translation has other {…}'

tree
cp src/a.vi.po src/b.vi.po
good "the same twice"
printf '\nmsgid "Due on {0}."\nmsgstr "Khác: {0}."\n' >src/b.vi.po
bad "conflict" 'another translation elsewhere: "Due on {0}." (src/a.vi.po:1)'

tree
printf '#, fuzzy\nmsgid "Due on {0}."\nmsgstr "Hạn: {0}."\n' >src/a.vi.po
bad "fuzzy" 'src/a.vi.po:2: a fuzzy translation'
printf '#, c-format\nmsgid "Due on {0}."\nmsgstr "Hạn: {0}."\n' >src/a.vi.po
good "another flag"

tree
printf 'msgid "Due on {0}."\nmsgstr "Ha\314\243n: {0}."\n' >src/a.vi.po
bad "not NFC" 'src/a.vi.po:1: a translation that is not NFC'
printf 'msgid "Due on {0}."\nmsgstr "\377{0}."\n' >src/a.vi.po
bad "not UTF-8" 'src/a.vi.po:1: cannot be read as UTF-8'

for end in '' : '?' '…' '!'; do
	tree
	printf 'msgid "Due on {0}."\nmsgstr "Hạn: {0}%s"\n' "$end" >src/a.vi.po
	bad "ends in '$end'" 'src/a.vi.po:1: the translation ends in another'
done
tree
printf 'msgid "Due on {0}."\nmsgstr ""\n' >src/a.vi.po
bad "empty msgstr" 'src/a.vi.po:1: an empty msgstr'
printf 'msgid "Due on {0}."\n' >src/a.vi.po
bad "no msgstr" 'src/a.vi.po:1: one msgstr is needed'

# plurals
tree
echo '_n("one", "{0} ones", n)' >>src/a.c
printf 'msgid "one"\nmsgid_plural "{0} two"\nmsgstr[0] "{0}"\n' >src/b.vi.po
bad "another plural" 'src/b.vi.po:1: the source has another plural: "one"'
printf 'msgid "one"\nmsgid_plural "{0} ones"\nmsgstr[0] "{0}"\n' >src/b.vi.po
good "plural"
printf 'msgid "one"\nmsgid_plural "{0} ones"\nmsgstr[0] "1"\n' >src/b.en.po
bad "English with one form" 'src/b.en.po:1: two msgstr are needed'
rm src/b.en.po
echo '_n("one", "{0} others", n)' >>src/a.c
bad "two plurals of one text" 'src/a.c:3: another plural elsewhere'
tree
echo '_n("{0} and {1}", "{0} ones", n)' >>src/a.c
bad "lost in the plural" 'src/a.c:2: the plural lacks a {…}'
tree
echo '_n("one", many, n)' >>src/a.c
bad "half a plural" 'src/a.c:2: a plural needs two literals'

# mistakes in the sources and catalogues themselves
tree
echo 'f(N_(word));' >>src/a.c
bad "no literal" 'src/a.c:2: only a literal can be marked'
tree
echo 'f(N_(""));' >>src/a.c
bad "empty text" 'src/a.c:2: an empty text'
tree
echo 'f(N_("\x41"));' >>src/a.c
bad "escape" 'src/a.c:2: an escape that no text needs: "\x"'
tree
echo 'f(N_("open' >>src/a.c
bad "open quote" 'src/a.c:2: a quote is not closed'
for line in 'msgctxt "x"' 'nonsense' 'msgstr "again"' '"x" y' 'msgstr[7] "x"'
do
	tree
	echo "$line" >>src/a.vi.po
	bad "$line" 'src/a.vi.po:3: no line of a catalogue'
done
tree
printf 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n>1"\n' >src/b.vi.po
bad "plural rule" "src/b.vi.po:1: nplurals is not the language's"

tree
"$poc" --scan src 2>log && fail "no output named: accepted"
grep -q '^usage: poc' log || fail "no usage"
"$poc" -o nowhere/out.c --scan src 2>log && fail "unwritable: accepted"
"$poc" -o out.c --what src 2>log && fail "unknown option: accepted"
"$poc" -o out.c src/absent.c 2>log && fail "absent file: accepted"

[ "$failed" = 0 ] && echo "poc: all as expected"
exit "$failed"
