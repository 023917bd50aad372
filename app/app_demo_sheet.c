/*
 * A list that the demo's office downloaded, edited and sent back, and that
 * waits for somebody to look at it: days for drafts, one day of an issued
 * task, which the file can't change, and a row that was copied.
 */
#include "app/app_demo.h"

#include "audit/audit.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_filter.h"
#include "work/work_sheet.h"
#include "work/work_sheet_model.h"

enum { DRAFTS = 3, LATER = 14, FIRST_DAY = 60, OFFICE = 1 };

struct making {
	struct cx *cx;
	struct xlsx *x;
	struct work_line_words words;
	struct str realm;
	int drafts, issued, copied;
};

/* What the office typed. */
static void row_edit(struct making *m, const struct work_line *t,
		     struct sheet_val *val)
{
	struct cx *cx = m->cx;

	if (t->state == WORK_DRAFT && m->drafts < DRAFTS) {
		m->drafts++;
		val[1 + WCOL_DEADLINE].text =
			fmt_day(cx->arena, cx->today + FIRST_DAY + m->drafts);
	} else if (t->state == WORK_RUNNING && t->due != DAY_NONE &&
		   !m->issued) {
		m->issued = 1;
		val[1 + WCOL_DUE].text = day_iso(cx->arena, t->due + LATER);
	}
}

/* A row of plain texts: the reader takes them as it takes numbers and days. */
static struct err *row_put(struct making *m, const struct work_line *t)
{
	struct arena *a = m->cx->arena;
	struct sheet_val cell[N_LINE_COL] = { 0 };
	struct sheet_val val[1 + N_LINE_COL] = { 0 };
	struct err *err;

	work_line_cells(&m->words, t, cell);
	val[0].text = work_sheet_key(a, m->realm, t, cell);
	for (int c = 0; c < N_LINE_COL; c++)
		val[1 + c].text =
			work_line_plain(a, (enum line_col)c, &cell[c]);
	row_edit(m, t, val);
	err = xlsx_row(m->x, val);
	if (err || m->copied || m->drafts < DRAFTS)
		return err;
	m->copied = 1;
	return xlsx_row(m->x, val);
}

static struct err *rows_put(struct making *m)
{
	const struct work_filter all = { .page = 1, WORK_FILTER_NO_DAYS };
	struct task_dump_in in = work_filter_dump(m->cx, &all);
	struct task_dump_row row;
	struct db_stmt *st;
	bool more = true;
	struct err *err = task_dump_open(m->cx->db, &in, &st);

	if (err)
		return err;
	while (!err) {
		struct work_line line;

		err = task_dump_next(st, &row, &more);
		if (err || !more)
			break;
		line = WORK_LINE_OF(&row, row.state);
		err = row_put(m, &line);
	}
	task_dump_close(st);
	return err;
}

static struct err *head_put(struct making *m)
{
	enum lang lang = m->cx->lang;
	struct sheet_col col[1 + N_LINE_COL] = {
		{ .title = tr(lang, N_("Row key")), .width = 5, .is_key = true }
	};

	for (int c = 0; c < N_LINE_COL; c++)
		col[1 + c] = (struct sheet_col){
			.title = tr(lang, line_col_title((enum line_col)c)),
			.width = line_col_width((enum line_col)c)
		};
	return xlsx_sheet(m->x, tr(lang, N_("Tasks")), STR_NULL, col,
			  1 + N_LINE_COL);
}

static struct err *book_make(struct cx *cx, struct str *ret_bytes)
{
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct making m = { .cx = cx };
	struct err *err = audit_origin(cx, &m.realm);

	if (!err)
		err = xlsx_begin(cx->arena, &x);
	if (err)
		return err;
	m.x = x;
	work_line_words(cx->arena, cx->profile, cx->lang, &m.words);
	err = head_put(&m);
	if (!err)
		err = rows_put(&m);
	if (err)
		return err;
	sheet_mark(cx->arena, x,
		   &(struct sheet_marks){
			   .layout = WORK_SHEET_LAYOUT,
			   .subject = str_c(work_sheet.name),
			   .realm = m.realm,
			   .lang = cx->lang,
			   .day = cx->today,
			   .filter =
				   tr_fmt(cx->arena, cx->lang,
					  N_("Tasks {0} on {1}; {2}"), STR(""),
					  fmt_day(cx->arena, cx->today),
					  tr(cx->lang, N_("No condition"))) });
	return xlsx_end(x, ret_bytes);
}

struct err *demo_sheet(struct cx *cx, struct demo *d)
{
	struct cx office =
		demo_as(cx, d, &d->users.p[OFFICE].actor, d->today, 0);
	struct sheet_upload file = { .name = STR("nhiem-vu.xlsx"),
				     .from = DAY_NONE,
				     .here = true };
	int64_t num;
	struct err *err;

	office.lang = cx->profile->lang;
	err = book_make(&office, &file.bytes);
	return err ? err : sheet_stage(&office, &work_sheet, &file, &num);
}
