/*
 * Acts of the adjustment ledger: ask, decide. What the office (for a part: the
 * lead of the task above) asks for itself is decided at once. Every change of
 * an issued task's deadline, work, lead or product passes through here.
 */
#ifndef RV_WORK_ADJUST_ACT_H
#define RV_WORK_ADJUST_ACT_H

#include "work/work_act.h"
#include "work/work_adjust_model.h"

struct work_words_ready;

struct work_adjust_new {
	int64_t task;
	enum work_adjust kind;
	struct str cause, body;
	struct str deadline, work, product;
	int64_t lead;	       /* DB_NULL: none */
	struct work_file file; /* name.p NULL: none */
	/* the profile's words when many are adjusted, or NULL */
	const struct work_words_ready *ready;
};
/* Puts the request into the ledger. The lead asks; who issued the task adjusts
 * it at once (*ret_approved). Faults by field. */
struct err *work_adjust(struct cx *cx, const struct work_adjust_new *in,
			bool *ret_approved) MUST_USE;

/* Inside a reorganisation, whose event it is: another lead (also of a draft) or
 * a withdrawal. Nothing refuses it but the task's end, and nobody is told. */
struct err *work_adjust_decided(struct cx *cx, const struct work_adjust_new *in,
				int64_t event) MUST_USE;

/* Inside work_task_edit(): what differs of an issued task goes into the ledger,
 * approved. The row is still the old one; *ret_longer is 1 when its deadline
 * moves back. Faults of "cause" and "reason". */
struct work_meaning;
struct task_by_id_row;
struct err *work_adjust_record(struct cx *cx, const struct task_by_id_row *t,
			       const struct work_task_words *w,
			       const struct work_meaning *m,
			       int64_t *ret_longer) MUST_USE;

enum work_verdict { WORK_APPROVED, WORK_REFUSED, WORK_DROPPED };
/* Approves, refuses (with an answer) or, by those who asked, drops. */
struct err *work_adjust_decide(struct cx *cx, int64_t adjust,
			       enum work_verdict verdict,
			       struct str answer) MUST_USE;

#endif
