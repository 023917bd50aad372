/* Values, roll-up and allotment: see indicator_model.h. */
#include "indicator/indicator_model.h"

#include "i18n/i18n.h"

/* ---- roll-up ------------------------------------------------------------- */

/* Products of two large values: of money, say, in single đồng. */
__extension__ typedef __int128 wide;

/* Half away from zero. */
static int64_t divided(wide n, int64_t by)
{
	int64_t half = by / 2;

	return (int64_t)(n < 0 ? -((-n + half) / by) : (n + half) / by);
}

struct indicator_whole indicator_roll(enum indicator_rollup how,
				      const struct indicator_value *part,
				      ptrdiff_t n)
{
	struct indicator_whole w = { 0 };
	wide sum = 0; /* of a mean: of values times weights */
	int all = 0;

	for (ptrdiff_t i = 0; i < n; i++) {
		if (part[i].is == INDICATOR_GIVEN) {
			w.given++;
			sum += how == ROLLUP_MEAN ? (wide)part[i].n * part[i].of
						  : part[i].n;
			w.value.of += part[i].of;
		}
		w.absent += part[i].is == INDICATOR_ABSENT;
		w.not_due += part[i].is == INDICATOR_NOT_DUE;
		all += part[i].is != INDICATOR_NOT_APPLICABLE;
	}
	w.value.n = how != ROLLUP_MEAN ? (int64_t)sum
		    : w.value.of       ? divided(sum, w.value.of)
				       : 0;
	w.value.is = w.given	 ? INDICATOR_GIVEN
		     : !all && n ? INDICATOR_NOT_APPLICABLE
		     : w.not_due ? INDICATOR_NOT_DUE
				 : INDICATOR_ABSENT;
	/* a mean of what weighs nothing is none */
	if (how == ROLLUP_MEAN && w.given && !w.value.of)
		w.value = (struct indicator_value){ .is = INDICATOR_ABSENT };
	return w;
}

bool indicator_read(enum indicator_rollup how, struct indicator_value v,
		    int64_t *ret)
{
	if (v.is != INDICATOR_GIVEN || (how == ROLLUP_RATIO && v.of <= 0))
		return false;
	*ret = how == ROLLUP_RATIO ? divided((wide)v.n * 10000, v.of) : v.n;
	return true;
}

/* ---- periods ------------------------------------------------------------- */

static const struct {
	const char *key;
	char mark; /* before the number of the part, 0: none */
	int parts;
} periods[N_PERIOD] = {
	[PERIOD_YEAR] = { "year", 0, 1 },
	[PERIOD_HALF] = { "half", 'H', 2 },
	[PERIOD_QUARTER] = { "quarter", 'Q', 4 },
	[PERIOD_MONTH] = { "month", 0, 12 },
};

const char *indicator_period_key(enum indicator_period p)
{
	return periods[p].key;
}

bool indicator_period_from_key(struct str key, enum indicator_period *ret_p)
{
	for (int p = 0; p < N_PERIOD; p++)
		if (str_eq(key, str_c(periods[p].key))) {
			*ret_p = (enum indicator_period)p;
			return true;
		}
	return false;
}

int indicator_period_parts(enum indicator_period p)
{
	return periods[p].parts;
}

struct str indicator_period_name(struct arena *a, enum indicator_period p,
				 int year, int part)
{
	if (p == PERIOD_YEAR)
		return str_fmt(a, "%04d", year);
	if (p == PERIOD_MONTH)
		return str_fmt(a, "%04d-%02d", year, part);
	return str_fmt(a, "%04d-%c%d", year, periods[p].mark, part);
}

int indicator_period_part(enum indicator_period p, day_t on)
{
	return (day_ymd(on).m - 1) / (12 / periods[p].parts) + 1;
}

/* The number behind the year; 0: there is none of this kind. */
static int part_read(enum indicator_period p, struct str rest)
{
	int64_t n;
	ptrdiff_t digits = p == PERIOD_MONTH ? 2 : 1;

	if (p == PERIOD_YEAR)
		return rest.n ? 0 : 1;
	if (!rest.n || rest.p[0] != '-')
		return 0;
	rest = str_sub(rest, 1, rest.n);
	if (periods[p].mark) {
		if (!rest.n || rest.p[0] != periods[p].mark)
			return 0;
		rest = str_sub(rest, 1, rest.n);
	}
	if (rest.n != digits || !str_to_i64(rest, &n) || n < 1 ||
	    n > periods[p].parts)
		return 0;
	return (int)n;
}

