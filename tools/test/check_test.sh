#!/bin/sh
# Bad little trees for check_layers and check_style: each must be refused with
# file and line; a good tree must pass. usage: check_test.sh
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
: >"$dir/count"
: >"$dir/failed"

file() # PATH, contents from standard input
{
	mkdir -p "$dir/tree/$(dirname "$1")"
	cat >"$dir/tree/$1"
}

wrong()
{
	echo "$1" && cat "$dir/out"
	echo "$1" >>"$dir/failed"
}

wants() # MESSAGE, of the tree as it will be
{
	echo "$1" >>"$dir/wants"
	echo >>"$dir/count"
}

# runs a check over the tree: each wanted message, nothing else
refused() # CHECK
{
	python3 -IS "$here/$1" "$dir/tree" >"$dir/out" 2>&1 &&
		wrong "$1 did not refuse a tree"
	[ "$(wc -l <"$dir/out")" = "$(wc -l <"$dir/wants")" ] ||
		wrong "$1 said more or less than wanted"
	while read -r message; do
		grep -qF "$message" "$dir/out" || wrong "wanted: $message"
	done <"$dir/wants"
	rm -rf "$dir/tree" "$dir/wants"
}

passes() # CHECK
{
	echo >>"$dir/count"
	python3 -IS "$here/$1" "$dir/tree" >"$dir/out" 2>&1 || wrong "$1 refused a good tree"
	rm -rf "$dir/tree"
}

includes() # PATH INCLUDE
{
	printf '/* x */\n#include "%s"\n' "$2" | file "$1"
}

layers() # PATH INCLUDE REASON
{
	includes "$1" "$2"
	wants "$1:2: $2: $3"
}

# ---- layers -------------------------------------------------------------------
includes platform/base/a.h base/std.h
includes platform/db/db.h base/a.h
includes platform/http/http.h auth/auth.h
includes platform/http/http_test.c view/view.h
includes platform/db/db_fixture.h testkit/testkit.h
includes platform/cli/cli.c i18n/i18n.h
includes platform/testkit/testkit.h view/view.h
includes feature/member/member_page.c org/org.h
includes feature/member/member.h member_priv.h
includes feature/member/member_act.c member/member_priv.h
includes feature/org/org.h account/account.h
includes app/main.c member/member_page.h
includes tools/sqlc.c base/buf.h
includes test/fuzz/x.c http/http_priv.h
passes check_layers

layers platform/base/a1.c db/db.h 'base (level 0) may not include db (level 1)'
layers platform/cli/cli.c db/db.h 'cli (level 1) may not include db (level 1)'
layers platform/auth/a2.c http/http.h 'auth (level 2) may not include http (level 3)'
layers platform/http/a3.c view/view.h 'http (level 3) may not include view (level 4)'
layers platform/view/a4.c work/work.h 'platform/view may not know feature/work'
layers platform/view/a5.c app/features.h 'platform/view may not know app'
layers platform/view/a6.c testkit/testkit.h 'platform/testkit is for tests only'
layers platform/new/a7.c base/std.h 'platform/new has no level'
layers feature/org/a8.c work/work.h 'org comes before work'
layers feature/work/a9.c org/org_query.h 'of org only org/org.h'
layers feature/work/a10.c testkit/testkit.h 'testkit is for tests only'
layers feature/work/a11.c app/features.h 'a feature may not know app/'
layers app/a12.c testkit/testkit.h 'testkit is for tests only'
layers feature/work/a13.c db/db_priv.h 'a private header never leaves its folder'
layers tools/sqlc.c http/http.h 'a build-time program may include levels 0 and 1 only'
layers more/a14.c base/std.h 'more/ is in no level'
printf '{# x #}\n\n{%% include "work/work.h" %%}\n' | file platform/view/a.tmpl
wants 'platform/view/a.tmpl:3: work/work.h: platform/view may'
includes feature/org/org.h account/account.h
includes feature/account/account.h org/org.h
wants 'feature/org/org.h:2: org and account include each other'
refused check_layers
mkdir -p "$dir/tree"
wants 'no includes found'
refused check_layers

# ---- style ----------------------------------------------------------------------
lines() # N TEXT
{
	awk -v n="$1" -v t="$2" 'BEGIN { while (n--) print t }'
}

style() # PATH LINE REASON, contents from standard input
{
	file "$1"
	wants "$1:$2: $3"
}

file platform/base/banned.h <<'X'
/* x */
#define strcpy(x, y) RV_BANNED(strcpy)
X
file feature/work/work.c <<'X'
/* strcpy() may be named in a comment */
static int five(int a, int b, int c, int (*d)(int, int), int e)
{
	return a + b + c + d("strcpy(", e); /* x->strcpy( */
}
X
{ printf '/* x */\nint f(void)\n{\n' && lines 77 '	f();' && echo '}'; } |
	file feature/work/work_long.c
