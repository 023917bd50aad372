/* The administrator's pages of the mail server: settings, test, log. */
#include "app/app_page.h"

#include "app/app_mail_tmpl.h"
#include "app/app_mail_view.h"
#include "account/account.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "mail/mail_query.h"
#include "setting/setting_seal.h"
#include "view/site.h"

enum { PAGE_ROWS = 50 };

static const char *const tls_titles[N_MAIL_TLS] = {
	[MAIL_PLAIN] = N_("none: only inside one's own network"),
	[MAIL_STARTTLS] = N_("STARTTLS: usual with port 587"),
	[MAIL_TLS] = N_("TLS: usual with port 465"),
};

static struct crumbs crumbs_of(struct cx *cx, const char *here)
{
	struct crumbs c = { 0 };

	*vec_push(cx->arena, &c) =
		(struct crumb){ tr(cx->lang, N_("Your account")),
				STR("/account") };
	if (here)
		*vec_push(cx->arena, &c) =
			(struct crumb){ tr(cx->lang, N_("Mail server")),
					STR("/settings/mail") };
	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = tr(cx->lang,
					   here ? here : N_("Mail server")) };
	return c;
}

/* ---- settings -------------------------------------------------------------- */

/* What is shown: typed words, or those that are set. */
struct shown {
	struct mail_config c;
	struct str port; /* as typed */
	struct str to;
	const struct err *faults;
	struct str answer;
	bool took;
};

static struct mail_line line_of(struct cx *cx, const struct shown *s,
				const char *name, const char *label,
				struct str value)
{
	return (struct mail_line){
		.name = name,
		.type = "text",
		.label = tr(cx->lang, label),
		.value = value,
		.fault = view_fault_of(cx, s->faults, str_c(name)),
	};
}

static void lines_fill(struct cx *cx, const struct shown *s,
		       struct mail_settings_view *x)
{
	const struct mail_config *c = &s->c;
	enum lang l = cx->lang;

	x->host = line_of(cx, s, "host", N_("Name of the server"), c->host);
	x->port = line_of(cx, s, "port", N_("Port"), s->port);
	x->user = line_of(cx, s, "user", N_("User"), c->user);
	x->password = line_of(cx, s, "password", N_("Password"), STR(""));
	x->password.type = "password";
	x->password.hint =
		c->password.n
			? tr(l, N_("One is set; leave this empty to keep it."))
			: STR_NULL;
	x->from = line_of(cx, s, "from", N_("Address of the sender"), c->from);
	x->site = line_of(cx, s, "site", N_("Address of this site"), c->site);
	x->site.hint = tr(l, N_("For the links in letters and calendars: "
				"https://roviec.example.vn"));
	x->to = line_of(cx, s, "to", N_("Send it to"), s->to);
	x->to.type = "email";
	x->tls_fault = view_fault_of(cx, s->faults, STR("tls"));
	x->n_tls = N_MAIL_TLS;
	for (int i = 0; i < N_MAIL_TLS; i++)
		x->tls[i] = (struct mail_security){
			.key = mail_tls_key((enum mail_tls)i),
			.title = tr(l, tls_titles[i]),
			.chosen = (int)c->tls == i
		};
}

static struct err *settings_show(struct cx *cx, struct req *rq,
				 struct reply *rp, const struct shown *s)
{
	struct page page;
	struct view v;
	struct mail_settings_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.crumbs = crumbs_of(cx, NULL),
		.faults = view_faults(cx, s->faults),
		.answer = s->answer,
		.took = s->took,
	};
	struct mail_config is;
	struct mail_count_row n;
	bool found;
	struct err *err = mail_config_get(cx, &is);

	if (!err)
		err = mail_count(cx->db, &n, &found);
	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang, N_("Mail server")),
				.menu = "account",
				.n_errors = (int)x.faults.n },
			&page, &v);
	if (err)
		return err;
	x.set = is.host.n > 0;
	if (is.lost)
		x.key = setting_key_path(cx);
	x.failed = n.failed;
	x.waiting = n.waiting;
	x.saved = !s->faults && req_method(rq) == GET && req_flag(rq, "done");
	lines_fill(cx, s, &x);
	rp->no_etag = true;
	mail_settings_html(&v, &x);
	return NULL;
}

