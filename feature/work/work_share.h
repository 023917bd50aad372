/*
 * Shares: what each cooperating organisation owes the lead of a task. Acts,
 * and the part of the task's page that says who owes what.
 */
#ifndef RV_WORK_SHARE_H
#define RV_WORK_SHARE_H

#include "http/http.h"
#include "work/work_act.h"
#include "work/work_query.h"
#include "work/work_share_model.h"
#include "work/work_share_view.h"

/* ---- acts (work_share_act.c) --------------------------------------------------- */
struct work_share_new {
	int64_t task, org;
	struct str work;
	day_t due; /* DAY_NONE: none */
};
/* Faults have the field "share_org", "share_what" or "share_due". */
struct err *work_share_ask(struct cx *cx, const struct work_share_new *in,
			   int64_t *ret_id) MUST_USE;
struct work_share_deed {
	int64_t share;
	enum work_share_do what;       /* not SHARE_ASK */
	struct str text;	       /* delivered, or the reason */
	const struct work_file *files; /* SHARE_DELIVER: attachments */
	int n_files;
};
/* Faults have the field "delivered", "attached" or "reason". */
struct err *work_share_do(struct cx *cx, const struct work_share_deed *in,
			  int64_t *ret_task) MUST_USE;

/* ---- the page (work_share_fill.c, work_share_page.c) ------------------------------ */
/* What was typed, when a form is shown again. */
struct share_typed {
	int64_t task;
	enum work_share_do what;
	int64_t share; /* 0: SHARE_ASK */
	struct str org, work, due, text;
	const struct err *faults;
};
/* `lead`: the task's lead stands at or below the reader's unit; `with`: who
 * cooperates. */
struct share_ask {
	bool lead;
	const struct work_choices *with;
	const struct share_typed *typed; /* or NULL */
	bool wanted;			 /* the form of asking */
};
struct err *work_share_fill(struct cx *cx, const struct task_by_id_row *t,
			    const struct share_ask *ask,
			    struct share_view *x) MUST_USE;
/* The list of faults leads to the fields of the form that was sent. */
void work_share_links(struct cx *cx, const struct share_typed *typed,
		      struct err_items *list);
/* What is owed and what was delivered, in "My work"; nothing without any. */
struct mine_view;
struct err *work_share_mine(struct cx *cx, struct mine_view *x) MUST_USE;

#endif
