/* What waits to be done about members: /members/due. */
#include "member/member_stat_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_due.h"
#include "member/member_fig.h"
#include "view/site.h"

struct show {
	struct cx *cx;
	struct fig_ask ask;
	const struct member_due *due;
	struct fig_view *x;
	struct str only; /* the list that is shown alone, or absent */
};

enum { ROWS_SHOWN = 5 /* of each list on the page of all */ };

static const char *const vote_key[N_DUE_VOTE] = { "official", "exempt", "away",
						  "base" };
static const char *const vote_title[N_DUE_VOTE] = { N_("Official members"),
						    N_("Exempt"), N_("Away"),
						    N_("Base") };

static struct fig_row *person_row(const struct show *w, struct fig_table *t,
				  const struct due_person *p)
{
	struct cx *cx = w->cx;
	struct fig_row *r = fig_row(cx, t, p->name);

	r->member = p->member;
	r->href = str_fmt(cx->arena, "/member/%lld", (long long)p->member);
	r->cell[0] = fig_text(p->org);
	return r;
}

static struct fig_cell day_cell(struct cx *cx, day_t on)
{
	return fig_text(on == DAY_NONE ? STR("–") : fmt_day(cx->arena, on));
}

static struct fig_table *people_table(const struct show *w, const char *id,
				      const char *title, const char *rule)
{
	struct cx *cx = w->cx;
	struct fig_table *t = fig_table(cx, w->x, id, title);

	t->first = tr(cx->lang, N_("Name"));
	t->basis = fig_basis(cx, rule);
	t->none = t->basis.n ? tr(cx->lang, N_("Nobody."))
			     : tr(cx->lang, N_("No rule was in force on this "
					       "day."));
	fig_head(cx, t, N_("Organisation"), false);
	return t;
}

static void probation(const struct show *w)
{
	struct cx *cx = w->cx;
	struct fig_table *t = people_table(w, "h-probation",
					   N_("Probation ends"), "probation");
	const struct due_people *list = &w->due->probation;

	t->note = tr(cx->lang,
		     N_("Ended, or ending soon. The cell reviews within the "
			"days of the second rule; who is reviewed later is "
			"still a full member from the end of the probation."));
	t->basis = str_fmt(cx->arena, "%.*s %.*s", STR_ARG(t->basis),
			   STR_ARG(fig_basis(cx, "official_review")));
	fig_head(cx, t, N_("Began on"), false);
	fig_head(cx, t, N_("Ends on"), false);
	fig_head(cx, t, N_("Review until"), false);
	fig_head(cx, t, N_("Judgement"), false);
	for (ptrdiff_t i = 0; i < list->n; i++) {
		const struct due_person *p = &list->p[i];
		struct fig_row *r = person_row(w, t, p);
		bool ended = p->until <= w->due->on;

		r->cell[1] = day_cell(cx, p->since);
		r->cell[2] = day_cell(cx, p->until);
		r->cell[3] = day_cell(cx, p->review);
		r->cell[4] =
			fig_text(tr(cx->lang, p->late ? N_("review overdue")
					      : ended ? N_("to be reviewed")
						      : N_("ends soon")));
		r->cell[4].red = p->late;
	}
}

static void emblem(const struct show *w)
{
	struct cx *cx = w->cx;
	struct fig_table *t =
		people_table(w, "h-emblem", N_("Emblems of the next round"),
			     "emblem_years");
	const struct due_people *list = &w->due->emblem;

	t->note = tr(cx->lang, N_("Who reaches the years behind the round "
				  "before, up to the day of this one."));
	t->basis = str_fmt(cx->arena, "%.*s %.*s", STR_ARG(t->basis),
			   STR_ARG(fig_basis(cx, "emblem_rounds")));
	fig_head(cx, t, N_("Admitted on"), false);
	fig_head(cx, t, N_("Number of years"), true);
	fig_head(cx, t, N_("Round"), false);
	for (ptrdiff_t i = 0; i < list->n; i++) {
		const struct due_person *p = &list->p[i];
		struct fig_row *r = person_row(w, t, p);

		r->cell[1] = day_cell(cx, p->since);
		r->cell[2] = fig_int(cx, p->years, STR_NULL);
		r->cell[3] = day_cell(cx, p->until);
	}
}

