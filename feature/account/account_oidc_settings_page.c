/* The administrator's page of the sign-in service. */
#include "account/account_oidc.h"

#include "account/account_form.h"
#include "account/account_oidc_page_priv.h"
#include "account/account_oidc_query.h"
#include "account/account_oidc_tmpl.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "setting/setting_seal.h"
#include "view/site.h"

enum { LINKED_MOST = 200 };

/* What is shown: typed words, or those that are set. */
struct shown {
	struct account_oidc c;
	const struct err *faults;
	struct str answer;
	bool good;
};

static struct account_line line_of(struct cx *cx, const struct shown *s,
				   const char *name, const char *label,
				   struct str value)
{
	struct account_line line = line_text(cx, name, label, value);

	line_fault(cx, &line, s->faults);
	return line;
}

static void lines_fill(struct cx *cx, const struct shown *s,
		       struct oidc_settings_view *x)
{
	const struct account_oidc *c = &s->c;
	enum lang l = cx->lang;

	x->issuer = line_of(cx, s, "issuer", N_("Issuer of the service"),
			    c->issuer);
	x->issuer.hint = tr(l, N_("letter by letter as the service states it: "
				  "https://id.example.vn/realms/tinh"));
	x->client = line_of(cx, s, "client", N_("Client's id"), c->client);
	x->secret = line_of(cx, s, "secret", N_("Client's secret"), STR(""));
	x->secret.type = "password";
	if (c->secret.n)
		x->secret.hint = tr(l, N_("A secret is set; leave this empty "
					  "to keep it."));
	x->name = line_of(cx, s, "name", N_("Name on the button"), c->name);
	x->name.hint = tr(l, N_("“Sign in with …”: as people know the "
				"service"));
	x->site = line_of(cx, s, "site", N_("Address of this site"), c->site);
	x->site.hint = tr(l, N_("to which people come back: "
				"https://roviec.example.vn"));
	x->factor =
		line_of(cx, s, "factor",
			N_("Words that say “with a second factor”"), c->factor);
	x->factor.hint = tr(l, N_("values of amr or acr, such as mfa; empty: "
				  "whoever has a second factor here is always "
				  "asked for it"));
}

static struct err *linked_fill(struct cx *cx, const struct shown *s,
			       struct oidc_settings_view *x)
{
	struct oidc_link_list_in in = { .issuer = s->c.issuer,
					.limit = LINKED_MOST };
	struct oidc_link_count_in count = { .issuer = s->c.issuer };
	struct oidc_link_list_rows rows;
	struct oidc_link_count_row n;
	bool found;
	struct err *e = oidc_link_list(cx->db, &in, &rows);

	if (!e)
		e = oidc_link_count(cx->db, &count, &n, &found);
	if (e)
		return e;
	x->total = n.n;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		*vec_push(cx->arena, &x->linked) = (struct oidc_linked_view){
			.user = rows.p[i].user_id,
			.name = rows.p[i].user_name,
			.who = rows.p[i].name,
			.since = fmt_instant(cx->arena, rows.p[i].linked_at),
			.key = req_new_key(cx),
		};
	return NULL;
}

static void addresses_fill(struct cx *cx, const struct account_oidc *c,
			   struct oidc_settings_view *x)
{
	struct str back = account_oidc_back_url(cx, c);
	struct str base = str_sub(back, 0, back.n - 5); /* "/back" */

	x->back = back;
	x->start = base;
	x->logout = str_cat(cx->arena, base, STR("/logout"));
}

static struct err *settings_show(struct cx *cx, struct req *rq,
				 struct reply *rp, const struct shown *s)
{
	struct page page;
	struct view v;
	struct oidc_settings_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.test_keys = view_keys(cx, rq),
		.off_keys = view_keys(cx, rq),
		.faults = view_faults(cx, s->faults),
		.answer = s->answer,
		.good = s->good,
	};
	struct page_ask ask = { .title = tr(cx->lang, N_("Sign-in service")),
				.menu = "account",
				.n_errors = (int)x.faults.n };
	struct account_oidc is;
	struct err *e = account_oidc_get(cx, &is);

	if (!e)
		e = page_begin(cx, rq, rp, &ask, &page, &v);
	if (e)
		return e;
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Your account")),
				.href = STR("/account") };
	*vec_push(cx->arena, &x.crumbs) = (struct crumb){ .text = ask.title };
	x.set = is.issuer.n > 0;
	if (is.lost)
		x.lost = setting_key_path(cx);
	x.saved = !s->faults && req_method(rq) == GET && req_flag(rq, "done");
	lines_fill(cx, s, &x);
	if (x.set) {
		addresses_fill(cx, &is, &x);
		e = linked_fill(cx, &(struct shown){ .c = is }, &x);
	}
	rp->no_etag = true;
	if (!e)
		account_oidc_settings_html(&v, &x);
	return e;
}

static struct err *shown_begin(struct cx *cx, struct shown *s)
{
	struct mail_config mail;
	struct err *e = account_oidc_get(cx, &s->c);

