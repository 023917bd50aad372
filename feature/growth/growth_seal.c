/*
 * Sealing anew what older keys of the realm have sealed of people in the
 * pipeline. Walks go by id, a page in an act, and look at what they find then:
 * they may be broken off anywhere and be done again.
 */
#include "growth/growth_care.h"

#include <sodium.h>

#include "db/db.h"
#include "growth/growth_seal_query.h"
#include "member/member.h"

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

/* A person's key under the newest key. */
static struct err *key_renew(struct cx *cx, const struct walk *w,
			     const struct growth_seal_people_row *r)
{
	struct growth_seal_person_set_in set = { .id = r->id };
	struct member_key key;
	struct err *e = member_key_open(cx, &w->lock, r->lock_key, &key);

	if (e)
		return e;
	set.lock_key = member_key_shut(cx, &w->lock, &key);
	sodium_memzero(&key, sizeof(key));
	return w->write ? growth_seal_person_set(cx->db, &set) : NULL;
}

/* signature: walk_fn */
static struct err *people_page(struct cx *cx, struct walk *w)
{
	struct growth_seal_people_in in = { w->after, PAGE };
	struct growth_seal_people_rows rows;
	struct err *e = growth_seal_people(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		w->after = rows.p[i].id;
		if (setting_sealed_by(&w->lock.key, rows.p[i].lock_key))
			continue;
		w->n++;
		e = key_renew(cx, w, &rows.p[i]);
	}
	w->more = !e && rows.n == PAGE;
	return e;
}

/* A field's mark under the newest key; false: it is so already, or doesn't
 * open, which the check of the data tells. */
static bool mark_renew(struct cx *cx, const struct walk *w,
		       const struct growth_seal_fields_row *r,
		       struct str *ret_mark)
{
	struct member_key key;
	struct str value;

	if (!r->mark.p || member_key_open(cx, &w->lock, r->lock_key, &key))
		return false;
	key.of = r->candidate;
	if (!member_open(cx->arena, &key, r->field, r->sealed, &value))
		return false;
	*ret_mark = member_mark(cx->arena, &w->lock, r->field, value);
	sodium_memzero(&key, sizeof(key));
	sodium_memzero((char *)(uintptr_t)value.p, (size_t)value.n);
	return !str_eq(r->mark, *ret_mark);
}

/* signature: walk_fn */
static struct err *fields_page(struct cx *cx, struct walk *w)
{
	struct growth_seal_fields_in in = { w->after, PAGE };
	struct growth_seal_fields_rows rows;
	struct err *e = growth_seal_fields(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		struct growth_seal_field_set_in set = { .id = rows.p[i].id };

		w->after = rows.p[i].id;
		if (!mark_renew(cx, w, &rows.p[i], &set.mark))
			continue;
		w->n++;
		if (w->write)
			e = growth_seal_field_set(cx->db, &set);
	}
	w->more = !e && rows.n == PAGE;
	return e;
}

/* ---- walking --------------------------------------------------------------------- */

struct page {
	walk_fn *fn;
	struct walk w, next; /* before and behind it */
};

/* It may run twice: each time from where the page before ended. */
static struct err *page_tx(struct cx *cx, void *arg)
{
	struct page *p = arg;
	struct walk w = p->w;
	struct err *e = p->fn(cx, &w);

	if (!e)
		p->next = w;
	return e;
}

/* Pages in memory that is given back, since there may be many. */
static struct err *page_do(struct cx *cx, struct page *p)
{
	struct arena *own CLEANUP(arena_closep) = arena_open(PAGE_MEMORY);
	struct page now = *p;
	struct cx of = *cx;
	struct err *e;

	of.arena = own;
	e = p->w.write ? db_tx_large(&of, page_tx, &now) : page_tx(&of, &now);
	if (e)
		return err_dup(cx->arena, e);
	p->w = now.next;
	return NULL;
}

/* Somebody of whom something is sealed, or an absent key. */
static struct err *sample(struct cx *cx, struct str *ret_sealed)
{
	struct growth_seal_people_rows rows;
	struct err *e = growth_seal_people(
		cx->db, &(struct growth_seal_people_in){ 0, 1 }, &rows);

	if (!e)
		*ret_sealed = rows.n ? rows.p[0].lock_key : STR_NULL;
	return e;
}

struct err *growth_seal_look(struct cx *cx)
{
	struct member_lock lock;
	struct member_key key;
	struct str sealed;
	struct err *e = sample(cx, &sealed);

	if (e || !sealed.p)
		return e;
	e = member_lock_read(cx, &lock);
	if (!e)
		e = member_key_open(cx, &lock, sealed, &key);
	if (!e)
		sodium_memzero(&key, sizeof(key));
	return e;
}

static struct err *walk_all(struct cx *cx, bool write, int64_t *ret_n)
{
	static walk_fn *const tables[] = { people_page, fields_page };
	struct page p = { .w = { .write = write } };
	struct str sealed;
	struct err *e = sample(cx, &sealed);

	*ret_n = 0;
	if (e || !sealed.p)
		return e; /* nothing of it, so there may be no key */
	e = member_lock_read(cx, &p.w.lock);
	for (int i = 0; !e && i < N_ELEMENTS(tables); i++) {
		p.fn = tables[i];
		p.w.after = 0;
		do {
			e = page_do(cx, &p);
		} while (!e && p.w.more);
	}
	*ret_n = p.w.n;
	return e;
}

struct err *growth_seal_all(struct cx *cx, int64_t *ret_n)
{
	return walk_all(cx, true, ret_n);
}

struct err *growth_seal_left(struct cx *cx, int64_t *ret_n)
{
	return walk_all(cx, false, ret_n);
}
