/* Escapers over every byte in every context, figures, layout and parts. */
#include "testkit/testkit.h"

#include "view/view_layout_tmpl.h"
#include "view/view_part_tmpl.h"

enum { OUT_MOST = 1 << 20 };

static struct view *view_of(struct arena *a, enum lang lang)
{
	struct view *v = arena_new(a, struct view, 1);
	struct buf *b = arena_new(a, struct buf, 1);

	*b = buf_init(a, OUT_MOST);
	*v = (struct view){ .out = b, .arena = a, .lang = lang };
	return v;
}

/* What `write` makes of s. */
static struct str
made(struct arena *a, void (*write)(struct view *v, struct str s), struct str s)
{
	struct view *v = view_of(a, LANG_VI);

	write(v, s);
	return buf_view(v->out);
}

/* Undoes view_text(), written from HTML's rules. */
static struct str unescaped(struct arena *a, struct str s)
{
	static const struct {
		const char *ref;
		char c;
	} refs[] = { { "&amp;", '&' },
		     { "&lt;", '<' },
		     { "&gt;", '>' },
		     { "&quot;", '"' },
		     { "&#39;", '\'' } };
	struct buf b = buf_init(a, OUT_MOST);

	for (ptrdiff_t i = 0; i < s.n;) {
		ptrdiff_t was = i;

		for (ptrdiff_t k = 0; k < N_ELEMENTS(refs); k++)
			if (i == was && str_starts(str_sub(s, i, s.n),
						   str_c(refs[k].ref))) {
				buf_char(&b, refs[k].c);
				i += (ptrdiff_t)strlen(refs[k].ref);
			}
		if (i == was)
			buf_char(&b, s.p[i++]);
	}
	return buf_view(&b);
}

static int hex(char c)
{
	const char *at = strchr("0123456789ABCDEF", c);

	assert_true(c && at);
	return (int)(at - "0123456789ABCDEF");
}

/* Undoes %XX. */
static struct str decoded(struct arena *a, struct str s)
{
	struct buf b = buf_init(a, OUT_MOST);

	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (s.p[i] != '%') {
			buf_char(&b, s.p[i]);
			continue;
		}
		assert_true(i + 2 < s.n);
		buf_char(&b, (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2])));
		i += 2;
	}
	return buf_view(&b);
}

static bool is_control(int c)
{
	return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
}

/* No byte of a value can end text or a quoted attribute, whatever stands
 * around it; all that text may hold comes back. */
static void text_never_ends_its_place(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);

	(void)state;
	for (int c = 0; c < 256; c++) {
		char text[] = { 'a', (char)c, (char)c, 'b', (char)c };
		struct str s = { text, 5 };
		struct str out = made(a, view_text, s);

		for (ptrdiff_t i = 0; i < out.n; i++) {
			assert_null(strchr("<>\"'", out.p[i]));
			assert_false(is_control((unsigned char)out.p[i]));
		}
		if (is_control(c))
			same(out, "a\xef\xbf\xbd\xef\xbf\xbd"
				  "b\xef\xbf\xbd");
		else
			assert_true(str_eq(unescaped(a, out), s));
	}
}

/* At every place of texts of every length: they are looked at in steps. */
static void text_is_escaped_everywhere(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	static const char odd[] = { '<', '&', '\'', '"', '>', 1, 0x7f, '\n' };
	char text[70];

	(void)state;
	for (int n = 1; n <= (int)sizeof(text); n++) {
		for (int at = 0; at < n; at++) {
			char c = odd[(n + at) % (int)sizeof(odd)];
			struct str s = { text, n }, out;

			memset(text, 'a', sizeof(text));
			text[at] = c;
			out = made(a, view_text, s);
			if (is_control(c))
				assert_int_equal(out.n, n + 2);
			else
				assert_true(str_eq(unescaped(a, out), s));
			assert_true(c == '\n' || out.n > n);
		}
		arena_reset(a);
	}
}

