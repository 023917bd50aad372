/*
 * The outcome measure of a task (hiệu quả): what should be better afterwards,
 * from where, to where, and what was measured. It stands apart from progress:
 * a task can be done without effect. Rules, pure; numbers are thousandths.
 */
#ifndef RV_WORK_EFFECT_H
#define RV_WORK_EFFECT_H

#include "base/cx.h"

/* No baseline; no share. */
#define EFFECT_NONE INT64_MIN

enum {
	EFFECT_NAME_MOST = 200,
	EFFECT_UNIT_MOST = 40,
	EFFECT_NOTE_MOST = 1000,
};
/* The largest number: a million million. */
#define EFFECT_MOST INT64_C(1000000000000000)

struct effect_aim {
	int64_t baseline; /* EFFECT_NONE: unknown, counted from 0 */
	int64_t target;
	bool higher; /* higher is better, else lower */
};

/* "28,5" "6.196" "-3" of a person who reads this language: the language's
 * own mark for groups and decimals; a mark that can't be a group's is the
 * decimal one. At most three decimals. */
bool effect_read(struct str s, enum lang lang,
		 int64_t *ret_thousandths) MUST_USE;
/* 28500 → "28,5" */
struct str effect_text(struct arena *a, enum lang lang, int64_t thousandths);
/* How much of the way from baseline to target is done, in thousandths,
 * rounded half away from 0; EFFECT_NONE when it can't be said. */
int64_t effect_share(const struct effect_aim *aim, int64_t value);
bool effect_reached(const struct effect_aim *aim, int64_t value);

/* What the office typed. */
struct effect_goal_ask {
	struct str name, unit, baseline, target, note; /* baseline: or empty */
	struct str better;			       /* "higher", "lower" */
};
/* The numbers, or faults by field. */
struct err *effect_goal_check(struct arena *a, enum lang lang,
			      const struct effect_goal_ask *in,
			      struct effect_aim *ret_aim) MUST_USE;
/* What the lead typed. */
struct effect_value_ask {
	struct str value, note;
	day_t on;
};
/* `from`: the day of issue; nothing is measured before it or after today. */
struct effect_days {
	day_t from, today;
};
struct err *effect_value_check(struct arena *a, enum lang lang,
			       const struct effect_value_ask *in,
			       const struct effect_days *days,
			       int64_t *ret_value) MUST_USE;

#endif
