/*
 * Letters about requests and breaches. They say that something waits and
 * where, never what: a letter lies in places that nobody of us controls.
 */
#include "privacy/privacy_priv.h"

#include "account/account.h"
#include "base/perm.h"
#include "base/buf.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "org/org.h"
#include "privacy/privacy_query.h"
#include "privacy/privacy_tmpl.h"
#include "privacy/privacy_view.h"

enum { HTML_MOST = 64 << 10, DAY_MS = 24 * 3600 * 1000 };

/* What all letters share; site absent: the realm sends none. */
struct post {
	struct str site, committee;
};

static struct err *post_read(struct cx *cx, struct post *ret_post)
{
	struct mail_config c;
	struct org root;
	bool found = false;
	struct err *err = mail_config_get(cx, &c);

	*ret_post = (struct post){ 0 };
	if (!err && c.host.n)
		err = org_get_root(cx, &root, &found);
	if (!err && found)
		*ret_post = (struct post){ .site = str_cat(cx->arena, c.site,
							   cx->prefix),
					   .committee = root.name };
	return err;
}

static struct str html_of(struct cx *cx, const struct privacy_letter *l)
{
	struct buf b = buf_init(cx->arena, HTML_MOST);
	struct view v = { .out = &b,
			  .arena = cx->arena,
			  .lang = l->lang,
			  .today = cx->today };

	privacy_letter_html(&v, l);
	return buf_view(&b);
}

static struct err *letter_put(struct cx *cx, const struct post *p,
			      const struct account_holder *to,
			      const struct privacy_news *n)
{
	struct privacy_letter l = {
		.lang = str_eq(to->lang, STR("en"))   ? LANG_EN
			: str_eq(to->lang, STR("vi")) ? LANG_VI
						      : cx->profile->lang,
		.committee = p->committee,
		.name = to->name,
		.href = str_cat(cx->arena, p->site, n->path),
	};

	l.title = tr_fmt(cx->arena, l.lang, n->title, n->arg);
	return mail_put(
		cx,
		&(struct mail_letter){
			.kind = n->kind,
			.to = to->email,
			.name = to->name,
			.sender = p->committee,
			.subject = l.title,
			.body = str_fmt(cx->arena, "%.*s\n\n%.*s.\n\n%.*s\n",
					STR_ARG(p->committee), STR_ARG(l.title),
					STR_ARG(l.href)),
			.html = html_of(cx, &l),
			.once = n->once.n ? str_fmt(cx->arena, "%.*s %lld",
						    STR_ARG(n->once),
						    (long long)to->id)
					  : STR_NULL });
}

struct err *privacy_tell_officers(struct cx *cx, const struct privacy_news *n)
{
	struct account_holders list = { 0 };
	struct post p;
	struct err *err = post_read(cx, &p);

	if (!err && p.site.n)
		err = account_holders(cx, PERM_DATA_PROTECT, &list);
	for (ptrdiff_t i = 0; !err && i < list.n; i++)
		if (mail_address_ok(list.p[i].email) &&
		    list.p[i].id != cx->actor.id)
			err = letter_put(cx, &p, &list.p[i], n);
	return err;
}

struct err *privacy_tell_person(struct cx *cx, int64_t user,
				const struct privacy_news *n)
{
	struct account_holder to = { .id = user };
	struct account_look look = { .lang = STR_NULL };
	struct post p = { 0 };
	struct err *err = user ? post_read(cx, &p) : NULL;

	if (err || !p.site.n)
		return err;
	err = account_email(cx, user, &to.email);
	if (!err)
		err = account_name(cx, user, &to.name);
	if (!err)
		err = account_look(cx, user, &look);
	to.lang = look.lang;
	return err || !mail_address_ok(to.email) ? err
						 : letter_put(cx, &p, &to, n);
}

/* ---- reminders ---------------------------------------------------------- */

static struct err *request_remind_one(struct cx *cx,
				      const struct request_remind_row *r)
{
	struct err *err = privacy_tell_officers(
		cx,
		&(struct privacy_news){
			.kind = "privacy.due",
			.title = r->due_on < cx->today
					 ? N_("A request about personal data "
					      "is overdue since {0}")
					 : N_("A request about personal data "
					      "is due on {0}"),
			.arg = fmt_day(cx->arena, r->due_on),
			.path = privacy_path(cx, "request", r->id) });

	return err ? err
		   : request_reminded(cx->db,
				      &(struct request_reminded_in){
					      .id = r->id, .today = cx->today },
				      NULL);
}

static struct err *breach_remind_one(struct cx *cx,
				     const struct breach_remind_row *r)
{
	struct err *err = privacy_tell_officers(
		cx, &(struct privacy_news){
			    .kind = "privacy.breach",
			    .title = N_("A breach of personal data must be "
					"notified by {0}"),
			    .arg = fmt_instant(cx->arena, r->due_at),
			    .path = privacy_path(cx, "breach", r->id) });

	return err ? err
		   : breach_reminded(cx->db,
				     &(struct breach_reminded_in){
					     .id = r->id, .at = cx->now },
				     NULL);
}

static struct err *remind_tx(struct cx *cx, void *arg UNUSED)
{
	struct request_remind_rows requests;
	struct breach_remind_rows breaches;
	struct err *err = request_remind(cx->db,
					 &(struct request_remind_in){
						 .until = cx->today + 1,
						 .today = cx->today },
					 &requests);

	if (!err)
		err = breach_remind(cx->db,
				    &(struct breach_remind_in){
					    .until = cx->now + DAY_MS,
					    .before = cx->now - DAY_MS / 4 },
				    &breaches);
	for (ptrdiff_t i = 0; !err && i < requests.n; i++)
		err = request_remind_one(cx, &requests.p[i]);
	for (ptrdiff_t i = 0; !err && i < breaches.n; i++)
		err = breach_remind_one(cx, &breaches.p[i]);
	return err;
}

struct err *privacy_remind(struct cx *cx)
{
	return db_tx(cx, remind_tx, NULL);
}
