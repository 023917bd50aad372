/*
 * Somebody lost every second factor: two administrators take it away, each with
 * a reason of their own. Where there is only one, that one is enough; so is the
 * owner of the machine, by the command line.
 */
#include "account/account_act.h"

#include "account/account_query.h"
#include "account/account_sign_priv.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"

enum { REASON_LEAST = 5, REASON_MOST = 500 };

struct reset {
	int64_t user;
	struct str reason;
	bool done;
};

struct err *account_reset_asked(struct cx *cx, int64_t user,
				struct account_reset *ret_asked)
{
	struct reset_by_user_row row;
	bool found;
	struct err *e =
		reset_by_user(cx->db,
			      &(struct reset_by_user_in){ .user_id = user },
			      &row, &found);

	*ret_asked = (struct account_reset){ 0 };
	if (!e && found && row.asked_at > cx->now - RESET_LIFE_MS)
		*ret_asked = (struct account_reset){ .by = row.asked_by,
						     .by_name = row.by_name,
						     .at = row.asked_at,
						     .reason = row.reason };
	return e;
}

/* Whether another administrator could agree. */
static struct err *is_pair(struct cx *cx, int64_t user, bool *ret_is)
{
	struct account_holders all;
	struct err *e = account_holders(cx, PERM_ACCOUNT_MANAGE, &all);

	*ret_is = false;
	for (ptrdiff_t i = 0; !e && i < all.n; i++)
		if (all.p[i].id != cx->actor.id && all.p[i].id != user)
			*ret_is = true;
	return e;
}

static struct err *ask(struct cx *cx, const struct reset *r,
		       const struct account_reset *was)
{
	struct reset_put_in put = { .user_id = r->user,
				    .asked_by = cx->actor.id,
				    .now = cx->now,
				    .reason = r->reason };
	struct err *e;

	if (was->by)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("You asked for it already: another "
				  "administrator has to agree within a day."));
	e = reset_drop(cx->db, &(struct reset_drop_in){ r->user }, NULL);
	if (!e)
		e = reset_put(cx->db, &put, NULL);
	return e ? e
		 : account_event(cx, "second.reset_ask", r->user, STR_NULL,
				 r->reason);
}

static struct err *take_away(struct cx *cx, const struct reset *r,
			     const struct account_reset *was)
{
	struct buf after = audit_obj(cx);
	struct err *e = second_end_all(cx, r->user);

	if (!e)
		e = reset_drop(cx->db, &(struct reset_drop_in){ r->user },
			       NULL);
	if (!e)
		e = session_end_all(cx, r->user, 0);
	if (!e)
		e = account_tell(cx, r->user, NEWS_RESET, NULL, STR_NULL);
	if (was->by)
		audit_int(&after, "asked_by", was->by);
	return e ? e
		 : account_event(cx, "second.reset", r->user,
				 was->by ? audit_end(&after) : STR_NULL,
				 r->reason);
}

static struct err *reset_fn(struct cx *cx, void *arg)
{
	struct reset *r = arg;
	struct account_reset was;
	struct second is;
	bool seen, pair = false;
	struct err *e = audit_seen(cx, "second.reset", &seen, NULL);

	if (!e && !seen)
		e = audit_seen(cx, "second.reset_ask", &seen, NULL);
	if (e || seen)
		return e;
	e = second_get(cx, r->user, &is);
	if (!e && !is.on)
		e = err_new(cx->arena, ERR_CONFLICT,
			    N_("This account has no second factor."));
	if (!e)
		e = account_reset_asked(cx, r->user, &was);
	if (!e && cx->actor.id != ACTOR_SYSTEM)
		e = is_pair(cx, r->user, &pair);
	if (e)
		return e;
	r->done = !pair || (was.by && was.by != cx->actor.id);
	return r->done ? take_away(cx, r, &was) : ask(cx, r, &was);
}

struct err *account_second_reset(struct cx *cx, int64_t user, struct str reason,
				 bool *ret_done)
{
	struct reset r = { .user = user, .reason = str_trim(reason) };
	struct err *e;

	*ret_done = false;
	if (r.reason.n < REASON_LEAST || r.reason.n > REASON_MOST)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Say why, in 5 to 500 characters: who "
					 "asked for it and how you know that "
					 "it was that person.")),
			      STR("reason"));
	if (user == cx->actor.id)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Another administrator takes your second "
				  "factor away, or you do it yourself with a "
				  "code."));
	e = db_tx(cx, reset_fn, &r);
	*ret_done = r.done;
	return e;
}
