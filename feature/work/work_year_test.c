/*
 * A year of a committee. Each day brings random acts of every kind; each
 * evening the figures of the overview, both on-time rates and the tasks' rows
 * are what the trail says (work_oracle.h), and what a day showed is what it
 * shows as a past day for ever after. Several years of fixed seeds; ROVIEC_SEED
 * tries another, ROVIEC_YEARS as many from there on, looked at more closely.
 */
#include "work/test/work_year.h"

#include <stdlib.h>

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/test/work_by_hand.h"
#include "work/work_baseline_act.h"
#include "work/work_filter.h"
#include "work/work_rates.h"
#include "work/work_summary.h"

enum {
	DAYS = 365,
	FIRST_TASKS = 280,
	MOST_ACTS = 22, /* of a working day */
	ROWS = 4,	/* tasks looked at, of a day */
	TASKS_LEAST = 400,
	YEARS_MOST = 1000,
	YEARS_ENOUGH = 3, /* so many bring some of everything */
	APART = 8,	  /* figures of a past day cost most: every eighth */
	SECTIONS_MOST = 120,
};

/* A task as it was shown on a day. */
struct shown {
	day_t on;
	struct task_by_id_row t;
};

static struct {
	struct arena *arena, *act, *day;
	struct year y;
	struct oracle_day kept[DAYS]; /* what each day is known to have been */
	struct {
		struct shown *p;
		ptrdiff_t n, cap;
	} shown;
	int64_t section[SECTIONS_MOST];
	int n_sections;
} all;

static const uint32_t fixed[] = { YEAR_SEED, 19, 7 };
static int64_t seed_from, n_years = N_ELEMENTS(fixed);
static bool closely;
/* of all years */
static int n_lived, done[YEAR_ACTS], n_state[N_WORK_STATE];
static int64_t n_acted;

/* ---- saying what differs ----------------------------------------------- */

/* Which figure: "programme 2", on which day, seen when. */
static const char *where;

static void differs(const char *figure, int64_t got, int64_t want)
{
	const struct year *y = &all.y;

	fail_msg("seed %u, %s: %s, %s is %lld, by hand %lld", y->seed,
		 day_iso(y->cx.arena, y->cx.today).p, where, figure,
		 (long long)got, (long long)want);
}

static void same_n(const char *figure, int64_t got, int64_t want)
{
	if (got != want)
		differs(figure, got, want);
}

static void at(const struct cx *cx, const char *what, int64_t id)
{
	where = cx->past ? str_fmt(cx->arena, "as at %s, %s %ld",
				   day_iso(cx->arena, cx->as_at).p, what,
				   (long)id)
				   .p
			 : str_fmt(cx->arena, "%s %ld", what, (long)id).p;
}

static int64_t any_programme(void)
{
	return all.y.programme[year_any(&all.y, all.y.n_programmes)].id;
}

/* ---- figures ----------------------------------------------------------- */

static void sum_same(const struct work_sum *got, const struct work_sum *want)
{
	static const char *const missing[] = { "work missing", "person missing",
					       "progress missing",
					       "product missing" };

	same_n("n", got->n, want->n);
	for (int s = 0; s < N_WORK_STATE; s++)
		same_n(work_state_key((enum work_state)s), got->state[s],
		       want->state[s]);
	for (int m = 0; m < N_WORK_MARK; m++)
		same_n(work_mark_key((enum work_mark)m), got->mark[m],
		       want->mark[m]);
	same_n("unclear", got->unclear, want->unclear);
	same_n("accepted", got->accepted, want->accepted);
	same_n("asking", got->asking, want->asking);
	for (int k = 0; k < 4; k++)
		same_n(missing[k], got->missing[k], want->missing[k]);
}

static void cells_same(const struct work_cells *c, const struct oracle_day *d,
		       const struct work_pick *pick)
{
	struct work_sum got = work_cells_sum(c, pick);
	struct work_sum want = oracle_sum(all.y.live, d, pick);

	sum_same(&got, &want);
}

static void lead_same(struct cx *cx, const struct oracle_day *d, int64_t lead)
{
	struct work_pick pick = { .lead = lead };
	struct work_cells c;

	at(cx, "organisation", lead);
	ok(work_cells_of(cx, &pick, &c));
	cells_same(&c, d, &pick);
}

