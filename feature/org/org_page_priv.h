/* The routes of organisations' pages, for the feature's table of contents. */
#ifndef RV_ORG_PAGE_PRIV_H
#define RV_ORG_PAGE_PRIV_H

#include "view/feature.h"

extern const struct route_table org_tree_routes, org_one_routes,
	org_export_routes, org_sheet_routes;

/* The feature's part of the search over everything. */
struct err *org_search_find(struct cx *cx, const struct feature_find *what,
			    struct feature_hits *ret_hits) MUST_USE;

#endif
