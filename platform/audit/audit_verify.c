/*
 * Walks the whole trail once: each event against the one before, the end
 * against its head, the tree against each signed checkpoint, and the newest
 * checkpoint that stands outside of the database.
 */
#include "audit/audit.h"

#include <sodium.h>

#include "audit/audit_priv.h"
#include "audit/audit_trail_priv.h"
#include "audit/audit_trail_query.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum {
	FINDINGS_MOST = 100,
	MARKS_AT_ONCE = 500,
	TREE_SCHEMA = 80,   /* 0080_trail.sql */
	WITNESS_SCHEMA = 89 /* 0089_trail_read.sql */
};

struct known { /* a signed checkpoint */
	int64_t size;
	struct tlog_hash root;
	bool is_signed;
};
struct node { /* a complete subtree that must be kept */
	int64_t place;
	struct tlog_hash hash;
};
struct walk {
	struct arena *arena;
	struct err **findings;
	int n_findings;
	int64_t last;	  /* id of the event before */
	struct str chain; /* … and its hash */
	struct buf text;  /* of a record, as it is hashed */
	char chain_text[crypto_hash_sha256_BYTES * 2];
	bool broken; /* an event was missing: behind it there is no tree */
	struct tlog_range tree;
	struct {
		struct known *p;
		ptrdiff_t n, cap;
	} known;
	ptrdiff_t next;	     /* the first that isn't reached yet */
	int64_t agreed;	     /* events of the last that was */
	struct known kept;   /* the one outside of the database; size 0: none */
	bool kept_otherwise; /* … and the tree had another root then */
	struct {
		struct node *p;
		ptrdiff_t n, cap;
	} nodes[TLOG_LEVELS / TRAIL_STEP + 1];
};

static void walk_finding(struct walk *w, const char *msgid, int64_t a,
			 int64_t b)
{
	if (w->n_findings++ < FINDINGS_MOST)
		err_add(w->findings,
			err_new(w->arena, ERR_DB, msgid,
				str_fmt(w->arena, "%lld", (long long)a),
				str_fmt(w->arena, "%lld", (long long)b)));
}

/* ---- the tree ------------------------------------------------------------- */

static void node_made(void *ctx, int level, int64_t at,
		      const struct tlog_hash *h)
{
	struct walk *w = ctx;

	if (level && level % TRAIL_STEP == 0)
		*vec_push(w->arena, &w->nodes[level / TRAIL_STEP]) =
			(struct node){ at, *h };
}

/* The tree has grown to a size that was signed. */
static void known_compare(struct walk *w, const struct known *k)
{
	struct tlog_hash root = tlog_root(&w->tree);

	if (!k->is_signed)
		walk_finding(w,
			     N_("The checkpoint of {0} events isn't signed by "
				"the trail's key: it was changed or put in "
				"later."),
			     k->size, 0);
	else if (tlog_hash_eq(&root, &k->root))
		w->agreed = k->size;
	else
		walk_finding(w,
			     N_("Of the events {0} to {1} at least one isn't "
				"what was signed: the trail was rewritten."),
			     w->agreed + 1, k->size);
}

/* `hash` NULL: there is none that could be one. */
static void walk_tree(struct walk *w, const struct tlog_hash *hash)
{
	struct tlog_hash leaf;

	if (w->broken || !hash) {
		w->broken = true;
		return;
	}
	leaf = tlog_leaf(hash->b, TLOG_HASH);
	tlog_add(&w->tree, &leaf, node_made, w);
	if (w->tree.n == w->kept.size) {
		struct tlog_hash root = tlog_root(&w->tree);

		w->kept_otherwise = !tlog_hash_eq(&root, &w->kept.root);
	}
	for (; w->next < w->known.n && w->known.p[w->next].size <= w->tree.n;
	     w->next++)
		known_compare(w, &w->known.p[w->next]);
}

/* ---- the records ---------------------------------------------------------- */

/* Whether a record's hash is that of its fields and of the hash before. */
static bool is_as_written(struct walk *w, const struct audit_walk_row *r,
			  const struct tlog_hash *hash)
{
	struct tlog_hash sum;

	buf_clear(&w->text);
	audit_record_put(&w->text, w->chain, r);
	crypto_hash_sha256(sum.b, (const unsigned char *)w->text.p,
			   (unsigned long long)w->text.n);
	return hash && tlog_hash_eq(&sum, hash);
}

/* One event against the one before. Behind a hole the chain is unknown, so
 * the hole alone is reported there. */
