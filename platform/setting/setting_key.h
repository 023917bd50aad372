/*
 * The key that seals what is secret in a realm's data. It stands in a file
 * outside of the data: "DATA.key" beside the data folder DATA, or where
 * ROVIEC_KEY_FILE or systemd's credentials say. The file holds a key a line,
 * the newest last: that one seals, all of them open. An older one stays until
 * nothing is sealed with it any more; then zeros stand in its place.
 */
#ifndef RV_SETTING_KEY_H
#define RV_SETTING_KEY_H

#include "base/cx.h"

enum {
	SETTING_KEY_BYTES = 32,
	SETTING_KEY_NAME = 8,  /* letters of a name */
	SETTING_KEYS_MOST = 64 /* lines of a file */
};
struct setting_key {
	unsigned char bytes[SETTING_KEY_BYTES];
	struct str name;		 /* tells keys from each other */
	const struct setting_key *older; /* that still opens, or NULL */
};
/* "/var/lib/roviec.key" */
struct str setting_key_path(const struct cx *cx);
/* … of data that isn't open: its file, or of a server the schema. */
struct str setting_key_place(struct arena *a, struct str file,
			     const char *schema);
/* Where it is unless it is given elsewhere: other files of the realm stand
 * beside that place, too. */
struct str setting_key_beside(struct arena *a, struct str file,
			      const char *schema);
/* The newest, with the older ones behind it. ERR_NOT_FOUND when there is none,
 * ERR_DENIED when others could read it. */
struct err *setting_key_read(const struct cx *cx,
			     struct setting_key *ret_key) MUST_USE;
/* Reads it, or makes it; harmless when the act that needs it fails. */
struct err *setting_key_ready(const struct cx *cx,
			      struct setting_key *ret_key) MUST_USE;

/* The one of this name among it and its older ones; NULL: none. */
const struct setting_key *setting_key_named(const struct setting_key *key,
					    struct str name);
/* Another key made from it, for a use with a name of its own. */
void setting_key_for(const struct setting_key *key, const char use[8],
		     unsigned char ret_bytes[SETTING_KEY_BYTES]);

/* ---- the file ----------------------------------------------------------- */
/* A new key behind the others: from now on it seals. Processes that have the
 * file open see it with their next look. ERR_LIMIT beyond SETTING_KEYS_MOST. */
struct err *setting_key_add(const struct cx *cx) MUST_USE;
/* Zeros in place of all but the newest; *ret_n: how many there were. */
struct err *setting_key_retire(const struct cx *cx, int *ret_n) MUST_USE;
/* The file at a path as it is, for an encrypted backup; absent: there is none. */
struct err *setting_key_text(struct arena *a, struct str path,
			     struct str *ret_text) MUST_USE;
/* Puts such a text where there is no key yet, readable by its user alone
 * (0400). The same text is fine; ERR_CONFLICT when another key is there. */
struct err *setting_key_put(struct arena *a, struct str path,
			    struct str text) MUST_USE;
/* From now on this process takes the keys from this text instead of any file;
 * absent: no longer. The text stays the caller's. */
void setting_key_hold(struct str text);

#endif
