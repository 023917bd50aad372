/*
 * Shaping a list: every condition, the columns, groups and the order on one
 * page, which leads back to the list; and saving that as a view, renaming,
 * deleting, opening the list with it.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"
#include "work/work_document_query.h"
#include "work/work_list_priv.h"
#include "work/work_shape_tmpl.h"
#include "work/work_shape_view.h"

/* What a refused form is shown with. */
struct shape {
	int64_t list;
	struct work_filter filter;
	struct err *faults;
	int64_t renamed; /* the view whose new name was refused; 0: none */
	struct str name, sharing;
	bool opens;
	const char *done; /* catalogue id, or NULL */
};

/* The programme of the address, or 0 for the list of all tasks. */
static int64_t list_of(const struct req *rq)
{
	return str_starts(req_path(rq), STR("/programme/"))
		       ? req_path_id(rq, "id")
		       : 0;
}

/* ---- choices ---------------------------------------------------------------- */

/* The words that a field takes, and the one for none of them. */
struct words {
	const char *any;
	const char *const *keys;
	const char *(*title)(struct str key);
};

static void words_fill(struct cx *cx, struct work_choices *c,
		       const struct words *w, struct str now)
{
	work_choice_any(cx, c, w->any);
	for (const char *const *k = w->keys; *k; k++)
		work_choice_add(cx, c, str_c(*k),
				tr(cx->lang, w->title(str_c(*k))), now);
}

static void groups_fill(struct cx *cx, const struct work_filter *f,
			struct work_choices *c)
{
	for (int g = 0; g < N_WORK_GROUP; g++)
		*vec_push(cx->arena, c) = (struct work_choice){
			.value = str_c(work_group_key((enum work_group_by)g)),
			.title = tr(cx->lang,
				    work_group_title((enum work_group_by)g)),
			.chosen = (int)f->group == g
		};
}

static void sorts_fill(struct cx *cx, const struct work_filter *f,
		       struct work_choices *c)
{
	static const char *const title[N_WORK_SORT] = {
		[SORT_PLAN] = N_("As in the programme"),
		[SORT_DUE] = N_("Nearest deadline first"),
		[SORT_DUE_DESC] = N_("Farthest deadline first"),
		[SORT_LEAD] = N_("Lead units from A to Z"),
		[SORT_LEAD_DESC] = N_("Lead units from Z to A"),
		[SORT_PERCENT] = N_("Lowest percent first"),
		[SORT_PERCENT_DESC] = N_("Highest percent first"),
		[SORT_REPORT] = N_("Oldest report first"),
		[SORT_REPORT_DESC] = N_("Newest report first"),
	};

	for (int s = 0; s < N_WORK_SORT; s++)
		*vec_push(cx->arena, c) = (struct work_choice){
			.value = s ? str_c(work_sort_key((enum work_sort)s))
				   : STR(""),
			.title = tr(cx->lang, title[s]),
			.chosen = (int)f->sort == s
		};
}

static void causes_fill(struct cx *cx, struct str now, struct work_choices *c)
{
	work_choice_any(cx, c, N_("Every cause"));
	for (ptrdiff_t i = 0; i < cx->profile->n_causes; i++) {
		struct str code = cx->profile->cause[i].code;

		work_choice_add(
			cx, c, code,
			profile_cause_title(cx->profile, code, cx->lang), now);
	}
	/* only a report's figure asks for this one */
	if (str_eq(now, STR("none")))
		work_choice_add(cx, c, now, work_more_cause(cx, now), now);
}

static struct err *programmes_fill(struct cx *cx, const struct work_filter *f,
				   struct work_choices *c)
{
	struct str now = str_fmt(cx->arena, "%ld", (long)f->programme);
	struct programme_list_rows rows;
	struct err *err = programme_list(cx->db, &rows);

	if (err)
		return err;
	work_choice_any(cx, c, N_("Every programme"));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		work_choice_add(cx, c,
				str_fmt(cx->arena, "%ld", (long)rows.p[i].id),
				rows.p[i].code, now);
	return NULL;
}

