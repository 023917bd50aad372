/* What waits to be done about members: /members/due. */
#include "member/member_stat_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_due.h"
#include "member/member_fig.h"
#include "view/site.h"

struct show {
	struct cx *cx;
	struct fig_ask ask;
	const struct member_due *due;
	struct fig_view *x;
};

static struct fig_row *person_row(const struct show *w, struct fig_table *t,
				  const struct due_person *p)
{
	struct cx *cx = w->cx;
	struct fig_row *r = fig_row(cx, t, p->name);

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
	struct fig_ask ask = { .org = c->id };
	struct fig_row *r = fig_row(cx, t, c->name);
	int64_t needed = votes_needed(w, c->base);

	r->sub = c->code;
	r->href = fig_href(cx, "/members/stats", &ask, STR(""));
	r->cell[0] = fig_int(cx, c->official, STR_NULL);
	if (t->n_heads == 1)
		return;
	r->cell[1] = fig_int(cx, c->exempt, STR_NULL);
	r->cell[2] = fig_int(cx, c->away, STR_NULL);
	r->cell[3] = fig_int(cx, c->base, STR_NULL);
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
	fig_head(cx, t, N_("Official members"), true);
	if (!few) {
		t->note = tr(cx->lang,
			     N_("The base of a vote: official members, less "
				"those exempt from meetings and those away "
				"for a time."));
		fig_head(cx, t, N_("Exempt"), true);
		fig_head(cx, t, N_("Away"), true);
		fig_head(cx, t, N_("Base"), true);
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

static struct err *due_send(struct cx *cx, struct req *rq, struct reply *rp,
			    enum fig_form form)
{
	struct fig_view x = { 0 };
	struct member_due due;
	struct show w = { .cx = cx, .due = &due, .x = &x };
	struct err *err = fig_day_read(cx, rq);

	if (!err)
		err = fig_org_read(cx, rq, &w.ask);
	if (!err)
		err = member_due_read(cx, w.ask.org, cx->today, &due);
	if (!err)
		err = fig_frame(cx, &w.ask, "/members/due", &x);
	if (err)
		return err;
	x.heading = tr(cx->lang, N_("To be done about members"));
	x.sub = tr_fmt(cx->arena, cx->lang, N_("By the rules in force on {0}."),
		       fmt_day(cx->arena, cx->today));
	x.xlsx = fig_href(cx, "/members/due.xlsx", &w.ask, STR(""));
	x.csv = fig_href(cx, "/members/due.csv", &w.ask, STR(""));
	sentence(&w);
	probation(&w);
	cells(&w, true);
	stays(&w);
	transfers(&w);
	emblem(&w);
	cells(&w, false);
	return fig_send(cx, rq, rp, &x, form);
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

static const struct field fields[] = { FIG_ORG_FIELD, FIG_DAY_FIELD };
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/members/due",
	  .perm = PERM_MEMBER_VIEW,
	  .page = due_page,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/due.xlsx",
	  .perm = PERM_MEMBER_VIEW,
	  .page = due_xlsx,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/due.csv",
	  .perm = PERM_MEMBER_VIEW,
	  .page = due_csv,
	  ROUTE_FIELDS(fields),
	  .slow = true },
};
const struct route_table member_due_routes = { routes,
					       (int)N_ELEMENTS(routes) };
