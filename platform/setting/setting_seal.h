/*
 * Settings that are secrets: encrypted in the database with a key that stands
 * in a file outside of it, "DATA.key" beside the data folder DATA. Whoever has
 * a copy of the database or a backup alone can't read them.
 */
#ifndef RV_SETTING_SEAL_H
#define RV_SETTING_SEAL_H

#include "base/cx.h"

enum { SETTING_KEY_BYTES = 32 };
struct setting_key {
	unsigned char bytes[SETTING_KEY_BYTES];
	struct str name; /* tells keys from each other */
};
/* "/var/lib/roviec.key" */
struct str setting_key_path(const struct cx *cx);
/* ERR_NOT_FOUND when there is none, ERR_DENIED when others could read it. */
struct err *setting_key_read(const struct cx *cx,
			     struct setting_key *ret_key) MUST_USE;
/* Reads it, or makes it; not inside an act. */
struct err *setting_key_ready(const struct cx *cx,
			      struct setting_key *ret_key) MUST_USE;

/* Bytes that stand sealed elsewhere in the database, not text. `label` says what
 * they are and is sealed with them: under another label they don't open. */
struct str setting_seal_bytes(struct arena *a, const struct setting_key *key,
			      const char *label, struct str bytes);
/* False when it isn't of this key or label, or was changed. */
bool setting_open_bytes(struct arena *a, const struct setting_key *key,
			const char *label, struct str sealed,
			struct str *ret_bytes) MUST_USE;
/* Another key made from it, for a use with a name of its own. */
void setting_key_for(const struct setting_key *key, const char use[8],
		     unsigned char ret_bytes[SETTING_KEY_BYTES]);

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

#endif
