/* What changed of a task since a day. */
#include "work/work_since.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_summary.h"

enum { WORDS_MOST = 16 * 1024 };

struct changes {
	struct cx *cx;
	struct buf b;
};

static void change(struct changes *c, struct str was, struct str is)
{
	if (str_eq(was, is) || (!was.n && !is.n))
		return;
	if (c->b.n)
		buf_lit(&c->b, "; ");
	buf_str(&c->b, was.n ? was : STR("–"));
	buf_lit(&c->b, " → ");
	buf_str(&c->b, is.n ? is : STR("–"));
}

static struct str day_or_words(struct cx *cx, day_t due, struct str words)
{
	return due == DAY_NONE ? words : fmt_day(cx->arena, due);
}

static struct str state_words(struct cx *cx, int64_t state)
{
	return tr(cx->lang, work_state_title((enum work_state)state));
}

static void compare(struct changes *c, const struct task_by_id_row *was,
		    const struct task_list_row *is)
{
	struct cx *cx = c->cx;

	change(c, state_words(cx, was->state), state_words(cx, is->state));
	change(c, day_or_words(cx, was->due_on, was->deadline_text),
	       day_or_words(cx, is->due_on, is->deadline_text));
	change(c, was->lead_short, is->lead_name);
	if (was->percent != DB_NULL && was->percent != is->percent)
		change(c, str_fmt(cx->arena, "%ld%%", (long)was->percent),
		       str_fmt(cx->arena, "%ld%%", (long)is->percent));
	change(c, was->work, is->work);
	change(c, was->product, is->product);
}

struct err *work_since(struct cx *cx, day_t since,
		       const struct task_list_row *now, struct str *ret_words)
{
	struct changes c = { cx, buf_init(cx->arena, WORDS_MOST) };
	struct task_by_id_row was;
	struct cx then = *cx;
	bool found;
	struct err *err;

	then.as_at = then.today = since;
	then.past = true;
	err = task_by_id(cx->db,
			 &(struct task_by_id_in){
				 .id = now->id,
				 .today = since,
				 .soon = since + work_soon_days(cx),
				 .as_at = since,
				 .until = work_past_until(&then),
				 .with = TASK_BY_ID_WITH_PAST },
			 &was, &found);
	if (err)
		return err;
	if (found)
		compare(&c, &was, now);
	*ret_words = !found  ? tr(cx->lang, N_("new since then"))
		     : c.b.n ? buf_view(&c.b)
			     : STR_NULL;
	return NULL;
}
