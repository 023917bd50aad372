/*
 * Members: one id for life, dated facts, what others may ask and do. The
 * rules stand in member_model.h, the acts of people in member_act.h.
 */
#ifndef RV_MEMBER_H
#define RV_MEMBER_H

#include "base/cx.h"
#include "member/member_model.h"
#include "member/member_secret.h"

struct feature;
extern const struct feature member_feature;

/* A new person, an act of the actor's. Faults are a list with `field` set.
 * `sure`: in spite of a twin (the same name and birth); without it ERR_CONFLICT
 * at "sure". */
struct err *member_add(struct cx *cx, const struct member_new *in, bool sure,
		       int64_t *ret_id) MUST_USE;

/* ---- within an act, for many people at once ----------------------------- */
/* Writes a new person whose facts member_new_check() let pass, without looking
 * back at what is there: no event, no permission, no twin. `lock` may be NULL
 * when no protected field is given. Behind the last one: member_put_done(). */
struct err *member_put(struct cx *cx, const struct member_lock *lock,
		       const struct member_new *in, int64_t event,
		       int64_t *ret_id) MUST_USE;
/* The highest id that was ever taken away, for member_new.above: one of the
 * engines gives the highest number again when its row is gone. */
struct err *member_last_id(struct cx *cx, int64_t *ret_last) MUST_USE;
/* Makes what figures read of all whom the event put. */
struct err *member_put_done(struct cx *cx, int64_t event) MUST_USE;
/* The number that the next event of this act will have. */
struct err *member_next_event(struct cx *cx, int64_t *ret_event) MUST_USE;

/* Writes down that the actor looked at a record, once a day; nobody's own. */
struct err *member_look(struct cx *cx, int64_t member,
			struct str reason) MUST_USE;
/* A field's label: of the profile, or one that every person has. */
struct str member_field_label(struct cx *cx, struct str field);

/* ---- finding ------------------------------------------------------------ */
/* Who has this value of a protected field (its one form); 0: nobody. */
struct err *member_find_by_secret(struct cx *cx, const struct member_lock *lock,
				  const struct member_value *v,
				  int64_t *ret_member,
				  struct str *ret_name) MUST_USE;
/* Begins a record (member_act.c). Faults are a list with `field` set. `sure`: in
 * spite of a twin (the same name and birth); without it ERR_CONFLICT at "sure". */
struct err *member_add(struct cx *cx, const struct member_new *in, bool sure,
		       int64_t *ret_id) MUST_USE;
/* Somebody of this folded name (text_fold()) and day of birth; 0: nobody. */
struct err *member_find_twin(struct cx *cx, struct str name_fold, day_t birth,
			     int64_t *ret_member,
			     struct str *ret_name) MUST_USE;
/* The member that a user is; 0: none. */
struct err *member_of(struct cx *cx, int64_t user,
		      int64_t *ret_member) MUST_USE;
/* Whose records the actor may look at: 0 all; an organisation's scope as the
 * closures know it (cx_scope()); MEMBER_NOBODY, which no closure knows: only
 * their own. */
#define MEMBER_NOBODY INT64_MAX
int64_t member_scope(const struct cx *cx);
/* Whether the actor may look at people of this organisation. */
struct err *member_org_is_seen(struct cx *cx, int64_t org,
			       bool *ret_seen) MUST_USE;
/* Whether the actor may look at this person (not by it being their own). */
struct err *member_is_seen(struct cx *cx, int64_t member,
			   bool *ret_seen) MUST_USE;

/* ---- counting ------------------------------------------------------------- */
struct member_weigh {
	int64_t org;
	day_t on;	 /* whose day is counted … */
	day_t structure; /* … in the organisations of that day or a later one */
	bool young;	 /* only the young (rule young_age) */
};
/* The members of some that stand directly below `org`, each with all below it;
 * 0 for one that doesn't stand there. */
struct err *member_weights(struct cx *cx, const struct member_weigh *w,
			   const int64_t *below, ptrdiff_t n,
			   int64_t *ret) MUST_USE;
/* All members at or below `org`; `young` is not looked at. */
struct err *member_counted(struct cx *cx, const struct member_weigh *w,
			   int64_t *ret_n) MUST_USE;

/* ---- personal data (member_guard.c) --------------------------------------- */
enum member_guard {
	MEMBER_FREE,
	MEMBER_RESTRICTED, /* its words lie aside: nobody sees or uses them */
	MEMBER_ERASED,	   /* they are gone; figures still count the person */
};
/* MEMBER_FREE also of a number that nobody has. */
struct err *member_guard_read(struct cx *cx, int64_t member,
			      enum member_guard *ret_guard) MUST_USE;
/* Inside an act whose event has this number. Puts the words of a record aside:
 * name, day of birth but the year, fields, protected ones, corrections asked
 * for. Home, state, sex and what else figures count stay. ERR_CONFLICT unless
 * it is free. */
struct err *member_restrict(struct cx *cx, int64_t member,
			    int64_t event) MUST_USE;
/* Everything stands again as it stood. */
struct err *member_unrestrict(struct cx *cx, int64_t member,
			      int64_t event) MUST_USE;
/* A person as those who answer for personal data see them; *ret_found false:
 * there is no such record. */
struct member_brief {
	struct str name, org; /* org: absent when they belong to none */
	struct str sex;
	day_t birth;
	bool counted; /* is a member today */
	day_t left;   /* since when they aren't, or DAY_NONE */
};
struct err *member_brief_read(struct cx *cx, int64_t member,
			      struct member_brief *ret_brief,
			      bool *ret_found) MUST_USE;
/* The user that a member is, and their address; 0: none. */
struct err *member_user(struct cx *cx, int64_t member,
			int64_t *ret_user) MUST_USE;
/* Inside an act: writes down that the actor saw the protected fields of a
 * record for this reason, once a day. */
struct err *member_looked_at(struct cx *cx, int64_t member,
			     struct str reason) MUST_USE;
/* The event that made the record and its hash in the trail: with the number
 * it means one person for ever. */
struct err *member_origin(struct cx *cx, int64_t member, int64_t *ret_event,
			  struct str *ret_hash) MUST_USE;

#endif