/* "2/3" of the base, rounded up; -1: no rule. */
static int64_t votes_needed(const struct show *w, int64_t base)
{
	struct str rest =
		profile_rule(w->cx->profile, STR("vote_share"), w->due->on);
	int64_t a, b;

	if (!rest.p || !str_to_i64(str_cut(&rest, '/'), &a) ||
	    !str_to_i64(rest, &b) || a <= 0 || b < a || b > 1000)
		return -1;
	return (base * a + b - 1) / b;
}

static void cell_row(const struct show *w, struct fig_table *t,
		     const struct due_cell *c)
{
	struct cx *cx = w->cx;
	const int64_t n[N_DUE_VOTE] = { c->official, c->exempt, c->away,
					c->base };
	struct fig_ask ask = { .org = c->id };
	struct fig_row *r = fig_row(cx, t, c->name);
	int64_t needed = votes_needed(w, c->base);

	r->sub = c->code;
	r->href = fig_href(cx, "/members/stats", &ask, STR(""));
	for (int i = 0; i < t->n_heads && i < N_DUE_VOTE; i++)
		r->cell[i] = fig_int(
			cx, n[i],
			fig_href(cx, "/members/due/list", &ask,
				 str_fmt(cx->arena, "&by=%s", vote_key[i])));
	if (t->n_heads == 1)
		return;
	r->cell[4] =
		needed < 0 ? fig_text(STR("–")) : fig_int(cx, needed, STR_NULL);
}

static void cells(const struct show *w, bool few)
{
	struct cx *cx = w->cx;
	const struct due_cells *list = &w->due->cells;
	struct fig_table *t =
		few ? fig_table(cx, w->x, "h-few",
				N_("Cells with too few official members"))
		    : fig_table(cx, w->x, "h-votes", N_("Who votes in a cell"));

	t->first = tr(cx->lang, N_("Cell"));
	t->basis = fig_basis(cx, few ? "cell_min_official" : "vote_share");
	t->none = tr(cx->lang, N_("No cell."));
	fig_head(cx, t, vote_title[DUE_OFFICIAL], true);
	if (!few) {
		t->note = tr(cx->lang,
			     N_("The base of a vote: official members, less "
				"those exempt from meetings and those away "
				"for a time."));
		for (int i = DUE_EXEMPT; i < N_DUE_VOTE; i++)
			fig_head(cx, t, vote_title[i], true);
		fig_head(cx, t, N_("Votes needed"), true);
	}
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (!few ||
		    (w->due->least > 0 && list->p[i].official < w->due->least))
			cell_row(w, t, &list->p[i]);
}

static void stays(const struct show *w)
{
	struct cx *cx = w->cx;
	struct fig_table *t = people_table(w, "h-stay",
					   N_("Temporary stays beyond their "
					      "limit"),
					   "temporary_stay");
	const struct due_people *list = &w->due->stays;

	fig_head(cx, t, N_("Stays with"), false);
	fig_head(cx, t, N_("Began on"), false);
	fig_head(cx, t, N_("Limit"), false);
	for (ptrdiff_t i = 0; i < list->n; i++) {
		const struct due_person *p = &list->p[i];
		struct fig_row *r = person_row(w, t, p);

		r->cell[1] = fig_text(p->host);
		r->cell[2] = day_cell(cx, p->since);
		r->cell[3] = day_cell(cx, p->until);
	}
}

