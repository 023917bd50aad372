/*
 * Comments on tasks: acts, and the part of the task's page. Who sees the task
 * reads them; who reports or manages writes.
 */
#ifndef RV_WORK_TALK_H
#define RV_WORK_TALK_H

#include "http/http.h"
#include "work/work_query.h"
#include "work/work_talk_model.h"
#include "work/work_talk_view.h"

/* ---- acts (work_talk_act.c) ---------------------------------------------------- */
struct work_talk_text {
	struct str body;
	int64_t mention; /* a person chosen from the list, or 0 */
};
/* Faults have the field "said" or "mention". */
struct err *work_talk_add(struct cx *cx, int64_t task,
			  const struct work_talk_text *in,
			  int64_t *ret_id) MUST_USE;
/* By the author while the rule talk_edit_hours allows it; the old text is
 * kept. ERR_CONFLICT when `rev` is no longer the comment's. */
struct err *work_talk_edit(struct cx *cx, int64_t id, int64_t rev,
			   const struct work_talk_text *in) MUST_USE;
/* By the author or the office; the line stays, the text is shown to nobody. */
struct err *work_talk_remove(struct cx *cx, int64_t id) MUST_USE;
/* The mentioned person looked; ret_task, ret_talk: where to go. */
struct err *work_mention_seen(struct cx *cx, int64_t id, int64_t *ret_task,
			      int64_t *ret_talk) MUST_USE;

/* Everybody who may see the task today, by name. */
struct err *work_talk_people(struct cx *cx, int64_t task,
			     struct talk_people *ret_people) MUST_USE;
/* Rule talk_edit_hours of today. */
int64_t work_talk_hours(const struct cx *cx);

/* ---- the page (work_talk_fill.c, work_talk_page.c) ------------------------------- */
/* What was typed, when the form is shown again. */
struct talk_typed {
	struct str said;
	int64_t mention;
	bool choose; /* asks for the list of people */
	const struct err *faults;
};
struct err *work_talk_fill(struct cx *cx, const struct task_by_id_row *t,
			   const struct talk_typed *typed,
			   struct talk_view *x) MUST_USE;
/* Some of the task's comments, newest first, as they were on the day that is
 * looked at. */
struct err *work_talk_items(struct cx *cx, int64_t task, int64_t limit,
			    int64_t offset, struct talk_items *ret) MUST_USE;
struct talk_list_row;
struct talk_item work_talk_item(struct cx *cx, const struct talk_list_row *r);
/* The people of the select, without the reader. */
struct err *work_talk_choices(struct cx *cx, int64_t task, int64_t chosen,
			      struct work_choices *ret) MUST_USE;
/* "You were mentioned", at the top of "My work"; nothing without any. */
struct mine_view;
struct err *work_talk_mine(struct cx *cx, struct mine_view *x) MUST_USE;

#endif