bool indicator_period_days(enum indicator_period p, struct str period,
			   day_t ret_days[2])
{
	int64_t year;
	int part, months = 12 / periods[p].parts;

	if (period.n < 4 || !str_to_i64(str_sub(period, 0, 4), &year) ||
	    year < 1900 || year > 2999)
		return false;
	part = part_read(p, str_sub(period, 4, period.n));
	if (!part ||
	    !day_from_ymd((int)year, (part - 1) * months + 1, 1, &ret_days[0]))
		return false;
	ret_days[1] = day_month_end((int)year, part * months);
	return true;
}

/* ---- targets ------------------------------------------------------------- */

bool indicator_reached(bool up, int64_t value, int64_t target)
{
	return up ? value >= target : value <= target;
}

int64_t indicator_due(bool up, int64_t target, const day_t first_and_last[2],
		      day_t on)
{
	int64_t days = first_and_last[1] - first_and_last[0] + 1;
	int64_t gone = (int64_t)on - first_and_last[0] + 1;

	if (gone <= 0)
		return 0;
	if (gone >= days)
		return target;
	return (target * gone + (up ? days - 1 : 0)) / days;
}

void indicator_allot(int64_t total, struct indicator_part *part, ptrdiff_t n,
		     int64_t *ret_over)
{
	int64_t rest = total, left;
	wide weight = 0;

	for (ptrdiff_t i = 0; i < n; i++) {
		bool open = part[i].fixed == INDICATOR_OPEN;

		part[i].gets = open ? 0 : part[i].fixed;
		rest -= part[i].gets;
		weight += open ? part[i].weight : 0;
	}
	*ret_over = weight && rest >= 0 ? 0 : -rest;
	if (!weight || rest <= 0)
		return;
	left = rest;
	for (ptrdiff_t i = 0; i < n; i++)
		if (part[i].fixed == INDICATOR_OPEN) {
			part[i].gets =
				(int64_t)((wide)rest * part[i].weight / weight);
			left -= part[i].gets;
		}
	while (left-- > 0) {
		ptrdiff_t best = -1;
		wide most = -1;

		for (ptrdiff_t i = 0; i < n; i++) {
			wide over = (wide)rest * part[i].weight -
				    part[i].gets * weight;

			if (part[i].fixed == INDICATOR_OPEN && over > most) {
				most = over;
				best = i;
			}
		}
		part[best].gets++;
	}
}

/* ---- numbers as they are typed ------------------------------------------- */

static struct err *not_a_number(struct arena *a, int digits)
{
	return digits ? err_new(a, ERR_INVALID,
				N_("This isn't a number with up to {0} "
				   "decimals."),
				str_fmt(a, "%d", digits))
		      : err_new(a, ERR_INVALID,
				N_("This isn't a whole number."));
}

/* "1.200", "12 500": marks between thousands are dropped. */
static bool whole_read(struct str s, char mark, int64_t *ret)
{
	int64_t n = 0;
	int in_group = 0;
	bool grouped = false;

	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == mark || c == ' ') {
			if (!in_group || in_group > 3 ||
			    (grouped && in_group != 3))
				return false;
			grouped = true;
			in_group = 0;
			continue;
		}
		if (c < '0' || c > '9' || n > INDICATOR_VALUE_MOST)
			return false;
		n = n * 10 + (c - '0');
		in_group++;
	}
	*ret = n;
	return in_group > 0 && (!grouped || in_group == 3);
}

struct err *indicator_number(struct arena *a, struct str text, int digits,
			     bool comma, int64_t *ret)
{
	struct str rest = str_trim(text),
		   whole = str_cut(&rest, comma ? ',' : '.');
	int64_t n, part = 0, scale = 1;

	if (!whole_read(whole, comma ? '.' : ',', &n) || (rest.p && !rest.n) ||
	    rest.n > digits)
		return not_a_number(a, digits);
	for (ptrdiff_t i = 0; i < digits; i++) {
		int of = i < rest.n ? rest.p[i] - '0' : 0;

		if (of < 0 || of > 9)
			return not_a_number(a, digits);
		part = part * 10 + of;
		scale *= 10;
	}
	if (n > INDICATOR_VALUE_MOST / scale)
		return err_new(a, ERR_INVALID, N_("This number is too large."));
	*ret = n * scale + part;
	return NULL;
}
