/*
 * A decision that changes organisations: draft, steps, preview, approval,
 * effect, undo. The acts; what they do to the rows stands in org_reorg_run.c.
 */
#ifndef RV_ORG_REORG_H
#define RV_ORG_REORG_H

#include "org/org.h"
#include "org/org_reorg_model.h"

enum decision_state {
	DECISION_DRAFT,
	DECISION_WAITING, /* approved; its day hasn't come */
	DECISION_DONE,	  /* has taken effect */
	DECISION_UNDONE,
	DECISION_DROPPED, /* a draft that was thrown away */
};
struct org_decision {
	int64_t id, rev;
	struct org_decision_new is;
	enum decision_state state;
	int64_t file; /* 0: none */
	int64_t made_at, made_by, approved_at, approved_by, applied_at,
		undone_at;
	int64_t event; /* of its effect, or 0 */
	struct str undone_why;
	struct str failed_why; /* why it couldn't take effect on its day */
	struct org_step *step;
	ptrdiff_t n_steps;
};
struct org_decisions {
	struct org_decision *p; /* without their steps */
	ptrdiff_t n, cap;
};

struct err *decision_find(struct cx *cx, int64_t id,
			  struct org_decision *ret_decision,
			  bool *ret_found) MUST_USE;
/* Newest first, those with an id below `before`. */
struct err *decision_list(struct cx *cx, int64_t before, int64_t limit,
			  struct org_decisions *ret_list) MUST_USE;

/* Acts. A draft can be changed; ERR_CONFLICT once it is approved. `rev` is
 * what the person saw: ERR_CONFLICT when somebody changed it meanwhile. */
struct err *decision_make(struct cx *cx, const struct org_decision_new *in,
			  int64_t *ret_id) MUST_USE;
struct err *decision_edit(struct cx *cx, int64_t id, int64_t rev,
			  const struct org_decision_new *in) MUST_USE;
struct err *decision_drop(struct cx *cx, int64_t id) MUST_USE;
/* The signed paper. */
struct err *decision_attach(struct cx *cx, int64_t id, struct str name,
			    struct str bytes) MUST_USE;
struct err *step_add(struct cx *cx, int64_t decision, const struct org_step *in,
		     int64_t *ret_step) MUST_USE;
struct err *step_remove(struct cx *cx, int64_t decision, int64_t step) MUST_USE;
/* Before the one that stands before it, unless it names what that makes. */
struct err *step_raise(struct cx *cx, int64_t decision, int64_t step) MUST_USE;
struct err *choice_set(struct cx *cx, int64_t decision, struct str ask,
		       struct str answer) MUST_USE;
/* Approves; takes effect at once when its day has come. Everything that is
 * undecided or blocks is an error, with its reason. */
struct err *decision_approve(struct cx *cx, int64_t id, int64_t rev) MUST_USE;
/* Back to a draft, while it waits for its day. */
struct err *decision_reopen(struct cx *cx, int64_t id) MUST_USE;
/* Takes back what it did; ERR_CONFLICT with the reason once something was
 * built upon it. */
struct err *decision_undo(struct cx *cx, int64_t id, struct str why) MUST_USE;

/* What a step does to each organisation that it names, in figures. */
struct reorg_side {
	int64_t org;
	struct str name;
	struct reorg_figures figures;
};
struct reorg_table {
	const struct org_step *step;
	struct {
		struct reorg_side *p;
		ptrdiff_t n, cap;
	} before;
	struct reorg_side after; /* org 0: nothing is left of it here */
};
struct reorg_preview {
	struct reorg run;  /* asks, notes, blocks */
	struct err *fault; /* why it can't take effect, or NULL */
	struct {
		struct reorg_table *p;
		ptrdiff_t n, cap;
	} tables;
	struct reorg_side whole_before, whole_after; /* the root */
	int64_t units_after;			     /* directly below it */
};
/* Does all of it and takes it back: what would happen. Waits for the writer. */
struct err *decision_preview(struct cx *cx, const struct org_decision *d,
			     struct reorg_preview *ret_preview) MUST_USE;

#endif
