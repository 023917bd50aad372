/* Fills a list of tasks for a page; shared by programme and /tasks. */
#ifndef RV_WORK_LIST_H
#define RV_WORK_LIST_H

#include "http/http.h"
#include "org/org.h"
#include "work/work_filter.h"
#include "work/work_list_view.h"

/* Everything of the list below `path` ("/tasks", "/programme/5") for this
 * filter. */
struct err *work_list_fill(struct cx *cx, struct req *rq,
			   const struct work_filter *f, struct str path,
			   struct work_list_view *ret_list) MUST_USE;
/* Status mark and words of a state on a day: "Overdue by 9 days". */
struct status work_status_of(struct cx *cx, enum work_state s, day_t due);
/* Name of the organisation `id` in a list; absent when it isn't there. */
struct str work_org_name(const struct orgs *list, int64_t id);

#endif
