/*
 * A witness: it remembers the newest checkpoint of each log that it knows and
 * countersigns the next one only when that continues it. Two committees that
 * witness for each other find it when either rewrites its trail.
 * Source: C2SP tlog-witness.
 */
#ifndef RV_TRAIL_WITNESS_H
#define RV_TRAIL_WITNESS_H

#include "tlog/tlog_note.h"

/* What it answers; the numbers are those of the protocol over HTTP. */
enum witness_answer {
	WITNESS_SIGNED = 200,
	WITNESS_BAD = 400,	    /* not a request, or old > new */
	WITNESS_UNSIGNED = 403,	    /* not signed by the log's key */
	WITNESS_UNKNOWN = 404,	    /* a log that it doesn't know */
	WITNESS_OTHER_SIZE = 409,   /* it knows another size than the request
				     * says, or another root of that size */
	WITNESS_INCONSISTENT = 422, /* it doesn't continue what was known */
};
/* One sentence (catalogue id); WITNESS_SIGNED: NULL. */
const char *witness_why(enum witness_answer a);

/* A log that it knows. */
struct witness_log {
	struct tlog_key key; /* public */
	int64_t size;	     /* 0: nothing was countersigned yet */
	struct tlog_hash root;
};
/* The log that a request speaks of: the origin of its checkpoint; absent when
 * it isn't a request. */
struct str witness_origin(struct str request);
/* Judges a request; with WITNESS_SIGNED *log is what has to be kept before
 * the line in *ret_line is handed out. at: seconds. */
enum witness_answer witness_sign(struct arena *a, struct str request,
				 struct witness_log *log,
				 const struct tlog_key *own, int64_t at,
				 struct str *ret_line) MUST_USE;

#endif
