/*
 * Acts about indicators: defining them, setting, dividing and adjusting
 * targets, reporting values, and declaring that something never counted. One
 * act, one event. Faults have their field.
 */
#ifndef RV_INDICATOR_ACT_H
#define RV_INDICATOR_ACT_H

#include "indicator/indicator.h"

struct indicator_new {
	struct str code; /* [a-z0-9_], begins with a letter */
	struct str name, unit;
	bool up;
	enum indicator_period period;
	enum indicator_rollup rollup;
	int digits;
};
/* A new one whose values are reported. ERR_CONFLICT at "code" when there is
 * one. A rate has two decimals whatever is said: hundredths of a percent. An
 * indicator of the profile needs no definition: the first act about it
 * writes it down. */
struct err *indicator_define(struct cx *cx, const struct indicator_new *in,
			     int64_t *ret_id) MUST_USE;
/* Writes an indicator of the profile down before anything is set: an act that
 * does nothing the second time. */
struct err *indicator_ensure(struct cx *cx, struct str code,
			     int64_t *ret_id) MUST_USE;

/* ---- targets ------------------------------------------------------------- */

/* `value` and `high` are in the indicator's smallest step; high DB_NULL: no
 * span. `on`: from which day it is in force, DAY_NONE: today; never before the
 * row that it replaces. */
struct target_new {
	struct str code, period;
	int64_t org;
	int64_t value, high;
	int64_t base;	   /* of the rate, or DB_NULL … */
	day_t base_on;	   /* … on this day, or DAY_NONE */
	struct str basis;  /* number of the decision */
	struct str reason; /* of an adjustment */
	day_t on;
	bool sure; /* below what is reached already, and meant so */
};
/* The first target of an organisation in a period, its baseline, which stays.
 * ERR_CONFLICT at "value" when it has one; ERR_CONFLICT at "sure" when more is
 * reached already. */
struct err *target_set(struct cx *cx, const struct target_new *in) MUST_USE;
/* Another value for the rest of the period, with its reason. Base and its day
 * stay when they aren't given. */
struct err *target_adjust(struct cx *cx, const struct target_new *in) MUST_USE;

struct target_part {
	int64_t org;
	int64_t value;
	int64_t base; /* or DB_NULL */
};
enum { TARGET_PARTS_MOST = 2000 };
struct target_allotment {
	struct str code, period;
	int64_t org; /* whose target is divided */
	const struct target_part *part;
	ptrdiff_t n;
	struct str by; /* share, young, source, equal, hand */
	day_t base_on;
	struct str basis;
	struct str reason; /* when a part had another target before */
	struct str gap;	   /* why they don't add up */
	day_t on;
	bool sure;
};
/* Divides the target of an organisation among those directly below it, all at
 * once; who isn't named keeps what it has. The upper end of a span is divided
 * the same way. Faults of a part have the field "part.ORG"; ERR_INVALID at
 * "gap" when the parts don't add up and nothing says why. */
struct err *target_allot(struct cx *cx,
			 const struct target_allotment *in) MUST_USE;
/* A row that was wrong never counted; what came before it is in force again.
 * Not what a decision about organisations did: that is taken back there. */
struct err *target_void(struct cx *cx, int64_t id, struct str reason) MUST_USE;

/* ---- reported values ----------------------------------------------------- */

struct indicator_said {
	struct str code, period;
	int64_t org;
	bool applies;  /* false: the organisation has no such thing */
	int64_t n, of; /* of: denominator or weight, or DB_NULL */
	struct str note;
	day_t on; /* DAY_NONE: today */
};
/* A later report counts from its day on. */
struct err *indicator_report(struct cx *cx,
			     const struct indicator_said *in) MUST_USE;
struct err *indicator_unreport(struct cx *cx, int64_t id,
			       struct str reason) MUST_USE;

#endif
