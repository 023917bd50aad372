/* The trail for people and for witnesses: its pages, commands, the job that
 * signs it. What it is stands in audit/audit_trail.h. */
#ifndef RV_TRAIL_FEATURE_H
#define RV_TRAIL_FEATURE_H

#include "view/feature.h"

#define TRAIL_SIGN_JOB "trail.sign"

extern const struct feature trail_feature;

#endif
