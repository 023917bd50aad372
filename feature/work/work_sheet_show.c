/* Fills the page that compares a sheet with the tasks. */
#include "work/work_sheet_show.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_sheet_read.h"

enum { WORK_SHOWN = 160, TEXT_SHOWN = 600, NOTES_SHOWN = 50 };

static struct str number(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

static struct str shortened(struct cx *cx, struct str s, int most)
{
	struct str cut = utf8_cut(s, most);

	return cut.n < s.n ? str_cat(cx->arena, cut, STR("…")) : s;
}

void work_sheet_crumbs(struct cx *cx, struct crumbs *c)
{
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Tasks")),
				.href = STR("/tasks") };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang,
					   N_("Send an edited list back")),
				.href = STR("/sheet") };
}

struct str work_sheet_sub(struct cx *cx, const struct sheet_by_id_row *s)
{
	struct str list = s->list.n ? s->list : STR("–");

	return tr_fmt(cx->arena, cx->lang, N_("{0}. Sent by {1}, {2}."), list,
		      s->made_name, fmt_instant(cx->arena, s->made_at));
}

/* ---- cells -------------------------------------------------------------------- */

/* Days as people write them; the rest as it is. */
static struct str shown(struct cx *cx, enum line_col col, struct str plain)
{
	day_t day;

	if (line_col_kind(col) == COL_DAY && day_from_iso(plain, &day))
		return fmt_day(cx->arena, day);
	return shortened(cx, plain, TEXT_SHOWN);
}

static struct str conflict_words(struct cx *cx, const struct sheet_by_id_row *s)
{
	if (s->exported_on == DAY_NONE)
		return tr(cx->lang, N_("Changed here too since the list was "
				       "downloaded; tick to take the file's."));
	return tr_fmt(cx->arena, cx->lang,
		      N_("Changed here too since the list was downloaded on "
			 "{0}; tick to take the file's."),
		      fmt_day(cx->arena, s->exported_on));
}

static void cell_show(struct cx *cx, const struct work_sheet_state *s,
		      const struct work_sheet_group *g,
		      const struct work_sheet_cell *c,
		      struct sheet_group_view *v)
{
	struct sheet_cell_view x = {
		.name = str_fmt(cx->arena, "%ld.%s", (long)g->t.n,
				line_col_key(c->col)),
		.column = tr(cx->lang, line_col_title(c->col)),
		.was = shown(cx, c->col, c->now),
		.is = shown(cx, c->col, c->value),
		.why = c->why,
		.take = c->take,
	};

	if (!c->why.n)
		x.seen = sheet_digest_str(cx->arena, sheet_digest(c->now));
	if (c->conflict && !c->why.n)
		x.conflict = conflict_words(cx, &s->s);
	*vec_push(cx->arena, &v->cells) = x;
}

static struct sheet_group_view group_show(struct cx *cx,
					  const struct work_sheet_state *s,
					  const struct work_sheet_group *g)
{
	struct sheet_group_view v = { .row = g->t.sheet_row, .look = g->look };

	if (g->gone) {
		v.work = tr(cx->lang, N_("A task that isn't here"));
	} else {
		v.number = g->t.number;
		v.work = shortened(cx, g->t.work, WORK_SHOWN);
		v.lead = g->line.lead;
		v.href = str_fmt(cx->arena, "/task/%ld", (long)g->t.id);
	}
	/* a share comes with files and its lead looks at it; comments have
	 * their page: neither is a cell of the list */
	if (!g->gone && g->who.supports)
		v.note = tr(cx->lang,
			    N_("Your unit supports this task, so its row is "
			       "only for reading: what the columns say is the "
			       "lead unit's. Deliver your share, with its "
			       "files, or write a comment on the task's "
			       "page."));
	for (ptrdiff_t i = 0; i < g->n_cells; i++)
		if (!g->cell[i].same)
			cell_show(cx, s, g, &g->cell[i], &v);
	return v;
}

static void groups_show(struct cx *cx, const struct work_sheet_state *s,
			const struct sheet_look *look, struct sheet_view *x)
{
	int64_t total = look->only_look ? s->tasks_look : s->tasks;
	int64_t at = 0;

	x->pager =
		pager_make(cx->arena,
			   str_fmt(cx->arena, "?show=%.*s", STR_ARG(x->show)),
			   look->page, WORK_SHEET_PAGE, total);
	for (ptrdiff_t i = 0; i < s->groups.n; i++) {
		const struct work_sheet_group *g = &s->groups.p[i];

		if (look->only_look ? !g->look : !g->open)
			continue;
		at++;
		if (at >= x->pager.from && at <= x->pager.to)
			*vec_push(cx->arena, &x->groups) = group_show(cx, s, g);
	}
	x->next = x->pager.to < total;
	x->at_page = str_fmt(
		cx->arena, "%ld",
		(long)((MAX(x->pager.from, 1) - 1) / WORK_SHEET_PAGE + 1));
}

/* ---- rows of which nothing is taken ----------------------------------------------- */

