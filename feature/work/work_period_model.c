/* Periods of a task that comes back. */
#include "work/work_period_model.h"

#include "base/err.h"
#include "i18n/i18n.h"

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

day_t work_period_next(const struct work_series *s, day_t day)
{
	struct work_deadline rule = rule_of(s);
	day_t first = s->from, next;

	if (s->deadline.start != DAY_NONE && s->deadline.start > first)
		first = s->deadline.start;
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

struct err *work_series_check(struct arena *a, const struct work_series *s)
{
	int n = work_period_count(s, WORK_PERIODS_MOST);

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
