/* Lists of tasks: rows by section, quick filters, choices, sort heads. */
#include "work/work_list.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"
#include "work/work_bulk.h"
#include "work/work_document_query.h"
#include "work/work_list_priv.h"
#include "work/work_past.h"
#include "work/work_sheet.h"

enum { CHANGED_DAYS = 7 };

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

struct work_row work_list_row(struct cx *cx, const struct task_list_row *t)
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
		.can_mend = work_is_office(cx) && !cx->past,
	};
}

/* A programme's own order stands below its sections. */
bool work_list_by_section(const struct work_filter *f)
{
	return f->programme && f->sort == SORT_PLAN && f->group == GROUP_PLAN;
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
	bool by_section = work_list_by_section(f);
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
		*vec_push(cx->arena, &g->rows) = work_list_row(cx, t);
		g->count = g->rows.n;
		g->section = t->section;
	}
}

/* A section may go on over several pages: its head counts all of them. Only
 * the first and the last one of a page can. */
static struct err *groups_count(struct cx *cx, const struct work_filter *f,
				int64_t total, struct work_list_view *x)
{
	bool more = total > f->page * WORK_PAGE_ROWS;
	struct work_filter one = *f;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < x->groups.n; i++) {
		struct work_group *g = &x->groups.p[i];
		bool from_before = !i && f->page > 1;
		bool goes_on = i == x->groups.n - 1 && more;

		if (!g->title.n || (!from_before && !goes_on))
			continue;
		one.section = g->section;
		err = work_filter_total(cx, &one, NULL, &g->count);
	}
	return err;
}

/* ---- quick filters ----------------------------------------------------------- */

static const struct {
	const char *title, *state, *missing, *ask;
} tabs[] = {
	{ N_("All"), NULL, NULL, NULL },
	{ N_("Not finished"), "open", NULL, NULL },
	{ N_("Overdue"), "overdue", NULL, NULL },
	{ N_("Due soon"), "soon", NULL, NULL },
	{ N_("To verify"), "waiting", NULL, NULL },
	{ N_("Asking for help"), NULL, NULL, "help" },
	{ N_("Not issued"), "draft", NULL, NULL },
	{ N_("Unclear"), NULL, "any", NULL },
};

static bool same_key(struct str a, const char *b)
{
	return str_eq(a, b ? str_c(b) : STR(""));
}

static struct str tab_href(struct cx *cx, const struct work_list_view *x,
			   ptrdiff_t i)
{
	const char *field = tabs[i].state     ? "state"
			    : tabs[i].missing ? "missing"
					      : "ask";
	const char *word = tabs[i].state     ? tabs[i].state
			   : tabs[i].missing ? tabs[i].missing
					     : tabs[i].ask;

	if (!word)
		return work_past_href(cx, x->all_href);
	return work_past_href(cx, str_fmt(cx->arena, "%.*s?%s=%s",
					  STR_ARG(x->path), field, word));
}

static int64_t tab_count(const struct work_sum *all, ptrdiff_t i)
{
	enum work_state s;
	int64_t n = 0;

	if (tabs[i].missing)
		return all->unclear;
	if (tabs[i].ask)
		return all->asking;
	if (!tabs[i].state)
		return all->n;
	if (work_state_from_key(str_c(tabs[i].state), &s))
		return all->state[s];
	for (int k = 0; k < N_WORK_STATE; k++)
		if (WORK_STATES_OPEN >> k & 1)
			n += all->state[k];
	return n;
}

/* The way to what is new; how much it is would cost a question a list. */
static void changed_fill(struct cx *cx, const struct work_filter *f,
			 struct work_list_view *x)
{
	day_t week = cx->today - CHANGED_DAYS;

	*vec_push(cx->arena, &x->tabs) = (struct work_tab){
		.title = tr_fmt(cx->arena, cx->lang, N_("Changed in {0} days"),
				fmt_int(cx->arena, cx->lang, CHANGED_DAYS)),
		.href = work_past_href(
			cx, str_fmt(cx->arena, "%.*s?changed=%.*s",
				    STR_ARG(x->path),
				    STR_ARG(day_iso(cx->arena, week)))),
		.n = -1,
		.current = f->changed == week
	};
}

static void tabs_fill(struct cx *cx, const struct work_filter *f,
		      const struct work_cells *cells, bool plain,
		      struct work_list_view *x)
{
	int64_t only = x->list; /* of all tasks: every programme */
	struct work_sum all =
		work_cells_sum(cells, &(struct work_pick){ .programme = only });

