/*
 * Files that people give us, kept in the database in chunks so that one
 * backup is everything. Content is addressed by id; the SHA-256 of all bytes
 * is kept and checked: what was written is read back before the commit, and
 * a download whose bytes no longer match is refused.
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
/* Puts a line of plain text in the place of what a file held, which is deleted
 * unless another file holds the same; inside an act. */
struct err *file_forget(struct cx *cx, int64_t id, struct str text) MUST_USE;
/* Checks every stored file's digest; one err a damaged file. */
struct err *file_check_all(struct cx *cx, struct err **ret_findings) MUST_USE;
/* Name without path, control and bidi characters, at most 120 code points. */
struct str file_clean_name(struct arena *a, struct str name);

#endif