static void section_same(struct cx *cx, const struct oracle_day *d, int k)
{
	struct work_pick pick = { .section = all.section[k] };
	struct work_cells c;

	at(cx, "section", pick.section);
	ok(work_cells_of(cx, &pick, &c));
	cells_same(&c, d, &pick);
}

static void programme_same(struct cx *cx, const struct oracle_day *d,
			   const struct work_cells *whole, int64_t programme)
{
	struct work_cells units;

	at(cx, "programme", programme);
	cells_same(whole, d, &(struct work_pick){ .programme = programme });
	ok(work_cells_units(cx, programme, &units));
	for (int u = UNIT_OFFICE; u < UNIT_CELL; u++) {
		struct work_pick pick = { .programme = programme,
					  .lead = all.y.kit.unit[u] };

		at(cx, "a unit of programme", programme);
		cells_same(&units, d, &pick);
	}
}

static const struct work_filter any_filter = { .due_from = DAY_NONE,
					       .due_to = DAY_NONE,
					       .since = DAY_NONE,
					       .changed = DAY_NONE,
					       .report_from = DAY_NONE,
					       .report_to = DAY_NONE,
					       .page = 1 };

/* What people of a unit see, of all or of a programme. */
static void unit_same(struct cx *cx, const struct oracle_day *d)
{
	struct year *y = &all.y;
	struct work_pick pick = { .programme = year_often(y, 50)
						       ? any_programme()
						       : 0 };
	int64_t org = y->kit.unit[year_any(y, N_KIT_UNIT)];
	struct cx unit = *cx;
	struct work_filter f = any_filter;
	struct work_cells c;
	struct work_sum got, want;
	int64_t length;

	at(cx, "seen by people of unit", org);
	unit.actor.org = org;
	unit.actor.org_is_root = false;
	ok(work_cells_seen(&unit, pick.programme, &c));
	got = work_cells_sum(&c, &pick);
	want = oracle_seen(y->live, cx->arena, d, &pick, org);
	sum_same(&got, &want);
	f.programme = pick.programme;
	ok(work_filter_count_rows(&unit, &f, &length));
	same_n("length of the list", length, want.n);
}

/* ---- on time ----------------------------------------------------------- */

static void text_same(const char *what, struct str got, struct str want)
{
	const struct year *y = &all.y;

	if (!str_eq(got, want))
		fail_msg("seed %u, %s: %s, %s is “%.*s”, by hand “%.*s”",
			 y->seed, day_iso(y->cx.arena, y->cx.today).p, where,
			 what, STR_ARG(got), STR_ARG(want));
}

/* "14 of 16 (87.5%)", rounded half up. */
static struct str share(struct arena *a, int64_t part, int64_t whole)
{
	int64_t tenths = whole ? (2000 * part / whole + 1) / 2 : 0;

	return str_fmt(a, "%lld of %lld (%.*s%%)", (long long)part,
		       (long long)whole,
		       STR_ARG(fmt_tenths(a, LANG_EN, tenths)));
}

static struct str on_time(struct arena *a, const struct oracle_rates *r)
{
	if (!r->judged && !r->base_judged)
		return STR_NULL;
	return str_fmt(a,
		       "On time: %.*s by the approved deadline, %.*s by the "
		       "original one.",
		       STR_ARG(share(a, r->good, r->judged)),
		       STR_ARG(share(a, r->base_good, r->base_judged)));
}

/* Most often first, then by the cause's code. */
static struct str extensions(struct cx *cx, struct oracle_causes left)
{
	const struct profile *p = cx->profile;
	struct buf b = buf_init(cx->arena, 4096);
	int64_t sum = 0;

	for (ptrdiff_t k = 0; k < p->n_causes; k++) {
		ptrdiff_t most = 0;

		for (ptrdiff_t c = 1; c < p->n_causes; c++)
			if (left.n[c] > left.n[most] ||
			    (left.n[c] == left.n[most] &&
			     str_cmp(p->cause[c].code, p->cause[most].code) <
				     0))
				most = c;
		if (!left.n[most])
			break;
		buf_fmt(&b, "%s%.*s %lld", sum ? "; " : "",
			STR_ARG(profile_cause_title(p, p->cause[most].code,
						    LANG_EN)),
			(long long)left.n[most]);
		sum += left.n[most];
		left.n[most] = 0;
	}
	return sum ? str_fmt(cx->arena, "%lld approved extension%s: %.*s.",
			     (long long)sum, sum == 1 ? "" : "s",
			     STR_ARG(buf_view(&b)))
		   : STR_NULL;
}

