/* Sessions: rows in the database, found by the hash of the cookie's token. */
#include "auth/auth.h"

#include "auth/auth_query.h"
#include "db/db.h"

enum { TOKEN_BYTES = 32, AGENT_MOST = 200, ADDRESS_MOST = 64 };

struct err *session_start(struct cx *cx, int64_t user, struct str agent,
			  struct str address, struct str *ret_token)
{
	struct str token = auth_random_token(cx->arena, TOKEN_BYTES);
	struct session_insert_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
		.user_id = user,
		.now = cx->now,
		.ends_at = cx->now + SESSION_LIFE_MS,
		.agent = agent.p ? str_sub(agent, 0, AGENT_MOST) : STR(""),
		.address =
			address.p ? str_sub(address, 0, ADDRESS_MOST) : STR(""),
		.csrf = auth_random_token(cx->arena, TOKEN_BYTES),
	};
	struct err *e;
	int64_t id;

	assert(cx->in_tx && user > 0);
	e = session_insert(cx->db, &in, &id);
	if (e)
		return e;
	*ret_token = token;
	return NULL;
}

/* One that was last seen more than a whole life ahead was so by a clock that
 * was wrong: without an end to that it would outlive the mistake by as much. */
static bool is_alive(const struct session_by_token_row *r, int64_t now)
{
	return now < r->ends_at && now - r->seen_at < SESSION_IDLE_MS &&
	       r->seen_at - now <= SESSION_LIFE_MS;
}

struct err *session_find(struct cx *cx, struct str token,
			 struct session *ret_session, bool *ret_found)
{
	struct session_by_token_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
	};
	struct session_by_token_row r;
	struct err *e;
	bool found;

	e = session_by_token(cx->db, &in, &r, &found);
	if (e)
		return e;
	found = found && is_alive(&r, cx->now);
	if (found)
		*ret_session = (struct session){
			.id = r.id,
			.user = r.user_id,
			.made_at = r.made_at,
			.seen_at = r.seen_at,
			.ends_at = r.ends_at,
			.agent = r.agent,
			.address = r.address,
			.csrf = r.csrf,
			.seat = r.seat,
			.seat_for = r.seat_for,
		};
	*ret_found = found;
	return NULL;
}

static struct err *touch(struct cx *cx, void *arg)
{
	struct session_set_seen_in in = { .id = *(int64_t *)arg,
					  .now = cx->now };

	return session_set_seen(cx->db, &in, NULL);
}

struct err *session_touch(struct cx *cx, int64_t id)
{
	return db_tx(cx, touch, &id);
}

static struct err *end_one(struct cx *cx, void *arg)
{
	struct session_delete_in in = { .id = *(int64_t *)arg };

	return session_delete(cx->db, &in, NULL);
}

struct err *session_sit(struct cx *cx, int64_t id, int64_t seat,
			int64_t seat_for)
{
	struct session_set_seat_in in = { .id = id,
					  .seat = seat,
					  .seat_for = seat_for };

	assert(cx->in_tx);
	return session_set_seat(cx->db, &in, NULL);
}

struct err *session_end(struct cx *cx, int64_t id)
{
	return db_tx(cx, end_one, &id);
}

static struct err *end_all(struct cx *cx, void *arg)
{
	return session_delete_user(cx->db, arg, NULL);
}

struct err *session_end_all(struct cx *cx, int64_t user, int64_t but)
{
	struct session_delete_user_in in = { .user_id = user, .but = but };

	return db_tx(cx, end_all, &in);
}

struct err *session_list(struct cx *cx, int64_t user, struct sessions *ret_list)
{
	struct session_by_user_in in = {
		.user_id = user,
		.now = cx->now,
		.seen_after = cx->now - SESSION_IDLE_MS,
	};
	struct session_by_user_rows rows;
	struct sessions list = { 0 };
	struct err *e;

	e = session_by_user(cx->db, &in, &rows);
	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct session_by_user_row *r = &rows.p[i];

		*vec_push(cx->arena, &list) = (struct session){
			.id = r->id,
			.user = r->user_id,
			.made_at = r->made_at,
			.seen_at = r->seen_at,
			.ends_at = r->ends_at,
			.agent = r->agent,
			.address = r->address,
			.csrf = r->csrf,
		};
	}
	*ret_list = list;
	return NULL;
}

static struct err *sweep(struct cx *cx, void *arg UNUSED)
{
	struct session_delete_ended_in ended = { .now = cx->now };
	struct session_delete_idle_in idle = { .seen_until = cx->now -
							     SESSION_IDLE_MS };
	struct link_delete_old_in old = { .made_until =
						  cx->now - LINK_LIFE_MS };
	struct err *e;

	e = session_delete_ended(cx->db, &ended, NULL);
	if (!e)
		e = session_delete_idle(cx->db, &idle, NULL);
	if (!e)
		e = link_delete_old(cx->db, &old, NULL);
	return e;
}

struct err *session_sweep(struct cx *cx)
{
	return db_tx(cx, sweep, NULL);
}
