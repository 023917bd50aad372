/* A person's own account: data, password, display, sessions. */
#include "account/account_act.h"

#include "account/account_form.h"
#include "account/account_own_tmpl.h"
#include "account/account_page_priv.h"
#include "account/account_query.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"

enum {
	HISTORY_READ = 60,
	HISTORY_SHOWN = 10,
	MINUTE_MS = 60 * 1000,
	HOUR_MS = 60 * MINUTE_MS,
};

static struct err *roles_put(struct cx *cx, struct account_view *x)
{
	struct user_grants_in in = { .user_id = cx->actor.id };
	struct user_grants_rows rows;
	struct err *e = user_grants(cx->db, &in, &rows);

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct user_grants_row *r = &rows.p[i];
		struct str title =
			profile_role_title(cx->profile, r->role, cx->lang);

		if (r->to_on != DAY_NONE && r->to_on <= cx->today)
			continue;
		if (r->org_name.p)
			title = tr_fmt(cx->arena, cx->lang, N_("{0} ({1})"),
				       title, r->org_name);
		*vec_push(cx->arena, &x->roles) = title;
	}
	return NULL;
}

static struct err *sessions_put(struct cx *cx, struct account_view *x)
{
	struct sessions list;
	struct err *e = session_list(cx, cx->actor.id, &list);

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < list.n; i++)
		*vec_push(cx->arena, &x->sessions) = (struct account_session){
			.id = list.p[i].id,
			.agent = list.p[i].agent,
			.address = list.p[i].address,
			.made_at = list.p[i].made_at,
			.seen_at = list.p[i].seen_at,
			.present = list.p[i].id == cx->actor.session,
		};
	return NULL;
}

static void display_put(struct cx *cx, struct account_view *x,
			const struct user_by_id_row *u)
{
	enum lang l = cx->lang;

	x->lang = (struct account_select){ .name = "lang",
					   .label = tr(l, N_("Language")) };
	select_add(cx, &x->lang, STR(""), tr(l, N_("as the browser asks")),
		   u->lang);
	select_add(cx, &x->lang, STR("vi"), STR("Tiếng Việt"), u->lang);
	select_add(cx, &x->lang, STR("en"), STR("English"), u->lang);
	x->theme = (struct account_select){ .name = "theme",
					    .label = tr(l, N_("Colours")) };
	select_add(cx, &x->theme, STR(""), tr(l, N_("as the device is set")),
		   u->theme);
	select_add(cx, &x->theme, STR("light"), tr(l, N_("light")), u->theme);
	select_add(cx, &x->theme, STR("dark"), tr(l, N_("dark")), u->theme);
	x->size = (struct account_select){ .name = "size",
					   .label = tr(l, N_("Text size")) };
	select_add(cx, &x->size, STR(""), tr(l, N_("normal")), u->size);
	select_add(cx, &x->size, STR("lon"), tr(l, N_("large")), u->size);
}

static void password_put(struct cx *cx, struct account_view *x,
			 const struct user_by_id_row *u,
			 const struct err *faults)
{
	x->has_password = u->password.p != NULL;
	x->current = line_password(cx, "current", "current-password",
				   N_("Present password"));
	x->fresh =
		line_password(cx, "fresh", "new-password", N_("New password"));
	x->fresh.hint = tr(cx->lang, N_("At least 15 characters; a few words "
					"that nobody expects together are "
					"good."));
	line_fault(cx, &x->current, faults);
	line_fault(cx, &x->fresh, faults);
}

/* What a person should know of their own account; {0} is a browser or the name
 * of a passkey. */
static const struct {
	const char *kind, *what;
} happened[] = {
	{ "session.start", N_("Signed in") },
	{ "user.password", N_("Password changed") },
	{ "second.confirm", N_("Authenticator app set up") },
	{ "second.codes", N_("New recovery codes") },
	{ "second.end", N_("Authenticator app taken away") },
	{ "second.reset", N_("Second factor taken away by an administrator") },
	{ "second.reset_ask", N_("Taking a second factor away was asked for") },
	{ "user.handover", N_("Duties handed over") },
	{ "passkey.add", N_("Passkey added") },
	{ "passkey.end", N_("Passkey removed") },
	{ "passkey.copied", N_("Passkey refused: there may be a copy of it") },
	{ "session.end_all", N_("All sessions ended by an administrator") },
	{ "user.link", N_("Sign-in link made") },
	{ "user.grant", N_("Role granted") },
	{ "user.grant_end", N_("Role ended") },
};

/* A value of a flat object of ours: "browser":"Firefox". */
static struct str value_of(struct cx *cx, struct str json, const char *name)
{
	struct str mark = str_fmt(cx->arena, "\"%s\":\"", name);
	ptrdiff_t at = json.p ? str_find(json, mark, 0) : -1, end;

	if (at < 0)
		return STR("");
	at += mark.n;
	for (end = at; end < json.n && json.p[end] != '"'; end++)
		if (json.p[end] == '\\')
			return STR("");
	return str_sub(json, at, end);
}

