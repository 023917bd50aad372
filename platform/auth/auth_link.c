/* One-time sign-in links. A new link makes a person's older ones useless. */
#include "auth/auth.h"

#include "auth/auth_query.h"
#include "db/db.h"

enum { TOKEN_BYTES = 32 };

struct err *link_end_all(struct cx *cx, int64_t user)
{
	struct link_delete_user_in in = { .user_id = user };

	assert(cx->in_tx);
	return link_delete_user(cx->db, &in, NULL);
}

struct err *link_make(struct cx *cx, int64_t user, int64_t life_ms,
		      struct str *ret_token)
{
	struct str token = auth_random_token(cx->arena, TOKEN_BYTES);
	struct link_insert_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
		.user_id = user,
		.now = cx->now,
		.ends_at = cx->now + life_ms,
	};
	struct err *e;
	int64_t id;

	assert(cx->in_tx && user > 0 && life_ms > 0);
	e = link_end_all(cx, user);
	if (!e)
		e = link_insert(cx->db, &in, &id);
	if (e)
		return e;
	*ret_token = token;
	return NULL;
}

static struct err *link_expired(struct arena *a)
{
	return err_new(a, ERR_EXPIRED,
		       N_("This sign-in link was used already, is too old or "
			  "was replaced: ask the committee office for a new "
			  "one."));
}

struct err *link_use(struct cx *cx, struct str token, int64_t *ret_user)
{
	struct link_by_token_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
	};
	struct link_by_token_row r;
	struct link_set_used_in used;
	int64_t changed = 0;
	struct err *e;
	bool found;

	assert(cx->in_tx);
	e = link_by_token(cx->db, &in, &r, &found);
	if (e)
		return e;
	if (!found || r.used_at != DB_NULL || cx->now >= r.ends_at)
		return link_expired(cx->arena);
	used = (struct link_set_used_in){ .id = r.id, .now = cx->now };
	e = link_set_used(cx->db, &used, &changed);
	if (e)
		return e;
	if (changed != 1)
		return link_expired(cx->arena);
	*ret_user = r.user_id;
	return NULL;
}
