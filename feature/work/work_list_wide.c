/*
 * Lists with more columns, groups or orders than the plain one. They ask a
 * dearer query, so only who wants them pays for them.
 */
#include "work/work_list_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_since.h"

/* ---- one row ------------------------------------------------------------------- */

static struct task_list_row plain_of(const struct task_wide_row *t)
{
	return (struct task_list_row){ .id = t->id,
				       .programme = t->programme,
				       .section = t->section,
				       .number = t->number,
				       .work = t->work,
				       .lead = t->lead,
				       .lead_text = t->lead_text,
				       .lead_name = t->lead_name,
				       .deadline_text = t->deadline_text,
				       .due_on = t->due_on,
				       .product = t->product,
				       .missing = t->missing,
				       .percent = t->percent,
				       .issued_on = t->issued_on,
				       .done_on = t->done_on,
				       .state = t->state };
}

static struct str day_or_empty(struct cx *cx, day_t day)
{
	return day == DAY_NONE ? STR("") : fmt_day(cx->arena, day);
}

/* The deadline of the first issue; of a draft there is none yet. */
static struct str base_of(struct cx *cx, const struct task_wide_row *t)
{
	if (t->base_on == DAY_NONE)
		return STR("");
	if (t->base_due_on == DAY_NONE)
		return tr(cx->lang, N_("without a day"));
	return fmt_day(cx->arena, t->base_due_on);
}

static struct str cell_of(struct cx *cx, enum work_col c,
			  const struct task_wide_row *t)
{
	switch (c) {
	case WORK_COL_BASE:
		return base_of(cx, t);
	case WORK_COL_PERCENT:
		return str_fmt(cx->arena, "%ld%%", (long)t->percent);
	case WORK_COL_REPORT:
		return day_or_empty(cx, t->reported_on);
	case WORK_COL_CAUSE:
		return t->last_cause.n
			       ? profile_cause_title(cx->profile, t->last_cause,
						     cx->lang)
			       : STR("");
	case WORK_COL_WITH:
		return t->with_text;
	case WORK_COL_SECTION:
		return t->section_title;
	case WORK_COL_PROGRAMME:
		return t->code;
	case N_WORK_COL:
		break;
	}
	return STR("");
}

static struct err *row_fill(struct cx *cx, const struct work_filter *f,
			    const struct task_wide_row *t, struct work_row *row)
{
	struct task_list_row plain = plain_of(t);

	*row = work_list_row(cx, &plain);
	for (int c = 0; c < N_WORK_COL; c++)
		if (f->cols >> c & 1)
			*vec_push(cx->arena, &row->more) =
				cell_of(cx, (enum work_col)c, t);
	if (f->changed == DAY_NONE)
		return NULL;
	return work_since(cx, f->changed, t->id,
			  vec_push(cx->arena, &row->more));
}

/* ---- groups ---------------------------------------------------------------------- */

/* What rows of one group have in common. */
struct key {
	int64_t programme, k; /* k: section, lead, state or month */
};

/* 2026-11-14 → 202611; none: 0 */
static int64_t month_of(day_t day)
{
	struct ymd d;

	if (day == DAY_NONE)
		return 0;
	d = day_ymd(day);
	return d.y * 100 + d.m;
}

static int64_t or_zero(int64_t id)
{
	return id == DB_NULL ? 0 : id;
}

static struct key key_of(enum work_group_by g, const struct task_wide_row *t)
{
	switch (g) {
	case GROUP_SECTION:
		return (struct key){ t->programme, or_zero(t->section) };
	case GROUP_LEAD:
		return (struct key){ 0, or_zero(t->lead) };
	case GROUP_STATE:
		return (struct key){ 0, t->state };
	case GROUP_MONTH:
		return (struct key){ 0, month_of(t->due_on) };
	case GROUP_PLAN:
	case GROUP_NONE:
	case N_WORK_GROUP:
		break;
	}
	return (struct key){ 0, 0 };
}

static struct str section_title(struct cx *cx, const struct work_filter *f,
				const struct task_wide_row *t)
{
	struct str title = t->section == DB_NULL
				   ? tr(cx->lang, N_("Without a section"))
				   : t->section_title;

	if (f->programme)
		return title;
	return str_fmt(cx->arena, "%.*s · %.*s", STR_ARG(t->code),
		       STR_ARG(title));
}

