/* Movements of a period: /members/moves. */
#include "member/member_stat_page.h"

#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_fig.h"
#include "member/member_move_stat.h"
#include "view/site.h"

struct show {
	struct cx *cx;
	struct fig_ask ask;
	struct member_moves *m;
	struct fig_view *x;
};

static struct str period(struct cx *cx, const struct member_moves *m)
{
	return str_fmt(cx->arena, "&from=%.*s&to=%.*s",
		       STR_ARG(day_iso(cx->arena, m->after)),
		       STR_ARG(day_iso(cx->arena, m->until)));
}

/* The list of an organisation's members on a day. */
static struct str list_of(const struct show *w, int64_t org, day_t on)
{
	struct fig_ask ask = { .org = org };
	struct str href = fig_href(w->cx, "/members/stats/list", &ask, STR(""));

	return cx_may(w->cx, PERM_MEMBER_PERSONAL)
		       ? fig_with(w->cx, href, "as_at",
				  day_iso(w->cx->arena, on))
		       : STR_NULL;
}

static const char *const way_words[N_MOVE_WAY] = { "in", "out", "other" };

/* Who makes a figure; code absent: all that came, or left. */
static struct str who(const struct show *w, int64_t org, enum move_way way,
		      struct str code)
{
	struct fig_ask ask = { .org = org };
	struct str href =
		fig_href(w->cx, "/members/moves/list", &ask,
			 str_fmt(w->cx->arena, "%.*s&way=%s",
				 STR_ARG(period(w->cx, w->m)), way_words[way]));

	if (!cx_may(w->cx, PERM_MEMBER_PERSONAL))
		return STR_NULL;
	if (org != w->m->whole.org.id)
		href = fig_with(w->cx, href, "under",
				str_fmt(w->cx->arena, "%lld",
					(long long)w->m->whole.org.id));
	return code.p ? fig_with(w->cx, href, "code", code) : href;
}

static void line_fill(const struct show *w, struct fig_row *r,
		      const struct move_line *l)
{
	struct cx *cx = w->cx;
	int64_t in = move_codes_sum(&l->in), out = move_codes_sum(&l->out);

	r->cell[0] =
		fig_int(cx, l->opening, list_of(w, l->org.id, w->m->after));
	r->cell[1] = fig_int(cx, in, who(w, l->org.id, MOVE_IN, STR_NULL));
	r->cell[2] = fig_int(cx, out, who(w, l->org.id, MOVE_OUT, STR_NULL));
	r->cell[3] =
		fig_int(cx, l->closing, list_of(w, l->org.id, w->m->until));
	r->cell[4] = fig_text(move_line_proved(l) ? tr(cx->lang, N_("adds up"))
						  : move_line_wrong(cx, l));
	r->cell[4].red = !move_line_proved(l);
}

static void by_unit(const struct show *w)
{
	struct cx *cx = w->cx;
	struct fig_table *t = fig_table(cx, w->x, "h-unit", N_("By unit"));
	struct fig_ask unit = { 0 };

	t->first = tr(cx->lang, N_("Organisation"));
	t->note =
		tr(cx->lang,
		   N_("A unit counts while it stands directly below. Who moves "
		      "between two units counts in both, and in neither "
		      "direction of the whole. Opening plus in minus out is "
		      "closing: counted on both days, and compared."));
	t->none = tr(cx->lang, N_("Nothing stood below it."));
	fig_head(cx, t, N_("Opening"), true);
	fig_head(cx, t, N_("In"), true);
	fig_head(cx, t, N_("Out"), true);
	fig_head(cx, t, N_("Closing"), true);
	fig_head(cx, t, N_("Proof"), false);
	for (ptrdiff_t i = 0; i < w->m->units.n; i++) {
		const struct move_line *l = &w->m->units.p[i];
		struct fig_row *r = fig_row(cx, t, l->org.name);

		unit.org = l->org.id;
		r->sub = l->org.code;
		r->href =
			fig_href(cx, "/members/moves", &unit, period(cx, w->m));
		line_fill(w, r, l);
	}
	t->has_total = t->rows.n > 0;
	t->total = (struct fig_row){ .title = w->m->whole.org.name };
	line_fill(w, &t->total, &w->m->whole);
}

static const char *const way_titles[N_MOVE_WAY] = {
	N_("Who came"), N_("Who left"), N_("Who stayed, with a change")
};

static void by_code(const struct show *w, const char *id, enum move_way way,
		    const struct move_codes *list)
{
	struct cx *cx = w->cx;
	struct fig_table *t = fig_table(cx, w->x, id, way_titles[way]);

	t->first = tr(cx->lang, N_("Kind"));
	t->none = tr(cx->lang, N_("None in this period."));
	fig_head(cx, t, N_("Members"), true);
	for (ptrdiff_t i = 0; i < list->n; i++)
		fig_row(cx, t, list->p[i].title)->cell[0] = fig_int(
			cx, list->p[i].n,
			who(w, w->m->whole.org.id, way, list->p[i].code));
	t->has_total = t->rows.n > 1;
	t->total = (struct fig_row){ .title = tr(cx->lang, N_("Total")) };
	t->total.cell[0] = fig_int(cx, move_codes_sum(list),
				   who(w, w->m->whole.org.id, way, STR_NULL));
}

