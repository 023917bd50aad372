/*
 * The trail's side of witnesses: which ones it has, what they were sent, what
 * they answered. After each new checkpoint the job asks them; one that is away
 * is asked again later and later, and is late when it hasn't countersigned for
 * 26 hours.
 */
#ifndef RV_TRAIL_WITNESS_SIDE_H
#define RV_TRAIL_WITNESS_SIDE_H

#include "tlog/tlog_note.h"
#include "trail/trail_view.h"

struct trail_witness {
	int64_t id;
	struct str url;	     /* before "/add-checkpoint" */
	struct tlog_key key; /* public */
	int64_t added_at;
	int64_t size;	   /* events that it knows of; 0: none, or not known */
	int64_t tries;	   /* that failed, since it last answered */
	int64_t next_at;   /* instant: not before */
	int64_t signed_at; /* of its last cosignature; DB_NULL: never */
	struct str answer; /* why it didn't sign the last time, or absent */
};
struct trail_witness_list {
	struct trail_witness *p;
	ptrdiff_t n, cap;
};

struct err *trail_witness_read(struct cx *cx,
			       struct trail_witness_list *ret_list) MUST_USE;
/* ERR_INVALID at "url" or "vkey"; ERR_CONFLICT when it is there already. */
struct err *trail_witness_add(struct cx *cx, struct str url,
			      struct str vkey) MUST_USE;
/* By address or by the name of its key; ERR_NOT_FOUND. */
struct err *trail_witness_remove(struct cx *cx, struct str which) MUST_USE;
/* Sends the newest checkpoint to each whose turn it is and keeps what they
 * countersign. That one is away isn't an error. Not inside an act. */
struct err *trail_witness_ask(struct cx *cx) MUST_USE;
/* No cosignature for 26 hours, or since it was added. */
bool trail_witness_is_late(const struct cx *cx, const struct trail_witness *w);
/* One sentence when signing or a witness is behind; absent: all is well. */
struct err *trail_warning(struct cx *cx, struct str *ret_text) MUST_USE;
/* Who countersigned a checkpoint. */
struct err *trail_signers_read(struct cx *cx, int64_t size,
			       struct trail_signers *ret_s) MUST_USE;

#endif
