/* The same thing for many, by several threads at once. */
#ifndef RV_APP_EACH_H
#define RV_APP_EACH_H

#include "base/arena.h"

struct each {
	ptrdiff_t n;
	int workers; /* at most 8 */
	/* Does the i-th; `a` is the thread's own and is emptied behind it.
	 * False: the others aren't begun any more. */
	bool (*one)(struct arena *a, void *arg, ptrdiff_t i);
	void *arg;
};
/* Returns when all are done. */
void each_run(const struct each *e);

#endif
