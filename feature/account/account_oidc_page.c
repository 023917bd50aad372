/* Pages of the way to the sign-in service and back, and of one's own link. */
#include "account/account_oidc.h"

#include "account/account_form.h"
#include "account/account_oidc_page_priv.h"
#include "account/account_oidc_tmpl.h"
#include "account/account_page_priv.h"
#include "account/account_query.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"

/* ---- there ----------------------------------------------------------- */

/* Leads on to the service; the browser keeps what brings it back. */
static struct err *go_show(struct cx *cx, struct req *rq, struct reply *rp,
			   struct str url)
{
	struct page page;
	struct view v;
	struct oidc_door_view x = { .page = &page,
				    .url = url,
				    .host = oidc_origin(url) };
	struct err *e = account_oidc_button(cx, &x.name);

	if (!e)
		e = page_begin(cx, rq, rp,
			       &(struct page_ask){
				       .title = tr(cx->lang, N_("Sign in")) },
			       &page, &v);
	if (e)
		return e;
	rp->no_etag = true;
	rp->go_on = url;
	account_oidc_go_html(&v, &x);
	return NULL;
}

static struct str next_of(const struct req *rq)
{
	struct str next = req_str(rq, "next");

	return next_ok(next) ? next : STR("/");
}

/* Nobody is signed in by following a link: here is a button. */
static struct err *door_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct oidc_door_view x = { .page = &page, .next = next_of(rq) };
	struct err *e = req_faults(rq);

	if (!e)
		e = account_oidc_button(cx, &x.name);
	if (e)
		return e;
	if (cx->actor.id > 0)
		return reply_redirect(rp, x.next);
	if (!x.name.n)
		return reply_redirect(rp, STR("/sign-in"));
	e = page_begin(cx, rq, rp,
		       &(struct page_ask){
			       .title = tr(cx->lang, N_("Sign in")) },
		       &page, &v);
	if (e)
		return e;
	rp->no_etag = true;
	account_oidc_door_html(&v, &x);
	return NULL;
}

static bool is_told(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_DENIED ||
	       e->code == ERR_EXPIRED || e->code == ERR_IO ||
	       e->code == ERR_BUSY || e->code == ERR_OFTEN ||
	       e->code == ERR_NOT_FOUND || e->code == ERR_CONFLICT;
}

static void told(struct cx *cx, struct req *rq, struct reply *rp, struct err *e)
{
	form_refused(cx, rq, rp, e);
	if (e->code == ERR_EXPIRED)
		rp->status = 410;
	if (e->code == ERR_IO)
		rp->status = 503;
	if (e->code == ERR_NOT_FOUND)
		rp->status = 404;
}

static struct err *door_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct account_oidc_going g = { .next = next_of(rq),
					.address = req_address(rq) };
	struct str browser, url;
	struct err *e = req_faults(rq);

	if (!e)
		e = account_oidc_begin(cx, &g, &browser, &url);
	if (e && is_told(e)) {
		told(cx, rq, rp, e);
		return account_sign_in_told(cx, rq, rp, g.next, e);
	}
	if (e)
		return e;
	rp->set_begun = browser;
	return go_show(cx, rq, rp, url);
}

/* ---- one's own link -------------------------------------------------- */

struct own {
	const struct err *faults;
	struct str token, asked; /* a question, or absent */
};

static struct err *own_fill(struct cx *cx, struct oidc_own_view *x,
			    const struct own *own)
{
	struct account_oidc c;
	struct account_oidc_link link;
	struct user_by_id_row u;
	bool free = false;
	struct err *e = account_oidc_get(cx, &c);

	if (!e && !c.issuer.n)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("No sign-in service is set."));
	if (!e)
		e = account_self(cx, &u);
	if (!e)
		e = account_password_free(cx, &free);
	if (!e)
		e = account_oidc_link_of(cx, &c, &link);
	if (e)
		return e;
	x->name = c.name;
	x->email = u.email;
	x->ask = u.password.p && !free;
	x->current = line_password(cx, "current", "current-password",
				   N_("Present password"));
	line_fault(cx, &x->current, own->faults);
	x->token = own->token;
	x->asked = own->asked;
	if (!link.id)
		return NULL;
	x->who = link.who;
	x->since = tr_fmt(cx->arena, cx->lang, N_("On since {0}."),
			  fmt_instant(cx->arena, link.at));
	return NULL;
}

