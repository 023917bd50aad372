/* Fills a list of tasks for a page; shared by programme and /tasks. */
#ifndef RV_WORK_LIST_H
#define RV_WORK_LIST_H

#include "http/http.h"
#include "org/org.h"
#include "work/work_filter.h"
#include "work/work_list_view.h"
#include "work/work_view_act.h"

/* What a list page asks for; the route declares the fields of the filter and
 * `bulk`. */
struct work_list_ask {
	int64_t list; /* 0: all tasks; else the programme */
	const struct work_filter *filter;
	const struct work_views *views;
};
struct err *work_list_fill(struct cx *cx, struct req *rq,
			   const struct work_list_ask *ask,
			   struct work_list_view *ret_list) MUST_USE;
/* Status mark and words of a state on a day: "Overdue by 9 days". */
struct status work_status_of(struct cx *cx, enum work_state s, day_t due);
/* Name of the organisation `id` in a list; absent when it isn't there. */
struct str work_org_name(const struct orgs *list, int64_t id);

#endif
