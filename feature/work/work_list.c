/* Lists of tasks: rows by section, quick filters, choices, sort heads. */
#include "work/work_list.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"

/* ---- one row ---------------------------------------------------------------- */

static const enum mark shape[N_WORK_MARK] = {
	[WORK_MARK_RED] = MARK_RED,	[WORK_MARK_AMBER] = MARK_AMBER,
	[WORK_MARK_GREEN] = MARK_GREEN, [WORK_MARK_NOT_YET] = MARK_NONE,
	[WORK_MARK_DONE] = MARK_DONE,	[WORK_MARK_GONE] = MARK_NONE,
};

struct status work_status_of(struct cx *cx, enum work_state s, day_t due)
{
	struct status st = { .mark = shape[work_mark_of(s)] };
	struct str first = tr(cx->lang, work_state_title(s));

	if (s == WORK_OVERDUE)
		st.text = tr_fmt(cx->arena, cx->lang, N_("{0} days overdue"),
				 fmt_int(cx->arena, cx->lang, cx->today - due));
	else if (s == WORK_SOON)
		st.text = tr_fmt(cx->arena, cx->lang, N_("{0} days left"),
				 fmt_int(cx->arena, cx->lang, due - cx->today));
	else
		st.text = first;
	return st;
}

/* What stands under the status: the day, or the file's words. */
static struct str when_of(struct cx *cx, const struct task_list_row *t)
{
	if (t->due_on != DAY_NONE)
		return fmt_day(cx->arena, t->due_on);
	return t->deadline_text;
}

static struct str product_note(struct cx *cx, const struct task_list_row *t)
{
	if (t->done_on != DAY_NONE || t->issued_on == DAY_NONE)
		return STR_NULL;
	if (!t->percent)
		return tr(cx->lang, N_("nothing reported yet"));
	return tr_fmt(cx->arena, cx->lang, N_("reported: {0}%"),
		      fmt_int(cx->arena, cx->lang, t->percent));
}

static struct work_row row_of(struct cx *cx, const struct task_list_row *t)
{
	return (struct work_row){
		.id = t->id,
		.number = t->number,
		.work = t->work,
		.lead = t->lead_name,
		.lead_text = t->lead_text,
		.status = work_status_of(cx, (enum work_state)t->state,
					 t->due_on),
		.when = when_of(cx, t),
		.product = t->product,
		.product_note = product_note(cx, t),
		.miss_work = t->missing & WORK_MISS_WORK,
		.miss_person = t->missing & WORK_MISS_PERSON,
		.miss_progress = t->missing & WORK_MISS_PROGRESS,
		.miss_product = t->missing & WORK_MISS_PRODUCT,
		.deadline_text = t->deadline_text,
		.can_pick =
			t->issued_on == DAY_NONE && !t->missing && !cx->past,
		.can_mend = work_is_office(cx) && !cx->past,
	};
}

/* ---- groups ------------------------------------------------------------------- */

static struct str section_title(const struct section_list_rows *s, int64_t id)
{
	for (ptrdiff_t i = 0; i < s->n; i++)
		if (s->p[i].id == id)
			return s->p[i].title;
	return STR_NULL;
}

/* Rows below their section's title while the plan's order holds; one group
 * without a title otherwise. */
static void groups_fill(struct cx *cx, const struct work_filter *f,
			const struct task_list_rows *rows,
			const struct section_list_rows *sections,
			struct work_list_view *x)
{
	bool by_section = f->programme && f->sort == SORT_PLAN;
	struct work_group *g = NULL;
	int64_t last = 0;

	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct task_list_row *t = &rows->p[i];

		if (!g || (by_section && t->section != last)) {
			g = vec_push(cx->arena, &x->groups);
			if (by_section)
				g->title = section_title(sections, t->section);
			last = t->section;
		}
		*vec_push(cx->arena, &g->rows) = row_of(cx, t);
		g->count = g->rows.n;
		g->section = t->section;
	}
}

/* A section may go on over several pages: its head counts all of them. */
static void groups_count(struct cx *cx, const struct work_filter *f,
			 const struct work_cells *cells,
			 struct work_list_view *x)
{
	for (ptrdiff_t i = 0; i < x->groups.n; i++) {
		struct work_group *g = &x->groups.p[i];

		if (g->title.n && work_filter_in_cells(cx, f))
			g->count = work_cells_sum(cells,
						  &(struct work_pick){
							  .programme =
								  f->programme,
							  .section = g->section,
							  .lead = f->lead,
							  .states = f->states })
					   .n;
	}
}

/* ---- quick filters ----------------------------------------------------------- */

