/* The end of sessions that came from the sign-in service. */
#include "account/account_oidc.h"

#include "account/account_oidc_query.h"
#include "auth/auth.h"
#include "db/db.h"

enum { JTI_KEEP_MS = 60 * 60 * 1000 };

static const char how_mark[] = "oidc ";

int64_t account_oidc_how(struct str how)
{
	struct str mark = str_c(how_mark);
	int64_t id;

	if (!str_starts(how, mark) ||
	    !str_to_i64(str_sub(how, mark.n, how.n), &id))
		return 0;
	return id;
}

struct err *account_oidc_of(struct cx *cx, int64_t session, int64_t *ret_oidc)
{
	struct oidc_session_of_row row;
	bool found;
	struct err *e =
		oidc_session_of(cx->db,
				&(struct oidc_session_of_in){ .id = session },
				&row, &found);

	*ret_oidc = !e && found && row.oidc != DB_NULL ? row.oidc : 0;
	return e;
}

struct err *account_oidc_bind(struct cx *cx, struct str token, int64_t oidc)
{
	struct oidc_session_by_id_row there;
	struct oidc_session_at_in at = { .oidc = oidc };
	struct session here;
	bool found;
	struct err *e = oidc_session_by_id(
		cx->db, &(struct oidc_session_by_id_in){ .id = oidc }, &there,
		&found);

	if (!e && !found) /* the service ended it before the second factor */
		e = err_new(cx->arena, ERR_EXPIRED,
			    N_("You have signed out at the service meanwhile: "
			       "begin again."));
	if (!e)
		e = session_find(cx, token, &here, &found);
	if (e)
		return e;
	assert(found);
	at.id = here.id;
	return oidc_session_at(cx->db, &at, NULL);
}

/* ---- ending ---------------------------------------------------------- */

struct whose {
	struct str issuer, sub, sid; /* of the last two one or both */
};

static struct err *end_there(struct cx *cx, const struct whose *w)
{
	struct oidc_session_drop_in in = {
		.issuer = w->issuer,
		.sub = w->sub,
		.sid = w->sid,
		.with = (w->sub.n ? OIDC_SESSION_DROP_WITH_SUB : 0u) |
			(w->sid.n ? OIDC_SESSION_DROP_WITH_SID : 0u),
	};

	assert(in.with);
	return oidc_session_drop(cx->db, &in, NULL);
}

static struct err *end_here(struct cx *cx, const struct whose *w, bool events)
{
	struct oidc_session_here_in in = {
		.issuer = w->issuer,
		.sub = w->sub,
		.sid = w->sid,
		.with = (w->sub.n ? OIDC_SESSION_HERE_WITH_SUB : 0u) |
			(w->sid.n ? OIDC_SESSION_HERE_WITH_SID : 0u),
	};
	struct oidc_session_here_rows rows;
	struct err *e = oidc_session_here(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		struct cx mine = account_as(cx, rows.p[i].user_id);
		struct buf after = audit_obj(cx);

		if (rows.p[i].id == cx->actor.session)
			continue; /* who takes the own link away stays */
		e = session_end(cx, rows.p[i].id);
		if (e || !events)
			continue;
		audit_int(&after, "session", rows.p[i].id);
		audit_str(&after, "how", STR("sign-in service"));
		e = account_event(&mine, "session.end", rows.p[i].user_id,
				  audit_end(&after), STR_NULL);
	}
	return e ? e : end_there(cx, w);
}

struct err *account_oidc_end_of(struct cx *cx, struct str issuer,
				struct str sub)
{
	return end_here(cx, &(struct whose){ .issuer = issuer, .sub = sub },
			false);
}

struct logout {
	struct str hash;
	struct whose whose;
	bool again;
};

static struct err *logout_fn(struct cx *cx, void *arg)
{
	struct logout *x = arg;
	int64_t id = DB_NULL;
	struct err *e =
		oidc_logout_put(cx->db,
				&(struct oidc_logout_put_in){
					.token_hash = x->hash, .now = cx->now },
				&id);

	x->again = !e && id == DB_NULL;
	return e || x->again ? e : end_here(cx, &x->whose, true);
}

static struct err *bad(struct cx *cx, const char *why)
{
	return err_detail(cx->arena,
			  err_new(cx->arena, ERR_INVALID,
				  N_("This logout token isn't valid.")),
			  "logout token: %s", why);
}

struct err *account_oidc_logout(struct cx *cx, struct str token)
{
	struct account_oidc c;
	struct oidc_client client;
	struct oidc_want want = { .now = cx->now };
	struct logout x = { .again = false };
	struct jwt_keys keys;
	struct jwt j;
	const char *why;
	struct err *e = account_oidc_get(cx, &c);

	if (e)
		return e;
	if (!c.issuer.n || !token.n || token.n > JWT_MOST)
		return bad(cx, "form");
	client = (struct oidc_client){ .issuer = c.issuer, .id = c.client };
	e = oidc_keys(cx, &client, jwt_kid(cx->arena, token), &keys);
	if (e)
		return e;
	want.issuer = c.issuer;
	want.client = c.client;
	why = jwt_open(cx->arena, &keys, token, &j);
	if (!why)
		why = oidc_logout_check(&j, &want);
	if (why)
		return bad(cx, why);
	x.hash = auth_sha256_hex(cx->arena,
				 str_fmt(cx->arena, "%.*s %.*s", STR_ARG(j.iss),
					 STR_ARG(j.jti)));
	x.whose = (struct whose){ .issuer = j.iss, .sub = j.sub, .sid = j.sid };
	e = db_tx(cx, logout_fn, &x);
	return e || !x.again ? e : bad(cx, "jti was used");
}

static struct err *sweep_fn(struct cx *cx, void *arg UNUSED)
{
	struct oidc_begun_sweep_in begun = { .made_until =
						     cx->now - OIDC_BEGUN_MS };
	struct oidc_ask_sweep_in ask = { .made_until =
						 cx->now - OIDC_BEGUN_MS };
	/* longer than any session here */
	struct oidc_session_sweep_in session = {
		.made_until = cx->now - SESSION_LIFE_MS - OIDC_KEEP_MS
	};
	struct oidc_logout_sweep_in logout = { .made_until =
						       cx->now - JTI_KEEP_MS };
	struct err *e = oidc_begun_sweep(cx->db, &begun, NULL);

	if (!e)
		e = oidc_ask_sweep(cx->db, &ask, NULL);
	if (!e)
		e = oidc_session_sweep(cx->db, &session, NULL);
	if (!e)
		e = oidc_logout_sweep(cx->db, &logout, NULL);
	return e;
}

struct err *account_oidc_sweep(struct cx *cx)
{
	return db_tx(cx, sweep_fn, NULL);
}