static int64_t wrong_lines(const struct member_moves *m)
{
	int64_t n = !move_line_proved(&m->whole);

	for (ptrdiff_t i = 0; i < m->units.n; i++)
		n += !move_line_proved(&m->units.p[i]);
	return n;
}

static void sentence(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct move_line *l = &w->m->whole;
	const struct str arg[] = {
		fmt_day(cx->arena, w->m->after),
		fmt_day(cx->arena, w->m->until),
		fmt_int(cx->arena, cx->lang, l->opening),
		fmt_int(cx->arena, cx->lang, move_codes_sum(&l->in)),
		fmt_int(cx->arena, cx->lang, move_codes_sum(&l->out)),
		fmt_int(cx->arena, cx->lang, l->closing),
	};
	int64_t wrong = wrong_lines(w->m);

	w->x->lead = tr_format(
		cx->arena,
		tr(cx->lang, N_("From {2} members on {0}: {3} came, {4} left, "
				"so there were {5} on {1}.")),
		arg, (int)N_ELEMENTS(arg));
	if (wrong)
		w->x->wrong =
			tr_format(cx->arena,
				  tr_n(cx->lang, N_("{0} line doesn't add up."),
				       N_("{0} lines don't add up."), wrong),
				  (const struct str[]){
					  fmt_int(cx->arena, cx->lang, wrong) },
				  1);
}

static void fill(const struct show *w)
{
	struct cx *cx = w->cx;
	struct fig_view *x = w->x;
	const struct member_moves *m = w->m;

	x->heading = tr_fmt(cx->arena, cx->lang, N_("Movements of {0}"),
			    m->whole.org.name);
	x->sub = tr_fmt(cx->arena, cx->lang,
			N_("After {0}, up to and including {1}."),
			fmt_day(cx->arena, m->after),
			fmt_day(cx->arena, m->until));
	x->org = str_fmt(cx->arena, "%lld", (long long)w->ask.org);
	x->from = fmt_day(cx->arena, m->after);
	x->to = fmt_day(cx->arena, m->until);
	x->period_path = STR("/members/moves");
	x->undated = true;
	x->xlsx = fig_href(cx, "/members/moves.xlsx", &w->ask, period(cx, m));
	x->csv = fig_href(cx, "/members/moves.csv", &w->ask, period(cx, m));
	sentence(w);
	by_unit(w);
	by_code(w, "h-in", MOVE_IN, &m->whole.in);
	by_code(w, "h-out", MOVE_OUT, &m->whole.out);
	by_code(w, "h-other", MOVE_OTHER, &m->whole.other);
}

/* Without days: the year so far. */
static struct err *period_read(struct cx *cx, struct req *rq,
			       struct moves_ask *ask)
{
	*ask = (struct moves_ask){ .org = 0 };
	ask->after = req_day(rq, "from");
	ask->until = req_day(rq, "to");
	if (req_faults(rq))
		return req_faults(rq);
	if (ask->until == DAY_NONE)
		ask->until = cx->today;
	if (ask->after == DAY_NONE)
		ask->after = day_month_end(day_ymd(ask->until).y - 1, 12);
	if (ask->until > cx->today)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("{0} hasn't come yet; ask for today or "
				   "a day before it."),
				fmt_day(cx->arena, ask->until)),
			STR("to"));
	return NULL;
}

static struct err *moves_send(struct cx *cx, struct req *rq, struct reply *rp,
			      enum fig_form form)
{
	struct fig_view x = { 0 };
	struct member_moves m;
	struct show w = { .cx = cx, .m = &m, .x = &x };
	struct moves_ask ask;
	struct err *err = period_read(cx, rq, &ask);

	if (!err)
		err = fig_org_read(cx, rq, &w.ask);
	if (err)
		return err;
	ask.org = w.ask.org;
	err = member_moves_read(cx, &ask, &m);
	if (!err)
		err = fig_frame(cx, &w.ask, "/members/moves", &x);
	if (err)
		return err;
	fill(&w);
	return fig_send(cx, rq, rp, &x, form);
}

static struct err *moves_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return moves_send(cx, rq, rp, FIG_PAGE);
}

static struct err *moves_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	return moves_send(cx, rq, rp, FIG_XLSX);
}

static struct err *moves_csv(struct cx *cx, struct req *rq, struct reply *rp)
{
	return moves_send(cx, rq, rp, FIG_CSV);
}

/* ---- who makes a figure ---------------------------------------------------------- */

/* Who left may be somebody whose page the reader doesn't see: then the name
 * leads nowhere. */
static struct err *people_fill(struct cx *cx, const struct move_people *list,
			       enum move_way way, struct fig_view *x)
{
	struct err *err = NULL;
	struct fig_table *t = fig_table(cx, x, "h-who", way_titles[way]);

