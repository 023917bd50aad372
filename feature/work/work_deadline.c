/*
 * The grammar of deadlines. First the text becomes items, then points in
 * time are found, then the kind is decided by what comes first.
 */
#include "work/work_due_priv.h"

/* ---- recurrences ------------------------------------------------------------ */
static enum work_unit unit_at(const struct due_reading *r, ptrdiff_t i)
{
	switch (due_mean_at(r, i)) {
	case M_DAY:
		return UNIT_DAY;
	case M_WEEK:
		return UNIT_WEEK;
	case M_MONTH:
		return UNIT_MONTH;
	case M_QUARTER:
		return UNIT_QUARTER;
	case M_YEAR:
		return UNIT_YEAR;
	default:
		return UNIT_NONE;
	}
}

static bool every_set(struct work_deadline *d, enum work_unit unit, int step)
{
	d->every.unit = unit;
	d->every.step = MAX(step, 1);
	if (unit == UNIT_MONTH && (step == 3 || step == 6 || step == 12)) {
		d->every.unit = step == 3   ? UNIT_QUARTER
				: step == 6 ? UNIT_HALF
					    : UNIT_YEAR;
		d->every.step = 1;
	}
	return true;
}

/* "n lần/năm" */
static bool times_per(const struct due_reading *r, ptrdiff_t i,
		      struct work_deadline *d)
{
	enum work_unit unit;
	int n = due_num_at(r, i - 1) ? (int)MIN(r->item[i - 1].num, 99) : 1;

	if (due_mean_at(r, i) != M_TIMES)
		return false;
	unit = unit_at(r, i + 1 + (due_mean_at(r, i + 1) == M_EVERY));
	if (unit == UNIT_YEAR && n == 2)
		unit = UNIT_HALF;
	else if (unit == UNIT_YEAR && n == 4)
		unit = UNIT_QUARTER;
	return unit && every_set(d, unit, 1);
}

/* "6 tháng, năm", "quý và năm": one unit behind another, neither a point. */
static bool units_listed(const struct due_reading *r, ptrdiff_t i)
{
	ptrdiff_t k = i + 1 + (due_mean_at(r, i + 1) == M_AND);
	struct due_point p;

	return unit_at(r, k) && !due_point_at(r, k, &p) &&
	       (k > i + 1 || r->item[k].gap == ',');
}

/* Whether item i says "every"; "theo từng" asks and repeats. */
static bool means_every(const struct due_reading *r, ptrdiff_t i)
{
	return due_mean_at(r, i) == M_EVERY ||
	       (due_mean_at(r, i) == M_REQUEST &&
		due_also_means(r, r->item[i].tok, M_EVERY));
}

/* Whether a recurrence begins at item i. */
static bool every_at(const struct due_reading *r, ptrdiff_t i,
		     struct work_deadline *d)
{
	bool every = means_every(r, i);
	ptrdiff_t k = i + every;
	bool counted = due_num_at(r, k) && r->item[k].digits <= 2;
	int step = counted ? (int)r->item[k].num : 1;
	enum work_unit unit;
	struct due_point p;

	if (due_mean_at(r, i) == M_EVERY_UNIT)
		return !due_count_at(r, i + 1, &k) &&
		       every_set(d, (enum work_unit)r->item[i].arg, 1);
	if (times_per(r, i, d))
		return true;
	k += counted || due_mean_at(r, k) == M_ONE;
	unit = unit_at(r, k);
	if (!unit || due_point_at(r, k, &p))
		return false;
	if (every || units_listed(r, k))
		return every_set(d, unit, step);
	/* "6 tháng/lần", "quý một lần", "năm 2 lần" */
	if (due_mean_at(r, k + 1) == M_TIMES ||
	    due_mean_at(r, k + 2) == M_TIMES) {
		int n = due_num_at(r, k + 1) ? (int)MIN(r->item[k + 1].num, 99)
					     : 1;

		if (unit == UNIT_YEAR && n == 2)
			unit = UNIT_HALF;
		else if (unit == UNIT_YEAR && n == 4)
			unit = UNIT_QUARTER;
		return every_set(d, unit, step);
	}
	return false;
}

