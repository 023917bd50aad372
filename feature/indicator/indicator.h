/*
 * Indicators: what is counted, what each organisation is to reach of it, and
 * what it has reached, as at any day. Whoever computes an indicator registers
 * an indicator_source in its struct feature; the acts stand in
 * indicator_act.h.
 */
#ifndef RV_INDICATOR_H
#define RV_INDICATOR_H

#include "base/cx.h"
#include "indicator/indicator_model.h"

struct feature;
extern const struct feature indicator_feature;

/* The indicator of the profile that growth computes. */
#define INDICATOR_ADMISSIONS "admissions"
/* The source of what people report. */
#define INDICATOR_REPORTED "reported"

/* ---- what computes one (struct feature's member `indicator`) ------------- */

struct indicator_orgs {
	const int64_t *org;
	ptrdiff_t n;
};
struct indicator_span {
	const int64_t *org;
	ptrdiff_t n;
	day_t from, to;
};
struct indicator_source {
	const char *code; /* what the definition names: "growth" */
	/* What each of these organisations with all below it has reached from
	 * the first to the last of these days, both included. */
	struct err *(*reached)(struct cx *cx, const struct indicator_span *what,
			       int64_t *ret);
	/* Weights by which a target can be divided, of last year's figures:
	 * "source" – who was proposed in the year. NULL, or ERR_UNSUPPORTED for
	 * a word that it doesn't know. */
	struct err *(*weights)(struct cx *cx, const char *by, int year,
			       const struct indicator_orgs *of, int64_t *ret);
};

/* ---- definitions --------------------------------------------------------- */

struct indicator {
	int64_t id; /* 0: of the profile, and nothing was recorded of it yet */
	struct str code;
	struct str name, unit; /* in the language of the context */
	bool up;	       /* more is better */
	struct str source;     /* whose code, or INDICATOR_REPORTED */
	enum indicator_period period;
	enum indicator_rollup rollup;
	int digits;
	struct str base_rule; /* rule of the base's day, or absent */
};
struct indicators {
	struct indicator *p;
	ptrdiff_t n, cap;
};
/* Those of the profile first. */
struct err *indicator_list(struct cx *cx, struct indicators *ret_list) MUST_USE;
/* ERR_NOT_FOUND at "indicator". */
struct err *indicator_find(struct cx *cx, struct str code,
			   struct indicator *ret) MUST_USE;
/* The day whose members are the base of a rate: by the rule of the profile that
 * was in force on the first day of the period, of the year before. DAY_NONE:
 * the indicator has no such rule. */
day_t indicator_base_day(const struct cx *cx, const struct indicator *i,
			 struct str period);

/* ---- targets ------------------------------------------------------------- */

/* Of which organisations, in which period, as on which day. */
struct target_ask {
	struct str code, period;
	day_t on;
	const int64_t *org;
	ptrdiff_t n;
};
/* What is in force, and where it began. */
struct target_now {
	int64_t id; /* of its row; 0: there is no target (which isn't 0) */
	int64_t value, high; /* high: the upper end, or DB_NULL */
	int64_t base;	     /* of the rate, or DB_NULL */
	day_t base_on;
	struct str by, basis, reason;
	day_t from;
	int64_t first_value, first_high; /* the baseline */
	struct str first_basis;
	day_t first_from;
	int times; /* how often it was set until the day; 1: never adjusted */
};
struct err *target_at(struct cx *cx, const struct target_ask *ask,
		      struct target_now *ret) MUST_USE;
/* By how much the parts of each fall short of its own target (below 0: go
 * beyond), as it was explained. */
struct target_gap {
	int64_t gap;
	struct str reason; /* absent: the parts add up, or there are none */
};
struct err *target_gaps_at(struct cx *cx, const struct target_ask *ask,
			   struct target_gap *ret) MUST_USE;

/* ---- values -------------------------------------------------------------- */

/* What each has with all below it, as it was known on the day: computed, or
 * rolled up from what was reported. A period that hasn't ended on the day and of
 * which nothing is reported isn't due. */
struct err *indicator_at(struct cx *cx, const struct target_ask *ask,
			 struct indicator_whole *ret) MUST_USE;

#endif
