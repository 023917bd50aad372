/*
 * Encryption to people who keep their key elsewhere: the age format, version 1
 * (C2SP age), with X25519 recipients. What is written here the program `age`
 * opens, and the other way round. A file has a head, in which its key is
 * wrapped for each recipient, and pieces of 64 KiB that are each authenticated,
 * so what has been read is as it was written, and its end is known to be one.
 */
#ifndef RV_AGE_H
#define RV_AGE_H

#include "base/err.h"
#include "base/str.h"

enum {
	AGE_KEY_BYTES = 32,
	AGE_RECIPIENTS_MOST = 20,
	AGE_IDENTITIES_MOST = 100,
	AGE_SUM_BYTES = 32, /* SHA-256 */
};

/* Whom a file is for: public. */
struct age_recipient {
	unsigned char key[AGE_KEY_BYTES];
};
struct age_recipients {
	struct age_recipient *p;
	ptrdiff_t n, cap;
};
/* Who opens it: secret. */
struct age_identity {
	unsigned char key[AGE_KEY_BYTES];
};
struct age_identities {
	struct age_identity *p;
	ptrdiff_t n, cap;
};

void age_identity_make(struct age_identity *ret_id);
void age_recipient_of(const struct age_identity *id,
		      struct age_recipient *ret_to);
/* "age1…", "AGE-SECRET-KEY-1…" */
struct str age_recipient_text(struct arena *a, const struct age_recipient *to);
struct str age_identity_text(struct arena *a, const struct age_identity *id);
/* False when it is none, or mistyped. */
bool age_recipient_read(struct str text, struct age_recipient *ret_to) MUST_USE;
bool age_identity_read(struct str text, struct age_identity *ret_id) MUST_USE;

/* One or more, with commas or white space between; ERR_INVALID names the one
 * that is none. An empty list is fine and empty. */
struct err *age_recipients_read(struct arena *a, struct str list,
				struct age_recipients *ret_list) MUST_USE;
/* A file with one a line, as `age-keygen` and `roviec backup key` write it.
 * Who gets them calls age_identities_forget() in the end. */
struct err *age_identities_load(struct arena *a, const char *path,
				struct age_identities *ret_list) MUST_USE;
void age_identities_forget(struct age_identities *list);

/* Whether a file begins as one of the format; its place stays. */
bool age_is(int fd) MUST_USE;

/* ---- writing ------------------------------------------------------------ */
struct age_writer;

/* Begins at the place where `fd` is; lives in the arena. */
struct err *age_write_begin(struct arena *a, int fd,
			    const struct age_recipients *to,
			    struct age_writer **ret_w) MUST_USE;
struct err *age_write(struct age_writer *w, struct str bytes) MUST_USE;
/* The last piece; without it no reader takes the file for whole. Forgets the
 * key. What went out in all, and its digest, for a look at what the disk has. */
struct err *age_write_end(struct age_writer *w, int64_t *ret_bytes,
			  unsigned char ret_sum[AGE_SUM_BYTES]) MUST_USE;

/* ---- reading ------------------------------------------------------------ */
struct age_reader;

/* ERR_DENIED when none of the identities is for it, ERR_INVALID when it isn't
 * such a file, or damaged. */
struct err *age_read_begin(struct arena *a, int fd,
			   const struct age_identities *who,
			   struct age_reader **ret_r) MUST_USE;
/* Up to n bytes, fewer only at the end: then the whole file was authentic.
 * Nothing that isn't is ever given. ERR_INVALID: damaged, or cut off. */
struct err *age_read(struct age_reader *r, char *p, ptrdiff_t n,
		     ptrdiff_t *ret_n) MUST_USE;
/* Forgets the key; NULL is allowed. */
void age_read_end(struct age_reader *r);

#endif
