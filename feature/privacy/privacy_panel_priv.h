/* Panels of this feature on pages of others (view/feature.h). */
#ifndef RV_PRIVACY_PANEL_PRIV_H
#define RV_PRIVACY_PANEL_PRIV_H

#include "base/cx.h"

struct view;
/* On one's own record and account. */
struct err *privacy_own_panel(struct cx *cx, int64_t subject,
			      struct view *v) MUST_USE;
/* On a member's record. */
struct err *privacy_member_panel(struct cx *cx, int64_t member,
				 struct view *v) MUST_USE;

#endif
