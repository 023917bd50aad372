/* How long something takes. What day it is comes from struct cx. */
#ifndef RV_BASE_CLOCK_H
#define RV_BASE_CLOCK_H

#include "base/std.h"

/* Milliseconds of a clock that only goes forward, whatever is set. */
int64_t steady_ms(void);

#endif
