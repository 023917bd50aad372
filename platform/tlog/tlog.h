/*
 * Transparency logs: the Merkle tree of RFC 6962 over a list of records, and
 * proofs that a record stands in it, or that an earlier tree is the beginning
 * of a later one. Pure: where hashes are kept is the caller's own.
 * Sources: RFC 6962 section 2.1, RFC 9162 section 2.1.3 to 2.1.4.
 */
#ifndef RV_TLOG_H
#define RV_TLOG_H

#include "base/err.h"

enum {
	TLOG_HASH = 32,	  /* bytes of SHA-256 */
	TLOG_LEVELS = 62, /* a tree holds fewer than 2^62 leaves */
	TLOG_PROOF_MOST = 2 * TLOG_LEVELS,
};

struct tlog_hash {
	unsigned char b[TLOG_HASH];
};
bool tlog_hash_eq(const struct tlog_hash *a, const struct tlog_hash *b);
/* Of a record's bytes as a leaf (0x00 before them). */
struct tlog_hash tlog_leaf(const void *p, ptrdiff_t n);
/* Of two subtrees (0x01 before them). */
struct tlog_hash tlog_node(const struct tlog_hash *left,
			   const struct tlog_hash *right);

/* ---- a tree that grows ---------------------------------------------------- */
/* What must be known of n leaves to add more: the root of each complete
 * subtree, the largest first. As many as n has ones in binary. */
struct tlog_range {
	int64_t n;
	int k;
	struct tlog_hash h[TLOG_LEVELS];
};
/* Adds a leaf. Each complete subtree that comes to be by it is told:
 * `level` 0 is the leaf itself, `at` its place among those of its level. */
typedef void tlog_made_fn(void *ctx, int level, int64_t at,
			  const struct tlog_hash *hash);
void tlog_add(struct tlog_range *r, const struct tlog_hash *leaf,
	      tlog_made_fn *made, void *ctx);
/* The root; of no leaves the hash of nothing. */
struct tlog_hash tlog_root(const struct tlog_range *r);

/* ---- proofs --------------------------------------------------------------- */
struct tlog_proof {
	int n;
	struct tlog_hash h[TLOG_PROOF_MOST];
};
/* Gives the hash of the complete subtree of 2^level leaves that is the at-th
 * of its level. */
typedef struct err *tlog_read_fn(void *ctx, int level, int64_t at,
				 struct tlog_hash *ret_hash);
struct tlog_reader {
	tlog_read_fn *read;
	void *ctx;
};
/* The root of the first n leaves. */
struct err *tlog_root_read(const struct tlog_reader *t, int64_t n,
			   struct tlog_hash *ret_root) MUST_USE;
/* That leaf `at` (from 0) stands in the tree of n; at < n. */
struct err *tlog_inclusion(const struct tlog_reader *t, int64_t at, int64_t n,
			   struct tlog_proof *ret_proof) MUST_USE;
/* That the tree of `from` leaves is the beginning of that of `to`;
 * 0 < from <= to. */
struct err *tlog_consistency(const struct tlog_reader *t, int64_t from,
			     int64_t to, struct tlog_proof *ret_proof) MUST_USE;
bool tlog_inclusion_holds(const struct tlog_proof *p, int64_t at, int64_t n,
			  const struct tlog_hash *leaf,
			  const struct tlog_hash *root);
bool tlog_consistency_holds(const struct tlog_proof *p, int64_t from,
			    int64_t to, const struct tlog_hash *from_root,
			    const struct tlog_hash *to_root);

#endif
