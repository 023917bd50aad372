/*
 * Periods of a task that comes back: the occurrences of a recurring one, the
 * reporting periods of a continuous one, the yearly milestones of one that
 * runs over a term. A period is a task of its own below the series; the rule's
 * day and the day it is due may differ, since nothing is due on a holiday.
 * Pure: no SQL, no HTTP, no clock. (domain.md 4)
 */
#ifndef RV_WORK_PERIOD_MODEL_H
#define RV_WORK_PERIOD_MODEL_H

#include "work/work_deadline.h"

enum { WORK_PERIODS_MOST = 400 }; /* of one series in its programme */

/* True for the kinds of deadlines that have periods. */
bool work_has_periods(enum work_due kind);
/* True for those that wait for a day: relative to an event, on request. */
bool work_waits_for_day(enum work_due kind);

/* What the issuer wrote for a year of a term. */
struct work_milestone {
	int year;
	day_t on;	   /* its own day, or DAY_NONE: that of the rule */
	struct str target; /* what is to be reached by then, or empty */
};
struct work_milestones {
	struct work_milestone *p;
	ptrdiff_t n, cap;
};
/* A series: its deadline and the frame in which it runs. */
struct work_series {
	struct work_deadline deadline;
	enum work_unit continuous; /* how often a continuous task reports */
	day_t from, to;		   /* both ends belong to it */
	int month, day;		   /* DUE_TERM: of each year, the milestone's */
	struct work_milestones own;
};
/* The first day of the rule after `day`, within the frame; DAY_NONE: none. */
day_t work_period_next(const struct work_series *s, day_t day);
/* How many days of the rule lie in the frame; stops at most + 1. */
int work_period_count(const struct work_series *s, int most);
/* The unit that its periods last: UNIT_WEEK … UNIT_YEAR. */
enum work_unit work_period_unit(const struct work_series *s);

enum work_weekend { WEEKEND_KEEP, WEEKEND_BEFORE, WEEKEND_AFTER };
/* "before" | "after"; anything else keeps the rule's day. */
enum work_weekend work_weekend_of(struct str word);
/* The day it is due: the rule's, or the working day beside it. */
day_t work_period_due(day_t rule, enum work_weekend w, struct holidays h);

/* What is wrong with a series that is to be issued on the day, or NULL: it
 * never occurs in its frame, or too often, or its term is over. */
struct err *work_series_check(struct arena *a, const struct work_series *s,
			      day_t on);

/* ---- yearly milestones of a term ------------------------------------------ */

/* "12-31" as month and day; false leaves both. */
bool work_month_day(struct str word, int *ret_month, int *ret_day) MUST_USE;
/* What was written for a year, or NULL. */
const struct work_milestone *work_milestone_of(const struct work_series *s,
					       int year);
/* What is wrong with a milestone that is to be written on the day, or NULL;
 * `begun`: the rule's day of the last one that has begun, or DAY_NONE. Faults of
 * the fields "target.YEAR" and "day.YEAR". */
struct err *work_milestone_check(struct arena *a, const struct work_series *s,
				 const struct work_milestone *m, day_t begun,
				 day_t on);

#endif
