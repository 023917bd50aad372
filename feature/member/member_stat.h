/*
 * Statistics of members as at any day. A person counts in an organisation on
 * a day when a home row (member_in, not temporary, not voided) covers the
 * day, its organisation stands at or below it on that day, and the person's
 * state of that day is one that the profile marks `counted`.
 */
#ifndef RV_MEMBER_STAT_H
#define RV_MEMBER_STAT_H

#include "base/cx.h"
#include "profile/profile.h"

/* The code of what isn't known. */
#define STAT_UNKNOWN "unknown"

struct stat_value {
	struct str code;  /* of the profile, of a band, or the text itself */
	struct str title; /* in the language of the context */
	int64_t n;
};
struct stat_values {
	struct stat_value *p;
	ptrdiff_t n, cap;
};

/* What figures are split by. */
enum stat_by {
	STAT_STATE,
	STAT_SEX,
	STAT_AGE,
	STAT_PARTY_AGE,
	STAT_EDUCATION,
	STAT_EXPERTISE,
	STAT_THEORY,
	STAT_OCCUPATION,
	N_STAT_BY
};
/* "by_state": its name in JSON; "state": its field in an address. */
const char *stat_by_key(enum stat_by by);
const char *stat_by_field(enum stat_by by);
/* N_("By state") */
const char *stat_by_title(enum stat_by by);

struct stat_unit {
	int64_t id;
	struct str code, kind, name, short_name; /* code: may be absent */
	int64_t n, young; /* young: of them, by the rule young_age */
};
struct stat_units {
	struct stat_unit *p;
	ptrdiff_t n, cap;
};

struct stat_ask {
	int64_t org; /* 0: the root */
	day_t on;
	/* The structure that people are put into: `on` itself, or a later day.
	 * DAY_NONE is `on`. */
	day_t structure;
};

struct member_stat {
	struct stat_unit org; /* as it was on the day of the structure */
	day_t on, structure;
	bool restated; /* structure != on */
	int64_t members, units;
	/* counted in the organisation itself or in a body below it that is no
	 * unit; gone out of the realm's structure with their organisation */
	int64_t direct, outside;
	struct stat_values by[N_STAT_BY];
	struct stat_units by_unit;
};

/* ERR_NOT_FOUND when there was no such organisation on the structure's day. */
struct err *member_stat_read(struct cx *cx, const struct stat_ask *ask,
			     struct member_stat *ret_stat) MUST_USE;
/* Who makes a figure: all, those in no unit, or those of one value. */
struct stat_pick {
	bool direct;
	enum stat_by by; /* N_STAT_BY: all */
	struct str code;
};
struct stat_person {
	int64_t member;
	struct str name, org, state; /* of the day; org: its short name */
	day_t birth, admitted_on;
};
struct stat_people {
	struct stat_person *p;
	ptrdiff_t n, cap;
};
/* In the order of names; ret_stat as above. */
struct err *member_stat_people(struct cx *cx, const struct stat_ask *ask,
			       const struct stat_pick *pick,
			       struct member_stat *ret_stat,
			       struct stat_people *ret_people) MUST_USE;
/* Only how many. */
struct err *member_stat_count(struct cx *cx, int64_t org, day_t on,
			      int64_t *ret_n) MUST_USE;
bool member_stat_counts(const struct cx *cx, struct str state);

/* The sentence that carries the answer (member_stat_words.c). */
struct str member_stat_sentence(struct cx *cx, const struct member_stat *s);

/* ---- bands (member_stat_bands.c): pure ------------------------------------- */

enum { STAT_BANDS_MOST = 16 };
/* Whole years from lower bounds: "31 41 51" makes 0-30, 31-40, 41-50, 51-. */
struct stat_bands {
	int least[STAT_BANDS_MOST];   /* years; least[0] is 0 */
	day_t until[STAT_BANDS_MOST]; /* born so late or earlier is as old */
	int n;
};
/* From a rule of the profile on a day; one band when there is none. */
struct stat_bands stat_bands_of(const struct profile *p, const char *rule,
				day_t on);
/* Which band; -1: the first day isn't known, or lies behind. */
int stat_band(const struct stat_bands *b, day_t first);
/* "31-40", "51-" */
struct str stat_band_code(struct arena *a, const struct stat_bands *b, int i);
bool stat_band_from_code(struct arena *a, const struct stat_bands *b,
			 struct str code, int *ret_band) MUST_USE;
/* The first days of the band: (after, until]; after DAY_NONE: any before. */
void stat_band_days(const struct stat_bands *b, int i, day_t *ret_after,
		    day_t *ret_until);
struct str stat_band_title(struct cx *cx, const struct stat_bands *b, int i,
			   bool age);

#endif
