/*
 * Tasks of an organisation on its page: how many by mark, each a link to its
 * list, and the ones that are due first. Whoever may not see the
 * organisation's tasks sees nothing of this.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/work_filter.h"
#include "work/work_list.h"
#include "work/work_mine_view.h"
#include "work/work_org_tmpl.h"
#include "work/work_rates.h"

enum { PANEL_ROWS = 10 };

static struct str list_href(struct cx *cx, int64_t org, const char *state)
{
	return str_fmt(cx->arena, "/tasks?lead=%ld&state=%s", (long)org, state);
}

static struct str item_title(struct cx *cx, const struct task_list_row *t)
{
	return t->number.n ? str_fmt(cx->arena, "%.*s %.*s", STR_ARG(t->number),
				     STR_ARG(t->work))
			   : t->work;
}

/* States, since a mark also covers drafts and finished tasks. */
static struct err *counts_fill(struct cx *cx, int64_t org, int64_t *ret_open,
			       struct org_panel_view *x)
{
	struct work_cells cells;
	struct work_sum sum;
	struct err *err = work_cells_seen_led(cx, org, &cells);

	if (err)
		return err;
	sum = work_cells_sum(&cells,
			     &(struct work_pick){ .lead = org,
						  .states = WORK_STATES_OPEN });
	x->total = sum.n;
	*ret_open = sum.n;
	for (int s = 0; s < N_WORK_STATE; s++) {
		enum work_state state = (enum work_state)s;
		struct org_mark *m;

		if (!sum.state[s])
			continue;
		m = vec_push(cx->arena, &x->marks);
		m->n = sum.state[s];
		m->status = work_status_of(cx, state, cx->today);
		m->status.text = tr(cx->lang, work_state_title(state));
		m->href = list_href(cx, org, work_state_key(state));
	}
	return NULL;
}

/* Open tasks are those without an end. Where an organisation leads many of all,
 * the first to be due are soonest found where all of them stand by deadline. */
static struct err *items_ask(struct cx *cx, int64_t open, struct work_filter *f)
{
	struct work_cells cells;
	struct err *err;

	if (!cx->actor.org_is_root)
		return NULL;
	err = work_cells_get(cx, &cells);
	if (err)
		return err;
	f->no_ahead = !cells.ahead;
	f->many = f->no_ahead &&
		  open * open >
			  work_cells_sum(&cells, &(struct work_pick){ 0 }).n *
				  PANEL_ROWS;
	return NULL;
}

static struct err *items_fill(struct cx *cx, int64_t org, int64_t open,
			      struct org_panel_view *x)
{
	struct work_filter f = { .lead = org,
				 .states = WORK_STATES_OPEN,
				 .sort = SORT_DUE,
				 .page = 1,
				 WORK_FILTER_NO_DAYS };
	struct err *err = items_ask(cx, open, &f);
	struct task_list_rows rows = { 0 };
	struct task_list_in in;

	if (err)
		return err;
	in = work_filter_list(cx, &f);
	in.limit = PANEL_ROWS;
	err = task_list(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct task_list_row *t = &rows.p[i];

		*vec_push(cx->arena, &x->items) = (struct mine_item){
			.id = t->id,
			.title = item_title(cx, t),
			.note = t->product,
			.status = work_status_of(cx, (enum work_state)t->state,
						 t->due_on),
			.when = t->due_on == DAY_NONE
					? t->deadline_text
					: fmt_day(cx->arena, t->due_on)
		};
	}
	return err;
}

struct err *work_org_panel(struct cx *cx, int64_t org, struct view *v)
{
	struct org_panel_view x = {
		.all = list_href(cx, org, "open"),
		.none = { .title = tr(cx->lang, N_("It leads no unfinished "
						   "task.")) },
	};
	struct work_rates rates = { 0 };
	bool may = cx->actor.org_is_root;
	int64_t open;
	struct err *err = NULL;

	if (!cx_may(cx, PERM_WORK_VIEW))
		return NULL;
	if (!may)
		err = org_is_within(cx, cx_scope(cx), org, &may);
	if (err || !may)
		return err;
	err = counts_fill(cx, org, &open, &x);
	if (!err)
		err = items_fill(cx, org, open, &x);
	if (!err)
		err = work_rates(cx, &(struct work_rates_of){ .lead = org },
				 &rates);
	x.on_time = rates.on_time;
	x.extensions = rates.extensions;
	if (!err)
		work_org_html(v, &x);
	return err;
}
