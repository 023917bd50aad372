/*
 * Secrets in the database: encrypted with a key that stands in a file outside
 * of it (setting_key.h). Whoever has a copy of the database alone can't read
 * them. What was sealed says with which key, so that older keys open it until
 * it is sealed anew.
 */
#ifndef RV_SETTING_SEAL_H
#define RV_SETTING_SEAL_H

#include "base/cx.h"
#include "setting/setting_key.h"

/* Bytes that stand sealed elsewhere in the database, not text. `label` says what
 * they are and is sealed with them: under another label they don't open. */
struct str setting_seal_bytes(struct arena *a, const struct setting_key *key,
			      const char *label, struct str bytes);
/* False when it isn't of this key or label, or was changed. */
bool setting_open_bytes(struct arena *a, const struct setting_key *key,
			const char *label, struct str sealed,
			struct str *ret_bytes) MUST_USE;
/* Whether it is this key's, not an older one's. */
bool setting_sealed_by(const struct setting_key *key, struct str sealed);

enum setting_seal {
	SEAL_NONE,  /* nothing is set */
	SEAL_PLAIN, /* written before there were keys */
	SEAL_OPEN,
	SEAL_LOST, /* its key isn't there, or is another one */
};
/* The value; empty when it is lost. */
struct err *setting_get_sealed(struct cx *cx, const char *name,
			       struct str *ret_value,
			       enum setting_seal *ret_seal) MUST_USE;
/* Inside an act. An empty value is none. */
struct err *setting_put_sealed(struct cx *cx, const struct setting_key *key,
			       const char *name, struct str value) MUST_USE;
/* Seals anew the settings that an older key has sealed, in one act. */
struct err *setting_seal_all(struct cx *cx, int64_t *ret_n) MUST_USE;
/* How many wait for that. */
struct err *setting_seal_left(struct cx *cx, int64_t *ret_n) MUST_USE;

#endif
