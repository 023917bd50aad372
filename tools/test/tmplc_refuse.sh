#!/bin/sh
# One bad template per refusal: tmplc must fail, name file and line, say why,
# and leave no output. usage: tmplc_refuse.sh TMPLC
set -eu
tmplc=$(realpath "$1")
# leaving at the first fault frees nothing, and looking for that takes time
export ASAN_OPTIONS=detect_leaks=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
count=0
failed=0

# the whole file is standard input
whole() # LINE REASON
{
	count=$((count + 1))
	cat >"$dir/bad.tmpl"
	rm -f "$dir/bad.c" "$dir/bad.h"
	if "$tmplc" "$dir/bad.tmpl" -o "$dir/bad.c" -H "$dir/bad.h" \
		2>"$dir/message"; then
		echo "not refused: $2" && cat "$dir/bad.tmpl"
		failed=$((failed + 1))
	elif ! grep -qF "bad.tmpl:$1: error: $2" "$dir/message"; then
		echo "wanted line $1: $2" && cat "$dir/message" "$dir/bad.tmpl"
		failed=$((failed + 1))
	elif [ -e "$dir/bad.c" ] || [ -e "$dir/bad.h" ]; then
		echo "left output behind: $2"
		failed=$((failed + 1))
	fi
}

# a body; its first line is line 2
body() # LINE REASON TEXT
{
	printf '{%% template t(const struct x *x) %%}\n%s\n{%% end %%}\n' "$3" \
		>"$dir/body"
	whole "$1" "$2" <"$dir/body"
}

# holes
body 2 'a value in an attribute without quotes' '<a href={{ x }}>'
body 2 'a value in a tag'"'"'s name' '<{{ x }}>'
body 2 'a value in a tag'"'"'s name' '<h{{ x }}>'
body 2 'a value in a tag'"'"'s name' '</h{{ x }}>'
body 2 'a value in an attribute'"'"'s name' '<a {{ x }}>'
body 2 'a value in an attribute'"'"'s name' '<a data-{{ x }}="1">'
body 2 'a value in an attribute'"'"'s name' '<a b="1"{{ x }}>'
body 2 'an on… attribute' '<a onclick="f({{ x }})">'
body 2 'an on… attribute' '<a OnClick="{{ x }}">'
body 2 'a style attribute' '<a style="color:{{ x }}">'
body 2 'a value in srcdoc' '<iframe srcdoc="{{ x }}"></iframe>'
body 2 'a value in srcdoc or srcset' '<img srcset="{{ x }}">'
body 2 'a value inside <script>' '<script src="a">{{ x }}</script>'
body 2 'an inline <style> element' '<style>{{ x }}</style>'
body 2 'a value inside a comment' '<!-- {{ x }} -->'
body 2 'a value inside a comment or doctype' '<!doctype {{ x }}>'
body 3 '| raw outside text' '<a
	title="{{ x | raw }}">'
body 2 '| raw outside text' '<title>{{ x | raw }}</title>'

# HTML
body 2 'an attribute value without quotes' '<a href=x>'
body 2 'an inline <script> element' '<script>alert(1)</script>'
body 2 'an inline <script> element' '<script{% if x %} src="a"{% end %}></script>'
body 2 'something inside <script>' '<script src="a">b</script>'
body 2 '<script/> isn'"'"'t closed' '<script src="a"/>'
body 2 'an inline <style> element' '<style>a{}</style>'
body 2 'an element whose contents' '<xmp>'
body 2 'a javascript: address' '<a href="JavaScript:x()">'
body 2 'a bare "<"' 'a < b'
body 2 'a tag inside <title>' '<title><b></title>'
body 2 'another end tag' '<textarea></title></textarea>'
body 2 'white space is missing between attributes' '<a b="1"c="2">'
body 2 'white space is missing between attributes' '<a {% if x %}b{% end %}c>'
body 2 'white space is missing between attributes' '<a {% if x %}b{% end %}="1">'
body 2 'not the beginning of an attribute' '<a ="1">'
body 2 '<title/> and <textarea/> aren'"'"'t closed' '<textarea/>'
body 3 'a value in an attribute'"'"'s name' '<a b
{{ x }}>'
body 2 'a branch of the if of line 2 ends' '{% if x %}<title>{% end %}</title>'
body 2 'a "/" in a tag' '<a / b>'
body 2 'an end tag holds only its name' '</a b>'
body 2 'neither a comment nor a doctype' '<![CDATA[x]]>'
body 2 '"<!-->" ends a comment' '<!-->'
body 2 '"<!-->" ends a comment' '<!--->'
body 2 '"--!" ends a comment' '<!-- a --!>'
body 4 'the template of line 1 ends inside a tag' '<a href="x"
'
body 3 'the template of line 1 ends inside <title>' '<title>'
body 3 'the template of line 1 ends inside a comment' '<!-- -'

