/* Secrets of second factors under a new key of the realm. */
#include "auth/auth_second.h"

#include <sodium.h>

#include "auth/auth_second_priv.h"
#include "auth/auth_second_query.h"
#include "db/db.h"

struct renewal {
	struct setting_key key;
	bool write;
	int64_t n;
};

/* One that doesn't open was lost before; its user is told so. */
static struct err *renew_tx(struct cx *cx, void *arg)
{
	struct renewal *r = arg;
	struct totp_all_rows rows;
	struct err *e = totp_all(cx->db, &rows);

	r->n = 0;
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		struct totp_secret_set_in set = { .user_id =
							  rows.p[i].user_id };
		const char *label = second_label(cx->arena, set.user_id);
		struct str bytes;

		if (setting_sealed_by(&r->key, rows.p[i].secret) ||
		    !setting_open_bytes(cx->arena, &r->key, label,
					rows.p[i].secret, &bytes))
			continue;
		r->n++;
		set.secret =
			setting_seal_bytes(cx->arena, &r->key, label, bytes);
		sodium_memzero((char *)(uintptr_t)bytes.p, (size_t)bytes.n);
		if (r->write)
			e = totp_secret_set(cx->db, &set);
	}
	return e;
}

struct err *second_seal_all(struct cx *cx, int64_t *ret_n)
{
	struct renewal r = { .write = true };
	struct err *e = setting_key_ready(cx, &r.key);

	if (!e)
		e = db_tx(cx, renew_tx, &r);
	sodium_memzero(r.key.bytes, sizeof(r.key.bytes));
	*ret_n = r.n;
	return e;
}

struct err *second_seal_left(struct cx *cx, int64_t *ret_n)
{
	struct renewal r = { .n = 0 };
	struct err *why = setting_key_read(cx, &r.key), *e;

	*ret_n = 0;
	if (why)
		return why->code == ERR_NOT_FOUND ? NULL : why;
	e = renew_tx(cx, &r);
	sodium_memzero(r.key.bytes, sizeof(r.key.bytes));
	*ret_n = r.n;
	return e;
}
