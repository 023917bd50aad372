/*
 * Protected fields: each person's are sealed with a random key of their own,
 * which is itself sealed with the realm's key, outside of the database
 * (setting_seal.h). Who forgets the person's key forgets what it sealed.
 */
#ifndef RV_MEMBER_SECRET_H
#define RV_MEMBER_SECRET_H

#include "base/cx.h"
#include "setting/setting_seal.h"

enum { MEMBER_KEY_BYTES = 32, MEMBER_MARK_BYTES = 16 };

/* The realm's keys for it. */
struct member_lock {
	struct setting_key key;
	unsigned char mark[MEMBER_KEY_BYTES];
};
/* One person's. */
struct member_key {
	unsigned char bytes[MEMBER_KEY_BYTES];
};

/* The key that sealed what there is; when nothing is sealed yet, a new one is
 * made if need be. ERR_CONFLICT with what to do when it is lost or another.
 * Not inside an act. */
struct err *member_lock_ready(struct cx *cx,
			      struct member_lock *ret_lock) MUST_USE;
/* Only reads: for showing and finding. */
struct err *member_lock_read(struct cx *cx,
			     struct member_lock *ret_lock) MUST_USE;

/* Whether anything is sealed, and if so whether its key is here: the same
 * error as above when it isn't. */
struct err *member_lock_look(struct cx *cx, bool *ret_any) MUST_USE;

/* A fresh key, and how it stands in the person's row. */
struct str member_key_new(struct cx *cx, const struct member_lock *lock,
			  struct member_key *ret_key);
struct err *member_key_open(struct cx *cx, const struct member_lock *lock,
			    struct str sealed,
			    struct member_key *ret_key) MUST_USE;

/* The field's code is sealed with the value: it opens as no other field. */
struct str member_seal(struct arena *a, const struct member_key *key,
		       struct str field, struct str value);
bool member_open(struct arena *a, const struct member_key *key,
		 struct str field, struct str sealed,
		 struct str *ret_value) MUST_USE;
/* The same for the same value, and telling nothing without the key. */
struct str member_mark(struct arena *a, const struct member_lock *lock,
		       struct str field, struct str value);

#endif