/* The day of a recurrence: "ngày 23", "15/12", "tháng 12". */
static void every_day(struct due_reading *r, struct work_deadline *d)
{
	for (ptrdiff_t i = 0; i + 1 < r->n; i++) {
		if (due_mean_at(r, i) != M_DAY || !due_num_at(r, i + 1))
			continue;
		if (r->item[i + 1].num >= 1 && r->item[i + 1].num <= 31)
			d->every.day = (int)r->item[i + 1].num;
		else if (r->item[i + 1].digits <= 2)
			r->fault = FAULT_DAY; /* no month has it */
	}
	for (int k = 0; k < r->n_points; k++) {
		const struct due_point *p = &r->point[k];

		if (p->kind == DUE_DATE)
			d->every.day = p->d;
		if (p->kind == DUE_DATE || p->kind == DUE_MONTH)
			d->every.month = p->k;
		else if (p->kind == DUE_QUARTER)
			d->every.month = p->k * 3;
		else if (p->kind == DUE_HALF)
			d->every.month = p->k * 6;
	}
	/* "30/6 và 31/12 hằng năm" */
	if (d->every.unit == UNIT_YEAR && r->n_points == 2 &&
	    r->point[0].kind == r->point[1].kind &&
	    r->point[0].k + 6 == r->point[1].k)
		d->every.unit = UNIT_HALF;
}

/* ---- relative ----------------------------------------------------------------- */
/* "20 ngày làm việc": how long, anywhere in the text. */
static void after_length(const struct due_reading *r, struct work_deadline *d)
{
	for (ptrdiff_t i = 0; i + 1 < r->n; i++) {
		ptrdiff_t k = i + 1 + (due_mean_at(r, i + 1) == M_WORKING);
		struct due_point p;

		if (!due_num_at(r, i) || r->item[i].digits > 3 ||
		    !unit_at(r, k) || due_point_at(r, i, &p))
			continue;
		d->after.n = (int)r->item[i].num;
		d->after.unit = unit_at(r, k);
		d->after.working =
			k > i + 1 || due_mean_at(r, k + 1) == M_WORKING;
		return;
	}
}

static void after_event(const struct due_reading *r, ptrdiff_t i,
			struct work_deadline *d)
{
	ptrdiff_t tok;

	/* "trong vòng 20 ngày kể từ ngày nhận": the last such word counts */
	for (ptrdiff_t k = i; k < r->n; k++)
		if (due_mean_at(r, k) == r->item[i].mean)
			i = k;
	tok = r->item[i].tok + r->item[i].n;
	d->after.before = r->item[i].mean == M_BEFORE;
	if (tok < r->lx.n)
		d->after.event =
			str_sub(r->lx.text, r->lx.p[tok].off, r->lx.text.n);
}

/* ---- the decision --------------------------------------------------------------- */
/* What the text's kind could be, and where that begins. */
struct finds {
	ptrdiff_t continuous, request, after, before, every, from, point;
	ptrdiff_t periodic, onward, vague;
};

static void find_set(ptrdiff_t *at, ptrdiff_t i)
{
	if (*at < 0)
		*at = i;
}

/* Whether a point follows item i (maybe behind "ngày"). */
static bool point_follows(const struct due_reading *r, ptrdiff_t i)
{
	struct due_point p;

	return due_point_at(r, i + 1, &p);
}

static void finds_item(const struct due_reading *r, ptrdiff_t i,
		       struct finds *f, struct work_deadline *d)
{
	switch (due_mean_at(r, i)) {
	case M_CONTINUOUS:
		find_set(&f->continuous, i);
		break;
	case M_REQUEST:
		if (!every_at(r, i, d))
			find_set(&f->request, i);
		break;
	case M_FROM:
		if (point_follows(r, i))
			find_set(&f->from, i);
		break;
	case M_AFTER:
		/* "từ ngày 15 đến …": a day, not an event */
		if (due_num_at(r, i + 1) && !unit_at(r, i + 2) &&
		    due_mean_at(r, i + 2) != M_WORKING && !point_follows(r, i))
			break;
		find_set(point_follows(r, i) ? &f->from : &f->after, i);
		break;
	case M_BEFORE:
		/* "trước ngày 25": of which month? */
		if (!due_num_at(r, i + 1 + (due_mean_at(r, i + 1) == M_DAY)))
			find_set(&f->before, i);
		break;
	case M_ONWARD:
		find_set(&f->onward, i);
		break;
	case M_VAGUE:
		find_set(&f->vague, i);
		break;
	default:
		break;
	}
	if (due_also_means(r, r->item[i].tok, M_PERIODIC))
		find_set(&f->periodic, i);
	if (f->every < 0 && every_at(r, i, d))
		f->every = i;
}

