/* Signing in by a password, a link, a second factor. What a session begins with
 * is account_start.c. */
#include "account/account_act.h"
#include "account/account_oidc.h"

#include "account/account_query.h"
#include "account/account_sign_priv.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"

/* ---- by a password ---------------------------------------------------------------- */

/* A session, or a ticket for the second factor. */
static struct err *first_done(struct cx *cx, struct start *s, const char *how)
{
	struct second second;
	struct err *e = second_get(cx, s->user, &second);

	s->second = second.on && !s->strong;
	if (e)
		return e;
	return s->second ? ticket_make(cx, s->user, how, &s->token)
			 : account_start(cx, s, how);
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
	struct user_set_hash_in in = { .id = s->user,
				       .was = s->stale,
				       .password = s->hash };
	struct err *e = NULL;

	if (s->hash.n)
		e = user_set_hash(cx->db, &in, NULL);
	return e ? e : first_done(cx, s, "password");
}

/* The log says whose sign-in was refused; the page doesn't. */
static struct err *refused(struct cx *cx, struct err *e, int64_t user)
{
	e->detail = str_fmt(cx->arena, "user %lld", (long long)user);
	return e;
}

static struct err *sign_in_refused(struct cx *cx, int64_t user)
{
	return refused(cx,
		       err_new(cx->arena, ERR_DENIED,
			       N_("The e-mail address or the password is not "
				  "right.")),
		       user);
}

struct err *account_code_wrong(struct cx *cx, int64_t user)
{
	return refused(cx,
		       err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The code isn't right, or was used "
					 "already: wait for the next one of "
					 "the app, or take a recovery code.")),
			      STR("code")),
		       user);
}

/* The same work whoever is asked for. */
static struct err *sign_in_check(struct cx *cx, struct str email,
				 struct str password, struct start *s)
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
		return sign_in_refused(cx, u.id);
	s->user = u.id;
	if (!auth_password_is_stale(cx->arena, u.password))
		return NULL;
	/* hashed at another cost: now is the only time when it can be redone */
	s->stale = u.password;
	return auth_hash_password(cx->arena, password, &s->hash);
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
		return account_wait(cx, wait);
	/* counted before the slow part: attempts at once count too */
	throttle_fail(cx, clean, at->address);
	e = sign_in_check(cx, clean, password, &s);
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
	s->second = second.on;
	if (e)
		return e;
	return s->second ? ticket_make(&mine, s->user, HOW_LINK, &s->token)
			 : account_start_by_link(&mine, s);
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
	return str_eq(t.how, STR(HOW_LINK))
		       ? account_start_by_link(&mine, s)
		       : account_start(&mine, s, "password, code");
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
		e = account_code_wrong(cx, s.user);
	if (!e)
		*ret_token = s.token;
	return e;
}
