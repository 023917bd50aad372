/* Inside of the testkit. */
#ifndef RV_TESTKIT_PRIV_H
#define RV_TESTKIT_PRIV_H

#include "base/cx.h"

/* The profile that test realms have; NULL in a tree without profiles. */
const struct profile *kit_profile(struct arena *a);

#endif
