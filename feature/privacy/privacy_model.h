/*
 * The rules of personal data: what may be asked and how it goes on, by when
 * it is answered, when a record's time is over. Pure: no SQL, no HTTP, no
 * clock.
 */
#ifndef RV_PRIVACY_MODEL_H
#define RV_PRIVACY_MODEL_H

#include "profile/profile.h"

enum privacy_kind {
	PRIVACY_ACCESS,
	PRIVACY_EXPORT,
	PRIVACY_CORRECTION,
	PRIVACY_RESTRICTION,
	PRIVACY_ERASURE,
	PRIVACY_WITHDRAWAL,
	N_PRIVACY_KIND
};
const char *privacy_kind_key(enum privacy_kind k);
const char *privacy_kind_title(enum privacy_kind k); /* catalogue id */
/* What it means, for whoever asks; catalogue id. */
const char *privacy_kind_note(enum privacy_kind k);
bool privacy_kind_from_key(struct str key, enum privacy_kind *ret) MUST_USE;

/* How a request came. */
enum privacy_way {
	PRIVACY_PAGE, /* by the person, in the program */
	PRIVACY_LETTER,
	PRIVACY_VISIT,
	PRIVACY_MAIL,
	N_PRIVACY_WAY
};
const char *privacy_way_key(enum privacy_way w);
const char *privacy_way_title(enum privacy_way w); /* catalogue id */
bool privacy_way_from_key(struct str key, enum privacy_way *ret) MUST_USE;

enum privacy_state {
	PRIVACY_RECEIVED,
	PRIVACY_WORK,
	PRIVACY_ANSWERED,
	PRIVACY_REFUSED,
	PRIVACY_DROPPED, /* by the person */
	N_PRIVACY_STATE
};
const char *privacy_state_key(enum privacy_state s);
const char *privacy_state_title(enum privacy_state s); /* catalogue id */
bool privacy_state_from_key(struct str key, enum privacy_state *ret) MUST_USE;
static inline bool privacy_is_open(enum privacy_state s)
{
	return s == PRIVACY_RECEIVED || s == PRIVACY_WORK;
}
/* ERR_CONFLICT unless a request in `from` may become `to`: it is taken once,
 * answered or refused by who took it, dropped while it is open. */
struct err *privacy_step_check(struct arena *a, enum privacy_state from,
			       enum privacy_state to) MUST_USE;

/* The day by which it is answered, by the rule in force on the day it came
 * ("data_request", working days). */
day_t privacy_due(const struct profile *p, day_t came_on);
/* The instant by which the authority is told ("data_breach", hours). */
int64_t privacy_breach_due(const struct profile *p, int64_t found_at);
/* Years that a record is kept behind the end of the membership: the longest of
 * the register's; -1: the profile doesn't say. */
int privacy_keep_years(const struct profile *p);
/* "while a member, then 10 years"; absent for NULL. */
struct str privacy_keep_words(struct arena *a, enum lang lang,
			      const struct profile_datum *d);
/* "the person, the unit, the office" */
struct str privacy_seen_words(struct arena *a, enum lang lang, struct str seen);
const char *privacy_class_title(struct str class); /* catalogue id */

enum { PRIVACY_TEXT_MOST = 2000, PRIVACY_LINE_MOST = 200 };
/* ERR_INVALID at the field: absent where it is needed, or too long. */
struct err *privacy_text_check(struct arena *a, struct str text,
			       const char *field, bool needed) MUST_USE;

#endif
