/* Calendars: the file, the secret addresses. */
#include "work/work_calendar.h"

#include "account/account.h"
#include "audit/audit.h"
#include "auth/auth.h"
#include "auth/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "profile/profile.h"
#include "setting/setting.h"
#include "work/work_letter.h"
#include "work/work_notice_query.h"

enum { LINE_BYTES = 75, TOKEN_BYTES = 32, REALM_BYTES = 12, FEEDS_MOST = 10 };

/* ---- the file ---------------------------------------------------------------- */

/* Ends lines after 75 bytes at most, between letters. */
static void folded_put(struct buf *b, struct str s)
{
	ptrdiff_t from = 0, room = LINE_BYTES;

	while (s.n - from > room) {
		ptrdiff_t to = from + room;

		while (to > from && ((unsigned char)s.p[to] & 0xc0) == 0x80)
			to--;
		buf_str(b, str_sub(s, from, to));
		buf_lit(b, "\r\n ");
		from = to;
		room = LINE_BYTES - 1;
	}
	buf_str(b, str_sub(s, from, s.n));
	buf_lit(b, "\r\n");
}

static void escaped_put(struct buf *b, struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\\' || c == ';' || c == ',')
			buf_char(b, '\\');
		if (c == '\n')
			buf_lit(b, "\\n");
		else if ((unsigned char)c >= ' ' && c != 0x7f)
			buf_char(b, c);
	}
}

void calendar_text(struct buf *b, const char *name, struct str value)
{
	struct buf line = buf_init(b->arena, 64 << 10);

	buf_fmt(&line, "%s:", name);
	escaped_put(&line, value);
	folded_put(b, buf_view(&line));
}

static void day_put(struct buf *b, const char *name, day_t day)
{
	struct ymd d = day_ymd(day);

	buf_fmt(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.y, d.m, d.d);
}

/* 2026-10-14T01:00:00Z without its marks */
static void instant_put(struct buf *b, const char *name, int64_t ms)
{
	struct str iso = instant_iso(b->arena, ms);

	buf_fmt(b, "%s:", name);
	for (ptrdiff_t i = 0; i < iso.n; i++)
		if (iso.p[i] != '-' && iso.p[i] != ':')
			buf_char(b, iso.p[i]);
	buf_lit(b, "\r\n");
}

static void event_put(struct cx *cx, struct buf *b,
		      const struct work_calendar *c,
		      const struct task_calendar_row *t)
{
	struct arena *a = cx->arena;
	struct str url = str_fmt(a, "%.*s/task/%lld", STR_ARG(c->site),
				 (long long)t->id);
	struct str about =
		tr_fmt(a, cx->lang, N_("Lead: {0}\nProduct: {1}\nDone: {2}%"),
		       t->lead_name, t->product,
		       fmt_int(a, cx->lang, t->percent));

	buf_fmt(b, "BEGIN:VEVENT\r\nUID:task-%lld.%.*s@roviec\r\n",
		(long long)t->id, STR_ARG(c->realm));
	buf_fmt(b, "SEQUENCE:%lld\r\n", (long long)t->rev);
	instant_put(b, "DTSTAMP", t->changed_at);
	instant_put(b, "LAST-MODIFIED", t->changed_at);
	day_put(b, "DTSTART", t->due_on);
	day_put(b, "DTEND", t->due_on + 1);
	calendar_text(b, "SUMMARY", letter_task(a, t->number, t->work));
	calendar_text(b, "DESCRIPTION", about);
	calendar_text(b, "CATEGORIES", t->code);
	if (c->site.n)
		folded_put(b, str_cat(a, STR("URL:"), url));
	buf_lit(b, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

struct err *work_calendar_put(struct cx *cx, const struct work_filter *f,
			      const struct work_calendar *c, struct buf *out)
{
	struct task_calendar_in in = work_filter_calendar(cx, f);
	struct task_calendar_rows rows;
	struct err *err;

	in.limit = CALENDAR_EVENTS;
	err = task_calendar(cx->db, &in, &rows);
	if (err)
		return err;
	buf_lit(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
		     "PRODID:-//Ro Viec//roviec//VI\r\nCALSCALE:GREGORIAN\r\n"
		     "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n"
		     "X-PUBLISHED-TTL:PT4H\r\n");
	calendar_text(out, "NAME", c->name);
	calendar_text(out, "X-WR-CALNAME", c->name);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (rows.p[i].due_on != DAY_NONE)
			event_put(cx, out, c, &rows.p[i]);
	buf_lit(out, "END:VCALENDAR\r\n");
	if (out->full)
		err = err_new(cx->arena, ERR_LIMIT,
			      N_("The calendar has become too large."));
	return err;
}

/* ---- secret addresses ------------------------------------------------------------ */

/* A name of this realm that stays when its address changes. */
static struct err *realm_make(struct cx *cx)
{
	struct str realm;
	struct err *err = setting_get(cx, "calendar.realm", STR(""), &realm);

	if (err || realm.n)
		return err;
	return setting_put(cx, "calendar.realm",
			   auth_random_token(cx->arena, REALM_BYTES));
}

static struct err *feed_event(struct cx *cx, const char *kind, int64_t feed)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "calendar",
						  .subject = feed },
			   NULL);
}