	/* counts of the whole would tell people of a unit about others */
	if (!cx->actor.org_is_root)
		return;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(tabs); i++)
		*vec_push(cx->arena, &x->tabs) = (struct work_tab){
			.title = tr(cx->lang, tabs[i].title),
			.href = tab_href(cx, x, i),
			.n = tab_count(&all, i),
			.current = plain &&
				   same_key(f->states_key, tabs[i].state) &&
				   f->changed == DAY_NONE &&
				   same_key(f->missing_key, tabs[i].missing) &&
				   same_key(f->ask, tabs[i].ask)
		};
}

/* The saved views behind them; the one on screen as it was saved is marked. */
static struct err *views_fill(struct cx *cx, const struct work_views *views,
			      const struct work_filter *f,
			      const struct work_cells *cells,
			      struct work_list_view *x)
{
	struct str now = work_asks_lines(cx->arena, &x->asks);
	bool saved = false;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < views->n; i++)
		saved |= views->p[i].id == f->view &&
			 str_eq(views->p[i].asks, now);
	if (saved && !cx->past)
		x->feed_href = work_view_feed_href(cx, f->view);
	tabs_fill(cx, f, cells, !saved, x);
	changed_fill(cx, f, x);
	for (ptrdiff_t i = 0; !err && i < MIN(views->n, VIEWS_SHOWN); i++) {
		const struct work_view *w = &views->p[i];
		int64_t n = -1;

		if (!cx->past)
			err = work_view_count(cx, w, cells, &n);
		*vec_push(cx->arena, &x->tabs) = (struct work_tab){
			.title = w->name,
			.href = work_past_href(cx, work_view_href(cx, w)),
			.n = n,
			.current = saved && w->id == f->view
		};
	}
	return err;
}

struct str work_list_tab(struct cx *cx, struct str code, const char *title)
{
	struct str text = tr(cx->lang, title);

	if (!code.n)
		return text;
	return str_fmt(cx->arena, "%.*s – %.*s", STR_ARG(text), STR_ARG(code));
}

/* ---- choices ------------------------------------------------------------------- */

void work_choice_add(struct cx *cx, struct work_choices *c, struct str value,
		     struct str title, struct str now)
{
	*vec_push(cx->arena, c) =
		(struct work_choice){ .value = value,
				      .title = title,
				      .chosen = now.n && str_eq(value, now) };
}

void work_choice_any(struct cx *cx, struct work_choices *c, const char *title)
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

/* The root and the organisations directly below it. */
void work_list_units(struct cx *cx, int64_t chosen, const char *any,
		     const struct orgs *orgs, struct work_choices *c)
{
	struct str now = str_fmt(cx->arena, "%ld", (long)chosen);

	work_choice_any(cx, c, any);
	for (ptrdiff_t i = 0; i < orgs->n; i++)
		if (orgs->p[i].depth <= 1 || orgs->p[i].id == chosen)
			work_choice_add(cx, c,
					str_fmt(cx->arena, "%ld",
						(long)orgs->p[i].id),
					orgs->p[i].short_name, now);
}

void work_list_states(struct cx *cx, const struct work_filter *f,
		      struct work_choices *c)
{
	static const char *const group[] = { "open", "finished" };

	work_choice_any(cx, c, N_("Every state"));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(group); i++)
		work_choice_add(cx, c, str_c(group[i]),
				tr(cx->lang,
				   work_filter_state_title(str_c(group[i]))),
				f->states_key);
	for (int s = 0; s < N_WORK_STATE; s++)
		work_choice_add(
			cx, c, str_c(work_state_key((enum work_state)s)),
			tr(cx->lang, work_state_title((enum work_state)s)),
			f->states_key);
	/* a figure may ask for states that nobody chooses: it stays chosen */
	for (ptrdiff_t i = 0; i < c->n; i++)
		if (c->p[i].chosen || !f->states)
			return;
	work_choice_add(cx, c, f->states_key,
			tr(cx->lang, work_filter_state_title(f->states_key)),
			f->states_key);
}

void work_list_dues(struct cx *cx, const struct work_filter *f,
		    struct work_choices *c)
{
	static const char *const key[] = { "past", "7", "14", "30", "quarter" };

	work_choice_any(cx, c, N_("Every deadline"));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(key); i++)
		work_choice_add(cx, c, str_c(key[i]),
				tr(cx->lang,
				   work_filter_due_title(str_c(key[i]))),
				f->due_key);
}

/* ---- heads that sort ------------------------------------------------------------- */

struct work_head work_list_head(struct cx *cx, const struct work_list_view *x,
				struct work_column c)
{
	struct str q = query_with(cx->arena, x->query, STR("page"), STR_NULL);

