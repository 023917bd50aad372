/* Figures of programmes for reports to other committees. */
#include "work/work.h"

#include "db/db.h"
#include "work/work_document_query.h"
#include "work/work_report_priv.h"

static_assert((int)WORK_FIGURE_STATES == (int)N_WORK_STATE,
	      "every state is reported");

const char *work_figure_key(int state)
{
	return work_state_key((enum work_state)state);
}

const char *work_figure_title(int state)
{
	return work_state_title((enum work_state)state);
}

/* Today's tasks are read as they are, which costs less. */
static void look_at(struct cx *cx, day_t on)
{
	if (on == cx->today)
		return;
	cx->today = cx->as_at = on;
	cx->past = true;
}

static struct err *programme_add(const struct cx *outer,
				 const struct programme_list_row *p, day_t on,
				 struct work_figures_list *list)
{
	struct cx cx = *outer;
	struct report r = { .programme = p->id };
	struct tally *t = arena_new(cx.arena, struct tally, 1);
	const struct tally_sum *s = &t->all;
	struct work_figures f = { .code = p->code,
				  .title = p->title,
				  .year = p->year };
	struct err *err;

	cx.actor.org_is_root = true;
	look_at(&cx, p->closed_on == DAY_NONE ? on : MIN(on, p->closed_on));
	err = report_tasks_read(&cx, &r, t);
	if (err || !s->issued)
		return err;
	f.tasks = s->issued;
	f.done = s->state[WORK_DONE];
	f.late = s->state[WORK_DONE_LATE];
	f.overdue = s->state[WORK_OVERDUE];
	f.kept = s->kept[TALLY_APPROVED];
	f.judged = f.kept + s->missed[TALLY_APPROVED];
	f.base_kept = s->kept[TALLY_ORIGINAL];
	f.base_judged = f.base_kept + s->missed[TALLY_ORIGINAL];
	memcpy(f.state, s->state, sizeof(f.state));
	*vec_push(cx.arena, list) = f;
	return NULL;
}

struct err *work_figures_read(struct cx *cx, day_t since, day_t on,
			      struct work_figures_list *ret_list)
{
	struct work_figures_list list = { 0 };
	struct programme_list_rows rows;
	struct err *err = programme_list(cx->db, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct programme_list_row *p = &rows.p[i];
		bool over = p->closed_on != DAY_NONE && p->closed_on < since;

		if (p->from_on <= on && !over)
			err = programme_add(cx, p, on, &list);
	}
	if (!err)
		*ret_list = list;
	return err;
}
