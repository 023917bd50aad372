/*
 * A report as a Word document in the prescribed layout (domain.md 2):
 * letterhead, what it says in paragraphs, the tables of the page, every task
 * by section, signature. The figures are those of the page.
 */
#include "work/work_report_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_filter.h"
#include "work/work_list.h"
#include "work/work_query.h"

enum { COLUMNS = 6, COLUMNS_MOST = 8 };

static struct str n(struct cx *cx, int64_t v)
{
	return fmt_int(cx->arena, cx->lang, v);
}

static struct str share(struct cx *cx, int64_t part, int64_t whole)
{
	return fmt_tenths(cx->arena, cx->lang, work_share(part, whole));
}

/* ---- letterhead and title --------------------------------------------------- */

static void head_write(struct cx *cx, const struct report *r, struct docx *d)
{
	struct ymd t = day_ymd(cx->today);
	struct str day = tr_fmt(cx->arena, cx->lang, N_("Day {0}/{1}/{2}"),
				str_fmt(cx->arena, "%02d", t.d),
				str_fmt(cx->arena, "%02d", t.m),
				str_fmt(cx->arena, "%d", t.y));
	struct str left = str_fmt(cx->arena, "%.*s\n*%.*s",
				  STR_ARG(tr(cx->lang, N_("COMMITTEE"))),
				  STR_ARG(r->owner));
	struct str right =
		str_fmt(cx->arena, "*%.*s\n%.*s",
			STR_ARG(profile_rule(cx->profile, STR("letterhead"),
					     cx->today)),
			STR_ARG(day));

	docx_pair(d, left, right);
	docx_para(d, DOCX_TITLE, true, tr(cx->lang, N_("REPORT")));
	docx_para(d, DOCX_CENTER, true, report_title(cx, r));
	if (r->structure.n)
		docx_para(d, DOCX_CENTER, false, r->structure);
}

/* ---- the paragraphs ------------------------------------------------------------ */

static void sum_write(struct cx *cx, const struct report *r, struct docx *d)
{
	const struct tally_sum *s = &r->all;
	const char *has =
		r->programme
			? N_("By {0} the programme has {1} tasks; {2} are "
			     "verified as done ({3}%).")
			: N_("By {0} the programmes have {1} tasks; {2} are "
			     "verified as done ({3}%).");

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("1. In general")));
	docx_para(d, DOCX_BODY, false,
		  tr_fmt(cx->arena, cx->lang, has,
			 fmt_day(cx->arena, cx->today), n(cx, s->n),
			 n(cx, s->done), share(cx, s->done, s->n)));
	docx_para(d, DOCX_BODY, false,
		  tr_fmt(cx->arena, cx->lang,
			 N_("On time: {0}; late but done: {1}; overdue and "
			    "open: {2}; "
			    "waiting for verification: {3}."),
			 n(cx, s->state[WORK_DONE]),
			 n(cx, s->state[WORK_DONE_LATE]),
			 n(cx, s->state[WORK_OVERDUE]),
			 n(cx, s->state[WORK_WAITING])));
	docx_para(d, DOCX_BODY, false,
		  tr_fmt(cx->arena, cx->lang,
			 N_("Clear in work, person, progress and product: {0} "
			    "of {1} "
			    "tasks."),
			 n(cx, s->n - s->unclear), n(cx, s->n)));
}

static void on_time_write(struct cx *cx, const struct report *r, struct docx *d)
{
	static const char *const against[N_TALLY_AGAINST] = {
		[TALLY_APPROVED] =
			N_("Against the approved deadlines {0} of {1} finished "
			   "or overdue tasks were on time ({2})."),
		[TALLY_ORIGINAL] = N_(
			"Against the original deadlines {0} of {1} finished or "
			"overdue tasks were on time ({2})."),
	};

	docx_para(d, DOCX_BODY, false, report_say(cx, r).rest);
	for (int i = 0; i < N_TALLY_AGAINST; i++)
		docx_para(d, DOCX_BODY, false,
			  tr_fmt(cx->arena, cx->lang, against[i],
				 n(cx, r->all.kept[i]),
				 n(cx, r->all.kept[i] + r->all.missed[i]),
				 report_percent(
					 cx,
					 tally_share(&r->all,
						     (enum tally_against)i))));
	docx_para(d, DOCX_BODY, false,
		  tr_fmt(cx->arena, cx->lang,
			 N_("Approved extensions: {0}, of {1} tasks."),
			 n(cx, r->all.extensions), n(cx, r->all.extended)));
}

/* ---- the tables of the page ---------------------------------------------------- */

struct column {
	const char *title;
	int width;
};

/* All columns but the first hold figures. */
static void table_begin(struct cx *cx, const struct column *col, int n_cols,
			struct docx *d)
{
	struct str title[COLUMNS_MOST];
	int width[COLUMNS_MOST];
	bool right[COLUMNS_MOST];

