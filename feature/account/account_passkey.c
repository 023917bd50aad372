/*
 * Acts about passkeys. A challenge is used up and a copied key is noticed
 * whatever comes out of it, so what is refused is no error of the transaction:
 * it is told behind it.
 */
#include "account/account_passkey.h"

#include "account/account_oidc.h"
#include "account/account_query.h"
#include "account/account_sign_priv.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"

struct key_act {
	const struct setting_key *key;
	const struct webauthn_site *site;
	const struct passkey_made *made;
	const struct passkey_answer *answer;
	const struct account_place *at;
	struct account_passkey_ask *ask;
	enum passkey_purpose purpose;
	struct strs codes;
	struct start start;
	struct passkey_used used;
	int64_t id;
	const char *why; /* refused: for the log */
};

static struct err *key_do(struct cx *cx, db_tx_fn *fn, struct key_act *x)
{
	struct setting_key key;
	struct err *e = setting_key_ready(cx, &key);

	x->key = &key;
	if (!e)
		e = db_tx(cx, fn, x);
	x->key = NULL;
	return e;
}

static struct err *event_of(struct cx *cx, const char *kind, int64_t user,
			    struct str name, const char *why)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "passkey", name);
	if (why)
		audit_str(&after, "why", str_c(why));
	return account_event(cx, kind, user, audit_end(&after), STR_NULL);
}

/* ---- adding --------------------------------------------------------------------- */

static struct err *begin_fn(struct cx *cx, void *arg)
{
	struct key_act *x = arg;
	struct user_by_id_row u;
	struct err *e = account_self(cx, &u);

	if (!e)
		e = passkey_challenge(cx, PASSKEY_ADD, cx->actor.id,
				      &x->ask->challenge);
	if (!e)
		e = passkey_list(cx, cx->actor.id, &x->ask->list);
	if (e)
		return e;
	x->ask->handle = passkey_handle(cx->arena, x->key, cx->actor.id);
	x->ask->email = u.email;
	x->ask->name = u.name;
	return NULL;
}

struct err *account_passkey_begin(struct cx *cx,
				  struct account_passkey_ask *ret)
{
	struct key_act x = { .ask = ret };

	return key_do(cx, begin_fn, &x);
}

/* The first factor brings recovery codes, others end what else is open. */
static struct err *added(struct cx *cx, struct key_act *x)
{
	int64_t user = cx->actor.id;
	struct second is;
	struct str name = STR("");
	struct passkeys list;
	struct err *e = second_get(cx, user, &is);

	if (!e && !is.left)
		e = second_codes(cx, user, &x->codes);
	if (!e)
		e = passkey_list(cx, user, &list);
	for (ptrdiff_t i = 0; !e && i < list.n; i++)
		if (list.p[i].id == x->id)
			name = list.p[i].name;
	if (!e)
		e = session_end_all(cx, user, cx->actor.session);
	if (!e)
		e = event_of(cx, "passkey.add", user, name, NULL);
	return e ? e : account_tell(cx, user, NEWS_PASSKEY, x->at, name);
}

static struct err *add_fn(struct cx *cx, void *arg)
{
	struct key_act *x = arg;
	bool seen;
	struct err *e = audit_seen(cx, "passkey.add", &seen, NULL);

	if (e || seen)
		return e;
	e = passkey_add(cx,
			&(struct passkey_asked){ x->key, x->site, PASSKEY_ADD,
						 cx->actor.id },
			x->made, &x->id, &x->why);
	return e || x->why ? e : added(cx, x);
}

struct err *account_passkey_add(struct cx *cx, const struct webauthn_site *site,
				const struct passkey_made *made,
				struct strs *ret_codes)
{
	struct key_act x = { .site = site, .made = made };
	struct err *e = key_do(cx, add_fn, &x);

	if (!e && x.why)
		e = err_detail(
			cx->arena,
			err_new(cx->arena, ERR_INVALID,
				N_("The new passkey was not taken: begin "
				   "again, and answer within five minutes.")),
			"%s", x.why);
	if (!e)
		*ret_codes = x.codes;
	return e;
}

/* ---- removing -------------------------------------------------------------------- */

