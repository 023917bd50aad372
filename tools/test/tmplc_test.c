/* What compiled templates write: good.tmpl, compiled by the build. */
#include "testkit/testkit.h"

#include "base/buf.h"
#include "tools/good_tmpl.h"

static struct str rendered(struct arena *a, const struct good_row *r)
{
	struct buf *b = arena_new(a, struct buf, 1);
	struct view v = { .out = b, .arena = a, .lang = LANG_EN };

	*b = buf_init(a, 1 << 20);
	good_row(&v, r);
	assert_false(b->full);
	return buf_view(b);
}

static const struct good_unit units[] = {
	{ .name = STR_INIT("A<B"), .code = "1" },
	{ .name = STR_INIT("Đội"), .code = "2" },
};

static void everything_is_escaped(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct good_row r = {
		.id = 6200,
		.members = 6196,
		.days = 14,
		.work = STR("</textarea>\"&'"),
		.query = STR("a&b=\"c d"),
		.link = STR("javascript:alert(1)"),
		.css = "x' onclick='y",
		.late = true,
		.with = { units, 2 },
		.also = units,
		.n_also = 1,
		.mark = { STR("<b>!</b>") },
	};

	(void)state;
	same(rendered(a, &r),
	     "<!doctype html>\n"
	     "<!-- a comment -->\n"
	     "<tr id=\"d6200\" class='x&#39; onclick=&#39;y' data-late>\n"
	     "<th><a href=\"/task/6200?q=a%26b%3D%22c%20d&amp;a=1\">"
	     "&lt;/textarea&gt;&quot;&amp;&#39;</a></th>\n"
	     "<td class=\"red\">Overdue by 14 days</td>\n"
	     "[A&lt;B/1, Đội/2]\n"
	     "<li>1 A&lt;B</li>\n"
	     "<a href=\"#\">x</a> <a href=\"#-a%26b%3D%22c%20d\">y</a>\n"
	     "<b>!</b> <b>!</b> "
	     "a }} &quot;b&quot; &lt;/textarea&gt;&quot;&amp;&#39;\n"
	     "6,196 members of us 6,196 6,200\n"
	     "<input checked value=\"6196\"/>\n"
	     "<textarea name=\"t\">&lt;/textarea&gt;&quot;&amp;&#39;"
	     "</textarea><title>a&lt;/textarea&gt;&quot;&amp;&#39;</title>\n"
	     "<script src=\"/a/x%27%20onclick%3D%27y.js\" defer></script>\n"
	     "yes a(b28.5 1 kB 01/01/1970 07:00\n"
	     "-\n"
	     "<input checked  disabled data-x=\"1\" a  b >\n"
	     "<p>two lines: 14</p>\n");
}

static void branches_and_empty_lists(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct good_row r = {
		.link = STR("/x?a=1&b"), .css = "", .due = 20740, .members = 1
	};
	struct str s = rendered(a, &r);

	(void)state;
	assert_true(str_find(s,
			     STR("<td>14/10/2026 <time "
				 "datetime=\"2026-10-14\">"),
			     0) > 0);
	assert_true(str_find(s,
			     STR("\nnobody\n<a href=\"/x?a=1&amp;b\">x</a> "
				 "<a href=\"/x?a=1&amp;b-\">"),
			     0) > 0);
	assert_true(str_find(s, STR("\n1 member "), 0) > 0);
	r.done = true;
	s = rendered(a, &r);
	assert_true(str_find(s, STR("\n<td>done</td>\nnobody\n"), 0) > 0);
	assert_true(str_find(s, STR("<input  disabled value"), 0) > 0);
	assert_true(str_find(s, STR("<a href=\"/a-\">"), 0) > 0);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(everything_is_escaped),
		cmocka_unit_test(branches_and_empty_lists),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
