/* Acts of a person about themselves: out, sessions, password, settings. */
#include "account/account_act.h"

#include "account/account_passkey.h"
#include "account/account_query.h"
#include "account/account_sign_priv.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"

/* ---- ending ------------------------------------------------------------------------- */

struct end {
	int64_t session; /* 0: all but the present one */
};

static struct err *end_own(struct cx *cx, int64_t session)
{
	struct sessions list;
	struct err *e = session_list(cx, cx->actor.id, &list);

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < list.n; i++)
		if (list.p[i].id == session)
			return session_end(cx, session);
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("This session has ended already."));
}

static struct err *end_fn(struct cx *cx, void *arg)
{
	const struct end *x = arg;
	struct buf after = audit_obj(cx);
	struct err *e;
	bool seen;

	e = audit_seen(cx, "session.end", &seen, NULL);
	if (e || seen)
		return e;
	if (x->session)
		e = end_own(cx, x->session);
	else
		e = session_end_all(cx, cx->actor.id, cx->actor.session);
	if (e)
		return e;
	if (x->session)
		audit_int(&after, "session", x->session);
	else
		audit_str(&after, "session", STR("others"));
	return account_event(cx, "session.end", cx->actor.id, audit_end(&after),
			     STR_NULL);
}

struct err *account_session_end(struct cx *cx, int64_t session)
{
	struct end x = { .session = session };

	return db_tx(cx, end_fn, &x);
}

struct err *account_sessions_end(struct cx *cx)
{
	struct end x = { 0 };

	return db_tx(cx, end_fn, &x);
}

struct err *account_sign_out(struct cx *cx)
{
	struct err *e;

	if (!cx->actor.session)
		return NULL;
	e = account_session_end(cx, cx->actor.session);
	/* twice is as good as once */
	return e && e->code == ERR_NOT_FOUND ? NULL : e;
}

/* ---- password ------------------------------------------------------------------------ */

struct err *account_self(struct cx *cx, struct user_by_id_row *ret_row)
{
	struct user_by_id_in in = { .id = cx->actor.id };
	struct err *e;
	bool found;

	e = user_by_id(cx->db, &in, ret_row, &found);
	if (!e && !found)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("There is no such user."));
	return e;
}

static bool password_is_free(const struct cx *cx,
			     const struct user_by_id_row *u)
{
	return cx->actor.session && u->reset_session == cx->actor.session;
}

struct err *account_password_free(struct cx *cx, bool *ret_free)
{
	struct user_by_id_row u;
	struct err *e = account_self(cx, &u);

	if (!e)
		*ret_free = password_is_free(cx, &u);
	return e;
}

struct err *account_password_set(struct cx *cx, struct str token, bool *ret_set)
{
	struct user_by_id_row u;
	struct session s;
	struct cx mine;
	struct err *e;
	bool found;

	e = session_find(cx, token, &s, &found);
	if (e)
		return e;
	assert(found);
	mine = account_as(cx, s.user);
	e = account_self(&mine, &u);
	if (!e)
		*ret_set = u.password.p != NULL;
	return e;
}

struct err *account_is_bare(struct cx *cx, struct str token, bool *ret_bare)
{
	struct session s;
	struct actor who;
	struct err *e;
	bool found, good;

	*ret_bare = false;
	e = session_find(cx, token, &s, &found);
	if (e)
		return e;
	assert(found);
	e = account_actor(cx, s.user, &who, &good);
	*ret_bare = !e && good && who.bare;
	return e;
}

/* A session that was left open must not be a way to guess the password. */
struct err *account_current_check(struct cx *cx, const struct user_by_id_row *u,
				  struct str current)
{
	struct str who =
		str_fmt(cx->arena, "password of %lld", (long long)u->id);
	struct str from = str_cat(cx->arena, who, cx->realm);
	int wait = throttle_wait(cx, who, from);
	struct err *e;
	bool ok;

