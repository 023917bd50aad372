/*
 * Who is there: passwords (argon2id), one-time sign-in links, sessions and
 * form tokens, throttling. Users themselves belong to feature/account; here
 * a user is a number. Only hashes of tokens are stored.
 */
#ifndef RV_AUTH_H
#define RV_AUTH_H

#include "base/cx.h"

/* Call once at start. */
struct err *auth_init(struct arena *a) MUST_USE;

/* argon2id; slow on purpose (never on an event loop). NFC before hashing.
 * At most four run at once in the process; ERR_BUSY past a queue of 32. */
struct err *auth_hash_password(struct arena *a, struct str password,
			       struct str *ret_hash) MUST_USE;
/* Also does the work when `hash` is absent (unknown user), and says false. */
struct err *auth_verify_password(struct arena *a, struct str password,
				 struct str hash, bool *ret_ok) MUST_USE;
/* 15..128 code points, not a known weak one, none of the context words.
 * NULL when it may be used, else the reason. */
struct err *auth_password_rule(struct arena *a, struct str password,
			       const struct strs *context_words);

/* Tests and the demo hash with the least cost that libsodium allows. */
void auth_set_cheap_hashing(bool cheap);

/* What hashing does now: for the status page and tests. */
struct auth_load {
	int64_t done, refused; /* since the start */
	int running, waiting;
	int most; /* most that ever ran at once */
};
struct auth_load auth_load(void);
/* A small machine may allow fewer; 0 at once makes all wait. */
void auth_set_limits(int at_once, int queue);

struct session {
	int64_t id;
	int64_t user;
	int64_t made_at, seen_at, ends_at; /* instants */
	struct str agent; /* short name of the browser, as shown in the list */
	struct str address;
	struct str csrf;	/* token for forms of this session, base64url */
	int64_t seat, seat_for; /* what was chosen; DB_NULL: nothing yet */
};
enum {
	SESSION_IDLE_MS = 60 * 60 * 1000,
	SESSION_LIFE_MS = 12 * 60 * 60 * 1000,
	LINK_LIFE_MS = 24 * 60 * 60 * 1000,
};

/* Makes a session inside an act; the cookie's token exists only here. */
struct err *session_start(struct cx *cx, int64_t user, struct str agent,
			  struct str address, struct str *ret_token) MUST_USE;
/* The live session of a cookie token; *ret_found false when it is unknown,
 * idle too long or past its life. Read only. */
struct err *session_find(struct cx *cx, struct str token,
			 struct session *ret_session, bool *ret_found) MUST_USE;
/* Writes seen_at; call at most once a minute per session. */
struct err *session_touch(struct cx *cx, int64_t id) MUST_USE;
/* In which seat its person sits, and for whom (0: for nobody else). In an
 * act. */
struct err *session_sit(struct cx *cx, int64_t id, int64_t seat,
			int64_t seat_for) MUST_USE;
struct err *session_end(struct cx *cx, int64_t id) MUST_USE;
struct err *session_end_all(struct cx *cx, int64_t user, int64_t but) MUST_USE;
struct sessions {
	struct session *p;
	ptrdiff_t n, cap;
};
struct err *session_list(struct cx *cx, int64_t user,
			 struct sessions *ret_list) MUST_USE;
/* Removes sessions and links that nobody can use any more. */
struct err *session_sweep(struct cx *cx) MUST_USE;

/* One-time sign-in links: 32 random bytes, single use, 24 h. A new one
 * makes the user's older ones useless. Inside an act. */
struct err *link_make(struct cx *cx, int64_t user,
		      struct str *ret_token) MUST_USE;
/* Makes the user's unused links useless; inside an act. */
struct err *link_end_all(struct cx *cx, int64_t user) MUST_USE;
/* Uses up a link inside an act. ERR_EXPIRED for unknown, used or old. */
struct err *link_use(struct cx *cx, struct str token,
		     int64_t *ret_user) MUST_USE;

/* True when `token` is the session's form token (constant time). */
bool csrf_ok(const struct session *s, struct str token);

/*
 * Slows down guessing: exponential from the 5th failure per account, cap 15
 * minutes, and per address. Returns 0 when an attempt may be made now, else
 * the seconds to wait. In memory; a restart forgets it. An account is one of a
 * realm (cx->realm): who fails in one keeps nobody out of another. The budget
 * of an address is one for all realms.
 */
int throttle_wait(const struct cx *cx, struct str account, struct str address);
void throttle_fail(const struct cx *cx, struct str account, struct str address);
void throttle_ok(const struct cx *cx, struct str account, struct str address);
/* Takes one failure back: nobody could look whether it was one. */
void throttle_undo(const struct cx *cx, struct str account, struct str address);

/* n random bytes as base64url text. */
struct str auth_random_token(struct arena *a, int n_bytes);
/* SHA-256 as 64 hex digits. */
struct str auth_sha256_hex(struct arena *a, struct str bytes);

#endif