static void transfers(const struct show *w)
{
	struct cx *cx = w->cx;
	struct fig_table *t = people_table(w, "h-transfer",
					   N_("Transfers beyond their "
					      "limit"),
					   "official_transfer");
	const struct due_people *list = &w->due->transfers;

	t->note = tr(cx->lang, N_("Working days from sending until arrival, "
				  "or until the day of this page."));
	fig_head(cx, t, N_("Papers sent on"), false);
	fig_head(cx, t, N_("Arrived on"), false);
	fig_head(cx, t, N_("Working days"), true);
	for (ptrdiff_t i = 0; i < list->n; i++) {
		const struct due_person *p = &list->p[i];
		struct fig_row *r = person_row(w, t, p);

		r->cell[1] = day_cell(cx, p->since);
		r->cell[2] = day_cell(cx, p->until);
		r->cell[3] = fig_int(cx, p->years, STR_NULL);
	}
}

static int64_t late_of(const struct due_people *list)
{
	int64_t n = 0;

	for (ptrdiff_t i = 0; i < list->n; i++)
		n += list->p[i].late;
	return n;
}

static void sentence(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct member_due *d = w->due;
	int64_t late = late_of(&d->probation) + d->stays.n + d->transfers.n;

	w->x->lead = tr_fmt(cx->arena, cx->lang,
			    N_("On {0}: probations that ended or end soon: "
			       "{1}; cells with too few official members: "
			       "{2}; emblems of the next round: {3}."),
			    fmt_day(cx->arena, d->on),
			    fmt_int(cx->arena, cx->lang, d->probation.n),
			    fmt_int(cx->arena, cx->lang, d->n_few),
			    fmt_int(cx->arena, cx->lang, d->emblem.n));
	if (late)
		w->x->wrong =
			tr_fmt(cx->arena, cx->lang, N_("Beyond a limit: {0}."),
			       fmt_int(cx->arena, cx->lang, late));
}

/* ---- one of the lists, or the beginning of each -------------------------------- */

/* A table "h-votes" is the list "votes". */
static struct str list_key(const struct fig_table *t)
{
	return str_sub(t->id, 2, t->id.n);
}

static struct str list_href(const struct show *w, const struct fig_table *t)
{
	return fig_href(w->cx, "/members/due", &w->ask,
			str_fmt(w->cx->arena, "&list=%.*s",
				STR_ARG(list_key(t))));
}

/* The kinds and how many stand in each: they lead to the lists. */
static void kinds_fill(const struct show *w)
{
	struct cx *cx = w->cx;
	struct fig_view *x = w->x;

	if (w->only.n)
		*vec_push(cx->arena, &x->forms) =
			(struct fig_tab){ .text = tr(cx->lang, N_("All lists")),
					  .href = fig_href(cx, "/members/due",
							   &w->ask, STR("")) };
	for (ptrdiff_t i = 0; i < x->tables.n; i++) {
		const struct fig_table *t = &x->tables.p[i];

		*vec_push(cx->arena, &x->forms) = (struct fig_tab){
			.text = str_fmt(cx->arena, "%.*s: %.*s",
					STR_ARG(t->title),
					STR_ARG(fmt_int(cx->arena, cx->lang,
							t->rows.n))),
			.href = w->only.n ? list_href(w, t)
					  : str_fmt(cx->arena, "#%.*s",
						    STR_ARG(t->id)),
			.current = str_eq(list_key(t), w->only)
		};
	}
}

static void lists_shorten(const struct show *w)
{
	struct cx *cx = w->cx;

	w->x->rows_most = ROWS_SHOWN;
	for (ptrdiff_t i = 0; i < w->x->tables.n; i++) {
		struct fig_table *t = &w->x->tables.p[i];

		t->all = list_href(w, t);
		t->all_text = tr_fmt(cx->arena, cx->lang, N_("Show all {0}"),
				     fmt_int(cx->arena, cx->lang, t->rows.n));
	}
}

static struct err *list_pick(const struct show *w, int64_t page)
{
	struct fig_view *x = w->x;

