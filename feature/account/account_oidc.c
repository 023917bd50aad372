/*
 * To a sign-in service and back. What was begun is a row that counts once, for
 * ten minutes, in the browser that has its cookie; nonce and verifier never
 * leave the server. The service is asked between two acts, never inside one.
 * Tokens are looked at and forgotten.
 */
#include "account/account_oidc.h"

#include "account/account_oidc_query.h"
#include "account/account_query.h"
#include "auth/auth.h"
#include "db/db.h"

enum {
	TOKEN_BYTES = 32,
	BEGUN_MOST = 10000, /* on their way at the same time */
	URL_MOST = 8192,
	CODE_MOST = 2048,
};

/* ---- slowing down ---------------------------------------------------- */

/* Failures are counted for the address: an office shares one, so some are free
 * (auth_throttle.c). Each try stands for an account of its own. */
static struct err *too_often(struct cx *cx, struct str address)
{
	int wait = throttle_wait(cx, STR("sign-in service"), address);

	return wait ? err_new(cx->arena, ERR_OFTEN,
			      N_("There were too many attempts: try again in "
				 "{0} seconds."),
			      str_fmt(cx->arena, "%d", wait))
		    : NULL;
}

/* ---- there ----------------------------------------------------------- */

struct going {
	const struct account_oidc_going *g;
	struct str issuer;
	struct str state, browser, nonce, verifier;
};

static struct err *begin_fn(struct cx *cx, void *arg)
{
	const struct going *x = arg;
	struct oidc_begun_put_in in = {
		.state_hash = auth_sha256_hex(cx->arena, x->state),
		.browser_hash = auth_sha256_hex(cx->arena, x->browser),
		.nonce = x->nonce,
		.verifier = x->verifier,
		.issuer = x->issuer,
		.next = x->g->next,
		.user_id = x->g->link ? cx->actor.id : 0,
		.session_id = x->g->link ? cx->actor.session : 0,
		.now = cx->now,
	};
	struct oidc_begun_sweep_in old = { .made_until =
						   cx->now - OIDC_BEGUN_MS };
	struct oidc_begun_count_row n;
	struct err *e = oidc_begun_sweep(cx->db, &old, NULL);
	bool found;

	if (!e)
		e = oidc_begun_count(cx->db, &n, &found);
	if (!e && n.n >= BEGUN_MOST)
		e = err_new(cx->arena, ERR_BUSY,
			    N_("Many people are signing in just now: try "
			       "again in a moment, or sign in with your "
			       "password."));
	return e ? e : oidc_begun_put(cx->db, &in, NULL);
}

static struct str url_of(struct cx *cx, const struct account_oidc *c,
			 const struct oidc_about *about, const struct going *x)
{
	struct buf url = buf_init(cx->arena, URL_MOST);
	struct buf q = buf_init(cx->arena, URL_MOST);

	oidc_field_put(&q, "response_type", STR("code"));
	oidc_field_put(&q, "client_id", c->client);
	oidc_field_put(&q, "redirect_uri", account_oidc_back_url(cx, c));
	/* a name is asked for only where it is shown: before linking */
	oidc_field_put(&q, "scope",
		       x->g->link ? STR("openid profile") : STR("openid"));
	oidc_field_put(&q, "state", x->state);
	oidc_field_put(&q, "nonce", x->nonce);
	oidc_field_put(&q, "code_challenge",
		       oidc_challenge(cx->arena, x->verifier));
	oidc_field_put(&q, "code_challenge_method", STR("S256"));
	if (c->factor.n) /* so that it says when that was */
		oidc_field_put(&q, "max_age",
			       str_fmt(cx->arena, "%d",
				       SESSION_LIFE_MS / 1000));
	buf_str(&url, about->authorize);
	buf_char(&url, str_find_char(about->authorize, '?') < 0 ? '?' : '&');
	buf_str(&url, buf_view(&q));
	return buf_view(&url);
}

/* The settings, when the service can be used at all. */
static struct err *config_ready(struct cx *cx, struct account_oidc *ret_config,
				struct oidc_client *ret_client)
{
	struct err *e = account_oidc_get(cx, ret_config);

	if (e)
		return e;
	*ret_client = (struct oidc_client){ .issuer = ret_config->issuer,
					    .id = ret_config->client,
					    .secret = ret_config->secret };
	if (!ret_config->issuer.n)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("No sign-in service is set."));
	if (ret_config->lost)
		return err_detail(
			cx->arena,
			err_new(cx->arena, ERR_IO,
				N_("The sign-in service can't be used just "
				   "now: sign in with your password, or try "
				   "again later.")),
			"the key of the client's secret isn't there");
	return NULL;
}

struct err *account_oidc_begin(struct cx *cx,
			       const struct account_oidc_going *g,
			       struct str *ret_browser, struct str *ret_url)
{
	struct account_oidc c;
	struct oidc_client client;
	struct oidc_about about;
	struct going x = { .g = g };
	struct err *e = config_ready(cx, &c, &client);

