/* Acts of whoever manages accounts: users, roles, links. */
#include "account/account_act.h"

#include "account/account_query.h"
#include "auth/auth.h"
#include "base/utf8.h"
#include "db/db.h"

enum { NAME_MOST = 100 };

struct err *account_event(struct cx *cx, const char *kind, int64_t user,
			  struct str after, struct str reason)
{
	struct audit_event ev = {
		.kind = kind,
		.subject_kind = "user",
		.subject = user,
		.after = after,
		.reason = reason,
	};

	return audit_write(cx, &ev, NULL);
}

static struct err *user_get(struct cx *cx, int64_t id,
			    struct user_by_id_row *ret_row)
{
	struct user_by_id_in in = { .id = id };
	struct err *e;
	bool found;

	e = user_by_id(cx->db, &in, ret_row, &found);
	if (!e && !found)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("There is no such user."));
	return e;
}

/* ---- adding ------------------------------------------------------------------- */

static struct err *org_check(struct cx *cx, enum role role, int64_t org)
{
	struct user_org_by_id_in in = { .id = org };
	struct user_org_by_id_row row;
	struct err *e;
	bool found;

	if (!org && role == ROLE_SECRETARY)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("A secretary needs an organisation: "
					 "choose one.")),
			      STR("org"));
	if (!org)
		return NULL;
	e = user_org_by_id(cx->db, &in, &row, &found);
	if (!e && !found)
		e = err_at(err_new(cx->arena, ERR_INVALID,
				   N_("There is no such organisation: choose "
				      "one from the list.")),
			   STR("org"));
	return e;
}

struct add {
	const struct account_new *in;
	struct str email, name, hash;
	int64_t user, life_ms;
	struct str token;
};

/* The grant without its event. */
static struct err *grant_put(struct cx *cx, int64_t user, enum role role,
			     int64_t org, struct str reason)
{
	struct user_grant_insert_in in = {
		.user_id = user,
		.role = str_c(role_code(role)),
		.org_id = org ? org : DB_NULL,
		.from_on = cx->today,
		.granted_by = cx->actor.id,
		.reason = reason,
	};
	int64_t id;

	return user_grant_insert(cx->db, &in, &id);
}

static struct err *add_user(struct cx *cx, struct add *x)
{
	struct user_insert_in in = {
		.email = x->email,
		.name = x->name,
		.name_sort = name_sort_key(cx->arena, x->name),
		.post = x->in->post.p ? x->in->post : STR(""),
		.password = x->hash,
		.lang = x->in->lang,
		.now = cx->now,
	};
	struct buf after = audit_obj(cx);
	struct err *e;

	e = user_insert(cx->db, &in, &x->user);
	if (!e)
		e = grant_put(cx, x->user, x->in->role, x->in->org, STR_NULL);
	if (e)
		return e;
	audit_str(&after, "email", x->email);
	audit_str(&after, "name", x->name);
	audit_str(&after, "role", str_c(role_code(x->in->role)));
	audit_int(&after, "org", x->in->org ? x->in->org : DB_NULL);
	return account_event(cx, "user.add", x->user, audit_end(&after),
			     STR_NULL);
}

static struct err *add_taken(struct cx *cx, struct str email)
{
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("Somebody has the e-mail address “{0}” "
				 "already: open that user in the list."),
			      email),
		      STR("email"));
}

static struct err *add_fn(struct cx *cx, void *arg)
{
	struct add *x = arg;
	struct user_by_email_in by = { .email = x->email };
	struct user_by_email_row row;
	struct err *e;
	bool seen, found;

	x->token = STR_NULL;
	e = audit_seen(cx, "user.add", &seen, &x->user);
	if (e || seen)
		return e;
	e = user_by_email(cx->db, &by, &row, &found);
	if (!e && found)
		e = add_taken(cx, x->email);
	if (!e)
		e = org_check(cx, x->in->role, x->in->org);
	if (!e)
		e = add_user(cx, x);
	return e ? e : link_make(cx, x->user, x->life_ms, &x->token);
}

/* All faults of what was typed, as a list. */
static struct err *add_faults(struct cx *cx, struct add *x)
{
	struct err *faults = NULL;