	if (wait)
		return account_wait(cx, wait);
	throttle_fail(cx, who, from);
	e = auth_verify_password(cx->arena, current, u->password, &ok);
	if (e) {
		throttle_undo(cx, who, from);
		return e;
	}
	if (!ok)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The present password is not "
					 "right.")),
			      STR("current"));
	throttle_ok(cx, who, from);
	return NULL;
}

struct fresh {
	struct str hash;
	bool is_short;
};

static struct err *password_fn(struct cx *cx, void *arg)
{
	const struct fresh *f = arg;
	struct user_set_password_in set = { .id = cx->actor.id,
					    .password = f->hash,
					    .is_short = f->is_short };
	struct err *e;
	bool seen;

	e = audit_seen(cx, "user.password", &seen, NULL);
	if (e || seen)
		return e;
	e = user_set_password(cx->db, &set, NULL);
	if (!e) /* the second factor may have gone meanwhile */
		e = account_short_check(cx);
	if (!e)
		e = session_end_all(cx, cx->actor.id, cx->actor.session);
	if (!e)
		e = account_event(cx, "user.password", cx->actor.id, STR_NULL,
				  STR_NULL);
	return e ? e
		 : account_tell(cx, cx->actor.id, NEWS_PASSWORD, NULL,
				STR_NULL);
}

/* What it may be, by whether there is a second factor. */
static struct err *fresh_check(struct cx *cx, const struct user_by_id_row *u,
			       struct str fresh, struct fresh *ret)
{
	struct strs words = password_context(cx->arena, u->email, u->name);
	struct second is;
	struct err *e = second_get(cx, cx->actor.id, &is);

	if (!e)
		e = is.on ? auth_password_rule_second(cx->arena, fresh, &words)
			  : auth_password_rule(cx->arena, fresh, &words);
	if (e)
		return e->code == ERR_INVALID ? err_at(e, STR("fresh")) : e;
	ret->is_short = auth_password_is_short(cx->arena, fresh);
	return auth_hash_password(cx->arena, fresh, &ret->hash);
}

struct err *account_set_password(struct cx *cx, struct str current,
				 struct str fresh)
{
	struct user_by_id_row u;
	struct fresh f;
	struct err *e;

	e = account_self(cx, &u);
	if (!e && !password_is_free(cx, &u))
		e = account_current_check(cx, &u, current);
	if (e)
		return e;
	e = fresh_check(cx, &u, fresh, &f);
	return e ? e : db_tx(cx, password_fn, &f);
}

/* ---- settings ------------------------------------------------------------------------- */

static struct str or_absent(struct str s)
{
	return s.n ? s : STR_NULL;
}

static struct err *settings_fn(struct cx *cx, void *arg)
{
	const struct account_look *look = arg;
	struct user_set_look_in set = {
		.id = cx->actor.id,
		.lang = or_absent(look->lang),
		.theme = or_absent(look->theme),
		.size = or_absent(look->size),
	};
	struct buf after = audit_obj(cx);
	struct err *e;
	bool seen;

	e = audit_seen(cx, "user.settings", &seen, NULL);
	if (e || seen)
		return e;
	e = user_set_look(cx->db, &set, NULL);
	if (e)
		return e;
	audit_str(&after, "lang", set.lang);
	audit_str(&after, "theme", set.theme);
	audit_str(&after, "size", set.size);
	return account_event(cx, "user.settings", cx->actor.id,
			     audit_end(&after), STR_NULL);
}

struct err *account_settings(struct cx *cx, const struct account_look *look)
{
	struct account_look copy = *look;

	if (!setting_lang_ok(copy.lang) || !setting_theme_ok(copy.theme) ||
	    !setting_size_ok(copy.size))
		return err_new(cx->arena, ERR_INVALID,
			       N_("This setting does not exist: choose one "
				  "from the list."));
	return db_tx(cx, settings_fn, &copy);
}
