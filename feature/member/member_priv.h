/* What the files of acts share: a person's row between taking and keeping. */
#ifndef RV_MEMBER_PRIV_H
#define RV_MEMBER_PRIV_H

#include "audit/audit.h"
#include "db/db.h"
#include "member/member_act.h"
#include "member/member_query.h"

/* A person inside an act: today's columns, changed at will and written once. */
struct member_held {
	struct member_by_id_row is;
	int64_t event; /* the act's */
};
/* Reads it for changing; ERR_NOT_FOUND also for who may not see it,
 * ERR_DENIED for who may not change it, ERR_CONFLICT at "rev". */
struct err *member_take(struct cx *cx, int64_t id, int64_t rev,
			struct member_held *ret_row) MUST_USE;
/* ERR_CONFLICT when the record is restricted or erased (member_guard.c). */
struct err *member_guard_check(struct cx *cx, int64_t member) MUST_USE;
/* What is held of a person, and forgetting it: for view/person.h. */
struct person;
struct person_book;
struct err *member_person_tell(struct person_book *b,
			       const struct person *who) MUST_USE;
struct err *member_person_ready(struct cx *cx,
				const struct person *who) MUST_USE;
struct err *member_person_erase(struct cx *cx, const struct person *who,
				struct str called, int64_t event) MUST_USE;
/* The act's event; `kind` "member.move". */
struct member_said {
	const char *kind;
	struct str before, after, reason;
};
/* Writes the row and the event, after no two lines of a fact overlap. */
struct err *member_keep(struct cx *cx, struct member_held *row,
			const struct member_said *said) MUST_USE;
/* A value as an event may hold it: masked where the profile says so. */
struct str member_shown(struct cx *cx, const struct member_value *v);
/* What stands at a field now, as an event may hold it; "" when nothing does. */
struct err *member_field_shown(struct cx *cx, int64_t member, struct str field,
			       struct str *ret_text) MUST_USE;
/* … and since when it counts; DAY_NONE: it isn't a dated one, or nothing
 * stands there. */
struct err *member_field_now(struct cx *cx, int64_t member, struct str field,
			     struct str *ret_text, day_t *ret_from) MUST_USE;
/* What somebody asks for, opened when it waits sealed. */
struct err *member_want_open(struct cx *cx, struct str text,
			     struct str *ret_value) MUST_USE;
/* The same under the newest key; *ret_anew false: it is, or isn't sealed. */
struct err *member_want_renew(struct cx *cx, const struct member_lock *lock,
			      struct str text, struct str *ret_text,
			      bool *ret_anew) MUST_USE;
bool member_is_protected(const struct cx *cx, struct str field);
/* The person's key, made when there is none yet (then row->is.lock_key). */
struct err *member_row_key(struct cx *cx, const struct member_lock *lock,
			   struct member_held *row,
			   struct member_key *ret_key) MUST_USE;
/* A value of a protected field as it stands in the database. */
struct member_sealed {
	struct str sealed, mark, tail;
};
struct member_sealed member_sealed_make(struct cx *cx,
					const struct member_lock *lock,
					const struct member_key *key,
					const struct member_value *v);
/* ERR_CONFLICT at the field when another person has this number. */
struct err *member_unique_check(struct cx *cx, const struct member_lock *lock,
				const struct member_value *v,
				int64_t member) MUST_USE;
/* An organisation that lives from the day on and that the actor may put people
 * into; ERR_INVALID at "org". */
struct err *member_org_check(struct cx *cx, int64_t org, day_t on,
			     struct member_org_row *ret_org) MUST_USE;
/* … in a time, half-open; its end DAY_NONE: for good. */
struct err *member_org_time_check(struct cx *cx, int64_t org,
				  const day_t time[2],
				  struct member_org_row *ret_org) MUST_USE;
struct err *member_text_check(struct arena *a, struct str text,
			      const char *field) MUST_USE;
static inline struct str text_or_null(struct str s)
{
	return s.n ? s : STR_NULL;
}
static inline int64_t id_or_null(int64_t id)
{
	return id > 0 ? id : DB_NULL;
}

#endif
