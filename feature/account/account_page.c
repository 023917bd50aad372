/*
 * Signing in and out. What somebody typed into a form when the session had
 * ended travels through the sign-in page in hidden fields "keep.<name>" and is
 * offered for sending again; passwords and form tokens are left out.
 */
#include "account/account_act.h"

#include "account/account_form.h"
#include "account/account_oidc.h"
#include "account/account_page_priv.h"
#include "account/account_second_tmpl.h"
#include "account/account_sign_tmpl.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"

enum { KEPT_MOST = 500, DEVICE_BYTES = 32 };

struct err *account_sign_in_show(struct cx *cx, struct req *rq,
				 struct reply *rp,
				 const struct sign_in_ask *ask)
{
	struct page page;
	struct view v;
	struct sign_in_view x = {
		.page = &page,
		.faults = view_faults(cx, ask->faults),
		.email = line_email(cx, ask->email),
		.password = line_password(cx, "password", "current-password",
					  N_("Password")),
		.next = ask->next,
		.again = ask->again,
		.kept = ask->kept,
	};
	struct page_ask begin = { .title = tr(cx->lang, N_("Sign in")),
				  .n_errors = (int)x.faults.n };
	struct err *e = account_oidc_button(cx, &x.oidc);

	if (!e)
		e = page_begin(cx, rq, rp, &begin, &page, &v);
	if (e)
		return e;
	line_fault(cx, &x.email, ask->faults);
	line_fault(cx, &x.password, ask->faults);
	rp->no_etag = true;
	account_sign_in_html(&v, &x);
	return NULL;
}

struct err *account_sign_in_told(struct cx *cx, struct req *rq,
				 struct reply *rp, struct str next,
				 const struct err *fault)
{
	return account_sign_in_show(cx, rq, rp,
				    &(struct sign_in_ask){ .next = next,
							   .faults = fault });
}

/* ---- the page --------------------------------------------------------------- */

struct str account_next(struct str next)
{
	return next_ok(next) ? next : STR("/");
}

struct err *account_sign_in_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct sign_in_ask ask = {
		.next = account_next(req_str(rq, "next")),
		.faults = req_faults(rq),
	};

	if (cx->actor.id > 0)
		return reply_redirect(rp, ask.next);
	return account_sign_in_show(cx, rq, rp, &ask);
}

static bool is_kept(struct str name)
{
	static const char *const left_out[] = { "csrf", "password", "current",
						"fresh", "username" };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(left_out); i++)
		if (str_eq(name, str_c(left_out[i])))
			return false;
	return true;
}

struct account_kepts account_typed(struct cx *cx, struct req *rq)
{
	struct account_kepts list = { 0 };
	const struct typed *typed;
	ptrdiff_t n = req_typed_all(rq, &typed);

	for (ptrdiff_t i = 0; i < n && list.n < KEPT_MOST; i++)
		if (is_kept(typed[i].name))
			*vec_push(cx->arena, &list) =
				(struct account_kept){ typed[i].name,
						       typed[i].value };
	return list;
}

/* The page that a request gets instead of what it asked for. */
struct err *account_hook_sign_in(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct sign_in_ask ask = { .next = req_path(rq),
				   .again = req_method(rq) == POST };

	if (!ask.again && req_query(rq).n) {
		ask.next = str_cat(cx->arena, ask.next, STR("?"));
		ask.next = str_cat(cx->arena, ask.next, req_query(rq));
	}
	ask.next = account_next(ask.next);
	if (ask.again)
		ask.kept = account_typed(cx, rq);
	/* signing out without a session, or a password form: nothing to send */
	if (!str_eq(ask.next, req_path(rq)))
		ask.again = false;
	rp->status = 401;
	return account_sign_in_show(cx, rq, rp, &ask);
}

/* ---- sending it --------------------------------------------------------------- */

struct account_kepts account_kept(struct cx *cx, struct req *rq)
{
	struct account_kepts list = { 0 };
	struct str name, value;

	for (int k = 0;
	     k < KEPT_MOST && req_family(rq, "keep.*", k, &name, &value); k++)
		*vec_push(cx->arena, &list) =
			(struct account_kept){ name, value };
	return list;
}

