/* Statistics of members as at any day: /members/stats. */
#include "member/member_stat_page.h"

#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_fig.h"
#include "view/site.h"

struct show {
	struct cx *cx;
	struct fig_ask ask;
	const struct member_stat *s;
	struct fig_view *x;
};

/* The list that makes a figure of an organisation; by NULL: everybody. */
static struct str list_href(const struct show *w, int64_t org, const char *by,
			    struct str code)
{
	struct cx *cx = w->cx;
	struct fig_ask ask = { .org = org };
	struct str href =
		fig_href(cx, "/members/stats/list", &ask,
			 w->s->restated ? STR("&structure=today") : STR(""));

	if (!cx_may(cx, PERM_MEMBER_PERSONAL))
		return STR_NULL;
	if (by)
		href = fig_with(cx, href, "by", str_c(by));
	return code.p ? fig_with(cx, href, "code", code) : href;
}

static void by_unit(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct member_stat *s = w->s;
	struct fig_table *t = fig_table(cx, w->x, "h-unit", N_("By unit"));
	struct fig_ask unit = w->ask;
	struct fig_row *r;

	t->first = tr(cx->lang, N_("Organisation"));
	t->note = tr(cx->lang,
		     N_("Those that stood directly below, by the name of the "
			"day; whoever belongs to one further down counts."));
	t->none = tr(cx->lang, N_("Nothing stood below it."));
	fig_head(cx, t, N_("Members"), true);
	fig_head(cx, t, N_("Share"), true);
	for (ptrdiff_t i = 0; i < s->by_unit.n; i++) {
		const struct stat_unit *u = &s->by_unit.p[i];

		unit.org = u->id;
		r = fig_row(cx, t, u->name);
		r->sub = u->code;
		r->href = fig_href(cx, "/members/stats", &unit,
				   s->restated ? STR("&structure=today")
					       : STR(""));
		r->cell[0] =
			fig_int(cx, u->n, list_href(w, u->id, NULL, STR_NULL));
		r->cell[1] = fig_share(cx, u->n, s->members);
	}
	if (s->direct && t->rows.n) {
		r = fig_row(cx, t, tr(cx->lang, N_("in no unit")));
		r->cell[0] =
			fig_int(cx, s->direct,
				list_href(w, s->org.id, "direct", STR_NULL));
		r->cell[1] = fig_share(cx, s->direct, s->members);
	}
	t->has_total = t->rows.n > 0;
	t->total = (struct fig_row){ .title = tr(cx->lang, N_("Total")) };
	t->total.cell[0] = fig_int(cx, s->members,
				   s->restated ? STR_NULL
					       : fig_href(cx, "/members",
							  &w->ask, STR("")));
	t->total.cell[1] = fig_share(cx, s->members, s->members);
}

enum { VALUES_SHOWN = 20 };

static void by_value(const struct show *w, enum stat_by by)
{
	static const char *const id[N_STAT_BY] = {
		"h-state",     "h-sex",	      "h-age",	  "h-party",
		"h-education", "h-expertise", "h-theory", "h-occupation"
	};
	struct cx *cx = w->cx;
	const struct stat_values *list = &w->s->by[by];
	struct fig_table *t = fig_table(cx, w->x, id[by], stat_by_title(by));
	int64_t more = 0;

	t->first = tr(cx->lang, N_("Group"));
	t->none = tr(cx->lang, N_("Nobody is counted."));
	fig_head(cx, t, N_("Members"), true);
	fig_head(cx, t, N_("Share"), true);
	if (by == STAT_AGE)
		t->note = tr(cx->lang, N_("Full years on the day."));
	if (by == STAT_PARTY_AGE)
		t->note = tr(cx->lang, N_("Full years since the day on the "
					  "admission decision."));
	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct fig_row *r;

		if (i >= VALUES_SHOWN) {
			more += list->p[i].n;
			continue;
		}
		r = fig_row(cx, t, list->p[i].title);
		r->cell[0] =
			fig_int(cx, list->p[i].n,
				list_href(w, w->s->org.id, stat_by_field(by),
					  list->p[i].code));
		r->cell[1] = fig_share(cx, list->p[i].n, w->s->members);
	}
	if (more) {
		struct fig_row *r = fig_row(cx, t, tr(cx->lang, N_("others")));

		r->cell[0] = fig_int(cx, more, STR_NULL);
		r->cell[1] = fig_share(cx, more, w->s->members);
	}
}