struct err *account_short_check(struct cx *cx)
{
	struct user_by_id_row u;
	struct second is;
	struct err *e = account_self(cx, &u);

	if (!e)
		e = second_get(cx, cx->actor.id, &is);
	if (e || u.password_short != 1 || is.on)
		return e;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("Your password has fewer than {0} characters, which "
			  "is enough only beside a second factor: set a longer "
			  "one first, then take the factor away."),
		       str_fmt(cx->arena, "%d", PASSWORD_ALONE_LEAST));
}

static struct err *end_fn(struct cx *cx, void *arg)
{
	struct key_act *x = arg;
	int64_t user = cx->actor.id;
	struct str name = STR("");
	struct passkeys list;
	bool seen;
	struct err *e = audit_seen(cx, "passkey.end", &seen, NULL);

	if (e || seen)
		return e;
	e = passkey_list(cx, user, &list);
	for (ptrdiff_t i = 0; !e && i < list.n; i++)
		if (list.p[i].id == x->id)
			name = list.p[i].name;
	if (!e)
		e = passkey_remove(cx, user, x->id);
	if (!e)
		e = account_short_check(cx);
	if (!e)
		e = second_tidy(cx, user);
	if (!e)
		e = session_end_all(cx, user, cx->actor.session);
	if (!e)
		e = event_of(cx, "passkey.end", user, name, NULL);
	return e ? e : account_tell(cx, user, NEWS_PASSKEY_END, NULL, name);
}

struct err *account_passkey_end(struct cx *cx, int64_t passkey)
{
	struct key_act x = { .id = passkey };

	return db_tx(cx, end_fn, &x);
}

/* ---- asking ------------------------------------------------------------------------ */

static struct err *ask_fn(struct cx *cx, void *arg)
{
	struct key_act *x = arg;
	int64_t user = x->start.user;
	struct err *e =
		passkey_challenge(cx, x->purpose, user, &x->ask->challenge);

	x->ask->list = (struct passkeys){ 0 };
	return e || !user ? e : passkey_list(cx, user, &x->ask->list);
}

/* Asking costs a row: whoever fails often has to wait for it, too. */
struct err *account_passkey_ask_any(struct cx *cx, struct str address,
				    struct account_passkey_ask *ret)
{
	struct key_act x = { .purpose = PASSKEY_SIGN_IN, .ask = ret };
	int wait = throttle_wait(cx, STR("a passkey"), address);

	return wait ? account_wait(cx, wait) : db_tx(cx, ask_fn, &x);
}

struct err *account_passkey_ask_second(struct cx *cx, struct str ticket,
				       struct account_passkey_ask *ret)
{
	struct key_act x = { .purpose = PASSKEY_SECOND, .ask = ret };
	struct ticket t;
	struct err *e = ticket_look(cx, ticket, &t);

	if (e)
		return e;
	x.start.user = t.user;
	return db_tx(cx, ask_fn, &x);
}

struct err *account_passkey_ask_again(struct cx *cx,
				      struct account_passkey_ask *ret)
{
	struct key_act x = { .purpose = PASSKEY_AGAIN,
			     .ask = ret,
			     .start.user = cx->actor.id };

	return db_tx(cx, ask_fn, &x);
}

/* ---- signing in --------------------------------------------------------------------- */

static struct err *refused(struct cx *cx, const char *why)
{
	return err_detail(cx->arena,
			  err_new(cx->arena, ERR_DENIED,
				  N_("The passkey was not accepted: try it "
				     "once more, or sign in another way.")),
			  "%s", why);
}

/* A key whose counter went back: the trail and its owner hear of it. */
static struct err *copied(struct cx *cx, const struct key_act *x)
{
	struct cx mine = account_as(cx, x->used.user);
	struct err *e = event_of(&mine, "passkey.copied", x->used.user,
				 x->used.name, x->used.why);

	return e ? e
		 : account_tell(&mine, x->used.user, NEWS_COPIED, x->at,
				x->used.name);
}

static struct err *user_check(struct cx *cx, int64_t user, const char **why)
{
	struct user_by_id_row u;
	bool found;
	struct err *e =
		user_by_id(cx->db, &(struct user_by_id_in){ .id = user }, &u,
			   &found);

