/*
 * Movements of a period: who came, who went, by which act; of an organisation
 * and of each unit directly below it, while it stands there: so the units add
 * up to the whole, and a unit that goes below another closes with nobody. A
 * person who moves between two organisations below one isn't a movement of
 * that one. Opening and closing are counted, the movements are read from the
 * rows that acts wrote, and opening + in - out = closing is compared for
 * every line.
 */
#ifndef RV_MEMBER_MOVE_STAT_H
#define RV_MEMBER_MOVE_STAT_H

#include "member/member_stat.h"

/* The code of people who came or went with their whole organisation. */
#define MOVE_STRUCTURE "structure"

struct move_code {
	struct str code, title; /* of the profile's list `move` */
	int64_t n;
};
struct move_codes {
	struct move_code *p;
	ptrdiff_t n, cap;
};
struct move_line {
	struct stat_unit org;	  /* as it was called last in the period */
	int64_t opening, closing; /* counted */
	struct move_codes in, out;
	struct move_codes other; /* changes of people who stayed */
};
struct move_lines {
	struct move_line *p;
	ptrdiff_t n, cap;
};
struct moves_ask {
	int64_t org;   /* 0: the root */
	int64_t under; /* counts only while directly below this; 0: always */
	day_t after, until; /* (after, until] */
};
struct member_moves {
	day_t after, until;
	struct move_line whole;
	struct move_lines units;
};

/* ERR_INVALID when the period ends before it begins, ERR_NOT_FOUND when there
 * was no such organisation in it. */
struct err *member_moves_read(struct cx *cx, const struct moves_ask *ask,
			      struct member_moves *ret_moves) MUST_USE;
enum move_way { MOVE_IN, MOVE_OUT, MOVE_OTHER, N_MOVE_WAY };
struct move_person {
	int64_t member;
	int64_t was, is; /* home before and from the day on; DB_NULL: none */
	day_t on;
	struct str code, title;		    /* title of the code */
	struct str name, was_name, is_name; /* of the day; or absent */
};
struct move_people {
	struct move_person *p;
	ptrdiff_t n, cap;
};
/* Who makes a figure of an organisation's line; code absent: all of a way. */
struct err *member_moves_people(struct cx *cx, const struct moves_ask *ask,
				enum move_way way, struct str code,
				struct move_people *ret_people) MUST_USE;

/* Of a code of movements. */
struct str move_title(struct cx *cx, struct str code);
int64_t move_codes_sum(const struct move_codes *list);
/* Whether opening + in - out = closing, and the sentence when it isn't so. */
bool move_line_proved(const struct move_line *m);
struct str move_line_wrong(struct cx *cx, const struct move_line *m);

#endif