static struct finds finds_make(const struct due_reading *r,
			       struct work_deadline *d)
{
	struct finds f = { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 };

	for (ptrdiff_t i = 0; i < r->n; i++)
		finds_item(r, i, &f, d);
	if (r->n_points)
		f.point = r->point[0].at;
	return f;
}

/* Is x there, and before y (or y absent)? */
static bool first(ptrdiff_t x, ptrdiff_t y)
{
	return x >= 0 && (y < 0 || x <= y);
}

/* "20 ngày sau khi …": the length before the word belongs to it. */
static ptrdiff_t after_begin(const struct due_reading *r, ptrdiff_t after)
{
	if (after < 0)
		return -1;
	for (ptrdiff_t i = 0; i < after; i++)
		if (due_num_at(r, i) &&
		    (unit_at(r, i + 1) || due_mean_at(r, i + 1) == M_WORKING))
			return i;
	return after;
}

static enum work_due kind_of(const struct due_reading *r, const struct finds *f)
{
	ptrdiff_t after = after_begin(r, f->after);
	ptrdiff_t point = f->point;

	if (first(f->continuous, point) && first(f->continuous, f->every) &&
	    first(f->continuous, f->request))
		return DUE_CONTINUOUS;
	if (point < 0 && f->periodic >= 0 && first(f->periodic, f->request))
		return DUE_RECURRING;
	if (first(f->request, point) && first(f->request, f->every) &&
	    first(f->request, after))
		return DUE_ON_REQUEST;
	if (first(after, point))
		return DUE_RELATIVE;
	if (f->every >= 0)
		return DUE_RECURRING;
	if (point < 0 && f->periodic >= 0)
		return DUE_RECURRING;
	if (point < 0)
		return f->continuous >= 0 ? DUE_CONTINUOUS
		       : f->before >= 0	  ? DUE_RELATIVE
					  : DUE_NONE;
	/* "đầu năm 2026": its year alone says nothing */
	if (f->vague >= 0 && r->n_points == 1 && point == f->vague + 1 &&
	    r->point[0].kind == DUE_YEAR)
		return DUE_NONE;
	if (f->onward >= 0)
		return DUE_STARTING;
	/* "từ năm 2026 - 2030": a term, not its beginning */
	if (f->from >= 0 && f->from <= point && r->point[0].kind != DUE_TERM &&
	    (r->n_points == 1 || !r->point[1].joined))
		return DUE_STARTING;
	return r->point[r->n_points - 1].kind;
}

/* "tháng 11 - tháng 2/2027": the year that wasn't written follows the
 * other's. Returns false when the end lies before the beginning. */
static bool range_order(struct due_point *from, struct due_point *to)
{
	if (due_point_start(from) <= due_point_end(to))
		return true;
	if (from->guessed_year && !to->guessed_year)
		from->y--;
	else if (to->guessed_year)
		to->y++;
	return due_point_start(from) <= due_point_end(to);
}

/* What runs over several years isn't begun by its first day: it has a
 * milestone in each. */
static void term_set(struct due_reading *r, const struct due_point *last,
		     struct work_deadline *d)
{
	if (d->kind == DUE_YEAR && d->start != DAY_NONE &&
	    day_ymd(d->start).y < day_ymd(d->due).y)
		d->kind = DUE_TERM;
	if (d->kind != DUE_TERM)
		return;
	d->term = d->start != DAY_NONE ? d->start : due_point_start(last);
	d->start = DAY_NONE;
	if (due_term_is_long(r, day_ymd(d->term).y, day_ymd(d->due).y))
		r->fault = FAULT_TERM;
}

/* Due, start and kind of a text that names days, months, years. */
static void due_set(struct due_reading *r, struct work_deadline *d)
{
	const struct due_point *last = NULL;

	for (int k = 0; k < r->n_points; k++) {
		struct due_point *p = &r->point[k];

		if (p->joined && !range_order(p - 1, p))
			r->fault = FAULT_ORDER;
		if (p->joined)
			d->start = due_point_start(p - 1);
	}
	for (int k = 0; k < r->n_points; k++)
		if (d->due == DAY_NONE ||
		    due_point_end(&r->point[k]) >= d->due) {
			last = &r->point[k];
			d->due = due_point_end(last);
			d->kind = last->kind;
		}
	if (last)
		term_set(r, last, d);
}

