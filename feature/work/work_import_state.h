/*
 * An import as it stands: every row with the words that would be taken, what
 * they mean and what is still unclear. Used by the act that makes the tasks
 * and by the page that shows them, so both judge alike.
 */
#ifndef RV_WORK_IMPORT_STATE_H
#define RV_WORK_IMPORT_STATE_H

#include "work/work_import_act.h"
#include "work/work_import_query.h"
#include "work/work_lead.h"
#include "work/work_words.h"

/* Tasks of a programme by their folded work. */
struct work_twins;
struct err *work_twins_load(struct cx *cx, int64_t programme,
			    struct work_twins **ret_twins) MUST_USE;
/* NULL: no task has this work. */
const struct task_twins_row *
work_twins_find(struct arena *a, const struct work_twins *t, struct str work);

struct work_import_row {
	struct import_rows_row r; /* with what is being mended */
	int64_t lead;		  /* chosen, else found; or DB_NULL */
	struct work_task_words words;
	struct work_meaning meaning;
	const struct task_twins_row *twin; /* or NULL */
	bool is_task;			   /* not skipped by the reader */
	bool clear;
};

struct work_import_state {
	struct import_by_id_row i;
	struct {
		struct work_import_row *p;
		ptrdiff_t n, cap;
	} rows;
	int n_tasks;	     /* rows that are tasks */
	int n_clear;	     /* taken and clear */
	int n_mend;	     /* taken and unclear */
	int missing[N_NEED]; /* of those */
	int n_twins;	     /* not taken: the programme has them */
	int n_left;	     /* not taken: a person unticked them */
	int n_skipped;	     /* no tasks */
};

/* ERR_NOT_FOUND when there is none. The mends are laid over what is stored
 * before it is judged. */
struct err *work_import_state(struct cx *cx, int64_t id,
			      const struct work_import_mend *mend, int n_mends,
			      struct work_import_state *ret_state) MUST_USE;
/* Row by its number, or NULL. */
struct work_import_row *work_import_row(const struct work_import_state *s,
					int64_t n);
/* Why a need of the row is open: one sentence in the reader's language.
 * `orgs` tells an unknown name from a doubtful one. */
struct str work_import_why(struct cx *cx, const struct work_import_row *r,
			   enum work_need need, const struct work_orgs *orgs);
/* Up to `most` texts that would make it clear. */
int work_import_hints(struct cx *cx, const struct work_import_state *s,
		      const struct work_import_row *r, enum work_need need,
		      struct str *ret_hint, int most);
/* Every organisation of the realm that lives today, ready for matching. */
struct err *work_import_orgs(struct cx *cx,
			     struct work_orgs **ret_orgs) MUST_USE;

#endif
