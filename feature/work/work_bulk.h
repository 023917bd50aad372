/*
 * Acts on many tasks at once: remind, issue, extend, reassign, export. A kind
 * is one row of a table and one function that does it for one task. All of it
 * is one transaction with an event a task and one for the whole; what can't be
 * done for a task leaves that task as it is and is counted.
 */
#ifndef RV_WORK_BULK_H
#define RV_WORK_BULK_H

#include "work/work_filter.h"
#include "work/work_model.h"

struct work_words_ready;

enum { WORK_BULK_MOST = 5000 };

/* What a kind asks for besides the tasks. */
enum {
	BULK_TEXT = 1,	   /* a sentence that the units read */
	BULK_DEADLINE = 2, /* words of a deadline */
	BULK_LEAD = 4,	   /* another lead unit */
	BULK_CAUSE = 8,	   /* why, a code of the profile */
};
struct work_bulk_ask {
	struct str text, deadline, cause;
	int64_t lead; /* DB_NULL: none chosen */
	/* filled by work_bulk() for kinds that read words */
	const struct work_words_ready *ready;
};

struct work_bulk_kind {
	const char *key;     /* of the address: "remind" */
	const char *title;   /* of the button and the page; catalogue id */
	const char *confirm; /* the button that does it */
	const char *done;    /* "{0} … {1}": done, left */
	unsigned fields;
	bool office; /* only the office may */
	/* Why the task would be left, or NULL. */
	struct err *(*fits)(struct cx *cx, const struct task_by_id_row *t);
	/* Does it for one task, inside the transaction; NULL: nothing is
	 * written (export). */
	struct err *(*run)(struct cx *cx, int64_t task,
			   const struct work_bulk_ask *ask);
};
extern const struct work_bulk_kind work_bulk_kinds[];
extern const int work_bulk_n_kinds;
/* NULL when there is none of this name that the actor may use. */
const struct work_bulk_kind *work_bulk_kind(const struct cx *cx,
					    struct str key);
bool work_bulk_may(const struct cx *cx, const struct work_bulk_kind *k);

/* Tasks that were ticked, or all that fit a filter. */
struct work_chosen {
	int64_t *p;
	ptrdiff_t n, cap;
	bool all;
};
/* Reads the fields `task` and `all`; nothing chosen and more than
 * WORK_BULK_MOST are errors. */
struct err *work_chosen_read(struct cx *cx, struct req *rq,
			     const struct work_filter *f,
			     struct work_chosen *ret_chosen) MUST_USE;
/* A short word that differs when other tasks are chosen. */
struct str work_chosen_mark(struct arena *a, const struct work_chosen *c);

struct work_bulk_result {
	int64_t id, done, left;
};
/* Does it; ERR_CONFLICT (or the first task's own fault) when it can be done
 * for none. */
struct err *work_bulk(struct cx *cx, const struct work_bulk_kind *kind,
		      const struct work_chosen *chosen,
		      const struct work_bulk_ask *ask,
		      struct work_bulk_result *ret_result) MUST_USE;
/* A task that the act would leave as it is, and why. */
struct work_bulk_left {
	int64_t task;
	struct str why;
};
struct work_bulk_lefts {
	struct work_bulk_left *p;
	ptrdiff_t n, cap;
};
/* Does it and takes everything back: what would be left, by ids. */
struct err *work_bulk_try(struct cx *cx, const struct work_bulk_kind *kind,
			  const struct work_chosen *chosen,
			  const struct work_bulk_ask *ask,
			  struct work_bulk_lefts *ret_left) MUST_USE;
/* "Reminded: 12. Left as they were: 3." of an act of this actor; absent when
 * it is somebody else's. */
struct err *work_bulk_words(struct cx *cx, int64_t id,
			    struct str *ret_words) MUST_USE;

/* The fields of a choice, behind those of the filter. */
#define WORK_BULK_FIELDS                                                       \
	{ .name = "do", .label = N_("Act"), .kind = FIELD_WORD },              \
		{ .name = "task",                                              \
		  .label = N_("Task"),                                         \
		  .kind = FIELD_INT,                                           \
		  .min = 1,                                                    \
		  .many = true },                                              \
	{                                                                      \
		.name = "all", .label = N_("All that fit"), .kind = FIELD_FLAG \
	}

/* ---- rules (work_bulk_model.c) -------------------------------------------- */
/* A task is chased while its lead has it to do; else why not. */
struct err *work_remind_check(struct arena *a, const struct work_facts *f,
			      day_t on);
struct err *work_remind_text_check(struct arena *a, struct str text);

#endif
