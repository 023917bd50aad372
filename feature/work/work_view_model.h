/*
 * Rules of saved views: who sees one, who may change it, what its name must
 * be. Pure: no SQL, no HTTP, no clock.
 */
#ifndef RV_WORK_VIEW_MODEL_H
#define RV_WORK_VIEW_MODEL_H

#include "base/cx.h"
#include "base/err.h"

enum work_sharing {
	SHARING_OWN, /* its owner alone */
	SHARING_ORG, /* who acts for the owner's organisation */
	SHARING_ALL, /* everybody; only the office gives these */
	N_SHARING
};
/* "own", for columns and forms; back: false when unknown. */
const char *work_sharing_key(enum work_sharing s);
bool work_sharing_from_key(struct str key,
			   enum work_sharing *ret_sharing) MUST_USE;
const char *work_sharing_title(enum work_sharing s); /* catalogue id */

struct work_view_rule {
	int64_t owner, org;
	enum work_sharing sharing;
};
bool work_view_seen(const struct cx *cx, const struct work_view_rule *v);
/* Rename, delete: its owner; of those for all also the office. */
bool work_view_mine(const struct cx *cx, const struct work_view_rule *v);

enum { WORK_VIEW_NAME_MOST = 60, WORK_VIEWS_MOST = 50 };
/* The fault of a name or of the sharing, or NULL. `twin`: the owner has
 * another view of this name; `n_own`: views that the owner has on the list. */
struct err *work_view_check(const struct cx *cx, struct str name,
			    enum work_sharing sharing, bool twin,
			    int64_t n_own);

#endif
