/*
 * What waits to be done about members, as at a day. Each list follows a rule
 * of the profile as it was in force on that day; without the rule it is
 * empty.
 */
#ifndef RV_MEMBER_DUE_H
#define RV_MEMBER_DUE_H

#include "member/member_stat.h"

struct due_person {
	int64_t member;
	struct str name, org; /* org: short name of the home */
	struct str host;      /* of a temporary stay */
	struct str state;     /* code; of who votes in a cell */
	day_t since;  /* probation or stay began, admitted, papers sent */
	day_t until;  /* probation or stay ends, round of the emblem, arrived */
	day_t review; /* the last day for the cell's review */
	int64_t years; /* of the emblem; working days of a transfer */
	bool late;
};
struct due_people {
	struct due_person *p;
	ptrdiff_t n, cap;
};
/* A cell, and who votes in it. */
struct due_cell {
	int64_t id;
	struct str code, name;
	int64_t official; /* official members */
	int64_t exempt;	  /* of them without a vote, exempt from meetings */
	int64_t away;	  /* of those with a vote, away for a time */
	int64_t base;	  /* official - exempt - away */
};
struct due_cells {
	struct due_cell *p;
	ptrdiff_t n, cap;
};

struct member_due {
	day_t on, round; /* the next round of emblems; DAY_NONE: no rule */
	struct due_people probation, emblem, stays, transfers;
	struct due_cells cells; /* all */
	int64_t least;	 /* official members that a cell needs; 0: no rule */
	ptrdiff_t n_few; /* cells with fewer */
};

/* Everything at or below an organisation. */
struct err *member_due_read(struct cx *cx, int64_t org, day_t on,
			    struct member_due *ret_due) MUST_USE;

/* The figures of a cell; each is made by people. */
enum due_vote { DUE_OFFICIAL, DUE_EXEMPT, DUE_AWAY, DUE_BASE, N_DUE_VOTE };
/* Who makes a figure of a cell, by name: as many as due_cell says. */
struct err *member_due_voters(struct cx *cx, int64_t cell, day_t on,
			      enum due_vote which,
			      struct due_people *ret_list) MUST_USE;

/* ---- pure ------------------------------------------------------------------- */

/* The first round on or behind a day, and the one before it, of "02-03 05-19";
 * false when the words are no days. */
bool due_round(struct str rounds, day_t on, day_t *ret_round,
	       day_t *ret_before) MUST_USE;
/* The years of an emblem that is reached in (before, round]; 0: none. */
int64_t due_emblem_years(struct str years, day_t admitted, day_t before,
			 day_t round);

#endif
