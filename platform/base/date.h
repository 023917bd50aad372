/*
 * Days and instants. A day is a number of days since 1970-01-01 (proleptic
 * Gregorian), an instant is milliseconds since 1970-01-01T00:00Z. Nothing
 * below http, job and cli asks the clock: both are parameters (struct cx).
 */
#ifndef RV_BASE_DATE_H
#define RV_BASE_DATE_H

#include "base/str.h"

typedef int32_t day_t; /* the one typedef: a unit, not a struct */
#define DAY_NONE ((day_t)INT32_MIN)

struct ymd {
	int y, m, d; /* 1583..9999, 1..12, 1..31 */
};

/* False for a day that no calendar has (31/6) or a year out of range. */
bool day_from_ymd(int y, int m, int d, day_t *ret_day) MUST_USE;
struct ymd day_ymd(day_t day);
/* 1 Monday … 7 Sunday (ISO). */
int day_weekday(day_t day);
day_t day_month_end(int y, int m);
/* Quarter 1..4 of a day. */
int day_quarter(day_t day);
/* The same day n months later, or the last of that month. Functions that
 * move a day give DAY_NONE for a day outside the calendar. */
day_t day_add_months(day_t day, int n);

/* "2026-06-30"; false for anything else, an impossible day included. */
bool day_from_iso(struct str s, day_t *ret_day) MUST_USE;
/* "2026-06-30"; absent for DAY_NONE. */
struct str day_iso(struct arena *a, day_t day);
/* The same without its end, into what is there already; false for DAY_NONE. */
enum { DAY_ISO = 10 };
bool day_write(day_t day, char ret_iso[DAY_ISO]) MUST_USE;
/* The local day (Asia/Ho_Chi_Minh, UTC+7 without changes) of an instant, and
 * the first instant of a day. */
day_t day_of_instant(int64_t ms);
int64_t day_begin(day_t day);
/* "2026-06-30T08:15:00Z"; absent outside the calendar */
struct str instant_iso(struct arena *a, int64_t ms);

/* Public holidays of a profile, and the Saturdays and Sundays that are worked
 * instead of another day: both sorted. */
struct holidays {
	const day_t *p;
	ptrdiff_t n;
	const day_t *worked;
	ptrdiff_t n_worked;
};
bool day_is_working(day_t day, struct holidays h);
/* The day itself when it is a working day, else the next one. */
day_t day_next_working(day_t day, struct holidays h);
/* The n-th working day after `day` (n >= 0; 0 gives day itself). */
day_t day_add_working(day_t day, int n, struct holidays h);
/* Working days in (from, to]; 0 when to <= from. */
int day_working_between(day_t from, day_t to, struct holidays h);

#endif
