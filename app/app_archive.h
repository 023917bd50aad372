/*
 * An encrypted backup: a tar in a file of the age format, so that whoever has
 * the identity opens it without this program, too: `age -d -i ID FILE | tar x`.
 * Its members, in this order: roviec.txt, what it is; roviec.key, the key file,
 * when there is one; roviec.db, the data.
 */
#ifndef RV_APP_ARCHIVE_H
#define RV_APP_ARCHIVE_H

#include "age/age.h"
#include "base/cx.h"

#define ARCHIVE_ABOUT "roviec.txt"
#define ARCHIVE_KEY   "roviec.key"
#define ARCHIVE_DATA  "roviec.db"

enum { ARCHIVE_SMALL = 16 * 1024 /* most bytes of the small members */ };

/* ---- writing ------------------------------------------------------------ */
struct archive_out {
	struct age_writer *w;
	int64_t at;   /* seconds: the members' time */
	int64_t left; /* of the member that is being written */
	int pad;
};
struct err *archive_member(struct archive_out *o, const char *name,
			   int64_t bytes) MUST_USE;
/* Exactly so many bytes as were said, in as many parts as it takes. */
struct err *archive_more(struct archive_out *o, struct str bytes) MUST_USE;
/* Behind the last member; the writer itself is ended by who began it. */
struct err *archive_done(struct archive_out *o) MUST_USE;

/* ---- reading ------------------------------------------------------------ */
struct archive {
	struct arena *a;
	struct str path;
	int fd; /* -1: closed */
	struct age_reader *r;
	int64_t left; /* of the member that is being read */
	int pad;
	struct str about; /* texts of the small members, once passed */
	struct str key;	  /* absent: it holds none */
};
/* `identity`: a file; absent: ERR_INVALID says that one is needed. */
struct err *archive_open(struct arena *a, struct str path, struct str identity,
			 struct archive *ret) MUST_USE;
/* Up to the data: the small members are kept, *ret_bytes of data follow. */
struct err *archive_head(struct archive *x, int64_t *ret_bytes) MUST_USE;
/* Up to n bytes of the data; 0 at its end. */
struct err *archive_data(struct archive *x, char *p, ptrdiff_t n,
			 ptrdiff_t *ret_n) MUST_USE;
/* To the end of the file: only then it was whole. */
struct err *archive_tail(struct archive *x) MUST_USE;
/* Forgets its keys. */
void archive_close(struct archive *x);

/* "NAME VALUE" lines of the first member; absent when it has no such line. */
struct str archive_word(const struct archive *x, const char *name);

/* Whether the file at a path begins as an encrypted one; false, too, when it
 * can't be read. */
bool archive_is(struct arena *a, struct str path);

#endif
