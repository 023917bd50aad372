/* Page files of this feature: each gives its table of routes. */
#ifndef RV_WORK_PAGE_H
#define RV_WORK_PAGE_H

#include "view/feature.h"

extern const struct route_table work_overview_routes;  /* /overview */
extern const struct route_table work_programme_routes; /* /programmes … */
extern const struct route_table work_list_routes;      /* /tasks, exports */
extern const struct route_table work_shape_routes;     /* /tasks/shape … */
extern const struct route_table work_bulk_routes;      /* /tasks/bulk … */
extern const struct route_table work_task_routes;      /* /task/:id … */
extern const struct route_table work_adjust_routes;    /* /task/:id/adjust */
extern const struct route_table work_period_routes;    /* /task/:id/event */
extern const struct route_table work_milestone_routes; /* …/milestones */
extern const struct route_table work_mine_routes;      /* /mine */
extern const struct route_table work_talk_routes;      /* /talk/:id … */
extern const struct route_table work_share_routes;     /* /share/:id … */
extern const struct route_table work_import_routes;    /* /import/:id … */
extern const struct route_table work_document_routes;  /* /documents … */
extern const struct route_table work_carry_routes;     /* …/carry */
extern const struct route_table work_baseline_routes;  /* …/baseline */
extern const struct route_table work_close_routes;     /* …/close */
extern const struct route_table work_source_routes;    /* …/documents */
extern const struct route_table work_sheet_routes;     /* /sheet … */
extern const struct route_table work_report_routes;    /* /report … */
extern const struct route_table work_effect_routes;    /* /task/:id/effect */

extern const struct route_table work_notice_routes; /* /notices, /stop/… */
extern const struct route_table work_feed_routes;   /* /account/calendar … */
extern const struct route_table work_choice_routes; /* /account/notices … */
extern const struct route_table work_split_routes;  /* /task/:id/split … */

extern const struct command_table work_commands; /* annex check|import */

/* How many notices this person hasn't read. */
struct err *work_notice_unread(struct cx *cx, int64_t *ret_n) MUST_USE;
/* Notices, letters and calendars, on the page of the account. */
struct err *work_account_panel(struct cx *cx, int64_t user, struct view *v);
/* What waits for a person who leaves, and giving it on. */
struct err *work_leave_panel(struct cx *cx, int64_t user, struct view *v);
struct err *work_hand_over(struct cx *cx, int64_t from, int64_t to);
/* The sections of "My work" for the actor. */
struct mine_view;
struct err *work_mine_fill(struct cx *cx, struct mine_view *x);
/* What the search over everything finds here. */
/* The tasks of a committee are looked through as one types, of many ones only
 * on request. */
struct err *work_search_is_much(struct cx *cx, bool *ret_much) MUST_USE;
struct err *work_search_tasks(struct cx *cx, const struct feature_find *what,
			      struct feature_hits *ret_hits) MUST_USE;
struct err *work_search_documents(struct cx *cx,
				  const struct feature_find *what,
				  struct feature_hits *ret_hits) MUST_USE;
/* Tasks of an organisation, on its page. */
struct err *work_org_panel(struct cx *cx, int64_t org, struct view *v);

#endif
