/* What the parts of the deadline reader share: items, points. */
#ifndef RV_WORK_DUE_PRIV_H
#define RV_WORK_DUE_PRIV_H

#include "base/err.h"
#include "work/work_deadline.h"
#include "work/work_lex.h"

/* What a phrase of the profile means; the names are those of its lists. */
enum due_mean {
	M_WORD, /* nothing to us */
	M_NUM,
	M_DAY,
	M_WEEK,
	M_MONTH,
	M_QUARTER,
	M_YEAR,
	M_WHOLE,
	M_VAGUE,
	M_PART, /* arg: PART_… */
	M_NAME, /* arg: month */
	M_FROM,
	M_TO,
	M_AND,
	M_BEFORE,
	M_AFTER,
	M_WORKING,
	M_EVERY,
	M_EVERY_UNIT, /* arg: enum work_unit */
	M_PERIODIC,
	M_TIMES,
	M_ONE,
	M_CONTINUOUS,
	M_REQUEST,
	M_TERM,
	M_ONWARD,
	M_COUNT, /* arg: the number that the word means */
};
enum part { PART_HALF_1, PART_HALF_2, PART_FIRST_3, PART_FIRST_9, PART_LAST_3 };

struct due_item {
	enum due_mean mean;
	int arg;
	int64_t num;
	ptrdiff_t digits;
	char gap;
	ptrdiff_t tok, n; /* the tokens that it covers */
};

/* A day, month, … that the text names. */
struct due_point {
	enum work_due kind;
	int y;	/* 0: not written */
	int y1; /* DUE_TERM: first year */
	int k;	/* month, quarter or half */
	int d;
	bool joined; /* "to" or a dash ties it to the point before */
	bool guessed_year;
	ptrdiff_t at, end; /* items */
};

enum { POINTS_MOST = 24 };

struct due_reading {
	const struct work_deadline_words *words;
	struct work_lex lx;
	struct due_item *item;
	ptrdiff_t n;
	int year;
	struct due_point point[POINTS_MOST];
	int n_points;
	const char *fault;
};

#define FAULT_DAY   N_("“{0}” names a day that no calendar has.")
#define FAULT_MONTH N_("“{0}” names a month or quarter that doesn't exist.")
#define FAULT_VAGUE N_("“{0}” doesn't say which day, month or quarter ends it.")
#define FAULT_ORDER N_("“{0}” ends before it begins.")
#define FAULT_TERM  N_("“{0}” covers more years than a task can run.")

/* The profile that the words came from. */
const struct profile *due_profile(const struct work_deadline_words *w);
/* The text as items. */
void due_items_make(struct arena *a, struct due_reading *r);
/* What item i means; M_WORD beyond the ends. */
enum due_mean due_mean_at(const struct due_reading *r, ptrdiff_t i);
/* Is item i a number; is it a year? */
bool due_num_at(const struct due_reading *r, ptrdiff_t i);
bool due_is_year(const struct due_reading *r, ptrdiff_t i);
/* A number, Roman number or number word at item i; 0: none. */
int due_count_at(const struct due_reading *r, ptrdiff_t i, ptrdiff_t *ret_end);
/* A phrase may stand in two lists. */
bool due_also_means(const struct due_reading *r, ptrdiff_t tok,
		    enum due_mean mean);
/* Finds the points, gives them years, looks for impossible ones. */
void due_points_find(struct due_reading *r);
void due_points_date(struct due_reading *r);
void due_points_check(struct due_reading *r);
/* The point that begins at item i. */
bool due_point_at(const struct due_reading *r, ptrdiff_t i,
		  struct due_point *ret);
/* True for more years than a term of the profile may have. */
bool due_term_is_long(const struct due_reading *r, int from, int to);
/* First and last day of a point. */
day_t due_point_start(const struct due_point *p);
day_t due_point_end(const struct due_point *p);

#endif