static void kind_fill(struct due_reading *r, const struct finds *f,
		      struct work_deadline *d)
{
	switch (d->kind) {
	case DUE_NONE:
		if (f->vague >= 0)
			d->fault = FAULT_VAGUE;
		break;
	case DUE_RECURRING:
		/* "từ tháng 3/2026, hằng tháng" begins, it doesn't recur */
		if (f->from >= 0 && r->n_points)
			d->start = due_point_start(&r->point[0]);
		else
			every_day(r, d);
		d->every.step = MAX(d->every.step, 1);
		break;
	case DUE_RELATIVE:
		after_length(r, d);
		after_event(r, f->after >= 0 ? f->after : f->before, d);
		break;
	case DUE_CONTINUOUS:
		if (f->from >= 0 && r->n_points)
			d->start = due_point_start(&r->point[0]);
		break;
	case DUE_ON_REQUEST:
		break;
	case DUE_STARTING:
		d->start = due_point_start(&r->point[0]);
		break;
	default:
		due_set(r, d);
		break;
	}
}

struct work_deadline work_deadline_parse(struct arena *a,
					 const struct work_deadline_words *w,
					 struct str text, int year)
{
	struct work_deadline d = { .text = text,
				   .due = DAY_NONE,
				   .start = DAY_NONE,
				   .term = DAY_NONE };
	struct due_reading r = { .words = w, .year = year };
	struct arena_mark mark = arena_mark(a);
	struct finds f;

	/* what is kept are slices of `text`; the rest is given back */
	r.lx = work_lex(a, text);
	due_items_make(a, &r);
	due_points_find(&r);
	due_points_date(&r);
	due_points_check(&r);
	f = finds_make(&r, &d);
	d.kind = kind_of(&r, &f);
	if (!r.fault || d.kind == DUE_ON_REQUEST || d.kind == DUE_RELATIVE) {
		r.fault = NULL;
		kind_fill(&r, &f, &d);
	}
	if (d.kind != DUE_RECURRING)
		memset(&d.every, 0, sizeof(d.every));
	if (r.fault) {
		d = (struct work_deadline){ .text = text,
					    .due = DAY_NONE,
					    .start = DAY_NONE,
					    .term = DAY_NONE,
					    .fault = r.fault };
	}
	arena_rewind(a, mark);
	return d;
}

/* ---- codes ------------------------------------------------------------------------ */
static const char *const due_codes[] = {
	[DUE_NONE] = "none",
	[DUE_DATE] = "date",
	[DUE_MONTH] = "month",
	[DUE_QUARTER] = "quarter",
	[DUE_HALF] = "half",
	[DUE_YEAR] = "year",
	[DUE_TERM] = "term",
	[DUE_RECURRING] = "recurring",
	[DUE_CONTINUOUS] = "continuous",
	[DUE_RELATIVE] = "relative",
	[DUE_ON_REQUEST] = "on_request",
	[DUE_STARTING] = "starting",
};
static const char *const unit_codes[] = {
	[UNIT_NONE] = "",	    [UNIT_DAY] = "day",
	[UNIT_WEEK] = "week",	    [UNIT_MONTH] = "month",
	[UNIT_QUARTER] = "quarter", [UNIT_HALF] = "half",
	[UNIT_YEAR] = "year",
};

const char *work_due_code(enum work_due kind)
{
	return due_codes[kind];
}

enum work_due work_due_of_code(struct str code)
{
	for (int k = 0; k < N_DUE; k++)
		if (str_eq(code, str_c(due_codes[k])))
			return (enum work_due)k;
	return N_DUE;
}

const char *work_unit_code(enum work_unit unit)
{
	return unit_codes[unit];
}

enum work_unit work_unit_of_code(struct str code)
{
	for (int k = 0; k < N_ELEMENTS(unit_codes); k++)
		if (str_eq(code, str_c(unit_codes[k])))
			return (enum work_unit)k;
	return UNIT_NONE;
}
