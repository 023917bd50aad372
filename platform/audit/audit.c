/*
 * The trail of events. The head row gives each event its number, so the
 * numbers have no gap, and holds the chain's end. The hash of an event covers
 * the hash before it and every field in a form that can be read in one way
 * only: integers as "i5;", texts as "s3:abc", absent ones as "n".
 */
#include "audit/audit.h"

#include <sodium.h>

#include "audit/audit_kind.h"
#include "audit/audit_priv.h"
#include "db/db.h"

enum { OBJECT_MOST = 4 << 20 };

struct err *audit_seen(struct cx *cx, const char *kind, bool *ret_seen,
		       int64_t *ret_subject)
{
	struct audit_by_key_in in = { .actor = cx->actor.id, .key = cx->key };
	struct audit_by_key_row row;
	struct err *e;
	bool found;

	if (!cx->key.p) {
		*ret_seen = false;
		return NULL;
	}
	e = audit_by_key(cx->db, &in, &row, &found);
	if (e)
		return e;
	if (found && !str_eq(row.kind, str_c(kind)))
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This form was already used for something "
				  "else: open it again."));
	if (found && ret_subject)
		*ret_subject = row.subject;
	*ret_seen = found;
	return NULL;
}

struct err *audit_origin(struct cx *cx, struct str *ret_hash)
{
	struct audit_origin_hash_row row;
	bool found;
	struct err *e = audit_origin_hash(cx->db, &row, &found);

	if (!e)
		*ret_hash = found ? row.hash : STR("");
	return e;
}

struct err *audit_last(struct cx *cx, int64_t *ret_last)
{
	struct audit_head_row head;
	bool found;
	struct err *e = audit_head(cx->db, &head, &found);

	if (!e)
		*ret_last = found ? head.last : 0;
	return e;
}

/* ---- the record in its one form ------------------------------------------- */

static void put_int(struct buf *b, int64_t v)
{
	if (v == DB_NULL) {
		buf_char(b, 'n');
		return;
	}
	buf_char(b, 'i');
	buf_i64(b, v);
	buf_char(b, ';');
}

static void put_str(struct buf *b, struct str s)
{
	if (!s.p) {
		buf_char(b, 'n');
		return;
	}
	buf_char(b, 's');
	buf_i64(b, s.n);
	buf_char(b, ':');
	buf_str(b, s);
}

void audit_record_put(struct buf *b, struct str chain,
		      const struct audit_walk_row *r)
{
	put_str(b, chain);
	put_int(b, r->id);
	put_int(b, r->at);
	put_int(b, r->actor);
	put_int(b, r->on_behalf);
	put_str(b, r->kind);
	put_str(b, r->subject_kind);
	put_int(b, r->subject);
	put_str(b, r->before);
	put_str(b, r->after);
	put_str(b, r->reason);
	put_str(b, r->key);
	put_int(b, r->session);
	assert(!b->full);
}

struct str audit_record_text(struct arena *a, struct str chain,
			     const struct audit_walk_row *r)
{
	struct buf b = buf_init(a, AUDIT_RECORD_MOST);

	audit_record_put(&b, chain, r);
	return buf_view(&b);
}

static struct str record_hash(struct arena *a, struct str chain,
			      const struct audit_walk_row *r)
{
	struct str text = audit_record_text(a, chain, r);
	unsigned char sum[crypto_hash_sha256_BYTES];
	char hex[sizeof(sum) * 2 + 1];

	crypto_hash_sha256(sum, (const unsigned char *)text.p,
			   (unsigned long long)text.n);
	sodium_bin2hex(hex, sizeof(hex), sum, sizeof(sum));
	return str_dup(a, str_c(hex));
}

/* ---- writing ---------------------------------------------------------------- */

static int64_t or_null(int64_t id)
{
	return id ? id : DB_NULL;
}

static struct err *record_insert(struct cx *cx, const struct audit_walk_row *r)
{
	struct audit_insert_in in = {
		.id = r->id,
		.at = r->at,
		.actor = r->actor,
		.on_behalf = r->on_behalf,
		.kind = r->kind,
		.subject_kind = r->subject_kind,
		.subject = r->subject,
		.before = r->before,
		.after = r->after,
		.reason = r->reason,
		.key = r->key,
		.session = r->session,
		.hash = r->hash,
	};
	struct audit_head_set_in head = { .last = r->id, .hash = r->hash };
	struct err *e = audit_insert(cx->db, &in, NULL);

	return e ? e : audit_head_set(cx->db, &head, NULL);
}

struct err *audit_ahead(struct cx *cx)
{
	return audit_head_ahead(cx->db);
}

static bool strict;

void audit_set_strict(bool is)
{
	strict = is;
}

static bool has_words(const char *kind)
{
	return !strict || audit_kind_find(str_c(kind)) ||
	       str_starts(str_c(kind), STR("test."));
}

struct err *audit_write(struct cx *cx, const struct audit_event *said,
			int64_t *ret_id)
{
	struct audit_event veiled = *said, *ev = &veiled;
	struct audit_head_row head;
	struct audit_walk_row r;
	struct err *e;
	bool found;

	assert(cx->in_tx);
	if (!has_words(ev->kind))
		return err_new(cx->arena, ERR_DB,
			       N_("Events of the kind \"{0}\" have no words: "
				  "audit_kind.c lists them."),
			       str_c(ev->kind));
	e = audit_head(cx->db, &head, &found);
	if (!e && ev->personal)
		e = audit_veil(cx, ev);
	if (e)
		return e;
	if (!found)
		return err_new(cx->arena, ERR_DB,
			       N_("The end of the trail of events is gone: "
				  "run the check of the database."));
	r = (struct audit_walk_row){
		.id = head.last + 1,
		.at = cx->now,
		.actor = cx->actor.id,
		.on_behalf = or_null(cx->on_behalf),
		.kind = str_c(ev->kind),
		.subject_kind = str_c(ev->subject_kind),
		.subject = or_null(ev->subject),
		.before = ev->before,
		.after = ev->after,
		.reason = ev->reason,
		.key = cx->key,
		.session = or_null(cx->actor.session),
	};
	r.hash = record_hash(cx->arena, head.hash, &r);
	e = record_insert(cx, &r);
	if (!e && ret_id)
		*ret_id = r.id;
	return e;
}

/* ---- small JSON objects --------------------------------------------------------- */

struct buf audit_obj(struct cx *cx)
{
	struct buf b = buf_init(cx->arena, OBJECT_MOST);

	buf_char(&b, '{');
	return b;
}

static void put_name(struct buf *b, const char *name)
{
	if (b->n > 1)
		buf_char(b, ',');
	buf_json_str(b, str_c(name));
	buf_char(b, ':');
}

void audit_int(struct buf *b, const char *name, int64_t v)
{
	put_name(b, name);
	if (v == DB_NULL)
		buf_lit(b, "null");
	else
		buf_i64(b, v);
}

void audit_str(struct buf *b, const char *name, struct str v)
{
	put_name(b, name);
	buf_json_str(b, v);
}

void audit_day(struct cx *cx, struct buf *b, const char *name, day_t v)
{
	audit_str(b, name, day_iso(cx->arena, v));
}

struct str audit_end(struct buf *b)
{
	buf_char(b, '}');
	assert(!b->full);
	return buf_view(b);
}
