/* /trail: what was done, newest first, filtered; the same as a .csv file. */
#include "trail/trail_page_priv.h"

#include "audit/audit.h"
#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "trail/trail_tmpl.h"
#include "trail/trail_witness.h"

enum {
	PAGE_ROWS = 50,
	LOOKED_MOST = 20000, /* events behind one page */
	PEOPLE_MOST = 2000,
	Q_MOST = 100,
	CHUNK_LEAST = 32 * 1024,
	ROW_MOST = 64 * 1024
};

struct err *trail_page_may(struct cx *cx)
{
	return trail_may(cx)
		       ? NULL
		       : err_new(cx->arena, ERR_DENIED,
				 N_("The trail holds what was done in all "
				    "organisations: it is read by people whose "
				    "role is of the whole committee."));
}

struct crumbs trail_crumbs(struct cx *cx, struct str here)
{
	struct crumbs c = { 0 };

	*vec_push(cx->arena, &c) =
		(struct crumb){ tr(cx->lang, N_("Trail")), STR("/trail") };
	*vec_push(cx->arena, &c) = (struct crumb){ .text = here };
	return c;
}

/* ---- the filter ------------------------------------------------------------ */

static const struct field fields[] = {
	{ .name = "actor",
	  .label = N_("Who did it"),
	  .kind = FIELD_INT,
	  .min = ACTOR_SYSTEM },
	{ .name = "behalf",
	  .label = N_("Done for"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "group",
	  .label = N_("What it belongs to"),
	  .kind = FIELD_WORD },
	{ .name = "about", .label = N_("Its subject"), .kind = FIELD_WORD },
	{ .name = "subject",
	  .label = N_("Its number"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "from", .label = N_("From the day"), .kind = FIELD_DAY },
	{ .name = "to", .label = N_("Up to the day"), .kind = FIELD_DAY },
	{ .name = "q",
	  .label = N_("Words in the reason"),
	  .kind = FIELD_LINE,
	  .max = Q_MOST },
	{ .name = "before", .label = N_("Event"), .kind = FIELD_INT, .min = 1 },
};

static struct err *fault(struct cx *cx, const char *msgid, const char *field)
{
	return err_at(err_new(cx->arena, ERR_INVALID, msgid), str_c(field));
}

static bool subject_is(struct str kind)
{
	const char *known, *title;

	for (int i = 0; trail_subject_nth(i, &known, &title); i++)
		if (str_eq(kind, str_c(known)))
			return true;
	return false;
}

static struct err *filter_check(struct cx *cx, const struct trail_filter *f,
				bool has_group, bool good_group)
{
	if (has_group && !good_group)
		return fault(cx, N_("Choose a group from the list."), "group");
	if (f->subject_kind.n && !subject_is(f->subject_kind))
		return fault(cx,
			     N_("Choose from the list what it is "
				"about."),
			     "about");
	if (f->subject != DB_NULL && !f->subject_kind.n)
		return fault(cx,
			     N_("Choose what the number is of: a task, a "
				"member …"),
			     "about");
	if (f->from != DAY_NONE && f->to != DAY_NONE && f->from > f->to)
		return fault(cx,
			     N_("The first day comes after the last: exchange "
				"them."),
			     "from");
	return NULL;
}

/* Behind which event the page begins. */
static struct err *before_find(struct cx *cx, int64_t id,
			       struct trail_filter *f)
{
	struct trail_event_row row;
	bool found;
	struct err *err;

	if (id == DB_NULL)
		return NULL;
	err = trail_event(cx->db, &(struct trail_event_in){ .id = id }, &row,
			  &found);
	if (!err && found) {
		f->at = row.at;
		f->id = row.id;
	}
	return err;
}

/* *ret_bad: what has to be mended; the list is of everything then. */
static struct err *filter_read(struct cx *cx, const struct req *rq,
			       struct trail_filter *f, struct err **ret_bad)
{
	struct str group = req_str(rq, "group");
	enum audit_group g = AUDIT_WORK;
	bool good = group.n && audit_group_from_key(group, &g);

	*f = (struct trail_filter){
		.actor = req_int(rq, "actor"),
		.behalf = req_int(rq, "behalf"),
		.group = good ? (int)g : TRAIL_ANY_GROUP,
		.subject_kind = req_str(rq, "about"),
		.subject = req_int(rq, "subject"),
		.from = req_day(rq, "from"),
		.to = req_day(rq, "to"),
		.text = text_fold(cx->arena, req_str(rq, "q").p
						     ? req_str(rq, "q")
						     : STR("")),
	};
	*ret_bad = req_faults(rq);
	if (!*ret_bad)
		*ret_bad = filter_check(cx, f, group.n > 0, good);
	if (*ret_bad)
		*f = (struct trail_filter){ .actor = DB_NULL,
					    .behalf = DB_NULL,
					    .group = TRAIL_ANY_GROUP,
					    .subject = DB_NULL,
					    .from = DAY_NONE,
					    .to = DAY_NONE };
	return before_find(cx, req_int(rq, "before"), f);
}

/* ---- the form --------------------------------------------------------------- */

static void choice_add(struct cx *cx, struct trail_choices *c, struct str value,
		       struct str title, struct str chosen)
{
	*vec_push(cx->arena, c) =
		(struct trail_choice){ value, title, str_eq(value, chosen) };
}

static struct err *people_fill(struct cx *cx, struct str chosen,
			       struct trail_choices *c)
{
	struct trail_users_rows rows;
	struct err *err =
		trail_users(cx->db,
			    &(struct trail_users_in){ .limit = PEOPLE_MOST },
			    &rows);

	choice_add(cx, c, STR(""), tr(cx->lang, N_("Everybody")), chosen);
	choice_add(cx, c, STR("-1"), tr(cx->lang, N_("System")), chosen);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		choice_add(cx, c,
			   str_fmt(cx->arena, "%lld", (long long)rows.p[i].id),
			   rows.p[i].name, chosen);
	return err;
}

static struct str typed(const struct req *rq, const char *name)
{
	struct str s = req_typed(rq, name);

	return s.p ? s : STR("");
}

static struct err *form_fill(struct cx *cx, const struct req *rq,
			     struct trail_list_view *x)
{
	struct str group = typed(rq, "group"), about = typed(rq, "about");
	const char *kind, *title;

	choice_add(cx, &x->groups, STR(""), tr(cx->lang, N_("All of it")),
		   group);
	for (int g = 0; g < N_AUDIT_GROUP; g++)
		choice_add(cx, &x->groups,
			   str_c(audit_group_key((enum audit_group)g)),
			   tr(cx->lang, audit_group_title((enum audit_group)g)),
			   group);
	choice_add(cx, &x->kinds, STR(""), tr(cx->lang, N_("Anything")), about);
	for (int i = 0; trail_subject_nth(i, &kind, &title); i++)
		choice_add(cx, &x->kinds, str_c(kind), tr(cx->lang, title),
			   about);
	x->subject = typed(rq, "subject");
	x->from = typed(rq, "from");
	x->to = typed(rq, "to");
	x->q = typed(rq, "q");
	x->behalf = typed(rq, "behalf");
	return people_fill(cx, typed(rq, "actor"), &x->people);
}

/* The list without a condition, from its first page. */
static struct str without(struct cx *cx, const struct req *rq, const char *name)
{
	struct str q =
		query_with(cx->arena, req_query(rq), STR("before"), STR_NULL);

	return str_cat(cx->arena, STR("/trail"),
		       query_with(cx->arena, q, str_c(name), STR_NULL));
}

static void chip_add(struct cx *cx, const struct req *rq, const char *name,
		     struct str text, struct chips *c)
{
	*vec_push(cx->arena, c) = (struct chip){ text, without(cx, rq, name) };
}

static struct err *chips_fill(struct cx *cx, const struct req *rq,
			      const struct trail_filter *f, struct chips *c)
{
	struct trail_subject s;
	struct str name;
	struct err *err = NULL;

	c->clear = STR("/trail");
	if (f->actor != DB_NULL) {
		err = trail_who(cx, f->actor, &name);
		if (!err)
			chip_add(cx, rq, "actor", name, c);
	}
	if (!err && f->behalf != DB_NULL) {
		err = trail_who(cx, f->behalf, &name);
		if (!err)
			chip_add(cx, rq, "behalf",
				 tr_fmt(cx->arena, cx->lang, N_("for {0}"),
					name),
				 c);
	}
	if (!err && f->group != TRAIL_ANY_GROUP)
		chip_add(cx, rq, "group",
			 tr(cx->lang,
			    audit_group_title((enum audit_group)f->group)),
			 c);
	if (!err && f->subject_kind.n) {
		err = trail_subject_say(cx, f->subject_kind, f->subject, &s);
		if (!err)
			chip_add(cx, rq,
				 f->subject != DB_NULL ? "subject" : "about",
				 s.kind, c);
	}
	if (!err && f->from != DAY_NONE)
		chip_add(cx, rq, "from",
			 tr_fmt(cx->arena, cx->lang, N_("from {0}"),
				fmt_day(cx->arena, f->from)),
			 c);
	if (!err && f->to != DAY_NONE)
		chip_add(cx, rq, "to",
			 tr_fmt(cx->arena, cx->lang, N_("up to {0}"),
				fmt_day(cx->arena, f->to)),
			 c);
	if (!err && f->text.n)
		chip_add(cx, rq, "q",
			 tr_fmt(cx->arena, cx->lang, N_("“{0}”"),
				req_str(rq, "q")),
			 c);
	return err;
}

/* ---- the page --------------------------------------------------------------- */

static struct err *reason_of(struct cx *cx, const struct trail_events_row *r,
			     struct str *ret_reason)
{
	return audit_unveil(cx, str_to_c(cx->arena, r->subject_kind),
			    r->subject, r->reason, ret_reason);
}

static struct err *line_fill(struct cx *cx, const struct trail_events_row *r,
			     struct trail_line *l)
{
	bool open = true;
	struct err *err = trail_who(cx, r->actor, &l->who);

	l->id = r->id;
	l->at = r->at;
	l->what = audit_kind_title(r->kind, cx->lang);
	if (!err && r->on_behalf != DB_NULL)
		err = trail_who(cx, r->on_behalf, &l->behalf);
	if (!err)
		err = trail_subject_say(cx, r->subject_kind, r->subject,
					&l->about);
	if (!err && r->reason.n)
		err = trail_is_open(cx, r->kind, r->subject_kind, r->subject,
				    &open);
	l->hidden = !open;
	if (!err && open)
		err = reason_of(cx, r, &l->reason);
	return err;
}

static struct str going_on(struct cx *cx, const struct req *rq, int64_t id)
{
	return str_cat(cx->arena, STR("/trail"),
		       query_with(cx->arena, req_query(rq), STR("before"),
				  str_fmt(cx->arena, "%lld", (long long)id)));
}

static struct err *lines_fill(struct cx *cx, const struct req *rq,
			      const struct trail_filter *f,
			      struct trail_list_view *x)
{
	struct trail_walk *w = trail_walk_open(cx, cx->arena, f, LOOKED_MOST);
	struct trail_events_row row;
	int64_t at, id, last = 0;
	bool more = true;
	struct err *err = NULL;

	while (!err && more && x->lines.n < PAGE_ROWS) {
		err = trail_walk_next(w, &row, &more);
		if (!err && more) {
			last = row.id;
			err = line_fill(cx, &row,
					vec_push(cx->arena, &x->lines));
		}
	}
	if (!err && more) /* is there another? */
		err = trail_walk_next(w, &row, &more);
	if (err)
		return err;
	if (trail_walk_stopped(w, &at, &id)) {
		x->older = going_on(cx, rq, id);
		x->looked_to = fmt_instant(cx->arena, at);
	} else if (more) {
		x->older = going_on(cx, rq, last);
	}
	if (f->at)
		x->newest = without(cx, rq, "before");
	return NULL;
}

static struct err *list_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct trail_list_view x = { .page = NULL };
	struct page_ask ask = { .title = tr(cx->lang, N_("Trail")),
				.menu = "trail" };
	struct trail_filter f;
	struct err *bad = NULL;
	struct page page;
	struct view v;
	struct err *err = trail_page_may(cx);

	if (!err)
		err = filter_read(cx, rq, &f, &bad);
	if (!err)
		err = form_fill(cx, rq, &x);
	if (!err)
		err = chips_fill(cx, rq, &f, &x.chips);
	if (!err && !bad)
		err = lines_fill(cx, rq, &f, &x);
	if (!err)
		err = trail_warning(cx, &x.warning);
	x.faults = view_faults(cx, bad);
	ask.n_errors = (int)x.faults.n;
	if (!err)
		err = page_begin(cx, rq, rp, &ask, &page, &v);
	if (err)
		return err;
	if (bad)
		rp->status = 422;
	x.page = &page;
	x.none.title = tr(cx->lang, N_("Nothing of that was done"));
	x.none.text = tr(cx->lang, N_("Take a condition away, or choose other "
				      "days."));
	x.csv = str_cat(cx->arena, STR("/trail.csv"),
			query_with(cx->arena, req_query(rq), STR("before"),
				   STR_NULL));
	trail_list_html(&v, &x);
	return NULL;
}

/* ---- csv: streamed ----------------------------------------------------------- */

struct stream {
	struct cx cx; /* own copy: outlives the page function */
	struct trail_walk *walk;
	bool begun, ended;
};

static void csv_head(struct stream *s, struct buf *b)
{
	static const char *const heads[] = {
		N_("Event"),	     N_("Time"),       N_("Kind"),
		N_("What was done"), N_("Who did it"), N_("Done for"),
		N_("Its subject"),   N_("Its number"), N_("Reason"),
	};

	buf_lit(b, "\xef\xbb\xbf"); /* so that Excel reads UTF-8 */
	for (ptrdiff_t i = 0; i < N_ELEMENTS(heads); i++)
		csv_cell(b, tr(s->cx.lang, heads[i]), i == 0);
	csv_end(b);
	s->begun = true;
}

static struct str number(struct cx *cx, int64_t n)
{
	return n == DB_NULL ? STR("")
			    : str_fmt(cx->arena, "%lld", (long long)n);
}

static struct err *csv_row(struct stream *s, const struct trail_events_row *r,
			   struct buf *b)
{
	struct cx *cx = &s->cx;
	struct str who, behalf = STR("");
	struct trail_subject about;
	bool open = true;
	struct str reason = STR_NULL;
	struct err *err = trail_who(cx, r->actor, &who);

	if (!err && r->on_behalf != DB_NULL)
		err = trail_who(cx, r->on_behalf, &behalf);
	if (!err)
		err = trail_subject_say(cx, r->subject_kind, DB_NULL, &about);
	if (!err && r->reason.n)
		err = trail_is_open(cx, r->kind, r->subject_kind, r->subject,
				    &open);
	if (!err)
		err = reason_of(cx, r, &reason);
	if (err)
		return err;
	csv_cell(b, number(cx, r->id), true);
	csv_cell(b, instant_iso(cx->arena, r->at), false);
	csv_cell(b, r->kind, false);
	csv_cell(b, audit_kind_title(r->kind, cx->lang), false);
	csv_cell(b, who, false);
	csv_cell(b, behalf, false);
	csv_cell(b, about.kind, false);
	csv_cell(b, number(cx, r->subject), false);
	csv_cell(b,
		 !open	    ? tr(cx->lang, N_("hidden"))
		 : reason.p ? reason
			    : STR(""),
		 false);
	csv_end(b);
	return NULL;
}

static struct err *csv_more(void *state, struct buf *chunk)
{
	struct stream *s = state;
	ptrdiff_t least = chunk->n + CHUNK_LEAST;
	struct trail_events_row row;
	bool more = true;
	struct err *err = NULL;

	/* room now: the walk gives back what is allocated behind this, since a
	 * filter may let through one event of a million */
	buf_room(chunk, CHUNK_LEAST + ROW_MOST);
	if (!s->begun)
		csv_head(s, chunk);
	trail_walk_forget(s->walk);
	while (!s->ended && !err && chunk->n < least) {
		err = trail_walk_next(s->walk, &row, &more);
		if (!err && more)
			err = csv_row(s, &row, chunk);
		s->ended = !more;
	}
	return err;
}

static struct err *csv_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct stream *s = arena_new(rp->arena, struct stream, 1);
	struct trail_filter f;
	struct err *bad = NULL;
	struct err *err = trail_page_may(cx);

	if (!err)
		err = filter_read(cx, rq, &f, &bad);
	if (err || bad)
		return err ? err : bad;
	s->cx = *cx;
	s->cx.arena = rp->arena;
	s->walk = trail_walk_open(&s->cx, rp->arena, &f, 0);
	rp->type = "text/csv; charset=utf-8";
	rp->download = tr_fmt(rp->arena, cx->lang, N_("trail {0}.csv"),
			      day_iso(rp->arena, cx->today));
	rp->stream = csv_more;
	rp->stream_state = s;
	return NULL;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/trail",
	  .perm = PERM_TRAIL_VIEW,
	  .page = list_get,
	  ROUTE_FIELDS(fields) },
	{ .method = GET,
	  .path = "/trail.csv",
	  .perm = PERM_TRAIL_VIEW,
	  .page = csv_get,
	  ROUTE_FIELDS(fields),
	  .slow = true },
};
const struct route_table trail_list_routes = { routes,
					       (int)N_ELEMENTS(routes) };
