/*
 * The trail as a transparency log. Each event is a leaf of a Merkle tree
 * (tlog/tlog.h; leaf i, from 0, is the hash of event i + 1). A job signs a
 * checkpoint whenever there are new events: the tree's size and root, with a
 * key that no database holds. All checkpoints are also appended to a file beside the
 * key, so that a database that was put back to an earlier day, or
 * rewritten as a whole, is found; witnesses elsewhere find it without that
 * file. Who changes an event has to forge all of these.
 */
#ifndef RV_AUDIT_TRAIL_H
#define RV_AUDIT_TRAIL_H

#include "base/cx.h"
#include "tlog/tlog_note.h"

/* ---- the key -------------------------------------------------------------- */
/* The file that holds the signing key of this process' realms, instead of the
 * one made from "DATA.key"; NULL: that one. `path` must live on. */
void trail_set_key_file(const char *path);
/* The realm's signing key; its name is the log's origin. Made when there is
 * none. Not inside an act. */
struct err *trail_key_ready(struct cx *cx, struct tlog_key *ret_key) MUST_USE;
/* Without making it: ERR_NOT_FOUND when there is none. */
struct err *trail_key_read(struct cx *cx, struct tlog_key *ret_key) MUST_USE;

/* Before the realm's key is changed: keeps, sealed, what the signing key is made
 * from, so that the log goes on under its name and key. *ret_n: 1 when that
 * wasn't done yet. */
struct err *trail_seed_keep(struct cx *cx, int64_t *ret_n) MUST_USE;
struct err *trail_seed_left(struct cx *cx, int64_t *ret_n) MUST_USE;

/* ---- checkpoints ---------------------------------------------------------- */
struct trail_mark {
	int64_t size; /* events that it covers; 0: there is none */
	int64_t at;   /* instant */
	struct tlog_hash root;
	struct str note; /* signed */
};
/* Signs the trail as it is now, unless that is done; not inside an act.
 * ERR_CONFLICT, and nothing is signed, when the file beside the key knows a
 * trail that this one doesn't continue. */
struct err *trail_sign(struct cx *cx) MUST_USE;
struct err *trail_last(struct cx *cx, struct trail_mark *ret_mark) MUST_USE;
/* The first that covers event `id` and was countersigned, or else the first;
 * size 0: none does yet. */
struct err *trail_covering(struct cx *cx, int64_t id,
			   struct trail_mark *ret_mark) MUST_USE;
/* Of old checkpoints the last of each day stays, and the last of it that a
 * witness countersigned; all of the last 30 days. The file beside the key keeps
 * every one: it is only ever added to. Not inside an act. */
struct err *trail_thin(struct cx *cx, int64_t *ret_dropped) MUST_USE;
/* The newest in the file beside the key; size 0: there is none. */
struct err *trail_kept(struct cx *cx, struct trail_mark *ret_mark) MUST_USE;
/* "/var/lib/roviec.trail" beside "/var/lib/roviec.key". */
struct str trail_kept_path(struct cx *cx);

/* ---- witnesses ------------------------------------------------------------- */
/* Keeps a witness' line under the checkpoint: in the database, and with it in
 * the file beside the key. The line was checked; at: instant. */
struct err *trail_cosign_keep(struct cx *cx, const struct trail_mark *m,
			      int64_t witness, int64_t at,
			      struct str line) MUST_USE;
/* A checkpoint's note with what witnesses added. */
struct err *trail_note_whole(struct cx *cx, const struct trail_mark *m,
			     struct str *ret_note) MUST_USE;

/* ---- proofs --------------------------------------------------------------- */
/* The root of the first `size` events as they are in the database. */
struct err *trail_root(struct cx *cx, int64_t size,
		       struct tlog_hash *ret_root) MUST_USE;
/* The leaf of an event; ERR_NOT_FOUND when there is none. */
struct err *trail_event_leaf(struct cx *cx, int64_t id,
			     struct tlog_hash *ret_leaf) MUST_USE;
/* That an event stands in the trail, as a file for whoever has the public key
 * (C2SP tlog-proof); `whole`: with it goes the event as it is hashed, else
 * whoever checks it has to know the event's hash. ERR_NOT_FOUND, or ERR_BUSY
 * when no checkpoint covers it yet. */
struct err *trail_prove(struct cx *cx, int64_t id, bool whole,
			struct str *ret_proof) MUST_USE;
/* What such a file says, checked against the log's public key: which event, of
 * how many, and its fields in the form that is hashed. ERR_INVALID in words
 * when it proves nothing. `hash`: the event's, in hex; absent: of the record
 * in the proof. */
struct trail_proved {
	int64_t id, size;
	struct str record, note; /* record may be absent */
};
struct err *trail_proof_check(struct arena *a, struct str proof,
			      struct str hash, const struct tlog_key *key,
			      struct trail_proved *ret_proved) MUST_USE;
/* That the trail of `from` events is the beginning of that of `to`. */
struct err *trail_continues(struct cx *cx, int64_t from, int64_t to,
			    struct tlog_proof *ret_proof) MUST_USE;

/* ---- another beginning ---------------------------------------------------- */
/* After a restored backup or a lost key: the log goes on under the next
 * number of its name; an event tells why and what was known before. */
struct err *trail_restart(struct cx *cx, struct str reason) MUST_USE;

#endif
