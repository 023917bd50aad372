/*
 * Sealing anew what older keys of the realm have sealed of members, and looking
 * whether it all opens.
 */
#include "member/member_secret.h"

#include <sodium.h>

#include "db/db.h"
#include "member/member_priv.h"
#include "member/member_query.h"
#include "member/member_seal_query.h"

/* signature: seal_page_fn */
static struct err *people_page(struct cx *cx, struct seal_walk *w)
{
	struct member_seal_people_in in = { w->after, SEAL_PAGE };
	struct member_seal_people_rows rows;
	struct err *err = member_seal_people(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct member_seal_person_set_in set = { .id = rows.p[i].id };

		w->after = rows.p[i].id;
		err = seal_walk_key(cx, w, rows.p[i].lock_key, &set.lock_key);
		if (!err && set.lock_key.p)
			err = member_seal_person_set(cx->db, &set);
	}
	w->more = !err && rows.n == SEAL_PAGE;
	return err;
}

/* signature: seal_page_fn */
static struct err *imports_page(struct cx *cx, struct seal_walk *w)
{
	struct member_seal_imports_in in = { w->after, SEAL_PAGE };
	struct member_seal_imports_rows rows;
	struct err *err = member_seal_imports(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct member_seal_import_set_in set = { .id = rows.p[i].id };

		w->after = rows.p[i].id;
		err = seal_walk_key(cx, w, rows.p[i].lock_key, &set.lock_key);
		if (!err && set.lock_key.p)
			err = member_seal_import_set(cx->db, &set);
	}
	w->more = !err && rows.n == SEAL_PAGE;
	return err;
}

/* What people ask for: only what is sealed of it.
 * signature: seal_page_fn */
static struct err *asks_page(struct cx *cx, struct seal_walk *w)
{
	struct member_seal_asks_in in = { w->after, SEAL_PAGE };
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
	w->more = !err && rows.n == SEAL_PAGE;
	return err;
}

/* A field's mark under the newest key, and its seal in today's form; false: it
 * is so already, or doesn't open, which the check of the data tells. */
static bool field_renew(struct cx *cx, const struct seal_walk *w,
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

/* signature: seal_page_fn */
static struct err *fields_page(struct cx *cx, struct seal_walk *w)
{
	struct member_seal_fields_in in = { w->after, SEAL_PAGE };
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
	w->more = !err && rows.n == SEAL_PAGE;
	return err;
}

/* ---- all of them ----------------------------------------------------------- */

static struct err *walk_all(struct cx *cx, bool write, int64_t *ret_n)
{
	static seal_page_fn *const tables[] = { people_page, imports_page,
						asks_page, fields_page, NULL };
	struct member_lock lock;
	bool any = false;
	struct err *err = member_lock_look(cx, &any);

	*ret_n = 0;
	if (err)
		return err;
	err = member_lock_read(cx, &lock);
	if (err && !any)
		return NULL; /* no key, and nothing of it */
	return err ? err : seal_walk_all(cx, tables, &lock, write, ret_n);
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
