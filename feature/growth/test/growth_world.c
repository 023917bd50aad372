/* Pipelines by chance: see growth_world.h. */
#include "growth/test/growth_world.h"

#include <math.h>

const char *const growth_regimes[N_GROWTH_REGIME] = {
	[GROWTH_STEADY] = "steady",
	[GROWTH_SMALL] = "small",
	[GROWTH_LARGE] = "large",
	[GROWTH_NEW] = "new register",
	[GROWTH_WANDERS] = "wandering",
	[GROWTH_SLOWER] = "slower at once",
	[GROWTH_FASTER] = "faster at once",
	[GROWTH_TWO_SLOWER] = "two stages slower",
	[GROWTH_PAUSE] = "a stage pauses",
	[GROWTH_MORE_LEAVE] = "more people leave",
	[GROWTH_TREND] = "more or fewer come",
	[GROWTH_SHORT] = "short stages",
	[GROWTH_BATCHES] = "decisions in batches",
};
const struct growth_world growth_world_small = {
	.per_month = 6,
	.units = 8,
	.past = 1000,
	.median = { 38, 55, 94, 27, 20 },
	.sigma = 0.7,
	.drop = 0.2,
	.unit_sigma = 0.25,
	.change_stage = -1,
};
const int growth_world_days[N_GROWTH_WORLD_DAYS] = { 29, 89, 180, 272 };

enum { PAST = 1000, MONTHS = 80, STAGES = GROWTH_WORLD_STAGES, LONG = 800 };

struct maker {
	const struct growth_world *w;
	uint64_t chance;
	day_t year; /* its first day */
	double level[STAGES][MONTHS], pace[64];
};

static double uniform(struct maker *x)
{
	uint64_t s = x->chance;

	s ^= s << 13;
	s ^= s >> 7;
	s ^= s << 17;
	x->chance = s;
	return ((double)(s >> 11) + 0.5) * 0x1p-53;
}

static double normal(struct maker *x)
{
	return sqrt(-2 * log(uniform(x))) * cos(2 * M_PI * uniform(x));
}

static int poisson(struct maker *x, double mean)
{
	double least = exp(-mean), p = uniform(x);
	int n = 0;

	while (p > least) {
		p *= uniform(x);
		n++;
	}
	return n;
}

static struct maker maker_of(const struct growth_world *w, uint64_t seed)
{
	struct maker x = {
		.w = w, .chance = 88172645463325252u + seed * 0x9e3779b97f4a7c15
	};

	x.chance = x.chance ? x.chance : 1;
	for (int i = 0; i < 20; i++)
		(void)uniform(&x);
	return x;
}

/* ---- the figures of a world ------------------------------------------------------- */

static double between(struct maker *x, double low, double high)
{
	return low + (high - low) * uniform(x);
}

static void change_draw(struct maker *x, enum growth_regime regime,
			struct growth_world *w)
{
	w->change_on = (int)between(x, 15, 300);
	w->change_until = 10000;
	w->change_stage = (int)between(x, 0, STAGES);
	w->change_leave = w->change = 1;
	switch (regime) {
	case GROWTH_FASTER:
		w->change = between(x, 1.5, 2.5);
		break;
	case GROWTH_TWO_SLOWER:
		w->change_two = true;
		w->change_stage = (int)between(x, 0, STAGES - 1);
		w->change = between(x, 0.35, 0.7);
		break;
	case GROWTH_PAUSE:
		w->change = 0.05;
		w->change_until = w->change_on + (int)between(x, 45, 100);
		break;
	case GROWTH_MORE_LEAVE:
		w->change_leave = between(x, 2, 4);
		break;
	default:
		w->change = between(x, 0.3, 0.65);
	}
}

struct growth_world growth_world_of(enum growth_regime regime, uint64_t seed)
{
	static const double usual[STAGES] = { 38, 55, 94, 27, 20 };
	struct maker x = maker_of(NULL, seed * 64 + (uint64_t)regime);
	struct growth_world w = { .change_stage = -1 };
	bool brief = regime == GROWTH_SHORT;

	w.per_month = between(&x, 20, 80);
	w.units = (int)between(&x, 5, 31);
	w.past = PAST;
	w.sigma = between(&x, 0.5, 0.9);
	w.drop = between(&x, 0.1, 0.3);
	w.unit_sigma = between(&x, 0.1, 0.4);
	w.wander = between(&x, 0, 0.04);
	for (int s = 0; s < STAGES; s++)
		w.median[s] = usual[s] * between(&x, 0.6, 1.5) /
			      (brief ? between(&x, 2, 3) : 1);
	if (regime == GROWTH_SMALL) {
		w.per_month = between(&x, 3, 10);
		w.units = (int)between(&x, 3, 11);
	} else if (regime == GROWTH_LARGE) {
		w.per_month = between(&x, 150, 400);
		w.units = (int)between(&x, 15, 61);
	} else if (regime == GROWTH_NEW) {
		w.past = (int)between(&x, 200, 500);
	} else if (regime == GROWTH_WANDERS) {
		w.wander = between(&x, 0.08, 0.2);
	} else if (regime == GROWTH_TREND) {
		w.trend =
			between(&x, 0.02, 0.08) * (uniform(&x) < 0.5 ? -1 : 1);
	} else if (regime == GROWTH_BATCHES) {
		w.batch = (int)between(&x, 25, 60);
	} else if (regime >= GROWTH_SLOWER && regime <= GROWTH_MORE_LEAVE) {
		change_draw(&x, regime, &w);
	}
	return w;
}

/* ---- its people ------------------------------------------------------------------------ */

