/* Acts about seats: sitting down in one, letting somebody act for oneself. */
#include "account/account_seat.h"

#include "account/account_act.h"
#include "auth/auth.h"
#include "base/utf8.h"
#include "db/db.h"

enum { REASON_MOST = 300 };

static struct err *at(struct arena *a, const char *field, const char *text)
{
	return err_at(err_new(a, ERR_INVALID, text), str_c(field));
}

/* ---- sitting down ------------------------------------------------------------- */

struct sitting {
	int64_t scope, lender;
};

static struct err *sit_fn(struct cx *cx, void *arg)
{
	const struct sitting *s = arg;
	struct buf after = audit_obj(cx);
	struct account_seats seats;
	struct err *e = account_seats(cx, cx->actor.id, &seats);
	ptrdiff_t i;

	if (e)
		return e;
	i = seat_find(seats.p, seats.n, s->scope, s->lender);
	if (i >= seats.n || seats.p[i].scope != s->scope ||
	    seats.p[i].lender != s->lender)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("You have no such place any more: choose "
				  "another one."));
	e = session_sit(cx, cx->actor.session, s->scope, s->lender);
	if (e)
		return e;
	audit_int(&after, "scope", s->scope);
	if (s->lender)
		audit_int(&after, "for", s->lender);
	return account_event(cx, "user.sit", cx->actor.id, audit_end(&after),
			     STR_NULL);
}

struct err *account_sit(struct cx *cx, int64_t scope, int64_t lender)
{
	struct sitting s = { scope, lender };

	assert(cx->actor.id > 0);
	return db_tx(cx, sit_fn, &s);
}

/* ---- letting somebody act ------------------------------------------------------- */

struct lending {
	const struct account_lending *in;
	int64_t to, id;
};

static bool what_ok(struct str what)
{
	return str_eq(what, STR("all")) || str_eq(what, STR("work")) ||
	       str_eq(what, STR("member"));
}

/* Whether the actor has a seat of their own there. */
static struct err *scope_check(struct cx *cx, int64_t scope)
{
	struct account_seats seats;
	struct err *e = account_seats(cx, cx->actor.id, &seats);
	bool any = false, here = false;

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < seats.n; i++) {
		bool own = !seats.p[i].lender && seats.p[i].perms;

		any = any || own;
		here = here || (own && seats.p[i].scope == scope);
	}
	if (!any)
		return at(cx->arena, "scope",
			  N_("You have no role that somebody could act in for "
			     "you."));
	if (scope != DB_NULL && !here)
		return at(cx->arena, "scope",
			  N_("You have no role there: choose one of your "
			     "places."));
	return NULL;
}

static struct err *lend_check(struct cx *cx, const struct lending *l)
{
	const struct account_lending *in = l->in;
	struct err *e = lent_check(cx->arena, in->from, in->to_on, cx->today);

	if (cx->actor.bare)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Your role needs a second factor: set one up "
				  "before you can do anything else."));
	/* on a chain nobody could see who is meant */
	if (cx->actor.lender)
		return err_new(cx->arena, ERR_DENIED,
			       N_("You act for somebody else now: what was "
				  "lent to you can't be lent on."));
	if (!e && !l->to)
		e = at(cx->arena, "to",
		       N_("Nobody who could act for you has this e-mail "
			  "address."));
	if (!e && l->to == cx->actor.id)
		e = at(cx->arena, "to",
		       N_("This is your own address: give that of who is to "
			  "act for you."));
	if (!e && !what_ok(in->what))
		e = at(cx->arena, "what",
		       N_("Choose what they may do for you."));
	if (!e && (!in->reason.n || utf8_length(in->reason) > REASON_MOST))
		e = at(cx->arena, "reason",
		       N_("Say why, in up to 300 characters: it stays on "
			  "record."));
	return e ? e : scope_check(cx, in->scope);
}

static struct err *lend_put(struct cx *cx, struct lending *l)
{
	const struct account_lending *in = l->in;
	struct delegation_insert_in put = {
		.user_id = cx->actor.id,
		.to_user = l->to,
		.scope = in->scope,
		.what = in->what,
		.from_on = in->from,
		.to_on = in->to_on,
		.reason = in->reason,
		.made_by = cx->actor.id,
		.now = cx->now,
	};
	struct buf after = audit_obj(cx);
	struct err *e = delegation_insert(cx->db, &put, &l->id);

	if (!e)
		e = account_shorten(cx, l->to);
	if (e)
		return e;
	audit_int(&after, "to", l->to);
	audit_int(&after, "scope", in->scope);
	audit_str(&after, "what", in->what);
	audit_day(cx, &after, "from", in->from);
	audit_day(cx, &after, "until", in->to_on);
	return account_event(cx, "user.lend", cx->actor.id, audit_end(&after),
			     in->reason);
}

static struct err *lend_fn(struct cx *cx, void *arg)
{
	struct lending *l = arg;
	struct user_by_id_row u;
	struct err *e;
	bool seen;

	e = audit_seen(cx, "user.lend", &seen, NULL);
	if (e || seen)
		return e;
	e = account_find_by_email(cx, l->in->to, &l->to);
	if (!e && l->to)
		e = account_user_row(cx, l->to, &u);
	if (!e && l->to && u.disabled_on != DAY_NONE)
		l->to = 0;
	if (!e)
		e = lend_check(cx, l);
	return e ? e : lend_put(cx, l);
}

struct err *account_lend(struct cx *cx, const struct account_lending *in,
			 int64_t *ret_id)
{
	struct account_lending clean = *in;
	struct lending l = { .in = &clean };
	struct err *e;

	clean.reason = text_clean(cx->arena, in->reason);
	e = db_tx(cx, lend_fn, &l);
	*ret_id = l.id;
	l.in = NULL;
	return e;
}

/* ---- ending it ------------------------------------------------------------------- */

static struct err *lend_end_fn(struct cx *cx, void *arg)
{
	int64_t id = *(const int64_t *)arg;
	struct delegation_by_id_row d;
	struct buf after = audit_obj(cx);
	bool seen, found;
	struct err *e;

	e = audit_seen(cx, "user.lend_end", &seen, NULL);
	if (e || seen)
		return e;
	e = delegation_by_id(cx->db, &(struct delegation_by_id_in){ .id = id },
			     &d, &found);
	if (e)
		return e;
	if (!found || (d.user_id != cx->actor.id && d.to_user != cx->actor.id &&
		       !cx_may(cx, PERM_ACCOUNT_MANAGE)))
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such thing to end."));
	if (d.ended_on != DAY_NONE || d.to_on <= cx->today)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("It has ended already."));
	e = delegation_end(cx->db,
			   &(struct delegation_end_in){ .id = id,
							.on = cx->today,
							.by = cx->actor.id },
			   NULL);
	if (e)
		return e;
	audit_int(&after, "to", d.to_user);
	return account_event(cx, "user.lend_end", d.user_id, audit_end(&after),
			     STR_NULL);
}

struct err *account_lend_end(struct cx *cx, int64_t id)
{
	return db_tx(cx, lend_end_fn, &id);
}
