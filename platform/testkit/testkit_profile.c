/* The profile of test realms. */
#include "profile/profile.h"

#include "testkit/testkit.h"

#include "testkit/testkit_priv.h"

const struct profile *kit_profile(struct arena *a)
{
	const struct profile *p = NULL;

	ok(profile_load(a, STR("vn-party"), &p));
	return p;
}
