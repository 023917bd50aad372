/* Acts about the second factor of a sign-in. */
#include "account/account_act.h"

#include "account/account_passkey.h"
#include "account/account_query.h"
#include "account/account_sign_priv.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "profile/profile.h"
#include "setting/setting.h"

struct change {
	const struct setting_key *key;
	enum { BEGIN, CONFIRM, CODES, END } what;
	struct str code;
	struct strs codes;
	bool wrong;
};

static const char *const kinds[] = {
	[BEGIN] = "second.begin",
	[CONFIRM] = "second.confirm",
	[CODES] = "second.codes",
	[END] = "second.end",
};
static const enum account_news news[] = {
	[CONFIRM] = NEWS_SECOND,
	[CODES] = NEWS_CODES,
	[END] = NEWS_SECOND_END,
};

static struct err *change_do(struct cx *cx, struct change *c)
{
	int64_t user = cx->actor.id;
	struct err *e;

	switch (c->what) {
	case BEGIN:
		return second_begin(cx, c->key, user);
	case CONFIRM:
		e = second_confirm(cx, c->key, user, c->code, &c->codes);
		return e ? e : session_end_all(cx, user, cx->actor.session);
	case CODES:
		return second_codes(cx, user, &c->codes);
	case END:
		e = second_end(cx, user);
		if (!e)
			e = account_short_check(cx);
		return e ? e : session_end_all(cx, user, cx->actor.session);
	}
	return NULL;
}

static struct err *change_fn(struct cx *cx, void *arg)
{
	struct change *c = arg;
	struct err *e = NULL;
	bool right = true;

	if (c->what == CODES || c->what == END)
		e = second_use(cx, c->key, cx->actor.id, c->code, &right);
	c->wrong = !right;
	if (!e && right)
		e = change_do(cx, c);
	/* whoever shows a code hasn't lost it */
	if (!e && right && c->what != BEGIN)
		e = reset_drop(cx->db, &(struct reset_drop_in){ cx->actor.id },
			       NULL);
	if (!e && right)
		e = account_event(cx, kinds[c->what], cx->actor.id, STR_NULL,
				  STR_NULL);
	if (!e && right && c->what != BEGIN)
		e = account_tell(cx, cx->actor.id, news[c->what], NULL,
				 STR_NULL);
	return e;
}

static struct err *change(struct cx *cx, struct change *c)
{
	struct setting_key key;
	struct err *e = setting_key_ready(cx, &key);

	c->key = &key;
	if (!e)
		e = db_tx(cx, change_fn, c);
	c->key = NULL;
	return e;
}

/* A code for a change, guessed as slowly as a password. */
static struct err *change_by_code(struct cx *cx, struct change *c)
{
	struct str who = str_fmt(cx->arena, "second factor of %lld",
				 (long long)cx->actor.id);
	struct str from = str_cat(cx->arena, who, cx->realm);
	int wait = throttle_wait(cx, who, from);
	struct err *e;

	if (wait)
		return err_new(cx->arena, ERR_OFTEN,
			       N_("There were too many attempts: try again in "
				  "{0} seconds."),
			       str_fmt(cx->arena, "%d", wait));
	throttle_fail(cx, who, from);
	e = change(cx, c);
	if (e && e->code != ERR_INVALID)
		throttle_undo(cx, who, from);
	if (!e && !c->wrong)
		throttle_ok(cx, who, from);
	if (!e && c->wrong)
		e = account_code_wrong(cx, cx->actor.id);
	return e;
}

struct err *account_second_begin(struct cx *cx, struct str current)
{
	struct change c = { .what = BEGIN };
	struct user_by_id_row u;
	struct err *e = account_self(cx, &u);

	if (!e && u.password.p)
		e = account_current_check(cx, &u, current);
	return e ? e : change(cx, &c);
}

struct err *account_second_read(struct cx *cx, struct account_second *ret)
{
	struct setting_key key;
	struct user_by_id_row u;
	struct err *e = account_self(cx, &u);

	if (!e)
		e = setting_key_read(cx, &key);
	if (!e)
		e = second_secret(cx, &key, cx->actor.id, &ret->secret);
	if (!e)
		ret->uri = second_uri(cx->arena, STR("Rõ Việc"), u.email,
				      ret->secret);
	return e;
}

struct err *account_second_confirm(struct cx *cx, struct str code,
				   struct strs *ret_codes)
{
	struct change c = { .what = CONFIRM, .code = code };
	struct err *e = change_by_code(cx, &c);

	*ret_codes = c.codes;
	return e;
}

struct err *account_second_codes(struct cx *cx, struct str code,
				 struct strs *ret_codes)
{
	struct change c = { .what = CODES, .code = code };
	struct err *e = change_by_code(cx, &c);

	*ret_codes = c.codes;
	return e;
}

struct err *account_second_end(struct cx *cx, struct str code)
{
	struct change c = { .what = END, .code = code };

	return change_by_code(cx, &c);
}
