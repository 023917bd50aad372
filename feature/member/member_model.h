/*
 * The rules of members: what a person and each fact may say, which move may
 * follow which state, how long somebody has been a member, and what a mask
 * shows of a number. Pure: no SQL, no HTTP, no clock.
 */
#ifndef RV_MEMBER_MODEL_H
#define RV_MEMBER_MODEL_H

#include "base/date.h"
#include "base/err.h"
#include "profile/profile.h"

enum {
	MEMBER_NAME_MOST = 100,
	MEMBER_VALUE_MOST = 200,
	MEMBER_TEXT_MOST = 1000
};

/* Codes that every profile has among its moves. */
#define MEMBER_REGISTER STR("register")
#define MEMBER_ADMITTED STR("admitted")
#define MEMBER_OFFICIAL STR("made_official")
#define MEMBER_CAME_IN	STR("in")
#define MEMBER_WENT_OUT STR("out")
#define MEMBER_WITHIN	STR("within")
#define MEMBER_AWAY	STR("away")
#define MEMBER_BACK	STR("back")
#define MEMBER_DIED	STR("died")

/* A fact of a person by the code of its field. Besides those of the profile's
 * list `field`: name, birth, sex, admitted_on, official_on. */
struct member_value {
	struct str field, value;
};

struct member_new {
	struct str name;
	struct str sex; /* "m", "f" or absent */
	day_t birth;
	struct str birth_part; /* "year", "month": known only so far */
	int64_t org;
	day_t from; /* belongs there since; DAY_NONE: the admission. Of who is
			 * admitted here: the ceremony, when probation begins */
	struct str how; /* a move of the profile that leads in */
	struct str basis;
	day_t sent_on;	  /* the decision's day, or DAY_NONE */
	int64_t decision; /* by which an organisation was received, or 0 */
	day_t admitted, official;
	struct str state; /* of today when another one than these days say */
	day_t state_from;
	const struct member_value *value;
	ptrdiff_t n_values;
	int64_t above; /* the id is to be above it: see member_last_id() */
};
/* All faults of a new person as a list with `field` set; NULL: none. Texts are
 * taken as clean. */
struct err *member_new_check(struct arena *a, const struct profile *p,
			     const struct member_new *in, day_t today);

/* The states that a new person has had, first to last. */
struct member_span {
	struct str state, how;
	day_t from, to; /* half-open; DAY_NONE: open */
};
enum { MEMBER_SPANS_MOST = 3 };
int member_new_states(const struct profile *p, const struct member_new *in,
		      struct member_span ret[MEMBER_SPANS_MOST]);

/* ---- facts -------------------------------------------------------------- */
/* A field's value in its one form ("0912345678"), or ERR_INVALID at the field:
 * by the marks of the profile (digits12, phone, email) and, where the profile
 * has a list of the field's name, one of its codes. */
struct err *member_value_clean(struct arena *a, const struct profile *p,
			       const struct member_value *in,
			       struct str *ret_value) MUST_USE;
/* Whether a list of the field's name gives its choices. */
bool member_has_choices(const struct profile *p, struct str field);
/* What people read: the title of a choice, else the value. */
struct str member_value_title(const struct profile *p,
			      const struct member_value *v, enum lang lang);
/* A day of birth as people know it: "19/05/1988", "1988-05-19", or only
 * "05/1988" or "1988"; false for anything else. *ret_part is "month", "year"
 * or absent. */
bool member_birth_read(struct str text, day_t *ret_birth,
		       struct str *ret_part) MUST_USE;
/* … and back, as much as is known; absent when nothing is. */
struct str member_birth_text(struct arena *a, day_t birth, struct str part);
/* "m" and "f" as catalogue ids; NULL for anything else. */
const char *member_sex_title(struct str sex);
/* ERR_INVALID at "name". */
struct err *member_name_check(struct arena *a, struct str name) MUST_USE;
/* ERR_INVALID at `field` for a day that is absent or lies behind today. */
struct err *member_day_check(struct arena *a, day_t on, day_t today,
			     const char *field) MUST_USE;
/* Birth, admission and official day in their order; ERR_INVALID. */
struct err *member_days_check(struct arena *a, day_t birth, day_t admitted,
			      day_t official) MUST_USE;

/* ---- dated lines -------------------------------------------------------- */
/* Lines of one fact, first to last; half-open, to DAY_NONE: open. */
struct member_line {
	int64_t id;
	day_t from, to;
};
struct member_lines {
	struct member_line *p;
	ptrdiff_t n, cap;
};
/* May another value count from this day on? `open`: what stands there, or
 * NULL. */
struct err *member_change_check(struct arena *a, const struct member_line *open,
				day_t on, day_t today) MUST_USE;
/* May line k begin on this day? The line before it ends where it begins. */
struct err *member_correct_check(struct arena *a,
				 const struct member_lines *lines, ptrdiff_t k,
				 day_t from, day_t today) MUST_USE;

/* What may stand of a number where anyone could look over a shoulder: of a
 * telephone "09•• ••• 417", of a long one its last digits; of a short one
 * nothing. */
struct str member_mask(struct arena *a, const struct profile *p,
		       const struct member_value *v);
/* The last three characters, for a mask of what is sealed. */
struct str member_tail(struct str value);
/* "••• ••• ••• 482" */
struct str member_mask_tail(struct arena *a, struct str tail);

/* ---- moves -------------------------------------------------------------- */
/* Where a person stands, as far as moves ask. */
struct member_standing {
	struct str state;      /* absent: was never one */
	day_t since;	       /* of the state */
	const struct str *had; /* states before, newest first */
	ptrdiff_t n_had;
	day_t admitted, official;
	int64_t org, away; /* 0: none */
	day_t org_since, away_since;
};
bool member_is_counted(const struct profile *p, struct str state);
bool member_is_official(const struct profile *p, struct str state);
/* Whether membership begins anew by the move: admitted, admitted again. */
bool member_is_admission(const struct profile *p, struct str how);
/* NULL when the move may follow now, whatever the day. */
struct err *member_move_check(struct arena *a, const struct profile *p,
			      const struct member_standing *is,
			      struct str how) MUST_USE;
/* … and whether on that day: not behind today, not before what it ends. */
struct err *member_move_day(struct arena *a, const struct profile *p,
			    const struct member_standing *is, struct str how,
			    const day_t on_and_today[2]) MUST_USE;
/* The state that the move leads to: the profile's; of several the one in
 * which the person was last. Absent: the state stays. */
struct str member_move_state(const struct profile *p,
			     const struct member_standing *is, struct str how);
/* What a rule of the profile says against the day: a sentence for the person
 * who records it, nothing that forbids it. NULL: nothing. */
struct err *member_move_warn(struct arena *a, const struct profile *p,
			     const struct member_standing *is, struct str how,
			     day_t on);

/* ---- party age ---------------------------------------------------------- */
/* Whole years on a day, from what the rule `party_age_from` of that day names
 * (the admission's decision, or the official day); -1: not known. */
int member_party_age(const struct profile *p, day_t admitted, day_t official,
		     day_t on);
int member_years(day_t from, day_t on);

#endif
