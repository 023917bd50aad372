/* What changed of a task since a day. */
#include "work/work_since.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_summary.h"

enum { WORDS_MOST = 32 * 1024 };

struct changes {
	struct cx *cx;
	struct buf b;
};

static void add(struct changes *c, struct str words)
{
	if (c->b.n)
		buf_lit(&c->b, "; ");
	buf_str(&c->b, words);
}

/* Short things: "was → is". */
static void change(struct changes *c, struct str was, struct str is)
{
	if (str_eq(was, is) || (!was.n && !is.n))
		return;
	add(c, str_fmt(c->cx->arena, "%.*s → %.*s",
		       STR_ARG(was.n ? was : STR("–")),
		       STR_ARG(is.n ? is : STR("–"))));
}

/* Long ones: the list says what it is, so only what it was. */
static void reword(struct changes *c, const char *before, struct str was,
		   struct str is)
{
	if (!str_eq(was, is))
		add(c, tr_fmt(c->cx->arena, c->cx->lang, before,
			      was.n ? was : STR("–")));
}

static struct str day_or_words(struct cx *cx, day_t due, struct str words)
{
	return due == DAY_NONE ? words : fmt_day(cx->arena, due);
}

static struct str state_words(struct cx *cx, int64_t state)
{
	return tr(cx->lang, work_state_title((enum work_state)state));
}

static struct str percent_words(struct cx *cx, int64_t percent)
{
	/* before its first act nothing is known of it */
	return str_fmt(cx->arena, "%ld%%",
		       percent == DB_NULL ? 0L : (long)percent);
}

static void compare(struct changes *c, const struct task_by_id_row *was,
		    const struct task_by_id_row *is)
{
	struct cx *cx = c->cx;

	change(c, state_words(cx, was->state), state_words(cx, is->state));
	change(c, day_or_words(cx, was->due_on, was->deadline_text),
	       day_or_words(cx, is->due_on, is->deadline_text));
	change(c, was->lead_short, is->lead_short);
	change(c, percent_words(cx, was->percent),
	       percent_words(cx, is->percent));
	reword(c, N_("the work was: “{0}”"), was->work, is->work);
	reword(c, N_("the product was: “{0}”"), was->product, is->product);
	if (!c->b.n)
		add(c, tr(cx->lang, N_("only its history grew")));
}

struct str work_since_title(struct cx *cx, day_t since)
{
	return tr_fmt(cx->arena, cx->lang, N_("Changed since {0}"),
		      fmt_day(cx->arena, since));
}

/* The task as it stood at the end of the day that `cx` looks at. */
static struct err *row_read(struct cx *cx, int64_t task,
			    struct task_by_id_row *ret_row, bool *ret_found)
{
	return task_by_id(cx->db,
			  &(struct task_by_id_in){
				  .id = task,
				  .today = cx->today,
				  .soon = cx->today + work_soon_days(cx),
				  WORK_PAST_IN(TASK_BY_ID_WITH_PAST) },
			  ret_row, ret_found);
}

struct err *work_since(struct cx *cx, day_t since, int64_t task,
		       struct str *ret_words)
{
	struct changes c = { cx, buf_init(cx->arena, WORDS_MOST) };
	struct task_by_id_row was, is;
	struct cx then = *cx;
	bool before = false, now;
	struct err *err = row_read(cx, task, &is, &now);

	then.as_at = then.today = since;
	then.past = true;
	if (!err)
		err = row_read(&then, task, &was, &before);
	if (err)
		return err;
	assert(now); /* it stands in the list */
	if (before)
		compare(&c, &was, &is);
	else
		add(&c, tr(cx->lang, N_("new since then")));
	*ret_words = buf_view(&c.b);
	return NULL;
}