/* Of all, of a programme or of a unit. */
static void on_time_same(struct cx *cx, const struct oracle_day *d, int64_t p,
			 int64_t lead)
{
	struct work_pick of = { .programme = p, .lead = lead };
	struct oracle_rates want = oracle_rates(all.y.live, d, &of);
	struct oracle_causes causes = oracle_causes(all.y.live, d, &of);
	struct cx en = *cx;
	struct work_rates got;

	at(cx, p ? "programme" : "unit", p ? p : lead);
	en.lang = LANG_EN;
	ok(work_rates(&en, &(struct work_rates_of){ p, lead }, &got));
	text_same("on time", got.on_time, on_time(cx->arena, &want));
	text_same("extensions", got.extensions, extensions(cx, causes));
}

/* ---- rows -------------------------------------------------------------- */

static struct oracle_row row_of(const struct oracle_day *d, int64_t id)
{
	return id < d->n ? d->row[id] : (struct oracle_row){ 0 };
}

static bool shown_on(struct cx *cx, int64_t id, struct task_by_id_row *ret_t)
{
	bool found;

	ok(task_by_id(cx->db,
		      &(struct task_by_id_in){
			      .id = id,
			      .today = cx->today,
			      .soon = cx->today + 14,
			      .as_at = cx->as_at,
			      .until = day_begin(cx->as_at + 1),
			      .with = cx->past ? TASK_BY_ID_WITH_PAST : 0u },
		      ret_t, &found));
	return found;
}

static void task_same(struct cx *cx, const struct oracle_day *d, int64_t id)
{
	struct oracle_row r = row_of(d, id);
	struct task_by_id_row t;

	at(cx, "task", id);
	same_n("there", shown_on(cx, id, &t), r.place != ORACLE_GONE);
	if (r.place == ORACLE_GONE)
		return;
	same_n("state", t.state, r.state);
	same_n("due", t.due_on, r.due);
	same_n("start", t.start_on, r.start);
	same_n("lead", t.lead, r.lead);
	same_n("percent", t.percent, r.percent);
	same_n("missing", t.missing, r.missing);
	same_n("programme", t.programme, r.programme);
	same_n("section", t.section, r.section);
	same_n("above", t.parent, r.parent);
	same_n("accepted", t.accepted_on != DAY_NONE,
	       (r.is & ORACLE_ACCEPTED) != 0);
	same_n("submitted", t.submitted_on != DAY_NONE,
	       (r.is & ORACLE_SUBMITTED) != 0);
	same_n("closed", t.closed_on != DAY_NONE, (r.is & ORACLE_CLOSED) != 0);
}

/* A page of a list shows tasks of it as they are, and there are as many. */
static void list_same(struct cx *cx, const struct oracle_day *d,
		      const struct work_filter *f)
{
	struct task_list_in in = work_filter_list(cx, f);
	struct task_list_rows rows;
	int64_t n = 0, total;

	at(cx, "list of programme", f->programme);
	for (int64_t i = 0; i < d->n; i++)
		n += d->row[i].place == ORACLE_WHOLE &&
		     (!f->programme || d->row[i].programme == f->programme) &&
		     (!f->states || f->states >> d->row[i].state & 1);
	ok(work_filter_count_rows(cx, f, &total));
	same_n("length", total, n);
	ok(task_list(cx->db, &in, &rows));
	same_n("rows", rows.n, MIN(n, WORK_PAGE_ROWS));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct task_list_row *t = &rows.p[i];
		struct oracle_row r = row_of(d, t->id);

		at(cx, "in a list, task", t->id);
		same_n("place", r.place, ORACLE_WHOLE);
		same_n("state", t->state, r.state);
		same_n("due", t->due_on, r.due);
		same_n("lead", t->lead, r.lead);
		same_n("percent", t->percent, r.percent);
		same_n("missing", t->missing, r.missing);
	}
}

static void any_list_same(struct cx *cx, const struct oracle_day *d)
{
	struct work_filter f = any_filter;

	f.programme = year_often(&all.y, 50) ? any_programme() : 0;
	f.sort = (enum work_sort)year_any(&all.y, SORT_PERCENT);
	if (year_often(&all.y, 50))
		f.states = 1u << year_any(&all.y, N_WORK_STATE);
	list_same(cx, d, &f);
}

