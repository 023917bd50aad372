/* Days that a deadline yields later: the next occurrence, days after an
 * event. */
#include "work/work_deadline.h"

/* The wanted day of a month, or its last. */
static day_t month_day(int y, int m, int day)
{
	day_t d;

	if (day < 1 || !day_from_ymd(y, m, day, &d))
		return day_month_end(y, m);
	return d;
}

/* Months between two occurrences. */
static int unit_months(enum work_unit unit)
{
	switch (unit) {
	case UNIT_MONTH:
		return 1;
	case UNIT_QUARTER:
		return 3;
	case UNIT_HALF:
		return 6;
	case UNIT_YEAR:
		return 12;
	default:
		return 0;
	}
}

static day_t next_by_months(const struct work_deadline *d, day_t day)
{
	int every = unit_months(d->every.unit);
	int step = every * MAX(d->every.step, 1);
	int last = d->every.month ? d->every.month : 12;
	struct ymd t = day_ymd(day);

	/* months that end a period of the calendar year: last, last - every …
	 * ; the first of them whose day lies behind `day` */
	for (int k = 0; k <= 12 * MAX(step, 12); k++) {
		int month = (t.m - 1 + k) % 12 + 1;
		int year = t.y + (t.m - 1 + k) / 12;
		day_t at;

		if ((last - month + 12) % every != 0)
			continue;
		at = month_day(year, month, d->every.day);
		if (at > day)
			return at;
	}
	return DAY_NONE;
}

day_t work_deadline_next(const struct work_deadline *d, day_t day)
{
	if (d->kind != DUE_RECURRING)
		return DAY_NONE;
	if (d->every.unit == UNIT_DAY)
		return day + MAX(d->every.step, 1);
	if (d->every.unit == UNIT_WEEK) {
		/* the week's working end: the next Friday */
		int ahead = (5 - day_weekday(day) + 7) % 7;

		return day + (ahead ? ahead : 7);
	}
	return d->every.unit ? next_by_months(d, day) : DAY_NONE;
}

day_t work_deadline_after(const struct work_deadline *d, day_t event,
			  struct holidays h)
{
	int n = d->after.before ? -d->after.n : d->after.n;
	int months = unit_months(d->after.unit);

	if (d->kind != DUE_RELATIVE)
		return DAY_NONE;
	if (d->after.working && n >= 0)
		return day_add_working(event, n, h);
	if (d->after.working) {
		day_t day = event;

		while (n < 0)
			n += day_is_working(--day, h);
		return day;
	}
	if (months)
		return day_add_months(event, n * months);
	return event + n * (d->after.unit == UNIT_WEEK ? 7 : 1);
}