static bool changed(const struct maker *x, int stage, double day)
{
	const struct growth_world *w = x->w;

	return (stage == w->change_stage ||
		(w->change_two && stage == w->change_stage + 1)) &&
	       day >= w->change_on && day < w->change_until;
}

/* How fast a stage goes on a day of the year. */
static double speed(const struct maker *x, int stage, double day)
{
	int month = (int)((day + PAST) / 30.4);
	double v = x->level[stage][month < MONTHS ? month : MONTHS - 1];

	return changed(x, stage, day) ? v * x->w->change : v;
}

/* The days that somebody waits who begins on a day; *ret_left: and leaves. */
static double wait(struct maker *x, int stage, int unit, double day,
		   bool *ret_left)
{
	double work = x->w->median[stage] * exp(x->w->sigma * normal(x)) /
		      x->pace[unit];
	double stays =
		-log(uniform(x)) * x->w->median[stage] / -log(1 - x->w->drop);
	double days = 0;

	*ret_left = false;
	while (days < 2 * LONG) {
		bool other = changed(x, stage, day + days);
		double v = speed(x, stage, day + days);
		double l = other ? x->w->change_leave : 1;
		double part = work < v ? work / v : 1;

		if (stays < l * part) {
			*ret_left = true;
			return days + stays / l;
		}
		if (work <= v)
			return days + part;
		work -= v;
		stays -= l;
		days++;
	}
	return days;
}

/* The next day on which it is decided. */
static double batch(const struct maker *x, int stage, double day)
{
	int each = x->w->batch;

	if (!each || stage < STAGES - 2)
		return day;
	/* the ceremonies come a while behind the decisions */
	day -= stage == STAGES - 1 ? each / 2 : 0;
	return ceil((day + PAST) / each) * each - PAST +
	       (stage == STAGES - 1 ? each / 2 : 0);
}

static struct growth_way one(struct maker *x, int day)
{
	struct growth_way w = { .left = DAY_NONE };
	double at = day;
	bool left = false;

	w.unit = (int)(uniform(x) * x->w->units);
	for (int s = 0; s <= GROWTH_STAGES_MOST; s++)
		w.entered[s] = DAY_NONE;
	for (int s = 0; s < STAGES && !left && at < LONG; s++) {
		w.entered[s] = x->year + (day_t)floor(at);
		at += wait(x, s, w.unit, at, &left);
		if (left)
			w.left = x->year + (day_t)floor(at);
		else
			at = batch(x, s, at);
		if (!left && s == STAGES - 1 && at < LONG)
			w.entered[STAGES] = x->year + (day_t)floor(at);
	}
	return w;
}

static void levels_make(struct maker *x)
{
	for (int u = 0; u < x->w->units; u++)
		x->pace[u] = exp(x->w->unit_sigma * normal(x));
	for (int s = 0; s < STAGES; s++) {
		double level = 0;

		for (int m = 0; m < MONTHS; m++) {
			x->level[s][m] = exp(level);
			level += x->w->wander * normal(x);
		}
	}
}

struct growth_ways growth_world(struct arena *a, const struct growth_world *w,
				uint64_t seed)
{
	struct maker x = maker_of(w, seed);
	struct growth_ways ways = { 0 };

	if (!day_from_ymd(2025, 1, 1, &x.year))
		return ways;
	levels_make(&x);
	for (int day = -w->past; day < 366; day++) {
		double trend = exp(w->trend * (day > 0 ? day / 30.4 : 0));

		for (int n = poisson(&x, w->per_month / 30.4 * trend); n > 0;
		     n--)
			*vec_push(a, &ways) = one(&x, day);
	}
	return ways;
}

/* ---- how forecasts fare ------------------------------------------------------------ */

int growth_world_since(const struct growth_world *w, int day)
{
	if (w->change_stage < 0 || day >= w->change_on + 60)
		return GROWTH_KNOWN;
	return day >= w->change_on ? GROWTH_FRESH : GROWTH_AHEAD;
}

static struct growth_score score(const struct growth_back_row *r)
{
	return (struct growth_score){
		.n = 1,
		.within = r->within,
		.below = r->more<r->range.low, .above = r->more> r->range.high,
		.off = fabs(r->error),
		.naive_off = fabs(r->naive_error),
		.bias = r->error,
		.width = r->range.high - r->range.low,
		.outcome = r->so_far + r->more,
	};
}

void growth_score_add(struct growth_score *to, const struct growth_score *of)
{
	to->n += of->n;
	to->within += of->within;
	to->below += of->below;
	to->above += of->above;
	to->off += of->off;
	to->naive_off += of->naive_off;
	to->bias += of->bias;
	to->width += of->width;
	to->outcome += of->outcome;
}

void growth_world_score(const struct growth_world *w, uint64_t seed, int runs,
			struct growth_score *ret)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 30);
	struct growth_ways ways = growth_world(a, w, seed);
	struct growth_ask ask = { .ways = &ways,
				  .n_stages = STAGES,
				  .n_units = w->units,
				  .runs = runs,
				  .seed = seed };

	for (int k = 0; k < N_GROWTH_WORLD_DAYS; k++) {
		int day = growth_world_days[k];
		struct arena_mark mark = arena_mark(a);
		struct growth_back_row row;

		ret[k] = (struct growth_score){ 0 };
		if (!day_from_ymd(2025, 12, 31, &ask.until))
			return;
		ask.today = ask.until - 364 + day;
		growth_back_one(a, &ask, &row);
		ret[k] = score(&row);
		arena_rewind(a, mark);
	}
}