static struct err *make_tx(struct cx *cx, void *arg)
{
	struct str *token = arg;
	struct feed_insert_in in = { .user_id = cx->actor.id,
				     .query = STR(""),
				     .now = cx->now };
	struct feed_list_rows rows;
	int64_t feed, subject;
	bool seen;
	struct err *err = audit_seen(cx, "calendar.make", &seen, &subject);

	*token = STR_NULL;
	if (err || seen)
		return err;
	err = feed_list(cx->db, &(struct feed_list_in){ cx->actor.id }, &rows);
	if (!err && rows.n >= FEEDS_MOST)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("You have {0} addresses already: revoke one "
				 "that you don't use any more."),
			      str_fmt(cx->arena, "%d", FEEDS_MOST));
	if (!err)
		err = realm_make(cx);
	if (err)
		return err;
	*token = auth_random_token(cx->arena, TOKEN_BYTES);
	in.token_hash = auth_sha256_hex(cx->arena, *token);
	err = feed_insert(cx->db, &in, &feed);
	return err ? err : feed_event(cx, "calendar.make", feed);
}

struct err *work_feed_make(struct cx *cx, struct str *ret_token)
{
	assert(cx->actor.id > 0);
	return db_tx(cx, make_tx, ret_token);
}

static struct err *revoke_tx(struct cx *cx, void *arg)
{
	const int64_t *id = arg;
	struct feed_revoke_in in = { .id = *id,
				     .user_id = cx->actor.id,
				     .now = cx->now };
	int64_t changed = 0, subject;
	bool seen;
	struct err *err = audit_seen(cx, "calendar.revoke", &seen, &subject);

	if (err || seen)
		return err;
	err = feed_revoke(cx->db, &in, &changed);
	if (!err && changed != 1)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such calendar address of "
				 "yours."));
	return err ? err : feed_event(cx, "calendar.revoke", *id);
}

struct err *work_feed_revoke(struct cx *cx, int64_t id)
{
	return db_tx(cx, revoke_tx, &id);
}

/* The person as of today, with permissions, organisation and language. */
static struct err *become(struct cx *cx, int64_t user, bool *ret_ok)
{
	enum lang lang;
	struct err *err = account_actor(cx, user, &cx->actor, ret_ok);

	if (err || !*ret_ok)
		return err;
	*ret_ok = cx_may(cx, PERM_WORK_VIEW);
	cx->lang = lang_from_code(cx->actor.lang, &lang) ? lang
		   : cx->profile			 ? cx->profile->lang
							 : LANG_VI;
	return NULL;
}

struct err *work_feed_open(struct cx *cx, struct str token,
			   struct work_calendar *ret_calendar)
{
	struct feed_by_token_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
	};
	struct work_calendar c = { 0 };
	struct mail_config mail;
	struct feed_by_token_row f;
	bool found, good = false;
	struct err *err = feed_by_token(cx->db, &in, &f, &found);

	if (!err && found && f.revoked_at == DB_NULL)
		err = become(cx, f.user_id, &good);
	if (!err && !good)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no calendar at this address any "
				 "more."));
	if (!err)
		err = setting_get(cx, "calendar.realm", STR(""), &c.realm);
	if (!err)
		err = mail_config_get(cx, &mail);
	if (err)
		return err;
	c.site = mail.site;
	c.name = tr_fmt(cx->arena, cx->lang, N_("Tasks of {0}"),
			cx->actor.org_name.n ? cx->actor.org_name
					     : cx->actor.name);
	*ret_calendar = c;
	return NULL;
}
