/*
 * Everything that people change of members: one function an act, one event
 * each, the protected values masked in it. `rev` is the record as it was read
 * (MEMBER_ANY_REV: whatever it is): when somebody changed it meanwhile, the
 * act says ERR_CONFLICT at the field "rev" and nothing happened.
 */
#ifndef RV_MEMBER_ACT_H
#define RV_MEMBER_ACT_H

#include "member/member.h"

enum { MEMBER_ANY_REV = 0 };

/* ---- facts (member_fact_act.c) ------------------------------------------ */
struct member_edit {
	int64_t member, rev;
	struct str field, value; /* see struct member_value */
	day_t from;   /* counts from; of a correction DAY_NONE: as it was */
	int64_t line; /* a correction's dated line; 0: the present one */
	struct str reason;
};
/* Another value from a day on: the line before ends there. */
struct err *member_change(struct cx *cx, const struct member_edit *in) MUST_USE;
/* What was written wrong never counted; an empty value puts nothing in its
 * place. */
struct err *member_correct(struct cx *cx,
			   const struct member_edit *in) MUST_USE;

/* Whether admitted_on or official_on may be corrected to that value: what
 * member_correct() would say; nothing is written. */
struct err *member_day_possible(struct cx *cx,
				const struct member_edit *in) MUST_USE;

/* Takes back what one change or correction of a name, an unsealed fact or one
 * of the two days wrote, as if it had never been (member_fact_back.c): while
 * nothing later stands on it. `which`: member, rev, field, reason; of a day
 * the value that it had. */
struct err *member_fact_back(struct cx *cx, const struct member_edit *which,
			     int64_t event) MUST_USE;

/* ---- moves (member_move_act.c) ------------------------------------------ */
struct member_move {
	int64_t member, rev;
	struct str how; /* code of the profile's list `move` */
	int64_t org;	/* into which, where the move leads into one */
	day_t on;	/* counts from: the day received */
	day_t sent_on;	/* the decision's or letter's day, or DAY_NONE */
	struct str basis;
	int64_t decision; /* of a reorganisation, or 0 */
	bool sure;	  /* in spite of member_move_warn() */
};
/* One move: within, in, out, temporarily away and back, or into a state. Who
 * leaves gives up all posts. */
struct err *member_move(struct cx *cx, const struct member_move *in) MUST_USE;
/* Where the person stands now, for what may follow. */
struct err *member_standing_read(struct cx *cx, int64_t member,
				 struct member_standing *ret_standing) MUST_USE;
/* Takes back what one event (a move, a post) wrote, as if it had never been:
 * while nothing that came later stands on it. */
struct err *member_take_back(struct cx *cx, const struct member_edit *which,
			     int64_t event) MUST_USE;

/* ---- posts, papers (member_post_act.c) ---------------------------------- */
struct member_post {
	int64_t member, rev;
	int64_t org;
	struct str office; /* code of the profile's list `office` */
	day_t from, to;	   /* to: DAY_NONE: still held */
	struct str basis;
};
struct err *member_post_add(struct cx *cx,
			    const struct member_post *in) MUST_USE;
struct err *member_post_close(struct cx *cx, int64_t post, int64_t rev,
			      day_t on) MUST_USE;
struct member_paper {
	struct str paper; /* code of the profile's list `paper` */
	bool present;
	struct str place; /* where it is kept */
};
/* The checklist as it is now; lines that didn't change write nothing. */
struct member_checklist {
	int64_t member, rev;
	const struct member_paper *p;
	ptrdiff_t n;
};
struct err *member_papers_set(struct cx *cx,
			      const struct member_checklist *in) MUST_USE;

/* ---- users, looking, asking (member_own_act.c) -------------------------- */
/* This user is this member; 0: nobody is. */
struct err *member_link_user(struct cx *cx, int64_t member,
			     int64_t user) MUST_USE;
/* Shows one masked field of its present line, for a reason that is written
 * down; "" when nothing stands there. */
struct err *member_show(struct cx *cx, const struct member_edit *what,
			struct str *ret_value) MUST_USE;
/* … that a record was found by a number of it, once a day. */
struct err *member_found(struct cx *cx, int64_t member,
			 struct str field) MUST_USE;
struct member_wish {
	int64_t member;
	struct str field, want, note;
};
struct err *member_ask(struct cx *cx, const struct member_wish *in,
		       int64_t *ret_id) MUST_USE;
struct member_answer {
	int64_t ask;
	bool accept; /* the value is corrected in the same act */
	struct str text;
};
struct err *member_decide(struct cx *cx,
			  const struct member_answer *in) MUST_USE;

#endif
