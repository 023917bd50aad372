/*
 * A committee's year for the property test: a seeded chance, people of every
 * side, and a table of everything that can be done to tasks, each row one kind
 * of act. What fits is chosen by yesterday's tasks; what doesn't fit any more
 * is refused, as in life.
 */
#ifndef RV_WORK_YEAR_H
#define RV_WORK_YEAR_H

#include "work/test/work_kit.h"
#include "work/test/work_oracle.h"

#include "work/work_query.h"

enum {
	YEAR_FOUNDED = 3, /* programmes of the first day … */
	YEAR_RECORDED = 4,
	YEAR_CARRIED = 4,
	YEAR_PROGRAMMES = YEAR_FOUNDED + YEAR_RECORDED + YEAR_CARRIED,
	YEAR_ORGS = N_KIT_UNIT + 1,
	YEAR_ACTS = 160, /* rows of the tables of acts, at most */
};

struct year {
	struct work_kit kit;
	struct cx cx; /* the office with all rights, now */
	uint32_t seed, chance;
	day_t first; /* of the year */
	int n_added; /* texts differ by it */
	int64_t org[YEAR_ORGS];
	struct {
		int64_t id;
		bool closed;
	} programme[YEAR_PROGRAMMES];
	int n_programmes, n_recorded, n_carried;
	struct oracle *live, *known;
	struct oracle_day day; /* yesterday's tasks */
	int done[YEAR_ACTS];   /* by row: how often it succeeded */
};

enum { YEAR_SEED = 20260101 };
/* A committee with three programmes on 01/01/2026, without tasks. */
void year_found(struct year *y, struct arena *a, uint32_t seed);
/* Leaves a copy of the data at ROVIEC_KEEP, if the environment says so. */
void year_close(struct year *y);
/* Drafts. */
void year_add(struct year *y, int n);

/* From 0 to n - 1. */
int year_any(struct year *y, int n);
bool year_often(struct year *y, int percent);
/* Moves the clock by a second: each act has an instant of its own. */
void year_tick(struct year *y);
void year_on(struct year *y, day_t day);
/* Who acts for an organisation, with all rights that it can give. */
struct cx year_as(struct year *y, int64_t org);
int64_t year_open_programme(struct year *y);
void year_programme_put(struct year *y, int64_t id);
/* A number that a statement of this test finds; 0: none. `arg` DB_NULL: the
 * statement has no parameter. */
struct db_query;
int64_t year_find(struct year *y, const struct db_query *q, int64_t arg);

/* Which task to do something to: bits ORACLE_ISSUED … */
struct year_want {
	unsigned is, isnt;
	unsigned places; /* bits of enum oracle_place; 0: any */
	unsigned kinds;	 /* bits of enum work_due; 0: any */
	bool clear, vague;
	int64_t programme; /* 0: any that is open, DB_NULL: any */
};
enum {
	YEAR_WHOLE = 1 << ORACLE_WHOLE,
	YEAR_PART = 1 << ORACLE_PART,
	YEAR_PERIOD = 1 << ORACLE_PERIOD,
};
/* 0: there is none. */
int64_t year_choose(struct year *y, const struct year_want *w);
/* As it is now; fails the test when it isn't there. */
struct task_by_id_row year_task(struct year *y, int64_t id);
/* What an act gives when there is nothing that it could be done to. */
struct err *year_nothing(struct year *y);

struct str year_deadline(struct year *y);
struct str year_date(struct year *y, int from, int days);
int64_t year_lead(struct year *y);
struct str year_cause(struct year *y);
struct work_task_words year_words(struct year *y, int64_t programme);

struct year_act {
	const char *name;
	struct err *(*fn)(struct year *y, int arg);
	int arg;
	int weight; /* how often, beside the others */
	int least;  /* a year should bring so many, half of it must come */
};
extern const struct year_act year_task_acts[], year_side_acts[],
	year_plan_acts[];
extern const int year_n_task_acts, year_n_side_acts, year_n_plan_acts;

int year_n_acts(void);
const struct year_act *year_act(int k);
/* By weight; every now and then one that lags behind its share of what it must
 * come to in the end. */
int year_any_act(struct year *y, int percent_of_year);
/* Refusing is right, breaking fails the test. ROVIEC_TRACE tells each. */
void year_act_once(struct year *y, int k);
/* How often each was done, for ROVIEC_TRACE. */
void year_tell(const struct year *y);

#endif