static struct err *own_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct own *own)
{
	struct page page;
	struct view v;
	struct oidc_own_view x = { .page = &page,
				   .keys = view_keys(cx, rq),
				   .faults = view_faults(cx, own->faults) };
	struct page_ask ask = { .menu = "account",
				.n_errors = (int)x.faults.n };
	struct err *e = own_fill(cx, &x, own);

	if (e)
		return e;
	ask.title =
		tr_fmt(cx->arena, cx->lang, N_("Signing in with {0}"), x.name);
	e = page_begin(cx, rq, rp, &ask, &page, &v);
	if (e)
		return e;
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Your account")),
				.href = STR("/account") };
	*vec_push(cx->arena, &x.crumbs) = (struct crumb){ .text = ask.title };
	x.done = !own->faults && !own->token.n && req_method(rq) == GET &&
		 req_flag(rq, "done");
	rp->no_etag = true;
	account_oidc_own_html(&v, &x);
	return NULL;
}

static struct err *own_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return own_show(cx, rq, rp, &(struct own){ .faults = req_faults(rq) });
}

/* The page again with what is wrong, or on. */
static struct err *own_done(struct cx *cx, struct req *rq, struct reply *rp,
			    struct err *e)
{
	if (!e)
		return reply_redirect(rp, STR("/account/oidc?done=1"));
	if (!is_told(e))
		return e;
	told(cx, rq, rp, e);
	return own_show(cx, rq, rp, &(struct own){ .faults = e });
}

static struct str current_of(const struct req *rq)
{
	struct str current = req_str(rq, "current");

	return current.p ? current : STR("");
}

static struct err *own_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct account_oidc_going g = { .next = STR("/account/oidc"),
					.address = req_address(rq),
					.link = true };
	struct str browser, url;
	struct err *e = req_faults(rq);

	if (!e)
		e = account_oidc_may_link(cx, current_of(rq));
	if (!e)
		e = account_oidc_begin(cx, &g, &browser, &url);
	if (e)
		return own_done(cx, rq, rp, e);
	rp->set_begun = browser;
	return go_show(cx, rq, rp, url);
}

static struct err *confirm_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *e = req_faults(rq);

	return own_done(cx, rq, rp,
			e ? e : account_oidc_link(cx, req_str(rq, "token")));
}

static struct err *end_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *e = req_faults(rq);

	return own_done(cx, rq, rp,
			e ? e : account_oidc_unlink(cx, current_of(rq)));
}

struct err *account_oidc_panel(struct cx *cx, int64_t subject UNUSED,
			       struct view *v)
{
	struct account_oidc c;
	struct account_oidc_link link;
	struct oidc_panel_view x;
	struct err *e = account_oidc_get(cx, &c);

	if (e || !c.issuer.n)
		return e;
	e = account_oidc_link_of(cx, &c, &link);
	if (e)
		return e;
	x.name = c.name;
	x.text = link.id ? tr_fmt(cx->arena, cx->lang, N_("Linked with “{0}”."),
				  link.who)
			 : tr(cx->lang, N_("Your account isn't linked."));
	account_oidc_panel_html(v, &x);
	return NULL;
}

/* ---- back ------------------------------------------------------------ */

static struct err *came(struct cx *cx, struct req *rq, struct reply *rp,
			const struct account_oidc_came *c)
{
	bool bare;
	struct err *e;

	switch (c->end) {
	case OIDC_ASK:
		return own_show(cx, rq, rp,
				&(struct own){ .token = c->token,
					       .asked = c->who });
	case OIDC_SECOND:
		return account_second_ask(cx, rq, rp, c->token, c->next);
	case OIDC_IN:
		break;
	}
	e = account_is_bare(cx, c->token, &bare);
	if (e)
		return e;
	rp->set_session = c->token;
	return reply_redirect(rp, bare		     ? STR("/account/second")
				  : next_ok(c->next) ? c->next
						     : STR("/"));
}

static struct err *back_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct account_place at = account_place(cx, rq);
	struct account_oidc_answer in = { .state = req_str(rq, "state"),
					  .code = req_str(rq, "code"),
					  .iss = req_str(rq, "iss"),
					  .error = req_str(rq, "error"),
					  .browser = req_begun(rq) };
	struct account_oidc_came c;
	struct err *e = req_faults(rq);

	rp->set_begun = STR("");
	if (!e)
		e = account_oidc_back(cx, &in, &at, &c);
	if (!e && c.end == OIDC_IN)
		rp->set_device = at.device;
	if (!e)
		return came(cx, rq, rp, &c);
	if (!is_told(e))
		return e;
	told(cx, rq, rp, e);
	return cx->actor.id > 0
		       ? own_show(cx, rq, rp, &(struct own){ .faults = e })
		       : account_sign_in_told(cx, rq, rp, STR("/"), e);
}