	assert(n_cols <= COLUMNS_MOST);
	for (int i = 0; i < n_cols; i++) {
		title[i] = tr(cx->lang, col[i].title);
		width[i] = col[i].width;
		right[i] = i > 0;
	}
	docx_table_begin(d, title, width, right, n_cols);
}

static void line_write(struct cx *cx, const struct report_line *l, bool bold,
		       struct docx *d)
{
	const struct tally_sum *s = &l->sum;
	struct str cell[8] = {
		l->title,
		n(cx, s->issued),
		n(cx, s->done),
		n(cx, s->state[WORK_DONE_LATE]),
		n(cx, s->state[WORK_OVERDUE]),
		report_percent(cx, tally_share(s, TALLY_APPROVED)),
		report_percent(cx, tally_share(s, TALLY_ORIGINAL)),
		n(cx, s->extended),
	};

	docx_table_row(d, cell, bold);
}

static void lines_write(struct cx *cx, const char *heading, const char *first,
			const struct report_lines *list, struct docx *d)
{
	const struct column col[8] = {
		{ first, 30 },
		{ N_("Issued tasks"), 9 },
		{ N_("Done"), 9 },
		{ N_("Done late"), 9 },
		{ N_("Overdue"), 10 },
		{ N_("On time, approved"), 12 },
		{ N_("On time, original"), 12 },
		{ N_("Extended"), 9 },
	};

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, heading));
	table_begin(cx, col, 8, d);
	for (ptrdiff_t i = 0; i < list->n; i++)
		line_write(cx, &list->p[i], false, d);
	docx_table_end(d);
}

static void clear_write(struct cx *cx, const struct report *r, struct docx *d)
{
	static const struct column col[3] = { { N_("Clarity"), 50 },
					      { N_("Clear tasks"), 25 },
					      { N_("Not clear"), 25 } };

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("4. By clarity")));
	table_begin(cx, col, 3, d);
	for (int i = 0; i < 4; i++)
		docx_table_row(d,
			       (struct str[]){
				       tr(cx->lang, report_clarity(i)),
				       n(cx, r->all.n - r->all.missing[i]),
				       n(cx, r->all.missing[i]) },
			       false);
	docx_table_end(d);
}

static void causes_write(struct cx *cx, const struct report *r, struct docx *d)
{
	static const struct column col[5] = { { N_("Cause"), 36 },
					      { N_("Overdue"), 16 },
					      { N_("Done late"), 16 },
					      { N_("Tasks extended"), 16 },
					      { N_("Extensions"), 16 } };

	docx_para(d, DOCX_HEADING, true,
		  tr(cx->lang, N_("5. By cause of delay")));
	if (!r->causes.n) {
		docx_para(d, DOCX_BODY, false,
			  tr(cx->lang, N_("Nothing is late and nothing was "
					  "extended.")));
		return;
	}
	table_begin(cx, col, 5, d);
	for (ptrdiff_t i = 0; i < r->causes.n; i++) {
		const struct tally_cause *c = &r->causes.p[i].sum;

		docx_table_row(d,
			       (struct str[]){
				       r->causes.p[i].title, n(cx, c->overdue),
				       n(cx, c->late), n(cx, c->extended),
				       n(cx, c->extensions) },
			       false);
	}
	docx_table_end(d);
}

static void months_write(struct cx *cx, const struct report *r, struct docx *d)
{
	static const struct column col[5] = { { N_("End of"), 28 },
					      { N_("Issued tasks"), 18 },
					      { N_("Done on time"), 18 },
					      { N_("Done late"), 18 },
					      { N_("Overdue"), 18 } };

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("6. By month")));
	table_begin(cx, col, 5, d);
	for (ptrdiff_t i = 0; i < r->months.n; i++) {
		const struct report_month *m = &r->months.p[i];

		docx_table_row(d,
			       (struct str[]){ fmt_day(cx->arena, m->on),
					       n(cx, m->issued), n(cx, m->done),
					       n(cx, m->late),
					       n(cx, m->overdue) },
			       false);
	}
	docx_table_end(d);
}

static void effects_write(struct cx *cx, const struct report *r, struct docx *d)
{
	static const struct column col[5] = { { N_("Work"), 34 },
					      { N_("Measure"), 24 },
					      { N_("Target"), 16 },
					      { N_("Newest value"), 14 },
					      { N_("Of the target"), 12 } };

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("7. Effect")));
	docx_para(d, DOCX_BODY, false,
		  tr_fmt(cx->arena, cx->lang,
			 N_("Tasks with an outcome measure: {0}; measured: "
			    "{1}; target reached: {2}."),
			 n(cx, r->effects.n), n(cx, r->measured),
			 n(cx, r->reached)));
	if (!r->effects.n)
		return;
	table_begin(cx, col, 5, d);
	for (ptrdiff_t i = 0; i < r->effects.n; i++) {
		const struct report_effect *e = &r->effects.p[i];
		struct str value = report_value(cx, e->row);
		struct str of = report_share(cx, e);

		docx_table_row(d,
			       (struct str[]){ e->row->work, e->row->name,
					       report_aim(cx, e->row),
					       value.n ? value : STR("–"),
					       of.n ? of : STR("–") },
			       false);
	}
	docx_table_end(d);
}

