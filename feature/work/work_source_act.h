/*
 * Acts between documents and what is done with them: a document behind a
 * programme, the conclusions of a meeting as tasks.
 */
#ifndef RV_WORK_SOURCE_ACT_H
#define RV_WORK_SOURCE_ACT_H

#include "work/work_act.h"
#include "work/work_carry_model.h"
#include "work/work_words.h"

/* As what a document stands behind a programme. */
enum work_role {
	ROLE_MAIN,     /* the programme was made of it; never taken off */
	ROLE_BASIS,    /* it rests on it, too */
	ROLE_REPLACES, /* it takes the main document's place */
	N_WORK_ROLE
};
const char *work_role_code(enum work_role r);
const char *work_role_title(enum work_role r); /* catalogue id */
bool work_role_read(struct str code, enum work_role *ret_role) MUST_USE;

struct work_link {
	int64_t programme, document;
	struct str role;
	day_t from;
};
/* Puts a document behind a programme. Faults by field. */
struct err *work_link_add(struct cx *cx, const struct work_link *in) MUST_USE;
/* From today on it isn't behind it any more. */
struct err *work_link_end(struct cx *cx, int64_t programme,
			  int64_t link) MUST_USE;

/* ---- conclusions -------------------------------------------------------------- */
struct work_source {
	int64_t document, programme;
	struct str section; /* title, or empty */
	struct str lines;   /* one conclusion a line */
};
struct work_source_row {
	struct work_line line;
	struct str fold; /* of what was said */
	int n;		 /* from 1 */
	int64_t task;	 /* drawn from this document already; or DB_NULL */
	struct work_task_words words;
	struct work_meaning meaning;
};
struct work_source_plan {
	struct {
		struct work_source_row *p;
		ptrdiff_t n, cap;
	} rows;
	int n_new, n_unclear;
};
/* What the lines would become. Faults by field. */
struct err *work_source_plan(struct cx *cx, const struct work_source *in,
			     struct work_source_plan *ret_plan) MUST_USE;
/* Each new line becomes a draft that knows where it came from. */
struct err *work_source_add(struct cx *cx, const struct work_source *in,
			    int *ret_made) MUST_USE;
/* True for documents whose conclusions become tasks. */
bool work_concludes(const struct cx *cx, struct str kind);

#endif
