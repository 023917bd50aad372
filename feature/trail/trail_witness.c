/* Witnesses of this trail: kept, asked over HTTP, late. */
#include "trail/trail_witness.h"

#include <sodium.h>

#include "audit/audit.h"
#include "audit/audit_trail.h"
#include "audit/audit_trail_query.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "trail/trail_post.h"
#include "trail/trail_query.h"

enum {
	MINUTE_MS = 60 * 1000,
	HOUR_MS = 60 * MINUTE_MS,
	LATE_HOURS = 26,
	UNSIGNED_MINUTES = 30,
	WAIT_MOST = 6 * HOUR_MS,
	DOUBLINGS_MOST = 8,
	WITNESSES_MOST = 20,
	URL_MOST = 300,
	ROUNDS = 3, /* a witness may say twice which size it knows */
};

/* ---- which there are --------------------------------------------------------- */

static struct err *rows_read(struct cx *cx, struct trail_witnesses_rows *rows)
{
	return trail_witnesses(cx->db,
			       &(struct trail_witnesses_in){
				       .limit = WITNESSES_MOST,
				       .with = TRAIL_WITNESSES_WITH_NOW },
			       rows);
}

struct err *trail_witness_read(struct cx *cx, struct trail_witness_list *ret)
{
	struct trail_witnesses_rows rows;
	struct err *err = rows_read(cx, &rows);

	*ret = (struct trail_witness_list){ 0 };
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct trail_witnesses_row *r = &rows.p[i];
		struct trail_witness w = {
			.id = r->id,
			.url = r->url,
			.added_at = r->added_at,
			.size = r->size,
			.tries = r->tries,
			.next_at = r->next_at,
			.signed_at = r->signed_at,
			.answer = r->answer,
		};

		if (tlog_key_read(r->vkey, &w.key))
			*vec_push(cx->arena, ret) = w;
	}
	return err;
}

/* "https://w.example/a/" and "https://w.example/a" are one. */
static struct str url_clean(struct str url)
{
	url = str_trim(url);
	while (url.n && url.p[url.n - 1] == '/')
		url.n--;
	return url;
}

static bool url_is_good(struct str url)
{
	ptrdiff_t head = str_starts(url, STR("https://"))  ? 8
			 : str_starts(url, STR("http://")) ? 7
							   : 0;

	if (!head || url.n <= head || url.n > URL_MOST)
		return false;
	for (ptrdiff_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '@' ||
		    url.p[i] == '?' || url.p[i] == '#' || url.p[i] == '\\')
			return false;
	return url.p[head] != '/';
}

struct naming {
	struct str url, vkey;
	int64_t id;
};

static struct err *event_put(struct cx *cx, const char *kind,
			     const struct naming *x)
{
	struct buf b = audit_obj(cx);
	bool added = str_eq(str_c(kind), STR("trail.witness_add"));
	struct audit_event ev = { .kind = kind,
				  .subject_kind = "trail",
				  .subject = x->id };

	audit_str(&b, "url", x->url);
	audit_str(&b, "vkey", x->vkey);
	if (added)
		ev.after = audit_end(&b);
	else
		ev.before = audit_end(&b);
	return audit_write(cx, &ev, NULL);
}

static struct err *add_tx(struct cx *cx, void *arg)
{
	struct naming *x = arg;
	struct trail_witnesses_rows rows;
	bool seen;
	struct err *err = audit_seen(cx, "trail.witness_add", &seen, &x->id);

	if (err || seen)
		return err;
	err = rows_read(cx, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (str_eq(rows.p[i].url, x->url) ||
		    str_eq(rows.p[i].vkey, x->vkey))
			err = err_new(cx->arena, ERR_CONFLICT,
				      N_("This witness is set already: \"{0}\" "
					 "with the key {1}."),
				      rows.p[i].url, rows.p[i].vkey);
	if (!err && rows.n >= WITNESSES_MOST)
		err = err_new(cx->arena, ERR_LIMIT,
			      N_("A trail has at most 20 witnesses."));
	if (!err)
		err = trail_witness_insert(cx->db,
					   &(struct trail_witness_insert_in){
						   .url = x->url,
						   .vkey = x->vkey,
						   .added_at = cx->now },
					   &x->id);
	return err ? err : event_put(cx, "trail.witness_add", x);
}

struct err *trail_witness_add(struct cx *cx, struct str url, struct str vkey)
{
	struct naming x = { .url = url_clean(url), .vkey = str_trim(vkey) };
	struct tlog_key key;