	x->page_no = page == DB_NULL ? 1 : page;
	for (ptrdiff_t i = 0; i < x->tables.n; i++)
		if (str_eq(list_key(&x->tables.p[i]), w->only)) {
			x->tables.p[0] = x->tables.p[i];
			x->tables.n = 1;
			return NULL;
		}
	return err_at(err_new(w->cx->arena, ERR_INVALID,
			      N_("No list is called so.")),
		      STR("list"));
}

static void tables_fill(const struct show *w)
{
	probation(w);
	cells(w, true);
	stays(w);
	transfers(w);
	emblem(w);
	cells(w, false);
	kinds_fill(w);
}

static struct err *due_send(struct cx *cx, struct req *rq, struct reply *rp,
			    enum fig_form form)
{
	struct fig_view x = { 0 };
	struct member_due due;
	struct show w = {
		.cx = cx, .due = &due, .x = &x, .only = req_str(rq, "list")
	};
	struct str more;
	struct err *err = fig_day_read(cx, rq);

	if (!err)
		err = fig_org_read(cx, rq, &w.ask);
	if (!err)
		err = member_due_read(cx, w.ask.org, cx->today, &due);
	if (!err)
		err = fig_frame(cx, &w.ask, "/members/due", &x);
	if (err)
		return err;
	more = w.only.n ? str_fmt(cx->arena, "&list=%.*s", STR_ARG(w.only))
			: STR("");
	x.heading = tr(cx->lang, N_("To be done about members"));
	x.sub = tr_fmt(cx->arena, cx->lang, N_("By the rules in force on {0}."),
		       fmt_day(cx->arena, cx->today));
	x.xlsx = fig_href(cx, "/members/due.xlsx", &w.ask, more);
	x.csv = fig_href(cx, "/members/due.csv", &w.ask, more);
	sentence(&w);
	tables_fill(&w);
	if (w.only.n)
		err = list_pick(&w, req_int(rq, "page"));
	else
		lists_shorten(&w);
	return err ? err : fig_send(cx, rq, rp, &x, form);
}

static struct err *due_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return due_send(cx, rq, rp, FIG_PAGE);
}

static struct err *due_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	return due_send(cx, rq, rp, FIG_XLSX);
}

static struct err *due_csv(struct cx *cx, struct req *rq, struct reply *rp)
{
	return due_send(cx, rq, rp, FIG_CSV);
}

/* ---- who makes a figure of a cell ------------------------------------------------- */

static struct err *vote_read(struct cx *cx, struct req *rq,
			     enum due_vote *ret_which)
{
	struct str by = req_str(rq, "by");

	for (int i = 0; i < N_DUE_VOTE; i++)
		if (str_eq(by, str_c(vote_key[i]))) {
			*ret_which = (enum due_vote)i;
			return NULL;
		}
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("No figure is called so.")),
		      STR("by"));
}

/* Who may see whom is asked of today, also in a list of a past day. */
static struct err *voters_fill(const struct show *w,
			       const struct due_people *list)
{
	struct cx *cx = w->cx;
	struct fig_table *t = fig_table(cx, w->x, "h-who", N_("Members"));
	struct err *err = NULL;

	t->first = tr(cx->lang, N_("Name"));
	t->none = tr(cx->lang, N_("Nobody."));
	fig_head(cx, t, N_("Organisation"), false);
	fig_head(cx, t, N_("State"), false);
	for (ptrdiff_t i = 0; !err && i < list->n; i++) {
		struct due_person p = list->p[i];
		bool seen = !member_scope(cx);
		struct fig_row *r;

		if (!seen)
			err = member_is_seen(cx, p.member, &seen);
		if (!seen)
			p.name = tr(cx->lang, N_("(belongs elsewhere now)"));
		r = person_row(w, t, &p);
		if (!seen) {
			r->member = 0;
			r->href = STR_NULL;
		}
		r->cell[1] = fig_text(profile_term_title(cx->profile, "state",
							 p.state, cx->lang));
	}
	return err;
}

static struct str voters_href(const struct show *w, const char *path,
			      enum due_vote which)
{
	return fig_href(w->cx, path, &w->ask,
			str_fmt(w->cx->arena, "&by=%s", vote_key[which]));
}