	t->first = tr(cx->lang, N_("Name"));
	t->none = tr(cx->lang, N_("Nobody."));
	fig_head(cx, t, N_("Day"), false);
	fig_head(cx, t, N_("Kind"), false);
	fig_head(cx, t, N_("Home before"), false);
	fig_head(cx, t, N_("Home since"), false);
	for (ptrdiff_t i = 0; !err && i < list->n; i++) {
		const struct move_person *p = &list->p[i];
		struct fig_row *r = fig_row(cx, t, p->name);
		bool seen = !member_scope(cx);

		r->member = p->member;

		if (!seen)
			err = member_is_seen(cx, p->member, &seen);
		if (!err && seen)
			r->href = str_fmt(cx->arena, "/member/%lld",
					  (long long)p->member);
		r->cell[0] = fig_text(fmt_day(cx->arena, p->on));
		r->cell[1] = fig_text(p->title);
		r->cell[2] = fig_text(p->was_name.n ? p->was_name : STR("–"));
		r->cell[3] = fig_text(p->is_name.n ? p->is_name : STR("–"));
	}
	return err;
}

static struct err *way_read(struct cx *cx, struct req *rq,
			    enum move_way *ret_way)
{
	struct str way = req_str(rq, "way");

	for (int i = 0; i < N_MOVE_WAY; i++)
		if (str_eq(way, str_c(way_words[i]))) {
			*ret_way = (enum move_way)i;
			return NULL;
		}
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("Say who came, who left or who stayed.")),
		      STR("way"));
}

static struct err *who_send(struct cx *cx, struct req *rq, struct reply *rp,
			    enum fig_form form)
{
	struct fig_view x = { 0 };
	struct move_people list;
	struct fig_ask org;
	struct moves_ask ask;
	enum move_way way;
	struct str code, query, count;
	struct err *err = period_read(cx, rq, &ask);

	if (!err)
		err = way_read(cx, rq, &way);
	if (!err)
		err = fig_org_read(cx, rq, &org);
	if (err)
		return err;
	code = req_str(rq, "code");
	ask.org = org.org;
	ask.under = req_int(rq, "under") == DB_NULL ? 0 : req_int(rq, "under");
	err = member_moves_people(cx, &ask, way, code.n ? code : STR_NULL,
				  &list);
	if (!err)
		err = fig_frame(cx, &org, "/members/moves", &x);
	if (err)
		return err;
	x.heading =
		code.n ? move_title(cx, code) : tr(cx->lang, way_titles[way]);
	x.sub = tr_fmt(cx->arena, cx->lang,
		       N_("After {0}, up to and including {1}."),
		       fmt_day(cx->arena, ask.after),
		       fmt_day(cx->arena, ask.until));
	count = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} member"), N_("{0} members"), list.n),
		(const struct str[]){ fmt_int(cx->arena, cx->lang, list.n) },
		1);
	x.lead = str_fmt(cx->arena, "%.*s: %.*s.",
			 STR_ARG(x.crumbs.p[x.crumbs.n - 1].text),
			 STR_ARG(count));
	query = req_query(rq);
	x.xlsx = str_fmt(cx->arena, "/members/moves/list.xlsx?%.*s",
			 STR_ARG(query));
	x.csv = str_fmt(cx->arena, "/members/moves/list.csv?%.*s",
			STR_ARG(query));
	err = people_fill(cx, &list, way, &x);
	if (err)
		return err;
	x.page_no = req_int(rq, "page") == DB_NULL ? 1 : req_int(rq, "page");
	x.undated = true;
	return fig_send(cx, rq, rp, &x, form);
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

#define PERIOD_FIELDS                                                          \
	FIG_ORG_FIELD,                                                         \
		{ .name = "from",                                              \
		  .label = N_("After the day"),                                \
		  .kind = FIELD_DAY },                                         \
	{                                                                      \
		.name = "to", .label = N_("up to the day"), .kind = FIELD_DAY  \
	}
static const struct field who_fields[] = {
	PERIOD_FIELDS,
	{ .name = "under",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "way", .label = N_("Movements"), .kind = FIELD_WORD },
	{ .name = "code", .label = N_("Kind"), .kind = FIELD_WORD },
	FIG_PAGE_FIELD,
};
static const struct field fields[] = { PERIOD_FIELDS };
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/members/moves",
	  .perm = PERM_MEMBER_VIEW,
	  .page = moves_page,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/moves.xlsx",
	  .perm = PERM_MEMBER_VIEW,
	  .page = moves_xlsx,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/moves.csv",
	  .perm = PERM_MEMBER_VIEW,
	  .page = moves_csv,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/moves/list",
	  .perm = PERM_MEMBER_PERSONAL,
	  .page = who_page,
	  ROUTE_FIELDS(who_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/moves/list.xlsx",
	  .perm = PERM_MEMBER_PERSONAL,
	  .page = who_xlsx,
	  ROUTE_FIELDS(who_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/members/moves/list.csv",
	  .perm = PERM_MEMBER_PERSONAL,
	  .page = who_csv,
	  ROUTE_FIELDS(who_fields),
	  .slow = true },
};
const struct route_table member_flow_routes = { routes,
						(int)N_ELEMENTS(routes) };
