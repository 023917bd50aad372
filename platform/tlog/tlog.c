/* The Merkle tree: hashes, growth, proofs and their checks. */
#include "tlog/tlog.h"

#include <sodium.h>

bool tlog_hash_eq(const struct tlog_hash *a, const struct tlog_hash *b)
{
	return memcmp(a->b, b->b, TLOG_HASH) == 0;
}

struct tlog_hash tlog_leaf(const void *p, ptrdiff_t n)
{
	crypto_hash_sha256_state st;
	struct tlog_hash h;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, (const unsigned char *)"\0", 1);
	crypto_hash_sha256_update(&st, p, (unsigned long long)n);
	crypto_hash_sha256_final(&st, h.b);
	return h;
}

struct tlog_hash tlog_node(const struct tlog_hash *left,
			   const struct tlog_hash *right)
{
	unsigned char both[1 + 2 * TLOG_HASH] = { 1 };
	struct tlog_hash h;

	memcpy(both + 1, left->b, TLOG_HASH);
	memcpy(both + 1 + TLOG_HASH, right->b, TLOG_HASH);
	crypto_hash_sha256(h.b, both, sizeof(both));
	return h;
}

/* ---- growth --------------------------------------------------------------- */

void tlog_add(struct tlog_range *r, const struct tlog_hash *leaf,
	      tlog_made_fn *made, void *ctx)
{
	struct tlog_hash h = *leaf;
	int64_t at = r->n;
	int level = 0;

	assert(r->n >= 0 && r->n < (int64_t)1 << TLOG_LEVELS);
	if (made)
		made(ctx, level, at, &h);
	for (; at & 1; at >>= 1) {
		h = tlog_node(&r->h[--r->k], &h);
		if (made)
			made(ctx, ++level, at >> 1, &h);
	}
	r->h[r->k++] = h;
	r->n++;
}

struct tlog_hash tlog_root(const struct tlog_range *r)
{
	struct tlog_hash h;

	if (!r->n) {
		crypto_hash_sha256(h.b, NULL, 0);
		return h;
	}
	h = r->h[r->k - 1];
	for (int i = r->k - 2; i >= 0; i--)
		h = tlog_node(&r->h[i], &h);
	return h;
}

/* ---- reading -------------------------------------------------------------- */

/* The largest power of two below n; n > 1. */
static int64_t split(int64_t n)
{
	int64_t k = 1;

	while (k < n - k)
		k <<= 1;
	return k;
}

static int log2_of(int64_t n)
{
	int level = 0;

	while (n >>= 1)
		level++;
	return level;
}

/* The root over leaves [from, from + n); `from` is a multiple of the smallest
 * power of two that isn't below n. The complete subtrees from left to right,
 * then folded from the right. */
static struct err *span_root(const struct tlog_reader *t, int64_t from,
			     int64_t n, struct tlog_hash *ret)
{
	struct tlog_range r = { 0 };

	while (n) {
		int64_t size = (int64_t)1 << log2_of(n);
		struct err *e = t->read(t->ctx, log2_of(size), from / size,
					&r.h[r.k++]);

		if (e)
			return e;
		r.n += size;
		from += size;
		n -= size;
	}
	*ret = tlog_root(&r);
	return NULL;
}

struct err *tlog_root_read(const struct tlog_reader *t, int64_t n,
			   struct tlog_hash *ret_root)
{
	return span_root(t, 0, n, ret_root);
}

static void turn(struct tlog_proof *p)
{
	for (int i = 0, j = p->n - 1; i < j; i++, j--) {
		struct tlog_hash h = p->h[i];

		p->h[i] = p->h[j];
		p->h[j] = h;
	}
}

struct err *tlog_inclusion(const struct tlog_reader *t, int64_t at, int64_t n,
			   struct tlog_proof *p)
{
	int64_t from = 0;
	struct err *e = NULL;

	assert(at >= 0 && at < n);
	p->n = 0;
	while (!e && n > 1) {
		int64_t k = split(n);

		if (at - from < k) {
			e = span_root(t, from + k, n - k, &p->h[p->n++]);
			n = k;
		} else {
			e = span_root(t, from, k, &p->h[p->n++]);
			from += k;
			n -= k;
		}
	}
	turn(p);
	return e;
}

struct err *tlog_consistency(const struct tlog_reader *t, int64_t from,
			     int64_t to, struct tlog_proof *p)
{
	int64_t low = 0, m = from, n = to;
	bool known = true; /* the old tree's root is what is left */
	struct err *e = NULL;

	assert(from > 0 && from <= to);
	p->n = 0;
	while (!e && m < n) {
		int64_t k = split(n);

		if (m <= k) {
			e = span_root(t, low + k, n - k, &p->h[p->n++]);
			n = k;
		} else {
			e = span_root(t, low, k, &p->h[p->n++]);
			low += k;
			m -= k;
			n -= k;
			known = false;
		}
	}
	if (!e && !known)
		e = span_root(t, low, n, &p->h[p->n++]);
	turn(p);
	return e;
}

/* ---- checking ------------------------------------------------------------- */

bool tlog_inclusion_holds(const struct tlog_proof *p, int64_t at, int64_t n,
			  const struct tlog_hash *leaf,
			  const struct tlog_hash *root)
{
	struct tlog_hash h = *leaf;
	int64_t fn = at, sn = n - 1;

	if (at < 0 || at >= n)
		return false;
	for (int i = 0; i < p->n; i++) {
		if (!sn)
			return false;
		if ((fn & 1) || fn == sn) {
			h = tlog_node(&p->h[i], &h);
			while (fn && !(fn & 1)) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			h = tlog_node(&h, &p->h[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return !sn && tlog_hash_eq(&h, root);
}

bool tlog_consistency_holds(const struct tlog_proof *p, int64_t from,
			    int64_t to, const struct tlog_hash *from_root,
			    const struct tlog_hash *to_root)
{
	int64_t fn = from - 1, sn = to - 1;
	struct tlog_hash fr, sr;
	int i = 0;

	if (from < 1 || from > to)
		return false;
	if (from == to)
		return !p->n && tlog_hash_eq(from_root, to_root);
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	/* an old tree that is complete is the first hash itself */
	if (fn && !p->n)
		return false;
	fr = sr = fn ? p->h[i++] : *from_root;
	for (; i < p->n; i++) {
		if (!sn)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = tlog_node(&p->h[i], &fr);
			sr = tlog_node(&p->h[i], &sr);
			while (fn && !(fn & 1)) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = tlog_node(&sr, &p->h[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return !sn && tlog_hash_eq(&fr, from_root) &&
	       tlog_hash_eq(&sr, to_root);
}
