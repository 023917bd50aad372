/* Days and instants: arithmetic on a proleptic Gregorian calendar. */
#include "base/date.h"

enum {
	YEAR_FIRST = 1583,
	YEAR_LAST = 9999,
	DAY_FIRST = -141349, /* 1583-01-01 */
	DAY_LAST = 2932896,  /* 9999-12-31 */
	ERA_YEARS = 400,
	ERA_DAYS = 146097,
	EPOCH_SHIFT = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

static const int64_t MS_SECOND = 1000;
static const int64_t MS_DAY = 86400000;
static const int64_t MS_LOCAL = 7 * 3600000; /* Asia/Ho_Chi_Minh */

static bool in_calendar(int64_t day)
{
	return day >= DAY_FIRST && day <= DAY_LAST;
}

static int64_t floor_div(int64_t n, int64_t by)
{
	return n / by - (n % by < 0);
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };
	bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);

	return days[m - 1] + (m == 2 && leap);
}

/* Years here begin in March, so the leap day is a year's last one. */
static day_t day_count(int y, int m, int d)
{
	int year = m > 2 ? y : y - 1;
	int month = m > 2 ? m - 3 : m + 9;
	int of_era = year % ERA_YEARS;
	int of_year = (153 * month + 2) / 5 + d - 1;

	return year / ERA_YEARS * ERA_DAYS + of_era * 365 + of_era / 4 -
	       of_era / 100 + of_year - EPOCH_SHIFT;
}

bool day_from_ymd(int y, int m, int d, day_t *ret_day)
{
	if (y < YEAR_FIRST || y > YEAR_LAST || m < 1 || m > 12 || d < 1 ||
	    d > month_days(y, m))
		return false;
	*ret_day = day_count(y, m, d);
	return true;
}

struct ymd day_ymd(day_t day)
{
	int z, of_era, year, of_year, month;

	assert(in_calendar(day));
	z = day + EPOCH_SHIFT;
	of_era = z % ERA_DAYS;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
	       365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	return (struct ymd){
		.y = z / ERA_DAYS * ERA_YEARS + year + (month >= 10),
		.m = month < 10 ? month + 3 : month - 9,
		.d = of_year - (153 * month + 2) / 5 + 1,
	};
}

int day_weekday(day_t day)
{
	int64_t of_week = ((int64_t)day + 3) % 7; /* day 0 was a Thursday */

	return (int)(of_week < 0 ? of_week + 7 : of_week) + 1;
}

day_t day_month_end(int y, int m)
{
	assert(y >= YEAR_FIRST && y <= YEAR_LAST && m >= 1 && m <= 12);
	return day_count(y, m, month_days(y, m));
}

int day_quarter(day_t day)
{
	return (day_ymd(day).m - 1) / 3 + 1;
}

day_t day_add_months(day_t day, int n)
{
	struct ymd at;
	int64_t months, y;
	int m;

	if (!in_calendar(day))
		return DAY_NONE;
	at = day_ymd(day);
	months = (int64_t)at.y * 12 + at.m - 1 + n;
	y = floor_div(months, 12);
	if (y < YEAR_FIRST || y > YEAR_LAST)
		return DAY_NONE;
	m = (int)(months - y * 12) + 1;
	return day_count((int)y, m, MIN(at.d, month_days((int)y, m)));
}

/* Decimal digits [from, to) of s, or -1. */
static int digits(struct str s, int from, int to)
{
	int v = 0;

	for (int i = from; i < to; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

bool day_from_iso(struct str s, day_t *ret_day)
{
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
		return false;
	return day_from_ymd(digits(s, 0, 4), digits(s, 5, 7), digits(s, 8, 10),
			    ret_day);
}

static char *two(char *p, int n)
{
	*p++ = (char)('0' + n / 10);
	*p++ = (char)('0' + n % 10);
	return p;
}

bool day_write(day_t day, char ret_iso[DAY_ISO])
{
	struct ymd at;
	char *p = ret_iso;

	if (!in_calendar(day))
		return false;
	at = day_ymd(day);
	p = two(two(p, at.y / 100), at.y % 100);
	*p++ = '-';
	p = two(p, at.m);
	*p++ = '-';
	two(p, at.d);
	return true;
}

struct str day_iso(struct arena *a, day_t day)
{
	char iso[DAY_ISO];

	return day_write(day, iso) ? str_dup(a, (struct str){ iso, DAY_ISO })
				   : STR_NULL;
}

day_t day_of_instant(int64_t ms)
{
	int64_t day;

	if (ms > INT64_MAX - MS_LOCAL)
		return DAY_NONE;
	day = floor_div(ms + MS_LOCAL, MS_DAY);
	return in_calendar(day) ? (day_t)day : DAY_NONE;
}

int64_t day_begin(day_t day)
{
	return day * MS_DAY - MS_LOCAL;
}

struct str instant_iso(struct arena *a, int64_t ms)
{
	int64_t day = floor_div(ms, MS_DAY);
	struct ymd at;
	int second;

	if (!in_calendar(day))
		return STR_NULL;
	at = day_ymd((day_t)day);
	second = (int)((ms - day * MS_DAY) / MS_SECOND);
	return str_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", at.y, at.m, at.d,
		       second / 3600, second / 60 % 60, second % 60);
}

/* Position of the first of sorted days at or after `day`. */
static ptrdiff_t first_from(const day_t *p, ptrdiff_t n, day_t day)
{
	ptrdiff_t from = 0, to = n;

	while (from < to) {
		ptrdiff_t mid = from + (to - from) / 2;

		if (p[mid] < day)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static bool is_among(const day_t *p, ptrdiff_t n, day_t day)
{
	ptrdiff_t at = first_from(p, n, day);

	return at < n && p[at] == day;
}

bool day_is_working(day_t day, struct holidays h)
{
	return day_weekday(day) > 5 ? is_among(h.worked, h.n_worked, day)
				    : !is_among(h.p, h.n, day);
}

day_t day_next_working(day_t day, struct holidays h)
{
	while (in_calendar(day) && !day_is_working(day, h))
		day++;
	return in_calendar(day) ? day : DAY_NONE;
}

day_t day_add_working(day_t day, int n, struct holidays h)
{
	assert(n >= 0);
	while (n-- > 0 && in_calendar(day))
		day = day_next_working(day + 1, h);
	return in_calendar(day) ? day : DAY_NONE;
}

/* Mondays to Fridays up to and including `day`, from a fixed Monday. */
static int weekdays_until(day_t day)
{
	int64_t n = (int64_t)day - DAY_FIRST + day_weekday(DAY_FIRST);

	return (int)(n / 7 * 5 + MIN(n % 7, 5));
}

/* How many of sorted days lie in (from, to], of weekends or of the others. */
static int days_in(const day_t *p, ptrdiff_t n, day_t from, day_t to,
		   bool weekend)
{
	int count = 0;

	for (ptrdiff_t i = first_from(p, n, from + 1); i < n && p[i] <= to; i++)
		count += (day_weekday(p[i]) > 5) == weekend &&
			 (i == 0 || p[i - 1] != p[i]);
	return count;
}

int day_working_between(day_t from, day_t to, struct holidays h)
{
	if (to <= from || !in_calendar(from) || !in_calendar(to))
		return 0;
	return weekdays_until(to) - weekdays_until(from) -
	       days_in(h.p, h.n, from, to, false) +
	       days_in(h.worked, h.n_worked, from, to, true);
}