static const struct {
	const char *one, *many, *row;
} notes[N_SHEET_NOTE] = {
	[NOTE_NEW] = { N_("One row without a key is new and isn't taken: new "
			  "tasks come in through “Import an annex” of the "
			  "programme"),
		       N_("{0} rows without a key are new and aren't taken: "
			  "new tasks come in through “Import an annex” of the "
			  "programme"),
		       N_("Row {0}: {1}") },
	[NOTE_BROKEN] = { N_("The key of one row was changed or comes from "
			     "another file; the row isn't taken"),
			  N_("The keys of {0} rows were changed or come from "
			     "another file; the rows aren't taken"),
			  N_("Row {0}: {1}") },
	[NOTE_TWICE] = { N_("One row has the key of a row above it and isn't "
			    "taken: it was copied"),
			 N_("{0} rows have the key of a row above them and "
			    "aren't taken: they were copied"),
			 N_("Row {0}: {1}") },
	[NOTE_GONE] = { N_("The task of one row isn't here, or isn't yours to "
			   "see"),
			N_("The tasks of {0} rows aren't here, or aren't yours "
			   "to see"),
			N_("Row {0}") },
};

void work_sheet_notes(struct cx *cx, struct str notices, struct sheet_notes *n)
{
	struct import_lines rows[N_SHEET_NOTE] = { 0 };
	int64_t count[N_SHEET_NOTE] = { 0 };

	while (notices.p && notices.n) {
		struct str line = str_cut(&notices, '\n');
		struct str kind = str_cut(&line, '\t');
		struct str row = line.p ? str_cut(&line, '\t') : STR("");
		int64_t k;

		if (!str_to_i64(kind, &k) || k < 0 || k >= N_SHEET_NOTE)
			continue;
		if (count[k]++ < NOTES_SHOWN)
			*vec_push(cx->arena, &rows[k]) = (struct import_link){
				.text = tr_fmt(cx->arena, cx->lang,
					       notes[k].row, row,
					       line.n ? line : STR("–"))
			};
	}
	for (int k = 0; k < N_SHEET_NOTE; k++)
		if (count[k])
			*vec_push(cx->arena, n) = (struct sheet_note_view){
				.title =
					tr_format(cx->arena,
						  tr_n(cx->lang, notes[k].one,
						       notes[k].many, count[k]),
						  (const struct str[]){ number(
							  cx, count[k]) },
						  1),
				.rows = rows[k]
			};
}

/* ---- the page ----------------------------------------------------------------------- */

static void boxes_show(struct cx *cx, const struct work_sheet_state *s,
		       struct sheet_view *x)
{
	x->file = s->s.file_name;
	x->file_note = tr_fmt(cx->arena, cx->lang, N_("{0} rows with a key"),
			      number(cx, s->s.lines));
	x->n_tasks = number(cx, s->tasks);
	x->n_take = number(cx, s->take);
	x->n_look = number(cx, s->conflicts + s->refused);
	x->take_note = tr_fmt(cx->arena, cx->lang, N_("of {0} changed cells"),
			      number(cx, s->cells));
	x->look_note = tr_fmt(cx->arena, cx->lang,
			      N_("{0} changed here too, {1} can't be taken"),
			      number(cx, s->conflicts), number(cx, s->refused));
}

static void tabs_show(struct cx *cx, const struct work_sheet_state *s,
		      const struct sheet_look *look, struct sheet_view *x)
{
	x->tab[0] = (struct sheet_tab){ .title = tr(cx->lang, N_("All")),
					.href = STR("?show=all"),
					.n = number(cx, s->tasks),
					.current = !look->only_look };
	x->tab[1] = (struct sheet_tab){ .title = tr(cx->lang, N_("To look at")),
					.href = STR("?show=look"),
					.n = number(cx, s->tasks_look),
					.current = look->only_look };
}

void work_sheet_show(struct cx *cx, const struct work_sheet_state *s,
		     const struct sheet_look *look, struct sheet_view *x)
{
	x->errors = view_faults(cx, look->faults);
	x->sub = work_sheet_sub(cx, &s->s);
	x->action = str_fmt(cx->arena, "/sheet/%ld", (long)s->s.id);
	x->drop = str_cat(cx->arena, x->action, STR("/drop"));
	x->show = look->only_look ? STR("look") : STR("all");
	if (look->saved)
		x->said = tr(cx->lang, N_("Saved. Nothing is changed before "
					  "you confirm."));
	x->none = s->tasks ? tr(cx->lang, N_("Nothing to look at."))
			   : tr(cx->lang,
				N_("No difference: the file says what the "
				   "tasks say."));
	work_sheet_crumbs(cx, &x->crumbs);
	boxes_show(cx, s, x);
	tabs_show(cx, s, look, x);
	groups_show(cx, s, look, x);
	work_sheet_notes(cx, s->s.notices, &x->notes);
	if (s->take)
		x->confirm = tr_fmt(cx->arena, cx->lang,
				    N_("Take over the accepted changes ({0})"),
				    number(cx, s->take));
}
