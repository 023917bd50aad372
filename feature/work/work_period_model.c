/* Periods of a task that comes back. */
#include "work/work_period_model.h"

#include "base/err.h"
#include "base/utf8.h"
#include "i18n/i18n.h"

enum { TARGET_MOST = 1000 };

bool work_has_periods(enum work_due kind)
{
	return kind == DUE_RECURRING || kind == DUE_CONTINUOUS ||
	       kind == DUE_STARTING || kind == DUE_TERM;
}

bool work_waits_for_day(enum work_due kind)
{
	return kind == DUE_RELATIVE || kind == DUE_ON_REQUEST;
}

enum work_unit work_period_unit(const struct work_series *s)
{
	switch (s->deadline.kind) {
	case DUE_RECURRING:
		return s->deadline.every.unit == UNIT_NONE
			       ? s->continuous
			       : s->deadline.every.unit;
	case DUE_TERM:
		return UNIT_YEAR;
	default:
		return s->continuous;
	}
}

/* The deadline whose days are the rule's. */
static struct work_deadline rule_of(const struct work_series *s)
{
	struct work_deadline d = s->deadline;

	if (d.kind == DUE_RECURRING && d.every.unit != UNIT_NONE)
		return d;
	d.kind = DUE_RECURRING;
	d.every.unit = work_period_unit(s);
	d.every.step = 1;
	d.every.month = d.every.day = 0;
	return d;
}

/* ---- milestones of a term ---------------------------------------------------- */

const struct work_milestone *work_milestone_of(const struct work_series *s,
					       int year)
{
	for (ptrdiff_t i = 0; i < s->own.n; i++)
		if (s->own.p[i].year == year)
			return &s->own.p[i];
	return NULL;
}

/* The day of a year's milestone; the last is the end of the term itself. */
static day_t milestone_day(const struct work_series *s, int year)
{
	const struct work_milestone *own = work_milestone_of(s, year);
	day_t day;

	if (year >= day_ymd(s->to).y)
		return s->to;
	if (own && own->on != DAY_NONE)
		return own->on;
	if (day_from_ymd(year, s->month, s->day, &day))
		return day;
	return day_month_end(year, s->month);
}

/* The first day on which the series can occur. */
static day_t first_of(const struct work_series *s)
{
	day_t first = s->from;

	if (s->deadline.start != DAY_NONE)
		first = MAX(first, s->deadline.start);
	if (s->deadline.kind == DUE_TERM && s->deadline.term != DAY_NONE)
		first = MAX(first, s->deadline.term);
	return first;
}

static day_t milestone_next(const struct work_series *s, day_t day)
{
	day_t first = first_of(s);
	int last = day_ymd(s->to).y;

	for (int y = day_ymd(MAX(first, day)).y; y <= last; y++) {
		day_t on = milestone_day(s, y);

		if (on > day && on >= first)
			return on;
	}
	return DAY_NONE;
}

day_t work_period_next(const struct work_series *s, day_t day)
{
	struct work_deadline rule = rule_of(s);
	day_t first = first_of(s), next;

	if (s->deadline.kind == DUE_TERM)
		return milestone_next(s, day);
	next = work_deadline_next(&rule, day < first ? first - 1 : day);
	return next == DAY_NONE || next > s->to ? DAY_NONE : next;
}

int work_period_count(const struct work_series *s, int most)
{
	day_t day = s->from - 1;
	int n = 0;

	while (n <= most) {
		day = work_period_next(s, day);
		if (day == DAY_NONE)
			break;
		n++;
	}
	return n;
}

enum work_weekend work_weekend_of(struct str word)
{
	return str_eq(word, STR("before"))  ? WEEKEND_BEFORE
	       : str_eq(word, STR("after")) ? WEEKEND_AFTER
					    : WEEKEND_KEEP;
}

day_t work_period_due(day_t rule, enum work_weekend w, struct holidays h)
{
	day_t day = rule;

	if (w == WEEKEND_KEEP)
		return rule;
	while (!day_is_working(day, h))
		day += w == WEEKEND_BEFORE ? -1 : 1;
	return day;
}

