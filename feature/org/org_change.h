/* What changed lately, or will: one line an organisation, for the tree. */
#ifndef RV_ORG_CHANGE_H
#define RV_ORG_CHANGE_H

#include "org/org_tree.h"
#include "view/feature.h"

struct err *org_change_ahead(struct cx *cx,
			     const struct org_look *look) MUST_USE;
/* A cell for each node. */
struct err *org_change_fill(struct cx *cx, const struct org_look *look,
			    const struct org_nodes *nodes,
			    struct feature_cell *ret_cells) MUST_USE;

#endif
