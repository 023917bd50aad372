/*
 * A committee with tasks in every state, for measuring: the reference data of
 * bench/ and the many realms of `demo --realms`.
 */
#ifndef RV_APP_SAMPLE_H
#define RV_APP_SAMPLE_H

#include "base/cx.h"

enum { SAMPLE_UNITS = 19, SAMPLE_PROGRAMMES = 4 };

struct sample_ask {
	int units, programmes; /* at most as many as above, at least 1 */
	int tasks, open;       /* of which so many aren't done */
};
struct sample {
	int64_t root, org[SAMPLE_UNITS], programme[SAMPLE_PROGRAMMES];
};

/* Units below the root, programmes, tasks and their lives, by several
 * transactions. The realm has its root and nothing else. */
struct err *sample_make(struct cx *cx, const struct sample_ask *ask,
			int64_t root, struct sample *ret_sample) MUST_USE;

/* The words of the i-th. */
struct str sample_unit(int i);
struct str sample_work(struct arena *a, int i);
struct str sample_product(int i);
/* Days from today to its deadline. */
int sample_due_in(const struct sample_ask *ask, int i);

#endif
