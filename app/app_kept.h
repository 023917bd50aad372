/*
 * When the data was last backed up, and when a backup was last tried out: a
 * small file each, in the data folder, or beside the key file of data on a
 * server. Commands that may not write to the data, since a server has it, can
 * write these.
 */
#ifndef RV_APP_KEPT_H
#define RV_APP_KEPT_H

#include "base/cx.h"

enum {
	KEPT_BACKUP_MS = 26 * 3600 * 1000,
	KEPT_DRILL_DAYS = 35,
};
#define KEPT_BACKUP "last-backup"
#define KEPT_DRILL  "last-drill"

struct kept {
	int64_t at;	 /* instant; DB_NULL: never */
	int64_t made;	 /* of a drill: when its backup was made, or DB_NULL */
	int64_t took_ms; /* of a drill */
	bool whole;	 /* it went well */
	bool plain;	 /* a backup that isn't encrypted */
	struct str file;
};
/* Of the open store. A file that can't be read, or is none of ours, is none. */
struct err *kept_read(struct cx *cx, const char *which,
		      struct kept *ret) MUST_USE;
struct err *kept_write(struct cx *cx, const char *which,
		       const struct kept *k) MUST_USE;

#endif
