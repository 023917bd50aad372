/* What the pages of the trail share. */
#ifndef RV_TRAIL_PAGE_PRIV_H
#define RV_TRAIL_PAGE_PRIV_H

#include "audit/audit_trail.h"
#include "trail/trail_priv.h"
#include "trail/trail_view.h"
#include "view/feature.h"
#include "view/site.h"

extern const struct route_table trail_list_routes, trail_event_routes;

/* ERR_DENIED to whoever doesn't read the trail of the whole committee. */
struct err *trail_page_may(struct cx *cx) MUST_USE;
struct crumbs trail_crumbs(struct cx *cx, struct str here);

#endif
