/*
 * Documents, programmes, tasks: from the annex of a resolution to a verified
 * product. The only header of this feature that others include.
 */
#ifndef RV_WORK_H
#define RV_WORK_H

#include "base/cx.h"

struct feature;
extern const struct feature work_feature;

#endif
