/* Acts about roles: given from a day to a day, by whom and why; ended. */
#include "account/account_act.h"

#include "account/account_leave.h"
#include "account/account_leave_query.h"
#include "account/account_query.h"
#include "base/utf8.h"
#include "db/db.h"
#include "profile/profile.h"

enum { REASON_MOST = 300 };

static struct err *at(struct arena *a, const char *field, const char *text)
{
	return err_at(err_new(a, ERR_INVALID, text), str_c(field));
}

/* ---- what statements ask of roles ------------------------------------------- */

static bool is_kept(const struct role_perms_of_rows *rows, uint64_t perms)
{
	uint64_t kept = 0;
	enum perm p;

	for (ptrdiff_t i = 0; i < rows->n; i++) {
		if (!perm_from_code(rows->p[i].perm, &p))
			return false;
		kept |= PERM_BIT(p);
	}
	return kept == perms;
}

static struct err *role_keep(struct cx *cx, const struct profile_role *r)
{
	struct role_perms_of_rows rows;
	struct err *e = role_perms_of(
		cx->db, &(struct role_perms_of_in){ .role = r->code }, &rows);

	if (e || is_kept(&rows, r->perms))
		return e;
	e = role_perm_drop(cx->db, &(struct role_perm_drop_in){ r->code },
			   NULL);
	for (enum perm p = 0; !e && p < N_PERM; p++)
		if (r->perms & PERM_BIT(p))
			e = role_perm_put(cx->db,
					  &(struct role_perm_put_in){
						  .role = r->code,
						  .perm = str_c(perm_code(p)) },
					  NULL);
	return e;
}

/* ---- checking ------------------------------------------------------------------- */

static struct err *org_check(struct cx *cx, const struct profile_role *role,
			     const struct account_role *in)
{
	struct user_org_by_id_in by = { .id = in->org };
	struct user_org_by_id_row row;
	struct err *e;
	bool found;

	if (!in->org && (role->in_unit || in->alone))
		return at(cx->arena, "org",
			  N_("This role needs an organisation: choose one."));
	if (!in->org)
		return NULL;
	e = user_org_by_id(cx->db, &by, &row, &found);
	if (!e && !found)
		e = at(cx->arena, "org",
		       N_("There is no such organisation: choose one from the "
			  "list."));
	if (!e && role->at_root && row.parent != DB_NULL)
		e = at(cx->arena, "org",
		       N_("This role counts for the whole committee only: "
			  "choose the organisation above all others."));
	return e;
}

static struct err *days_check(struct cx *cx, const struct account_role *in)
{
	if (in->to != DAY_NONE && in->to <= in->from)
		return at(cx->arena, "to",
			  N_("The role ends before it begins: give a later "
			     "last day or none."));
	if (in->from < cx->today)
		return at(cx->arena, "from",
			  N_("A role can't be given for days that are over: "
			     "the first day is today or later."));
	return NULL;
}

static int64_t scope_of(const struct account_role *in)
{
	return !in->org ? DB_NULL : in->alone ? -in->org : in->org;
}

struct err *account_role_check(struct cx *cx, int64_t user,
			       const struct account_role *in)
{
	const struct profile_role *role = profile_role(cx->profile, in->role);
	struct err *e;

	if (!role)
		return at(cx->arena, "role",
			  N_("There is no such role: choose one from the "
			     "list."));
	/* two people for what decides what everybody may */
	if (user && user == cx->actor.id)
		return at(cx->arena, "role",
			  N_("Nobody gives a role to themselves: ask another "
			     "administrator."));
	e = days_check(cx, in);
	if (!e && utf8_length(in->reason) > REASON_MOST)
		e = at(cx->arena, "reason",
		       N_("The reason is too long: 300 characters are "
			  "enough."));
	return e ? e : org_check(cx, role, in);
}

/* ---- giving ----------------------------------------------------------------------- */

struct err *account_role_put(struct cx *cx, int64_t user,
			     const struct account_role *in)
{
	const struct profile_role *role = profile_role(cx->profile, in->role);
	struct user_grant_insert_in put = {
		.user_id = user,
		.role = in->role,
		.org_id = in->org ? in->org : DB_NULL,
		.scope = scope_of(in),
		.from_on = in->from,
		.to_on = in->to,
		.granted_by = cx->actor.id,
		.reason = in->reason,
	};
	struct err *e = role_keep(cx, role);
	int64_t id;

	return e ? e : user_grant_insert(cx->db, &put, &id);
}

struct err *account_role_write(struct cx *cx, int64_t user,
			       const struct account_role *is)
{
	struct buf after = audit_obj(cx);
	struct err *e;

	e = account_role_put(cx, user, is);
	if (!e)
		e = account_shorten(cx, user);
	if (e)
		return e;
	audit_str(&after, "role", is->role);
	audit_int(&after, "org", is->org ? is->org : DB_NULL);
	audit_day(cx, &after, "from", is->from);
	if (is->to != DAY_NONE)
		audit_day(cx, &after, "to", is->to);
	if (is->alone)
		audit_int(&after, "alone", 1);
	return account_event(cx, "user.grant", user, audit_end(&after),
			     is->reason);
}