static void walk_record(struct walk *w, const struct audit_walk_row *r)
{
	struct tlog_hash read;
	const struct tlog_hash *hash =
		trail_hash_read(r->hash, &read) ? &read : NULL;
	bool same = is_as_written(w, r, hash);

	if (r->id <= w->last) { /* numbers begin with 1 */
		walk_finding(w,
			     N_("Event {0} is not what was written: it was "
				"changed or put in later."),
			     r->id, r->id);
		return;
	}
	if (r->id != w->last + 1) {
		walk_finding(w,
			     N_("Events {0} to {1} are missing from the "
				"trail."),
			     w->last + 1, r->id - 1);
		w->broken = true;
	} else if (!same) {
		walk_finding(w,
			     N_("Event {0} is not what was written: it was "
				"changed or put in later."),
			     r->id, r->id);
	}
	walk_tree(w, hash);
	w->last = r->id;
	w->chain.n = MIN(r->hash.n, (ptrdiff_t)sizeof(w->chain_text));
	if (w->chain.n)
		memcpy(w->chain_text, r->hash.p, (size_t)w->chain.n);
}

static struct err *walk_head(struct cx *cx, struct walk *w)
{
	struct audit_head_row head;
	struct err *e;
	bool found;

	e = audit_head(cx->db, &head, &found);
	if (e)
		return e;
	if (!found)
		head = (struct audit_head_row){ .last = -1 };
	if (head.last != w->last)
		walk_finding(w,
			     N_("The trail ends with event {0}, but event "
				"{1} was the last that was written."),
			     w->last, head.last);
	else if (!str_eq(head.hash, w->chain))
		walk_finding(w,
			     N_("Event {0} is not what was written: it was "
				"changed or put in later."),
			     w->last, w->last);
	return NULL;
}

/* ---- checkpoints ---------------------------------------------------------- */

/* Whether a checkpoint is one of this trail: signed with its key, or from an
 * earlier beginning, whose key may be lost; its root is compared all the same.
 * `key` NULL: who signed isn't known. */
static bool known_is_ours(struct str note, const struct tlog_key *key,
			  struct tlog_checkpoint *c)
{
	if (trail_note_open(note, key, c))
		return true;
	return trail_note_open(note, NULL, c) && trail_is_earlier(c, key);
}

static struct err *known_load(struct cx *cx, struct walk *w,
			      const struct tlog_key *key)
{
	struct trail_checkpoint_list_in in = { .limit = MARKS_AT_ONCE };
	struct trail_checkpoint_list_rows rows;
	struct tlog_checkpoint c;
	struct err *e;

	do {
		e = trail_checkpoint_list(cx->db, &in, &rows);
		for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
			struct known *k = vec_push(w->arena, &w->known);

			k->size = in.after = rows.p[i].size;
			k->is_signed = known_is_ours(rows.p[i].note, key, &c) &&
				       c.size == k->size;
			k->root = c.root;
		}
	} while (!e && rows.n == MARKS_AT_ONCE);
	return e;
}

/* Nodes that are kept against those that the walk made; a level may not be
 * filled to its end yet. */
static struct err *nodes_check(struct cx *cx, struct walk *w, int step)
{
	struct trail_nodes_in in = { .level = step * TRAIL_STEP,
				     .limit = MARKS_AT_ONCE };
	struct trail_nodes_rows rows;
	struct tlog_hash h;
	struct err *e;

	do {
		e = trail_nodes(cx->db, &in, &rows);
		for (ptrdiff_t i = 0; !e && i < rows.n; i++, in.from++) {
			int64_t at = rows.p[i].place;

			if (at == in.from && at < w->nodes[step].n &&
			    trail_hash_read(rows.p[i].hash, &h) &&
			    tlog_hash_eq(&h, &w->nodes[step].p[at].hash))
				continue;
			walk_finding(w,
				     N_("The tree over the trail doesn't say "
					"what its events {0} to {1} say: "
					"proofs of them don't hold."),
				     (at << in.level) + 1,
				     (at + 1) << in.level);
			return NULL;
		}
	} while (!e && rows.n == MARKS_AT_ONCE);
	return e;
}

/* ---- cosignatures --------------------------------------------------------- */

static void cosigned_one(struct walk *w,
			 const struct trail_cosignature_list_row *r)
{
	struct str text, sigs;
	struct tlog_key key;

	if (!r->note.p)
		walk_finding(w,
			     N_("A witness countersigned {0} events, but the "
				"checkpoint of them is gone."),
			     r->size, 0);
	else if (!r->vkey.p || !tlog_key_read(r->vkey, &key) ||
		 !tlog_note_read(r->note, &text, &sigs) ||
		 tlog_is_signed(text, r->line, &key, NULL) != TLOG_SIGNED)
		walk_finding(w,
			     N_("The cosignature under the checkpoint of {0} "
				"events isn't one of its witness: it or the "
				"checkpoint was changed or put in later."),
			     r->size, 0);
}

/* By pages; those of one checkpoint aren't torn apart. */
static struct err *cosigned_check(struct cx *cx, struct walk *w)
{
	struct trail_cosignature_list_in in = { .limit = MARKS_AT_ONCE };
	struct trail_cosignature_list_rows rows;
	struct err *e;