	return (struct work_head){ .title = tr(cx->lang, c.title),
				   .href = str_cat(cx->arena, x->path,
						   query_with(cx->arena, q,
							      STR("sort"),
							      str_c(c.sort))),
				   .sort = str_c(c.aria) };
}

static void heads_fill(struct cx *cx, const struct work_filter *f,
		       struct work_list_view *x)
{
	enum work_sort s = f->sort;

	struct work_column work = { N_("Work"), "plan",
				    s == SORT_PLAN ? "ascending" : NULL };
	struct work_column lead = { N_("Person"),
				    s == SORT_LEAD ? "lead_desc" : "lead",
				    s == SORT_LEAD	  ? "ascending"
				    : s == SORT_LEAD_DESC ? "descending"
							  : NULL };
	struct work_column due = { N_("Progress"),
				   s == SORT_DUE ? "due_desc" : "due",
				   s == SORT_DUE	? "ascending"
				   : s == SORT_DUE_DESC ? "descending"
							: NULL };

	x->by_work = work_list_head(cx, x, work);
	x->by_lead = work_list_head(cx, x, lead);
	x->by_due = work_list_head(cx, x, due);
	x->product = tr(cx->lang, N_("Product"));
}

/* ---- all of it ---------------------------------------------------------------------- */

static struct err *rows_fill(struct cx *cx, const struct work_filter *f,
			     struct work_list_view *x)
{
	struct task_list_in in = work_filter_list(cx, f);
	struct section_list_rows sections = { 0 };
	struct task_list_rows rows;
	struct err *err = task_list(cx->db, &in, &rows);

	if (!err && work_list_by_section(f))
		err = section_list(cx->db,
				   &(struct section_list_in){
					   .programme = f->programme },
				   &sections);
	if (!err)
		groups_fill(cx, f, &rows, &sections, x);
	return err;
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

/* "Lead: the office" and the count above the table. */
static struct err *chips_fill(struct cx *cx, const struct work_filter *f,
			      int64_t total, struct work_list_view *x)
{
	struct work_filter named = *f;
	struct work_filter_names names;
	struct err *err;

	if (x->list)
		named.programme = 0;
	err = work_filter_names(cx, &named, &names);
	if (err)
		return err;
	work_filter_chips(cx, f,
			  str_fmt(cx->arena, "%.*s?%.*s", STR_ARG(x->path),
				  STR_ARG(x->query)),
			  &names, &x->chips);
	x->chips.clear = x->all_href;
	x->chips.count = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} task."), N_("{0} tasks."), total),
		(struct str[]){ fmt_int(cx->arena, cx->lang, total) }, 1);
	x->caption = x->chips.count;
	return NULL;
}

/* The label of a box is a text around the task's number; cut once, not filled
 * in for each row. */
static void pick_fill(struct cx *cx, struct work_list_view *x)
{
	struct str text = tr(cx->lang, N_("Choose task {0}"));
	ptrdiff_t at = str_find(text, STR("{0}"), 0);

	assert(at >= 0);
	x->pick = str_sub(text, 0, at);
	x->pick_end = str_sub(text, at + 3, text.n);
}

/* What can be done with rows that are ticked, or with all that fit. */
static void bulk_fill(struct cx *cx, int64_t total, struct work_list_view *x)
{
	if (cx->past || !total)
		return;
	x->may_pick = true;
	pick_fill(cx, x);
	x->bulk_action = str_cat(cx->arena, x->path, STR("/bulk"));
	for (int i = 0; i < work_bulk_n_kinds; i++)
		if (work_bulk_may(cx, &work_bulk_kinds[i]))
			*vec_push(cx->arena, &x->bulk) =
				(struct work_bulk_button){
					str_c(work_bulk_kinds[i].key),
					tr(cx->lang, work_bulk_kinds[i].title)
				};
	if (total > WORK_PAGE_ROWS)
		x->all_fit = tr_fmt(cx->arena, cx->lang,
				    N_("All {0} that fit, not only the ticked"),
				    fmt_int(cx->arena, cx->lang, total));
}

static struct str with_query(struct cx *cx, struct str path, const char *end,
			     struct str query)
{
	return str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(path), end,
		       STR_ARG(query));
}

struct work_asks work_list_kept(struct cx *cx, const struct work_asks *asks,
				const char *const *shown)
{
	struct work_asks kept = { 0 };

	for (ptrdiff_t i = 0; i < asks->n; i++) {
		const char *const *name = shown;

		while (*name && !str_eq(asks->p[i].name, str_c(*name)))
			name++;
		if (!*name)
			*vec_push(cx->arena, &kept) = asks->p[i];
	}
	return kept;
}