/* ---- what differs from the plan of a day -------------------------------- */

BY_HAND(baseline_query, "select id from programme_baseline "
			"order by (id * 31 + ?1) % 97 limit 1");
BY_HAND(baseline_of_query, "select programme from programme_baseline "
			   "where id = ?1");
/* 630 is 30 June */
BY_HAND(baseline_day_query,
	"select cast(substr(day || '', 6, 2) as integer) * 100 "
	"+ cast(substr(day || '', 9, 2) as integer) "
	"from programme_baseline where id = ?1");

static int64_t baseline_day(struct year *y, int64_t baseline)
{
	int n = (int)year_find(y, &baseline_day_query, baseline);
	day_t day;

	assert_true(day_from_ymd(day_ymd(y->first).y, n / 100, n % 100, &day));
	return day - y->first;
}

static void drifts_same(struct cx *cx, const struct oracle_day *d)
{
	struct year *y = &all.y;
	int64_t b = year_find(y, &baseline_query, year_any(y, 1000));
	int64_t programme = b ? year_find(y, &baseline_of_query, b) : 0;
	int64_t day = b ? baseline_day(y, b) : 0;
	struct oracle_drifts want;
	struct work_drifts got;

	/* the plan of today is known tomorrow */
	if (!b || y->first + day >= d->on)
		return;
	want = oracle_drifts(&all.kept[day], d, programme);
	at(cx, "baseline", b);
	ok(work_drifts_get(cx, programme, y->first + (day_t)day, &got));
	same_n("planned", got.planned, want.planned);
	same_n("same", got.same, want.same);
	same_n("added", got.count[DRIFT_ADDED], want.added);
	same_n("gone", got.count[DRIFT_GONE], want.gone);
	same_n("deadline", got.count[DRIFT_DEADLINE], want.deadline);
	same_n("lead", got.count[DRIFT_LEAD], want.lead);
	same_n("work", got.count[DRIFT_WORK], want.work);
	same_n("product", got.count[DRIFT_PRODUCT], want.product);
}

/* ---- a day, as it is and as it was ------------------------------------- */

static int64_t any_task(const struct oracle_day *d)
{
	return 1 + year_any(&all.y, (int)d->n);
}

static int64_t any_org(void)
{
	return all.y.org[year_any(&all.y, YEAR_ORGS)];
}

static void live_same(struct cx *cx, const struct oracle_day *d)
{
	struct year *y = &all.y;
	struct work_cells whole;

	ok(work_cells_get(cx, &whole));
	at(cx, "all", 0);
	cells_same(&whole, d, &(struct work_pick){ 0 });
	for (int i = 0; i < y->n_programmes; i++)
		programme_same(cx, d, &whole, y->programme[i].id);
	for (int i = 0; i < YEAR_ORGS; i++)
		lead_same(cx, d, y->org[i]);
	for (int k = 0; k < all.n_sections; k++)
		section_same(cx, d, k);
	on_time_same(cx, d, 0, 0);
	for (int i = 0; i < y->n_programmes && closely; i++)
		on_time_same(cx, d, y->programme[i].id, 0);
	on_time_same(cx, d, any_programme(), 0);
	on_time_same(cx, d, 0, any_org());
	for (int i = 0; i < ROWS; i++)
		task_same(cx, d, any_task(d));
	any_list_same(cx, d);
	unit_same(cx, d);
	drifts_same(cx, d);
}

static struct cx past(day_t day)
{
	struct cx cx = all.y.cx;

	cx.today = cx.as_at = day;
	cx.past = true;
	return cx;
}

/* All the figures that one reading of the tasks gives: by programme, unit and
 * section. */
static void past_figures_same(struct cx *cx, const struct oracle_day *d)
{
	const struct year *y = &all.y;
	struct work_cells whole;

	ok(work_cells_get(cx, &whole));
	at(cx, "all", 0);
	cells_same(&whole, d, &(struct work_pick){ 0 });
	for (int i = 0; i < y->n_programmes; i++) {
		struct work_pick pick = { .programme = y->programme[i].id };

		at(cx, "programme or a unit of it, programme", pick.programme);
		cells_same(&whole, d, &pick);
		for (int u = UNIT_OFFICE; u < UNIT_CELL; u++) {
			pick.lead = y->kit.unit[u];
			cells_same(&whole, d, &pick);
		}
	}
	for (int k = 0; k < all.n_sections; k++) {
		at(cx, "section", all.section[k]);
		cells_same(&whole, d,
			   &(struct work_pick){ .section = all.section[k] });
	}
}

