/* A letter as text and as HTML. */
#include "work/work_letter.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "view/view.h"
#include "work/work_letter_tmpl.h"

enum {
	TEXT_MOST = 256 << 10,
	HTML_MOST = 512 << 10,
	SUBJECT_MOST = 400,
	TITLE_MOST = 300
};

struct letter_item *letter_line(struct arena *a, struct letter_section *s)
{
	s->n++;
	return s->items.n < LETTER_ITEMS ? vec_push(a, &s->items) : NULL;
}

struct str letter_task(struct arena *a, struct str number, struct str work)
{
	return number.n
		       ? str_fmt(a, "%.*s %.*s", STR_ARG(number), STR_ARG(work))
		       : work;
}

struct str letter_due(struct cx *cx, enum lang lang, day_t due)
{
	struct arena *a = cx->arena;
	int days = due - cx->today;
	struct str day = fmt_day(a, due);

	if (due == DAY_NONE)
		return STR("");
	if (days < 0)
		return tr_format(a,
				 tr_n(lang, N_("due {1}, {0} day overdue"),
				      N_("due {1}, {0} days overdue"), -days),
				 (const struct str[]){ fmt_int(a, lang, -days),
						       day },
				 2);
	return tr_format(a,
			 tr_n(lang, N_("due {1}, {0} day left"),
			      N_("due {1}, {0} days left"), days),
			 (const struct str[]){ fmt_int(a, lang, days), day },
			 2);
}

static void line(struct buf *b, struct str s)
{
	buf_str(b, s);
	buf_char(b, '\n');
}

static void section_put(struct arena *a, struct buf *b, enum lang lang,
			const struct letter_section *s)
{
	line(b, str_fmt(a, "%.*s (%.*s)", STR_ARG(s->title),
			STR_ARG(fmt_int(a, lang, s->n))));
	for (ptrdiff_t i = 0; i < s->items.n; i++) {
		const struct letter_item *t = &s->items.p[i];

		buf_fmt(b, "- %.*s\n", STR_ARG(t->title));
		if (t->note.n)
			buf_fmt(b, "  %.*s\n", STR_ARG(t->note));
		buf_fmt(b, "  %.*s\n", STR_ARG(t->href));
	}
	if (s->n > s->items.n)
		line(b, tr_fmt(a, lang, N_("All {0}: {1}"),
			       fmt_int(a, lang, s->n), s->all));
	buf_char(b, '\n');
}

static struct str text_of(struct arena *a, const struct work_letter *l)
{
	struct buf b = buf_init(a, TEXT_MOST);

	line(&b, tr_fmt(a, l->lang, N_("Dear Comrade {0},"), l->name));
	buf_char(&b, '\n');
	line(&b, l->intro);
	buf_char(&b, '\n');
	for (ptrdiff_t i = 0; i < l->sections.n; i++)
		section_put(a, &b, l->lang, &l->sections.p[i]);
	line(&b, STR("-- "));
	line(&b, tr_fmt(a, l->lang,
			N_("{0}. This letter was written by Rõ Việc; answers "
			   "to it aren't read."),
			l->committee));
	line(&b, tr_fmt(a, l->lang, N_("Choose which letters you get: {0}"),
			l->settings));
	for (ptrdiff_t i = 0; i < l->stops.n; i++)
		line(&b, str_fmt(a, "%.*s\n  %.*s", STR_ARG(l->stops.p[i].text),
				 STR_ARG(l->stops.p[i].href)));
	return buf_view(&b);
}

static struct str html_of(struct cx *cx, const struct work_letter *l)
{
	struct buf b = buf_init(cx->arena, HTML_MOST);
	struct view v = { .out = &b,
			  .arena = cx->arena,
			  .lang = l->lang,
			  .today = cx->today };

	work_letter_html(&v, l);
	return buf_view(&b);
}

/* "Your tasks: Overdue 2, Due soon 3": no words of a task, since subjects
 * stand in logs and on locked screens. */
static struct str subject_of(struct arena *a, const struct work_letter *l)
{
	struct buf b = buf_init(a, SUBJECT_MOST);

	buf_str(&b, l->title);
	for (ptrdiff_t i = 0; i < l->sections.n; i++) {
		const struct letter_section *s = &l->sections.p[i];

		buf_fmt(&b, "%s%.*s %.*s", i ? ", " : ": ", STR_ARG(s->title),
			STR_ARG(fmt_int(a, l->lang, s->n)));
	}
	return buf_view(&b);
}

struct err *work_letter_put(struct cx *cx, const struct work_letter *l)
{
	return mail_put(cx, &(struct mail_letter){
				    .kind = l->kind,
				    .to = l->to,
				    .name = l->name,
				    .sender = l->committee,
				    .subject = subject_of(cx->arena, l),
				    .body = text_of(cx->arena, l),
				    .html = html_of(cx, l),
				    .stop = l->stop,
				    .once = l->once });
}
