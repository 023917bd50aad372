/* Acts of a person about themselves: in, out, sessions, password, settings. */
#include "account/account_act.h"
#include "account/account_oidc.h"

#include "account/account_query.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"

#define LINK "link"

/* ---- signing in ----------------------------------------------------------------- */

struct start {
	int64_t user;
	struct str link, ticket, code;
	const struct setting_key *key; /* of the second factor */
	const struct account_place *at;
	int64_t old; /* the session that came along, or 0: it ends */
	struct str token;
	int64_t oidc; /* the session at the sign-in service, or 0 */
	bool strong;  /* … which asked for a second factor already */
	bool second;  /* it is asked for: the token is a ticket */
	bool wrong;   /* the code isn't right */
};

/* In the acts of signing in the actor is who comes in. */
struct cx account_as(const struct cx *cx, int64_t user)
{
	struct cx mine = *cx;

	mine.actor = (struct actor){ .id = user };
	mine.on_behalf = 0;
	mine.key = STR_NULL;
	return mine;
}

static struct err *start_write(struct cx *cx, struct start *s, const char *how)
{
	struct buf after = audit_obj(cx);
	struct err *e = NULL;

	if (s->old)
		e = session_end(cx, s->old);
	if (!e)
		e = session_start(cx, s->user, s->at->agent, s->at->address,
				  &s->token);
	if (!e && s->oidc)
		e = account_oidc_bind(cx, s->token, s->oidc);
	if (e)
		return e;
	if (s->oidc)
		how = s->ticket.p ? "oidc, code" : "oidc";
	audit_str(&after, "how", str_c(how));
	audit_str(&after, "agent", s->at->agent);
	return account_event(cx, "session.start", s->user, audit_end(&after),
			     STR_NULL);
}

/* A session, or a ticket for the second factor. */
static struct err *first_done(struct cx *cx, struct start *s, const char *how)
{
	struct second second;
	struct err *e = second_get(cx, s->user, &second);

	s->second = second.totp && !s->strong;
	if (e)
		return e;
	return s->second ? ticket_make(cx, s->user, how, &s->token)
			 : start_write(cx, s, how);
}

/* The ticket keeps which session there it is about. */
struct err *account_sign_oidc(struct cx *cx, int64_t user, int64_t oidc,
			      bool strong, const struct account_place *at,
			      struct str *ret_token, bool *ret_second)
{
	struct start s = { .user = user,
			   .oidc = oidc,
			   .strong = strong,
			   .at = at,
			   .old = cx->actor.session };
	struct cx mine = account_as(cx, user);
	struct err *e =
		first_done(&mine, &s,
			   str_fmt(cx->arena, "oidc %lld", (long long)oidc).p);

	*ret_token = s.token;
	*ret_second = s.second;
	return e;
}

static struct err *start_fn(struct cx *cx, void *arg)
{
	struct start *s = arg;

	return first_done(cx, s, "password");
}

static struct err *sign_in_refused(struct cx *cx)
{
	return err_new(cx->arena, ERR_DENIED,
		       N_("The e-mail address or the password is not right."));
}

static struct err *sign_in_wait(struct cx *cx, int seconds)
{
	return err_new(cx->arena, ERR_OFTEN,
		       N_("There were too many attempts: try again in {0} "
			  "seconds."),
		       str_fmt(cx->arena, "%d", seconds));
}

/* The same work whoever is asked for. */
static struct err *sign_in_check(struct cx *cx, struct str email,
				 struct str password, int64_t *ret_user)
{
	struct user_by_email_in in = { .email = email };
	struct user_by_email_row u = { 0 };
	struct err *e;
	bool found, ok;

	e = user_by_email(cx->db, &in, &u, &found);
	if (e)
		return e;
	e = auth_verify_password(cx->arena, password,
				 found ? u.password : STR_NULL, &ok);
	if (e)
		return e;
	if (!found || !ok || u.disabled_on != DAY_NONE)
		return sign_in_refused(cx);
	*ret_user = u.id;
	return NULL;
}

struct err *account_sign_in(struct cx *cx, struct str email,
			    struct str password, const struct account_place *at,
			    struct str *ret_token, bool *ret_second)
{
	struct start s = { .at = at, .old = cx->actor.session };
	struct str clean;
	struct err *e;
	struct cx mine;
	int wait;

	if (email_clean(cx->arena, email, &clean))
		clean = str_trim(email);
	wait = throttle_wait(cx, clean, at->address);
	if (wait)
		return sign_in_wait(cx, wait);
	/* counted before the slow part: attempts at once count too */
	throttle_fail(cx, clean, at->address);
	e = sign_in_check(cx, clean, password, &s.user);
	if (e && e->code != ERR_DENIED)
		throttle_undo(cx, clean, at->address);
	if (e)
		return e;
	throttle_ok(cx, clean, at->address);
	mine = account_as(cx, s.user);
	e = db_tx(&mine, start_fn, &s);
	if (e)
		return e;
	*ret_token = s.token;
	*ret_second = s.second;
	return NULL;
}