static struct str month_title(struct cx *cx, day_t due)
{
	struct ymd d;

	if (due == DAY_NONE)
		return tr(cx->lang, N_("No day as a deadline"));
	d = day_ymd(due);
	return tr_fmt(cx->arena, cx->lang, N_("Due in {0}/{1}"),
		      str_fmt(cx->arena, "%d", d.m),
		      str_fmt(cx->arena, "%d", d.y));
}

static struct str title_of(struct cx *cx, const struct work_filter *f,
			   const struct task_wide_row *t)
{
	switch (f->group) {
	case GROUP_SECTION:
		return section_title(cx, f, t);
	case GROUP_LEAD:
		return t->lead == DB_NULL ? tr(cx->lang, N_("No lead unit yet"))
					  : t->lead_name;
	case GROUP_STATE:
		return tr(cx->lang,
			  work_state_title((enum work_state)t->state));
	case GROUP_MONTH:
		return month_title(cx, t->due_on);
	case GROUP_PLAN:
	case GROUP_NONE:
	case N_WORK_GROUP:
		break;
	}
	return STR_NULL;
}

/* How many fit on all pages. Tasks without a section of several programmes
 * are counted together, so that figure isn't said. */
static int64_t count_of(const struct work_filter *f,
			const struct task_groups_rows *counts, struct key key)
{
	int64_t n = 0;

	if (f->group == GROUP_SECTION && !key.k && !f->programme)
		return -1;
	for (ptrdiff_t i = 0; i < counts->n; i++) {
		const struct task_groups_row *c = &counts->p[i];
		int64_t k = f->group == GROUP_MONTH ? month_of(c->due) : c->k;

		n += k == key.k ? c->n : 0;
	}
	return n;
}

static struct err *groups_fill(struct cx *cx, const struct work_filter *f,
			       const struct task_wide_rows *rows,
			       const struct task_groups_rows *counts,
			       struct work_list_view *x)
{
	struct work_group *g = NULL;
	struct key last = { 0 };
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < rows->n; i++) {
		const struct task_wide_row *t = &rows->p[i];
		struct key key = key_of(f->group, t);

		if (!g || key.k != last.k || key.programme != last.programme) {
			g = vec_push(cx->arena, &x->groups);
			g->title = title_of(cx, f, t);
			g->count = g->title.p ? count_of(f, counts, key) : -1;
			last = key;
		}
		err = row_fill(cx, f, t, vec_push(cx->arena, &g->rows));
	}
	return err;
}

/* ---- heads ------------------------------------------------------------------------- */

static struct work_column column_of(const struct work_filter *f,
				    enum work_col c)
{
	enum work_sort up = c == WORK_COL_PERCENT ? SORT_PERCENT : SORT_REPORT;
	struct work_column col = { .title = work_col_title(c) };

	if (c != WORK_COL_PERCENT && c != WORK_COL_REPORT)
		return col;
	col.sort = work_sort_key(f->sort == up ? up + 1 : up);
	if (f->sort == up || f->sort == up + 1)
		col.aria = f->sort == up ? "ascending" : "descending";
	return col;
}

static void heads_fill(struct cx *cx, const struct work_filter *f,
		       struct work_list_view *x)
{
	for (int c = 0; c < N_WORK_COL; c++) {
		struct work_column col = column_of(f, (enum work_col)c);

		if (!(f->cols >> c & 1))
			continue;
		x->width++;
		*vec_push(cx->arena, &x->more) =
			col.sort ? work_list_head(cx, x, col)
				 : (struct work_head){ .title = tr(cx->lang,
								   col.title) };
	}
	if (f->changed == DAY_NONE)
		return;
	x->width++;
	*vec_push(cx->arena, &x->more) =
		(struct work_head){ .title = work_since_title(cx, f->changed) };
}

struct err *work_list_wide(struct cx *cx, const struct work_filter *f,
			   struct work_list_view *x)
{
	struct task_wide_in in = work_filter_wide(cx, f);
	struct task_groups_rows counts = { 0 };
	struct task_wide_rows rows;
	struct err *err = task_wide(cx->db, &in, &rows);

	if (!err && f->group > GROUP_NONE) {
		struct task_groups_in by = work_filter_groups(cx, f);

		err = task_groups(cx->db, &by, &counts);
	}
	if (err)
		return err;
	heads_fill(cx, f, x);
	return groups_fill(cx, f, &rows, &counts, x);
}
