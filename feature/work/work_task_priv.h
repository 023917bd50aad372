/* Shared by the page files of one task. */
#ifndef RV_WORK_TASK_PRIV_H
#define RV_WORK_TASK_PRIV_H

#include "http/http.h"
#include "work/work_act.h"
#include "work/work_query.h"
#include "work/work_task_view.h"

/* What its page will read beside it: see db_ahead(). */
struct err *work_task_ahead(struct cx *cx, int64_t id) MUST_USE;
/* The task when this person may see it: the office sees all, the rest of the
 * root all but drafts, others what they lead or cooperate in. The same
 * ERR_NOT_FOUND for an absent task and for another's. */
struct err *work_task_see(struct cx *cx, int64_t id,
			  struct task_by_id_row *ret_task) MUST_USE;
struct work_facts work_task_facts(const struct task_by_id_row *t);
/* "/task/5" */
struct str work_task_path(struct cx *cx, int64_t id);
/* "unclear work" … for the bits of `missing`, in order. */
struct strs work_task_missing(struct cx *cx, int64_t missing);
/* How a kind of deadline is understood, in words. */
struct str work_task_meaning(struct cx *cx, struct str kind);
/* What an act of the history did, by its kind: "Issued"; catalogue id, NULL
 * when it isn't known. */
const char *work_act_done(struct str kind);
/* "Task 2.4", or without a number the beginning of its work. */
struct str work_task_name(struct cx *cx, struct str number);

/* work_task_fill.c: all but what can be done. */
struct err *work_task_fill(struct cx *cx, const struct task_by_id_row *t,
			   int64_t page, struct str query,
			   struct task_view *x) MUST_USE;

struct talk_typed;
struct share_typed;
/* What was typed, when a form is shown again. */
struct task_typed {
	bool any;
	enum work_do what;
	struct str reason, percent, body, difficulty, cause, ask;
	struct str event, due, note; /* of an event's day */
	struct str weight;	     /* of a part */
	bool weighing;
	int64_t refusing; /* the request that is decided; 0: none */
	struct str answer;
	const struct err *faults;
	/* the forms of other parts of the page, or NULL */
	const struct talk_typed *talk;
	const struct share_typed *share;
	bool ask_share; /* shows the form of asking for a share */
};
/* work_task_page.c: the page again, with what was typed. */
struct err *work_task_show(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct task_typed *typed) MUST_USE;
/* … of a task that the path doesn't name. */
struct err *work_task_show_of(struct cx *cx, struct req *rq, struct reply *rp,
			      int64_t id,
			      const struct task_typed *typed) MUST_USE;
/* work_task_deed.c: the side column. */
struct err *work_task_deeds(struct cx *cx, const struct task_by_id_row *t,
			    const struct task_typed *typed,
			    struct task_view *x) MUST_USE;

/* work_task_form.c */
page_fn work_task_edit_get, work_task_edit_post, work_task_new_get,
	work_task_new_post;
/* work_file_page.c */
page_fn work_file_get;

#endif
