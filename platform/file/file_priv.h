/* Inside of platform/file. */
#ifndef RV_FILE_PRIV_H
#define RV_FILE_PRIV_H

#include "file/file.h"

/* What a look at a zip's directory shows, without unpacking it. */
struct zip_look {
	bool word, sheet;    /* the main part of a docx, an xlsx */
	bool macro;	     /* holds a program */
	bool locked;	     /* an entry is encrypted */
	struct str types;    /* [Content_Types].xml, unpacked, or absent */
	struct str manifest; /* META-INF/manifest.xml, or absent */
	struct str mimetype; /* ODF's first entry, or absent */
};
/* False when it is not a whole zip archive of at most 2,000 entries. */
bool zip_look_at(struct arena *a, struct str bytes,
		 struct zip_look *ret_look) MUST_USE;

/* ---- file_lock.c: how contents are sealed ------------------------------- */
enum { FILE_KEY_BYTES = 32 };
/* The key of what stands under a digest. One may be used for many digests, one
 * after the other: what it needs for all of them is made once. */
struct file_lock {
	struct str sha256;
	bool sealed; /* it has one: else it stands in clear */
	bool before; /* data of a schema in which nothing has one */
	unsigned char key[FILE_KEY_BYTES];
	struct setting_key *realm; /* once it was read */
	char *room;		   /* FILE_ROOM bytes, for one piece */
};
/* ERR_CONFLICT with what to do when the realm's key isn't there. */
struct err *file_lock_get(struct cx *cx, struct file_lock *lock) MUST_USE;
/* A fresh one, and its row; inside an act. */
struct err *file_lock_make(struct cx *cx, struct file_lock *lock) MUST_USE;
void file_lock_forget(struct file_lock *lock);
/* A piece, by its digest and its number: it opens nowhere else. The result
 * stands in the lock's room until the next one; of what stands in clear it is
 * the bytes themselves. */
enum { FILE_SEAL = 40, FILE_ROOM = FILE_CHUNK + FILE_SEAL };
struct str file_lock_seal(const struct file_lock *lock, int64_t part,
			  struct str plain);
bool file_lock_open(const struct file_lock *lock, int64_t part,
		    struct str bytes, struct str *ret_plain) MUST_USE;

#endif
