/*
 * On time, measured twice, in words for pages: against the original deadline
 * and against the approved one, with the extensions and whose cause they were.
 */
#ifndef RV_WORK_RATES_H
#define RV_WORK_RATES_H

#include "base/cx.h"

/* Of a programme, of the tasks led at or below a unit, or of both (0: any). */
struct work_rates_of {
	int64_t programme, lead;
};
/* "On time: 14 of 16 (87,5%) by the approved deadline, 12 of 16 (75%) by the
 * original one." and "3 extensions: waiting for a superior 2, own fault 1."
 * Absent when nothing is judged yet, or nothing was extended. */
struct work_rates {
	struct str on_time, extensions;
};
struct err *work_rates(struct cx *cx, const struct work_rates_of *of,
		       struct work_rates *ret_rates) MUST_USE;

#endif