static const struct {
	const char *title, *state, *missing;
} tabs[] = {
	{ N_("All"), NULL, NULL },
	{ N_("Not finished"), "open", NULL },
	{ N_("Overdue"), "overdue", NULL },
	{ N_("Due soon"), "soon", NULL },
	{ N_("To verify"), "waiting", NULL },
	{ N_("Not issued"), "draft", NULL },
	{ N_("Unclear"), NULL, "any" },
};

static bool same_key(struct str a, const char *b)
{
	return str_eq(a, b ? str_c(b) : STR(""));
}

static struct str tab_href(struct cx *cx, struct str path, ptrdiff_t i)
{
	if (tabs[i].state)
		path = str_fmt(cx->arena, "%.*s?state=%s", STR_ARG(path),
			       tabs[i].state);
	else if (tabs[i].missing)
		path = str_fmt(cx->arena, "%.*s?missing=%s", STR_ARG(path),
			       tabs[i].missing);
	return work_past_href(cx, path);
}

static int64_t tab_count(const struct work_sum *all, ptrdiff_t i)
{
	enum work_state s;
	int64_t n = 0;

	if (tabs[i].missing)
		return all->unclear;
	if (!tabs[i].state)
		return all->n;
	if (work_state_from_key(str_c(tabs[i].state), &s))
		return all->state[s];
	for (int k = 0; k < N_WORK_STATE; k++)
		if (WORK_STATES_OPEN >> k & 1)
			n += all->state[k];
	return n;
}

static void tabs_fill(struct cx *cx, const struct work_filter *f,
		      const struct work_cells *cells, struct work_list_view *x)
{
	struct work_sum all = work_cells_sum(
		cells, &(struct work_pick){ .programme = f->programme });

	/* counts of the whole would tell people of a unit about others */
	if (!cx->actor.org_is_root)
		return;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(tabs); i++)
		*vec_push(cx->arena, &x->tabs) = (struct work_tab){
			.title = tr(cx->lang, tabs[i].title),
			.href = tab_href(cx, x->path, i),
			.n = tab_count(&all, i),
			.current = same_key(f->states_key, tabs[i].state) &&
				   same_key(f->missing_key, tabs[i].missing)
		};
}

/* ---- choices ------------------------------------------------------------------- */

static void choice_add(struct cx *cx, struct work_choices *c, struct str value,
		       struct str title, struct str now)
{
	*vec_push(cx->arena, c) =
		(struct work_choice){ .value = value,
				      .title = title,
				      .chosen = now.n && str_eq(value, now) };
}

static void choice_any(struct cx *cx, struct work_choices *c, const char *title)
{
	*vec_push(cx->arena, c) =
		(struct work_choice){ .value = STR(""),
				      .title = tr(cx->lang, title) };
}

struct str work_org_name(const struct orgs *list, int64_t id)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->p[i].id == id)
			return list->p[i].short_name;
	return STR_NULL;
}

/* The root and the organisations directly below it, those that lead a task
 * first of all. */
static void leads_fill(struct cx *cx, const struct work_filter *f,
		       const struct orgs *orgs, struct work_choices *c)
{
	struct str now = str_fmt(cx->arena, "%ld", (long)f->lead);

	choice_any(cx, c, N_("Every unit"));
	for (ptrdiff_t i = 0; i < orgs->n; i++)
		if (orgs->p[i].depth <= 1 || orgs->p[i].id == f->lead)
			choice_add(cx, c,
				   str_fmt(cx->arena, "%ld",
					   (long)orgs->p[i].id),
				   orgs->p[i].short_name, now);
}

static void states_fill(struct cx *cx, const struct work_filter *f,
			struct work_choices *c)
{
	static const char *const group[] = { "open", "finished" };

	choice_any(cx, c, N_("Every state"));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(group); i++)
		choice_add(cx, c, str_c(group[i]),
			   tr(cx->lang,
			      work_filter_state_title(str_c(group[i]))),
			   f->states_key);
	for (int s = 0; s < N_WORK_STATE; s++)
		choice_add(cx, c, str_c(work_state_key((enum work_state)s)),
			   tr(cx->lang, work_state_title((enum work_state)s)),
			   f->states_key);
}

static void dues_fill(struct cx *cx, const struct work_filter *f,
		      struct work_choices *c)
{
	static const char *const key[] = { "past", "7", "14", "30", "quarter" };

	choice_any(cx, c, N_("Every deadline"));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(key); i++)
		choice_add(cx, c, str_c(key[i]),
			   tr(cx->lang, work_filter_due_title(str_c(key[i]))),
			   f->due_key);
}

/* ---- heads that sort ------------------------------------------------------------- */

/* A column: what it sorts by next, and how it is sorted now (or NULL). */
struct column {
	const char *title, *sort, *aria;
};