static struct err *shown_begin(struct cx *cx, struct shown *s)
{
	struct err *err = mail_config_get(cx, &s->c);

	s->port = str_fmt(cx->arena, "%lld", (long long)s->c.port);
	if (!err)
		err = account_email(cx, cx->actor.id, &s->to);
	return err;
}

static struct err *settings_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { .faults = req_faults(rq) };
	struct err *err = shown_begin(cx, &s);

	return err ? err : settings_show(cx, rq, rp, &s);
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
	struct mail_config c = { .host = said(rq, "host"),
				 .port = req_int(rq, "port"),
				 .user = said(rq, "user"),
				 .password = req_str(rq, "password"),
				 .from = said(rq, "from"),
				 .site = said(rq, "site") };
	struct err *err = req_faults(rq);

	if (!err && !mail_tls_from_key(said(rq, "tls"), &c.tls))
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("Choose one of the three kinds of "
					"security.")),
			     STR("tls"));
	if (!err)
		err = mail_config_put(cx, &c);
	if (!err)
		return reply_redirect(rp, STR("/settings/mail?done=1"));
	if (err->code != ERR_INVALID)
		return err;
	s.faults = err;
	err = shown_begin(cx, &s);
	if (err)
		return err;
	c.password = s.c.password; /* only whether there is one is shown */
	s.c = c;
	s.port = req_typed(rq, "port");
	rp->status = 422;
	return settings_show(cx, rq, rp, &s);
}

/* ---- the test --------------------------------------------------------------- */

static struct err *test_send(struct cx *cx, struct shown *s)
{
	struct site_realm about;
	struct mail_letter l = {
		.kind = "test",
		.to = s->to,
		.name = cx->actor.name,
		.subject = tr(cx->lang, N_("Test of the mail server")),
		.body = tr(cx->lang, N_("This letter shows that Rõ Việc can "
					"send letters.")),
	};
	struct err *err = site_get()->about(cx, &about);

	if (err)
		return err;
	l.sender = about.name;
	l.html = str_fmt(cx->arena,
			 "<!doctype html><html lang=\"%.*s\"><head>"
			 "<meta charset=\"utf-8\"></head><body><p>%.*s</p>"
			 "</body></html>\n",
			 STR_ARG(lang_code(cx->lang)), STR_ARG(l.body));
	err = mail_try(cx, &s->c, &l, &s->answer);
	s->took = !err;
	if (err && err->code == ERR_IO)
		return NULL; /* the answer says it */
	return err ? err_at(err, STR("to")) : NULL;
}

static struct err *test_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { 0 };
	struct err *err = shown_begin(cx, &s);
	struct err *bad = req_faults(rq);

	if (err)
		return err;
	s.to = said(rq, "to");
	if (!s.c.host.n)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Set a mail server first."));
	if (!bad)
		bad = test_send(cx, &s);
	if (bad && bad->code != ERR_INVALID)
		return bad;
	if (bad) {
		s.faults = bad;
		rp->status = 422;
	}
	return settings_show(cx, rq, rp, &s);
}

/* ---- the log ------------------------------------------------------------------ */

static struct status status_of(struct cx *cx, const struct mail_list_row *m)
{
	enum lang l = cx->lang;

	if (m->sent_at != DB_NULL)
		return (struct status){ .mark = MARK_DONE,
					.text = tr(l, N_("Sent")) };
	if (m->gave_up_at != DB_NULL)
		return (struct status){ .mark = MARK_RED,
					.text = tr(l, N_("Given up")) };
	if (m->answer.p)
		return (struct status){ .mark = MARK_AMBER,
					.text = tr(l, N_("Tried again")) };
	return (struct status){ .mark = MARK_NONE, .text = tr(l, N_("Waits")) };
}

static struct str when_of(struct cx *cx, const struct mail_list_row *m)
{
	struct arena *a = cx->arena;

	if (m->sent_at != DB_NULL)
		return fmt_instant(a, m->sent_at);
	if (m->gave_up_at != DB_NULL)
		return tr_format(a,
				 tr_n(cx->lang, N_("after {0} attempt"),
				      N_("after {0} attempts"), m->attempt),
				 (const struct str[]){
					 fmt_int(a, cx->lang, m->attempt) },
				 1);
	if (!m->answer.p)
		return STR("");
	return tr_fmt(a, cx->lang, N_("{0} times so far, next at {1}"),
		      fmt_int(a, cx->lang, m->attempt),
		      fmt_instant(a, m->not_before));
}

