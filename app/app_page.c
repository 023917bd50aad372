/* Pages and hooks that belong to no feature. */
#include "app/app_page.h"

#include "app/app_page_tmpl.h"
#include "app/app_view.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "setting/setting.h"
#include "view/site.h"

/* ---- errors -------------------------------------------------------------- */

static const struct {
	int status;
	const char *title;
} titles[] = {
	{ 400, N_("The request isn't right") },
	{ 403, N_("You may not do this") },
	{ 404, N_("This page isn't there") },
	{ 405, N_("This address doesn't take that kind of request") },
	{ 409, N_("Somebody was faster") },
	{ 413, N_("Too large") },
	{ 422, N_("This can't be read") },
	{ 429, N_("Too many attempts") },
	{ 503, N_("Busy at the moment") },
	{ 507, N_("The disk is full") },
};

static const char *title_of(int status)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(titles); i++)
		if (titles[i].status == status)
			return titles[i].title;
	/* a status without a title of its own is still the asker's below 500 */
	return status < 500 ? titles[0].title
			    : N_("Something went wrong on our side");
}

/* A fault of the machine: its sentence says what helps. One with arguments
 * names files and is the log's. */
static bool of_disk(const struct err *e)
{
	return e->code == ERR_IO && !e->n_args;
}

/* Where no realm is shown nothing is wrong that somebody would have noted. */
static const char *bare_title(int status)
{
	return status == 404 ? N_("No committee here")
			     : N_("Not open at present");
}

/* The layout; the bare one when the data, or who is there, can't be read. */
static struct err *layout_begin(struct cx *cx, struct req *rq, struct reply *rp,
				struct str title, struct page *ret_page,
				struct view *ret_view)
{
	const struct page_ask ask = { .title = title };
	struct err *err = page_begin(cx, rq, rp, &ask, ret_page, ret_view);
	struct cx bare = *cx;

	if (!err || !cx->db)
		return err;
	bare.db = NULL;
	bare.actor = (struct actor){ .id = ACTOR_NOBODY };
	buf_clear(&rp->body);
	return page_begin(&bare, rq, rp, &ask, ret_page, ret_view);
}

void app_error_page(struct cx *cx, struct req *rq, struct reply *rp,
		    const struct refused *why)
{
	const struct err *e = why->e;
	struct page page;
	struct view v;
	struct app_error_view x = {
		.page = &page,
		.title = tr(cx->lang, cx->db ? title_of(why->status)
					     : bare_title(why->status)),
		.id = why->id,
	};

	if (e && (why->status != 500 || of_disk(e)))
		x.text = tr_err(cx->arena, cx->lang, e);
	else
		x.text = tr(cx->lang, N_("Nothing was changed. Try again; what "
					 "went wrong has been noted."));
	for (const struct err *more = e ? e->next : NULL; more;
	     more = more->next)
		*vec_push(cx->arena, &x.more) =
			tr_err(cx->arena, cx->lang, more);
	if (cx->actor.bare && why->status == 403)
		*vec_push(cx->arena, &x.more) = tr(
			cx->lang,
			N_("Your role needs a second factor: set one up before "
			   "you can do anything else."));
	buf_clear(&rp->body);
	if (layout_begin(cx, rq, rp, x.title, &page, &v))
		return; /* http has words of its own */
	app_error_html(&v, &x);
}

/* ---- language ----------------------------------------------------------------- */

/* The first of the header's languages that we have. */
static bool lang_accepted(struct str accept, enum lang *ret_lang)
{
	struct str rest = accept;

	while (rest.p) {
		struct str one = str_cut(&rest, ',');
		struct str code = str_trim(str_cut(&one, ';'));

		if (lang_from_code(str_sub(code, 0, 2), ret_lang))
			return true;
	}
	return false;
}

enum lang app_language(struct cx *cx, struct str accept, struct str cookie)
{
	enum lang lang;

	if (cx->actor.lang.n && lang_from_code(cx->actor.lang, &lang))
		return lang;
	if (cookie.n && lang_from_code(cookie, &lang))
		return lang;
	if (accept.n && lang_accepted(accept, &lang))
		return lang;
	return cx->profile ? cx->profile->lang : LANG_VI;
}

struct err *app_demo_ahead(struct cx *cx)
{
	return setting_ahead(cx, "demo");
}

bool app_is_demo(struct cx *cx)
{
	struct str demo = STR_NULL;
	struct err *err = setting_get(cx, "demo", STR(""), &demo);

	return !err && str_eq(demo, STR("1"));
}

/* ---- pages ----------------------------------------------------------------------- */

/* The first page is the one that the role needs. */
static struct err *home_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str to = STR("/account");

	(void)rq;
	if (cx->actor.bare)
		to = STR("/account/second");
	else if (cx_may(cx, PERM_OVERVIEW_VIEW))
		to = STR("/overview");
	else if (cx_may(cx, PERM_WORK_VIEW))
		to = STR("/mine");
	else if (cx_may(cx, PERM_ACCOUNT_MANAGE))
		to = STR("/users");
	else if (cx_may(cx, PERM_DATA_PROTECT))
		to = STR("/privacy");
	return reply_redirect(rp, to);
}

static const struct field language_fields[] = {
	{ .name = "to",
	  .label = N_("Language"),
	  .kind = FIELD_WORD,
	  .required = true,
	  .max = 2 },
	{ .name = "back",
	  .label = N_("Page to go back to"),
	  .kind = FIELD_LINE,
	  .max = 4000 },
};

/* A path of our own, for a redirect. */
static bool path_is_own(struct str path)
{
	if (!str_starts(path, STR("/")) || str_starts(path, STR("//")))
		return false;
	for (ptrdiff_t i = 0; i < path.n; i++)
		if (path.p[i] <= ' ' || path.p[i] > '~' || path.p[i] == '\\')
			return false;
	return true;
}

/* Switches this browser's language by a cookie; what a person has set in the
 * account stays as it is. */
static struct err *language_page(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct err *err = req_faults(rq);
	struct str back = req_str(rq, "back");
	enum lang lang;

	if (err)
		return err;
	if (!lang_from_code(req_str(rq, "to"), &lang))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The site speaks Vietnamese (vi) and "
					 "English "
					 "(en).")),
			      STR("to"));
	rp->set_lang = lang == LANG_VI ? "vi" : "en";
	return reply_redirect(rp, path_is_own(back) ? back : STR("/"));
}

const struct route app_routes[] = {
	{ .method = GET,
	  .path = "/",
	  .perm = PERM_SIGNED_IN,
	  .page = home_page },
	{ .method = GET,
	  .path = "/help",
	  .perm = PERM_PUBLIC,
	  .page = app_help_page },
	{ .method = GET,
	  .path = "/help/::part",
	  .perm = PERM_PUBLIC,
	  .page = app_help_page },
	{ .method = GET,
	  .path = "/keys",
	  .perm = PERM_SIGNED_IN,
	  .page = app_keys_page },
	{ .method = GET,
	  .path = "/language",
	  .perm = PERM_PUBLIC,
	  .page = language_page,
	  ROUTE_FIELDS(language_fields) },
};
const int app_n_routes = (int)N_ELEMENTS(app_routes);