static void text_comes_back(void **state)
{
	static const char *const parts[] = { "&",  "<",	 "amp;", "#39;", "Ế",
					     "\t", "\"", "'",	 "a",	 ">" };
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 500; round++) {
		struct buf b = buf_init(a, OUT_MOST);
		struct str s;

		for (int k = 0; k < round % 40; k++) {
			seed = seed * 1664525 + 1013904223;
			buf_str(&b, str_c(parts[(seed >> 16) % 10]));
		}
		s = buf_view(&b);
		assert_true(str_eq(unescaped(a, made(a, view_text, s)), s));
		assert_true(str_eq(decoded(a, made(a, view_url_part, s)), s));
	}
	same(made(a, view_text, STR_NULL), "");
	same(made(a, view_text, STR("a &lt; b")), "a &amp;lt; b");
}

static void url_parts_hold_one_component(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);

	(void)state;
	for (int c = 0; c < 256; c++) {
		char text[] = { (char)c, 'x', (char)c };
		struct str s = { text, 3 };
		struct str out = made(a, view_url_part, s);

		assert_true(str_eq(decoded(a, out), s));
		for (ptrdiff_t i = 0; i < out.n; i++)
			assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					       "abcdefghijklmnopqrstuvwxyz"
					       "0123456789-_.~%",
					       out.p[i]));
	}
	same(made(a, view_url_part, STR("a b/c?\n&")), "a%20b%2Fc%3F%0A%26");
}

/* A whole address keeps its grammar but can't leave its quotes, and no byte
 * at its beginning makes another scheme or host of it. */
static void urls_are_ours_or_plain(void **state)
{
	static const char *const good[] = {
		"/",
		"/a/b?c=d#e",
		"?page=2",
		"#f-due",
		"http://a.vn/",
		"https://a.vn",
		"HTTPS://a.vn",
		"mailto:a@b.vn",
		"tel:+84",
	};
	static const char *const bad[] = {
		"",
		"//a.vn",
		"javascript:alert(1)",
		"JAVASCRIPT:x",
		" javascript:x",
		"java\nscript:x",
		"\tjavascript:x",
		"data:text/html,x",
		"vbscript:x",
		"a",
		"a/b",
		"http:",
		"https:a.vn",
		"ftp://a.vn",
		"file:///etc",
		"\\\\a.vn",
		"\x01javascript:x",
		"http://",
		"blob:x",
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(good); i++)
		same(made(a, view_url, str_c(good[i])), good[i]);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++)
		same(made(a, view_url, str_c(bad[i])), "#");
	for (int c = 0; c < 256; c++) {
		char text[] = { '/', (char)c, '/', 'a' };
		struct str out = made(a, view_url, (struct str){ text, 4 });

		if (c == '/') {
			same(out, "#");
			continue;
		}
		for (ptrdiff_t i = 0; i < out.n; i++) {
			assert_null(strchr("<>\"'\\` ", out.p[i]));
			assert_true((unsigned char)out.p[i] > 0x20 &&
				    (unsigned char)out.p[i] < 0x7f);
		}
		assert_true(out.p[1] != '/');
	}
	same(made(a, view_url, STR("/a?b=1&c=2")), "/a?b=1&amp;c=2");
	same(made(a, view_url, STR("/a'\"<Đ%20")), "/a%27%22%3C%C4%90%20");
}