	if (!url_is_good(x.url))
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("The address of a witness begins with "
				   "https:// or http:// and has no \"?\" or "
				   "\"#\": https://witness.example.vn/trail")),
			STR("url"));
	if (!tlog_key_read(x.vkey, &key) || key.is_secret ||
	    key.kind != TLOG_KEY_WITNESS)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("\"{0}\" isn't the public key of a "
				   "witness; `roviec witness init` prints "
				   "it."),
				x.vkey),
			STR("vkey"));
	return db_tx(cx, add_tx, &x);
}

static struct err *remove_tx(struct cx *cx, void *arg)
{
	struct naming *x = arg;
	bool seen;
	struct err *err = audit_seen(cx, "trail.witness_remove", &seen, NULL);

	if (err || seen)
		return err;
	err = trail_witness_remove_row(cx->db,
				       &(struct trail_witness_remove_row_in){
					       .id = x->id, .at = cx->now });
	return err ? err : event_put(cx, "trail.witness_remove", x);
}

struct err *trail_witness_remove(struct cx *cx, struct str which)
{
	struct trail_witness_list list;
	struct err *err = trail_witness_read(cx, &list);

	which = url_clean(which);
	for (ptrdiff_t i = 0; !err && i < list.n; i++) {
		const struct trail_witness *w = &list.p[i];
		struct naming x = { w->url, tlog_key_public(cx->arena, &w->key),
				    w->id };

		if (str_eq(w->url, which) || str_eq(w->key.name, which))
			return db_tx(cx, remove_tx, &x);
	}
	return err ? err
		   : err_new(cx->arena, ERR_NOT_FOUND,
			     N_("There is no witness \"{0}\"; `roviec trail "
				"witness list` names them."),
			     which);
}

/* ---- asking -------------------------------------------------------------------- */

static struct err *signed_tx(struct cx *cx, void *arg)
{
	return trail_witness_signed(cx->db, arg);
}

static struct err *failed_tx(struct cx *cx, void *arg)
{
	return trail_witness_failed(cx->db, arg);
}

/* 5 minutes, 10, 20 … up to 6 hours. */
static int64_t wait_ms(int64_t tries)
{
	int64_t ms = (int64_t)5 * MINUTE_MS << MIN(tries, DOUBLINGS_MOST);

	return MIN(ms, WAIT_MOST);
}

static struct err *failed(struct cx *cx, const struct trail_witness *w,
			  int64_t size, struct str why)
{
	struct trail_witness_failed_in in = {
		.id = w->id,
		.size = size,
		.tries = w->tries + 1,
		.next_at = cx->now + wait_ms(w->tries),
		.answer = why,
	};

	return db_tx(cx, failed_tx, &in);
}

/* What came back with 200 is nothing before its signature was checked. */
static struct err *lines_take(struct cx *cx, const struct trail_witness *w,
			      const struct trail_mark *m, struct str lines,
			      bool *ret_good)
{
	struct trail_witness_signed_in in = { .id = w->id, .size = m->size };
	struct str text, sigs, line;
	int64_t at = 0;
	struct err *err;

	*ret_good = false;
	if (!tlog_note_read(m->note, &text, &sigs))
		return NULL;
	while (lines.n && !*ret_good) {
		line = str_cat(cx->arena, str_cut(&lines, '\n'), STR("\n"));
		*ret_good =
			tlog_is_signed(text, line, &w->key, &at) == TLOG_SIGNED;
	}
	if (!*ret_good)
		return NULL;
	in.at = cx->now;
	err = trail_cosign_keep(cx, m, w->id, at * 1000, line);
	return err ? err : db_tx(cx, signed_tx, &in);
}

static struct str why_not(struct cx *cx, const struct trail_answer *a)
{
	switch (a->status) {
	case 0:
		return tr_fmt(cx->arena, cx->profile->lang,
			      N_("It can't be reached: {0}"), a->why);
	case 200:
		return tr(cx->profile->lang,
			  N_("Its answer isn't a signature of its key."));
	case 403:
		return tr(cx->profile->lang,
			  N_("It doesn't take this trail's signature: it knows "
			     "another key."));
	case 404:
		return tr(cx->profile->lang,
			  N_("It doesn't know this trail: whoever runs it has "
			     "to enter the public key."));
	case 409:
	case 422:
		return tr(cx->profile->lang,
			  N_("It has seen another trail under this name than "
			     "the one here: compare with a backup."));
	default:
		return tr_fmt(cx->arena, cx->profile->lang,
			      N_("It answered with the status {0}."),
			      str_fmt(cx->arena, "%d", a->status));
	}
}

