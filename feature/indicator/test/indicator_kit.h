/* A committee of four units with four cells each, for tests of targets. */
#ifndef RV_INDICATOR_KIT_H
#define RV_INDICATOR_KIT_H

#include "testkit/testkit.h"

#include "indicator/indicator_act.h"

enum {
	KIT_UNITS = 4,	       /* ids 2, 7, 12, 17 below the root, 1 */
	KIT_CELLS = 4,	       /* of a unit, behind it */
	KIT_PEOPLE = 5,	       /* of a cell */
	KIT_FIRST_DAY = 20089, /* 2025-01-01 */
};
/* Makes it in a realm whose features are members and indicators. */
void indicator_kit_open(struct arena *a, struct cx *cx);
/* One more organisation, with its people when it is a cell. */
int64_t indicator_kit_org(struct cx *cx, int64_t parent, const char *kind,
			  struct str name);
/* Of the indicator of admissions, with a base of 1,000 on the day before. */
struct target_new indicator_kit_target(int64_t org, const char *period,
				       int64_t value);

#endif