/* ---- by a link --------------------------------------------------------------------- */

static struct err *link_session(struct cx *cx, struct start *s)
{
	struct user_set_reset_in set = { .id = s->user };
	struct session fresh;
	struct err *e;
	bool found;

	e = session_end_all(cx, s->user, 0);
	if (!e)
		e = start_write(cx, s, LINK);
	if (!e)
		e = session_find(cx, s->token, &fresh, &found);
	if (e)
		return e;
	assert(found);
	set.session = fresh.id;
	return user_set_reset(cx->db, &set, NULL);
}

static struct err *link_use_fn(struct cx *cx, void *arg)
{
	struct start *s = arg;
	struct user_by_id_in by;
	struct user_by_id_row u;
	struct second second;
	struct err *e;
	struct cx mine;
	bool found;

	e = link_use(cx, s->link, &s->user);
	if (e)
		return e;
	by = (struct user_by_id_in){ .id = s->user };
	e = user_by_id(cx->db, &by, &u, &found);
	if (e)
		return e;
	if (!found || u.disabled_on != DAY_NONE)
		return err_new(cx->arena, ERR_EXPIRED,
			       N_("This account is not in use any more: ask "
				  "the committee office."));
	mine = account_as(cx, s->user);
	e = second_get(&mine, s->user, &second);
	s->second = second.totp;
	if (e)
		return e;
	return s->second ? ticket_make(&mine, s->user, LINK, &s->token)
			 : link_session(&mine, s);
}

struct err *account_link_use(struct cx *cx, struct str link,
			     const struct account_place *at,
			     struct str *ret_token, bool *ret_second)
{
	struct start s = { .link = link, .at = at, .old = cx->actor.session };
	struct err *e = db_tx(cx, link_use_fn, &s);

	if (e)
		return e;
	*ret_token = s.token;
	*ret_second = s.second;
	return NULL;
}

/* ---- the second factor --------------------------------------------------------------- */

/* A wrong code counts as a try, so it is no error of the transaction. */
static struct err *second_fn(struct cx *cx, void *arg)
{
	struct start *s = arg;
	struct user_by_id_row u;
	struct ticket t;
	struct cx mine;
	bool found, right = false;
	struct err *e = ticket_take(cx, s->ticket, &t);

	if (!e)
		e = user_by_id(cx->db, &(struct user_by_id_in){ .id = t.user },
			       &u, &found);
	if (e)
		return e;
	if (!found || u.disabled_on != DAY_NONE)
		return err_new(cx->arena, ERR_EXPIRED,
			       N_("This account is not in use any more: ask "
				  "the committee office."));
	s->user = t.user;
	e = second_use(cx, s->key, t.user, s->code, &right);
	s->wrong = !right;
	if (e || !right)
		return e;
	mine = account_as(cx, t.user);
	e = ticket_end_all(&mine, t.user);
	if (e)
		return e;
	s->oidc = account_oidc_how(t.how);
	return str_eq(t.how, STR(LINK))
		       ? link_session(&mine, s)
		       : start_write(&mine, s, "password, code");
}

struct err *account_second_use(struct cx *cx, struct str ticket,
			       struct str code, const struct account_place *at,
			       struct str *ret_token)
{
	struct setting_key key;
	struct start s = { .ticket = ticket,
			   .code = code,
			   .key = &key,
			   .at = at,
			   .old = cx->actor.session };
	struct err *e = setting_key_ready(cx, &key);

	if (!e)
		e = db_tx(cx, second_fn, &s);
	if (!e && s.wrong)
		e = err_at(err_new(cx->arena, ERR_INVALID,
				   N_("The code isn't right, or was used "
				      "already: wait for the next one of the "
				      "app, or take a recovery code.")),
			   STR("code"));
	if (!e)
		*ret_token = s.token;
	return e;
}

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
		return sign_in_wait(cx, wait);
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

static struct err *password_fn(struct cx *cx, void *arg)
{
	struct user_set_password_in set = { .id = cx->actor.id,
					    .password = *(struct str *)arg };
	struct err *e;
	bool seen;

	e = audit_seen(cx, "user.password", &seen, NULL);
	if (e || seen)
		return e;
	e = user_set_password(cx->db, &set, NULL);
	if (!e)
		e = session_end_all(cx, cx->actor.id, cx->actor.session);
	return e ? e
		 : account_event(cx, "user.password", cx->actor.id, STR_NULL,
				 STR_NULL);
}

struct err *account_set_password(struct cx *cx, struct str current,
				 struct str fresh)
{
	struct user_by_id_row u;
	struct strs words;
	struct str hash;
	struct err *e;

	e = account_self(cx, &u);
	if (!e && !password_is_free(cx, &u))
		e = account_current_check(cx, &u, current);
	if (e)
		return e;
	words = password_context(cx->arena, u.email, u.name);
	e = auth_password_rule(cx->arena, fresh, &words);
	if (e)
		return err_at(e, STR("fresh"));
	e = auth_hash_password(cx->arena, fresh, &hash);
	return e ? e : db_tx(cx, password_fn, &hash);
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
