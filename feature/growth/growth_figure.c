/* Figures of a pipeline: see growth_figure.h. */
#include "growth/growth_figure.h"

#include <pthread.h>
#include <string.h>

#include "db/db.h"
#include "growth/growth_due.h"
#include "growth/growth_query.h"

/* Enough for a range that doesn't tremble; the seed is fixed, so whoever looks
 * twice sees the same. */
enum { RUNS = 10000, SEED = 1930, WINDOW_MONTHS = 24 };

/* ---- counting -------------------------------------------------------------- */

static day_t first_of_year(int year)
{
	day_t day;

	return day_from_ymd(year, 1, 1, &day) ? day : DAY_NONE;
}

static bool is_on_way(const struct growth_way *w, int way)
{
	return w->left == DAY_NONE && w->entered[way] == DAY_NONE;
}

/* The furthest step that was reached, or -1. */
static int furthest(const struct growth_way *w, int way)
{
	int last = -1;

	for (int s = 0; s <= way; s++)
		if (w->entered[s] != DAY_NONE)
			last = s;
	return last;
}

static void month_add(const struct growth_figures *f, day_t on, int *year,
		      int *before)
{
	struct ymd d = day_ymd(on);
	int *to = d.y == f->year ? year : d.y == f->year - 1 ? before : NULL;

	for (int k = d.m - 1; to && k < GROWTH_YEAR; k++)
		to[k]++;
}

/* Of this year's people: those on the way, and those admitted in it. */
static void people_count(const struct growth_pipeline *p,
			 struct growth_figures *f)
{
	int way = f->n_rows - 1;

	for (ptrdiff_t i = 0; i < p->ways.n; i++) {
		const struct growth_way *w = &p->ways.p[i];
		struct growth_unit *u = &f->unit[w->unit];
		day_t in = w->entered[way];
		int last = furthest(w, way);

		if (w->unit >= p->n_counted || last < 0)
			continue;
		if (in != DAY_NONE)
			month_add(f, in, f->admitted, f->before);
		if (w->left != DAY_NONE && w->left >= f->from)
			f->left++;
		if (is_on_way(w, way)) {
			f->row[last + 1].waiting++;
			u->waiting[last]++;
			u->open++;
			f->source[p->source[i]]++;
		} else if (in == DAY_NONE || in < f->from) {
			continue;
		} else {
			u->admitted++;
		}
		for (int s = 0; s <= last; s++)
			f->row[s].reached++;
	}
	f->so_far = f->admitted[f->n_months - 1];
	f->year_before = f->before[GROWTH_YEAR - 1];
}

/* ---- looking ahead ------------------------------------------------------------ */

/* The step that takes longer than usual and, at the usual pace, would bring
 * most. */
static void neck_find(struct cx *cx, const struct growth_forecast *fc,
		      struct growth_figures *f)
{
	double as_now = growth_if(cx->arena, fc, NULL), most = 0;

	f->neck.step = -1;
	for (int s = 1; s < f->n_rows; s++) {
		const struct growth_row *r = &f->row[s];
		double pace[GROWTH_STAGES_MOST], more;

		if (r->usual <= 0 || r->median <= r->usual)
			continue;
		for (int k = 0; k < f->n_rows - 1; k++)
			pace[k] = 1;
		pace[s - 1] = growth_pace_for(fc, s - 1,
					      (double)r->usual / r->median);
		more = growth_if(cx->arena, fc, pace) - as_now;
		if (more <= most)
			continue;
		most = more;
		f->neck = (struct growth_neck){
			.step = s,
			.median = r->median,
			.usual = r->usual,
			.instead = f->so_far + f->all.mean + more,
		};
	}
}

static void ahead_fill(struct cx *cx, const struct growth_pipeline *p,
		       struct growth_figures *f)
{
	struct growth_ask ask = { .ways = &p->ways,
				  .n_stages = f->n_rows - 1,
				  .n_units = p->n_units,
				  .n_counted = p->n_counted,
				  .today = f->day,
				  .until = f->until,
				  .runs = RUNS,
				  .seed = SEED };
	struct growth_forecast fc;

