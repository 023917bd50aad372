/*
 * The page about the keyboard. asset/app.js fetches it when somebody asks
 * with "?", and shows of it what works on the page at hand.
 */
#include "app/app_page.h"

#include "app/app_page_tmpl.h"
#include "app/app_view.h"
#include "i18n/i18n.h"
#include "view/site.h"

static const struct {
	const char *keys, *when, *text;
} rows[] = {
	{ "?", "", N_("Show the keys that work here") },
	{ "/", "find", N_("Go to the search field") },
	{ "n", "new", N_("Add something new") },
	{ "j", "rows", N_("Next row") },
	{ "k", "rows", N_("Row before") },
	{ "e", "edit", N_("Open the row, or change what the page shows") },
	{ "x", "box", N_("Choose the row") },
	{ "Ctrl+Enter", "form", N_("Send the form that one is in") },
};

/* The first letter of an address that no item before it has: app.js chooses
 * in the same way. */
static char letter_of(struct str href, bool used[26])
{
	for (ptrdiff_t i = 1; i < href.n; i++) {
		char c = href.p[i];

		if (c < 'a' || c > 'z' || used[c - 'a'])
			continue;
		used[c - 'a'] = true;
		return c;
	}
	return 0;
}

static void menu_fill(struct cx *cx, const struct page *p,
		      struct app_keys_view *x)
{
	bool used[26] = { false };

	for (int i = 0; i < p->n_items; i++) {
		char c = letter_of(p->items[i].href, used);

		if (c)
			*vec_push(cx->arena, x) = (struct app_key){
				.keys = str_fmt(cx->arena, "g %c", c),
				.text = tr_fmt(cx->arena, cx->lang,
					       N_("Go to: {0}"),
					       p->items[i].title),
				.when = STR("menu")
			};
	}
}

struct err *app_keys_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct app_keys_view x = { .page = &page };
	struct err *err = page_begin(
		cx, rq, rp,
		&(struct page_ask){ .title = tr(cx->lang, N_("Keyboard")) },
		&page, &v);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++)
		*vec_push(cx->arena, &x) =
			(struct app_key){ .keys = str_c(rows[i].keys),
					  .text = tr(cx->lang, rows[i].text),
					  .when = str_c(rows[i].when) };
	menu_fill(cx, &page, &x);
	app_keys_html(&v, &x);
	return NULL;
}
