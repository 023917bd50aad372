/*
 * Data on its way out or in without standing on a disk in clear: a store as a
 * stream of bytes, and work files that are noise to everybody else.
 */
#ifndef RV_DB_STREAM_H
#define RV_DB_STREAM_H

#include "db/db.h"

/* Who takes the bytes; the first error ends it. */
struct db_sink {
	struct err *(*begin)(void *arg,
			     int64_t bytes); /* once: how many come */
	struct err *(*more)(void *arg, struct str bytes);
	void *arg;
};
/*
 * Gives what store_backup() would write: the whole file of one moment, checked
 * in the view that is read, while others write on. Of a server's data a work
 * file is needed, veiled as below, in `folder`.
 */
struct err *store_stream(struct store *s, struct arena *a, const char *folder,
			 const struct db_sink *to) MUST_USE;

/*
 * A name in `folder` for a work file that only this process can read:
 * whatever the engine makes under it lies on the disk as noise. At most eight
 * at once; ERR_BUSY. db_veil_end() removes it and forgets its key.
 */
struct err *db_veil_new(struct arena *a, const char *folder,
			const char **ret_path) MUST_USE;
void db_veil_end(struct arena *a, const char *path);
/* Writes bytes of it from outside of the engine. */
struct err *db_veil_write(struct arena *a, const char *path, struct str bytes,
			  int64_t at) MUST_USE;

/* Removes from a folder ("…/") what killed processes have left half there:
 * files ".NAME.part-PID" of theirs. */
void db_halves_remove(struct arena *a, const char *folder);

#endif
