/*
 * The members of the reference case: how many there are in July 2025, and how
 * many come and go until the 6,196 of January 2026, day by day. All invented.
 */
#ifndef RV_APP_DEMO_PEOPLE_H
#define RV_APP_DEMO_PEOPLE_H

#include "app/app_demo_life.h"
#include "member/member_act.h"

struct demo_person {
	int64_t id, cell;	  /* cell: where they began, or came to */
	day_t admitted, official; /* official DAY_NONE: on probation */
	day_t since;		  /* of the newest move; 0: none yet */
	bool gone, kept;	  /* kept: holds an office or signs in; stays */
	ptrdiff_t user;		  /* who signs in, or -1 */
};
struct demo_people {
	struct demo_person *p;
	ptrdiff_t n, cap;
	struct demo_dice dice;
	struct strs family, given;
	struct member_lock lock;
	int64_t numbers; /* of identity numbers that were given out */
	day_t first;	 /* of the register */
};

/* What happens on a day, and to how many. */
struct demo_flow {
	const char *how;    /* code of the profile's list `move` */
	int from[3], to[3]; /* days, the last one included: y, m, d */
	int64_t n;	    /* of 6,196 members */
};

/* Puts a person of the demo into an office from a day on; from then on they
 * stay where they are. */
struct err *demo_person_elect(struct cx *cx, struct demo_person *p, int64_t org,
			      const char *office) MUST_USE;
/* A new person's facts; the texts live as long as the arena. */
struct member_new demo_person_make(struct cx *cx, struct demo_people *who,
				   day_t admitted);
/* When somebody of a register of that day was admitted. */
day_t demo_admitted(struct demo_people *who, day_t first);
/* The words of which names are made. */
struct err *demo_names_read(struct cx *cx, const struct demo_words *words,
			    struct demo_people *who) MUST_USE;

#endif
