/*
 * What a sheet does to a task, and how that is taken back: through the acts
 * that the task's own page uses, so that rules, history and trail are the
 * same.
 */
#include "work/work_sheet_act.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_query.h"
#include "work/work_sheet_priv.h"
#include "work/work_words.h"

enum { UNDO_DAYS = 7, WAS_WORK = 1, WAS_PRODUCT = 2 };

/* ---- taking over --------------------------------------------------------------- */

/* The words that the task has now. */
static struct err *words_now(struct cx *cx, const struct sheet_tasks_row *t,
			     struct work_task_words *ret)
{
	struct task_with_list_rows rows;
	struct err *err = task_with_list(
		cx->db, &(struct task_with_list_in){ .task = t->id }, &rows);
	int64_t *with;

	if (err)
		return err;
	with = arena_new(cx->arena, int64_t, rows.n);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		with[i] = rows.p[i].id;
	*ret = work_words_present(&(struct work_task_words){
		.section = t->section_title,
		.number = t->number,
		.work = t->work,
		.work_confirmed = t->work_confirmed == 1,
		.lead = t->lead,
		.lead_text = t->lead_text,
		.with = with,
		.n_with = (int)rows.n,
		.with_text = t->with_text,
		.deadline = t->deadline_text,
		.product = t->product,
		.product_confirmed = t->product_confirmed == 1,
		.import = DB_NULL,
		.import_row = DB_NULL });
	return NULL;
}

static void word_lay(struct cx *cx, const struct work_sheet_cell *c,
		     struct work_task_words *w)
{
	day_t day;

	switch (c->col) {
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
		w->lead = c->lead;
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

struct err *work_sheet_edit(struct cx *cx, const struct work_sheet_group *g)
{
	struct work_task_words w;
	struct err *err = words_now(cx, &g->t, &w);

	for (ptrdiff_t i = 0; i < g->n_cells && !err; i++)
		if (g->cell[i].take)
			word_lay(cx, &g->cell[i], &w);
	return err ? err : work_task_edit(cx, g->t.id, g->t.rev, &w);
}

struct err *work_sheet_send(struct cx *cx, const struct work_sheet_state *s,
			    const struct work_sheet_group *g)
{
	return work_do(cx,
		       &(struct work_deed){
			       .task = g->t.id,
			       .what = work_sheet_taken(g, WCOL_STATE)
					       ? WORK_DO_SUBMIT
					       : WORK_DO_REPORT,
			       .report = work_sheet_report(s, cx->profile, g) },
		       NULL);
}

/* ---- taking back ------------------------------------------------------------------ */

day_t work_sheet_undo_until(const struct cx *cx, int64_t confirmed_at)
{
	day_t day = day_of_instant(confirmed_at);

	return day + (day_t)profile_rule_int(cx->profile,
					     STR("import_undo_days"), day,
					     UNDO_DAYS);
}

struct undo_io {
	int64_t id;
	int back, kept;
};

static struct err *undo_check(struct cx *cx, const struct sheet_by_id_row *s)
{
	day_t until;

	if (s->confirmed_at == DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Nothing of this file was taken over yet; "
				  "there is nothing to take back."));
	if (s->undone_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The changes of this file were taken back "
				  "already."));
	until = work_sheet_undo_until(cx, s->confirmed_at);
	if (cx->today > until)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The changes could be taken back until {0}; "
				  "change single tasks instead."),
			       fmt_day(cx->arena, until));
	return NULL;
}

static struct err *words_back(struct cx *cx, const struct sheet_tasks_row *t)
{
	struct work_task_words w;
	struct sheet_words_row old;
	bool found;
	struct err *err = words_now(cx, t, &w);

