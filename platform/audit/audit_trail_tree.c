/* The trail's tree: roots of complete subtrees are kept for every eighth
 * level, the rest is made of at most 256 hashes when it is asked for. */
#include "audit/audit_trail_priv.h"

#include <sodium.h>

#include "audit/audit_priv.h"
#include "audit/audit_trail_query.h"
#include "db/db.h"

enum {
	STEP = TRAIL_STEP,
	FAN = 1 << STEP,
	FILL_AT_ONCE = 256, /* nodes in a transaction */
};

/* Small letters only, as they are written: one hash has one text. */
static int digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

bool trail_hash_read(struct str hex, struct tlog_hash *ret)
{
	int bad = 0;

	if (hex.n != 2 * TLOG_HASH)
		return false;
	for (int i = 0; i < TLOG_HASH; i++) {
		int high = digit(hex.p[2 * i]), low = digit(hex.p[2 * i + 1]);

		bad |= high | low;
		ret->b[i] = (unsigned char)((high & 15) << 4 | (low & 15));
	}
	return bad >= 0;
}

static struct str hash_hex(struct arena *a, const struct tlog_hash *h)
{
	char hex[2 * TLOG_HASH + 1];

	sodium_bin2hex(hex, sizeof(hex), h->b, TLOG_HASH);
	return str_dup(a, str_c(hex));
}

bool trail_leaf(struct str hash, struct tlog_hash *ret_leaf)
{
	struct tlog_hash h;

	if (!trail_hash_read(hash, &h))
		return false;
	*ret_leaf = tlog_leaf(h.b, TLOG_HASH);
	return true;
}

static struct err *hole(struct cx *cx, int64_t from, int64_t n)
{
	return err_new(cx->arena, ERR_DB,
		       N_("Events {0} to {1} are missing from the "
			  "trail."),
		       str_fmt(cx->arena, "%lld", (long long)from),
		       str_fmt(cx->arena, "%lld", (long long)(from + n - 1)));
}

/* The root over n events behind `after`; n is a power of two up to FAN. */
static struct err *fold_events(struct cx *cx, int64_t after, int64_t n,
			       struct tlog_hash *ret)
{
	struct trail_hashes_in in = { .after = after, .limit = n };
	struct trail_hashes_rows rows;
	struct tlog_range r = { 0 };
	struct tlog_hash leaf;
	struct err *e = trail_hashes(cx->db, &in, &rows);

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (rows.p[i].id != after + 1 + i ||
		    !trail_leaf(rows.p[i].hash, &leaf))
			return hole(cx, after + 1, n);
		tlog_add(&r, &leaf, NULL, NULL);
	}
	*ret = tlog_root(&r);
	return rows.n == n ? NULL : hole(cx, after + 1, n);
}

/* The root over n kept nodes of a level. */
static struct err *fold_nodes(struct cx *cx, int level, int64_t from, int64_t n,
			      struct tlog_hash *ret)
{
	struct trail_nodes_in in = { .level = level, .from = from, .limit = n };
	struct trail_nodes_rows rows;
	struct tlog_range r = { 0 };
	struct tlog_hash node;
	struct err *e = trail_nodes(cx->db, &in, &rows);

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (rows.p[i].place != from + i ||
		    !trail_hash_read(rows.p[i].hash, &node))
			break;
		tlog_add(&r, &node, NULL, NULL);
	}
	*ret = tlog_root(&r);
	return r.n == n ? NULL : hole(cx, (from << level) + 1, n << level);
}

static struct err *subtree_read(void *ctx, int level, int64_t at,
				struct tlog_hash *ret)
{
	struct cx *cx = ctx;
	int below = level % STEP, base = level - below;
	struct arena_mark mark = arena_mark(cx->arena);
	struct err *e =
		base ? fold_nodes(cx, base, at << below, (int64_t)1 << below,
				  ret)
		     : fold_events(cx, at << below, (int64_t)1 << below, ret);

	if (!e)
		arena_rewind(cx->arena, mark);
	return e;
}

static struct tlog_reader reader(struct cx *cx)
{
	return (struct tlog_reader){ subtree_read, cx };
}

/* ---- keeping -------------------------------------------------------------- */

struct fill {
	int level;
	int64_t from, to; /* places */
};

static struct err *fill_tx(struct cx *cx, void *arg)
{
	const struct fill *f = arg;
	struct tlog_hash h;
	struct err *e = NULL;

	for (int64_t at = f->from; !e && at < f->to; at++) {
		struct arena_mark mark = arena_mark(cx->arena);

		e = f->level == STEP ? fold_events(cx, at << STEP, FAN, &h)
				     : fold_nodes(cx, f->level - STEP,
						  at << STEP, FAN, &h);
		if (!e)
			e = trail_node_put(
				cx->db,
				&(struct trail_node_put_in){
					.level = f->level,
					.place = at,
					.hash = hash_hex(cx->arena, &h) },
				NULL);
		if (!e)
			arena_rewind(cx->arena, mark);
	}
	return e;
}

struct err *trail_fill(struct cx *cx, int64_t size)
{
	for (int level = STEP; size >> level; level += STEP) {
		struct trail_node_last_row last;
		struct fill f = { .level = level };
		bool found;
		struct err *e = trail_node_last(
			cx->db, &(struct trail_node_last_in){ .level = level },
			&last, &found);

		f.to = found ? last.place + 1 : 0;
		while (!e && f.to < size >> level) {
			f.from = f.to;
			f.to = MIN(f.from + FILL_AT_ONCE, size >> level);
			e = db_tx(cx, fill_tx, &f);
		}
		if (e)
			return e;
	}
	return NULL;
}

/* ---- proofs --------------------------------------------------------------- */