static struct work_head head(struct cx *cx, struct str path, struct str query,
			     struct column c)
{
	struct str q = query_with(cx->arena, query, STR("page"), STR_NULL);

	return (struct work_head){ .title = tr(cx->lang, c.title),
				   .href = str_cat(cx->arena, path,
						   query_with(cx->arena, q,
							      STR("sort"),
							      str_c(c.sort))),
				   .sort = str_c(c.aria) };
}

static void heads_fill(struct cx *cx, const struct work_filter *f,
		       struct str query, struct work_list_view *x)
{
	enum work_sort s = f->sort;

	struct column work = { N_("Work"), "plan",
			       s == SORT_PLAN ? "ascending" : NULL };
	struct column lead = { N_("Person"),
			       s == SORT_LEAD ? "lead_desc" : "lead",
			       s == SORT_LEAD	     ? "ascending"
			       : s == SORT_LEAD_DESC ? "descending"
						     : NULL };
	struct column due = { N_("Progress"),
			      s == SORT_DUE ? "due_desc" : "due",
			      s == SORT_DUE	   ? "ascending"
			      : s == SORT_DUE_DESC ? "descending"
						   : NULL };

	x->by_work = head(cx, x->path, query, work);
	x->by_lead = head(cx, x->path, query, lead);
	x->by_due = head(cx, x->path, query, due);
}

/* ---- all of it ---------------------------------------------------------------------- */

static struct err *rows_fill(struct cx *cx, const struct work_filter *f,
			     struct work_list_view *x)
{
	struct task_list_in in = work_filter_list(cx, f);
	struct section_list_rows sections = { 0 };
	struct task_list_rows rows;
	struct err *err = task_list(cx->db, &in, &rows);

	if (!err && f->programme && f->sort == SORT_PLAN)
		err = section_list(cx->db,
				   &(struct section_list_in){
					   .programme = f->programme },
				   &sections);
	if (!err)
		groups_fill(cx, f, &rows, &sections, x);
	return err;
}

/* Counts of sections and leads need the fine cells. */
static struct err *list_cells(struct cx *cx, const struct work_filter *f,
			      struct work_cells *ret_cells)
{
	if (f->lead || f->section || (f->programme && f->sort == SORT_PLAN))
		return work_cells_get(cx, ret_cells);
	return work_cells_coarse(cx, ret_cells);
}

static struct str file_href(struct cx *cx, struct str path, struct str query,
			    const char *ending)
{
	struct str q = query_with(cx->arena, query, STR("page"), STR_NULL);

	if (str_eq(path, STR("/tasks")))
		return str_fmt(cx->arena, "/tasks.%s%.*s", ending, STR_ARG(q));
	return str_fmt(cx->arena, "%.*s/tasks.%s%.*s", STR_ARG(path), ending,
		       STR_ARG(q));
}

struct err *work_list_fill(struct cx *cx, struct req *rq,
			   const struct work_filter *f, struct str path,
			   struct work_list_view *ret_list)
{
	struct work_list_view x = { .path = path,
				    .q = f->q,
				    .missing_key = f->missing_key };
	struct str query = req_query(rq), lead;
	struct work_filter plain = *f;
	struct work_cells cells;
	struct orgs orgs;
	int64_t total;
	struct err *err = list_cells(cx, f, &cells);

	if (!err)
		err = org_list_top(cx, f->lead, &orgs);
	if (!err)
		err = work_filter_total(cx, f, &cells, &total);
	plain.no_ahead = !err && !cells.ahead;
	if (!err)
		err = rows_fill(cx, &plain, &x);
	if (err)
		return err;
	lead = work_org_name(&orgs, f->lead);
	groups_count(cx, f, &cells, &x);
	tabs_fill(cx, f, &cells, &x);
	leads_fill(cx, f, &orgs, &x.leads);
	states_fill(cx, f, &x.states);
	dues_fill(cx, f, &x.dues);
	heads_fill(cx, f, query, &x);
	work_filter_chips(cx, f,
			  str_fmt(cx->arena, "%.*s?%.*s", STR_ARG(path),
				  STR_ARG(query)),
			  lead, &x.chips);
	x.chips.count = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} task."), N_("{0} tasks."), total),
		(struct str[]){ fmt_int(cx->arena, cx->lang, total) }, 1);
	x.caption = x.chips.count;
	x.pager = pager_make(cx->arena, query, f->page, WORK_PAGE_ROWS, total);
	x.xlsx = file_href(cx, path, query, "xlsx");
	x.csv = file_href(cx, path, query, "csv");
	x.none = (struct empty_state){
		.title = tr(cx->lang, N_("No task fits these conditions.")),
		.text = tr(cx->lang, N_("Remove a condition, or import an "
					"annex into a programme."))
	};
	*ret_list = x;
	return NULL;
}