	if (!e)
		e = too_often(cx, g->address);
	if (!e)
		e = oidc_about(cx, &client, &about);
	if (e)
		return e;
	x.issuer = c.issuer;
	x.state = auth_random_token(cx->arena, TOKEN_BYTES);
	x.browser = auth_random_token(cx->arena, TOKEN_BYTES);
	x.nonce = auth_random_token(cx->arena, TOKEN_BYTES);
	x.verifier = auth_random_token(cx->arena, TOKEN_BYTES);
	e = db_tx(cx, begin_fn, &x);
	if (e)
		return e;
	*ret_browser = x.browser;
	*ret_url = url_of(cx, &c, &about, &x);
	return NULL;
}

/* ---- back: what was begun -------------------------------------------- */

struct back {
	const struct account_oidc_answer *in;
	struct oidc_begun_by_state_row begun;
};

static struct err *over(struct cx *cx, const char *why)
{
	return err_detail(
		cx->arena,
		err_new(cx->arena, ERR_EXPIRED,
			N_("This sign-in isn't under way any more: it was "
			   "used already, took longer than ten minutes or was "
			   "begun in another browser. Begin again.")),
		"%s", why);
}

static struct err *invalid(struct cx *cx, const char *why)
{
	return err_detail(
		cx->arena,
		err_new(cx->arena, ERR_DENIED,
			N_("What the sign-in service answered isn't valid, so "
			   "nobody was signed in: begin again, or sign in with "
			   "your password.")),
		"%s", why);
}

static bool hash_is(struct cx *cx, struct str token, struct str hash)
{
	return token.n && token.n <= CODE_MOST &&
	       str_eq(auth_sha256_hex(cx->arena, token), hash);
}

/* Takes the row: whatever comes of it, the answer counts once. */
static struct err *take_fn(struct cx *cx, void *arg)
{
	struct back *b = arg;
	struct oidc_begun_by_state_in by = {
		.state_hash = auth_sha256_hex(cx->arena, b->in->state),
	};
	int64_t changed = 0;
	bool found;
	struct err *e = oidc_begun_by_state(cx->db, &by, &b->begun, &found);

	if (e)
		return e;
	if (!found)
		return over(cx, "state");
	if (!hash_is(cx, b->in->browser, b->begun.browser_hash))
		return over(cx, "browser");
	e = oidc_begun_delete(
		cx->db, &(struct oidc_begun_delete_in){ .id = b->begun.id },
		&changed);
	if (!e && changed != 1)
		e = over(cx, "state");
	return e;
}

static struct err *begun_take(struct cx *cx, struct back *b)
{
	struct err *e;

	if (!b->in->state.n || b->in->state.n > CODE_MOST)
		return over(cx, "no state");
	e = db_tx(cx, take_fn, b);
	if (!e && cx->now - b->begun.made_at >= OIDC_BEGUN_MS)
		e = over(cx, "late");
	if (!e && b->begun.user_id &&
	    (cx->actor.id != b->begun.user_id ||
	     cx->actor.session != b->begun.session_id))
		e = over(cx, "another session");
	return e;
}

/* ---- back: what the service says ------------------------------------- */

static struct err *answer_check(struct cx *cx, const struct back *b,
				const struct oidc_client *client,
				const struct oidc_about *about)
{
	const struct account_oidc_answer *in = b->in;

	/* whoever answers has to be who was asked: against mix-ups */
	if (!str_eq(b->begun.issuer, client->issuer) ||
	    (in->iss.p && !str_eq(in->iss, client->issuer)) ||
	    (!in->iss.p && about->says_iss))
		return invalid(cx, "iss of the answer");
	if (in->error.p)
		return err_detail(
			cx->arena,
			err_new(cx->arena, ERR_DENIED,
				N_("The sign-in wasn't finished at the "
				   "service: begin again, or sign in with your "
				   "password.")),
			"error %.*s", STR_ARG(str_sub(in->error, 0, 100)));
	if (!in->code.n || in->code.n > CODE_MOST)
		return invalid(cx, "no code");
	return NULL;
}

static struct err *token_check(struct cx *cx, const struct back *b,
			       const struct oidc_client *client,
			       struct str token, struct jwt *ret_jwt)
{
	struct oidc_want want = { .issuer = client->issuer,
				  .client = client->id,
				  .nonce = b->begun.nonce,
				  .now = cx->now };
	struct jwt_keys keys;
	const char *why;
	struct err *e = oidc_keys(cx, client, jwt_kid(cx->arena, token), &keys);

	if (e)
		return e;
	why = jwt_open(cx->arena, &keys, token, ret_jwt);
	if (!why)
		why = oidc_id_check(ret_jwt, &want);
	return why ? invalid(cx, str_fmt(cx->arena, "ID token: %s", why).p)
		   : NULL;
}

static struct err *identity(struct cx *cx, const struct back *b,
			    const struct account_oidc *c,
			    const struct oidc_client *client,
			    struct jwt *ret_jwt)
{
	struct oidc_code code = { .code = b->in->code,
				  .verifier = b->begun.verifier,
				  .back = account_oidc_back_url(cx, c) };
	struct oidc_about about;
	struct str token;
	struct err *e = oidc_about(cx, client, &about);