	do {
		struct arena_mark mark = arena_mark(cx->arena);
		ptrdiff_t n;

		e = trail_cosignature_list(cx->db, &in, &rows);
		if (e || !rows.n)
			return e;
		n = rows.n;
		if (rows.n == MARKS_AT_ONCE)
			while (n &&
			       rows.p[n - 1].size == rows.p[rows.n - 1].size)
				n--;
		for (ptrdiff_t i = 0; i < n; i++)
			cosigned_one(w, &rows.p[i]);
		in.after = n ? rows.p[n - 1].size : INT64_MAX;
		if (!w->n_findings)
			arena_rewind(cx->arena, mark);
	} while (rows.n == MARKS_AT_ONCE);
	return NULL;
}

static struct err *walk_all(struct cx *cx, struct walk *w, int64_t *ret_count)
{
	struct audit_walk_row r;
	struct db_stmt *st;
	struct err *e = audit_walk_open(cx->db, &st);
	bool more;

	*ret_count = 0;
	if (e)
		return e;
	for (;;) {
		e = audit_walk_next(st, &r, &more);
		if (e || !more)
			return e;
		walk_record(w, &r);
		++*ret_count;
	}
}

/* What stands outside of the database: before the walk, since the walk has to
 * know of it. */
static void outside_read(struct cx *cx, struct walk *w,
			 const struct tlog_key *key, enum trail_fork *ret_how)
{
	struct trail_mark kept;
	struct tlog_checkpoint c;
	struct err *e = trail_kept(cx, &kept);

	*ret_how = FORK_NONE;
	if (e) { /* an unreadable file is a finding of its own */
		err_add(w->findings, e);
		return;
	}
	w->kept = (struct known){ .size = kept.size, .root = kept.root };
	if (!kept.size)
		return;
	if (!trail_note_open(kept.note, key, &c))
		*ret_how = FORK_KEY;
	else if (trail_is_earlier(&c, key))
		*ret_how = FORK_ANEW;
	else if (!str_eq(c.origin, key->name))
		*ret_how = FORK_BACK;
}

static void outside_compare(struct cx *cx, struct walk *w, enum trail_fork how)
{
	int64_t known = w->kept.size;

	if (how == FORK_NONE && known > w->last)
		how = FORK_BACK;
	else if (how == FORK_NONE && w->kept_otherwise)
		how = FORK_REWRITTEN;
	if (how != FORK_NONE && !w->broken)
		err_add(w->findings, trail_forked(cx, how, known, w->last));
}

/* The key, when it is here; *ret_there false: nothing was ever signed with
 * it on this machine. */
static struct err *key_look(struct cx *cx, struct tlog_key *key,
			    bool *ret_there)
{
	struct err *e = trail_key_read(cx, key);

	*ret_there = !e;
	return e && e->code != ERR_NOT_FOUND ? e : NULL;
}

/* Data of an older program has the chain alone. */
static struct err *tree_look(struct cx *cx, bool *ret_there,
			     bool *ret_witnessed)
{
	int have = 0, want = 0;
	struct err *e = store_version(cx->store, cx->arena, &have, &want);

	*ret_there = have >= TREE_SCHEMA;
	*ret_witnessed = have >= WITNESS_SCHEMA;
	return e;
}

struct err *audit_verify(struct cx *cx, int64_t *ret_count,
			 struct err **ret_findings)
{
	struct err *findings = NULL;
	struct walk w = { .arena = cx->arena, .findings = &findings };
	struct tlog_key key = { 0 };
	enum trail_fork how = FORK_NONE;
	bool has_key = false, has_tree, has_witness;
	struct err *e = tree_look(cx, &has_tree, &has_witness);

	w.chain = (struct str){ w.chain_text, 0 };
	w.text = buf_init(cx->arena, AUDIT_RECORD_MOST);
	if (!e && has_tree)
		e = key_look(cx, &key, &has_key);
	if (!e && has_key)
		outside_read(cx, &w, &key, &how);
	/* people go on working: all that is compared is of one moment, and of
	 * no earlier one than what was read outside */
	if (!e)
		db_view(cx->db, true);
	if (!e && has_tree)
		e = known_load(cx, &w, has_key ? &key : NULL);
	if (!e)
		e = walk_all(cx, &w, ret_count);
	if (!e)
		e = walk_head(cx, &w);
	for (; !e && w.next < w.known.n && !w.broken; w.next++)
		walk_finding(&w,
			     N_("A checkpoint covers {0} events, but the trail "
				"ends with event {1}."),
			     w.known.p[w.next].size, w.last);
	for (int step = 1;
	     !e && has_tree && !w.broken && step < N_ELEMENTS(w.nodes); step++)
		e = nodes_check(cx, &w, step);
	if (!e && has_witness)
		e = cosigned_check(cx, &w);
	if (!e)
		outside_compare(cx, &w, how);
	db_view(cx->db, false);
	sodium_memzero(&key, sizeof(key));
	if (!e)
		*ret_findings = findings;
	return e;
}