	if (!err)
		err = sheet_words(
			cx->db, &(struct sheet_words_in){ .id = t->was_words },
			&old, &found);
	if (err)
		return err;
	assert(found); /* versions of words are never removed */
	w.section = old.section_title;
	w.number = old.number;
	w.work = old.work;
	w.work_confirmed = t->was_ok & WAS_WORK;
	w.lead = old.lead;
	w.lead_text = old.lead_text;
	w.deadline = old.deadline_text;
	w.product = old.product;
	w.product_confirmed = t->was_ok & WAS_PRODUCT;
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

static void report_lay(const struct cx *cx, const struct work_sheet_state *s,
		       const struct work_sheet_cell *c, struct work_report *r)
{
	switch (c->col) {
	case WCOL_PERCENT:
		if (!str_to_i64(c->r.was, &r->percent))
			r->percent = 0;
		break;
	case WCOL_RESULT:
		r->body = c->r.was;
		break;
	case WCOL_DIFFICULTY:
		r->difficulty = c->r.was;
		break;
	case WCOL_CAUSE:
		r->cause = cause_code(cx->profile, s->lang, c->r.was);
		break;
	default:
		break;
	}
}

static struct err *report_back(struct cx *cx, const struct work_sheet_state *s,
			       const struct work_sheet_group *g)
{
	const struct sheet_tasks_row *t = &g->t;
	struct work_report r = {
		.percent = t->percent,
		.body = t->last_text,
		.difficulty =
			t->last_difficulty.p ? t->last_difficulty : STR(""),
		.cause = t->last_cause.p ? t->last_cause : STR(""),
		.ask = t->last_ask.n ? t->last_ask : STR("none"),
	};

	for (ptrdiff_t i = 0; i < g->n_cells; i++)
		if (g->cell[i].r.was.p)
			report_lay(cx, s, &g->cell[i], &r);
	/* there was no report before: this one says what it is */
	if (!r.body.n)
		r.body = tr_fmt(cx->arena, cx->profile->lang,
				N_("Taken back: what the file “{0}” "
				   "reported."),
				s->s.file_name);
	return work_do(cx,
		       &(struct work_deed){ .task = t->id,
					    .what = WORK_DO_REPORT,
					    .report = r },
		       NULL);
}

/* A task that moved, or whose old words no longer fit, stays as it is. */
static bool is_kept(const struct err *err)
{
	return err->code == ERR_INVALID || err->code == ERR_CONFLICT ||
	       err->code == ERR_NOT_FOUND || err->code == ERR_DENIED;
}

static struct err *group_back(struct cx *cx, const struct work_sheet_state *s,
			      const struct work_sheet_group *g,
			      struct undo_io *io)
{
	bool words = false, report = false;
	struct err *err = NULL;

	if (g->t.is_rev == DB_NULL)
		return NULL;
	for (ptrdiff_t i = 0; i < g->n_cells; i++) {
		if (!g->cell[i].r.was.p)
			continue;
		if (line_col_is_report(g->cell[i].col))
			report = true;
		else
			words = true;
	}
	if (g->gone || g->t.rev != g->t.is_rev) {
		io->kept++;
		return NULL;
	}
	if (words)
		err = words_back(cx, &g->t);
	if (!err && report)
		err = report_back(cx, s, g);
	if (err && !is_kept(err))
		return err;
	if (err)
		io->kept++;
	else
		io->back++;
	return NULL;
}

static struct err *groups_back(struct cx *cx, const struct work_sheet_state *s,
			       struct undo_io *io)
{
	struct str key = cx->key;
	struct err *err = NULL;

	io->back = io->kept = 0;
	cx->key = STR_NULL; /* it belongs to the event of the whole */
	for (ptrdiff_t i = 0; i < s->groups.n && !err; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		err = group_back(cx, s, &s->groups.p[i], io);
		if (!err)
			arena_rewind(cx->arena, mark);
	}
	cx->key = key;
	return err;
}

static struct err *undo_tx(struct cx *cx, void *arg)
{
	struct undo_io *io = arg;
	struct buf after = audit_obj(cx);
	struct work_sheet_state s;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "sheet.undo", &seen, &subject);

	if (err || seen)
		return err;
	err = work_sheet_state(cx, io->id, &s);
	if (!err)
		err = undo_check(cx, &s.s);
	if (!err)
		err = groups_back(cx, &s, io);
	if (!err)
		err = sheet_undo(cx->db,
				 &(struct sheet_undo_in){ .id = io->id,
							  .at = cx->now },
				 NULL);
	if (err)
		return err;
	audit_int(&after, "back", io->back);
	audit_int(&after, "kept", io->kept);
	return work_sheet_event(cx, "sheet.undo", io->id, &after);
}

struct err *work_sheet_undo(struct cx *cx, int64_t id)
{
	struct undo_io io = { .id = id };
	struct err *err = work_sheet_allowed(cx);

	return err ? err : db_tx_large(cx, undo_tx, &io);
}