/* ---- the end --------------------------------------------------------- */

/* For the service, not for a person: a status and a word. */
static struct err *logout_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *e = req_faults(rq);
	struct str token = req_str(rq, "logout_token");

	if (!e)
		e = account_oidc_logout(cx, token);
	if (e && e->code != ERR_INVALID && e->code != ERR_IO &&
	    e->code != ERR_BUSY)
		return e;
	rp->type = "application/json";
	rp->no_etag = true;
	rp->why = e;
	rp->status = !e ? 200 : e->code == ERR_INVALID ? 400 : 503;
	if (e)
		buf_lit(&rp->body, "{\"error\":\"invalid_request\"}");
	else
		buf_lit(&rp->body, "{}");
	return NULL;
}

/* ---- tables ---------------------------------------------------------- */

#define FIELD_NEXT                                                             \
	{                                                                      \
		.name = "next", .label = N_("The page to go to"),              \
		.kind = FIELD_SECRET, .max = 1000                              \
	}
/* A service may say more than we know of. */
#define FIELD_MORE                                                             \
	{                                                                      \
		.name = "*", .label = N_("What else the service says"),        \
		.kind = FIELD_SECRET, .many = true, .max = 8192                \
	}
#define FIELD_ANSWER(n)                                                        \
	{                                                                      \
		.name = n, .label = N_("The service's answer"),                \
		.kind = FIELD_SECRET, .max = 2048                              \
	}
#define FIELDS_CURRENT                                                         \
	{ .name = "username",                                                  \
	  .label = N_("E-mail address"),                                       \
	  .kind = FIELD_LINE },                                                \
	{                                                                      \
		.name = "current", .label = N_("Present password"),            \
		.kind = FIELD_SECRET, .max = 1024                              \
	}

static const struct field door_fields[] = { FIELD_NEXT, FIELD_MORE };
static const struct field next_fields[] = { FIELD_NEXT };
static const struct field back_fields[] = { FIELD_ANSWER("state"),
					    FIELD_ANSWER("code"),
					    FIELD_ANSWER("iss"),
					    FIELD_ANSWER("error"), FIELD_MORE };
static const struct field logout_fields[] = {
	{ .name = "logout_token",
	  .label = N_("The service's answer"),
	  .kind = FIELD_SECRET,
	  .required = true,
	  .max = JWT_MOST },
	FIELD_MORE,
};
static const struct field own_fields[] = {
	{ .name = "done", .label = N_("Done"), .kind = FIELD_FLAG },
};
static const struct field current_fields[] = { FIELDS_CURRENT };
static const struct field confirm_fields[] = {
	{ .name = "token",
	  .label = N_("Ticket"),
	  .kind = FIELD_SECRET,
	  .required = true,
	  .max = 100 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/sign-in/oidc",
	  .perm = PERM_PUBLIC,
	  .page = door_get,
	  ROUTE_FIELDS(door_fields) },
	{ .method = POST,
	  .path = "/sign-in/oidc",
	  .perm = PERM_PUBLIC,
	  .page = door_post,
	  ROUTE_FIELDS(next_fields),
	  .no_csrf = true },
	{ .method = GET,
	  .path = "/sign-in/oidc/back",
	  .perm = PERM_PUBLIC,
	  .page = back_get,
	  ROUTE_FIELDS(back_fields),
	  .slow = true },
	{ .method = POST,
	  .path = "/sign-in/oidc/logout",
	  .perm = PERM_PUBLIC,
	  .page = logout_post,
	  ROUTE_FIELDS(logout_fields),
	  .no_csrf = true },
	{ .method = GET,
	  .path = "/account/oidc",
	  .perm = PERM_SIGNED_IN,
	  .page = own_get,
	  ROUTE_FIELDS(own_fields) },
	{ .method = POST,
	  .path = "/account/oidc",
	  .perm = PERM_SIGNED_IN,
	  .page = own_post,
	  ROUTE_FIELDS(current_fields) },
	{ .method = POST,
	  .path = "/account/oidc/confirm",
	  .perm = PERM_SIGNED_IN,
	  .page = confirm_post,
	  ROUTE_FIELDS(confirm_fields) },
	{ .method = POST,
	  .path = "/account/oidc/end",
	  .perm = PERM_SIGNED_IN,
	  .page = end_post,
	  ROUTE_FIELDS(current_fields) },
};
const struct route_table account_oidc_routes = { routes,
						 (int)N_ELEMENTS(routes) };
