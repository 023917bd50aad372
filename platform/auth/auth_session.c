/* Sessions: rows in the database, found by the hash of the cookie's token. */
#include "auth/auth.h"

#include "auth/auth_query.h"
#include "db/db.h"
#include "setting/setting.h"

enum { TOKEN_BYTES = 32, AGENT_MOST = 200, ADDRESS_MOST = 64 };

/* ---- limits ---------------------------------------------------------------- */

/* A setting in minutes; one that makes no sense doesn't count. */
static struct err *limit_get(struct cx *cx, const char *name, int64_t otherwise,
			     int64_t *ret_ms)
{
	int64_t minutes;
	struct str text;
	struct err *e = setting_get(cx, name, STR(""), &text);

	*ret_ms = otherwise;
	if (!e && str_to_i64(text, &minutes) &&
	    minutes >= SESSION_MINUTES_LEAST && minutes <= SESSION_MINUTES_MOST)
		*ret_ms = minutes * 60 * 1000;
	return e;
}

struct err *session_limits(struct cx *cx, struct session_limits *ret)
{
	struct session_limits l;
	struct str text;
	struct err *e =
		limit_get(cx, SESSION_SET_IDLE, SESSION_IDLE_MS, &l.idle_ms);

	if (!e)
		e = limit_get(cx, SESSION_SET_LIFE, SESSION_LIFE_MS,
			      &l.life_ms);
	if (!e)
		e = limit_get(cx, SESSION_SET_IDLE_MANAGER,
			      SESSION_IDLE_MANAGER_MS, &l.idle_manager_ms);
	if (!e)
		e = limit_get(cx, SESSION_SET_LIFE_MANAGER,
			      SESSION_LIFE_MANAGER_MS, &l.life_manager_ms);
	if (!e)
		e = setting_get(cx, SESSION_SET_MOST, STR(""), &text);
	if (e)
		return e;
	if (!str_to_i64(text, &l.most) || l.most < 1 ||
	    l.most > SESSION_NUMBER_MOST)
		l.most = SESSIONS_MOST;
	*ret = l;
	return NULL;
}

/* ---- starting ----------------------------------------------------------------- */

static struct err *sessions_read(struct cx *cx, int64_t user,
				 struct session_by_user_rows *ret_rows)
{
	return session_by_user(cx->db,
			       &(struct session_by_user_in){ .user_id = user,
							     .now = cx->now },
			       ret_rows);
}

/* Room for one more: the oldest end. */
static struct err *oldest_end(struct cx *cx, int64_t user, int64_t most)
{
	struct session_by_user_rows rows;
	struct err *e = sessions_read(cx, user, &rows);

	for (ptrdiff_t i = most - 1; !e && i < rows.n; i++)
		e = session_delete(cx->db,
				   &(struct session_delete_in){
					   .id = rows.p[i].id },
				   NULL);
	return e;
}

struct err *session_begin(struct cx *cx, const struct session_new *x,
			  int64_t *ret_id, struct str *ret_token)
{
	struct str token = auth_random_token(cx->arena, TOKEN_BYTES);
	struct session_insert_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
		.user_id = x->user,
		.now = cx->now,
		.agent =
			x->agent.p ? str_sub(x->agent, 0, AGENT_MOST) : STR(""),
		.address = x->address.p ? str_sub(x->address, 0, ADDRESS_MOST)
					: STR(""),
		.csrf = auth_random_token(cx->arena, TOKEN_BYTES),
	};
	struct session_limits l;
	struct err *e = session_limits(cx, &l);

	assert(cx->in_tx && x->user > 0);
	if (!e)
		e = oldest_end(cx, x->user, l.most);
	if (e)
		return e;
	in.idle_ms = x->manager ? l.idle_manager_ms : l.idle_ms;
	in.idle_at = cx->now + in.idle_ms;
	in.ends_at = cx->now + (x->manager ? l.life_manager_ms : l.life_ms);
	if (x->ends_at)
		in.ends_at = MIN(in.ends_at, x->ends_at);
	e = session_insert(cx->db, &in, ret_id);
	if (!e)
		*ret_token = token;
	return e;
}

struct err *session_start(struct cx *cx, int64_t user, struct str agent,
			  struct str address, struct str *ret_token)
{
	struct session_new in = { .user = user,
				  .agent = agent,
				  .address = address };
	int64_t id;

	return session_begin(cx, &in, &id, ret_token);
}

struct err *session_shorten(struct cx *cx, int64_t user)
{
	struct session_by_user_rows rows;
	struct session_limits l;
	struct err *e = session_limits(cx, &l);

	assert(cx->in_tx);
	if (!e)
		e = sessions_read(cx, user, &rows);
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct session_by_user_row *r = &rows.p[i];
		struct session_set_limits_in in = {
			.id = r->id,
			.idle_ms = MIN(r->idle_ms, l.idle_manager_ms),
			.idle_at = MIN(r->idle_at, cx->now + l.idle_manager_ms),
			.ends_at =
				MIN(r->ends_at, r->made_at + l.life_manager_ms),
		};

		e = session_set_limits(cx->db, &in, NULL);
	}
	return e;
}

/* ---- finding -------------------------------------------------------------------- */

/* One that was last seen more than a whole life ahead was so by a clock that
 * was wrong: without an end to that it would outlive the mistake by as much. */
static bool is_alive(const struct session_by_token_row *r, int64_t now)
{
	return now < r->ends_at && now < r->idle_at &&
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
			.idle_ms = r.idle_ms,
			.proved_at = r.proved_at,
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
	struct session_by_user_rows rows;
	struct sessions list = { 0 };
	struct err *e = sessions_read(cx, user, &rows);

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
			.idle_ms = r->idle_ms,
			.proved_at = r->proved_at,
			.seat = r->seat,
			.seat_for = r->seat_for,
		};
	}
	*ret_list = list;
	return NULL;
}

static struct err *sweep(struct cx *cx, void *arg UNUSED)
{
	struct session_delete_ended_in ended = { .now = cx->now };
	struct session_delete_idle_in idle = { .now = cx->now };
	struct link_delete_old_in old = { .now = cx->now };
	struct err *e;

	e = session_delete_ended(cx->db, &ended, NULL);
	if (!e)
		e = session_delete_idle(cx->db, &idle, NULL);
	if (!e)
		e = link_delete_old(cx->db, &old, NULL);
	return e;
}

struct err *session_end_everybody(struct cx *cx, int64_t but)
{
	assert(cx->in_tx);
	return session_delete_everybody(
		cx->db, &(struct session_delete_everybody_in){ .but = but },
		NULL);
}

struct err *session_sweep(struct cx *cx)
{
	return db_tx(cx, sweep, NULL);
}
