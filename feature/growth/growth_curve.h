/*
 * How long people wait in a stage, from those who passed, left and still wait:
 * the product-limit estimate with two ways out (Kaplan and Meier 1958, Aalen
 * and Johansen 1978). Pure.
 */
#ifndef RV_GROWTH_CURVE_H
#define RV_GROWTH_CURVE_H

#include "base/arena.h"

enum growth_end { GROWTH_WAITS, GROWTH_PASSED, GROWTH_LEFT, N_GROWTH_END };

/* A stay in a stage that lasted so many days, and how it ended; who had waited
 * `from` days before anybody looked counts from then on (delayed entry), at most
 * `days`. */
struct growth_stay {
	int days;
	enum growth_end end;
	int from;
};
struct growth_stays {
	struct growth_stay *p;
	ptrdiff_t n, cap;
};

/* One day on which somebody went out. */
struct growth_point {
	int days;
	double waits;	     /* still there behind that day */
	double passed, left; /* gone by then: the three add up to 1 */
};
struct growth_curve {
	struct growth_point *p; /* by days */
	ptrdiff_t n, cap;
};

void growth_curve(struct arena *a, const struct growth_stays *stays,
		  struct growth_curve *ret);
/* The day by which `share` of those who ever pass have passed, as far as the
 * curve knows; -1: nobody has. */
int growth_curve_days(const struct growth_curve *c, double share);
/* How many of 1 pass in the end, as far as the curve knows: who still waits
 * behind its last point is divided as those before. 0 when nobody went. */
double growth_curve_share(const struct growth_curve *c);

#endif