struct err *work_series_check(struct arena *a, const struct work_series *s,
			      day_t on)
{
	int n = work_period_count(s, WORK_PERIODS_MOST);

	if (s->deadline.kind == DUE_TERM && s->to < MAX(s->from, on))
		return err_new(a, ERR_INVALID,
			       N_("“{0}” is over: it ended on {1}."),
			       s->deadline.text, fmt_day(a, s->to));
	if (!n)
		return err_new(a, ERR_INVALID,
			       N_("“{0}” never occurs between {1} and {2}; "
				  "change the deadline or the programme's "
				  "period."),
			       s->deadline.text, fmt_day(a, s->from),
			       fmt_day(a, s->to));
	if (n > WORK_PERIODS_MOST)
		return err_new(a, ERR_INVALID,
			       N_("“{0}” occurs more than {1} times in the "
				  "programme; write a longer period."),
			       s->deadline.text,
			       str_fmt(a, "%d", WORK_PERIODS_MOST));
	return NULL;
}

/* ---- what is written for a year ------------------------------------------------- */

bool work_month_day(struct str word, int *ret_month, int *ret_day)
{
	struct str day = word, month = str_cut(&day, '-');
	int64_t m, d;

	if (!str_to_i64(month, &m) || !str_to_i64(day, &d) || m < 1 || m > 12 ||
	    d < 1 || d > 31)
		return false;
	*ret_month = (int)m;
	*ret_day = (int)d;
	return true;
}

static struct err *at_year(struct arena *a, struct err *e, const char *field,
			   int year)
{
	return err_at(e, str_fmt(a, "%s.%d", field, year));
}

/* A day within the year and the term, and still to come. */
static struct err *day_check(struct arena *a, const struct work_series *s,
			     const struct work_milestone *m, day_t on)
{
	struct work_series plain = *s;
	bool last = m->year == day_ymd(s->to).y;
	struct str day;
	day_t at;

	plain.own.n = 0;
	at = m->on != DAY_NONE ? m->on : milestone_day(&plain, m->year);
	day = fmt_day(a, at);
	if (at > s->to)
		return err_new(a, ERR_INVALID,
			       N_("{0} lies beyond the term, which ends on "
				  "{1}."),
			       day, fmt_day(a, s->to));
	if (at < on)
		return err_new(a, ERR_INVALID,
			       N_("{0} has passed; a milestone lies ahead."),
			       day);
	if (day_ymd(at).y != m->year)
		return err_new(a, ERR_INVALID,
			       N_("{0} isn't a day of the year {1}."), day,
			       str_fmt(a, "%d", m->year));
	if (last && at != s->to)
		return err_new(a, ERR_INVALID,
			       N_("The last milestone is the end of the term, "
				  "{0}; for another end adjust the task."),
			       fmt_day(a, s->to));
	if (at < first_of(s))
		return err_new(a, ERR_INVALID,
			       N_("{0} lies before the task begins, {1}."), day,
			       fmt_day(a, first_of(s)));
	return NULL;
}

struct err *work_milestone_check(struct arena *a, const struct work_series *s,
				 const struct work_milestone *m, day_t begun,
				 day_t on)
{
	struct str year = str_fmt(a, "%d", m->year);
	struct err *faults = NULL, *day;

	if (m->year > day_ymd(s->to).y || m->year < day_ymd(first_of(s)).y)
		return at_year(a,
			       err_new(a, ERR_INVALID,
				       N_("The year {0} lies outside of the "
					  "term “{1}”."),
				       year, s->deadline.text),
			       "target", m->year);
	if (begun != DAY_NONE && m->year <= day_ymd(begun).y)
		return at_year(a,
			       err_new(a, ERR_CONFLICT,
				       N_("The milestone of {0} has begun: "
					  "adjust it on its own page."),
				       year),
			       "target", m->year);
	if (utf8_length(m->target) > TARGET_MOST)
		err_add(&faults,
			at_year(a,
				err_new(a, ERR_LIMIT,
					N_("The target is longer than 1,000 "
					   "characters.")),
				"target", m->year));
	day = day_check(a, s, m, on);
	if (day)
		err_add(&faults, at_year(a, day, "day", m->year));
	return faults;
}