static void voters_words(const struct show *w, enum due_vote which, ptrdiff_t n)
{
	struct cx *cx = w->cx;
	struct fig_view *x = w->x;
	struct str count = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} member"), N_("{0} members"), n),
		(const struct str[]){ fmt_int(cx->arena, cx->lang, n) }, 1);

	x->heading = tr_fmt(cx->arena, cx->lang, N_("Members of {0}"),
			    x->crumbs.p[x->crumbs.n - 1].text);
	x->sub = tr_fmt(cx->arena, cx->lang,
			N_("People, names and organisations as they were on "
			   "{0}."),
			fmt_day(cx->arena, cx->today));
	x->lead = str_fmt(cx->arena, "%.*s: %.*s.",
			  STR_ARG(tr(cx->lang, vote_title[which])),
			  STR_ARG(count));
	x->xlsx = voters_href(w, "/members/due/list.xlsx", which);
	x->csv = voters_href(w, "/members/due/list.csv", which);
	for (int i = 0; i < N_DUE_VOTE; i++)
		*vec_push(cx->arena, &x->forms) =
			(struct fig_tab){ tr(cx->lang, vote_title[i]),
					  voters_href(w, "/members/due/list",
						      (enum due_vote)i),
					  i == (int)which };
}

static struct err *voters_send(struct cx *cx, struct req *rq, struct reply *rp,
			       enum fig_form form)
{
	struct fig_view x = { 0 };
	struct due_people list;
	struct show w = { .cx = cx, .x = &x };
	enum due_vote which = N_DUE_VOTE;
	struct err *err = fig_day_read(cx, rq);

	if (!err)
		err = vote_read(cx, rq, &which);
	if (!err)
		err = fig_org_read(cx, rq, &w.ask);
	if (!err)
		err = member_due_voters(cx, w.ask.org, cx->today, which, &list);
	if (!err)
		err = fig_frame(cx, &w.ask, "/members/due", &x);
	if (!err)
		err = voters_fill(&w, &list);
	if (err)
		return err;
	voters_words(&w, which, list.n);
	x.page_no = req_int(rq, "page") == DB_NULL ? 1 : req_int(rq, "page");
	return fig_send(cx, rq, rp, &x, form);
}

static struct err *voters_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return voters_send(cx, rq, rp, FIG_PAGE);
}

static struct err *voters_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	return voters_send(cx, rq, rp, FIG_XLSX);
}

static struct err *voters_csv(struct cx *cx, struct req *rq, struct reply *rp)
{
	return voters_send(cx, rq, rp, FIG_CSV);
}

static const struct field fields[] = {
	FIG_ORG_FIELD,
	FIG_DAY_FIELD,
	{ .name = "list", .label = N_("List"), .kind = FIELD_WORD },
	FIG_PAGE_FIELD,
};
static const struct field voters_fields[] = {
	FIG_ORG_FIELD,
	FIG_DAY_FIELD,
	{ .name = "by", .label = N_("Group"), .kind = FIELD_WORD },
	FIG_PAGE_FIELD,
};
#define DUE_ROUTE(p, f, of)                                                    \
	{                                                                      \
		.method = GET, .path = (p), .perm = PERM_MEMBER_PERSONAL,      \
		.page = (f), ROUTE_FIELDS(of), .slow = true                    \
	}
static const struct route routes[] = {
	DUE_ROUTE("/members/due", due_page, fields),
	DUE_ROUTE("/members/due.xlsx", due_xlsx, fields),
	DUE_ROUTE("/members/due.csv", due_csv, fields),
	DUE_ROUTE("/members/due/list", voters_page, voters_fields),
	DUE_ROUTE("/members/due/list.xlsx", voters_xlsx, voters_fields),
	DUE_ROUTE("/members/due/list.csv", voters_csv, voters_fields),
};
const struct route_table member_due_routes = { routes,
					       (int)N_ELEMENTS(routes) };
