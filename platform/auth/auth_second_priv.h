/* Inside of platform/auth: what the files about second factors share. */
#ifndef RV_AUTH_SECOND_PRIV_H
#define RV_AUTH_SECOND_PRIV_H

#include "base/str.h"

/* What a user's secret is sealed under: under another's it doesn't open. */
const char *second_label(struct arena *a, int64_t user) NONNULL_RESULT;

#endif