	if (e || s->c.site.n)
		return e;
	/* letters name it, too */
	e = mail_config_get(cx, &mail);
	if (!e)
		s->c.site = mail.site;
	return e;
}

static struct err *settings_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { .faults = req_faults(rq) };
	struct err *e = shown_begin(cx, &s);

	return e ? e : settings_show(cx, rq, rp, &s);
}

static struct str said(const struct req *rq, const char *name)
{
	struct str s = req_str(rq, name);

	return s.p ? s : STR("");
}

static struct err *settings_post(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct shown s = { 0 };
	struct account_oidc c = { .issuer = said(rq, "issuer"),
				  .client = said(rq, "client"),
				  .secret = said(rq, "secret"),
				  .name = said(rq, "name"),
				  .site = said(rq, "site"),
				  .factor = said(rq, "factor") };
	struct err *e = req_faults(rq);

	if (!e)
		e = account_oidc_put(cx, &c);
	if (!e)
		return reply_redirect(rp, STR("/settings/oidc?done=1"));
	if (e->code != ERR_INVALID)
		return e;
	s.faults = e;
	e = shown_begin(cx, &s);
	if (e)
		return e;
	c.secret = s.c.secret; /* only whether there is one is shown */
	s.c = c;
	rp->status = 422;
	return settings_show(cx, rq, rp, &s);
}

/* ---- the rest -------------------------------------------------------- */

struct err *account_oidc_test(struct cx *cx, struct str *ret_answer)
{
	struct account_oidc c;
	struct oidc_client client;
	struct jwt_keys keys;
	struct err *e = account_oidc_get(cx, &c);

	if (!e && !c.issuer.n)
		e = err_new(cx->arena, ERR_CONFLICT,
			    N_("No sign-in service is set."));
	if (e)
		return e;
	client = (struct oidc_client){ .issuer = c.issuer, .id = c.client };
	e = oidc_ask_anew(cx, &client, &keys);
	if (!e && !keys.n)
		e = err_new(cx->arena, ERR_IO,
			    N_("The service answers, but has no key that can "
			       "be used: RS256, ES256 or EdDSA."));
	if (!e)
		*ret_answer = tr_fmt(cx->arena, cx->lang,
				     N_("The service answers; keys that can be "
					"used: {0}."),
				     fmt_int(cx->arena, cx->lang, keys.n));
	return e;
}

static struct err *test_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { 0 };
	struct err *e = shown_begin(cx, &s), *bad = NULL;

	if (!e)
		bad = account_oidc_test(cx, &s.answer);
	if (e || (bad && bad->code != ERR_IO && bad->code != ERR_BUSY))
		return e ? e : bad;
	s.good = !bad;
	if (bad) {
		rp->why = bad;
		s.answer = tr_fmt(cx->arena, cx->lang,
				  N_("The service can't be used: {0}"),
				  bad->detail.n ? bad->detail
						: tr(cx->lang, bad->msgid));
	}
	return settings_show(cx, rq, rp, &s);
}

static struct err *off_post(struct cx *cx, struct req *rq UNUSED,
			    struct reply *rp)
{
	struct err *e = account_oidc_off(cx);

	return e ? e : reply_redirect(rp, STR("/settings/oidc?done=1"));
}

static struct err *unlink_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *e = account_oidc_unlink_of(cx, req_path_id(rq, "id"));

	/* twice is as good as once */
	if (e && e->code == ERR_NOT_FOUND)
		e = NULL;
	return e ? e : reply_redirect(rp, STR("/settings/oidc?done=1"));
}

static const struct field done_fields[] = {
	{ .name = "done", .label = N_("Done"), .kind = FIELD_FLAG },
};
static const struct field settings_fields[] = {
	{ .name = "issuer",
	  .label = N_("Issuer of the service"),
	  .kind = FIELD_LINE,
	  .max = OIDC_URL_MOST },
	{ .name = "client",
	  .label = N_("Client's id"),
	  .kind = FIELD_LINE,
	  .max = OIDC_CLIENT_MOST },
	{ .name = "secret",
	  .label = N_("Client's secret"),
	  .kind = FIELD_SECRET,
	  .max = OIDC_SECRET_MOST },
	{ .name = "name",
	  .label = N_("Name on the button"),
	  .kind = FIELD_LINE,
	  .max = OIDC_NAME_MOST },
	{ .name = "site",
	  .label = N_("Address of this site"),
	  .kind = FIELD_LINE,
	  .max = 300 },
	{ .name = "factor",
	  .label = N_("Words that say “with a second factor”"),
	  .kind = FIELD_LINE,
	  .max = 200 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/settings/oidc",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = settings_get,
	  ROUTE_FIELDS(done_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/settings/oidc",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = settings_post,
	  ROUTE_FIELDS(settings_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/settings/oidc/test",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = test_post },
	{ .method = POST,
	  .path = "/settings/oidc/off",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = off_post,
	  .fresh = true },
	{ .method = POST,
	  .path = "/settings/oidc/user/:id/unlink",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = unlink_post,
	  .fresh = true },
};
const struct route_table account_oidc_settings_routes = {
	routes, (int)N_ELEMENTS(routes)
};