	growth_forecast(cx->arena, &ask, &fc);
	f->n_ahead = fc.n_months;
	for (int k = 0; k < fc.n_months; k++)
		f->ahead[k] = fc.month[k];
	f->all = fc.all;
	for (int u = 0; u < p->n_counted; u++)
		f->unit[u].more = fc.unit[u];
	for (int s = 0; s < ask.n_stages; s++)
		f->row[s + 1].median = fc.stage[s].median;
	f->chance = fc.chance;
	f->n_steps = fc.n_steps;
	f->step_days = fc.step_days;
	neck_find(cx, &fc, f);
}

static struct err *figures_make(struct cx *cx, int64_t org, day_t day,
				struct growth_figures *ret)
{
	struct growth_figures f = { .org = org,
				    .day = day,
				    .year = day_ymd(day).y };
	struct growth_pipeline p;
	struct err *err = growth_pipeline_read(cx, org, day, &p);

	if (err)
		return err;
	f.from = first_of_year(f.year);
	f.until = first_of_year(f.year + 1) - 1;
	f.n_rows = p.stages.way;
	f.neck.step = -1;
	f.n_units = p.n_counted;
	f.unit = arena_new(cx->arena, struct growth_unit, p.n_units);
	for (int u = 0; u < p.n_counted; u++) {
		f.unit[u].org = p.orgs[u];
		f.unit[u].name = p.names[u];
	}
	for (int s = 0; s < f.n_rows; s++) {
		f.row[s].code = p.stages.term[s]->code;
		f.row[s].usual = growth_stage_days(p.stages.term[s]);
		f.row[s].median = -1;
	}
	f.n_months = day_ymd(f.day).m;
	if (f.n_rows > 1) { /* else the profile knows no way */
		people_count(&p, &f);
		ahead_fill(cx, &p, &f);
	}
	*ret = f;
	return NULL;
}

/* ---- kept ---------------------------------------------------------------------- */

enum { SLOTS = 16, KEPT = 24, KEPT_MEMORY = 4 << 20 };

/* What was reckoned once is right until somebody in a pipeline, or the tree,
 * changes. */
static struct slot {
	uint64_t serial;
	struct growth_stamp_row is;
	struct {
		struct arena *arena;
		struct growth_figures f;
		bool alone;
	} kept[KEPT];
	int n, next;
} slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void figures_copy(struct arena *a, const struct growth_figures *f,
			 struct growth_figures *ret)
{
	ptrdiff_t n =
		f->chance ? (ptrdiff_t)(f->n_rows - 1) * (f->n_steps + 1) : 0;

	*ret = *f;
	ret->unit = arena_new(a, struct growth_unit, f->n_units + 1);
	for (int u = 0; u < f->n_units; u++) {
		ret->unit[u] = f->unit[u];
		ret->unit[u].name = str_dup(a, f->unit[u].name);
	}
	ret->chance = arena_new(a, double, n);
	if (n)
		memcpy(ret->chance, f->chance, sizeof(*f->chance) * (size_t)n);
}

/* Of another state of the data: all of it goes. */
static void slot_fit(struct slot *s, uint64_t serial,
		     const struct growth_stamp_row *is)
{
	if (s->serial == serial && s->is.people == is->people &&
	    s->is.places == is->places && s->is.names == is->names &&
	    s->is.applied == is->applied && s->is.undone == is->undone)
		return;
	for (int i = 0; i < s->n; i++)
		arena_closep(&s->kept[i].arena);
	*s = (struct slot){ .serial = serial, .is = *is };
}

static bool kept_take(struct cx *cx, const struct growth_stamp_row *is,
		      const struct growth_figures *want,
		      struct growth_figures *ret)
{
	uint64_t serial = store_serial(cx->store);
	struct slot *s = &slots[serial % SLOTS];
	bool found = false;

