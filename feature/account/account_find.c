/* What others may ask about accounts: reading only. */
#include "account/account.h"

#include "account/account_query.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "setting/setting.h"

static struct role_grant *
grants_of(struct cx *cx, const struct user_actor_rows *rows, ptrdiff_t *ret_n)
{
	struct role_grant *g = arena_new(cx->arena, struct role_grant, rows->n);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct user_actor_row *r = &rows->p[i];

		if (!r->role.p || !role_from_code(r->role, &g[n].role))
			continue;
		g[n].org = r->org_id == DB_NULL ? 0 : r->org_id;
		g[n].org_is_root =
			r->org_id == DB_NULL || r->org_parent == DB_NULL;
		n++;
	}
	*ret_n = n;
	return g;
}

static struct str org_name_of(const struct user_actor_rows *rows, int64_t org)
{
	for (ptrdiff_t i = 0; i < rows->n; i++)
		if (org && rows->p[i].org_id == org)
			return rows->p[i].org_name;
	return STR("");
}

/* Whoever manages accounts and has no second factor may only set one up. */
static struct err *bare_check(struct cx *cx, struct actor *who)
{
	struct str required;
	struct second is;
	struct err *e;

	if (!(who->perms & PERM_BIT(PERM_ACCOUNT_MANAGE)))
		return NULL;
	e = setting_get(cx, SECOND_REQUIRED, STR("none"), &required);
	if (e || !str_eq(required, STR("admin")))
		return e;
	e = second_get(cx, who->id, &is);
	who->bare = !is.on;
	if (who->bare)
		who->perms = PERM_BIT(PERM_PUBLIC) | PERM_BIT(PERM_SIGNED_IN);
	return e;
}

struct err *account_actor(struct cx *cx, int64_t user, struct actor *ret,
			  bool *ret_ok)
{
	struct user_actor_in in = { .id = user, .today = cx->today };
	struct user_actor_rows rows;
	struct role_grant *g;
	struct actor who = { .id = user };
	ptrdiff_t n, at;
	struct err *e;

	e = user_actor(cx->db, &in, &rows);
	if (e)
		return e;
	if (!rows.n || rows.p[0].disabled_on != DAY_NONE) {
		*ret_ok = false;
		return NULL;
	}
	g = grants_of(cx, &rows, &n);
	at = role_choose(g, n, &who.perms);
	if (at >= 0) {
		who.org = g[at].org;
		who.org_is_root = g[at].org_is_root;
	}
	/* no menu for who only reports on the tasks of one organisation */
	who.few = (who.perms & PERM_BIT(PERM_WORK_REPORT)) &&
		  !(who.perms & PERM_BIT(PERM_OVERVIEW_VIEW));
	who.lang = rows.p[0].lang;
	who.theme = rows.p[0].theme;
	who.size = rows.p[0].size;
	who.name = rows.p[0].name;
	who.post = rows.p[0].post;
	who.org_name = org_name_of(&rows, who.org);
	e = bare_check(cx, &who);
	if (e)
		return e;
	*ret = who;
	*ret_ok = true;
	return NULL;
}

struct err *account_is_manager(struct cx *cx, int64_t user, bool *ret_is)
{
	const uint64_t weight =
		PERM_BIT(PERM_ACCOUNT_MANAGE) | PERM_BIT(PERM_WORK_MANAGE);
	struct actor who = { 0 };
	bool good;
	struct err *e = account_actor(cx, user, &who, &good);

	*ret_is = !e && good && (who.bare || (who.perms & weight));
	return e;
}

struct err *account_find_by_email(struct cx *cx, struct str email,
				  int64_t *ret_user)
{
	struct user_by_email_in in;
	struct user_by_email_row row;
	struct err *e;
	bool found;

	*ret_user = 0;
	if (email_clean(cx->arena, email, &in.email))
		return NULL;
	e = user_by_email(cx->db, &in, &row, &found);
	if (!e && found)
		*ret_user = row.id;
	return e;
}

struct err *account_look(struct cx *cx, int64_t user,
			 struct account_look *ret_look)
{
	struct user_by_id_in in = { .id = user };
	struct user_by_id_row row;
	struct err *e;
	bool found;

	*ret_look = (struct account_look){ 0 };
	e = user_by_id(cx->db, &in, &row, &found);
	if (!e && found)
		*ret_look = (struct account_look){
			.lang = row.lang,
			.theme = row.theme,
			.size = row.size,
		};
	return e;
}

struct err *account_name(struct cx *cx, int64_t user, struct str *ret_name)
{
	struct user_by_id_in in = { .id = user };
	struct user_by_id_row row;
	struct err *e;
	bool found;

	e = user_by_id(cx->db, &in, &row, &found);
	if (!e)
		*ret_name = found ? row.name : STR("");
	return e;
}

struct err *account_email(struct cx *cx, int64_t user, struct str *ret_email)
{
	struct user_by_id_in in = { .id = user };
	struct user_by_id_row row;
	struct err *e;
	bool found;

	e = user_by_id(cx->db, &in, &row, &found);
	if (!e)
		*ret_email = found ? row.email : STR("");
	return e;
}

struct err *account_history(struct cx *cx, const char *subject_kind,
			    int64_t subject, int limit,
			    struct audit_rows *ret_rows)
{
	struct user_history_in in = {
		.subject_kind = str_c(subject_kind),
		.subject = subject,
		.limit = limit,
	};
	struct user_history_rows rows;
	struct audit_rows list = { 0 };
	struct err *e;

	e = user_history(cx->db, &in, &rows);
	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct user_history_row *r = &rows.p[i];

		*vec_push(cx->arena, &list) = (struct audit_row){
			.id = r->id,
			.at = r->at,
			.actor = r->actor,
			.on_behalf = r->on_behalf,
			.kind = r->kind,
			.before = r->before,
			.after = r->after,
			.reason = r->reason,
			.actor_name = r->actor_name,
		};
	}
	*ret_rows = list;
	return NULL;
}

struct err *account_hook_actor(struct cx *cx, const struct session *s,
			       bool *ret_ok)
{
	/* what most pages keep stands under it */
	struct err *e = db_generation_ahead(cx->db);

	if (!e)
		e = account_actor(cx, s->user, &cx->actor, ret_ok);
	if (!e && *ret_ok)
		cx->actor.session = s->id;
	return e;
}
