/* Between the files of the pages of reorganisation. */
#ifndef RV_ORG_REORG_PAGE_H
#define RV_ORG_REORG_PAGE_H

#include "http/http.h"
#include "org/org_reorg.h"
#include "org/org_reorg_view.h"

/* "Chi bộ 1, Chi bộ 2 → Chi bộ mới": what a step does, as a sentence. */
struct str step_say(struct cx *cx, const struct org_step *s);
/* What is shown of a decision; of a draft or one that waits with all that
 * would happen. */
struct err *reorg_page_fill(struct cx *cx, const struct org_decision *d,
			    struct reorg_page_view *x) MUST_USE;
void reorg_basis_fill(struct cx *cx, const struct org_decision_new *d,
		      struct reorg_basis *b);
/* Field faults beside the fields of the paper. */
void reorg_basis_faults(struct cx *cx, const struct err *faults,
			struct reorg_basis *b);

extern const struct route_table org_reorg_routes, org_step_routes;

#endif