static struct err *again_show(struct cx *cx, struct req *rq, struct reply *rp,
			      struct str token, bool proved)
{
	struct session s;
	struct page page;
	struct view v;
	struct again_view x = {
		.page = &page,
		.action = account_next(req_str(rq, "next")),
		.kept = account_kept(cx, rq),
	};
	struct page_ask ask = {
		.title = proved ? tr(cx->lang, N_("Thank you"))
				: tr(cx->lang, N_("You are signed in again"))
	};
	struct err *e;
	bool found;

	x.title = ask.title;
	x.go = proved;
	e = session_find(cx, token, &s, &found);
	if (e)
		return e;
	assert(found);
	x.keys = (struct form_keys){ s.csrf, req_new_key(cx) };
	e = page_begin(cx, rq, rp, &ask, &page, &v);
	if (e)
		return e;
	account_again_html(&v, &x);
	rp->no_etag = true;
	rp->set_session = token;
	return NULL;
}

/* A file would leave the page that asked on the screen: it gets a link. */
static bool is_file(struct str path)
{
	ptrdiff_t end = str_find_char(path, '?');
	struct str last = end < 0 ? path : str_sub(path, 0, end);

	return str_ends(last, STR(".xlsx")) || str_ends(last, STR(".csv")) ||
	       str_ends(last, STR(".docx")) || str_ends(last, STR(".zip"));
}

static struct err *file_show(struct cx *cx, struct req *rq, struct reply *rp,
			     struct str token)
{
	struct page page;
	struct view v;
	struct again_view x = { .page = &page,
				.title = tr(cx->lang, N_("Thank you")),
				.action = account_next(req_str(rq, "next")) };
	struct page_ask ask = { .title = x.title };
	struct err *e = page_begin(cx, rq, rp, &ask, &page, &v);

	if (e)
		return e;
	account_file_html(&v, &x);
	rp->no_etag = true;
	rp->set_session = token;
	return NULL;
}

struct err *account_proved_show(struct cx *cx, struct req *rq, struct reply *rp,
				struct str token)
{
	struct str next = account_next(req_str(rq, "next"));

	if (req_flag(rq, "again"))
		return again_show(cx, rq, rp, token, true);
	if (is_file(next))
		return file_show(cx, rq, rp, token);
	rp->set_session = token;
	return reply_redirect(rp, next);
}

struct account_place account_place(struct cx *cx, struct req *rq)
{
	struct account_place at = { req_agent(rq), req_address(rq),
				    req_device(rq) };

	if (!at.device.n)
		at.device = auth_random_token(cx->arena, DEVICE_BYTES);
	return at;
}

/* On to where somebody wanted to go, or what was typed is offered again. */
struct err *account_signed_in(struct cx *cx, struct req *rq, struct reply *rp,
			      struct str token, const struct account_place *at)
{
	bool bare;
	struct err *e = account_is_bare(cx, token, &bare);

	if (e)
		return e;
	rp->set_device = at->device;
	if (req_flag(rq, "again") && !bare)
		return again_show(cx, rq, rp, token, false);
	rp->set_session = token;
	return reply_redirect(rp, bare ? STR("/account/second")
				       : account_next(req_str(rq, "next")));
}

/* The first factor was right: the code is asked for. */
struct err *account_second_ask_show(struct cx *cx, struct req *rq,
				    struct reply *rp, struct str ticket,
				    const struct sign_in_ask *ask)
{
	struct page page;
	struct view v;
	struct second_ask_view x = {
		.page = &page,
		.faults = view_faults(cx, ask->faults),
		.ticket = ticket,
		.next = ask->next,
		.again = ask->again,
		.kept = ask->kept,
	};
	struct page_ask begin = { .title = tr(cx->lang, N_("One more step")),
				  .n_errors = (int)x.faults.n };
	struct second is = { 0 };
	struct ticket t;
	struct err *e = ticket_look(cx, ticket, &t);

	/* the fifth wrong code has just been told */
	if (e && e->code != ERR_EXPIRED)
		return e;
	e = e ? NULL : second_get(cx, t.user, &is);
	if (!e)
		e = page_begin(cx, rq, rp, &begin, &page, &v);
	if (e)
		return e;
	x.totp = is.totp || !is.passkeys;
	x.passkey = is.passkeys > 0;
	x.code = line_code(cx);
	if (!x.totp)
		x.code.hint = tr(cx->lang, N_("a recovery code"));
	line_fault(cx, &x.code, ask->faults);
	rp->no_etag = true;
	account_second_ask_html(&v, &x);
	return NULL;
}

