/* What is to be reached: targets of admissions, from feature/indicator. */
#ifndef RV_GROWTH_TARGET_H
#define RV_GROWTH_TARGET_H

#include "base/cx.h"
#include "indicator/indicator.h"

/* Counts admissions, and divides by last year's sources. */
extern const struct indicator_source growth_indicator;

struct growth_target {
	bool there;
	int64_t low, high; /* high: the upper end of a span, else low */
	int64_t base;	   /* members that it is a share of; DB_NULL */
	day_t base_on;
	struct str basis; /* number of the decision */
};
/* Of each organisation for a year, as it stands on the context's day. */
struct err *growth_target_read(struct cx *cx, int year, const int64_t *org,
			       int n, struct growth_target *ret) MUST_USE;

/* "3%", of its base; "186" without one. */
struct str growth_target_name(struct cx *cx, const struct growth_target *t,
			      int64_t value);

#endif