lines 800 '-- x' | file feature/work/work_query.sql
file feature/work/work.tmpl <<'X'
{# x #}
{% template t(const struct x *x) %}
<a href="{{ x->a == 1 }}" {% if x = y %}b{% end %}>{{ x | raw }}</a> a=b
{% end %}
X
file tools/raw_waivers.txt <<'X'
# FILE: reason
feature/work/work.tmpl: made by the compiler
X
passes check_style

{ printf '/* x */\nint f(void)\n{\n' && lines 78 '	f();' && echo '}'; } |
	style a.c 2 'a function has 81 lines; 80 are the most'
{ printf '{# x #}\n{%% template t() %%}\n' && lines 79 'x' &&
	printf '{%% end %%}\n\n{%% template u() %%}\n{%% end %%}\n'; } |
	style b.tmpl 2 'a template has 81 lines; 80 are the most'
lines 801 '-- x' | style c.sql 801 '801 lines; 800 are the most'
printf '/* x */\n\nint f(int a, int b, int c,\n      int d, int e, int f)\n{\n}\n' |
	style d.c 3 '6 parameters; 5 are the most'
printf '{# x #}\n{%% template t(int a, int b, int c, int d, int e, int f) %%}{%% end %%}\n' |
	style e.tmpl 2 'a template with more than 5 parameters'
printf '/* x */\nint x; /* TO%s: later */\n' DO | style f.c 2 "TO""DO: an issue"
printf '/* x */\nint x; /* FIX%s */\n' ME | style g.h 2 "FIX""ME: an issue is the place"
printf '{# x #}\n\n{{ x | raw }}\n' |
	style h.tmpl 3 '| raw without a line in tools/raw_waivers.txt'
printf '{# x #}\n<a\n href=x>\n' | style i.tmpl 2 'an attribute without quotes'
printf '{# x #}\n<p>\n<a href={{ x }}>\n' | style j.tmpl 3 'an attribute without quotes'
printf 'int x;\n' | style k.h 1 'no comment on top'
printf 'select 1;\n' | style l.sql 1 'no comment on top'
printf '/* x */\n        int x;\n' | style m.c 2 'indented by spaces'
{ printf '/* x */\nint x; /*' && lines 1 "$(printf '%0100d' 0)" && echo '*/'; } |
	style n.c 2 'longer than 100 columns'
printf '/* x */\n#define strcpy(x, y) RV_BANNED(strcpy)\n' | file platform/base/banned.h
printf '/* x */\nint f(void)\n{\n\tstrcpy(a, b);\n}\n' |
	style o.c 4 'strcpy() is banned'
printf '/* x */\n' | file a/x.h
printf '/* x */\n' | style b/x.h 1 'its name is taken by a/x.h'
printf '{# x #}\n' | file y.tmpl
printf 'y.tmpl: why\n' | file tools/raw_waivers.txt
wants 'tools/raw_waivers.txt:1: y.tmpl has no | raw any more'
refused check_style

# ---- reach ------------------------------------------------------------------------
reach() # PATH REASON, one line from standard input
{
	file "$1"
	wants "$1:1: $2"
}

echo '/* system("x") */ int f(void) { return x->system(1) + ecosystem(2); }' |
	file feature/work/work_good.c
echo 'int f(void) { return system("x"); }' | file feature/work/work_good_test.c
echo '/* eval() */ try { localStorage.setItem(KEPT, "1"); } catch (e) { a.textContent = "x"; }' |
	file asset/good.js
echo '@font-face{src:url(asset:font.woff2)}' | file asset/good.css
echo '{# <script> #}<script src="{{ x->js }}"></script><button popovertarget="menu">' |
	file feature/work/good.tmpl
passes check_reach

echo 'int f(void) { return system("x"); }' | reach feature/work/a.c 'system() runs what a text names'
echo 'int f(void) { return fork(); }' | reach app/b.c 'fork() starts a program'
echo 'int f(void) { return rand(); }' | reach app/c.c 'rand() is no source of secrets'
echo 'int f(void) { return MD5_Init(0); }' | reach platform/db/d.c 'MD5_Init() is a cipher'
echo 'int f(void) { crypto_sign(1); }' | reach feature/work/e.c 'crypto_sign() uses keys'
echo 'int f(void) { curl_easy_init(); }' | reach platform/http/f.c 'curl_easy_init() opens a'
echo 'int f(void) { XML_ParserCreate(0); }' | reach feature/work/g.c 'XML_ParserCreate() reads XML'
echo 'int f(void) { syslog(1, "x"); }' | reach app/h.c 'syslog() writes a log of its own'
echo 'eval("x");' | reach asset/a.js 'a text run as a program'
echo 'setTimeout("x()", 1);' | reach asset/b.js 'a text run as a program'
echo 'a.innerHTML = "x";' | reach asset/c.js 'a text made into a page'
echo 'addEventListener("message", f);' | reach asset/d.js 'messages of others'
echo 'localStorage.setItem("name", x);' | reach asset/e.js 'something kept in the browser'
echo 'var x = JSON.parse(y);' | reach asset/f.js 'an object from a text'
echo 'var x = document.forms.y;' | reach asset/g.js 'a name of the page taken'
echo 'fetch("https://x");' | reach asset/h.js 'an address elsewhere'
echo '@import "x.css";' | reach asset/a.css 'something fetched from elsewhere'
echo '<script>x()</script>' | reach platform/view/a.tmpl 'a script inside of the page'
echo '<p onclick="x()">' | reach platform/view/b.tmpl 'a script in an attribute'
echo '<p style="x">' | reach platform/view/c.tmpl 'a style inside of the page'
echo '<iframe src="/x">' | reach platform/view/d.tmpl 'another page inside'
echo '<img src="https://x">' | reach platform/view/e.tmpl 'an address elsewhere'
refused check_reach

echo "$(wc -l <"$dir/count") cases, $(wc -l <"$dir/failed") wrong"
[ ! -s "$dir/failed" ]
