/* Test realms of a tree that has no profiles. */
#include "testkit/testkit_priv.h"

const struct profile *kit_profile(struct arena *a)
{
	(void)a;
	return NULL;
}
