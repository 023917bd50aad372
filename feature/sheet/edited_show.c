/* Fills the page that compares a list with the rows as they are. */
#include "sheet/edited_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"

enum { PAGE = 50, TITLE_SHOWN = 160, TEXT_SHOWN = 600, NOTES_SHOWN = 50 };

/* ---- words that several pages say ---------------------------------------- */

struct str edited_path(struct cx *cx, const struct sheet_subject *subject,
		       int64_t num)
{
	return str_fmt(cx->arena, "%s/%ld", subject->path, (long)num);
}

struct crumbs edited_crumbs(struct cx *cx, const struct sheet_subject *subject,
			    bool form)
{
	struct crumbs c = { 0 };

	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = tr(cx->lang, subject->title),
				.href = str_c(subject->list) };
	*vec_push(cx->arena, &c) = (struct crumb){
		.text = tr(cx->lang, N_("Send an edited list back")),
		.href = form ? STR_NULL : str_c(subject->path)
	};
	return c;
}

struct str edited_sub(struct cx *cx, const struct edited_by_num_row *s)
{
	return tr_fmt(cx->arena, cx->lang, N_("{0}. Sent by {1}, {2}."),
		      s->list.n ? s->list : STR("–"), s->made_name,
		      fmt_instant(cx->arena, s->made_at));
}

struct str edited_words(struct cx *cx, const struct edited_newest_row *r)
{
	const char *text = N_("“{0}” of {1}, by {2}: waits for you");

	if (r->undone_at != DB_NULL)
		text = N_("“{0}” of {1}, by {2}: taken back");
	else if (r->confirmed_at != DB_NULL)
		text = N_("“{0}” of {1}, by {2}: taken over");
	return tr_fmt(cx->arena, cx->lang, text, r->file_name,
		      fmt_instant(cx->arena, r->made_at), r->made_name);
}

