/*
 * What is due of people on the way to admission and on probation, as at a day:
 * who, by when, by what rule, and who must act.
 *
 * Nothing of it is stored: a limit changes with rules, holidays and the day
 * that is asked for, without any act. What is stored are the days it runs from
 * (candidate.stage_on, course_on, birth), each with an index, so a page reads a
 * page of them, and working days are counted for that page only.
 */
#ifndef RV_GROWTH_DUE_H
#define RV_GROWTH_DUE_H

#include "growth/growth_stage.h"

enum growth_due_kind {
	GROWTH_DUE_CEREMONY, /* a decision and no ceremony yet */
	GROWTH_DUE_COURSE,   /* the certificate lapses within 90 days, or did,
			      * and the cell hasn't voted */
	GROWTH_DUE_AGE,	     /* within 6 months too old for the cell's vote */
	GROWTH_DUE_STAGE,    /* longer before the next stage than is usual */
	GROWTH_DUE_REVIEW,   /* the cell's review at the end of a probation */
	N_GROWTH_DUE
};
#define GROWTH_DUE_ALL ((1u << N_GROWTH_DUE) - 1)
/* N_("…") */
const char *growth_due_title(enum growth_due_kind kind);
/* "ceremony", in addresses */
const char *growth_due_key(enum growth_due_kind kind);

struct growth_due_row {
	enum growth_due_kind kind;
	int64_t candidate; /* 0: a member who didn't come by the pipeline */
	int64_t member;	   /* GROWTH_DUE_REVIEW; else 0 */
	struct str name;
	int64_t org;
	struct str org_name;
	struct str stage; /* code: where the person is; or "" */
	day_t since;	  /* from which it runs */
	day_t due;	  /* the last good day; DAY_NONE: not known yet */
	int left; /* days until then, negative: late; 0 when not known */
	const struct profile_rule *rule; /* NULL: the usual days of a stage */
	int64_t actor; /* the organisation that must act: its own, or above */
	struct str actor_name;
};
struct growth_due_ask {
	int64_t scope;	/* growth_scope(); 0: all */
	day_t on;	/* as at this day; who stands where is today's */
	unsigned kinds; /* 1u << enum growth_due_kind; 0: all */
	ptrdiff_t offset, limit;
};
struct growth_due_page {
	struct growth_due_row *p;
	ptrdiff_t n, cap;
	bool more;
};
/* A page, the earliest due day first, unknown ones last. Only reads. */
struct err *growth_due_read(struct cx *cx, const struct growth_due_ask *ask,
			    struct growth_due_page *ret_page) MUST_USE;
/* How many there are of each kind. */
struct err *growth_due_count(struct cx *cx, const struct growth_due_ask *ask,
			     int64_t ret_n[N_GROWTH_DUE]) MUST_USE;

/* ---- pure --------------------------------------------------------------------- */
/* The usual days before a stage since the one that was reached before it, of
 * its mark "limit45"; 0: none. */
int growth_stage_days(const struct profile_term *stage);
/* The last day on which somebody is young enough for the cell's vote, by the
 * rule of a day: the end of a month. Of a birth known by its year only the
 * first that may be it. DAY_NONE without the rule. */
struct growth_limit growth_age_limit(const struct profile *p, day_t birth,
				     struct str part, day_t on);

#endif