static struct err *units_fill(struct cx *cx, const struct work_filter *f,
			      struct shape_view *x)
{
	struct orgs orgs;
	struct err *err = org_list_top(cx, f->lead, &orgs);

	if (!err)
		work_list_units(cx, f->lead, N_("Every unit"), &orgs,
				&x->leads);
	if (!err)
		err = org_list_top(cx, f->helper, &orgs);
	if (!err)
		work_list_units(cx, f->helper, N_("Every unit"), &orgs,
				&x->withs);
	return err;
}

static struct err *choices_fill(struct cx *cx, const struct shape *s,
				struct shape_view *x)
{
	static const char *const missing[] = { "any",	   "work",    "person",
					       "progress", "product", NULL };
	static const char *const silent[] = { "14", "30", "90", NULL };
	const struct work_filter *f = &s->filter;
	struct err *err = units_fill(cx, f, x);

	if (!err && !s->list)
		err = programmes_fill(cx, f, &x->programmes);
	if (err)
		return err;
	work_list_states(cx, f, &x->states);
	work_list_dues(cx, f, &x->dues);
	words_fill(cx, &x->missings,
		   &(struct words){ N_("Clear or not"), missing,
				    work_filter_missing_title },
		   f->missing_key);
	words_fill(cx, &x->silents,
		   &(struct words){ N_("Reported or not"), silent,
				    work_filter_silent_title },
		   f->silent_key);
	causes_fill(cx, f->cause, &x->causes);
	groups_fill(cx, f, &x->groups);
	sorts_fill(cx, f, &x->sorts);
	for (int c = 0; c < N_WORK_COL; c++)
		x->col[c] = (struct shape_col){
			str_c(work_col_key((enum work_col)c)),
			tr(cx->lang, work_col_title((enum work_col)c)),
			f->cols >> c & 1
		};
	return NULL;
}

/* ---- saved views ------------------------------------------------------------- */

static struct str sharing_words(struct cx *cx, const struct work_view *w)
{
	struct str who = tr(cx->lang, work_sharing_title(w->sharing));

	if (w->is_own)
		return who;
	return tr_fmt(cx->arena, cx->lang, N_("{0}, by {1}"), who, w->owner);
}

static struct err *saved_fill(struct cx *cx, const struct shape *s,
			      struct shape_view *x)
{
	struct work_views views;
	struct err *err = work_views_get(cx, s->list, &views);

	for (ptrdiff_t i = 0; !err && i < views.n; i++) {
		const struct work_view *w = &views.p[i];
		bool refused = w->id == s->renamed;

		*vec_push(cx->arena, &x->saved) = (struct shape_saved){
			.id = w->id,
			.name = w->name,
			.href = work_view_href(cx, w),
			.share = str_fmt(cx->arena, "/tasks?view=%ld",
					 (long)w->id),
			.feed = work_view_feed_href(cx, w->id),
			.sharing = sharing_words(cx, w),
			.opens = w->opens,
			.may = w->may,
			.typed = refused ? s->name : w->name,
			.fault = refused ? view_fault_of(cx, s->faults,
							 STR("name"))
					 : STR_NULL
		};
	}
	return err;
}

static void save_fill(struct cx *cx, const struct shape *s,
		      struct shape_view *x)
{
	struct str now = s->sharing.n ? s->sharing
				      : str_c(work_sharing_key(SHARING_OWN));

	for (int k = 0; k < N_SHARING; k++) {
		enum work_sharing to = (enum work_sharing)k;

		if (to != SHARING_ALL || work_is_office(cx))
			work_choice_add(cx, &x->sharings,
					str_c(work_sharing_key(to)),
					tr(cx->lang, work_sharing_title(to)),
					now);
	}
	x->opens = s->opens;
	x->sharing_fault = view_fault_of(cx, s->faults, STR("sharing"));
	if (s->renamed)
		return;
	x->name = s->name;
	x->name_fault = view_fault_of(cx, s->faults, STR("name"));
}

/* ---- the page -------------------------------------------------------------------- */

