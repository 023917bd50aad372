/* The parts of a task on its page, with their roll-up. */
#include "work/work_split_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_list.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_split_act.h"
#include "work/work_summary.h"
#include "work/work_task_priv.h"

struct str work_split_title(struct cx *cx, struct str number, struct str work)
{
	return number.n ? str_fmt(cx->arena, "%.*s %.*s", STR_ARG(number),
				  STR_ARG(work))
			: work;
}

static void line_add(struct cx *cx, const struct part_list_row *r,
		     struct part_panel *x)
{
	enum work_state s = (enum work_state)r->state;
	struct part_line *l = vec_push(cx->arena, &x->lines);

	*l = (struct part_line){
		.id = r->id,
		.seen = r->seen == 1,
		.gone = s == WORK_WITHDRAWN,
		.number = r->number,
		.work = r->work,
		.lead = r->lead_name,
		.status = work_status_of(cx, s, r->due_on),
		.percent = r->percent,
		.weight = fmt_int(cx->arena, cx->lang, r->weight),
	};
	if (r->due_on != DAY_NONE)
		l->due = fmt_day(cx->arena, r->due_on);
}

/* Hundredths as a figure that is as short as it can be: "130", "12,5". */
static struct str share(struct cx *cx, int64_t hundredths)
{
	if (hundredths % 100 == 0)
		return fmt_int(cx->arena, cx->lang, hundredths / 100);
	return fmt_tenths(cx->arena, cx->lang, (hundredths + 5) / 10);
}

/* "Rolled up from the parts: 65% (130/200)" */
static struct str rollup_words(struct cx *cx, const struct part_list_rows *rows)
{
	struct work_part *p = arena_new(cx->arena, struct work_part, rows->n);
	struct work_rollup r;

	for (ptrdiff_t i = 0; i < rows->n; i++) {
		enum work_state s = (enum work_state)rows->p[i].state;

		p[i] = (struct work_part){ .weight = rows->p[i].weight,
					   .percent = rows->p[i].percent,
					   .done = s == WORK_DONE ||
						   s == WORK_DONE_LATE,
					   .withdrawn = s == WORK_WITHDRAWN };
	}
	if (!work_rollup(p, rows->n, &r))
		return tr(cx->lang, N_("Every part was withdrawn: nothing is "
				       "rolled up."));
	return tr_fmt(cx->arena, cx->lang,
		      N_("Rolled up from the parts: {0}% ({1}/{2})"),
		      fmt_int(cx->arena, cx->lang, r.percent),
		      share(cx, r.part), fmt_int(cx->arena, cx->lang, r.whole));
}

static struct err *lines_fill(struct cx *cx, const struct task_by_id_row *t,
			      struct task_view *x)
{
	struct part_list_rows rows;
	struct err *err;

	if (!(t->has & WORK_HAS_BELOW))
		return NULL;
	err = part_list(cx->db,
			&(struct part_list_in){
				.task = t->id,
				.today = cx->today,
				.soon = cx->today + work_soon_days(cx),
				.scope = cx->actor.org_is_root ? 0
							       : cx_scope(cx),
				.limit = WORK_PARTS_MOST,
				WORK_PAST_IN(PART_LIST_WITH_PAST) },
			&rows);
	if (err || !rows.n)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		line_add(cx, &rows.p[i], &x->parts);
	x->parts.sum = rollup_words(cx, &rows);
	x->four.rollup = x->parts.sum;
	return NULL;
}

static struct err *split_offer(struct cx *cx, const struct task_by_id_row *t,
			       struct part_panel *x)
{
	struct work_split_frame f;
	bool may;
	struct err *err = work_may_give(cx, t, &may);

	if (err || !may || cx->past)
		return err;
	err = work_split_frame(cx, t, &f);
	if (err || work_split_check(cx->arena, &f, 1))
		return err;
	x->split_href =
		str_cat(cx->arena, work_task_path(cx, t->id), STR("/split"));
	x->split = tr(cx->lang,
		      f.have ? N_("Give more parts") : N_("Split into parts"));
	return NULL;
}

struct err *work_above_href(struct cx *cx, const struct task_by_id_row *t,
			    struct str *ret_href)
{
	struct task_in_scope_row in;
	bool ours = true;
	struct err *err = NULL;

	*ret_href = STR_NULL;
	if (!str_eq(t->child, STR("part")))
		return NULL;
	if (!cx->actor.org_is_root)
		err = task_in_scope(cx->db,
				    &(struct task_in_scope_in){
					    .id = t->parent,
					    .scope = cx_scope(cx) },
				    &in, &ours);
	if (!err && ours)
		*ret_href = work_past_href(cx, work_task_path(cx, t->parent));
	return err;
}

static struct err *above_fill(struct cx *cx, const struct task_by_id_row *t,
			      struct task_view *x)
{
	struct part_panel *p = &x->parts;

	if (!str_eq(t->child, STR("part")))
		return NULL;
	p->above =
		tr_fmt(cx->arena, cx->lang,
		       N_("A part of the task {0}, given by {1}; weight {2}."),
		       work_split_title(cx, t->parent_number, t->parent_work),
		       t->parent_lead_name.n ? t->parent_lead_name : STR("–"),
		       fmt_int(cx->arena, cx->lang, t->weight));
	p->may_weigh = x->issuer && !cx->past && t->withdrawn_on == DAY_NONE &&
		       t->programme_closed_on == DAY_NONE;
	p->action =
		str_cat(cx->arena, work_task_path(cx, t->id), STR("/weight"));
	p->weight = str_fmt(cx->arena, "%ld", (long)t->weight);
	return work_above_href(cx, t, &p->above_href);
}

struct err *work_split_fill(struct cx *cx, const struct task_by_id_row *t,
			    struct task_view *x)
{
	struct err *err = lines_fill(cx, t, x);

	if (!err)
		err = split_offer(cx, t, &x->parts);
	return err ? err : above_fill(cx, t, x);
}
