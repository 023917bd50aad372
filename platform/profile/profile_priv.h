/* The parts of the profile that its test reaches into. */
#ifndef RV_PROFILE_PRIV_H
#define RV_PROFILE_PRIV_H

#include "base/embed.h"
#include "profile/profile.h"

/* Reads the profile `name` from `n` files named "<name>/<list>.csv". */
struct err *profile_parse(struct arena *a, struct str name,
			  const struct embedded *file, int n,
			  const struct profile **ret_profile) MUST_USE;

#endif