/* The figures take most of the time: not on every evening, and one of the
 * others by turns. */
static void past_same(const struct oracle_day *d, bool figures)
{
	struct year *y = &all.y;
	struct arena_mark mark = arena_mark(y->cx.arena);
	struct cx cx = past(d->on);

	for (int i = 0; i < ROWS; i++)
		task_same(&cx, d, any_task(d));
	if (figures)
		past_figures_same(&cx, d);
	switch (figures ? year_any(y, 8) : -1) {
	case 0:
	case 1:
		on_time_same(&cx, d, any_programme(), 0);
		break;
	case 2:
	case 3:
		on_time_same(&cx, d, 0, any_org());
		break;
	case 4:
		lead_same(&cx, d, any_org());
		break;
	case 5:
		any_list_same(&cx, d);
		break;
	case 6:
		drifts_same(&cx, d);
		break;
	case 7:
		unit_same(&cx, d);
		break;
	default:
		break;
	}
	arena_rewind(y->cx.arena, mark);
}

/* ---- the evening ------------------------------------------------------- */

BY_HAND(sections_query, "select id from section where id > ?1 order by id");

static void sections_read(void)
{
	int64_t last = all.n_sections ? all.section[all.n_sections - 1] : 0;

	for (; (last = year_find(&all.y, &sections_query, last)) > 0;) {
		assert_in_range(all.n_sections, 0, SECTIONS_MOST - 1);
		all.section[all.n_sections++] = last;
	}
}

static bool row_same(const struct oracle_row *a, const struct oracle_row *b)
{
	return a->place == b->place && a->state == b->state && a->is == b->is &&
	       a->due == b->due && a->lead == b->lead;
}

static void keep_text(struct str *s)
{
	if (s->p)
		*s = str_dup(all.arena, *s);
}

/* What is shown of some tasks that nothing hides until tomorrow. */
static void keep_shown(struct cx *cx, const struct oracle_day *live,
		       const struct oracle_day *known)
{
	for (int i = 0; i < 2; i++) {
		int64_t id = any_task(live);
		struct oracle_row a = row_of(live, id), b = row_of(known, id);
		struct shown s = { .on = cx->today };

		if (a.place == ORACLE_GONE || !row_same(&a, &b) ||
		    !shown_on(cx, id, &s.t))
			continue;
		keep_text(&s.t.work);
		keep_text(&s.t.product);
		keep_text(&s.t.deadline_text);
		keep_text(&s.t.last_text);
		keep_text(&s.t.last_ask);
		*vec_push(all.arena, &all.shown) = s;
	}
}

/* `busy`: something happened. */
static void evening(int day, bool busy)
{
	struct year *y = &all.y;
	struct cx cx = y->cx;
	struct arena_mark mark = arena_mark(cx.arena);
	struct oracle_day live;

	sections_read();
	oracle_replay(y->live, &cx);
	oracle_replay(y->known, &cx);
	arena_reset(all.day);
	live = oracle_day(y->live, all.day, cx.today);
	all.kept[day] = oracle_day(y->known, all.arena, cx.today);
	y->day = live;
	if (busy || closely)
		live_same(&cx, &live);
	keep_shown(&cx, &live, &all.kept[day]);
	if (day)
		past_same(&all.kept[year_any(y, day)], day % APART == 0);
	arena_rewind(cx.arena, mark);
}

/* ---- the year ---------------------------------------------------------- */

/* Adds the year to what was lived through. */
static void count_year(void)
{
	for (int d = 0; d < DAYS; d++)
		for (int64_t i = 0; i < all.kept[d].n; i++)
			if (all.kept[d].row[i].place == ORACLE_WHOLE)
				n_state[all.kept[d].row[i].state]++;
	for (int k = 0; k < year_n_acts(); k++)
		done[k] += all.y.done[k];
	n_acted += oracle_acted(all.y.live);
	n_lived++;
}

