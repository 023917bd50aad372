/*
 * Sealing anew what older keys of the realm have sealed, and looking whether
 * it all opens. Walks go by id, a page in an act; an act looks at what it finds
 * then, so it may be broken off anywhere and be done again, and others write
 * meanwhile.
 */
#include "member/member_secret.h"

#include <sodium.h>

#include "db/db.h"
#include "member/member_priv.h"
#include "member/member_query.h"
#include "member/member_seal_query.h"

enum { PAGE = 100, PAGE_MEMORY = 32 << 20 };

/* One walk over one table. */
struct walk {
	struct member_lock lock;
	bool write;
	int64_t after; /* the last id that was looked at */
	bool more;
	int64_t n; /* rows that were sealed anew, or wait for it */
};
typedef struct err *walk_fn(struct cx *cx, struct walk *w);

/* A sealed key under the newest key; false: it is already. */
static bool renew(struct cx *cx, const struct walk *w, struct str sealed,
		  struct str *ret_sealed, struct err **ret_err)
{
	struct member_key key;

	*ret_err = NULL;
	if (setting_sealed_by(&w->lock.key, sealed))
		return false;
	*ret_err = member_key_open(cx, &w->lock, sealed, &key);
	if (*ret_err)
		return true;
	*ret_sealed = member_key_shut(cx, &w->lock, &key);
	sodium_memzero(&key, sizeof(key));
	return true;
}

/* signature: walk_fn */
static struct err *people_page(struct cx *cx, struct walk *w)
{
	struct member_seal_people_in in = { w->after, PAGE };
	struct member_seal_people_rows rows;
	struct err *err = member_seal_people(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct member_seal_person_set_in set = { .id = rows.p[i].id };

		w->after = rows.p[i].id;
		if (!renew(cx, w, rows.p[i].lock_key, &set.lock_key, &err))
			continue;
		w->n++;
		if (!err && w->write)
			err = member_seal_person_set(cx->db, &set);
	}
	w->more = !err && rows.n == PAGE;
	return err;
}

/* signature: walk_fn */
static struct err *imports_page(struct cx *cx, struct walk *w)
{
	struct member_seal_imports_in in = { w->after, PAGE };
	struct member_seal_imports_rows rows;
	struct err *err = member_seal_imports(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct member_seal_import_set_in set = { .id = rows.p[i].id };

		w->after = rows.p[i].id;
		if (!renew(cx, w, rows.p[i].lock_key, &set.lock_key, &err))
			continue;
		w->n++;
		if (!err && w->write)
			err = member_seal_import_set(cx->db, &set);
	}
	w->more = !err && rows.n == PAGE;
	return err;
}

/* What people ask for: only what is sealed of it.
 * signature: walk_fn */
static struct err *asks_page(struct cx *cx, struct walk *w)
{
	struct member_seal_asks_in in = { w->after, PAGE };
	struct member_seal_asks_rows rows;
	struct err *err = member_seal_asks(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct member_seal_ask_set_in set = { .id = rows.p[i].id };
		bool anew;

		w->after = rows.p[i].id;
		err = member_want_renew(cx, &w->lock, rows.p[i].want, &set.want,
					&anew);
		if (err || !anew)
			continue;
		w->n++;
		if (w->write)
			err = member_seal_ask_set(cx->db, &set);
	}
	w->more = !err && rows.n == PAGE;
	return err;
}

/* A field's mark under the newest key, and its seal in today's form; false: it
 * is so already, or doesn't open, which the check of the data tells. */
static bool field_renew(struct cx *cx, const struct walk *w,
			const struct member_seal_fields_row *r,
			struct member_seal_field_set_in *set)
{
	struct member_key key;
	struct str value;

	if (!r->lock_key.p || member_key_open(cx, &w->lock, r->lock_key, &key))
		return false;
	key.of = r->member;
	if (!member_open(cx->arena, &key, r->field, r->sealed, &value))
		return false;
	set->sealed = r->sealed;
	set->mark = STR_NULL;
	if (r->mark.p)
		set->mark = member_mark(cx->arena, &w->lock, r->field, value);
	if (member_is_sealed_old(r->sealed))
		set->sealed = member_seal(cx->arena, &key, r->field, value);
	sodium_memzero(&key, sizeof(key));
	sodium_memzero((char *)(uintptr_t)value.p, (size_t)value.n);
	return member_is_sealed_old(r->sealed) ||
	       (r->mark.p && !str_eq(r->mark, set->mark));
}