static void structure_forms(const struct show *w, day_t now)
{
	struct cx *cx = w->cx;
	struct fig_view *x = w->x;

	if (!cx->past)
		return;
	*vec_push(cx->arena, &x->forms) = (struct fig_tab){
		tr_fmt(cx->arena, cx->lang, N_("in the organisations of {0}"),
		       fmt_day(cx->arena, w->s->on)),
		fig_href(cx, "/members/stats", &w->ask, STR("")),
		!w->s->restated
	};
	*vec_push(cx->arena, &x->forms) = (struct fig_tab){
		tr_fmt(cx->arena, cx->lang,
		       N_("in the organisations of today, {0}"),
		       fmt_day(cx->arena, now)),
		fig_href(cx, "/members/stats", &w->ask,
			 STR("&structure=today")),
		w->s->restated
	};
}

/* Which people stand in which organisations. */
static struct str structure_words(struct cx *cx, const struct member_stat *s)
{
	if (s->restated)
		return tr_fmt(cx->arena, cx->lang,
			      N_("The people of {0}, put into the "
				 "organisations of {1}: each stands where "
				 "the own organisation has gone since."),
			      fmt_day(cx->arena, s->on),
			      fmt_day(cx->arena, s->structure));
	return tr_fmt(cx->arena, cx->lang,
		      N_("People, names and organisations as they were on "
			 "{0}."),
		      fmt_day(cx->arena, s->on));
}

static void fill(const struct show *w, day_t now)
{
	struct cx *cx = w->cx;
	struct fig_view *x = w->x;
	const struct member_stat *s = w->s;
	struct str more = s->restated ? STR("&structure=today") : STR("");

	x->heading =
		tr_fmt(cx->arena, cx->lang, N_("Members of {0}"), s->org.name);
	x->sub = structure_words(cx, s);
	x->lead = member_stat_sentence(cx, s);
	if (s->outside)
		x->rest = tr_fmt(cx->arena, cx->lang,
				 N_("{0} more have left with an organisation "
				    "that was handed over or ended."),
				 fmt_int(cx->arena, cx->lang, s->outside));
	x->xlsx = fig_href(cx, "/members/stats.xlsx", &w->ask, more);
	x->csv = fig_href(cx, "/members/stats.csv", &w->ask, more);
	x->left_out = tr(cx->lang,
			 N_("Ethnicity isn't counted: it is kept sealed, and "
			    "a statistic would have to open every record."));
	structure_forms(w, now);
	by_unit(w);
	for (enum stat_by by = 0; by < N_STAT_BY; by++)
		by_value(w, by);
}

static struct err *ask_read(struct cx *cx, struct req *rq,
			    struct fig_ask *ret_org, struct stat_ask *ret_ask)
{
	struct str structure = req_str(rq, "structure");
	day_t now = cx->today;
	struct err *err = fig_day_read(cx, rq);

	if (!err && structure.n && !str_eq(structure, STR("today")))
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("The structure is the day's own, or "
					"today's.")),
			     STR("structure"));
	if (!err)
		err = fig_org_read(cx, rq, ret_org);
	if (!err)
		*ret_ask = (struct stat_ask){ .org = ret_org->org,
					      .on = cx->today,
					      .structure = structure.n
								   ? now
								   : DAY_NONE };
	return err;
}

