/*
 * The overview for leaders: what is red and why, the figures against the
 * level required today, the units by need, what waits for the reader. Counts
 * are sums of the cells; rows are read only where a count says that there
 * are any.
 */
#include "work/work_overview_priv.h"

#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_overview_tmpl.h"
#include "work/work_page.h"
#include "work/work_carry_act.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_structure.h"

enum {
	PROGRAMMES_MOST = 60,
	RED_SHOWN = 10, /* the rest is behind a link */
	RED_READ = 24,	/* the further ones tell why of their units */
	WAIT_SHOWN = 6,
};

/* States in which a request for help is still open. */
static const uint64_t asking_states =
	1u << WORK_NOT_STARTED | 1u << WORK_RUNNING | 1u << WORK_NO_DEADLINE |
	1u << WORK_SOON | 1u << WORK_OVERDUE;

/* What the page is made of, besides its view. */
struct overview {
	struct overview_programmes_row programme;
	struct work_cells cells;
	struct work_sum sum; /* of the programme */
	int64_t asking;
	struct overview_red_rows red;
	struct work_units units;
};

static const struct field overview_fields[] = {
	{ .name = "programme",
	  .label = N_("Programme"),
	  .kind = FIELD_INT,
	  .min = 1 },
	WORK_PAST_FIELD,
};

/* ---- which programme --------------------------------------------------------- */

/* The one that was asked for, else the newest that has begun, else the
 * newest; -1 when there is none. */
static ptrdiff_t programme_choose(const struct cx *cx, int64_t asked,
				  const struct overview_programmes_rows *rows)
{
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct overview_programmes_row *p = &rows->p[i];

		if (asked == DB_NULL ? p->from_on <= cx->today : p->id == asked)
			return i;
	}
	return asked == DB_NULL && rows->n ? 0 : -1;
}

static struct err *programme_read(struct cx *cx, struct req *rq,
				  struct overview *o, struct overview_view *x)
{
	int64_t asked = req_int(rq, "programme");
	struct overview_programmes_rows rows;
	struct err *err = overview_programmes(
		cx->db,
		&(struct overview_programmes_in){ .limit = PROGRAMMES_MOST },
		&rows);
	ptrdiff_t k;

	if (err)
		return err;
	k = programme_choose(cx, asked, &rows);
	if (k < 0 && asked != DB_NULL)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such programme."));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		*vec_push(cx->arena, &x->choices) =
			(struct overview_choice){ rows.p[i].id, rows.p[i].title,
						  i == k };
	if (k < 0)
		return NULL;
	o->programme = rows.p[k];
	x->id = o->programme.id;
	return NULL;
}

/* ---- what it reads ------------------------------------------------------------ */

static struct overview_red_in red_in(const struct cx *cx, int64_t programme)
{
	return (struct overview_red_in){ .programme = programme,
					 .today = cx->today,
					 .limit = RED_READ,
					 WORK_THEN_IN(OVERVIEW_RED) };
}

static struct overview_units_in units_in(const struct cx *cx)
{
	bool then = work_is_then(cx);

	return (struct overview_units_in){
		/* today's structure has none that ended since the past day */
		.today =
			cx->past && !then ? day_of_instant(cx->now) : cx->today,
		.with = then ? OVERVIEW_UNITS_WITH_THEN : 0u
	};
}

static struct overview_waiting_in waiting_in(const struct cx *cx,
					     int64_t programme, int64_t waiting)
{
	return (struct overview_waiting_in){ .programme = programme,
					     .today = cx->today,
					     .limit = MIN(waiting, WAIT_SHOWN),
					     WORK_THEN_IN(OVERVIEW_WAITING) };
}

static struct overview_asking_in asking_in(const struct cx *cx,
					   int64_t programme, int64_t asking)
{
	return (struct overview_asking_in){ .programme = programme,
					    .limit = MIN(asking, WAIT_SHOWN),
					    WORK_THEN_IN(OVERVIEW_ASKING) };
}