/* Faults of a row's name are linked to that row's field. */
static void errors_fill(struct cx *cx, const struct shape *s,
			struct shape_view *x)
{
	x->errors = view_faults(cx, s->faults);
	for (ptrdiff_t i = 0; s->renamed && i < x->errors.n; i++)
		x->errors.p[i].href =
			str_fmt(cx->arena, "#name-%ld", (long)s->renamed);
}

static struct err *place_fill(struct cx *cx, const struct shape *s,
			      struct shape_view *x)
{
	struct work_filter named = s->filter;
	struct work_filter_names names;
	struct err *err = work_filter_names(cx, &s->filter, &names);

	if (err)
		return err;
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = s->list ? names.programme
						: tr(cx->lang, N_("Tasks")),
				.href = x->path };
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Shape the list")) };
	x->tab = tr(cx->lang, N_("Shape the list"));
	if (s->list) {
		x->tab = str_fmt(cx->arena, "%.*s: %.*s", (int)x->tab.n,
				 x->tab.p, (int)names.programme.n,
				 names.programme.p);
		names.programme = STR_NULL;
	}
	x->words = work_filter_words(cx, &named, &names);
	return NULL;
}

/* The fields of the form; all else that is asked for goes along with it. */
static const char *const shown[] = { "q",     "lead",	 "with",   "state",
				     "due",   "missing", "cause",  "programme",
				     "since", "changed", "silent", "ask",
				     "parts", "col",	 "group",  "sort",
				     NULL };

static struct err *shape_show(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct shape *s)
{
	struct page page;
	struct view v;
	struct shape_view x = { .page = &page,
				.path = work_list_path(cx, s->list),
				.q = s->filter.q,
				.ask = s->filter.ask.n > 0,
				.parts = s->filter.parts,
				.keys = view_keys(cx, rq) };
	struct err *err = place_fill(cx, s, &x);

	if (!err)
		err = choices_fill(cx, s, &x);
	if (!err)
		err = saved_fill(cx, s, &x);
	if (err)
		return err;
	x.asks = work_filter_asks(cx, &s->filter, s->list);
	x.kept = work_list_kept(cx, &x.asks, shown);
	if (s->filter.since != DAY_NONE)
		x.since = fmt_day(cx->arena, s->filter.since);
	if (s->filter.changed != DAY_NONE)
		x.changed = fmt_day(cx->arena, s->filter.changed);
	if (s->done)
		x.done = tr(cx->lang, s->done);
	errors_fill(cx, s, &x);
	save_fill(cx, s, &x);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.tab,
					     .menu = "work",
					     .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		shape_html(&v, &x);
	return err;
}

static const struct {
	const char *key, *text;
} dones[] = {
	{ "renamed", N_("The view has its new name.") },
	{ "deleted", N_("The view is deleted.") },
	{ "opened", N_("Your list opens with this view now.") },
	{ "closed", N_("Your list opens as it is now.") },
};

static struct err *shape_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shape s = { .list = list_of(rq) };
	struct str done = req_str(rq, "done");
	struct err *err = work_filter_read(cx, rq, s.list, &s.filter);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(dones); i++)
		if (str_eq(done, str_c(dones[i].key)))
			s.done = dones[i].text;
	return err ? err : shape_show(cx, rq, rp, &s);
}

/* ---- changes --------------------------------------------------------------------- */

static bool is_shown(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_LIMIT ||
	       e->code == ERR_CONFLICT;
}

static struct err *save_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shape s = { .list = list_of(rq),
			   .name = req_str(rq, "name"),
			   .sharing = req_str(rq, "sharing"),
			   .opens = req_flag(rq, "opens") };
	struct work_view_new in = { .list = s.list,
				    .name = s.name,
				    .opens = s.opens };
	struct work_asks asks;
	struct work_view made;
	int64_t id;
	struct err *err = work_filter_read(cx, rq, s.list, &s.filter);

	if (err)
		return err;
	asks = work_filter_asks(cx, &s.filter, s.list);
	in.asks = work_asks_lines(cx->arena, &asks);
	if (!work_sharing_from_key(s.sharing, &in.sharing))
		s.faults = err_at(err_new(cx->arena, ERR_INVALID,
					  N_("Choose who sees the view.")),
				  STR("sharing"));
	if (!s.faults)
		s.faults = work_view_save(cx, &in, &id);
	if (s.faults && !is_shown(s.faults))
		return s.faults;
	if (s.faults) {
		rp->status = 422;
		return shape_show(cx, rq, rp, &s);
	}
	err = work_view_see(cx, id, &made);
	return err ? err : reply_redirect(rp, work_view_href(cx, &made));
}

