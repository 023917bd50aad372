/*
 * Acts of splitting: giving parts of a task to organisations below, attaching
 * a draft as a part, changing a weight; and what other acts ask of the parts.
 */
#ifndef RV_WORK_SPLIT_ACT_H
#define RV_WORK_SPLIT_ACT_H

#include "work/work_act.h"
#include "work/work_split_model.h"

/* A row of the form. */
struct work_part_new {
	int row;      /* its fields are "work.3" …; for faults */
	int64_t lead; /* DB_NULL: none chosen, stays a draft */
	struct str work, product;
	struct str deadline; /* empty: that of the task above */
	int64_t weight;	     /* DB_NULL: none was given */
};
struct work_split {
	int64_t task;
	const struct work_part_new *parts;
	int n;
};
/* Makes all of them or none. Those that are clear are issued at once, the
 * others stay drafts (*ret_drafts, may be NULL). Faults by field. */
struct err *work_split(struct cx *cx, const struct work_split *in,
		       int *ret_drafts) MUST_USE;
struct work_attach {
	int64_t draft, task; /* the draft becomes a part of the task */
	int64_t weight;
};
struct err *work_part_attach(struct cx *cx,
			     const struct work_attach *in) MUST_USE;
/* Of a part that isn't withdrawn; the history keeps old and new. */
struct err *work_part_weight(struct cx *cx, int64_t part,
			     int64_t weight) MUST_USE;

/* ---- inside other acts ------------------------------------------------------- */
struct task_by_id_row;
struct work_meaning;
/* How a task stands in the plan of its parts. */
struct err *work_split_frame(struct cx *cx, const struct task_by_id_row *t,
			     struct work_split_frame *ret) MUST_USE;
/* May these words be those of the part: a lead below who gave it, a deadline
 * that the task above allows? Other tasks pass. Faults by field. */
struct err *work_part_words_check(struct cx *cx, const struct task_by_id_row *t,
				  int64_t lead,
				  const struct work_meaning *m) MUST_USE;
/* The same for a part that isn't there yet. */
struct work_part_place {
	int64_t lead; /* of the task above */
	const struct work_split_frame *frame;
};
struct err *work_part_fits(struct cx *cx, const struct work_part_place *at,
			   int64_t lead, const struct work_meaning *m) MUST_USE;
/* How many parts aren't finished. */
struct err *work_parts_open(struct cx *cx, int64_t task,
			    int64_t *ret_open) MUST_USE;
/* What parts say to a deed on their task, or the task above to one on a part.
 * *ret_open: unfinished parts that the deed goes on without. */
struct err *work_parts_check(struct cx *cx, const struct work_deed *d,
			     const struct task_by_id_row *t,
			     int64_t *ret_open) MUST_USE;
/* The entry that tells why a deed went on without the open parts. */
struct err *work_parts_note(struct cx *cx, const struct work_deed *d,
			    int64_t event) MUST_USE;
/* The unfinished parts of a task that falls away fall with it. */
struct err *work_parts_end(struct cx *cx, int64_t task,
			   struct str reason) MUST_USE;
/* Of a task that is closed over open parts those that come back end: nobody
 * would ever finish them. `d` is the deed on the task. */
struct err *work_parts_close(struct cx *cx, const struct work_deed *d) MUST_USE;
/* One deed inside an act's transaction (work_act.c). */
struct err *work_deed_do(struct cx *cx, const struct work_deed *d,
			 int64_t *ret_act) MUST_USE;

#endif
