/* Tasks as rows of a workbook that goes out and comes back: what stands in
 * them now, why a cell can't be taken. */
#include "work/work_sheet_priv.h"

#include <stdlib.h>

#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_import_state.h"
#include "work/work_page.h"
#include "work/work_summary.h"
#include "work/work_words.h"

enum { GAP = 30 }; /* ids that are read along rather than asked for anew */

bool work_sheet_may(const struct cx *cx)
{
	return work_is_office(cx) || cx_may(cx, PERM_WORK_REPORT);
}

static struct str about(struct cx *cx)
{
	if (work_is_office(cx))
		return tr(cx->lang,
			  N_("Words of tasks that aren't issued yet are taken "
			     "from the file; everything else is only "
			     "compared."));
	return str_fmt(
		cx->arena, "%.*s %.*s",
		STR_ARG(tr(cx->lang,
			   N_("Percent, result, difficulty and cause of the "
			      "tasks that your unit leads are taken from the "
			      "file as reports of today."))),
		STR_ARG(tr(cx->lang,
			   N_("Rows of tasks that your unit supports are only "
			      "for reading: deliver your share, or comment, on "
			      "the task's page."))));
}

static struct err *columns(struct cx *cx, enum lang lang,
			   struct sheet_columns *ret)
{
	work_sheet_columns(cx->arena, lang, ret);
	return NULL;
}

/* ---- rows as they are ------------------------------------------------------ */

static struct sheet_task *task_take(struct cx *cx,
				    const struct sheet_tasks_row *t)
{
	struct sheet_task *own = arena_new(cx->arena, struct sheet_task, 1);

	own->t = *t;
	own->facts = WORK_FACTS_OF(t);
	own->line = WORK_LINE_OF(t, work_state_on(&own->facts, cx->today,
						  work_soon_days(cx)));
	own->who = (struct work_sheet_who){
		.office = work_is_office(cx),
		.reports = t->ours && cx_may(cx, PERM_WORK_REPORT),
		.supports = !cx->actor.org_is_root && t->visible && !t->ours
	};
	return own;
}

static void row_fill(struct cx *cx, const struct work_line_words *words,
		     const struct sheet_tasks_row *t, struct sheet_now *row)
{
	struct sheet_val val[N_LINE_COL] = { 0 };
	struct sheet_task *own = task_take(cx, t);
	struct str *full = arena_new(cx->arena, struct str, N_LINE_COL);

	if (t->voided_at != DB_NULL || (!cx->actor.org_is_root && !t->visible))
		return;
	full[WCOL_RESULT] = t->last_text;
	full[WCOL_DIFFICULTY] = t->last_difficulty;
	row->there = true;
	row->rev = t->rev;
	row->own = own;
	row->full = full;
	row->title = t->number.n ? str_fmt(cx->arena, "%.*s. %.*s",
					   STR_ARG(t->number), STR_ARG(t->work))
				 : t->work;
	row->note = own->line.lead;
	row->href = str_fmt(cx->arena, "/task/%ld", (long)t->id);
	/* a share comes with files and its lead looks at it; comments have
	 * their page: neither is a cell of the list */
	if (own->who.supports)
		row->closed =
			tr(cx->lang,
			   N_("Your unit supports this task, so its row is "
			      "only for reading: what the columns say is the "
			      "lead unit's. Deliver your share, with its "
			      "files, or write a comment on the task's "
			      "page."));
	work_line_cells(words, &own->line, val);
	for (int c = 0; c < N_LINE_COL; c++)
		row->plain[c] =
			work_line_plain(cx->arena, (enum line_col)c, &val[c]);
}

static int by_id(const void *x, const void *y)
{
	const struct sheet_now *a = *(struct sheet_now *const *)x,
			       *b = *(struct sheet_now *const *)y;

	return (a->id > b->id) - (a->id < b->id);
}

