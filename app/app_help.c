/*
 * The manual: what tools/manual made of doc/manual at build time. A page is
 * a row here, a name in meson.build, and a file in each language.
 */
#include "app/app_page.h"

#include "app/app_page_tmpl.h"
#include "app/app_view.h"
#include "base/embed.h"
#include "i18n/i18n.h"
#include "view/site.h"

enum { TEXT_MOST = 256 * 1024 };

static const struct manual_page {
	const char *path;
	const char *file; /* "-lists": of vi-lists.md and en-lists.md */
	const char *tab, *title;
} manual_pages[] = {
	{ "/help", "", N_("Everyday use"), N_("Help") },
	{ "/help/programme", "-programme", N_("Programmes, annexes"),
	  N_("Help: making programmes, importing annexes") },
	{ "/help/lists", "-lists", N_("Lists, reports, Excel"),
	  N_("Help: lists, reports, Excel") },
	{ "/help/orgs", "-orgs", N_("Organisations, reorganisation"),
	  N_("Help: organisations on any day, reorganisation") },
	{ "/help/members", "-members", N_("Members"), N_("Help: members") },
	{ "/help/targets", "-targets", N_("Targets"), N_("Help: targets") },
	{ "/help/growth", "-growth", N_("Growth of the membership"),
	  N_("Help: growth of the membership") },
	{ "/help/privacy", "-privacy", N_("Personal data"),
	  N_("Help: personal data") },
	{ "/help/admin", "-admin", N_("Installing, administration"),
	  N_("Help: installing, administration") },
	{ "/help/access", "-access", N_("Users, roles, sign-in"),
	  N_("Help: users, roles, sign-in") },
	{ "/help/realms", "-realms", N_("Many committees"),
	  N_("Help: many committees, many processes") },
	{ "/help/server", "-server", N_("On PostgreSQL"),
	  N_("Help: data on a PostgreSQL server") },
};

extern const struct embedded app_manual[];
extern const int app_manual_n;

static const struct manual_page *page_find(struct str path)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(manual_pages); i++)
		if (str_eq(path, str_c(manual_pages[i].path)))
			return &manual_pages[i];
	return NULL;
}

/* Its links are ours: below the realm's address like all others. */
static struct str with_prefix(struct cx *cx, struct str text)
{
	static const struct str mark = STR_INIT("href=\"/");
	struct buf b = buf_init(cx->arena, TEXT_MOST);
	ptrdiff_t from = 0, at;

	if (!cx->prefix.n)
		return text;
	while ((at = str_find(text, mark, from)) >= 0) {
		buf_str(&b, str_sub(text, from, at + mark.n - 1));
		buf_str(&b, cx->prefix);
		from = at + mark.n - 1;
	}
	buf_str(&b, str_sub(text, from, text.n));
	return buf_view(&b);
}

/* Asserts that the build made it. */
static struct html text_get(struct cx *cx, const struct manual_page *m)
{
	struct str name = str_fmt(cx->arena, "/%.*s%s.html",
				  STR_ARG(lang_code(cx->lang)), m->file);
	int i = 0;

	while (i < app_manual_n && !str_ends(str_c(app_manual[i].name), name))
		i++;
	assert(i < app_manual_n);
	return (struct html){ with_prefix(cx, app_manual[i].bytes) };
}

struct err *app_help_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	const struct manual_page *m = page_find(req_path(rq));
	struct page page;
	struct view v;
	struct app_help_view x = { .page = &page };
	struct err *err;

	if (!m)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("The manual has no such page."));
	x.title = tr(cx->lang, m->title);
	x.text = text_get(cx, m);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(manual_pages); i++)
		*vec_push(cx->arena, &x.tabs) = (struct app_help_tab){
			.href = str_c(manual_pages[i].path),
			.title = tr(cx->lang, manual_pages[i].tab),
			.current = m == &manual_pages[i],
		};
	err = page_begin(cx, rq, rp, &(struct page_ask){ .title = x.title },
			 &page, &v);
	if (!err)
		app_help_html(&v, &x);
	return err;
}
