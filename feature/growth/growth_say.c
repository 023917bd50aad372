/* Sentences about a pipeline: see growth_say.h. */
#include "growth/growth_say.h"

#include <math.h>

#include "base/buf.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum { UNITS_NAMED = 3, HALF = 2 };

static struct str number(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

struct str growth_step_title(const struct cx *cx, struct str code)
{
	return profile_term_title(cx->profile, "stage", code, cx->lang);
}

int64_t growth_say_end(const struct growth_figures *f)
{
	return f->so_far + llround(f->all.mean);
}

/* Tenths of a per cent, rounded. */
static int64_t share_of(int64_t part, int64_t whole)
{
	return (part * 2000 + whole) / (2 * whole);
}

static struct str percent(struct cx *cx, int64_t tenths)
{
	/* no ",0" behind a whole one */
	struct str n = tenths % 10 ? fmt_tenths(cx->arena, cx->lang, tenths)
				   : number(cx, tenths / 10);

	return str_cat(cx->arena, n, STR("%"));
}

struct str growth_target_name(struct cx *cx, const struct growth_target *t,
			      int64_t value)
{
	if (t->base == DB_NULL || t->base <= 0)
		return number(cx, value);
	return percent(cx, share_of(value, t->base));
}

struct str growth_say_reached(struct cx *cx, const struct growth_figures *f,
			      const struct growth_target *t)
{
	struct str n = number(cx, f->so_far);

	if (!t->there || t->low <= 0)
		return tr_format(cx->arena,
				 tr_n(cx->lang, N_("{0} person admitted."),
				      N_("{0} people admitted."), f->so_far),
				 &n, 1);
	return tr_fmt(cx->arena, cx->lang,
		      N_("{0} people admitted, {1} of the target {2}."), n,
		      percent(cx, share_of(f->so_far, t->low)),
		      growth_target_name(cx, t, t->low));
}

bool growth_is_behind(const struct growth_figures *f,
		      const struct growth_target *t)
{
	const day_t year[] = { f->from, f->until };

	return t->there &&
	       f->so_far < indicator_due(true, t->low, year, f->day);
}

struct str growth_say_ahead(struct cx *cx, const struct growth_figures *f,
			    const struct growth_target *t)
{
	int64_t end = growth_say_end(f);
	struct str n = number(cx, end), low, high;

	if (f->day >= f->until)
		return STR_NULL;
	low = number(cx, f->so_far + f->all.low);
	high = number(cx, f->so_far + f->all.high);
	if (!t->there)
		return tr_fmt(cx->arena, cx->lang,
			      N_("By those on the way, about {0} by the end of "
				 "the year (range {1} to {2})."),
			      n, low, high);
	if (end < t->low)
		return tr_fmt(cx->arena, cx->lang,
			      N_("By those on the way, about {0} by the end of "
				 "the year (range {1} to {2}), {3} short."),
			      n, low, high, number(cx, t->low - end));
	return tr_fmt(cx->arena, cx->lang,
		      N_("By those on the way, about {0} by the end of the "
			 "year (range {1} to {2}): the target will be met."),
		      n, low, high);
}

/* ---- the bottleneck --------------------------------------------------------- */

struct hold {
	int unit, n;
};

/* The units in which most wait, until they are more than half. */
static int holds_find(const struct growth_figures *f, struct hold *ret,
		      int most)
{
	int step = f->neck.step, all = f->row[step].waiting, sum = 0, n = 0;

	while (n < most && sum * HALF <= all) {
		struct hold best = { -1, 0 };

		for (int u = 0; u < f->n_units; u++) {
			int waits = f->unit[u].waiting[step - 1];
			bool taken = false;

			for (int i = 0; i < n; i++)
				taken |= ret[i].unit == u;
			if (!taken && waits > best.n)
				best = (struct hold){ u, waits };
		}
		if (best.unit < 0)
			break;
		sum += best.n;
		ret[n++] = best;
	}
	return n;
}

struct str growth_say_neck(struct cx *cx, const struct growth_figures *f)
{
	struct hold hold[UNITS_NAMED];
	struct buf b = buf_init(cx->arena, 4096);
	struct str step;
	int n, sum = 0;

	if (f->neck.step < 0)
		return STR_NULL;
	step = growth_step_title(cx, f->row[f->neck.step].code);
	n = f->n_units > 1 ? holds_find(f, hold, UNITS_NAMED) : 0;
	if (!n)
		return tr_fmt(
			cx->arena, cx->lang,
			N_("The bottleneck is “{0}”: a median of {1} days "
			   "instead of {2}."),
			step, number(cx, f->neck.median),
			number(cx, f->neck.usual));
	for (int i = 0; i < n; i++) {
		buf_str(&b, i ? STR(", ") : STR(""));
		buf_str(&b, f->unit[hold[i].unit].name);
		sum += hold[i].n;
	}
	return tr_fmt(
		cx->arena, cx->lang,
		N_("The bottleneck is “{0}”: a median of {1} days instead "
		   "of {2}; {3} of {4} who wait for it are in {5}."),
		step, number(cx, f->neck.median), number(cx, f->neck.usual),
		number(cx, sum), number(cx, f->row[f->neck.step].waiting),
		buf_view(&b));
}

struct str growth_say_instead(struct cx *cx, const struct growth_figures *f)
{
	if (f->neck.step < 0 || llround(f->neck.instead) <= growth_say_end(f))
		return STR_NULL;
	return tr_fmt(cx->arena, cx->lang,
		      N_("If “{0}” took {1} days instead of {2}, it would be "
			 "{3}."),
		      growth_step_title(cx, f->row[f->neck.step].code),
		      number(cx, f->neck.usual), number(cx, f->neck.median),
		      number(cx, llround(f->neck.instead)));
}

/* ---- what it takes ------------------------------------------------------------- */

/* The last step of days at which somebody who reaches `row` still has half of the
 * chance that today gives; -1: today gives next to none. */
static int last_good(const struct growth_figures *f, int row)
{
	const double *c = &f->chance[(ptrdiff_t)row * (f->n_steps + 1)];
	int last = -1;

	for (int t = 0; t <= f->n_steps && c[0] > 0.05; t++)
		if (c[t] * HALF >= c[0])
			last = t;
	return last;
}

/* By the first step (the class, as a rule) that still helps well, else by the
 * first that helps at all: each one who gets through it on the last good day
 * brings so much of an admission. */
static int row_that_helps(const struct growth_figures *f)
{
	int any = -1;

	for (int s = 1; s < f->n_rows - 1; s++) {
		double now = f->chance[(ptrdiff_t)s * (f->n_steps + 1)];

		if (now * HALF >= 1)
			return s;
		if (any < 0 && now > 0.05)
			any = s;
	}
	return any;
}

struct str growth_say_need(struct cx *cx, const struct growth_figures *f,
			   const struct growth_target *t)
{
	double missing = (double)t->low - f->so_far - f->all.mean, each;
	int row = f->n_steps > 0 ? row_that_helps(f) : -1, last;

	if (!t->there || missing < 0.5 || f->day >= f->until)
		return STR_NULL;
	if (row < 0)
		return tr(cx->lang,
			  N_("Whoever begins now won't be admitted this year "
			     "any more, as a rule."));
	last = last_good(f, row);
	each = f->chance[(ptrdiff_t)row * (f->n_steps + 1) + last];
	return tr_fmt(cx->arena, cx->lang,
		      N_("To reach {0}, {1} more people must get through “{2}” "
			 "by {3}."),
		      growth_target_name(cx, t, t->low),
		      number(cx, (int64_t)ceil(missing / each)),
		      growth_step_title(cx, f->row[row].code),
		      fmt_day(cx->arena, f->day + last * f->step_days));
}