	pthread_mutex_lock(&lock);
	slot_fit(s, serial, is);
	for (int i = 0; i < s->n && !found; i++) {
		found = s->kept[i].f.org == want->org &&
			s->kept[i].f.day == want->day &&
			s->kept[i].alone == cx->actor.alone;
		if (found)
			figures_copy(cx->arena, &s->kept[i].f, ret);
	}
	pthread_mutex_unlock(&lock);
	return found;
}

static void kept_put(struct cx *cx, const struct growth_stamp_row *is,
		     const struct growth_figures *f)
{
	uint64_t serial = store_serial(cx->store);
	struct slot *s = &slots[serial % SLOTS];
	int at;

	pthread_mutex_lock(&lock);
	slot_fit(s, serial, is);
	at = s->n < KEPT ? s->n++ : s->next++ % KEPT;
	if (s->kept[at].arena)
		arena_closep(&s->kept[at].arena);
	s->kept[at].arena = arena_open(KEPT_MEMORY);
	s->kept[at].alone = cx->actor.alone;
	figures_copy(s->kept[at].arena, f, &s->kept[at].f);
	pthread_mutex_unlock(&lock);
}

/* ---- how forecasts fared, kept likewise ------------------------------------------ */

enum { BACK_RUNS = 2000 };

static struct back {
	uint64_t serial;
	struct growth_stamp_row is;
	int64_t org;
	int year;
	day_t day;
	bool alone;
	struct growth_back back;
} backs[SLOTS];

static bool is_same_back(const struct back *a, const struct back *b)
{
	return a->serial == b->serial && a->org == b->org &&
	       a->year == b->year && a->day == b->day && a->alone == b->alone &&
	       a->is.people == b->is.people && a->is.places == b->is.places &&
	       a->is.names == b->is.names && a->is.applied == b->is.applied &&
	       a->is.undone == b->is.undone;
}

static struct err *back_make(struct cx *cx, int64_t org, int year,
			     struct growth_back *ret)
{
	struct growth_pipeline p;
	struct err *err = growth_pipeline_read(cx, org, cx->today, &p);
	struct growth_ask ask = { .ways = &p.ways,
				  .today = cx->today,
				  .until = day_month_end(year, 12),
				  .runs = BACK_RUNS,
				  .seed = SEED };

	*ret = (struct growth_back){ 0 };
	if (err)
		return err;
	ask.n_stages = p.stages.way - 1;
	ask.n_units = p.n_units;
	ask.n_counted = p.n_counted;
	if (ask.n_stages > 0)
		growth_back(cx->arena, &ask, ret);
	return NULL;
}

struct err *growth_past(struct cx *cx, int64_t org, int year,
			struct growth_back *ret)
{
	struct back want = { .serial = store_serial(cx->store),
			     .org = org,
			     .year = year,
			     .day = cx->today,
			     .alone = cx->actor.alone };
	struct back *slot = &backs[want.serial % SLOTS];
	bool found;
	struct err *err = growth_stamp(cx->db, &want.is, &found);

	if (err)
		return err;
	pthread_mutex_lock(&lock);
	found = is_same_back(slot, &want);
	*ret = slot->back;
	pthread_mutex_unlock(&lock);
	if (found)
		return NULL;
	err = back_make(cx, org, year, &want.back);
	if (err)
		return err;
	*ret = want.back;
	pthread_mutex_lock(&lock);
	*slot = want;
	pthread_mutex_unlock(&lock);
	return NULL;
}

struct err *growth_figures_at(struct cx *cx, int64_t org, day_t day,
			      struct growth_figures *ret)
{
	struct growth_figures want = { .org = org, .day = day };
	struct growth_stamp_row is = { 0 };
	bool found;
	struct err *err = growth_stamp(cx->db, &is, &found);

	if (err)
		return err;
	if (!cx->in_tx && kept_take(cx, &is, &want, ret))
		return NULL;
	err = figures_make(cx, org, day, ret);
	if (!err && !cx->in_tx)
		kept_put(cx, &is, ret);
	return err;
}

struct err *growth_figures(struct cx *cx, int64_t org,
			   struct growth_figures *ret)
{
	return growth_figures_at(cx, org, cx->today, ret);
}
