/*
 * Sealing anew what older keys of the realm have sealed of people in the
 * pipeline.
 */
#include "growth/growth_care.h"

#include <sodium.h>

#include "db/db.h"
#include "growth/growth_seal_query.h"
#include "member/member.h"

/* signature: seal_page_fn */
static struct err *people_page(struct cx *cx, struct seal_walk *w)
{
	struct growth_seal_people_in in = { w->after, SEAL_PAGE };
	struct growth_seal_people_rows rows;
	struct err *e = growth_seal_people(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		struct growth_seal_person_set_in set = { .id = rows.p[i].id };

		w->after = rows.p[i].id;
		e = seal_walk_key(cx, w, rows.p[i].lock_key, &set.lock_key);
		if (!e && set.lock_key.p)
			e = growth_seal_person_set(cx->db, &set);
	}
	w->more = !e && rows.n == SEAL_PAGE;
	return e;
}

/* A field's mark under the newest key; false: it is so already, or doesn't
 * open, which the check of the data tells. */
static bool mark_renew(struct cx *cx, const struct seal_walk *w,
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

/* signature: seal_page_fn */
static struct err *fields_page(struct cx *cx, struct seal_walk *w)
{
	struct growth_seal_fields_in in = { w->after, SEAL_PAGE };
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
	w->more = !e && rows.n == SEAL_PAGE;
	return e;
}

/* ---- all of them ----------------------------------------------------------- */

/* Somebody of whom something is sealed, or an absent key. */
struct err *growth_sealed(struct cx *cx, struct str *ret_sealed)
{
	struct growth_seal_people_rows rows;
	struct err *e = growth_seal_people(
		cx->db, &(struct growth_seal_people_in){ 0, 1 }, &rows);

	if (!e)
		*ret_sealed = rows.n ? rows.p[0].lock_key : STR_NULL;
	return e;
}

static struct err *walk_all(struct cx *cx, bool write, int64_t *ret_n)
{
	static seal_page_fn *const tables[] = { people_page, fields_page,
						NULL };
	struct member_lock lock;
	struct str sealed;
	struct err *e = growth_sealed(cx, &sealed);

	*ret_n = 0;
	if (!e && sealed.p) /* of nothing there may be no key */
		e = member_lock_of(cx, sealed, &lock);
	return e || !sealed.p ? e
			      : seal_walk_all(cx, tables, &lock, write, ret_n);
}

struct err *growth_seal_all(struct cx *cx, int64_t *ret_n)
{
	return walk_all(cx, true, ret_n);
}

struct err *growth_seal_left(struct cx *cx, int64_t *ret_n)
{
	return walk_all(cx, false, ret_n);
}