	err_add(&faults, email_clean(cx->arena, x->in->email, &x->email));
	x->name = text_clean(cx->arena, x->in->name);
	if (!x->name.n || utf8_length(x->name) > NAME_MOST)
		err_add(&faults,
			err_at(err_new(cx->arena, ERR_INVALID,
				       N_("The name is missing or longer than "
					  "{0} characters: write the full "
					  "name."),
				       str_fmt(cx->arena, "%d", NAME_MOST)),
			       STR("name")));
	if (x->in->lang.n && !setting_lang_ok(x->in->lang))
		err_add(&faults, err_at(err_new(cx->arena, ERR_INVALID,
						N_("The language is “vi” or "
						   "“en”.")),
					STR("lang")));
	return faults;
}

/* The password's hash, made before the transaction: it is slow. */
static struct err *add_hash(struct cx *cx, struct add *x)
{
	struct strs words = password_context(cx->arena, x->email, x->name);
	struct err *e;

	if (!x->in->password.p)
		return NULL;
	e = auth_password_rule(cx->arena, x->in->password, &words);
	if (e)
		return err_at(e, STR("password"));
	return auth_hash_password(cx->arena, x->in->password, &x->hash);
}

struct err *account_add(struct cx *cx, const struct account_new *in,
			int64_t *ret_user, struct str *ret_token)
{
	struct add x = { .in = in, .life_ms = LINK_LIFE_MS };
	struct err *e;

	e = add_faults(cx, &x);
	if (!e)
		e = add_hash(cx, &x);
	if (!e)
		e = db_tx(cx, add_fn, &x);
	if (e)
		return e;
	*ret_user = x.user;
	*ret_token = x.token;
	return NULL;
}

/* ---- roles -------------------------------------------------------------------- */

struct grant {
	int64_t user;
	enum role role;
	int64_t org, id;
	struct str reason;
};

static struct err *grant_is_there(struct cx *cx, const struct grant *g,
				  bool *ret_there)
{
	struct user_grant_same_in in = {
		.user_id = g->user,
		.role = str_c(role_code(g->role)),
		.org_id = g->org ? g->org : DB_NULL,
		.today = cx->today,
	};
	struct user_grant_same_row row;

	return user_grant_same(cx->db, &in, &row, ret_there);
}

/* Who manages more from now on has the shorter sessions from now on. */
static struct err *weight_check(struct cx *cx, int64_t user)
{
	bool manager;
	struct err *e = account_is_manager(cx, user, &manager);

	return e || !manager ? e : session_shorten(cx, user);
}

static struct err *grant_write(struct cx *cx, const struct grant *g)
{
	struct buf after = audit_obj(cx);
	struct err *e;

	e = grant_put(cx, g->user, g->role, g->org, g->reason);
	if (e)
		return e;
	e = weight_check(cx, g->user);
	if (e)
		return e;
	audit_str(&after, "role", str_c(role_code(g->role)));
	audit_int(&after, "org", g->org ? g->org : DB_NULL);
	audit_day(cx, &after, "from", cx->today);
	return account_event(cx, "user.grant", g->user, audit_end(&after),
			     g->reason);
}

static struct err *grant_fn(struct cx *cx, void *arg)
{
	const struct grant *g = arg;
	struct user_by_id_row u;
	bool seen, there = false;
	struct err *e;

	e = audit_seen(cx, "user.grant", &seen, NULL);
	if (e || seen)
		return e;
	e = user_get(cx, g->user, &u);
	if (!e)
		e = org_check(cx, g->role, g->org);
	if (!e)
		e = grant_is_there(cx, g, &there);
	if (!e && there)
		e = err_at(err_new(cx->arena, ERR_CONFLICT,
				   N_("{0} has this role there already."),
				   u.name),
			   STR("role"));
	return e ? e : grant_write(cx, g);
}

struct err *account_grant(struct cx *cx, int64_t user, enum role role,
			  int64_t org, struct str reason)
{
	struct grant g = {
		.user = user, .role = role, .org = org, .reason = reason
	};

	return db_tx(cx, grant_fn, &g);
}

static struct err *grant_end_fn(struct cx *cx, void *arg)
{
	const struct grant *g = arg;
	struct user_grant_by_id_in by = { .id = g->id };
	struct user_grant_set_end_in set = { .id = g->id, .to_on = cx->today };
	struct user_grant_by_id_row row;
	struct buf after = audit_obj(cx);
	bool seen, found;
	struct err *e;

