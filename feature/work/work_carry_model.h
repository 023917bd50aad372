/*
 * Rules of carrying tasks into another programme, of the fates of open tasks
 * when a programme is closed, and of the lines of a meeting's conclusions.
 * Pure: no SQL, no HTTP, no clock.
 */
#ifndef RV_WORK_CARRY_MODEL_H
#define RV_WORK_CARRY_MODEL_H

#include "base/date.h"
#include "base/err.h"
#include "work/work_deadline.h"

/* ---- carrying forward ------------------------------------------------------ */
struct work_carry_facts {
	bool done, withdrawn, copied; /* copied: carried before */
	enum work_due kind;
	day_t due;
};
/* True when a task comes along unless a person says otherwise: unfinished, or
 * of a kind that goes on. `from`: first day of the programme it comes into. */
bool work_carry_wanted(const struct work_carry_facts *f, day_t from);

/* Sets of ids as forms keep them: "3,17,204". What isn't a number is left
 * out. */
struct work_ids {
	int64_t *p;
	ptrdiff_t n, cap;
};
struct work_ids work_ids_read(struct arena *a, struct str text);
struct str work_ids_text(struct arena *a, const struct work_ids *ids);
bool work_ids_has(const struct work_ids *ids, int64_t id);
/* Puts the id in or takes it out. */
void work_ids_set(struct arena *a, struct work_ids *ids, int64_t id, bool in);

/* ---- closing ----------------------------------------------------------------- */
enum work_fate {
	FATE_NONE,  /* not decided: the programme can't be closed */
	FATE_CARRY, /* into another programme */
	FATE_END,   /* ended unfinished, with a reason: never "done" */
	FATE_KEEP,  /* stays open */
	N_FATE
};
/* Code in the database; NULL for FATE_NONE. */
const char *work_fate_code(enum work_fate f);

struct work_fated {
	int64_t task;
	enum work_fate fate;
	int64_t into; /* programme of FATE_CARRY */
	struct str reason;
};
struct work_fates {
	struct work_fated *p;
	ptrdiff_t n, cap;
};
/* "carry.12", "end", "keep", "" – the values of a select. False: another. */
bool work_fate_read(struct str value, struct work_fated *ret) MUST_USE;
struct str work_fate_value(struct arena *a, const struct work_fated *f);
/* The decisions as forms keep them: "57|end|reason", one a line. */
struct work_fates work_fates_read(struct arena *a, struct str text);
struct str work_fates_text(struct arena *a, const struct work_fates *f);
/* NULL: nothing was said about the task. */
const struct work_fated *work_fates_of(const struct work_fates *f,
				       int64_t task);
/* What was said replaces what was said before. */
void work_fates_put(struct arena *a, struct work_fates *f,
		    const struct work_fated *one);
/* What holds for a task: its own decision, else that for all others. */
struct work_fated work_fate_of(const struct work_fates *f,
			       const struct work_fated *others, int64_t task);
/* What is wrong with it: none, no reason, a reason too long; or NULL. */
struct err *work_fate_check(struct arena *a, const struct work_fated *f);

/* ---- conclusions -------------------------------------------------------------- */
enum { WORK_LINES_MOST = 200 };
/* One conclusion: "work | lead | deadline | product"; numbers and bullets at
 * its beginning are left out. */
struct work_line {
	struct str said; /* the line without number or bullet */
	struct str work, lead, deadline, product; /* empty: not said */
};
struct work_lines {
	struct work_line *p;
	ptrdiff_t n, cap;
};
struct work_lines work_lines_read(struct arena *a, struct str text);

#endif
