/* Rules of organisations: pure. */
#ifndef RV_ORG_MODEL_H
#define RV_ORG_MODEL_H

#include "org/org.h"

struct profile;

enum { ORG_NAME_MOST = 200 };

/* The faults of a new organisation's own fields (not of its place in the
 * tree), or NULL. */
struct err *org_check(struct arena *a, const struct profile *p,
		      const struct org_new *in);

#endif