/* signature: walk_fn */
static struct err *fields_page(struct cx *cx, struct walk *w)
{
	struct member_seal_fields_in in = { w->after, PAGE };
	struct member_seal_fields_rows rows;
	struct err *err = member_seal_fields(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct member_seal_field_set_in set = { .id = rows.p[i].id };

		w->after = rows.p[i].id;
		if (!field_renew(cx, w, &rows.p[i], &set))
			continue;
		w->n++;
		if (w->write)
			err = member_seal_field_set(cx->db, &set);
	}
	w->more = !err && rows.n == PAGE;
	return err;
}

/* ---- walking ------------------------------------------------------------- */

struct page {
	walk_fn *fn;
	struct walk w, next; /* before and behind it */
};

/* It may run twice: each time from where the page before ended. */
static struct err *page_tx(struct cx *cx, void *arg)
{
	struct page *p = arg;
	struct walk w = p->w;
	struct err *err = p->fn(cx, &w);

	if (!err)
		p->next = w;
	return err;
}

/* Pages in memory that is given back, since there may be many. */
static struct err *page_do(struct cx *cx, struct page *p)
{
	struct arena *own CLEANUP(arena_closep) = arena_open(PAGE_MEMORY);
	struct page now = *p;
	struct cx of = *cx;
	struct err *err;

	of.arena = own;
	if (p->w.write)
		err = db_tx_large(&of, page_tx, &now);
	else
		err = page_tx(&of, &now);
	if (err)
		return err_dup(cx->arena, err);
	p->w = now.next;
	return NULL;
}

static struct err *walk_all(struct cx *cx, bool write, int64_t *ret_n)
{
	static walk_fn *const tables[] = { people_page, imports_page, asks_page,
					   fields_page };
	struct page p = { .w = { .write = write } };
	bool any = false;
	struct err *err = member_lock_look(cx, &any);

	*ret_n = 0;
	if (err)
		return err;
	err = member_lock_read(cx, &p.w.lock);
	if (err && !any)
		return NULL; /* no key, and nothing of it */
	for (int i = 0; !err && i < N_ELEMENTS(tables); i++) {
		p.fn = tables[i];
		p.w.after = 0;
		do {
			err = page_do(cx, &p);
		} while (!err && p.w.more);
	}
	*ret_n = p.w.n;
	return err;
}

struct err *member_seal_all(struct cx *cx, int64_t *ret_n)
{
	return walk_all(cx, true, ret_n);
}

struct err *member_seal_left(struct cx *cx, int64_t *ret_n)
{
	return walk_all(cx, false, ret_n);
}

/* ---- looking by chance ------------------------------------------------------- */

static struct err *person_check(struct cx *cx, const struct member_lock *lock,
				const struct member_seal_one_row *m,
				struct err **found)
{
	struct member_secrets_rows rows;
	struct member_key key;
	struct err *err = member_key_open(cx, lock, m->lock_key, &key);

	key.of = m->id;
	if (!err)
		err = member_secrets(
			cx->db, &(struct member_secrets_in){ .member = m->id },
			&rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct str value;

		if (member_open(cx->arena, &key, rows.p[i].field,
				rows.p[i].sealed, &value))
			sodium_memzero((char *)(uintptr_t)value.p,
				       (size_t)value.n);
		else
			err_add(found,
				err_new(cx->arena, ERR_DB,
					N_("A protected field of member {0} "
					   "doesn't open: it was changed."),
					str_fmt(cx->arena, "%lld",
						(long long)m->id)));
	}
	sodium_memzero(&key, sizeof(key));
	return err;
}

struct err *member_sample_check(struct cx *cx, int most, int64_t *ret_all,
				int *ret_read, struct err **found)
{
	struct member_seal_count_row count = { 0 };
	struct member_lock lock;
	bool any = false;
	struct err *err = member_seal_count(cx->db, &count, &any);

	*ret_all = count.n;
	*ret_read = 0;
	if (err || !count.n)
		return err;
	err = member_lock_read(cx, &lock);
	if (err) { /* the drill goes on, and says so */
		err_add(found, err);
		return NULL;
	}
	for (int i = 0; !err && i < most && i < count.n; i++) {
		struct member_seal_one_in in = {
			.id = 1 + randombytes_uniform(
					  (uint32_t)MIN(count.last, INT32_MAX))
		};
		struct member_seal_one_row row;

		err = member_seal_one(cx->db, &in, &row, &any);
		if (!err && any)
			err = person_check(cx, &lock, &row, found);
		*ret_read += !err && any;
	}
	return err;
}