	if (!e && (!found || u.disabled_on != DAY_NONE))
		*why = "user: disabled";
	return e;
}

static struct err *use_do(struct cx *cx, struct key_act *x)
{
	bool anyone = x->purpose == PASSKEY_SIGN_IN;
	struct passkey_asked asked = { x->key, x->site, x->purpose,
				       anyone ? 0 : x->start.user };
	struct err *e = passkey_use(cx, &asked, x->answer, &x->used);

	x->why = x->used.why;
	if (!e && x->used.copied)
		return copied(cx, x);
	if (e || x->why)
		return e;
	return user_check(cx, x->used.user, &x->why);
}

static struct err *sign_in_fn(struct cx *cx, void *arg)
{
	struct key_act *x = arg;
	struct err *e = use_do(cx, x);
	struct cx mine;

	if (e || x->why)
		return e;
	x->start.user = x->used.user;
	mine = account_as(cx, x->used.user);
	e = ticket_end_all(&mine, x->used.user);
	return e ? e : account_start(&mine, &x->start, "passkey");
}

struct err *account_passkey_sign_in(struct cx *cx,
				    const struct webauthn_site *site,
				    const struct passkey_answer *answer,
				    const struct account_place *at,
				    struct str *ret_token)
{
	struct key_act x = { .site = site,
			     .answer = answer,
			     .at = at,
			     .purpose = PASSKEY_SIGN_IN,
			     .start = { .at = at, .old = cx->actor.session } };
	struct str who = auth_sha256_hex(cx->arena, answer->credential);
	int wait = throttle_wait(cx, who, at->address);
	struct err *e;

	if (wait)
		return account_wait(cx, wait);
	throttle_fail(cx, who, at->address);
	e = key_do(cx, sign_in_fn, &x);
	if (e)
		throttle_undo(cx, who, at->address);
	if (!e && x.why)
		e = refused(cx, x.why);
	if (e)
		return e;
	throttle_ok(cx, who, at->address);
	*ret_token = x.start.token;
	return NULL;
}

static struct err *second_fn(struct cx *cx, void *arg)
{
	struct key_act *x = arg;
	struct ticket t;
	struct cx mine;
	struct err *e = ticket_take(cx, x->start.ticket, &t);

	if (e)
		return e;
	x->start.user = t.user;
	e = use_do(cx, x);
	if (e || x->why)
		return e;
	mine = account_as(cx, t.user);
	e = ticket_end_all(&mine, t.user);
	if (e)
		return e;
	x->start.oidc = account_oidc_how(t.how);
	return str_eq(t.how, STR(HOW_LINK))
		       ? account_start_by_link(&mine, &x->start)
		       : account_start(&mine, &x->start, "password, passkey");
}

struct err *
account_passkey_second(struct cx *cx, const struct webauthn_site *site,
		       struct str ticket, const struct passkey_answer *answer,
		       const struct account_place *at, struct str *ret_token)
{
	struct key_act x = { .site = site,
			     .answer = answer,
			     .at = at,
			     .purpose = PASSKEY_SECOND,
			     .start = { .at = at,
					.ticket = ticket,
					.old = cx->actor.session } };
	struct err *e = key_do(cx, second_fn, &x);

	if (!e && x.why)
		e = refused(cx, x.why);
	if (!e)
		*ret_token = x.start.token;
	return e;
}

/* ---- once more, for an act of weight -------------------------------------------------- */

static struct err *again_fn(struct cx *cx, void *arg)
{
	struct key_act *x = arg;
	struct err *e = use_do(cx, x);

	return e || x->why ? e : account_proved(cx, &x->start, "passkey");
}

struct err *account_prove_by_passkey(struct cx *cx,
				     const struct account_proof *proof,
				     struct start *s)
{
	struct key_act x = { .site = proof->site,
			     .answer = proof->answer,
			     .at = s->at,
			     .purpose = PASSKEY_AGAIN,
			     .start = *s };
	struct err *e = key_do(cx, again_fn, &x);

	if (!e && x.why)
		e = refused(cx, x.why);
	if (!e)
		*s = x.start;
	return e;
}
