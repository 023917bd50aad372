/*
 * The state of a programme as a Word document in the prescribed layout
 * (domain.md 2): letterhead, one paragraph that says it all, a table of every
 * task by section, signature. The figures are those of the page.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_carry_act.h"
#include "work/work_filter.h"
#include "work/work_list.h"
#include "work/work_query.h"

enum { COLUMNS = 6 };

static struct str n(struct cx *cx, int64_t v)
{
	return fmt_int(cx->arena, cx->lang, v);
}

static struct str share(struct cx *cx, int64_t part, int64_t whole)
{
	return fmt_tenths(cx->arena, cx->lang, work_share(part, whole));
}

/* ---- letterhead and title --------------------------------------------------- */

static void head_write(struct cx *cx, const struct programme_by_id_row *p,
		       struct docx *d)
{
	struct ymd t = day_ymd(cx->today);
	struct str day = tr_fmt(cx->arena, cx->lang, N_("Day {0}/{1}/{2}"),
				str_fmt(cx->arena, "%02d", t.d),
				str_fmt(cx->arena, "%02d", t.m),
				str_fmt(cx->arena, "%d", t.y));
	struct str left = str_fmt(cx->arena, "%.*s\n*%.*s",
				  STR_ARG(tr(cx->lang, N_("COMMITTEE"))),
				  STR_ARG(p->owner_name));
	struct str right =
		str_fmt(cx->arena, "*%.*s\n%.*s",
			STR_ARG(profile_rule(cx->profile, STR("letterhead"),
					     cx->today)),
			STR_ARG(day));

	docx_pair(d, left, right);
	docx_para(d, DOCX_TITLE, true, tr(cx->lang, N_("REPORT")));
	docx_para(d, DOCX_CENTER, true,
		  tr_fmt(cx->arena, cx->lang,
			 N_("on the state of {0} (No. {1})"), p->title,
			 p->code));
}

/* ---- the paragraphs ------------------------------------------------------------ */

static void sum_write(struct cx *cx, const struct work_sum *s, struct docx *d)
{
	int64_t done = s->state[WORK_DONE] + s->state[WORK_DONE_LATE];

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("1. In general")));
	docx_para(d, DOCX_BODY, false,
		  tr_fmt(cx->arena, cx->lang,
			 N_("By {0} the programme has {1} tasks; {2} are "
			    "verified as "
			    "done ({3}%)."),
			 fmt_day(cx->arena, cx->today), n(cx, s->n),
			 n(cx, done), share(cx, done, s->n)));
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

/* ---- the table -------------------------------------------------------------------- */

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

static struct err *table_write(struct cx *cx, int64_t programme, struct docx *d,
			       int64_t *ret_rows)
{
	static const int width[COLUMNS] = { 6, 34, 17, 12, 17, 14 };
	static const bool right[COLUMNS] = { false };
	struct work_filter f = { .programme = programme,
				 .due_from = DAY_NONE,
				 .due_to = DAY_NONE,
				 .since = DAY_NONE,
				 .report_from = DAY_NONE,
				 .report_to = DAY_NONE,
				 .page = 1 };
	struct str title[COLUMNS] = {
		tr(cx->lang, N_("No")),	       tr(cx->lang, N_("Work")),
		tr(cx->lang, N_("Lead unit")), tr(cx->lang, N_("Deadline")),
		tr(cx->lang, N_("Product")),   tr(cx->lang, N_("State")),
	};
	struct task_dump_in in = work_filter_dump(cx, &f);
	struct err *err;

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("2. Every task")));
	docx_table_begin(d, title, width, right, COLUMNS);
	err = rows_write(cx, &in, d, ret_rows);
	docx_table_end(d);
	return err;
}

static struct err *
body_write(struct cx *cx, const struct programme_by_id_row *p, struct docx *d)
{
	struct work_cells cells;
	struct work_sum sum;
	int64_t rows;
	struct err *err = work_cells_seen(cx, p->id, &cells);

	if (err)
		return err;
	sum = work_cells_sum(&cells, &(struct work_pick){ .programme = p->id });
	head_write(cx, p, d);
	sum_write(cx, &sum, d);
	err = table_write(cx, p->id, d, &rows);
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

struct err *work_state_docx(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct programme_by_id_row p;
	struct docx *d;
	struct str bytes;
	bool found;
	struct err *err = programme_by_id(cx->db,
					  &(struct programme_by_id_in){
						  .id = req_path_id(rq, "id") },
					  &p, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such programme."));
	if (!err)
		err = work_close_look(cx, p.id);
	if (!err)
		err = docx_begin(cx->arena, false, &d);
	if (!err)
		err = body_write(cx, &p, d);
	if (!err)
		err = docx_end(d, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "wordprocessingml.document";
	rp->download = tr_fmt(cx->arena, cx->lang, N_("state {0} {1}.docx"),
			      p.code, day_iso(cx->arena, cx->today));
	buf_str(&rp->body, bytes);
	return NULL;
}
