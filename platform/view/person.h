/*
 * What is held of a person, told by every feature that holds something, and
 * how it forgets: a feature lists a struct privacy_hook. feature/privacy asks
 * them for a copy of everything, and when somebody is erased.
 */
#ifndef RV_PERSON_H
#define RV_PERSON_H

#include "base/cx.h"

/* A person: a member, somebody who signs in, or both; or, who is neither, one
 * on the way to admission. 0: isn't one. What was on record of a member before
 * the admission belongs to the member. */
struct person {
	int64_t member, user, candidate;
};

/* One thing that is held. The code is for programs; label and value for
 * people; both days may be DAY_NONE. */
struct person_line {
	const char *code;
	struct str label, value;
	day_t from, to;
};
struct person_part {
	const char *code;
	struct str title;
	struct {
		struct person_line *p;
		ptrdiff_t n, cap;
	} lines;
};
/* Parts in the order in which they were told. */
struct person_book {
	struct cx *cx;
	/* protected values are told, too; else their masks */
	bool open;
	struct {
		struct person_part *p;
		ptrdiff_t n, cap;
	} parts;
};
/* Begins a part; title: N_("…"). */
void person_part(struct person_book *b, const char *code, const char *title);
/* A line of the part that was begun last; nothing when the value is empty.
 * label: N_("…"). */
void person_say(struct person_book *b, const char *code, const char *label,
		struct str value);
void person_line(struct person_book *b, const struct person_line *line);

/* What a feature does for a person's data; each may be NULL. */
struct privacy_hook {
	/* Tells all it holds. */
	struct err *(*tell)(struct person_book *b, const struct person *who);
	/* ERR_CONFLICT with what to do first when nothing may be erased now. */
	struct err *(*ready)(struct cx *cx, const struct person *who);
	/* Forgets, inside an act whose event has this number; `called` stands
	 * where the name stood. What isn't there is no error. */
	struct err *(*erase)(struct cx *cx, const struct person *who,
			     struct str called, int64_t event);
};

#endif