	e = audit_seen(cx, "user.grant_end", &seen, NULL);
	if (e || seen)
		return e;
	e = user_grant_by_id(cx->db, &by, &row, &found);
	if (e)
		return e;
	if (!found)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such role."));
	if (row.to_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This role has ended already."));
	if (row.user_id == cx->actor.id)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Nobody ends a role of their own: ask "
				  "another administrator."));
	e = user_grant_set_end(cx->db, &set, NULL);
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

/* ---- links --------------------------------------------------------------------- */

static struct err *link_make_fn(struct cx *cx, void *arg)
{
	struct add *x = arg;
	struct user_by_id_row u;
	struct err *e;
	bool seen;

	x->token = STR_NULL;
	e = audit_seen(cx, "user.link", &seen, NULL);
	if (e || seen)
		return e;
	e = user_get(cx, x->user, &u);
	if (!e && u.disabled_on != DAY_NONE)
		e = err_new(cx->arena, ERR_CONFLICT,
			    N_("{0} is disabled: enable the user first."),
			    u.name);
	if (!e)
		e = link_make(cx, x->user, x->life_ms, &x->token);
	return e ? e
		 : account_event(cx, "user.link", x->user, STR_NULL, STR_NULL);
}

static struct err *link_for(struct cx *cx, int64_t user, int64_t life_ms,
			    struct str *ret_token)
{
	struct add x = { .user = user, .life_ms = life_ms };
	struct err *e = db_tx(cx, link_make_fn, &x);

	if (!e)
		*ret_token = x.token;
	return e;
}

struct err *account_link_make(struct cx *cx, int64_t user,
			      struct str *ret_token)
{
	return link_for(cx, user, LINK_LIFE_MS, ret_token);
}

struct err *account_link(struct cx *cx, int64_t user, struct str *ret_path)
{
	struct str token;
	struct err *e = link_for(cx, user, LINK_FIRST_MS, &token);

	if (!e)
		*ret_path = str_cat(cx->arena, STR("/sign-in/link/"), token);
	return e;
}

/* ---- disabling ------------------------------------------------------------------ */

struct disable {
	int64_t user;
	struct str reason;
	bool on;
};

static struct err *disable_check(struct cx *cx, const struct disable *d)
{
	struct user_by_id_row u;
	struct err *e;

	e = user_get(cx, d->user, &u);
	if (e)
		return e;
	if (d->user == cx->actor.id)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Nobody disables their own account: ask "
				  "another administrator."));
	if (d->on && u.disabled_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("{0} is disabled already."), u.name);
	if (!d->on && u.disabled_on == DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("{0} isn't disabled."), u.name);
	return NULL;
}

static struct err *disable_fn(struct cx *cx, void *arg)
{
	const struct disable *d = arg;
	const char *kind = d->on ? "user.disable" : "user.enable";
	struct user_set_disabled_in set = {
		.id = d->user,
		.on = d->on ? cx->today : DAY_NONE,
	};
	struct err *e;
	bool seen;

	e = audit_seen(cx, kind, &seen, NULL);
	if (e || seen)
		return e;
	e = disable_check(cx, d);
	if (!e)
		e = user_set_disabled(cx->db, &set, NULL);
	if (!e && d->on)
		e = session_end_all(cx, d->user, 0);
	if (!e && d->on)
		e = link_end_all(cx, d->user);
	return e ? e : account_event(cx, kind, d->user, STR_NULL, d->reason);
}

struct err *account_disable(struct cx *cx, int64_t user, struct str reason)
{
	struct disable d = { .user = user, .reason = reason, .on = true };

	return db_tx(cx, disable_fn, &d);
}

struct err *account_enable(struct cx *cx, int64_t user, struct str reason)
{
	struct disable d = { .user = user, .reason = reason };

	return db_tx(cx, disable_fn, &d);
}

/* ---- for others ------------------------------------------------------------------ */

struct err *account_ensure(struct cx *cx, const struct account_new *in,
			   int64_t *ret_user)
{
	struct grant g = { .role = in->role, .org = in->org };
	struct str email, token;
	bool there;
	struct err *e;

	e = email_clean(cx->arena, in->email, &email);
	if (!e)
		e = account_find_by_email(cx, email, &g.user);
	if (e)
		return e;
	if (!g.user)
		return account_add(cx, in, ret_user, &token);
	e = grant_is_there(cx, &g, &there);
	if (!e && !there)
		e = account_grant(cx, g.user, g.role, g.org, STR_NULL);
	if (!e)
		*ret_user = g.user;
	return e;
}