/* Rows of one run of ids, both in their order. */
static struct err *run_fill(struct cx *cx, const struct work_line_words *words,
			    struct sheet_now **row, ptrdiff_t n)
{
	struct sheet_tasks_rows rows;
	ptrdiff_t at = 0;
	struct err *err =
		sheet_tasks(cx->db,
			    &(struct sheet_tasks_in){ .low = row[0]->id,
						      .high = row[n - 1]->id,
						      .scope = cx_scope(cx) },
			    &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		while (at < n && row[at]->id < rows.p[i].id)
			at++;
		for (; at < n && row[at]->id == rows.p[i].id; at++)
			row_fill(cx, words, &rows.p[i], row[at]);
	}
	return err;
}

static struct err *now(struct cx *cx, enum lang lang,
		       const struct sheet_columns *cols UNUSED,
		       struct sheet_now *row, ptrdiff_t n)
{
	struct sheet_now **sorted =
		arena_new(cx->arena, struct sheet_now *, n + 1);
	struct work_line_words words;
	struct err *err = NULL;
	ptrdiff_t from = 0;

	work_line_words(cx->arena, cx->profile, lang, &words);
	for (ptrdiff_t i = 0; i < n; i++)
		sorted[i] = &row[i];
	if (n > 1)
		qsort(sorted, (size_t)n, sizeof(*sorted), by_id);
	for (ptrdiff_t i = 1; !err && i <= n; i++)
		if (i == n || sorted[i]->id - sorted[i - 1]->id > GAP) {
			err = run_fill(cx, &words, sorted + from, i - from);
			from = i;
		}
	return err;
}

/* ---- what is needed for every cell ------------------------------------------ */

struct judge {
	struct work_line_words words;
	const struct work_deadline_words *deadline;
	struct work_orgs *orgs;
	struct {
		struct known_lead {
			struct str name;
			struct work_lead lead;
		} * p;
		ptrdiff_t n, cap;
	} leads; /* the same few names over and over */
};

static struct err *begin(struct cx *cx, enum lang lang, void **ret_shared)
{
	struct judge *j = arena_new(cx->arena, struct judge, 1);
	struct err *err = work_import_orgs(cx, &j->orgs);

	if (err)
		return err;
	work_line_words(cx->arena, cx->profile, lang, &j->words);
	j->deadline = work_deadline_words(cx->arena, cx->profile);
	*ret_shared = j;
	return NULL;
}

#define REFUSAL(cx, ...) err_new((cx)->arena, ERR_INVALID, __VA_ARGS__)

static struct work_lead lead_of(struct cx *cx, struct judge *j, struct str name)
{
	struct known_lead *k;

	for (ptrdiff_t i = 0; i < j->leads.n; i++)
		if (str_eq(j->leads.p[i].name, name))
			return j->leads.p[i].lead;
	k = vec_push(cx->arena, &j->leads);
	k->name = name;
	k->lead = work_lead_match(cx->arena, j->orgs, name);
	return k->lead;
}

static const struct profile_cause *cause_of(const struct profile *p,
					    enum lang lang, struct str title)
{
	for (ptrdiff_t i = 0; i < p->n_causes; i++)
		if (str_eq(profile_cause_title(p, p->cause[i].code, lang),
			   title))
			return &p->cause[i];
	return NULL;
}

/* ---- one cell ----------------------------------------------------------------- */

static struct err *lead_check(struct cx *cx, struct judge *j,
			      struct sheet_cell *c)
{
	struct work_lead lead;

	c->found = DB_NULL;
	if (!c->value.n)
		return NULL;
	lead = lead_of(cx, j, c->value);
	if (lead.match == MATCH_ONE) {
		c->found = lead.org->id;
		c->value = lead.org->name;
		return NULL;
	}
	return REFUSAL(cx,
		       lead.match == MATCH_NONE
			       ? N_("No unit is called “{0}”; choose one from "
				    "the cell's list.")
			       : N_("“{0}” could be several units; choose one "
				    "from the cell's list."),
		       c->value);
}