/* ---- every task -------------------------------------------------------------------- */

static void row_write(struct cx *cx, const struct task_dump_row *t, int64_t k,
		      struct docx *d)
{
	struct str lead = t->lead_name.p ? t->lead_name : t->lead_text;
	struct str when = t->due_on == DAY_NONE ? t->deadline_text
						: fmt_day(cx->arena, t->due_on);
	struct str state =
		work_status_of(cx, (enum work_state)t->state, t->due_on).text;
	struct str cell[COLUMNS] = {
		t->number.n ? t->number : n(cx, k),
		t->work,
		lead,
		when,
		t->product,
		state,
	};

	docx_table_row(d, cell, false);
}

static struct err *rows_write(struct cx *cx, const struct task_dump_in *in,
			      struct docx *d, int64_t *ret_rows)
{
	struct str section = STR_NULL;
	struct task_dump_row t;
	struct db_stmt *st;
	bool more = true;
	struct err *err = task_dump_open(cx->db, in, &st);

	if (err)
		return err;
	*ret_rows = 0;
	while (!err) {
		err = task_dump_next(st, &t, &more);
		if (err || !more)
			break;
		if (t.section_title.n && !str_eq(t.section_title, section)) {
			section = str_dup(cx->arena, t.section_title);
			docx_table_group(d, section);
		}
		row_write(cx, &t, ++*ret_rows, d);
	}
	task_dump_close(st);
	return err;
}

static struct err *tasks_write(struct cx *cx, const struct report *r,
			       struct docx *d, int64_t *ret_rows)
{
	static const int width[COLUMNS] = { 6, 34, 17, 12, 17, 14 };
	static const bool right[COLUMNS] = { false };
	struct work_filter f = { .programme = r->programme,
				 .more = { .any = !r->programme,
					   .year = r->year },
				 WORK_FILTER_NO_DAYS,
				 .page = 1 };
	struct str title[COLUMNS] = {
		tr(cx->lang, N_("No")),	       tr(cx->lang, N_("Work")),
		tr(cx->lang, N_("Lead unit")), tr(cx->lang, N_("Deadline")),
		tr(cx->lang, N_("Product")),   tr(cx->lang, N_("State")),
	};
	struct task_dump_in in = work_filter_dump(cx, &f);
	struct err *err;

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("8. Every task")));
	docx_table_begin(d, title, width, right, COLUMNS);
	err = rows_write(cx, &in, d, ret_rows);
	docx_table_end(d);
	return err;
}

/* ---- all ---------------------------------------------------------------------------- */

static void tables_write(struct cx *cx, const struct report *r, struct docx *d)
{
	if (r->programme)
		lines_write(cx, N_("2. By section"), N_("Section"), &r->groups,
			    d);
	else
		lines_write(cx, N_("2. By programme"), N_("Programme"),
			    &r->groups, d);
	lines_write(cx, N_("3. By organisation"), N_("Organisation"), &r->leads,
		    d);
	clear_write(cx, r, d);
	causes_write(cx, r, d);
	months_write(cx, r, d);
	effects_write(cx, r, d);
}

static struct err *body_write(struct cx *cx, const struct report *r,
			      struct docx *d)
{
	int64_t rows;
	struct err *err;

	head_write(cx, r, d);
	sum_write(cx, r, d);
	on_time_write(cx, r, d);
	tables_write(cx, r, d);
	err = tasks_write(cx, r, d, &rows);
	if (err)
		return err;
	docx_para(d, DOCX_NOTE, false,
		  tr_fmt(cx->arena, cx->lang, N_("The table has {0} rows."),
			 n(cx, rows)));
	docx_pair(d,
		  tr(cx->lang, N_("Recipients:\n- the standing committee;\n"
				  "- units named above;\n- file.")),
		  str_fmt(cx->arena, "*%.*s\n\n\n\n*%.*s",
			  STR_ARG(tr(cx->lang, N_("FOR THE COMMITTEE"))),
			  STR_ARG(cx->actor.name)));
	return NULL;
}

struct err *report_docx(struct cx *cx, const struct report *r, struct reply *rp)
{
	struct docx *d;
	struct str bytes;
	struct err *err = docx_begin(cx->arena, false, &d);

	if (!err)
		err = body_write(cx, r, d);
	if (!err)
		err = docx_end(d, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "wordprocessingml.document";
	rp->download =
		tr_fmt(cx->arena, cx->lang, N_("state {0} {1}.docx"),
		       r->programme ? r->code
				    : str_fmt(cx->arena, "%ld", (long)r->year),
		       day_iso(cx->arena, cx->today));
	buf_str(&rp->body, bytes);
	return NULL;
}
