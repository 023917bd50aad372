/* Organisations that are no more, where somebody names one as the lead. */
#ifndef RV_WORK_ENDED_H
#define RV_WORK_ENDED_H

#include "org/org.h"
#include "work/work_lead.h"

/* Who is to lead: fault of the field "lead" when there is no such organisation,
 * or no more; then it says into which it went. */
struct err *work_lead_find(struct cx *cx, int64_t id,
			   struct org *ret_org) MUST_USE;
/* Lets the names of those that ended be known among the living. */
struct err *work_ended_add(struct cx *cx, const struct orgs *living,
			   struct work_orgs *orgs) MUST_USE;

#endif
