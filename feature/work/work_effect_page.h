/* The panel of an outcome measure, for the page of its task. */
#ifndef RV_WORK_EFFECT_PAGE_H
#define RV_WORK_EFFECT_PAGE_H

#include "work/work_effect_act.h"
#include "work/work_effect_view.h"
#include "work/work_query.h"

struct err *work_effect_panel(struct cx *cx, const struct task_by_id_row *t,
			      struct effect_panel *ret_panel) MUST_USE;

#endif