static struct err *rows_fill(struct cx *cx, int64_t page,
			     struct mail_log_view *x)
{
	struct mail_list_in in = { .limit = PAGE_ROWS,
				   .offset = (page - 1) * PAGE_ROWS,
				   .with = x->failed ? MAIL_LIST_WITH_FAILED
						     : 0u };
	struct mail_list_rows rows;
	struct err *err = mail_list(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct mail_list_row *m = &rows.p[i];
		bool again = m->sent_at == DB_NULL && m->answer.p;

		*vec_push(cx->arena, &x->rows) = (struct mail_row){
			.id = m->id,
			.made = fmt_instant(cx->arena, m->made_at),
			.to = m->address,
			.subject = m->subject,
			.when = when_of(cx, m),
			.answer = m->answer,
			.status = status_of(cx, m),
			.key = again ? req_new_key(cx) : STR_NULL
		};
	}
	return err;
}

static struct err *log_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct mail_log_view x = {
		.page = &page,
		.keys = { .csrf = req_csrf(rq) },
		.crumbs = crumbs_of(cx, N_("Log of letters")),
		.none = { .title = tr(cx->lang, N_("There are no letters.")) },
	};
	int64_t at = req_int(rq, "page");
	struct mail_count_row n;
	bool found;
	struct err *err = req_faults(rq);

	x.failed = req_flag(rq, "failed");
	if (!err)
		err = mail_count(cx->db, &n, &found);
	if (err)
		return err;
	x.total = n.n;
	x.waiting = n.waiting;
	x.n_failed = n.failed;
	x.pager = pager_make(cx->arena, req_query(rq), at == DB_NULL ? 1 : at,
			     PAGE_ROWS, x.failed ? n.failed : n.n);
	err = rows_fill(cx, at == DB_NULL ? 1 : at, &x);
	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang, N_("Log of letters")),
				.menu = "account" },
			&page, &v);
	if (err)
		return err;
	rp->no_etag = true;
	mail_log_html(&v, &x);
	return NULL;
}

static struct err *again_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = mail_again(cx, req_path_id(rq, "id"));

	return err ? err : reply_redirect(rp, STR("/settings/mail/log"));
}

static const struct field done_fields[] = {
	{ .name = "done", .label = N_("Done"), .kind = FIELD_FLAG },
};
static const struct field settings_fields[] = {
	{ .name = "host",
	  .label = N_("Name of the server"),
	  .kind = FIELD_LINE,
	  .max = 253 },
	{ .name = "port",
	  .label = N_("Port"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1,
	  .max = 65535 },
	{ .name = "tls", .label = N_("Security"), .kind = FIELD_WORD },
	{ .name = "user", .label = N_("User"), .kind = FIELD_LINE, .max = 320 },
	{ .name = "password",
	  .label = N_("Password"),
	  .kind = FIELD_SECRET,
	  .max = 500 },
	{ .name = "from",
	  .label = N_("Address of the sender"),
	  .kind = FIELD_LINE,
	  .max = 254 },
	{ .name = "site",
	  .label = N_("Address of this site"),
	  .kind = FIELD_LINE,
	  .max = 300 },
};
static const struct field test_fields[] = {
	{ .name = "to",
	  .label = N_("Send it to"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = 254 },
};
static const struct field log_fields[] = {
	{ .name = "failed", .label = N_("Not delivered"), .kind = FIELD_FLAG },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/settings/mail",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = settings_get,
	  ROUTE_FIELDS(done_fields) },
	{ .method = POST,
	  .path = "/settings/mail",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = settings_post,
	  ROUTE_FIELDS(settings_fields) },
	{ .method = POST,
	  .path = "/settings/mail/test",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = test_post,
	  ROUTE_FIELDS(test_fields) },
	{ .method = GET,
	  .path = "/settings/mail/log",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = log_get,
	  ROUTE_FIELDS(log_fields) },
	{ .method = POST,
	  .path = "/settings/mail/log/:id/again",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = again_post },
};
const struct route_table app_mail_routes = { routes, (int)N_ELEMENTS(routes) };
