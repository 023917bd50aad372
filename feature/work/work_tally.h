/*
 * What the report on a programme counts: one line for each task goes in, sums
 * by section, by organisation, by clarity and by cause come out. Pure: no
 * SQL, no HTTP, no clock.
 */
#ifndef RV_WORK_TALLY_H
#define RV_WORK_TALLY_H

#include "work/work_adjust_model.h"

/* What a task says to a report. */
struct tally_task {
	int64_t group; /* its section; of a year's report its programme */
	int64_t lead;  /* organisation; DB_NULL: none yet */
	struct work_facts facts;
	enum work_state state; /* of the facts */
	int64_t missing;       /* bits */
	day_t base_on, base;   /* first issue and the deadline then */
	struct str cause;      /* of the last report, or empty */
	int64_t extensions;    /* approved */
	bool counted;	       /* a row of the list */
	bool rated;	       /* on time or not: periods of a recurring
				* task instead of the task */
};

/* Against which deadline. */
enum tally_against { TALLY_APPROVED, TALLY_ORIGINAL, N_TALLY_AGAINST };

struct tally_sum {
	int64_t n, issued, open, done; /* issued: neither draft nor withdrawn */
	int64_t state[N_WORK_STATE];
	int64_t unclear, missing[4]; /* work, person, progress, product */
	int64_t kept[N_TALLY_AGAINST], missed[N_TALLY_AGAINST];
	int64_t extended, extensions; /* tasks; times */
};
/* Share on time in tenths of a per cent, -1 when nothing is judged. */
int64_t tally_share(const struct tally_sum *s, enum tally_against against);

struct tally_line {
	int64_t id; /* of the section, programme or lead; DB_NULL: none */
	struct tally_sum sum;
};
struct tally_lines {
	struct tally_line *p;
	ptrdiff_t n, cap;
};
struct tally_cause {
	struct str code;       /* of the profile; empty: none was given */
	int64_t overdue, late; /* open; done late */
	int64_t extended, extensions; /* tasks; times */
};
struct tally_causes {
	struct tally_cause *p;
	ptrdiff_t n, cap;
};
struct tally {
	struct tally_sum all;
	struct tally_lines groups, leads;
	struct tally_causes causes;
};

void tally_add(struct arena *a, struct tally *t, const struct tally_task *task,
	       day_t on);
/* Extensions for a cause: how often, of how many tasks. */
void tally_extend(struct arena *a, struct tally *t, struct str cause,
		  int64_t times, int64_t tasks);
/* What a lead has counts with another from now on. */
void tally_lead_as(struct tally *t, int64_t lead, int64_t as);
/* Leads that need attention first, causes that held up most first. */
void tally_sort(struct tally *t);
/* The cause of most delays; NULL when none is named or two share the place. */
const struct tally_cause *tally_worst(const struct tally *t);

#endif
