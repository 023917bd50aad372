/* Statements that a test writes itself, beside those of the product. */
#ifndef RV_WORK_BY_HAND_H
#define RV_WORK_BY_HAND_H

#include "db/db.h"

#define BY_HAND(NAME, SQL)                                                     \
	static const struct db_part NAME##_part = { .sql = (SQL),              \
						    .opt = -1,                 \
						    .order = -1 };             \
	static const struct db_query NAME = { .name = "by_hand_" #NAME,        \
					      .part = &NAME##_part,            \
					      .n_parts = 1,                    \
					      .n_params = 3,                   \
					      .types = "iii",                  \
					      .scan = true }

#endif
