/* What the files of the trail share. */
#ifndef RV_AUDIT_TRAIL_PRIV_H
#define RV_AUDIT_TRAIL_PRIV_H

#include "audit/audit_trail.h"

enum { TRAIL_STEP = 8 }; /* levels between those that are kept */

/* Keeps the roots of complete subtrees of the first `size` events; not inside
 * an act. */
struct err *trail_fill(struct cx *cx, int64_t size) MUST_USE;
/* "roviec/5f3a1c0277aa9b01", from the second beginning on with "/2". */
struct err *trail_origin(struct cx *cx, struct str *ret_origin) MUST_USE;
/* A hash as the tables hold it. */
bool trail_hash_read(struct str hex, struct tlog_hash *ret_hash) MUST_USE;
/* The leaf of an event's hash, as the table holds it. */
bool trail_leaf(struct str hash, struct tlog_hash *ret_leaf) MUST_USE;
/* A note that the key's seed signed under this trail's name or an earlier one
 * of it, taken apart; `key` NULL: whoever signed it. */
bool trail_note_open(struct str note, const struct tlog_key *key,
		     struct tlog_checkpoint *ret_checkpoint) MUST_USE;
/* A checkpoint of this trail under an earlier name. */
bool trail_is_earlier(const struct tlog_checkpoint *c,
		      const struct tlog_key *key);
/* What the file beside the key knows isn't the beginning of this trail. */
enum trail_fork {
	FORK_NONE,
	FORK_KEY,  /* another key or trail signed it */
	FORK_BACK, /* it knows more events, or a later beginning */
	FORK_ANEW, /* the trail has begun anew, and it doesn't know of that */
	FORK_REWRITTEN,
};
struct err *trail_forked(struct cx *cx, enum trail_fork how, int64_t known,
			 int64_t here) NONNULL_RESULT;
/* Appends a note to the file beside the key and waits for the disk. */
struct err *trail_keep(struct cx *cx, struct str note) MUST_USE;

#endif