# branches
body 2 'a branch of the if of line 2 ends in another place' '{% if x %}<a {% end %}'
body 2 'a branch of the if of line 2 ends' '{% if x %}<a href="{% else %}<a title="{% end %}">'
body 2 'a branch of the if of line 2 ends' '<a href="{% if x %}/a{% end %}{{ x }}">'
body 3 'a branch of the if of line 2 ends in another place than the others: a tag, not text' '{% if x %}a
{% else %}<b {% end %}'
body 2 'the body of the for of line 2 ends' '{% for y in x %}<a {% end %}'
body 2 'the body of the for of line 2 ends' '<a href="{% for y in x %}{{ y }}{% end %}">'
body 2 'the body of the for of line 2 ends' '<a {% for y in x %}b{% end %}>'
body 2 'a branch inside a tag'"'"'s name' '<{% if x %}a{% end %}>'
body 2 'a branch between "="' '<a b={% if x %}"a"{% end %}>'
body 2 'a branch inside a comment' '<!-- {% if x %}{% end %} -->'
body 2 'a branch inside <script>' '<script src="a">{% if x %}{% end %}</script>'
body 2 'render outside text' '<a title="{% render t(x) %}">'

# directives
body 2 'unknown {% while %}' '{% while x %}{% end %}'
body 2 'unknown {% endif %}' '{% if x %}{% endif %}'
body 2 'elif without if' '{% for y in x %}{% elif x %}{% end %}'
body 2 'else without if or for' '{% else %}'
body 2 'a second else' '{% if x %}{% else %}{% else %}{% end %}'
body 2 'elif behind else' '{% if x %}{% else %}{% elif x %}{% end %}'
body 2 'else with a condition' '{% if x %}{% else if x %}{% end %}'
body 2 'end stands alone' '{% if x %}{% end if %}'
body 2 'a loop is written' '{% for x %}{% end %}'
body 2 'another template is written' '{% render t %}'
body 2 'an include inside a template' '{% include "a.h" %}'
body 2 'an expression is missing' '{% if %}a{% end %}'
whole 2 '%} is missing' <<'X'
{% template t(int x) %}
{% end
X
whole 1 '}} is missing' <<'X'
{% template t(int x) %}{{ x
X
whole 1 '#} is missing' <<'X'
{# template
X
whole 1 'text outside a template' <<'X'
a
X
whole 2 'a value outside a template' <<'X'

{{ x }}
X
whole 1 'a directive outside a template' <<'X'
{% if x %}{% end %}
X
whole 2 'an {% end %} is missing for this' <<'X'
{% template t(int x) %}
 {% if x %}
X
whole 2 'a template inside a template' <<'X'
{% template t(int x) %}
{% template u(int x) %}
X
whole 3 'an {% end %} too many' <<'X'
{% template t(int x) %}
{% end %}
{% end %}
X
whole 1 'a template is written' <<'X'
{% template t %}{% end %}
X
whole 1 'the parameters are not C' <<'X'
{% template t(int x;) %}
X
{
	echo '{% template t(int x) %}'
	awk 'BEGIN { for (i = 0; i < 40; i++) print "{% if x %}" }'
} >"$dir/deep"
whole 33 'blocks are nested too deeply' <"$dir/deep"
printf '{%% template t(int x) %%}\n\000' >"$dir/nul"
whole 2 'a NUL byte' <"$dir/nul"
whole 1 'an include is written' <<'X'
{% include <stdio.h> %}
X

# expressions
body 2 'an assignment' '{% if x = 1 %}{% end %}'
body 2 'an assignment' '{% if x += 1 %}{% end %}'
body 2 'an assignment' '{% if x <<= 1 %}{% end %}'
body 2 'an assignment' '{{ x++ }}'
body 2 'an assignment' '{% if x === 1 %}{% end %}'
body 2 'an assignment' '{{ _("{0}", x = 1) }}'
body 2 'an assignment' '{{ _n("a", "{0}", x = 1) }}'
body 2 'an assignment' '{{ _n("a", "{0} {1}", x, y = 1) }}'
body 2 'an assignment' '{{ day(x = 1) }}'
body 2 'calls are nested too deeply' '{{ _("{0}", _("{0}", _("{0}", _("a")))) }}'
body 2 'a bracket or quote isn'"'"'t matched' "{{ 'x }}"
body 2 '}} is missing' '{{ "x }}'
body 2 'a call of f() inside an expression' '{{ "(" + f(x) }}'
body 2 'something that no expression holds' '{{ x; y }}'
body 2 'a C comment' '{{ x /* y */ }}'
body 2 'a bracket or quote isn'"'"'t matched' '{{ (x }}'
body 2 'a bracket or quote isn'"'"'t matched' '{% for o in x) %}{% end %}'
body 2 'one value only' '{{ x, y }}'
body 2 'unknown function f()' '{{ f(x) }}'
body 2 'a call of day() inside an expression' '{{ 1 + day(x) }}'
body 2 'unknown filter | url' '{{ x | url }}'
body 2 '_() takes one text in quotes' '{{ _(x) }}'
body 2 '_() takes one text in quotes' '{{ _("a" "b") }}'
body 2 'the text'"'"'s {0} {1} … and the arguments differ' '{{ _("{0}") }}'
body 2 'the text'"'"'s {0} {1} … and the arguments differ' '{{ _("a", x) }}'
body 2 'the texts'"'"' {0} {1} … and the arguments differ' '{{ _n("a", "b", x) }}'
body 2 '_n() takes two texts' '{{ _n("a", "{0}") }}'
body 2 'one argument is enough' '{{ day(x, y) }}'

# what is written: one call for all literal text between two holes, lines of
# directives gone, the template's lines for the C compiler
cat >"$dir/good.tmpl" <<'X'
{# gone #}

{% template t(int x) %}
  {% if x %} {# gone #}
a"\b
	c
  {% end %}
<p>{# gone #}d</p>
{% end %}
X
cat >"$dir/want" <<X

#line 3 "good.tmpl"
void t(struct view *v, int x)
{
#line 4 "good.tmpl"
	if (x) {
		view_lit(v, "a\"\\\\b\n"
			"\tc\n", 8);
	}
	view_lit(v, "<p>d</p>\n", 9);
}
X
count=$((count + 1))
(cd "$dir" && "$tmplc" good.tmpl -o good.c -H good.h)
sed 1,4d "$dir/good.c" | diff - "$dir/want" || failed=$((failed + 1))

# the world's faults: no file, no place, no words
for args in "$dir/absent.tmpl -o $dir/a.c -H $dir/a.h" \
	"$dir/good.tmpl -o $dir/no/a.c -H $dir/a.h" "$dir/good.tmpl" \
	"$dir/good.tmpl $dir/good.tmpl -o $dir/a.c -H $dir/a.h"; do
	count=$((count + 1))
	# shellcheck disable=SC2086
	"$tmplc" $args 2>"$dir/message" && failed=$((failed + 1))
	grep -q tmplc "$dir/message" || failed=$((failed + 1))
done

echo "$count templates, $failed wrong"
[ "$failed" = 0 ]