static void values_by_type(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct view *v = view_of(a, LANG_VI);
	char word[] = "w<";
	const char *w = word;

	(void)state;
	view_put(v, STR("s<"));
	view_put(v, word);
	view_put(v, w);
	view_put(v, 999);
	view_put(v, 6200L);
	view_put(v, -6200LL);
	view_put(v, ((struct html){ STR("<b>") }));
	same(buf_view(v->out), "s&lt;w&lt;w&lt;9996.200−6.200<b>");
	buf_clear(v->out);
	view_put_attr(v, word);
	view_put_attr(v, 6200);
	view_put_attr(v, 6200L);
	view_put_attr(v, -6200LL);
	same(buf_view(v->out), "w&lt;62006200-6200");
	buf_clear(v->out);
	view_put_url(v, w);
	view_put_url_part(v, w);
	view_put_url_part(v, 6200);
	view_put_url_part(v, 6200L);
	view_put_url_part(v, 6200LL);
	same(buf_view(v->out), "#w%3C620062006200");
	same(VIEW_ARG(v, w), "w<");
	same(VIEW_ARG(v, STR("x")), "x");
	same(VIEW_ARG(v, 6200), "6.200");
	same(VIEW_ARG(v, 6200L), "6.200");
	same(VIEW_ARG(v, 6200LL), "6.200");
}

static void figures(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct view *v = view_of(a, LANG_VI), *en = view_of(a, LANG_EN);

	(void)state;
	same(view_day(v, 20740), "14/10/2026");
	same(view_day_iso(v, 20740), "2026-10-14");
	same(view_tenths(v, 285), "28,5");
	same(view_tenths(en, 285), "28.5");
	same(view_bytes(en, 1234567), "1.2 MB");
	same(view_instant(v, 20740LL * 86400000 + 3900000), "14/10/2026 08:05");
	same(view_trf(v, STR("{1} {0}"),
		      (const struct str[]){ STR("a"), STR("<b>") }, 2),
	     "<b> a");
}

/* ---- layout and parts ----------------------------------------------------- */

static bool has(struct view *v, const char *what)
{
	return str_find(buf_view(v->out), str_c(what), 0) >= 0;
}

static struct menu_item items[] = {
	{ .title = STR_INIT("Toàn cảnh"), .href = STR_INIT("/") },
	{ .title = STR_INIT("Nhiệm vụ"),
	  .href = STR_INIT("/task"),
	  .current = true },
};

static struct page some_page(void)
{
	return (struct page){
		.title = STR("A & B"),
		.site = STR("Đảng bộ <X>"),
		.items = items,
		.n_items = 2,
		.who = STR("Đ/c M"),
		.signed_in = true,
		.csrf = STR("token\""),
		.path = STR("/task"),
		.query = STR("q=a&page=2"),
		.css = STR("/a/s.css"),
		.icon = STR("/a/i.svg"),
		.js = STR("/a/j.js"),
		.as_of = STR("08:00 ngày 14/10/2026"),
		.finds = true,
		.find = STR("\"tìm\""),
		.demo = true,
	};
}

static struct view *layout(struct arena *a, const struct page *p,
			   enum lang lang)
{
	struct view *v = view_of(a, lang);

	page_top(v, p);
	page_bottom(v, p);
	return v;
}

static void layout_of_a_page(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct page p = some_page();
	struct view *v = layout(a, &p, LANG_EN);

	(void)state;
	assert_true(str_starts(buf_view(v->out),
			       STR("<!doctype html>\n<html lang=\"en\">")));
	assert_true(has(v, "<title>A &amp; B – Đảng bộ &lt;X&gt;</title>"));
	assert_true(has(v, "<script src=\"/a/j.js\" defer></script>"));
	assert_true(has(v, "name=\"csrf\" value=\"token&quot;\""));
	assert_true(has(v, "value=\"&quot;tìm&quot;\""));
	assert_true(has(v, "<a href=\"/task\" aria-current=\"page\">"));
	assert_true(has(v, "?to=vi&amp;back=%2Ftask%3Fq%3Da%26page%3D2\""));
	assert_true(has(v, "popovertarget=\"menu\""));
	assert_true(has(v, "Demonstration"));
	assert_true(has(v, "<main id=\"noi-dung\">"));
	p.n_errors = 7;
	p.theme = STR("dark");
	p.size = STR("lon");
	p.path = STR("/x");
	p.query = p.js = p.as_of = STR_NULL;
	p.demo = false;
	v = layout(a, &p, LANG_EN);
	assert_true(has(v, "<title>7 errors: A &amp; B"));
	assert_true(has(v, "<html lang=\"en\" data-theme=\"dark\" "
			   "data-size=\"lon\">"));
	assert_true(has(v, "back=%2Fx\""));
	assert_false(has(v, "<script"));
	assert_false(has(v, "Demonstration"));
	assert_true(has(layout(a, &p, LANG_VI), "<html lang=\"vi\""));
	assert_true(has(layout(a, &p, LANG_VI), "hreflang=\"en\""));
}