static struct str number(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

static struct str shortened(struct cx *cx, struct str s, int most)
{
	struct str cut = utf8_cut(s, most);

	return cut.n < s.n ? str_cat(cx->arena, cut, STR("…")) : s;
}

/* ---- cells --------------------------------------------------------------- */

/* Days as people write them; the rest as it is. */
static struct str shown(struct cx *cx, const struct sheet_column *col,
			struct str plain)
{
	day_t day;

	if (col->kind == COL_DAY && day_from_iso(plain, &day))
		return fmt_day(cx->arena, day);
	return shortened(cx, plain, TEXT_SHOWN);
}

static struct str conflict_say(struct cx *cx, const struct edited_by_num_row *s)
{
	if (s->exported_on == DAY_NONE)
		return tr(cx->lang, N_("Changed here too since the list was "
				       "downloaded; tick to take the file's."));
	return tr_fmt(cx->arena, cx->lang,
		      N_("Changed here too since the list was downloaded on "
			 "{0}; tick to take the file's."),
		      fmt_day(cx->arena, s->exported_on));
}

static void cell_show(struct cx *cx, const struct edited_state *s,
		      const struct edited_group *g, const struct sheet_cell *c,
		      struct edited_group_view *v)
{
	struct edited_cell_view *x = vec_push(cx->arena, &v->cells);

	*x = (struct edited_cell_view){
		.name = str_fmt(cx->arena, "%ld.%s", (long)g->r.n, c->col->key),
		.column = s->shown.p[c->at].title,
		.was = shown(cx, c->col, c->now),
		.is = shown(cx, c->col, c->value),
		.why = c->why,
		.take = c->take,
	};
	if (c->why.n)
		return;
	x->seen = sheet_digest_str(cx->arena, sheet_digest(c->now));
	if (c->conflict)
		x->conflict = conflict_say(cx, &s->s);
}

static void group_show(struct cx *cx, const struct edited_state *s,
		       const struct edited_group *g,
		       struct edited_group_view *v)
{
	const struct sheet_now *now = g->row.now;

	*v = (struct edited_group_view){ .row = g->r.sheet_row,
					 .title = shortened(cx, now->title,
							    TITLE_SHOWN),
					 .note = now->note,
					 .closed = now->closed,
					 .href = now->href };
	if (!now->there)
		v->title = tr(cx->lang, N_("A row that isn't here"));
	for (ptrdiff_t i = 0; i < g->row.n; i++)
		if (!g->row.cell[i].same)
			cell_show(cx, s, g, &g->row.cell[i], v);
}

static void groups_show(struct cx *cx, const struct edited_state *s,
			const struct edited_look *look,
			struct edited_list_view *x)
{
	int64_t total = look->only_look ? s->rows_look : s->rows, at = 0;

	x->pager =
		pager_make(cx->arena,
			   str_fmt(cx->arena, "?show=%.*s", STR_ARG(x->show)),
			   look->page, PAGE, total);
	for (ptrdiff_t i = 0; i < s->groups.n; i++) {
		const struct edited_group *g = &s->groups.p[i];

		if (look->only_look ? !g->look : !g->open)
			continue;
		at++;
		if (at >= x->pager.from && at <= x->pager.to)
			group_show(cx, s, g, vec_push(cx->arena, &x->groups));
	}
	x->next = x->pager.to < total;
	x->at_page = str_fmt(cx->arena, "%ld",
			     (long)((MAX(x->pager.from, 1) - 1) / PAGE + 1));
}

/* ---- rows of which nothing is taken ---------------------------------------- */

struct note_words {
	const char *one, *many, *row;
};
static const struct note_words notes[N_SHEET_NOTE] = {
	[NOTE_NEW] = { N_("One row without a key is new and isn't taken"),
		       N_("{0} rows without a key are new and aren't taken"),
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
	[NOTE_GONE] = { N_("What one row is about isn't here, or isn't yours "
			   "to see"),
			N_("What {0} rows are about isn't here, or isn't yours "
			   "to see"),
			N_("Row {0}") },
};

static struct note_words words_of(const struct sheet_subject *subject, int note)
{
	struct note_words w = notes[note];

	if (note == NOTE_NEW && subject->new_one) {
		w.one = subject->new_one;
		w.many = subject->new_many;
	}
	return w;
}

static void notes_show(struct cx *cx, const struct sheet_subject *subject,
		       struct str notices, struct edited_notes *n)
{
	struct edited_links rows[N_SHEET_NOTE] = { 0 };
	int64_t count[N_SHEET_NOTE] = { 0 };

	while (notices.p && notices.n) {
		struct str line = str_cut(&notices, '\n');
		struct str kind = str_cut(&line, '\t');
		struct str row = line.p ? str_cut(&line, '\t') : STR("");
		int64_t k;

		if (!str_to_i64(kind, &k) || k < 0 || k >= N_SHEET_NOTE)
			continue;
		if (count[k]++ < NOTES_SHOWN)
			*vec_push(cx->arena, &rows[k]) = (struct edited_link){
				.text = tr_fmt(cx->arena, cx->lang,
					       notes[k].row, row,
					       line.n ? line : STR("–"))
			};
	}
	for (int k = 0; k < N_SHEET_NOTE; k++) {
		struct note_words w = words_of(subject, k);

		if (count[k])
			*vec_push(cx->arena, n) = (struct edited_note_view){
				.title = tr_format(
					cx->arena,
					tr_n(cx->lang, w.one, w.many, count[k]),
					(const struct str[]){
						number(cx, count[k]) },
					1),
				.rows = rows[k]
			};
	}
}

/* Earlier files of the very same bytes. */
static struct err *same_fill(struct cx *cx, const struct edited_state *s,
			     struct edited_links *l)
{
	struct edited_same_rows rows;
	struct err *err = edited_same(
		cx->db,
		&(struct edited_same_in){
			.sha256 = s->s.sha256,
			.org = s->s.org,
			.subject = str_c(s->subject->name),
			.num = s->s.num,
			.with = cx->actor.alone ? EDITED_SAME_WITH_ALONE : 0 },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct edited_same_row *r = &rows.p[i];

		*vec_push(cx->arena, l) = (struct edited_link){
			.href = edited_path(cx, s->subject, r->num),
			.text = edited_words(
				cx,
				&(struct edited_newest_row){
					.file_name = r->file_name,
					.made_at = r->made_at,
					.made_name = r->made_name,
					.confirmed_at = r->confirmed_at,
					.undone_at = r->undone_at })
		};
	}
	return err;
}

/* ---- the page -------------------------------------------------------------- */

static void boxes_show(struct cx *cx, const struct edited_state *s,
		       struct edited_list_view *x)
{
	x->file = s->s.file_name;
	x->file_note = tr_fmt(cx->arena, cx->lang, N_("{0} rows with a key"),
			      number(cx, s->s.lines));
	x->n_rows = number(cx, s->rows);
	x->n_take = number(cx, s->take);
	x->n_look = number(cx, s->conflicts + s->refused);
	x->take_note = tr_fmt(cx->arena, cx->lang, N_("of {0} changed cells"),
			      number(cx, s->cells));
	x->look_note = tr_fmt(cx->arena, cx->lang,
			      N_("{0} changed here too, {1} can't be taken"),
			      number(cx, s->conflicts), number(cx, s->refused));
}

static void words_show(struct cx *cx, const struct edited_state *s,
		       const struct edited_look *look,
		       struct edited_list_view *x)
{
	x->sub = edited_sub(cx, &s->s);
	if (s->subject->dated && s->s.from_on == DAY_NONE)
		x->how = tr(cx->lang, N_("Its changes are corrections."));
	else if (s->subject->dated)
		x->how = tr_fmt(cx->arena, cx->lang,
				N_("Its changes count since {0}."),
				fmt_day(cx->arena, s->s.from_on));
	if (look->saved)
		x->said = tr(cx->lang, N_("Saved. Nothing is changed before "
					  "you confirm."));
	x->none = s->rows ? tr(cx->lang, N_("Nothing to look at."))
			  : tr(cx->lang, N_("No difference: the file says what "
					    "stands here."));
	if (s->take)
		x->confirm = tr_fmt(cx->arena, cx->lang,
				    N_("Take over the accepted changes ({0})"),
				    number(cx, s->take));
}

static void tabs_show(struct cx *cx, const struct edited_state *s,
		      const struct edited_look *look,
		      struct edited_list_view *x)
{
	x->tab[0] = (struct edited_tab){ .title = tr(cx->lang, N_("All")),
					 .href = STR("?show=all"),
					 .n = number(cx, s->rows),
					 .current = !look->only_look };
	x->tab[1] =
		(struct edited_tab){ .title = tr(cx->lang, N_("To look at")),
				     .href = STR("?show=look"),
				     .n = number(cx, s->rows_look),
				     .current = look->only_look };
}

struct err *edited_show(struct cx *cx, const struct edited_state *s,
			const struct edited_look *look,
			struct edited_list_view *x)
{
	x->errors = view_faults(cx, look->faults);
	x->crumbs = edited_crumbs(cx, s->subject, false);
	x->action = edited_path(cx, s->subject, s->s.num);
	x->drop = str_cat(cx->arena, x->action, STR("/drop"));
	x->show = look->only_look ? STR("look") : STR("all");
	words_show(cx, s, look, x);
	boxes_show(cx, s, x);
	tabs_show(cx, s, look, x);
	groups_show(cx, s, look, x);
	notes_show(cx, s->subject, s->s.notices, &x->notes);
	return same_fill(cx, s, &x->same);
}