static struct work_deadline deadline_of(struct cx *cx, const struct judge *j,
					const struct sheet_row *row,
					struct str text)
{
	return work_deadline_parse(cx->arena, j->deadline, text,
				   (int)sheet_task_of(row)->t.year);
}

static struct err *deadline_check(struct cx *cx, const struct judge *j,
				  const struct sheet_row *row, struct str text)
{
	struct work_deadline d = deadline_of(cx, j, row, text);

	return d.fault ? REFUSAL(cx, d.fault, text) : NULL;
}

/* The file changes the deadline as written, too: the day is what follows. */
static struct err *due_follows(struct cx *cx, const struct judge *j,
			       const struct sheet_row *row,
			       const struct sheet_cell *written,
			       struct sheet_cell *c)
{
	struct work_deadline d = deadline_of(cx, j, row, written->value);

	c->same =
		str_eq(c->value,
		       d.due == DAY_NONE ? STR("") : day_iso(cx->arena, d.due));
	return c->same ? NULL
		       : REFUSAL(cx, N_("The day follows from the deadline as "
					"written, which the file changes "
					"too."));
}

static struct err *due_check(struct cx *cx, const struct judge *j,
			     const struct sheet_row *row, struct sheet_cell *c)
{
	day_t day = DAY_NONE;

	for (ptrdiff_t i = 0; i < row->n; i++)
		if (row->cell[i].at == WCOL_DEADLINE && !row->cell[i].same)
			return due_follows(cx, j, row, &row->cell[i], c);
	if (day_from_iso(c->value, &day))
		return deadline_check(cx, j, row, fmt_day(cx->arena, day));
	return REFUSAL(cx, N_("The day follows from the deadline as written; "
			      "change that."));
}

static struct err *length_check(struct cx *cx, const struct sheet_cell *c)
{
	static const int most[N_LINE_COL] = {
		[WCOL_SECTION] = WORK_TITLE_MOST,
		[WCOL_NUMBER] = 40,
		[WCOL_WORK] = WORK_WORDS_MOST,
		[WCOL_DEADLINE] = WORK_TITLE_MOST,
		[WCOL_PRODUCT] = WORK_WORDS_MOST,
	};

	if (!most[c->at] || utf8_length(c->value) <= most[c->at])
		return NULL;
	return REFUSAL(cx,
		       N_("The text is longer than {0} characters; shorten "
			  "it or attach a file."),
		       str_fmt(cx->arena, "%d", most[c->at]));
}

static struct err *value_check(struct cx *cx, const struct sheet_row *row,
			       struct sheet_cell *c)
{
	struct judge *j = row->shared;

	switch (c->at) {
	case WCOL_WORK:
		return c->value.n ? NULL
				  : REFUSAL(cx, N_("Say what is to be done."));
	case WCOL_LEAD:
		return lead_check(cx, j, c);
	case WCOL_DEADLINE:
		return deadline_check(cx, j, row, c->value);
	case WCOL_DUE:
		return due_check(cx, j, row, c);
	case WCOL_STATE:
		if (str_eq(c->value, j->words.state[WORK_WAITING]))
			return NULL;
		return REFUSAL(cx,
			       N_("Only “{0}” can be chosen; other states "
				  "follow from days and acts."),
			       j->words.state[WORK_WAITING]);
	case WCOL_CAUSE:
		if (!c->value.n || cause_of(cx->profile, row->lang, c->value))
			return NULL;
		return REFUSAL(cx, N_("Choose the cause from the list."));
	default:
		return NULL;
	}
}

static struct err *check(struct cx *cx, const struct sheet_row *row,
			 struct sheet_cell *c)
{
	const struct sheet_task *t = sheet_task_of(row);
	struct err *err = work_sheet_gate(cx->arena, (enum line_col)c->at,
					  &t->facts, &t->who);

	if (!err)
		err = length_check(cx, c);
	return err ? err : value_check(cx, row, c);
}

/* ---- the report of a row ------------------------------------------------------ */