static void layout_for_few_and_nobody(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct page p = some_page();
	struct view *v;

	(void)state;
	p.few = true;
	p.finds = false;
	v = layout(a, &p, LANG_EN);
	assert_true(has(v, "<nav class=\"nav few\""));
	assert_false(has(v, "popover"));
	assert_false(has(v, "role=\"search\""));
	assert_true(has(v, "action=\"/sign-out\""));
	p.signed_in = false;
	v = layout(a, &p, LANG_EN);
	assert_false(has(v, "<nav"));
	assert_false(has(v, "csrf"));
	assert_true(has(v, "<p class=\"org\"><a href=\"/\">"));
}

static void parts(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct view *v = view_of(a, LANG_EN);
	struct err_items e = { 0 };
	struct chips h = { .count = STR("2 tasks."), .clear = STR("/task") };
	struct crumbs c = { 0 };
	struct form_keys k = { .csrf = STR("c"), .key = STR("k") };
	struct empty_state none = { STR("Nothing"), STR("yet") };

	(void)state;
	part_errors(v, &e);
	part_crumbs(v, &c);
	assert_int_equal(v->out->n, 0);
	*vec_push(a, &e) = (struct err_item){ STR("a < b"), STR("#f-due") };
	part_errors(v, &e);
	assert_true(has(v, "<h2 id=\"h-err\">1 place needs mending</h2>"));
	assert_true(has(v, "<li><a href=\"#f-due\">a &lt; b</a></li>"));
	*vec_push(a, &e) = (struct err_item){ .text = STR("plain") };
	e.title = STR("Title");
	part_errors(v, &e);
	assert_true(has(v, "<h2 id=\"h-err\">Title</h2>"));
	assert_true(has(v, "<li>plain</li>"));
	*vec_push(a, &h) = (struct chip){ STR("late"), STR("?a=1") };
	part_chips(v, &h);
	assert_true(has(v, "<span>2 tasks.</span>"));
	assert_true(has(v, "<a href=\"?a=1\">late <span"));
	assert_false(has(v, "class=\"plain\""));
	*vec_push(a, &h) = (struct chip){ STR("mine"), STR("?b=1") };
	part_chips(v, &h);
	assert_true(has(v, "<a class=\"plain\" href=\"/task\">"));
	*vec_push(a, &c) = (struct crumb){ STR("up"), STR("/up") };
	*vec_push(a, &c) = (struct crumb){ .text = STR("here") };
	part_crumbs(v, &c);
	assert_true(has(v, "<a href=\"/up\">up</a>"));
	assert_true(has(v, "<span aria-current=\"page\">here</span>"));
	part_hidden(v, &k);
	assert_true(has(v, "name=\"csrf\" value=\"c\""));
	assert_true(has(v, "name=\"key\" value=\"k\""));
	part_empty(v, &none);
	assert_true(has(v, "<b>Nothing</b>"));
	part_field_error(v, STR("f-due"), STR("Why"));
	assert_true(has(v, "<p class=\"em\" id=\"f-due-e\">Why</p>"));
}

