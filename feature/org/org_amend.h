/*
 * What is put right of an organisation without a decision: a name, short name
 * or kind that was written wrong, a short name or code that changed, its place
 * among its sisters. Another name or kind, another place in the tree: those
 * are decisions (org_reorg.h).
 */
#ifndef RV_ORG_AMEND_H
#define RV_ORG_AMEND_H

#include "org/org.h"

enum { ORG_POSITION_MOST = 9999 };

struct org_amend {
	int64_t org;
	/* DAY_NONE: it was written wrong and never counted; else a short name
	 * or code counts from then */
	day_t from;
	/* absent: as it is; an empty code: it has none */
	struct str name, short_name, kind, code;
	int64_t position; /* 0: as it is; not dated */
	struct str reason;
};
/* Why it can't be done, or NULL: ERR_CONFLICT where only a decision does it,
 * where something stands behind the day, or another has the name or code. */
struct err *org_amend_check(struct cx *cx, const struct org_amend *in) MUST_USE;
/* An act, with one event; 0 when nothing differs. */
struct err *org_amend(struct cx *cx, const struct org_amend *in,
		      int64_t *ret_event) MUST_USE;
/* Takes back what that event wrote, as if it had never been, while nothing
 * later stands on it: an act. `position`: where it stood, or 0. */
struct err *org_amend_back(struct cx *cx, int64_t org, int64_t event,
			   int64_t position) MUST_USE;

#endif