	if (!e)
		e = answer_check(cx, b, client, &about);
	if (!e)
		e = oidc_exchange(cx, client, &code, &token);
	return e ? e : token_check(cx, b, client, token, ret_jwt);
}

/* ---- back: in -------------------------------------------------------- */

struct enter {
	const struct jwt *jwt;
	const struct back *back;
	const struct account_place *at;
	bool strong;
	struct account_oidc_came came;
};

static struct err *user_of(struct cx *cx, const struct jwt *j,
			   int64_t *ret_user)
{
	struct oidc_link_by_sub_in by = { .issuer = j->iss, .sub = j->sub };
	struct oidc_link_by_sub_row link;
	struct user_by_id_row u;
	bool found;
	struct err *e = oidc_link_by_sub(cx->db, &by, &link, &found);

	if (e)
		return e;
	if (!found)
		return err_detail(
			cx->arena,
			err_new(cx->arena, ERR_DENIED,
				N_("You are known at the service, but that "
				   "account isn't linked with one here: sign "
				   "in "
				   "with your password or a one-time link, "
				   "then "
				   "link it on the page “Your account”.")),
			"not linked");
	e = user_by_id(cx->db, &(struct user_by_id_in){ .id = link.user_id },
		       &u, &found);
	if (!e && (!found || u.disabled_on != DAY_NONE))
		e = err_new(cx->arena, ERR_DENIED,
			    N_("This account is not in use any more: ask "
			       "the committee office."));
	*ret_user = link.user_id;
	return e;
}

static struct err *enter_fn(struct cx *cx, void *arg)
{
	struct enter *x = arg;
	struct oidc_session_put_in put = { .issuer = x->jwt->iss,
					   .sub = x->jwt->sub,
					   .sid = x->jwt->sid,
					   .now = cx->now };
	int64_t user = 0, oidc;
	bool second = false;
	struct err *e = user_of(cx, x->jwt, &user);

	if (!e)
		e = oidc_session_put(cx->db, &put, &oidc);
	if (!e)
		e = account_sign_oidc(cx, user, oidc, x->strong, x->at,
				      &x->came.token, &second);
	x->came.end = second ? OIDC_SECOND : OIDC_IN;
	return e;
}

/* The person looks at it once more before it counts. */
static struct err *ask_fn(struct cx *cx, void *arg)
{
	struct enter *x = arg;
	struct oidc_ask_put_in put = {
		.token_hash = auth_sha256_hex(cx->arena, x->came.token),
		.user_id = cx->actor.id,
		.session_id = cx->actor.session,
		.issuer = x->jwt->iss,
		.sub = x->jwt->sub,
		.name = x->came.who,
		.now = cx->now,
	};

	return oidc_ask_put(cx->db, &put, NULL);
}

static struct err *enter(struct cx *cx, struct enter *x)
{
	if (!x->back->begun.user_id)
		return db_tx(cx, enter_fn, x);
	x->came.end = OIDC_ASK;
	x->came.token = auth_random_token(cx->arena, TOKEN_BYTES);
	x->came.who = x->jwt->name.n ? x->jwt->name : x->jwt->sub;
	return db_tx(cx, ask_fn, x);
}

/* What wasn't valid stands in the trail: somebody may have tried something. */
static struct err *refused_fn(struct cx *cx, void *arg)
{
	const struct err *why = arg;
	struct buf after = audit_obj(cx);

	audit_str(&after, "why", why->detail);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "oidc.refused",
						  .subject_kind = "realm",
						  .after = audit_end(&after) },
			   NULL);
}

struct err *account_oidc_back(struct cx *cx,
			      const struct account_oidc_answer *in,
			      const struct account_place *at,
			      struct account_oidc_came *ret_came)
{
	struct back b = { .in = in };
	struct account_oidc c;
	struct oidc_client client;
	struct jwt jwt;
	struct enter x = { .jwt = &jwt, .back = &b, .at = at };
	struct str who = str_sub(in->state, 0, CODE_MOST);
	struct err *e = config_ready(cx, &c, &client), *bad;

	if (!e)
		e = too_often(cx, at->address);
	if (e)
		return e;
	/* counted before the slow part: attempts at once count too */
	throttle_fail(cx, who, at->address);
	e = begun_take(cx, &b);
	if (!e)
		e = identity(cx, &b, &c, &client, &jwt);
	if (e && e->code == ERR_DENIED) {
		bad = db_tx(cx, refused_fn, e);
		return bad ? bad : e;
	}
	if (e && e->code != ERR_EXPIRED)
		throttle_undo(cx, who, at->address);
	if (e)
		return e;
	throttle_ok(cx, who, at->address);
	x.strong = oidc_is_strong(&jwt, c.factor, cx->now);
	e = enter(cx, &x);
	if (e)
		return e;
	x.came.next = b.begun.next;
	*ret_came = x.came;
	return NULL;
}