static void every_mark_has_shape_and_word(void **state)
{
	static const char *const css[] = {
		[MARK_RED] = "st red",	 [MARK_AMBER] = "st amb",
		[MARK_GREEN] = "st grn", [MARK_NONE] = "st non",
		[MARK_DONE] = "st don",	 [MARK_GAP] = "st gap",
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct status s = { .text = STR("word") };

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(css); i++) {
		struct view *v = view_of(a, LANG_VI);

		s.mark = (enum mark)i;
		part_status(v, &s);
		same(buf_view(v->out),
		     str_fmt(a, "<span class=\"%s\">word</span>\n", css[i]).p);
	}
	s.href = STR("/task/1");
	struct view *v = view_of(a, LANG_VI);

	part_status(v, &s);
	same(buf_view(v->out),
	     "<a class=\"st gap\" href=\"/task/1\">word</a>\n");
}

static void queries(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);

	(void)state;
	same(query_with(a, STR("a=1&page=2&b=x%20y"), STR("page"), STR("3")),
	     "?a=1&b=x%20y&page=3");
	same(query_with(a, STR("page=2&&page=3"), STR("page"), STR_NULL), "?");
	same(query_with(a, STR("?a=1&page=2"), STR("page"), STR_NULL), "?a=1");
	same(query_with(a, STR("?"), STR("sort"), STR("due")), "?sort=due");
	same(query_with(a, STR_NULL, STR("q"), STR("a&b")), "?q=a%26b");
	same(query_with(a, STR("?a=1&b=2"), STR("a"), STR("3")), "?b=2&a=3");
	same(query_with(a, STR("pages=1&a"), STR("page"), STR_NULL),
	     "?pages=1&a");
}

static struct str numbers(struct arena *a, const struct pager *g)
{
	struct buf b = buf_init(a, 1000);

	for (ptrdiff_t i = 0; i < g->n; i++)
		buf_fmt(&b, "%s%s%d", g->p[i].gap ? " …" : " ",
			g->p[i].current ? "*" : "", g->p[i].number);
	return buf_view(&b);
}

static void pagers(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	struct view *v = view_of(a, LANG_EN);
	struct pager g = pager_make(a, STR("q=x"), 5, 50, 451);

	(void)state;
	same(numbers(a, &g), " 1 …3 4 *5 6 7 …10");
	assert_int_equal(g.from, 201);
	assert_int_equal(g.to, 250);
	same(g.prev, "?q=x&page=4");
	same(g.p[0].href, "?q=x");
	part_pager(v, &g);
	assert_true(has(v, "201 to 250 of 451"));
	assert_true(has(v, "<li><span aria-hidden=\"true\">…</span></li>"));
	assert_true(has(v, "<a href=\"?q=x&amp;page=5\" aria-label=\"Page 5\" "
			   "aria-current=\"page\">5</a>"));
	g = pager_make(a, STR("page=99"), 99, 50, 100);
	same(numbers(a, &g), " 1 *2");
	same(g.prev, "?");
	same(g.next, NULL);
	assert_int_equal(g.from, 51);
	g = pager_make(a, STR_NULL, 0, 50, 50);
	assert_int_equal(g.n, 0);
	assert_int_equal(g.to, 50);
	g = pager_make(a, STR_NULL, 1, 50, 0);
	assert_int_equal(g.from, 0);
	assert_int_equal(g.to, 0);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(text_never_ends_its_place),
		cmocka_unit_test(text_is_escaped_everywhere),
		cmocka_unit_test(text_comes_back),
		cmocka_unit_test(url_parts_hold_one_component),
		cmocka_unit_test(urls_are_ours_or_plain),
		cmocka_unit_test(values_by_type),
		cmocka_unit_test(figures),
		cmocka_unit_test(layout_of_a_page),
		cmocka_unit_test(layout_for_few_and_nobody),
		cmocka_unit_test(parts),
		cmocka_unit_test(every_mark_has_shape_and_word),
		cmocka_unit_test(queries),
		cmocka_unit_test(pagers),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
