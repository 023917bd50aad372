/*
 * Acts between two programmes: tasks carried forward, a programme closed with
 * what becomes of each open task. The plan is what a person sees before it is
 * confirmed; the act makes the very same one and refuses when it looks
 * different by then.
 */
#ifndef RV_WORK_CARRY_ACT_H
#define RV_WORK_CARRY_ACT_H

#include "work/work_act.h"
#include "work/work_carry_model.h"
#include "work/work_carry_query.h"
#include "work/work_document_query.h"
#include "work/work_query.h"
#include "work/work_words.h"

enum { WORK_CARRY_MOST = 5000 };

/* ---- carrying forward ------------------------------------------------------ */
struct work_carry_ask {
	int64_t origin;
	int64_t into; /* programme; 0: a new one */
	int64_t year; /* of the new one */
	day_t from;
	struct work_ids flip; /* chosen or left against the rule */
};
struct work_carry_row {
	struct carry_tasks_row t;
	bool wanted, taken;
	bool there; /* in the target already */
	struct work_task_words words;
	struct work_meaning meaning;
};
struct work_carry_plan {
	struct programme_by_id_row origin, into; /* into.id 0: a new one */
	struct {
		struct work_carry_row *p;
		ptrdiff_t n, cap;
	} rows;
	int n_taken, n_unclear; /* unclear: of those taken */
	int64_t year;
	struct str seen; /* changes when anything above does */
};
/* ERR_NOT_FOUND: no such programme; ERR_CONFLICT: the target is closed. */
struct err *work_carry_plan(struct cx *cx, const struct work_carry_ask *ask,
			    struct work_carry_plan *ret_plan) MUST_USE;

struct work_carry_new {
	struct work_carry_ask ask;
	struct work_programme_new programme; /* when ask.into is 0 */
	struct str seen;		     /* of the plan; absent: any */
};
/* Copies the chosen tasks as drafts; *ret_id is the carrying. ERR_CONFLICT at
 * "seen" when the plan isn't what was seen. */
struct err *work_carry(struct cx *cx, const struct work_carry_new *in,
		       int64_t *ret_id) MUST_USE;
/* Last day on which it can be undone. */
day_t work_carry_undo_until(const struct cx *cx, int64_t made_at);
/* Voids the copies that nobody moved; counts those and the others. A programme
 * that was made for them goes too when nothing else is in it. */
struct err *work_carry_undo(struct cx *cx, int64_t id, int *ret_voided,
			    int *ret_kept) MUST_USE;
/* True when nothing is left in the programme of a carrying but its copies. */
bool work_carry_rest_empty(const struct carry_rest_row *r);

/* Inside an act: copies one task of a plan; `carry` is the row of the
 * carrying. */
struct err *work_carry_copy(struct cx *cx, const struct work_carry_row *r,
			    int64_t into, int64_t carry,
			    int64_t *ret_task) MUST_USE;

/* ---- closing ----------------------------------------------------------------- */
struct work_close_ask {
	int64_t programme;
	struct work_fates fates;
	struct work_fated others; /* for all that have no own decision */
};
struct work_close_row {
	struct close_tasks_row t;
	bool follows; /* a part or period: it goes with the task above */
	struct work_fated fate;
	struct err *fault; /* why it can't be so, or NULL */
};
struct work_close_plan {
	struct programme_by_id_row p;
	struct {
		struct work_close_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct programme_open_rows targets;
	int n[N_FATE]; /* of those that don't follow another */
	int n_faults;
	struct str seen;
};
struct err *work_close_plan(struct cx *cx, const struct work_close_ask *ask,
			    struct work_close_plan *ret_plan) MUST_USE;
struct work_close {
	struct work_close_ask ask;
	struct str seen; /* absent: any */
};
/* Closes it today. ERR_INVALID while a task has no fate; ERR_CONFLICT when it
 * is closed or the plan isn't what was seen. */
struct err *work_close(struct cx *cx, const struct work_close *in) MUST_USE;

/* Puts the context on the day on which a programme was closed: its figures
 * stay those of that day. */
struct err *work_close_look(struct cx *cx, int64_t programme) MUST_USE;

#endif
