/* Columns of the tree of organisations: how many members, and who heads them. */
#ifndef RV_MEMBER_COLUMN_H
#define RV_MEMBER_COLUMN_H

#include "view/feature.h"

enum { MEMBER_N_ORG_COLUMNS = 2 };
extern const struct feature_org_column member_org_columns[];

#endif