/* What a witness that knows another size says: "1234\n". */
static bool size_said(const struct trail_answer *a, int64_t most,
		      int64_t *ret_size)
{
	return a->status == 409 && str_to_i64(str_trim(a->body), ret_size) &&
	       *ret_size >= 0 && *ret_size <= most;
}

static struct err *one_ask(struct cx *cx, const struct trail_witness *w,
			   const struct trail_mark *m)
{
	struct trail_answer a = { 0 };
	int64_t from = MIN(w->size, m->size);
	bool good = false;
	struct err *err = NULL;

	for (int round = 0; !err && round < ROUNDS; round++) {
		struct tlog_proof p = { 0 };
		int64_t said;

		if (from)
			err = trail_continues(cx, from, m->size, &p);
		if (err)
			return err;
		trail_post(cx, w->url,
			   tlog_request(cx->arena, from, &p, m->note), &a);
		if (!size_said(&a, m->size, &said) || said == from)
			break;
		from = said;
	}
	if (!err && a.status == 200)
		err = lines_take(cx, w, m, a.body, &good);
	if (err || good)
		return err;
	return failed(cx, w, from, why_not(cx, &a));
}

struct err *trail_witness_ask(struct cx *cx)
{
	struct trail_witness_list list;
	struct trail_mark m;
	struct err *err = trail_witness_read(cx, &list);

	if (!err && list.n)
		err = trail_last(cx, &m);
	for (ptrdiff_t i = 0; !err && i < list.n; i++) {
		const struct trail_witness *w = &list.p[i];

		if (m.size && w->next_at <= cx->now &&
		    (w->size < m.size || w->tries))
			err = one_ask(cx, w, &m);
	}
	return err;
}

/* ---- who is behind --------------------------------------------------------------- */

bool trail_witness_is_late(const struct cx *cx, const struct trail_witness *w)
{
	int64_t since = w->signed_at == DB_NULL ? w->added_at : w->signed_at;

	return cx->now - since > (int64_t)LATE_HOURS * HOUR_MS;
}

static struct err *unsigned_say(struct cx *cx, struct str *ret)
{
	struct trail_event_row first;
	struct trail_mark m;
	int64_t last;
	bool found = false;
	struct err *err = audit_last(cx, &last);

	if (!err)
		err = trail_last(cx, &m);
	if (!err && last > m.size)
		err = trail_event(cx->db,
				  &(struct trail_event_in){ .id = m.size + 1 },
				  &first, &found);
	if (!err && found &&
	    cx->now - first.at > (int64_t)UNSIGNED_MINUTES * MINUTE_MS)
		*ret = tr_fmt(cx->arena, cx->lang,
			      N_("Events since {0} aren't signed: see the log "
				 "of the service."),
			      fmt_instant(cx->arena, first.at));
	return err;
}

struct err *trail_warning(struct cx *cx, struct str *ret_text)
{
	struct trail_witness_list list;
	struct err *err = trail_witness_read(cx, &list);

	*ret_text = STR_NULL;
	if (!err)
		err = unsigned_say(cx, ret_text);
	for (ptrdiff_t i = 0; !err && !ret_text->n && i < list.n; i++)
		if (trail_witness_is_late(cx, &list.p[i]))
			*ret_text = tr_fmt(
				cx->arena, cx->lang,
				N_("The witness \"{0}\" hasn't countersigned "
				   "for more than 26 hours."),
				list.p[i].key.name);
	return err;
}

struct err *trail_signers_read(struct cx *cx, int64_t size,
			       struct trail_signers *ret)
{
	struct trail_cosignatures_rows rows;
	struct tlog_key key;
	struct err *err = trail_cosignatures(
		cx->db, &(struct trail_cosignatures_in){ .size = size }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, ret) = (struct trail_signer){
			.name = tlog_key_read(rows.p[i].vkey, &key)
					? key.name
					: rows.p[i].vkey,
			.at = rows.p[i].at,
		};
	return err;
}