static struct err *stats_send(struct cx *cx, struct req *rq, struct reply *rp,
			      enum fig_form form)
{
	struct fig_view x = { 0 };
	struct member_stat s;
	struct show w = { .cx = cx, .s = &s, .x = &x };
	struct stat_ask ask;
	day_t now = cx->today;
	struct err *err = ask_read(cx, rq, &w.ask, &ask);

	if (!err)
		err = member_stat_read(cx, &ask, &s);
	if (!err)
		err = fig_frame(cx, &w.ask, "/members/stats", &x);
	if (err)
		return err;
	fill(&w, now);
	return fig_send(cx, rq, rp, &x, form);
}

static struct err *stats_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return stats_send(cx, rq, rp, FIG_PAGE);
}

static struct err *stats_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	return stats_send(cx, rq, rp, FIG_XLSX);
}

static struct err *stats_csv(struct cx *cx, struct req *rq, struct reply *rp)
{
	return stats_send(cx, rq, rp, FIG_CSV);
}

/* ---- who makes a figure ---------------------------------------------------------- */

static struct err *pick_read(struct cx *cx, struct req *rq,
			     struct stat_pick *ret_pick)
{
	struct str by = req_str(rq, "by");

	*ret_pick = (struct stat_pick){ .by = N_STAT_BY,
					.code = req_str(rq, "code") };
	if (!by.n)
		return NULL;
	if (str_eq(by, STR("direct"))) {
		ret_pick->direct = true;
		return NULL;
	}
	for (enum stat_by b = 0; b < N_STAT_BY; b++)
		if (str_eq(by, str_c(stat_by_field(b)))) {
			ret_pick->by = b;
			return NULL;
		}
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("No figure is called so.")),
		      STR("by"));
}

/* Who may see whom is asked of today, also in a list of a past day. */
static struct err *people_fill(struct cx *cx, const struct stat_people *list,
			       struct fig_view *x)
{
	struct err *err = NULL;
	struct fig_table *t = fig_table(cx, x, "h-who", N_("Members"));

	t->first = tr(cx->lang, N_("Name"));
	t->none = tr(cx->lang, N_("Nobody."));
	fig_head(cx, t, N_("Organisation"), false);
	fig_head(cx, t, N_("State"), false);
	fig_head(cx, t, N_("Born on"), false);
	fig_head(cx, t, N_("Admitted on"), false);
	for (ptrdiff_t i = 0; !err && i < list->n; i++) {
		const struct stat_person *p = &list->p[i];
		bool seen = !member_scope(cx);
		struct fig_row *r;

		if (!seen)
			err = member_is_seen(cx, p->member, &seen);
		r = fig_row(cx, t,
			    seen ? p->name
				 : tr(cx->lang, N_("(belongs elsewhere now)")));
		r->cell[0] = fig_text(p->org);
		r->cell[1] = fig_text(p->state);
		if (!seen)
			continue;
		r->member = p->member;
		r->href = str_fmt(cx->arena, "/member/%lld",
				  (long long)p->member);
		r->cell[2] = fig_text(fmt_day(cx->arena, p->birth));
		r->cell[3] = fig_text(fmt_day(cx->arena, p->admitted_on));
	}
	return err;
}

/* "By state: Probationary", or absent. */
static struct str pick_words(struct cx *cx, const struct member_stat *s,
			     const struct stat_pick *pick)
{
	if (pick->direct)
		return tr(cx->lang, N_("in no unit"));
	if (pick->by == N_STAT_BY)
		return STR_NULL;
	for (ptrdiff_t i = 0; i < s->by[pick->by].n; i++) {
		const struct stat_value *v = &s->by[pick->by].p[i];

		if (str_eq(v->code, pick->code))
			return str_fmt(
				cx->arena, "%.*s: %.*s",
				STR_ARG(tr(cx->lang, stat_by_title(pick->by))),
				STR_ARG(v->title));
	}
	return pick->code;
}

