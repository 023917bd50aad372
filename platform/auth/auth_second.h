/*
 * The second factor of a sign-in: codes by time of an authenticator app
 * (RFC 6238: SHA-1, 30 seconds, 6 digits) and ten recovery codes. A code
 * counts once, also within its half minute.
 */
#ifndef RV_AUTH_SECOND_H
#define RV_AUTH_SECOND_H

#include "setting/setting_seal.h"

enum {
	SECOND_CODES = 10,
	TICKET_LIFE_MS = 5 * 60 * 1000,
	TICKET_TRIES = 5,
};

struct second {
	bool on;      /* any of them: it is asked for */
	bool totp;    /* an app's codes, confirmed */
	int passkeys; /* how many */
	int left;     /* recovery codes that weren't used */
	int64_t at;   /* instant of the app's confirmation, or DB_NULL */
};
struct err *second_get(struct cx *cx, int64_t user,
		       struct second *ret_second) MUST_USE;

/* A fresh secret, which counts once second_confirm() has seen a code of it.
 * Inside an act. One that was begun and not confirmed is replaced;
 * ERR_CONFLICT when there is a confirmed one. */
struct err *second_begin(struct cx *cx, const struct setting_key *key,
			 int64_t user) MUST_USE;
/* The secret that was begun, in base32 for the app and for typing;
 * ERR_NOT_FOUND when none was or it counts already. */
struct err *second_secret(struct cx *cx, const struct setting_key *key,
			  int64_t user, struct str *ret_base32) MUST_USE;
/* Inside an act. ERR_INVALID with `field` code. The recovery codes are told
 * here and never again. */
struct err *second_confirm(struct cx *cx, const struct setting_key *key,
			   int64_t user, struct str code,
			   struct strs *ret_codes) MUST_USE;
/* Fresh recovery codes in place of the old; inside an act. */
struct err *second_codes(struct cx *cx, int64_t user,
			 struct strs *ret_codes) MUST_USE;
/* Uses up a code of the app or a recovery code; inside an act. *ret_ok false:
 * it is wrong, or was used before. */
struct err *second_use(struct cx *cx, const struct setting_key *key,
		       int64_t user, struct str code, bool *ret_ok) MUST_USE;
/* Takes the app's codes away, and with the last factor the recovery codes;
 * inside an act. */
struct err *second_end(struct cx *cx, int64_t user) MUST_USE;
/* … once a passkey was removed: no factor, no recovery codes. */
struct err *second_tidy(struct cx *cx, int64_t user) MUST_USE;
/* Takes every factor away, passkeys too; inside an act. */
struct err *second_end_all(struct cx *cx, int64_t user) MUST_USE;

/* "otpauth://totp/…" for the app to scan. */
struct str second_uri(struct arena *a, struct str issuer, struct str account,
		      struct str base32);
/* The code that an app shows at an instant; for tests and the demo. */
struct err *second_code_at(struct arena *a, struct str base32, int64_t at_ms,
			   struct str *ret_code) MUST_USE;

/* ---- between the two ------------------------------------------------------- */
/* Says that the first factor was right: 32 random bytes, five minutes, five
 * tries. `how` is what the session's event will say. Inside an act. */
struct err *ticket_make(struct cx *cx, int64_t user, const char *how,
			struct str *ret_token) MUST_USE;
struct ticket {
	int64_t user;
	struct str how;
};
/* Counts a try; inside an act. ERR_EXPIRED when it is unknown, too old or was
 * tried too often. */
struct err *ticket_take(struct cx *cx, struct str token,
			struct ticket *ret_ticket) MUST_USE;
/* Whose a live ticket is, without counting; ERR_EXPIRED as above. */
struct err *ticket_look(struct cx *cx, struct str token,
			struct ticket *ret_ticket) MUST_USE;
/* A sign-in makes the user's tickets useless; inside an act. */
struct err *ticket_end_all(struct cx *cx, int64_t user) MUST_USE;
struct err *ticket_sweep(struct cx *cx) MUST_USE;

/* ---- sealing anew ------------------------------------------------------ */
/* Secrets that an older key of the realm has sealed, in one act. */
struct err *second_seal_all(struct cx *cx, int64_t *ret_n) MUST_USE;
/* How many wait for that. */
struct err *second_seal_left(struct cx *cx, int64_t *ret_n) MUST_USE;

#endif