static struct err *back(struct cx *cx, struct reply *rp, int64_t list,
			const char *done)
{
	return reply_redirect(rp,
			      str_fmt(cx->arena, "%.*s/shape?done=%s#h-saved",
				      STR_ARG(work_list_path(cx, list)), done));
}

static struct err *rename_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shape s = { .name = req_str(rq, "name") };
	struct work_view w;
	struct err *err = req_faults(rq);

	if (!err)
		err = work_view_see(cx, req_path_id(rq, "id"), &w);
	if (err)
		return err;
	s.faults = work_view_rename(cx, w.id, s.name);
	if (!s.faults)
		return back(cx, rp, w.list, "renamed");
	if (!is_shown(s.faults))
		return s.faults;
	s.renamed = w.id;
	s.list = w.list;
	work_filter_of_lines(cx, w.asks, w.list, &s.filter);
	rp->status = 422;
	return shape_show(cx, rq, rp, &s);
}

static struct err *drop_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct work_view w = { 0 };
	struct err *err = work_view_see(cx, req_path_id(rq, "id"), &w);

	if (!err)
		err = work_view_drop(cx, w.id);
	return err ? err : back(cx, rp, w.list, "deleted");
}

static struct err *opens_post(struct cx *cx, struct req *rq, struct reply *rp,
			      bool opens)
{
	struct work_view w = { 0 };
	struct err *err = work_view_see(cx, req_path_id(rq, "id"), &w);

	if (!err)
		err = work_view_open_with(cx, w.id, opens);
	return err ? err : back(cx, rp, w.list, opens ? "opened" : "closed");
}

static struct err *open_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	return opens_post(cx, rq, rp, true);
}

static struct err *close_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	return opens_post(cx, rq, rp, false);
}

/* ---- routes ----------------------------------------------------------------------- */

static const struct field shape_fields[] = {
	WORK_FILTER_FIELDS,
	{ .name = "done", .label = N_("What was done"), .kind = FIELD_WORD },
};
static const struct field save_fields[] = {
	WORK_FILTER_FIELDS,
	{ .name = "name",
	  .label = N_("Name of the view"),
	  .kind = FIELD_LINE,
	  .max = 500 },
	{ .name = "sharing", .label = N_("Who sees it"), .kind = FIELD_WORD },
	{ .name = "opens",
	  .label = N_("My list opens with this view"),
	  .kind = FIELD_FLAG },
};
/* every button of a row sends the row's name */
static const struct field row_fields[] = {
	{ .name = "name",
	  .label = N_("Name of the view"),
	  .kind = FIELD_LINE,
	  .max = 500 },
};

#define SHAPE_ROUTE(m, p, f, table)                                            \
	{                                                                      \
		.method = m, .path = p, .perm = PERM_WORK_VIEW, .page = f,     \
		ROUTE_FIELDS(table)                                            \
	}
static const struct route routes[] = {
	SHAPE_ROUTE(GET, "/tasks/shape", shape_get, shape_fields),
	SHAPE_ROUTE(GET, "/programme/:id/shape", shape_get, shape_fields),
	SHAPE_ROUTE(POST, "/tasks/views", save_post, save_fields),
	SHAPE_ROUTE(POST, "/programme/:id/views", save_post, save_fields),
	SHAPE_ROUTE(POST, "/view/:id/rename", rename_post, row_fields),
	SHAPE_ROUTE(POST, "/view/:id/drop", drop_post, row_fields),
	SHAPE_ROUTE(POST, "/view/:id/open", open_post, row_fields),
	SHAPE_ROUTE(POST, "/view/:id/close", close_post, row_fields),
};
const struct route_table work_shape_routes = { routes,
					       (int)N_ELEMENTS(routes) };