/* What the forms of the page carry along. */
static void asks_fill(struct cx *cx, const struct work_filter *f,
		      struct work_list_view *x)
{
	static const char *const shown[] = { "q", "lead", "state", "due",
					     NULL };
	struct str plain;

	x->asks = work_filter_asks(cx, f, x->list);
	x->kept = work_list_kept(cx, &x->asks, shown);
	plain = work_asks_query(cx->arena, work_asks_lines(cx->arena, &x->asks),
				NULL, STR_NULL);
	x->shape_href =
		work_past_href(cx, with_query(cx, x->path, "/shape", plain));
	x->save_href = str_cat(cx->arena, x->shape_href, STR("#save"));
}

static struct work_list_view list_begin(struct cx *cx, struct req *rq,
					const struct work_list_ask *ask)
{
	const struct work_filter *f = ask->filter;
	struct work_list_view x = { .list = ask->list,
				    .path = work_list_path(cx, ask->list),
				    .q = f->q,
				    .width = 4,
				    .query =
					    query_with(cx->arena, req_query(rq),
						       STR("bulk"), STR_NULL) };

	x.query = str_sub(x.query, 1, x.query.n);
	x.all_href = x.path;
	for (ptrdiff_t i = 0; i < ask->views->n; i++)
		if (ask->views->p[i].opens)
			x.all_href = with_query(cx, x.path, "?view=0", STR(""));
	asks_fill(cx, f, &x);
	return x;
}

/* Walking the list's own order reads all/total tasks for each that fits, an
 * index of a condition reads those that meet it: whichever is less. */
static struct err *many_find(struct cx *cx, struct work_filter *f,
			     const struct work_cells *cells, int64_t total)
{
	struct work_pick pick = { .programme = f->programme };
	int64_t all = work_cells_sum(cells, &pick).n, met = total;
	struct work_cells led;
	struct err *err = NULL;

	if (f->lead) {
		pick = (struct work_pick){ .lead = f->lead };
		err = work_cells_of(cx, &pick, &led);
		if (!err)
			met = work_cells_sum(&led, &pick).n;
	}
	f->many = met * total > all * f->page * WORK_PAGE_ROWS;
	return err;
}

static struct err *body_fill(struct cx *cx, const struct work_filter *f,
			     const struct work_cells *cells, int64_t total,
			     struct work_list_view *x)
{
	struct work_filter plain = *f;
	struct err *err;

	/* the cells know whole tasks only */
	plain.no_ahead = !cells->ahead && !f->parts && cx->actor.org_is_root;
	if (work_filter_is_wide(f))
		err = work_list_wide(cx, &plain, x);
	else
		err = many_find(cx, &plain, cells, total);
	if (!err && !work_filter_is_wide(f))
		err = rows_fill(cx, &plain, x);
	if (err)
		return err;
	if (!work_filter_is_wide(f))
		err = groups_count(cx, f, total, x);
	if (err)
		return err;
	heads_fill(cx, f, x);
	bulk_fill(cx, total, x);
	x->pager =
		pager_make(cx->arena, x->query, f->page, WORK_PAGE_ROWS, total);
	x->xlsx = file_href(cx, x->path, x->query, "xlsx");
	x->csv = file_href(cx, x->path, x->query, "csv");
	x->may_send = work_sheet_may(cx) && !cx->past;
	x->none = (struct empty_state){
		.title = tr(cx->lang, N_("No task fits these conditions.")),
		.text = tr(cx->lang, N_("Remove a condition, or import an "
					"annex into a programme."))
	};
	return NULL;
}

struct err *work_list_fill(struct cx *cx, struct req *rq,
			   const struct work_list_ask *ask,
			   struct work_list_view *ret_list)
{
	const struct work_filter *f = ask->filter;
	struct work_list_view x = list_begin(cx, rq, ask);
	struct work_cells cells;
	struct orgs orgs;
	int64_t total, bulk = req_int(rq, "bulk");
	struct err *err = work_cells_get(cx, &cells);

	if (!err)
		err = org_list_top(cx, f->lead, &orgs);
	if (!err)
		err = work_filter_total(cx, f, &cells, &total);
	if (!err)
		err = body_fill(cx, f, &cells, total, &x);
	if (!err)
		err = views_fill(cx, ask->views, f, &cells, &x);
	if (!err)
		err = chips_fill(cx, f, total, &x);
	if (!err && bulk != DB_NULL)
		err = work_bulk_words(cx, bulk, &x.done);
	if (err)
		return err;
	work_list_units(cx, f->lead, N_("Every unit"), &orgs, &x.leads);
	work_list_states(cx, f, &x.states);
	work_list_dues(cx, f, &x.dues);
	*ret_list = x;
	return NULL;
}
