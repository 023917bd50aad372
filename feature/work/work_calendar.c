/* Calendars: the file. */
#include "work/work_calendar.h"

#include "base/utf8.h"
#include "growth/growth.h"
#include "i18n/i18n.h"
#include "work/work_letter.h"

enum { LINE_BYTES = 75, CALENDAR_LATE = 366 };

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

static void head_put(struct buf *out, const struct work_calendar *c)
{
	buf_lit(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
		     "PRODID:-//Ro Viec//roviec//VI\r\nCALSCALE:GREGORIAN\r\n"
		     "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n"
		     "X-PUBLISHED-TTL:PT4H\r\n");
	calendar_text(out, "NAME", c->name);
	calendar_text(out, "X-WR-CALNAME", c->name);
}

static struct err *tail_put(struct cx *cx, struct buf *out)
{
	buf_lit(out, "END:VCALENDAR\r\n");
	return out->full ? err_new(cx->arena, ERR_LIMIT,
				   N_("The calendar has become too large."))
			 : NULL;
}

struct err *work_calendar_put(struct cx *cx, const struct work_filter *f,
			      const struct work_calendar *c, struct buf *out)
{
	struct task_calendar_in in = work_filter_calendar(cx, f);
	struct task_calendar_rows rows;
	struct err *err;

	in.limit = CALENDAR_EVENTS + 1;
	err = task_calendar(cx->db, &in, &rows);
	if (err)
		return err;
	head_put(out, c);
	if (rows.n > CALENDAR_EVENTS)
		calendar_text(
			out, "X-WR-CALDESC",
			tr_fmt(cx->arena, cx->lang,
			       N_("Only {0} tasks are shown: those that come "
				  "next, then those that were due last."),
			       fmt_int(cx->arena, cx->lang, CALENDAR_EVENTS)));
	for (ptrdiff_t i = 0; i < MIN(rows.n, CALENDAR_EVENTS); i++)
		event_put(cx, out, c, &rows.p[i]);
	return tail_put(cx, out);
}

/* ---- people on the way to admission ------------------------------------------- */

static void growth_event_put(struct cx *cx, struct buf *b,
			     const struct work_calendar *c,
			     const struct growth_due_row *r)
{
	struct arena *a = cx->arena;
	struct str what = tr(cx->lang, growth_due_title(r->kind));
	bool member = !r->candidate;
	int64_t id = member ? r->member : r->candidate;

	buf_fmt(b, "BEGIN:VEVENT\r\nUID:growth-%d-%s%lld.%.*s@roviec\r\n",
		(int)r->kind, member ? "m" : "", (long long)id,
		STR_ARG(c->realm));
	instant_put(b, "DTSTAMP", cx->now);
	day_put(b, "DTSTART", r->due);
	day_put(b, "DTEND", r->due + 1);
	calendar_text(b, "SUMMARY",
		      tr_fmt(a, cx->lang, N_("{0}: {1}"), r->name, what));
	calendar_text(b, "DESCRIPTION",
		      tr_fmt(a, cx->lang, N_("{0}\nMust act: {1}"), r->org_name,
			     r->actor_name));
	if (c->site.n)
		folded_put(b, str_fmt(a, "URL:%.*s/%s/%lld", STR_ARG(c->site),
				      member ? "member" : "candidate",
				      (long long)id));
	buf_lit(b, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

struct err *work_calendar_growth(struct cx *cx, const struct work_calendar *c,
				 struct buf *out)
{
	struct growth_due_ask ask = { .scope = growth_scope(cx),
				      .on = cx->today,
				      .limit = CALENDAR_EVENTS };
	struct growth_due_page list = { 0 };
	struct err *err = growth_due_read(cx, &ask, &list);

	if (err)
		return err;
	head_put(out, c);
	if (list.more)
		calendar_text(out, "X-WR-CALDESC",
			      tr_fmt(cx->arena, cx->lang,
				     N_("Only {0} are shown: those that were "
					"or are due first."),
				     fmt_int(cx->arena, cx->lang, list.n)));
	for (ptrdiff_t i = 0; i < list.n; i++)
		if (list.p[i].due != DAY_NONE &&
		    list.p[i].due >= cx->today - CALENDAR_LATE)
			growth_event_put(cx, out, c, &list.p[i]);
	return tail_put(cx, out);
}