static void enough_happened(void **state)
{
	(void)state;
	if (n_lived < YEARS_ENOUGH)
		return;
	assert_true(n_acted >= (int64_t)TASKS_LEAST * n_lived);
	for (int s = 0; s < N_WORK_STATE; s++)
		if (!n_state[s])
			fail_msg("nothing was ever in the state %s",
				 work_state_key((enum work_state)s));
	for (int k = 0; k < year_n_acts(); k++)
		if (2 * done[k] < year_act(k)->least * n_lived)
			fail_msg("“%s” was done %d times only in %d years",
				 year_act(k)->name, done[k], n_lived);
}

/* What a task's page said, word by word. */
static void shown_same(const struct shown *s)
{
	struct cx cx = past(s->on);
	struct task_by_id_row t;

	at(&cx, "task", s->t.id);
	same_n("there", shown_on(&cx, s->t.id, &t), true);
	same_n("work", str_eq(t.work, s->t.work), true);
	same_n("product", str_eq(t.product, s->t.product), true);
	same_n("deadline", str_eq(t.deadline_text, s->t.deadline_text), true);
	same_n("last text", str_eq(t.last_text, s->t.last_text), true);
	same_n("last ask", str_eq(t.last_ask, s->t.last_ask), true);
	same_n("reported", t.reported_on, s->t.reported_on);
	same_n("due", t.due_on, s->t.due_on);
	same_n("weight", t.weight, s->t.weight);
	same_n("original", t.base_on, s->t.base_on);
	same_n("original deadline", t.base_due_on, s->t.base_due_on);
}

static void every_day_stays(void)
{
	struct arena_mark mark = arena_mark(all.y.cx.arena);

	for (int d = 0; d < DAYS; d++) {
		bool figures =
			closely || d % APART == (int)(all.y.seed % APART);
		struct cx cx = past(all.kept[d].on);

		past_same(&all.kept[d], figures);
		if (figures)
			on_time_same(&cx, &all.kept[d], 0, 0);
		arena_rewind(all.y.cx.arena, mark);
	}
	for (ptrdiff_t i = 0; i < all.shown.n; i++) {
		shown_same(&all.shown.p[i]);
		arena_rewind(all.y.cx.arena, mark);
	}
}

/* Few work on a day off. */
static int n_acts_on(day_t day)
{
	struct year *y = &all.y;

	if (!day_is_working(day, y->cx.profile->holidays))
		return year_any(y, 3);
	return 3 + year_any(y, MOST_ACTS - 3);
}

static void a_year(void **state)
{
	struct year *y = &all.y;

	(void)state;
	print_message("a year, seed %u\n", y->seed);
	year_add(y, FIRST_TASKS);
	for (int d = 0; d < DAYS; d++) {
		int n = n_acts_on(y->first + d);

		year_on(y, y->first + d);
		for (int i = 0; i < n; i++)
			year_act_once(y, year_any_act(y, d * 100 / DAYS));
		evening(d, n > 0);
	}
	every_day_stays();
	year_tell(y);
	count_year();
}

static int open_year(void **state)
{
	static int nth;
	uint32_t seed = seed_from ? (uint32_t)(seed_from + nth) : fixed[nth];

	(void)state;
	nth++;
	memset(&all, 0, sizeof(all));
	all.arena = arena_open((ptrdiff_t)1 << 30);
	all.act = arena_open((ptrdiff_t)1 << 30);
	all.day = arena_open((ptrdiff_t)64 << 20);
	all.y.live = oracle_open(all.arena, false);
	all.y.known = oracle_open(all.arena, true);
	year_found(&all.y, all.act, seed);
	return 0;
}

static int close_year(void **state)
{
	(void)state;
	year_close(&all.y);
	arena_close(all.arena);
	arena_close(all.act);
	arena_close(all.day);
	return 0;
}

int main(void)
{
	struct CMUnitTest tests[YEARS_MOST + 1];
	size_t n = 0;

	if (str_to_i64(str_c(getenv("ROVIEC_SEED")), &seed_from))
		n_years = 1;
	if (str_to_i64(str_c(getenv("ROVIEC_YEARS")), &n_years))
		closely = true;
	if (closely && !seed_from)
		seed_from = 1;
	n_years = MIN(n_years, YEARS_MOST);
	while (n < (size_t)n_years)
		tests[n++] = (struct CMUnitTest)cmocka_unit_test_setup_teardown(
			a_year, open_year, close_year);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(enough_happened);
	return _cmocka_run_group_tests("work_year", tests, n, NULL, NULL);
}
