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
/* Code points that a password needs alone, and beside a second factor. */
enum { PASSWORD_ALONE_LEAST = 15, PASSWORD_SECOND_LEAST = 12 };
/* 15..128 code points, not a known weak one, none of the context words, not
 * among the leaked ones. NULL when it may be used, else the reason. */
struct err *auth_password_rule(struct arena *a, struct str password,
			       const struct strs *context_words);
/* … from 12 on for who has a second factor. */
struct err *auth_password_rule_second(struct arena *a, struct str password,
				      const struct strs *context_words);
/* Whether it is good only beside a second factor. */
bool auth_password_is_short(struct arena *a, struct str password);
/* A file of leaked passwords (auth_breached.c), which stays open; NULL: none.
 * Before threads. ERR_INVALID when it isn't one. */
struct err *auth_set_breached(struct arena *a, const char *path) MUST_USE;
struct err *auth_is_breached(struct arena *a, struct str password,
			     bool *ret_found) MUST_USE;

/* What argon2id costs: memory in MiB and passes, not less than the floor.
 * Before threads. Hashes that were made otherwise are made anew at the next
 * sign-in. ERR_INVALID outside of the limits. */
enum {
	ARGON_MIB = 64,
	ARGON_PASSES = 3,
	ARGON_MIB_LEAST = 19,
	ARGON_MIB_MOST = 1024,
	ARGON_PASSES_LEAST = 2,
	ARGON_PASSES_MOST = 10,
};
struct err *auth_set_cost(struct arena *a, int64_t mib,
			  int64_t passes) MUST_USE;
/* Whether a hash was made with another cost than the present one. */
bool auth_password_is_stale(struct arena *a, struct str hash);

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
	int64_t idle_ms;	/* without use for so long it ends */
	int64_t proved_at;	/* when its person last showed who they are */
	int64_t seat, seat_for; /* what was chosen; DB_NULL: nothing yet */
};
enum {
	SESSION_IDLE_MS = 60 * 60 * 1000,
	SESSION_LIFE_MS = 24 * 60 * 60 * 1000,
	/* of whoever manages accounts or the office's work */
	SESSION_IDLE_MANAGER_MS = 15 * 60 * 1000,
	SESSION_LIFE_MANAGER_MS = 12 * 60 * 60 * 1000,
	SESSIONS_MOST = 10, /* of a person; the oldest ends */
	PROOF_LIFE_MS = 5 * 60 * 1000,
	LINK_LIFE_MS = 15 * 60 * 1000,
	/* of one that a console shows before there is a server to open it */
	LINK_FIRST_MS = 24 * 60 * 60 * 1000,
};

/* How long sessions last in this realm: the settings, or the values above. */
struct session_limits {
	int64_t idle_ms, life_ms, idle_manager_ms, life_manager_ms;
	int64_t most;
};
/* Settings in minutes, but SESSION_MOST. */
#define SESSION_SET_IDLE	 "session.idle"
#define SESSION_SET_LIFE	 "session.life"
#define SESSION_SET_IDLE_MANAGER "session.idle.manager"
#define SESSION_SET_LIFE_MANAGER "session.life.manager"
#define SESSION_SET_MOST	 "session.most"
enum {
	SESSION_MINUTES_LEAST = 5, /* of each setting */
	SESSION_MINUTES_MOST = 24 * 60,
	SESSION_NUMBER_MOST = 50,
};
struct err *session_limits(struct cx *cx,
			   struct session_limits *ret_limits) MUST_USE;

/* Makes a session inside an act; the cookie's token exists only here. The
 * person's oldest ones end when there are too many. */
struct err *session_start(struct cx *cx, int64_t user, struct str agent,
			  struct str address, struct str *ret_token) MUST_USE;
struct session_new {
	int64_t user;
	struct str agent, address;
	bool manager;	 /* shorter limits */
	int64_t ends_at; /* not after this instant; 0: by its own limit */
};
struct err *session_begin(struct cx *cx, const struct session_new *in,
			  int64_t *ret_id, struct str *ret_token) MUST_USE;
/* A person's sessions get the shorter limits from now on; inside an act. */
struct err *session_shorten(struct cx *cx, int64_t user) MUST_USE;
/* All of everybody but one; inside an act. */
struct err *session_end_everybody(struct cx *cx, int64_t but) MUST_USE;
/* The live session of a cookie token; *ret_found false when it is unknown,
 * idle too long or past its life. Read only. */
struct err *session_find(struct cx *cx, struct str token,
			 struct session *ret_session, bool *ret_found) MUST_USE;
/* Writes that it is used; call at most once a minute per session. */
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

/* One-time sign-in links: 32 random bytes, single use, for life_ms. A new one
 * makes the user's older ones useless. Inside an act. */
struct err *link_make(struct cx *cx, int64_t user, int64_t life_ms,
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
