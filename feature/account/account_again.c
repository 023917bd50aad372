/*
 * The proof before an act of weight: who sits in front of a session that was
 * left open can't do more than look. It brings a new token, within the life of
 * the session that there was.
 */
#include "account/account_passkey.h"

#include "account/account_oidc.h"
#include "account/account_query.h"
#include "account/account_sign_priv.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"

struct prove {
	struct start start;
	const struct setting_key *key;
	struct str code;
	const char *how;
};

/* The session whose place the new one takes: its last instant, its seat. */
static struct err *old_get(struct cx *cx, struct session *ret_old)
{
	struct sessions list;
	struct err *e = session_list(cx, cx->actor.id, &list);

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < list.n; i++)
		if (list.p[i].id == cx->actor.session) {
			*ret_old = list.p[i];
			return NULL;
		}
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("This session has ended already."));
}

struct err *account_proved(struct cx *cx, struct start *s, const char *how)
{
	struct user_set_reset_in set = { .id = s->user };
	struct user_by_id_row u;
	struct session old = { 0 };
	struct buf after = audit_obj(cx);
	int64_t oidc;
	bool manager, free;
	struct session_new in = { .user = s->user,
				  .agent = s->at->agent,
				  .address = s->at->address };
	struct err *e = old_get(cx, &old);

	if (!e)
		e = account_self(cx, &u);
	if (!e)
		e = account_is_manager(cx, s->user, &manager);
	if (!e)
		e = account_oidc_of(cx, s->old, &oidc);
	if (e)
		return e;
	free = u.reset_session == s->old;
	in.ends_at = old.ends_at;
	in.manager = manager;
	e = session_end(cx, s->old);
	if (!e)
		e = session_begin(cx, &in, &s->session, &s->token);
	if (!e && old.seat != DB_NULL)
		e = session_sit(cx, s->session, old.seat, old.seat_for);
	/* what ends there ends this one, too */
	if (!e && oidc)
		e = account_oidc_bind(cx, s->token, oidc);
	set.session = s->session;
	if (!e && free)
		e = user_set_reset(cx->db, &set, NULL);
	if (e)
		return e;
	audit_str(&after, "how", str_c(how));
	return account_event(cx, "session.proof", s->user, audit_end(&after),
			     STR_NULL);
}

static struct err *password_fn(struct cx *cx, void *arg)
{
	struct prove *p = arg;

	return account_proved(cx, &p->start, "password");
}

/* A wrong code stays used up, so it is no error of the transaction. */
static struct err *code_fn(struct cx *cx, void *arg)
{
	struct prove *p = arg;
	bool right;
	struct err *e = second_use(cx, p->key, cx->actor.id, p->code, &right);

	p->start.wrong = !right;
	return e || !right ? e : account_proved(cx, &p->start, "code");
}

static struct err *by_code(struct cx *cx, struct prove *p)
{
	struct str who = str_fmt(cx->arena, "second factor of %lld",
				 (long long)cx->actor.id);
	struct str from = str_cat(cx->arena, who, cx->realm);
	int wait = throttle_wait(cx, who, from);
	struct setting_key key;
	struct err *e;

	if (wait)
		return account_wait(cx, wait);
	e = setting_key_ready(cx, &key);
	p->key = &key;
	throttle_fail(cx, who, from);
	if (!e)
		e = db_tx(cx, code_fn, p);
	p->key = NULL;
	if (e)
		throttle_undo(cx, who, from);
	if (!e && !p->start.wrong)
		throttle_ok(cx, who, from);
	if (!e && p->start.wrong)
		e = account_code_wrong(cx, cx->actor.id);
	return e;
}

static struct err *by_password(struct cx *cx, struct str password,
			       struct prove *p)
{
	struct user_by_id_row u;
	struct err *e = account_self(cx, &u);

	if (!e)
		e = account_current_check(cx, &u, password);
	return e ? e : db_tx(cx, password_fn, p);
}

struct err *account_prove(struct cx *cx, const struct account_proof *proof,
			  const struct account_place *at, struct str *ret_token)
{
	struct prove p = { .start = { .user = cx->actor.id,
				      .at = at,
				      .old = cx->actor.session },
			   .code = proof->code };
	struct err *e;

	assert(cx->actor.session);
	if (proof->answer)
		e = account_prove_by_passkey(cx, proof, &p.start);
	else if (proof->code.n)
		e = by_code(cx, &p);
	else
		e = by_password(cx, proof->password, &p);
	if (!e)
		*ret_token = p.start.token;
	return e;
}
