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
#include "base/utf8.h"
#include "db/db.h"

enum { REASON_LEAST = 5, REASON_MOST = 500, APART_DAYS = 7 };

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

/* ---- who can agree ------------------------------------------------------------- */

/* Who managed accounts within the last days, other than by one person's favour:
 * who ends others' roles, or gives new ones, doesn't become two by it. */
static bool is_own(const struct cx *cx, const struct manager_list_row *g,
		   int64_t by)
{
	return g->granted_by != by || g->from_on <= cx->today - APART_DAYS;
}

static bool is_now(const struct cx *cx, const struct manager_list_row *g)
{
	return g->disabled_on == DAY_NONE &&
	       (g->to_on == DAY_NONE || g->to_on > cx->today);
}

struct managers {
	bool pair;   /* another one could agree with the actor */
	bool target; /* the person manages accounts */
	bool agrees; /* the actor may agree with who asked */
	bool asks;   /* who asked still manages accounts */
};

static struct err *managers_read(struct cx *cx, const struct reset *r,
				 int64_t asked_by, struct managers *ret)
{
	struct manager_list_rows rows;
	struct err *e = manager_list(cx->db,
				     &(struct manager_list_in){
					     .since = cx->today - APART_DAYS,
					     .today = cx->today },
				     &rows);

	*ret = (struct managers){ 0 };
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct manager_list_row *g = &rows.p[i];

		if (g->user_id == r->user)
			ret->target = true;
		else if (g->user_id != cx->actor.id)
			ret->pair = ret->pair || is_own(cx, g, cx->actor.id);
		else if (is_now(cx, g) && is_own(cx, g, asked_by))
			ret->agrees = true;
		if (g->user_id == asked_by && is_now(cx, g))
			ret->asks = true;
	}
	return e;
}

/* ---- asking, agreeing ------------------------------------------------------------- */

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
	if (!e)
		e = account_tell(cx, r->user, NEWS_RESET_ASKED, NULL,
				 cx->actor.name);
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

/* One form, two kinds of events. */
static struct err *seen_before(struct cx *cx, bool *ret_seen)
{
	struct err *e = audit_seen(cx, "second.reset", ret_seen, NULL);

	if (e && e->code == ERR_CONFLICT)
		e = audit_seen(cx, "second.reset_ask", ret_seen, NULL);
	return e;
}

static struct err *by_managers(struct cx *cx, struct reset *r,
			       struct account_reset *was)
{
	struct managers m;
	struct err *e = managers_read(cx, r, was->by, &m);

	if (e)
		return e;
	if (was->by && !m.asks) /* what they asked for ended with their role */
		*was = (struct account_reset){ 0 };
	if (!m.pair && m.target)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Nobody takes the second factor of the only "
				  "other administrator away alone: the owner "
				  "of the machine does it, by `roviec user "
				  "second`."));
	if (was->by && was->by != cx->actor.id && !m.agrees)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Who asked for it has made you an "
				  "administrator lately: somebody else has to "
				  "agree."));
	r->done = !m.pair || (was->by && was->by != cx->actor.id);
	return NULL;
}

static struct err *reset_fn(struct cx *cx, void *arg)
{
	struct reset *r = arg;
	struct account_reset was;
	struct second is;
	bool seen;
	struct err *e = seen_before(cx, &seen);

	if (e || seen)
		return e;
	e = second_get(cx, r->user, &is);
	if (!e && !is.on)
		e = err_new(cx->arena, ERR_CONFLICT,
			    N_("This account has no second factor."));
	if (!e)
		e = account_reset_asked(cx, r->user, &was);
	r->done = cx->actor.id == ACTOR_SYSTEM;
	if (!e && !r->done)
		e = by_managers(cx, r, &was);
	if (e)
		return e;
	return r->done ? take_away(cx, r, &was) : ask(cx, r, &was);
}

struct err *account_second_reset(struct cx *cx, int64_t user, struct str reason,
				 bool *ret_done)
{
	struct reset r = { .user = user, .reason = str_trim(reason) };
	struct err *e;

	*ret_done = false;
	if (utf8_length(r.reason) < REASON_LEAST ||
	    utf8_length(r.reason) > REASON_MOST)
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