struct err *account_second_ask(struct cx *cx, struct req *rq, struct reply *rp,
			       struct str ticket, struct str next)
{
	return account_second_ask_show(cx, rq, rp, ticket,
				       &(struct sign_in_ask){ .next = next });
}

struct err *account_sign_in_post(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct account_place at = account_place(cx, rq);
	struct sign_in_ask ask = {
		.email = req_typed(rq, "email"),
		.next = account_next(req_str(rq, "next")),
		.again = req_flag(rq, "again"),
		.kept = account_kept(cx, rq),
	};
	struct err *e = req_faults(rq);
	struct str token;
	bool second = false;

	if (!e)
		e = account_sign_in(cx, req_str(rq, "email"),
				    req_str(rq, "password"), &at, &token,
				    &second);
	if (e && (e->code == ERR_INVALID || e->code == ERR_DENIED ||
		  e->code == ERR_BUSY || e->code == ERR_OFTEN)) {
		ask.faults = e;
		form_refused(cx, rq, rp, e);
		return account_sign_in_show(cx, rq, rp, &ask);
	}
	if (e)
		return e;
	return second ? account_second_ask_show(cx, rq, rp, token, &ask)
		      : account_signed_in(cx, rq, rp, token, &at);
}

/* ---- the second factor --------------------------------------------------------- */

struct err *account_sign_second_post(struct cx *cx, struct req *rq,
				     struct reply *rp)
{
	struct account_place at = account_place(cx, rq);
	struct sign_in_ask ask = {
		.next = account_next(req_str(rq, "next")),
		.again = req_flag(rq, "again"),
		.kept = account_kept(cx, rq),
	};
	struct str ticket = req_typed(rq, "ticket"), token;
	struct err *e = req_faults(rq);

	if (!e)
		e = account_second_use(cx, ticket, req_str(rq, "code"), &at,
				       &token);
	ask.faults = e;
	if (e && e->code == ERR_INVALID) {
		form_refused(cx, rq, rp, e);
		return account_second_ask_show(cx, rq, rp, ticket, &ask);
	}
	if (e && (e->code == ERR_EXPIRED || e->code == ERR_DENIED)) {
		rp->status = e->code == ERR_EXPIRED ? 410 : 403;
		return account_sign_in_show(cx, rq, rp, &ask);
	}
	return e ? e : account_signed_in(cx, rq, rp, token, &at);
}

/* ---- one-time links -------------------------------------------------------------- */

static struct err *link_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *fault)
{
	struct page page;
	struct view v;
	struct link_view x = {
		.page = &page,
		.faults = view_faults(cx, fault),
		.token = req_path_word(rq, "token"),
	};
	struct page_ask ask = { .title = tr(cx->lang, N_("Sign in with a "
							 "one-time link")),
				.n_errors = (int)x.faults.n };
	struct err *e = page_begin(cx, rq, rp, &ask, &page, &v);

	if (e)
		return e;
	rp->no_etag = true;
	account_link_html(&v, &x);
	return NULL;
}

/* Programs that look at links in mails must not use them up. */
struct err *account_link_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return link_show(cx, rq, rp, NULL);
}

struct err *account_link_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct account_place at = account_place(cx, rq);
	struct str token, next;
	struct err *e;
	bool set, bare, second = false;

	e = account_link_use(cx, req_path_word(rq, "token"), &at, &token,
			     &second);
	if (e && e->code == ERR_EXPIRED) {
		form_refused(cx, rq, rp, e);
		rp->status = 410;
		return link_show(cx, rq, rp, e);
	}
	if (!e && second)
		return account_second_ask_show(cx, rq, rp, token,
					       &(struct sign_in_ask){
						       .next = STR("/") });
	if (!e)
		e = account_password_set(cx, token, &set);
	if (e)
		return e;
	e = account_is_bare(cx, token, &bare);
	if (e)
		return e;
	next = !set   ? STR("/account")
	       : bare ? STR("/account/second")
		      : STR("/");
	rp->set_session = token;
	rp->set_device = at.device;
	return reply_redirect(rp, next);
}

/* ---- out --------------------------------------------------------------------------- */

struct err *account_sign_out_post(struct cx *cx, struct req *rq UNUSED,
				  struct reply *rp)
{
	struct err *e = account_sign_out(cx);

	if (e)
		return e;
	rp->sign_out = true;
	return reply_redirect(rp, STR("/sign-in"));
}