/* All of it at once: see db_ahead(). */
static struct err *parts_ahead(struct cx *cx, const struct overview *o,
			       int64_t programme)
{
	int64_t waiting = o->sum.state[WORK_WAITING];
	struct overview_red_in red = red_in(cx, programme);
	struct overview_units_in units = units_in(cx);
	struct overview_waiting_in wait = waiting_in(cx, programme, waiting);
	struct overview_asking_in ask = asking_in(cx, programme, o->asking);
	struct err *err = overview_units_ahead(cx->db, &units);

	if (!err && o->sum.state[WORK_OVERDUE])
		err = overview_red_ahead(cx->db, &red);
	if (!err && waiting)
		err = overview_waiting_ahead(cx->db, &wait);
	if (!err && o->asking)
		err = overview_asking_ahead(cx->db, &ask);
	return err;
}

/* ---- red --------------------------------------------------------------------- */

static struct err *red_read(struct cx *cx, struct overview *o,
			    struct overview_view *x)
{
	struct overview_red_in in = red_in(cx, x->id);
	int64_t red = o->sum.state[WORK_OVERDUE];
	struct err *err;

	if (!red)
		return NULL;
	err = overview_red(cx->db, &in, &o->red);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < MIN(o->red.n, RED_SHOWN); i++)
		*vec_push(cx->arena, &x->red) =
			overview_red_line(cx, &o->red.p[i]);
	x->red.more = red - x->red.n;
	x->red_all = overview_list(cx, x->id, "state=overdue", 0);
	return NULL;
}

static void lead_fill(struct cx *cx, const struct overview *o,
		      struct overview_view *x)
{
	const struct work_sum *s = &o->sum;
	struct overview_facts f = { .tasks = s->n,
				    .issued = s->n - s->state[WORK_DRAFT] -
					      s->state[WORK_WITHDRAWN],
				    .red = s->state[WORK_OVERDUE],
				    .asking = o->asking,
				    .waiting = s->state[WORK_WAITING] };

	overview_say(cx, &f, o->red.n ? o->red.p : NULL,
		     s->state[WORK_DONE] + s->state[WORK_DONE_LATE], x);
}

/* ---- units --------------------------------------------------------------------- */

/* A unit with what it is sorted by. */
struct unit {
	struct overview_need need;
	struct overview_unit view;
};

static int64_t open_of(const struct work_sum *s)
{
	int64_t n = 0;

	for (int i = 0; i < N_WORK_STATE; i++)
		if (WORK_STATES_OPEN >> i & 1)
			n += s->state[i];
	return n;
}

static struct overview_cell cell(struct cx *cx, int64_t programme, int64_t n,
				 const char *query, int64_t lead)
{
	struct overview_cell c = { .n = n };

	if (n && lead >= 0)
		c.href = overview_list(cx, programme, query, lead);
	return c;
}

/* Counts and links; lead 0: all of the programme, -1: no list has it. */
static struct overview_unit unit_view(struct cx *cx, int64_t programme,
				      const struct work_sum *s, int64_t lead)
{
	int64_t share = overview_on_time(s);
	enum overview_verdict v =
		overview_judge(share, overview_on_time_level(cx), share + 1);
	struct overview_unit u = {
		.open = cell(cx, programme, open_of(s), "state=open", lead),
		.overdue = cell(cx, programme, s->state[WORK_OVERDUE],
				"state=overdue", lead),
		.soon = cell(cx, programme, s->state[WORK_SOON], "state=soon",
			     lead),
		.waiting = cell(cx, programme, s->state[WORK_WAITING],
				"state=waiting", lead),
		.on_time_red = v == VERDICT_RED,
		.on_time_risk = v == VERDICT_RISK
	};

	u.overdue.red = u.overdue.n > 0;
	u.soon.risk = u.soon.n > 0;
	if (share >= 0)
		u.on_time = overview_percent_short(cx, share);
	return u;
}