struct err *trail_root(struct cx *cx, int64_t size, struct tlog_hash *ret_root)
{
	const struct tlog_reader t = reader(cx);

	return tlog_root_read(&t, size, ret_root);
}

struct err *trail_continues(struct cx *cx, int64_t from, int64_t to,
			    struct tlog_proof *ret_proof)
{
	const struct tlog_reader t = reader(cx);

	return tlog_consistency(&t, from, to, ret_proof);
}

static struct err *no_event(struct cx *cx, int64_t id)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("The trail has no event {0}."),
		       str_fmt(cx->arena, "%lld", (long long)id));
}

struct err *trail_event_leaf(struct cx *cx, int64_t id,
			     struct tlog_hash *ret_leaf)
{
	struct trail_hashes_in in = { .after = id - 1, .limit = 1 };
	struct trail_hashes_rows rows;
	struct err *e = trail_hashes(cx->db, &in, &rows);

	if (e)
		return e;
	if (rows.n && rows.p[0].id == id &&
	    trail_leaf(rows.p[0].hash, ret_leaf))
		return NULL;
	return no_event(cx, id);
}

/* The event as it is hashed: for whoever wants to see what was proved. */
static struct err *record_read(struct cx *cx, int64_t id, struct str *ret)
{
	struct audit_two_rows rows;
	struct audit_walk_row r;
	struct err *e =
		audit_two(cx->db, &(struct audit_two_in){ .id = id }, &rows);
	const struct audit_two_row *is;

	if (e)
		return e;
	if (rows.n != (id > 1 ? 2 : 1) || rows.p[rows.n - 1].id != id)
		return no_event(cx, id);
	is = &rows.p[rows.n - 1];
	r = (struct audit_walk_row){
		.id = is->id,
		.at = is->at,
		.actor = is->actor,
		.on_behalf = is->on_behalf,
		.kind = is->kind,
		.subject_kind = is->subject_kind,
		.subject = is->subject,
		.before = is->before,
		.after = is->after,
		.reason = is->reason,
		.key = is->key,
		.session = is->session,
	};
	*ret = audit_record_text(cx->arena, id > 1 ? rows.p[0].hash : STR(""),
				 &r);
	return NULL;
}

struct err *trail_prove(struct cx *cx, int64_t id, bool whole,
			struct str *ret_proof)
{
	const struct tlog_reader t = reader(cx);
	struct tlog_evidence ev = { .at = id - 1 };
	struct trail_mark mark;
	struct err *e = record_read(cx, id, &ev.extra);

	if (!whole)
		ev.extra = STR_NULL;
	if (!e)
		e = trail_covering(cx, id, &mark);
	if (!e && !mark.size)
		e = err_new(cx->arena, ERR_BUSY,
			    N_("Event {0} isn't covered by a signed checkpoint "
			       "yet; the next one is made within five "
			       "minutes."),
			    str_fmt(cx->arena, "%lld", (long long)id));
	if (!e)
		e = tlog_inclusion(&t, id - 1, mark.size, &ev.proof);
	if (!e)
		e = trail_note_whole(cx, &mark, &ev.note);
	if (e)
		return e;
	*ret_proof = tlog_proof_text(cx->arena, &ev);
	return NULL;
}

/* The hash that was proved to be the leaf: of the record that came with it, or
 * one that is known. */
static struct err *proved_hash(struct arena *a, const struct tlog_evidence *ev,
			       struct str hash, struct tlog_hash *ret)
{
	struct tlog_hash known;

	if (hash.p && !trail_hash_read(hash, &known))
		return err_new(a, ERR_INVALID,
			       N_("The hash of an event has 64 digits from 0 "
				  "to 9 and a to f."));
	if (!hash.p && !ev->extra.p)
		return err_new(a, ERR_INVALID,
			       N_("The proof came without the event: say its "
				  "hash with --hash."));
	if (ev->extra.p)
		crypto_hash_sha256(ret->b, (const unsigned char *)ev->extra.p,
				   (unsigned long long)ev->extra.n);
	else
		*ret = known;
	if (hash.p && !tlog_hash_eq(ret, &known))
		return err_new(a, ERR_INVALID,
			       N_("The event in the proof has another hash "
				  "than --hash says."));
	return NULL;
}

struct err *trail_proof_check(struct arena *a, struct str proof,
			      struct str hash, const struct tlog_key *key,
			      struct trail_proved *ret)
{
	struct tlog_evidence ev;
	struct tlog_checkpoint c;
	struct str text, sigs;
	struct tlog_hash sum, leaf;
	struct err *e;

	if (!tlog_proof_read(a, proof, &ev) ||
	    !tlog_note_read(ev.note, &text, &sigs) ||
	    !tlog_checkpoint_read(text, &c))
		return err_new(a, ERR_INVALID,
			       N_("This isn't a proof of an event: it begins "
				  "with \"c2sp.org/tlog-proof@v1\" and holds "
				  "the event, the hashes and a checkpoint."));
	if (!str_eq(c.origin, key->name) ||
	    tlog_is_signed(text, sigs, key, NULL) != TLOG_SIGNED)
		return err_new(a, ERR_INVALID,
			       N_("The checkpoint in the proof isn't signed by "
				  "the key \"{0}\"."),
			       key->name);
	e = proved_hash(a, &ev, hash, &sum);
	if (e)
		return e;
	leaf = tlog_leaf(sum.b, TLOG_HASH);
	if (!tlog_inclusion_holds(&ev.proof, ev.at, c.size, &leaf, &c.root))
		return err_new(a, ERR_INVALID,
			       N_("The proof doesn't hold: this event doesn't "
				  "stand in the trail that was signed."));
	*ret = (struct trail_proved){ .id = ev.at + 1,
				      .size = c.size,
				      .record = ev.extra,
				      .note = ev.note };
	return NULL;
}