static struct err *who_fill(struct cx *cx, struct req *rq, const struct show *w,
			    const struct stat_pick *pick,
			    const struct stat_people *list)
{
	struct fig_view *x = w->x;
	struct err *err;
	struct str words = pick_words(cx, w->s, pick);
	struct str count = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} member"), N_("{0} members"), list->n),
		(const struct str[]){ fmt_int(cx->arena, cx->lang, list->n) },
		1);

	x->heading = tr_fmt(cx->arena, cx->lang, N_("Members of {0}"),
			    w->s->org.name);
	x->sub = structure_words(cx, w->s);
	x->lead = words.n ? str_fmt(cx->arena, "%.*s: %.*s.", STR_ARG(words),
				    STR_ARG(count))
			  : str_fmt(cx->arena, "%.*s.", STR_ARG(count));
	x->xlsx = str_fmt(cx->arena, "/members/stats/list.xlsx?%.*s",
			  STR_ARG(req_query(rq)));
	x->csv = str_fmt(cx->arena, "/members/stats/list.csv?%.*s",
			 STR_ARG(req_query(rq)));
	x->page_no = req_int(rq, "page") == DB_NULL ? 1 : req_int(rq, "page");
	err = people_fill(cx, list, x);
	return err;
}

static struct err *who_send(struct cx *cx, struct req *rq, struct reply *rp,
			    enum fig_form form)
{
	struct fig_view x = { 0 };
	struct member_stat s;
	struct stat_people list;
	struct stat_pick pick;
	struct show w = { .cx = cx, .s = &s, .x = &x };
	struct stat_ask ask;
	struct err *err = ask_read(cx, rq, &w.ask, &ask);

	if (!err)
		err = pick_read(cx, rq, &pick);
	if (!err)
		err = member_stat_people(cx, &ask, &pick, &s, &list);
	if (!err)
		err = fig_frame(cx, &w.ask, "/members/stats", &x);
	if (err)
		return err;
	err = who_fill(cx, rq, &w, &pick, &list);
	return err ? err : fig_send(cx, rq, rp, &x, form);
}

static struct err *who_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return who_send(cx, rq, rp, FIG_PAGE);
}

static struct err *who_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	return who_send(cx, rq, rp, FIG_XLSX);
}

static struct err *who_csv(struct cx *cx, struct req *rq, struct reply *rp)
{
	return who_send(cx, rq, rp, FIG_CSV);
}

/* ---- routes ------------------------------------------------------------------------ */

#define STRUCTURE_FIELD                                                        \
	{                                                                      \
		.name = "structure", .label = N_("Structure"),                 \
		.kind = FIELD_WORD                                             \
	}
static const struct field who_fields[] = {
	FIG_ORG_FIELD,
	FIG_DAY_FIELD,
	STRUCTURE_FIELD,
	{ .name = "by", .label = N_("Group"), .kind = FIELD_WORD },
	{ .name = "code",
	  .label = N_("Group"),
	  .kind = FIELD_LINE,
	  .max = 1000 },
	FIG_PAGE_FIELD,
};
static const struct field fields[] = {
	FIG_ORG_FIELD,
	FIG_DAY_FIELD,
	STRUCTURE_FIELD,
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/members/stats",
	  .perm = PERM_MEMBER_VIEW,
	  .page = stats_page,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/stats.xlsx",
	  .perm = PERM_MEMBER_VIEW,
	  .page = stats_xlsx,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/stats.csv",
	  .perm = PERM_MEMBER_VIEW,
	  .page = stats_csv,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/stats/list",
	  .perm = PERM_MEMBER_PERSONAL,
	  .page = who_page,
	  ROUTE_FIELDS(who_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/stats/list.xlsx",
	  .perm = PERM_MEMBER_PERSONAL,
	  .page = who_xlsx,
	  ROUTE_FIELDS(who_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/stats/list.csv",
	  .perm = PERM_MEMBER_PERSONAL,
	  .page = who_csv,
	  ROUTE_FIELDS(who_fields),
	  .slow = true },
};
const struct route_table member_stat_routes = { routes,
						(int)N_ELEMENTS(routes) };
