/*
 * Signed notes and checkpoints: a tree's size and root as a text that is
 * signed by the log's key and countersigned by witnesses. The forms are those
 * that public witnesses and other people's programs read.
 * Sources: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-witness
 * and tlog-proof.
 */
#ifndef RV_TLOG_NOTE_H
#define RV_TLOG_NOTE_H

#include "tlog/tlog.h"

enum {
	TLOG_NOTE_MOST = 64 << 10, /* bytes of a note */
	TLOG_SIGS_MOST = 64,
	TLOG_NAME_MOST = 200, /* bytes of a key's name or of an origin */
	TLOG_SEED = 32,
	TLOG_PUBLIC = 32,
};

/* ---- keys ----------------------------------------------------------------- */
enum tlog_key_kind {
	TLOG_KEY_LOG = 1,     /* Ed25519 over the note's text */
	TLOG_KEY_WITNESS = 4, /* Ed25519 with the time of the cosignature */
};
struct tlog_key {
	struct str name; /* without spaces and "+" */
	enum tlog_key_kind kind;
	uint32_t id; /* made of the name, the kind and the public key */
	unsigned char public[TLOG_PUBLIC];
	bool is_secret; /* `seed` is known */
	unsigned char seed[TLOG_SEED];
};
/* The key of a seed of TLOG_SEED random bytes. False when the name can't be
 * one. */
bool tlog_key_make(struct str name, enum tlog_key_kind kind,
		   const unsigned char seed[TLOG_SEED],
		   struct tlog_key *ret_key) MUST_USE;
/* "name+5f3a1c02+AZ…" for people who verify, and "PRIVATE+KEY+…" for whoever
 * signs. */
struct str tlog_key_public(struct arena *a, const struct tlog_key *k);
struct str tlog_key_secret(struct arena *a, const struct tlog_key *k);
/* Of either form; ret_key->name lies in `text`. */
bool tlog_key_read(struct str text, struct tlog_key *ret_key) MUST_USE;

/* ---- checkpoints ---------------------------------------------------------- */
struct tlog_checkpoint {
	struct str origin; /* which log: the name of its key */
	int64_t size;
	struct tlog_hash root;
};
/* The text that is signed: three lines. */
struct str tlog_checkpoint_text(struct arena *a,
				const struct tlog_checkpoint *c);
/* Of a note's text; further lines are allowed. `origin` lies in `text`. */
bool tlog_checkpoint_read(struct str text,
			  struct tlog_checkpoint *ret_checkpoint) MUST_USE;

/* ---- notes ---------------------------------------------------------------- */
/* The line of a signature: "— name base64\n". */
struct str tlog_sign(struct arena *a, struct str text,
		     const struct tlog_key *k);
/* … of a witness, at a time in seconds. */
struct str tlog_cosign(struct arena *a, struct str text,
		       const struct tlog_key *k, int64_t at);
/* A text and the lines of its signatures as one note. */
struct str tlog_note(struct arena *a, struct str text, struct str sigs);
/* A note taken apart: both lie in it. False when it isn't one. */
bool tlog_note_read(struct str note, struct str *ret_text,
		    struct str *ret_sigs) MUST_USE;

enum tlog_signed {
	TLOG_UNSIGNED, /* no line of this key */
	TLOG_SIGNED,
	TLOG_FORGED, /* a line says so, but it isn't */
};
/* What the lines say of a key; ret_at (may be NULL): when, in seconds, of a
 * witness' key. */
enum tlog_signed tlog_is_signed(struct str text, struct str sigs,
				const struct tlog_key *k, int64_t *ret_at);

/* ---- what is sent and handed out ------------------------------------------ */
/* A request to a witness: what it knew, the proof, the checkpoint. */
struct str tlog_request(struct arena *a, int64_t old,
			const struct tlog_proof *p, struct str note);
bool tlog_request_read(struct str request, int64_t *ret_old,
		       struct tlog_proof *ret_proof,
		       struct str *ret_note) MUST_USE;
/* A proof that stands for itself: leaf `at` stands in the note's tree. `extra`
 * are bytes that help to make the leaf, or absent; nothing vouches for them. */
struct tlog_evidence {
	int64_t at;
	struct tlog_proof proof;
	struct str note, extra;
};
enum { TLOG_EXTRA_MOST = 4 << 20 };
struct str tlog_proof_text(struct arena *a, const struct tlog_evidence *e);
bool tlog_proof_read(struct arena *a, struct str text,
		     struct tlog_evidence *ret_evidence) MUST_USE;

struct str tlog_base64(struct arena *a, const void *p, ptrdiff_t n);
/* Exactly n bytes. */
bool tlog_base64_read(struct str text, void *p, ptrdiff_t n) MUST_USE;

#endif
