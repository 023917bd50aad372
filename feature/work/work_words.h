/*
 * What the words of a task mean: deadline, clarity, quantity. Used by the
 * acts that store them and by the pages that explain them.
 */
#ifndef RV_WORK_WORDS_H
#define RV_WORK_WORDS_H

#include "work/work_act.h"
#include "work/work_clarity.h"
#include "work/work_deadline.h"

enum { WORK_WORDS_MOST = 3000 }; /* code points of work, product, with */

struct work_meaning {
	struct work_deadline deadline;
	struct work_clarity clarity; /* why and hint for what is missing */
	int64_t missing;	     /* bits WORK_MISS_… */
	int64_t quantity;	     /* thousandths, or DB_NULL */
};
/* Derives the meaning; `year` is the programme's. */
void work_words_read(struct cx *cx, const struct work_task_words *in, int year,
		     struct work_meaning *ret);
/* The same for many texts: the profile's words are made ready once. */
struct work_words_ready {
	const struct work_deadline_words *deadline;
	const struct work_lead_words *lead;
};
struct work_words_ready work_words_ready(struct cx *cx);
void work_words_read_with(struct cx *cx, const struct work_words_ready *ready,
			  const struct work_task_words *in, int year,
			  struct work_meaning *ret);
/* Inside an act: stores words and meaning in the row of a task whose version is
 * `rev`, and keeps them as a version of their own. Cooperating organisations
 * stay. */
struct work_words_place {
	int64_t task, rev, section;
	bool anew;   /* somebody else has to accept it */
	bool longer; /* an extension: nothing but the deadline is new */
};
struct err *work_words_store(struct cx *cx, const struct work_words_place *at,
			     const struct work_task_words *w,
			     const struct work_meaning *m) MUST_USE;
/* Limits of words that are to be stored: faults by field, or NULL. */
struct err *work_words_check(struct cx *cx, const struct work_task_words *w,
			     const struct work_meaning *m) MUST_USE;
/* Inside an act: keeps the words that the row has now, for every day until the
 * next ones. */
struct err *work_words_version(struct cx *cx, int64_t task) MUST_USE;
/* Inside an act: without a written lead the organisation's name stands for
 * it; fault of the field "lead". */
struct err *work_words_lead(struct cx *cx, struct work_task_words *w) MUST_USE;
/* The words with absent texts made empty (the columns are not null). */
struct work_task_words work_words_present(const struct work_task_words *in);
/* From a row of a query that has these columns under these names: without the
 * programme and who cooperates. */
#define WORK_WORDS_OF(t)                                                       \
	((struct work_task_words){ .section = (t)->section_title,              \
				   .number = (t)->number,                      \
				   .work = (t)->work,                          \
				   .work_confirmed = (t)->work_confirmed == 1, \
				   .lead = (t)->lead,                          \
				   .lead_text = (t)->lead_text,                \
				   .with_text = (t)->with_text,                \
				   .deadline = (t)->deadline_text,             \
				   .product = (t)->product,                    \
				   .product_confirmed =                        \
					   (t)->product_confirmed == 1,        \
				   .import = DB_NULL,                          \
				   .import_row = DB_NULL })
/* The organisations that cooperate in a task, put into *w. */
struct err *work_words_with(struct cx *cx, int64_t task,
			    struct work_task_words *w) MUST_USE;
/* What the search of lists looks in: work and product, folded. */
struct str work_words_fold(struct arena *a, const struct work_task_words *w);

#endif