struct grant {
	int64_t user, id;
	struct account_role is;
	struct str reason;
};

static struct err *grant_fn(struct cx *cx, void *arg)
{
	const struct grant *g = arg;
	struct user_grant_same_in same = { .user_id = g->user,
					   .role = g->is.role,
					   .scope = scope_of(&g->is),
					   .from_on = g->is.from,
					   .to_on = g->is.to };
	struct user_grant_same_row row;
	struct user_by_id_row u;
	bool seen, there = false;
	struct err *e;

	e = audit_seen(cx, "user.grant", &seen, NULL);
	if (e || seen)
		return e;
	e = account_user_row(cx, g->user, &u);
	if (!e)
		e = account_role_check(cx, g->user, &g->is);
	if (!e)
		e = user_grant_same(cx->db, &same, &row, &there);
	if (!e && there)
		e = err_at(err_new(cx->arena, ERR_CONFLICT,
				   N_("{0} has this role there already."),
				   u.name),
			   STR("role"));
	return e ? e : account_role_write(cx, g->user, &g->is);
}

struct err *account_role_give(struct cx *cx, int64_t user,
			      const struct account_role *in)
{
	struct grant g = { .user = user, .is = *in };

	return db_tx(cx, grant_fn, &g);
}

struct err *account_grant(struct cx *cx, int64_t user, const char *role,
			  int64_t org, struct str reason)
{
	return account_role_give(cx, user,
				 &(struct account_role){ .role = str_c(role),
							 .org = org,
							 .from = cx->today,
							 .to = DAY_NONE,
							 .reason = reason });
}

/* ---- ending ----------------------------------------------------------------------- */

static struct err *end_check(struct cx *cx,
			     const struct user_grant_by_id_row *row)
{
	if (row->to_on != DAY_NONE &&
	    row->to_on <= MAX(row->from_on, cx->today))
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This role has ended already."));
	if (row->user_id == cx->actor.id)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Nobody ends a role of their own: ask "
				  "another administrator."));
	return NULL;
}

static struct err *grant_end_fn(struct cx *cx, void *arg)
{
	const struct grant *g = arg;
	struct user_grant_by_id_in by = { .id = g->id };
	struct user_grant_by_id_row row;
	struct buf after = audit_obj(cx);
	bool seen, found;
	struct err *e;

	e = audit_seen(cx, "user.grant_end", &seen, NULL);
	if (e || seen)
		return e;
	e = user_grant_by_id(cx->db, &by, &row, &found);
	if (!e && !found)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("There is no such role."));
	if (!e)
		e = end_check(cx, &row);
	if (!e && !g->reason.n)
		e = account_vacant_check(cx, row.user_id, g->id);
	if (!e)
		e = duty_end(cx->db,
			     &(struct duty_end_in){
				     .id = g->id,
				     .to_on = MAX(row.from_on, cx->today) },
			     NULL);
	if (e)
		return e;
	audit_str(&after, "role", row.role);
	audit_int(&after, "org", row.org_id);
	audit_day(cx, &after, "to", cx->today);
	return account_event(cx, "user.grant_end", row.user_id,
			     audit_end(&after), g->reason);
}

struct err *account_grant_end(struct cx *cx, int64_t grant, struct str reason)
{
	struct grant g = { .id = grant, .reason = reason };

	return db_tx(cx, grant_end_fn, &g);
}

/* ---- the profile's roles in the database ---------------------------------------- */

/* Whether the database holds exactly what the profile says. */
static bool all_kept(const struct profile *p,
		     const struct role_perm_all_rows *rows)
{
	ptrdiff_t n = 0;
	enum perm perm;

	for (ptrdiff_t i = 0; i < p->n_roles; i++)
		n += __builtin_popcountll(p->role[i].perms);
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct profile_role *r = profile_role(p, rows->p[i].role);

		if (!r || !perm_from_code(rows->p[i].perm, &perm) ||
		    !(r->perms & PERM_BIT(perm)))
			return false;
	}
	return rows->n == n;
}

static struct err *roles_keep_fn(struct cx *cx, void *arg)
{
	const struct role_perm_all_rows *rows = arg;
	struct err *e = NULL;

	for (ptrdiff_t i = 0; !e && i < rows->n; i++)
		if (!profile_role(cx->profile, rows->p[i].role))
			e = role_perm_drop(cx->db,
					   &(struct role_perm_drop_in){
						   rows->p[i].role },
					   NULL);
	for (ptrdiff_t i = 0; !e && i < cx->profile->n_roles; i++)
		e = role_keep(cx, &cx->profile->role[i]);
	return e;
}

struct err *account_roles_keep(struct cx *cx)
{
	struct role_perm_all_rows rows;
	struct err *e = role_perm_all(cx->db, &rows);

	if (e || all_kept(cx->profile, &rows))
		return e;
	return db_tx(cx, roles_keep_fn, &rows);
}
