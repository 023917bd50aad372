/*
 * Files that people give us, kept in the database in chunks so that one
 * backup is everything. Content is addressed by id; the SHA-256 of all bytes
 * is kept and checked: what was written is read back before the commit, and
 * a download whose bytes no longer match is refused. The bytes stand sealed
 * (XChaCha20-Poly1305) with a key for each content, which is sealed with the
 * realm's (setting_key.h); the digest is that of the bytes in clear.
 */
#ifndef RV_FILE_H
#define RV_FILE_H

#include "base/cx.h"

enum { FILE_CHUNK = 256 * 1024, FILE_MOST = 20 * 1024 * 1024 };

struct file_info {
	int64_t id;
	struct str name;   /* as the person named it, cleaned; never a path */
	struct str media;  /* by content and ending, never the browser's word */
	struct str sha256; /* 64 hex digits */
	int64_t size;
	int64_t at; /* instant */
	int64_t by; /* user id */
};

/*
 * What kind of file it is by ending + magic + structure: refuses endings that
 * are not allowed (pdf docx xlsx odt ods png jpg csv txt), a content that
 * does not fit its ending, macro-enabled and encrypted office files.
 */
struct err *file_examine(struct arena *a, struct str name, struct str bytes,
			 struct str *ret_media) MUST_USE;
/* Stores bytes; call inside an act (cx->in_tx). The same bytes stored twice
 * share their chunks. */
struct err *file_put(struct cx *cx, struct str name, struct str bytes,
		     struct file_info *ret_info) MUST_USE;
struct err *file_find(struct cx *cx, int64_t id, struct file_info *ret_info,
		      bool *ret_found) MUST_USE;
/* All bytes, verified against the digest. */
struct err *file_get(struct cx *cx, int64_t id, struct str *ret_bytes) MUST_USE;
/* Checks every stored file's digest; one err a damaged file, and one for all
 * whose key isn't there. */
/* Puts a line of plain text in the place of what a file held, which is deleted
 * unless another file holds the same; inside an act. */
struct err *file_forget(struct cx *cx, int64_t id, struct str text) MUST_USE;
/* Checks every stored file's digest; one err a damaged file. */
struct err *file_check_all(struct cx *cx, struct err **ret_findings) MUST_USE;
/* Reads up to `most` files by chance; *ret_all: how many there are. */
struct err *file_sample_check(struct cx *cx, int most, int64_t *ret_all,
			      int *ret_read, struct err **found) MUST_USE;
/* Seals contents that stand in clear, and anew what an older key of the realm
 * has sealed, a few at a time, each in an act of its own, so that it can be
 * broken off at any moment. *ret_n: how many that were. */
struct err *file_seal_all(struct cx *cx, int64_t *ret_n) MUST_USE;
/* How many wait for that. */
struct err *file_seal_left(struct cx *cx, int64_t *ret_n) MUST_USE;
/* Name without path, control and bidi characters, at most 120 code points. */
struct str file_clean_name(struct arena *a, struct str name);

#endif