static const struct overview_red_row *
worst_of(const struct cx *cx, const struct overview *o, int64_t unit)
{
	for (ptrdiff_t i = 0; i < o->red.n; i++)
		if (work_unit_of(cx, &o->units, o->red.p[i].unit) == unit)
			return &o->red.p[i];
	return NULL;
}

static struct unit unit_make(struct cx *cx, const struct overview *o,
			     const struct work_sum *s,
			     const struct overview_units_row *r)
{
	const struct overview_red_row *worst = worst_of(cx, o, r->id);
	struct unit u = {
		.view = unit_view(cx, o->programme.id, s, r->id),
		.need = { .overdue = s->state[WORK_OVERDUE],
			  .soon = s->state[WORK_SOON],
			  .waiting = s->state[WORK_WAITING],
			  .days_late = worst ? cx->today - worst->due_on : 0,
			  .on_time = overview_on_time(s) }
	};

	u.view.id = r->id;
	u.view.name = r->short_name;
	if (worst)
		u.view.why = overview_red_short(cx, worst);
	return u;
}

/* The sums by unit in one pass over the cells; the last one is of all tasks
 * that no unit of the table leads. */
static void sums_fill(const struct work_cells *c, const struct work_sum *all,
		      const struct overview_units_rows *rows,
		      struct work_sum *sums)
{
	struct work_sum *rest = &sums[rows->n];

	*rest = *all;
	for (ptrdiff_t i = 0; i < c->n; i++) {
		const struct work_cell *x = &c->p[i];
		ptrdiff_t k = 0;

		while (k < rows->n && rows->p[k].id != x->lead)
			k++;
		if (k == rows->n)
			continue;
		sums[k].n += x->n;
		sums[k].state[x->state] += x->n;
		rest->n -= x->n;
		rest->state[x->state] -= x->n;
	}
}

/* Inserted where it belongs by need: units are some dozens. */
static void unit_insert(struct unit *list, ptrdiff_t n, struct unit u)
{
	u.need.position = (int)n;
	for (; n > 0 && overview_before(&u.need, &list[n - 1].need); n--)
		list[n] = list[n - 1];
	list[n] = u;
}

static struct err *units_fill(struct cx *cx, const struct overview *o,
			      struct overview_view *x)
{
	struct overview_units_in in = units_in(cx);
	struct overview_units_rows rows;
	struct work_cells cells;
	struct err *err = overview_units(cx->db, &in, &rows);
	struct work_sum *sums;
	struct unit *list;

	if (!err)
		err = work_cells_units(cx, x->id, &cells);
	if (err)
		return err;
	sums = arena_new(cx->arena, struct work_sum, rows.n + 1);
	list = arena_new(cx->arena, struct unit, rows.n);
	sums_fill(&cells, &o->sum, &rows, sums);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		unit_insert(list, i, unit_make(cx, o, &sums[i], &rows.p[i]));
	x->n_units = rows.n;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		*vec_push(cx->arena, &x->units) = list[i].view;
	x->has_other = sums[rows.n].n > 0;
	x->other = unit_view(cx, x->id, &sums[rows.n], -1);
	x->other.name =
		tr(cx->lang, N_("The committee itself, or no lead yet"));
	x->total = unit_view(cx, x->id, &o->sum, 0);
	x->total.name = tr(cx->lang, N_("The whole committee"));
	return NULL;
}

/* ---- what waits for the reader -------------------------------------------------- */

static struct err *verify_read(struct cx *cx, const struct overview *o,
			       struct overview_view *x)
{
	int64_t waiting = o->sum.state[WORK_WAITING];
	struct overview_waiting_in in = waiting_in(cx, x->id, waiting);
	struct overview_waiting_rows rows;
	struct err *err;

	if (!waiting)
		return NULL;
	err = overview_waiting(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &x->verify) = (struct overview_task){
			.id = rows.p[i].id,
			.number = rows.p[i].number,
			.work = overview_work(cx, rows.p[i].work),
			.lead = rows.p[i].lead_name,
			.since = fmt_day(cx->arena, rows.p[i].submitted_on)
		};
	x->verify.more = waiting - x->verify.n;
	x->verify_all = overview_list(cx, x->id, "state=waiting", 0);
	return err;
}

