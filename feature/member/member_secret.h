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
	int64_t of; /* whose: sealed with what it seals; 0: nobody's */
};

/* The key that sealed what there is of anybody, by whatever feature; when
 * nothing is sealed yet, a new one is made if need be. ERR_CONFLICT with what
 * to do when it is lost or another. Not inside an act. */
struct err *member_lock_ready(struct cx *cx,
			      struct member_lock *ret_lock) MUST_USE;
/* Only reads: for showing and finding. */
struct err *member_lock_read(struct cx *cx,
			     struct member_lock *ret_lock) MUST_USE;

/* Whether anything is sealed, and if so whether its key is here: the same
 * error as above when it isn't. */
struct err *member_lock_look(struct cx *cx, bool *ret_any) MUST_USE;
/* The lock that made this sealed key of a person: the same error when it isn't
 * here. Of what others than members have sealed with the same lock. */
struct err *member_lock_of(struct cx *cx, struct str sealed,
			   struct member_lock *ret_lock) MUST_USE;

/* A fresh key, and how it stands in the person's row. Who makes or opens one
 * sets whose it is. */
struct str member_key_new(struct cx *cx, const struct member_lock *lock,
			  struct member_key *ret_key);
/* How it stands there under the realm's newest key. */
struct str member_key_shut(struct cx *cx, const struct member_lock *lock,
			   const struct member_key *key);
struct err *member_key_open(struct cx *cx, const struct member_lock *lock,
			    struct str sealed,
			    struct member_key *ret_key) MUST_USE;

/* The field's code is sealed with the value, and the person's id: it opens as
 * no other field and of no other person, even where keys were moved along. */
struct str member_seal(struct arena *a, const struct member_key *key,
		       struct str field, struct str value);
bool member_open(struct arena *a, const struct member_key *key,
		 struct str field, struct str sealed,
		 struct str *ret_value) MUST_USE;
/* Whether it was sealed before there were ids in it. */
bool member_is_sealed_old(struct str sealed);
/* The same for the same value, and telling nothing without the key. */
struct str member_mark(struct arena *a, const struct member_lock *lock,
		       struct str field, struct str value);
/* The lock of the realm's next older key, which may have made marks that aren't
 * renewed yet; false: there is none. */
bool member_lock_older(const struct member_lock *lock,
		       struct member_lock *ret_older) MUST_USE;

/* ---- sealing anew (member_seal_walk.c) ------------------------------------- */

/* One walk over one table, in order of id, a page in an act. An act looks at
 * what it finds then, so it may be broken off anywhere and be done again, and
 * others write meanwhile. */
enum { SEAL_PAGE = 100 };
struct seal_walk {
	struct member_lock lock;
	bool write;
	int64_t after; /* the last id that was looked at */
	bool more;
	int64_t n; /* rows that were sealed anew, or wait for it */
};
/* Looks at the next page; its memory is given back behind it. */
typedef struct err *seal_page_fn(struct cx *cx, struct seal_walk *w);

/* Walks over tables that end with NULL; unless `write` it only counts. */
struct err *seal_walk_all(struct cx *cx, seal_page_fn *const *tables,
			  const struct member_lock *lock, bool write,
			  int64_t *ret_n) MUST_USE;
/* Counts a person's sealed key that isn't under the newest one, and says how it
 * stands there; *ret_sealed is absent when nothing is to be written. */
struct err *seal_walk_key(struct cx *cx, struct seal_walk *w, struct str sealed,
			  struct str *ret_sealed) MUST_USE;

/* Seals everything of members that an older key of the realm has sealed, some
 * people an act, so that it can be broken off at any moment. */
struct err *member_seal_all(struct cx *cx, int64_t *ret_n) MUST_USE;
/* How many rows wait for that. */
struct err *member_seal_left(struct cx *cx, int64_t *ret_n) MUST_USE;
/* Opens all that is sealed of up to `most` people by chance; *ret_all: how many
 * have something sealed. What doesn't open is added to the list. */
struct err *member_sample_check(struct cx *cx, int most, int64_t *ret_all,
				int *ret_read, struct err **found) MUST_USE;

#endif
