/*
 * The table of organisations: its columns are those of this feature and those
 * that others registered (struct feature_org_column), asked once for all rows.
 */
#ifndef RV_ORG_COLUMN_H
#define RV_ORG_COLUMN_H

#include "org/org_tree.h"

struct org_table_ask {
	const struct org_tree_ask *tree;
	bool flat;  /* a list: nothing opens */
	bool above; /* … that says what stands above each */
};
struct err *org_table_fill(struct cx *cx, const struct org_table_ask *ask,
			   const struct org_nodes *nodes,
			   struct org_table *table) MUST_USE;
/* Puts what the table will ask for on its way. */
struct err *org_table_ahead(struct cx *cx,
			    const struct org_look *look) MUST_USE;

#endif