static struct err *help_read(struct cx *cx, const struct overview *o,
			     struct overview_view *x)
{
	struct overview_asking_in in = asking_in(cx, x->id, o->asking);
	struct overview_asking_rows rows;
	struct err *err;

	if (!o->asking)
		return NULL;
	err = overview_asking(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &x->help) = (struct overview_task){
			.id = rows.p[i].id,
			.number = rows.p[i].number,
			.work = overview_work(cx, rows.p[i].work),
			.lead = rows.p[i].lead_name,
			.why = overview_words_of(cx, rows.p[i].last_difficulty),
			.since = fmt_day(cx->arena, rows.p[i].reported_on)
		};
	x->help.more = o->asking - x->help.n;
	return err;
}

static void unclear_fill(struct cx *cx, const struct overview *o,
			 struct overview_view *x)
{
	x->unclear = work_cells_sum(&o->cells,
				    &(struct work_pick){
					    .programme = x->id,
					    .states = 1u << WORK_DRAFT })
			     .unclear;
	x->unclear_all = overview_list(cx, x->id, "state=draft&missing=any", 0);
}

/* ---- the page -------------------------------------------------------------------- */

static struct err *programme_fill(struct cx *cx, struct overview *o,
				  struct overview_view *x)
{
	struct err *err = work_cells_get(cx, &o->cells);

	if (err)
		return err;
	o->sum = work_cells_sum(&o->cells,
				&(struct work_pick){ .programme = x->id });
	o->asking =
		work_cells_sum(&o->cells,
			       &(struct work_pick){ .programme = x->id,
						    .states = asking_states })
			.asking;
	err = parts_ahead(cx, o, x->id);
	if (!err)
		err = work_units_read(cx, &o->units);
	if (!err)
		err = red_read(cx, o, x);
	if (!err)
		err = units_fill(cx, o, x);
	if (!err)
		err = verify_read(cx, o, x);
	if (!err)
		err = help_read(cx, o, x);
	if (err)
		return err;
	lead_fill(cx, o, x);
	overview_figures(cx, &o->sum, &o->programme, x);
	unclear_fill(cx, o, x);
	return NULL;
}

static struct str date_line(struct cx *cx)
{
	struct ymd d = day_ymd(cx->today);

	return str_fmt(cx->arena, "%.*s · %.*s",
		       STR_ARG(fmt_day_long(cx->arena, cx->lang, cx->today)),
		       STR_ARG(fmt_quarter(cx->arena, cx->lang, d.y,
					   day_quarter(cx->today))));
}

static struct err *overview_page(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct page page;
	struct view v;
	struct overview o = { 0 };
	struct overview_view x = { .page = &page };
	struct err *err = work_past_read(cx, rq);
	bool asked = cx->past;

	if (!err)
		err = work_cells_ahead(cx);
	if (!err)
		err = programme_read(cx, rq, &o, &x);
	/* of a closed programme: its closing day */
	if (!err && x.id)
		err = work_close_look(cx, x.id);
	x.date = date_line(cx);
	if (!err && x.id)
		err = programme_fill(cx, &o, &x);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){
					 .title = tr(cx->lang, N_("Overview")),
					 .menu = "overview",
					 .dated = true },
				 &page, &v);
	if (!err)
		err = work_structure_page(cx, rq, &page);
	if (!asked)
		page.past = STR_NULL; /* the date says it */
	if (!err)
		work_overview_html(&v, &x);
	return err;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/overview",
	  .perm = PERM_OVERVIEW_VIEW,
	  .page = overview_page,
	  ROUTE_FIELDS(overview_fields) },
};

const struct route_table work_overview_routes = { routes,
						  (int)N_ELEMENTS(routes) };
