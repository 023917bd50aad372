/* What the acts of a sheet share. */
#ifndef RV_WORK_SHEET_PRIV_H
#define RV_WORK_SHEET_PRIV_H

#include "base/buf.h"
#include "work/work_sheet_state.h"

struct err *work_sheet_allowed(struct cx *cx) MUST_USE;
struct err *work_sheet_event(struct cx *cx, const char *kind, int64_t id,
			     struct buf *after) MUST_USE;
/* Inside an act: the taken words of a task, through its own act. */
struct err *work_sheet_edit(struct cx *cx,
			    const struct work_sheet_group *g) MUST_USE;
/* … and the taken cells of its report: reported, or submitted. */
struct err *work_sheet_send(struct cx *cx, const struct work_sheet_state *s,
			    const struct work_sheet_group *g) MUST_USE;

#endif
