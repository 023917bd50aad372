/* Acts of whoever manages accounts: users, roles, links. */
#include "account/account_act.h"

#include "account/account_leave.h"
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
		.personal = true,
	};

	return audit_write(cx, &ev, NULL);
}

struct err *account_user_row(struct cx *cx, int64_t id,
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

struct add {
	const struct account_new *in;
	struct account_role role;
	struct str email, name, hash;
	int64_t user, life_ms;
	struct str token;
};

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
		e = account_role_put(cx, x->user, &x->role);
	if (e)
		return e;
	audit_str(&after, "email", x->email);
	audit_str(&after, "name", x->name);
	audit_str(&after, "role", x->role.role);
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
		e = account_role_check(cx, x->user, &x->role);
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
	struct add x = { .in = in,
			 .life_ms = LINK_LIFE_MS,
			 .role = { .role = str_c(in->role),
				   .org = in->org,
				   .alone = in->alone,
				   .from = cx->today,
				   .to = DAY_NONE } };
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
	e = account_user_row(cx, x->user, &u);
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

	e = account_user_row(cx, d->user, &u);
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
	if (!e && d->on && !d->reason.n)
		e = account_vacant_check(cx, d->user, 0);
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
	struct user_grant_same_in same = {
		.role = str_c(in->role),
		.scope = !in->org    ? DB_NULL
			 : in->alone ? -in->org
				     : in->org,
		.from_on = cx->today,
		.to_on = DAY_NONE,
	};
	struct account_role role = { .role = same.role,
				     .org = in->org,
				     .alone = in->alone,
				     .from = cx->today,
				     .to = DAY_NONE };
	struct user_grant_same_row row;
	struct str email, token;
	bool there;
	struct err *e;

	e = email_clean(cx->arena, in->email, &email);
	if (!e)
		e = account_find_by_email(cx, email, &same.user_id);
	if (e)
		return e;
	if (!same.user_id)
		return account_add(cx, in, ret_user, &token);
	e = user_grant_same(cx->db, &same, &row, &there);
	if (!e && !there)
		e = account_role_give(cx, same.user_id, &role);
	if (!e)
		*ret_user = same.user_id;
	return e;
}
