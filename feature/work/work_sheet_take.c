/*
 * What a sheet does to a task, and how that is taken back: words by editing
 * them, the rest by a report.
 */
#include "work/work_sheet_priv.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_query.h"
#include "work/work_words.h"

enum { WAS_WORK = 1, WAS_PRODUCT = 2, WAS_OK = 4 };

static bool any_of(const struct sheet_row *row, bool report)
{
	for (ptrdiff_t i = 0; i < row->n; i++)
		if (line_col_is_report((enum line_col)row->cell[i].at) ==
		    report)
			return true;
	return false;
}

/* ---- taking over --------------------------------------------------------------- */

/* The words that the task has now. */
static struct err *words_now(struct cx *cx, const struct sheet_tasks_row *t,
			     struct work_task_words *ret)
{
	struct work_task_words w = WORK_WORDS_OF(t);
	struct err *err = work_words_with(cx, t->id, &w);

	*ret = work_words_present(&w);
	return err;
}

static void word_lay(struct cx *cx, const struct sheet_cell *c,
		     struct work_task_words *w)
{
	day_t day;

	switch (c->at) {
	case WCOL_SECTION:
		w->section = c->value;
		break;
	case WCOL_NUMBER:
		w->number = c->value;
		break;
	case WCOL_WORK: /* what was confirmed were other words */
		w->work = c->value;
		w->work_confirmed = false;
		break;
	case WCOL_LEAD:
		w->lead = c->found;
		w->lead_text = STR("");
		break;
	case WCOL_DEADLINE:
		w->deadline = c->value;
		break;
	case WCOL_DUE:
		if (day_from_iso(c->value, &day))
			w->deadline = fmt_day(cx->arena, day);
		break;
	case WCOL_PRODUCT:
		w->product = c->value;
		w->product_confirmed = false;
		break;
	default:
		break;
	}
}

static struct err *words_take(struct cx *cx, const struct sheet_row *row)
{
	const struct sheet_tasks_row *t = &sheet_task_of(row)->t;
	struct work_task_words w;
	struct err *err = words_now(cx, t, &w);

	for (ptrdiff_t i = 0; i < row->n && !err; i++)
		word_lay(cx, &row->cell[i], &w);
	return err ? err : work_task_edit(cx, t->id, t->rev, &w);
}

/* Which words it had, and what of them was confirmed to be clear. */
static int64_t was_of(const struct sheet_tasks_row *t)
{
	return t->words * WAS_OK + (t->work_confirmed ? WAS_WORK : 0) +
	       (t->product_confirmed ? WAS_PRODUCT : 0);
}

struct err *work_sheet_take(struct cx *cx, const struct sheet_row *row,
			    struct sheet_taken *ret_taken)
{
	const struct sheet_tasks_row *t = &sheet_task_of(row)->t;
	struct work_deed deed = { .task = t->id, .what = WORK_DO_REPORT };
	struct err *err = any_of(row, false) ? words_take(cx, row) : NULL;

	if (!err && any_of(row, true)) {
		if (sheet_row_taken(row, WCOL_STATE))
			deed.what = WORK_DO_SUBMIT;
		deed.report = work_sheet_report(cx->profile, row);
		err = work_do(cx, &deed, NULL);
	}
	if (!err)
		err = audit_last(cx, &ret_taken->event);
	ret_taken->was = was_of(t);
	return err;
}

/* ---- taking back ------------------------------------------------------------------ */

static struct err *words_back(struct cx *cx, const struct sheet_row *row)
{
	const struct sheet_tasks_row *t = &sheet_task_of(row)->t;
	struct work_task_words w;
	struct sheet_words_row old;
	bool found;
	struct err *err = words_now(cx, t, &w);

	if (!err)
		err = sheet_words(cx->db,
				  &(struct sheet_words_in){ .id = row->was /
								  WAS_OK },
				  &old, &found);
	if (err)
		return err;
	assert(found); /* versions of words are never removed */
	w.section = old.section_title;
	w.number = old.number;
	w.work = old.work;
	w.work_confirmed = row->was & WAS_WORK;
	w.lead = old.lead;
	w.lead_text = old.lead_text;
	w.deadline = old.deadline_text;
	w.product = old.product;
	w.product_confirmed = row->was & WAS_PRODUCT;
	w = work_words_present(&w);
	return work_task_edit(cx, t->id, t->rev, &w);
}

static struct str cause_code(const struct profile *p, enum lang lang,
			     struct str title)
{
	for (ptrdiff_t i = 0; i < p->n_causes; i++)
		if (str_eq(profile_cause_title(p, p->cause[i].code, lang),
			   title))
			return p->cause[i].code;
	return STR("");
}

static void report_lay(const struct cx *cx, enum lang lang,
		       const struct sheet_cell *c, struct work_report *r)
{
	switch (c->at) {
	case WCOL_PERCENT:
		if (!str_to_i64(c->value, &r->percent))
			r->percent = 0;
		break;
	case WCOL_RESULT:
		r->body = c->value;
		break;
	case WCOL_DIFFICULTY:
		r->difficulty = c->value;
		break;
	case WCOL_CAUSE:
		r->cause = cause_code(cx->profile, lang, c->value);
		break;
	default:
		break;
	}
}

static struct err *report_back(struct cx *cx, const struct sheet_row *row)
{
	const struct sheet_tasks_row *t = &sheet_task_of(row)->t;
	struct work_report r = {
		.percent = t->percent,
		.body = t->last_text,
		.difficulty =
			t->last_difficulty.p ? t->last_difficulty : STR(""),
		.cause = t->last_cause.p ? t->last_cause : STR(""),
		.ask = t->last_ask.n ? t->last_ask : STR("none"),
	};

	for (ptrdiff_t i = 0; i < row->n; i++)
		report_lay(cx, row->lang, &row->cell[i], &r);
	/* there was no report before: this one says what it is */
	if (!r.body.n)
		r.body = tr_fmt(cx->arena, cx->profile->lang,
				N_("Taken back: what the file “{0}” "
				   "reported."),
				row->file);
	return work_do(cx,
		       &(struct work_deed){ .task = t->id,
					    .what = WORK_DO_REPORT,
					    .report = r },
		       NULL);
}

struct err *work_sheet_back(struct cx *cx, const struct sheet_row *row)
{
	struct err *err = any_of(row, false) ? words_back(cx, row) : NULL;

	return !err && any_of(row, true) ? report_back(cx, row) : err;
}