static struct err *happened_put(struct cx *cx, struct account_view *x)
{
	struct audit_rows rows;
	struct err *e =
		account_history(cx, "user", cx->actor.id, HISTORY_READ, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct audit_row *r = &rows.p[i];
		struct str note = value_of(cx, r->after, "agent");

		if (!note.n)
			note = value_of(cx, r->after, "passkey");
		if (str_eq(value_of(cx, r->after, "device"), STR("new")))
			note = tr_fmt(cx->arena, cx->lang,
				      N_("{0}, a new device"), note);
		for (ptrdiff_t k = 0; k < N_ELEMENTS(happened); k++)
			if (str_eq(r->kind, str_c(happened[k].kind)) &&
			    x->happened.n < HISTORY_SHOWN)
				*vec_push(cx->arena, &x->happened) =
					(struct account_happened){
						tr(cx->lang, happened[k].what),
						note, r->at
					};
	}
	return e;
}

static struct err *limits_put(struct cx *cx, struct account_view *x)
{
	struct session_limits l;
	bool manager;
	struct err *e = session_limits(cx, &l);

	if (!e)
		e = account_is_manager(cx, cx->actor.id, &manager);
	if (e)
		return e;
	x->limits = tr_fmt(
		cx->arena, cx->lang,
		N_("A session ends after {0} minutes without use, and after "
		   "{1} hours in any case."),
		fmt_int(cx->arena, cx->lang,
			(manager ? l.idle_manager_ms : l.idle_ms) / MINUTE_MS),
		fmt_int(cx->arena, cx->lang,
			(manager ? l.life_manager_ms : l.life_ms) / HOUR_MS));
	return NULL;
}

static struct err *own_fill(struct cx *cx, struct account_view *x,
			    const struct err *faults)
{
	struct user_by_id_in in = { .id = cx->actor.id };
	struct user_by_id_row u;
	struct second second;
	struct err *e;
	bool found;

	e = user_by_id(cx->db, &in, &u, &found);
	if (!e)
		e = second_get(cx, cx->actor.id, &second);
	if (e)
		return e;
	assert(found);
	x->second = second.passkeys
			    ? tr(cx->lang, N_("On: you have a passkey, which "
					      "signs you in alone or behind "
					      "the password."))
		    : second.totp ? tr(cx->lang, N_("On: after the password a "
						    "code of your app is asked "
						    "for."))
				  : tr(cx->lang, N_("Off: the password alone "
						    "lets you in."));
	x->name = u.name;
	x->email = u.email;
	x->post = u.post;
	password_put(cx, x, &u, faults);
	display_put(cx, x, &u);
	x->fresh.hint =
		second.on ? tr(cx->lang, N_("At least 12 characters, since you "
					    "have a second factor; a few words "
					    "that nobody expects together are "
					    "good."))
			  : x->fresh.hint;
	e = account_password_free(cx, &x->free);
	if (!e)
		e = happened_put(cx, x);
	if (!e)
		e = limits_put(cx, x);
	if (!e)
		e = roles_put(cx, x);
	return e ? e : sessions_put(cx, x);
}

static struct err *own_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct page page;
	struct view v;
	struct account_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, faults),
		.manages = cx_may(cx, PERM_ACCOUNT_MANAGE),
		.must = cx->actor.bare,
	};
	struct page_ask ask = { .title = tr(cx->lang, N_("Your account")),
				.menu = "account",
				.n_errors = (int)x.faults.n };
	struct err *e = own_fill(cx, &x, faults);

	if (!e)
		e = page_begin(cx, rq, rp, &ask, &page, &v);
	if (e)
		return e;
	if (!faults && req_method(rq) == GET && req_flag(rq, "done"))
		x.done = tr(cx->lang, N_("Done: it was saved."));
	rp->no_etag = true;
	account_own_top_html(&v, &x);
	e = site_panels(cx, "account", cx->actor.id, &v);
	if (!e)
		account_own_rest_html(&v, &x);
	return e;
}

struct err *account_own_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return own_show(cx, rq, rp, req_faults(rq));
}

struct err *account_password_post(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct str current = req_str(rq, "current");
	struct err *e = req_faults(rq);

	if (!e)
		e = account_set_password(cx, current.p ? current : STR(""),
					 req_str(rq, "fresh"));
	if (e &&
	    (is_mendable(e) || e->code == ERR_BUSY || e->code == ERR_OFTEN)) {
		form_refused(cx, rq, rp, e);
		return own_show(cx, rq, rp, e);
	}
	return e ? e : reply_redirect(rp, STR("/account?done=1"));
}

struct err *account_settings_post(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct account_look look = {
		.lang = req_str(rq, "lang"),
		.theme = req_str(rq, "theme"),
		.size = req_str(rq, "size"),
	};
	struct err *e = req_faults(rq);

	if (!e)
		e = account_settings(cx, &look);
	if (e && is_mendable(e)) {
		rp->status = 422;
		return own_show(cx, rq, rp, e);
	}
	return e ? e : reply_redirect(rp, STR("/account?done=1"));
}

struct err *account_session_end_post(struct cx *cx, struct req *rq,
				     struct reply *rp)
{
	int64_t session = req_path_id(rq, "id");
	struct err *e = account_session_end(cx, session);

	if (e)
		return e;
	if (session == cx->actor.session)
		rp->sign_out = true;
	return reply_redirect(rp, STR("/account"));
}

struct err *account_sessions_end_post(struct cx *cx, struct req *rq UNUSED,
				      struct reply *rp)
{
	struct err *e = account_sessions_end(cx);

	return e ? e : reply_redirect(rp, STR("/account"));
}