static struct str taken_or(const struct sheet_row *row, enum line_col col,
			   struct str now_is)
{
	const struct sheet_cell *c = sheet_row_taken(row, (int)col);

	return c ? c->value : now_is.p ? now_is : STR("");
}

struct work_report work_sheet_report(const struct profile *p,
				     const struct sheet_row *row)
{
	const struct sheet_tasks_row *t = &sheet_task_of(row)->t;
	const struct sheet_cell *percent = sheet_row_taken(row, WCOL_PERCENT);
	const struct sheet_cell *title = sheet_row_taken(row, WCOL_CAUSE);
	const struct profile_cause *cause =
		title ? cause_of(p, row->lang, title->value) : NULL;
	struct work_report r = {
		.percent = t->percent,
		.body = taken_or(row, WCOL_RESULT, t->last_text),
		.difficulty =
			taken_or(row, WCOL_DIFFICULTY, t->last_difficulty),
		.cause = cause	 ? cause->code
			 : title ? STR("")
				 : taken_or(row, WCOL_CAUSE, t->last_cause),
		.ask = t->last_ask.n ? t->last_ask : STR("none"),
	};

	if (percent && !str_to_i64(percent->value, &r.percent))
		r.percent = -1; /* emptied: the check says what belongs here */
	return r;
}

static enum line_col col_of_field(struct str field)
{
	if (str_eq(field, STR("percent")))
		return WCOL_PERCENT;
	if (str_eq(field, STR("difficulty")))
		return WCOL_DIFFICULTY;
	if (str_eq(field, STR("cause")))
		return WCOL_CAUSE;
	return WCOL_RESULT;
}

static bool reported(const struct sheet_cell *c)
{
	return c->take && line_col_is_report((enum line_col)c->at);
}

/* Gives a fault to the cell that made it, or to all of the report. */
static void fault_give(struct cx *cx, struct sheet_row *row,
		       const struct err *fault)
{
	enum line_col col = col_of_field(fault->field);
	bool all = !sheet_row_taken(row, (int)col);

	for (ptrdiff_t i = 0; i < row->n; i++) {
		struct sheet_cell *c = &row->cell[i];

		if (!reported(c) || (!all && c->at != (int)col))
			continue;
		c->why = tr_err(cx->arena, cx->lang, fault);
		c->take = false;
	}
}

static bool reports(const struct sheet_row *row)
{
	for (ptrdiff_t i = 0; i < row->n; i++)
		if (reported(&row->cell[i]))
			return true;
	return false;
}

static void agree(struct cx *cx, struct sheet_row *row)
{
	/* a refused cell changes what the others say: until all is well */
	while (reports(row)) {
		struct work_report r = work_sheet_report(cx->profile, row);
		struct err *faults =
			work_report_check(cx->arena, cx->profile, &r,
					  &sheet_task_of(row)->facts,
					  cx->today);

		if (!faults)
			return;
		for (; faults; faults = faults->next)
			fault_give(cx, row, faults);
	}
}

const struct sheet_subject work_sheet = {
	.name = "task",
	.path = "/sheet",
	.list = "/tasks",
	.menu = "work",
	.title = N_("Tasks"),
	.trail = "sheet",
	.layout = WORK_SHEET_LAYOUT,
	.new_one = N_("One row without a key is new and isn't taken: new "
		      "tasks come in through “Import an annex” of the "
		      "programme"),
	.new_many = N_("{0} rows without a key are new and aren't taken: new "
		       "tasks come in through “Import an annex” of the "
		       "programme"),
	.may = work_sheet_may,
	.about = about,
	.columns = columns,
	.begin = begin,
	.now = now,
	.check = check,
	.agree = agree,
	.together = true,
	.take = work_sheet_take,
	.back = work_sheet_back,
	.stays = true,
};

/* Units that only report come here, too: who may is asked behind the door. */
SHEET_ROUTES(work_sheet_routes, work_sheet, "/sheet", PERM_WORK_VIEW);
