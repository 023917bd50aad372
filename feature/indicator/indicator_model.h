/*
 * What indicators are made of: values of four kinds, how those of the parts make
 * that of the whole, and how a target is divided. Pure: no SQL, no HTTP, no
 * clock.
 *
 * A value is a whole number of the indicator's smallest step: with two decimals
 * 28,50 is 2850. Nothing here rounds twice.
 */
#ifndef RV_INDICATOR_MODEL_H
#define RV_INDICATOR_MODEL_H

#include "base/date.h"
#include "base/err.h"

enum {
	INDICATOR_DIGITS_MOST = 3, /* decimals */
	INDICATOR_NAME_MOST = 200,
	INDICATOR_TEXT_MOST = 1000
};
/* The largest value, target or numerator: sums of many stay whole numbers. */
#define INDICATOR_VALUE_MOST ((int64_t)1000000000000)

/* Four things that are never taken for each other; a zero is given. */
enum indicator_is {
	INDICATOR_ABSENT,	  /* it was due and isn't there */
	INDICATOR_GIVEN,	  /* a number, perhaps 0 */
	INDICATOR_NOT_APPLICABLE, /* the organisation has no such thing */
	INDICATOR_NOT_DUE,	  /* its day hasn't come */
};
struct indicator_value {
	enum indicator_is is;
	int64_t n;  /* of GIVEN: the value, or of a ratio its numerator */
	int64_t of; /* of a ratio: the denominator; of a mean: the weight */
};

enum indicator_rollup {
	ROLLUP_SUM,   /* the parts add up */
	ROLLUP_MEAN,  /* mean of the values, weighted by `of` */
	ROLLUP_RATIO, /* numerators over denominators, each added up */
	N_ROLLUP,
	ROLLUP_NONE = N_ROLLUP, /* the whole has a value of its own */
};

/* The value of the whole from those of its parts, and how many were absent. Not
 * applicable when every part is; not due when no part is given and one isn't
 * due; absent when none is given else. Parts that are absent, not due or not
 * applicable add nothing. */
struct indicator_whole {
	struct indicator_value value;
	int given, absent, not_due;
};
struct indicator_whole indicator_roll(enum indicator_rollup how,
				      const struct indicator_value *part,
				      ptrdiff_t n);

/* What people read of it: a ratio as hundredths of a percent (2850: 28,5 %), a
 * mean or sum as it is; rounded half away from zero. False when there is
 * nothing to read (not given, or a denominator of 0). */
bool indicator_read(enum indicator_rollup how, struct indicator_value v,
		    int64_t *ret);

/* ---- periods ------------------------------------------------------------- */

enum indicator_period {
	PERIOD_YEAR,	/* "2026" */
	PERIOD_HALF,	/* "2026-H1" */
	PERIOD_QUARTER, /* "2026-Q1" */
	PERIOD_MONTH,	/* "2026-03" */
	N_PERIOD
};
/* "year", "half", …: as it is stored. */
const char *indicator_period_key(enum indicator_period p);
bool indicator_period_from_key(struct str key,
			       enum indicator_period *ret_p) MUST_USE;
/* How many a year has: 1, 2, 4, 12. */
int indicator_period_parts(enum indicator_period p);
/* The `part`-th (from 1) of a year, as it is stored. */
struct str indicator_period_name(struct arena *a, enum indicator_period p,
				 int year, int part);
/* Which part of its year a day is in, from 1. */
int indicator_period_part(enum indicator_period p, day_t on);
/* First and last day of a stored period; false when it is none of this kind. */
bool indicator_period_days(enum indicator_period p, struct str period,
			   day_t ret_days[2]) MUST_USE;

/* ---- targets ------------------------------------------------------------- */

/* Whether a value reaches a target; `up`: more is better. */
bool indicator_reached(bool up, int64_t value, int64_t target);
/* What a target asks on a day of its period when it is reached evenly: rounded
 * up for `up`. Days count from the first to the last, both included. */
int64_t indicator_due(bool up, int64_t target, const day_t first_and_last[2],
		      day_t on);

/* One who gets a part. */
struct indicator_part {
	int64_t weight; /* >= 0: members, the young, last year's sources, 1 */
	int64_t fixed;	/* given by hand, or INDICATOR_OPEN */
	int64_t gets;	/* what comes of it */
};
#define INDICATOR_OPEN ((int64_t)-1)
/* Divides a total by weights, largest remainders first, of equal ones the one
 * that stands first; what was given by hand stays. The parts then add up to the
 * total, unless nothing is left for those that are open: *ret_over is what was
 * given by hand beyond the total, or else what nobody could take since no
 * weight is there (below 0). */
void indicator_allot(int64_t total, struct indicator_part *part, ptrdiff_t n,
		     int64_t *ret_over);

/* ---- numbers as they are typed ------------------------------------------- */

/* "28,5", "28.5", "1.200" (a thousand and two hundred, in Vietnamese), "186"
 * with so many decimals; ERR_INVALID for anything else, a number below 0 or one
 * that is too large. `comma`: the decimal mark is a comma. */
struct err *indicator_number(struct arena *a, struct str text, int digits,
			     bool comma, int64_t *ret) MUST_USE;

#endif
