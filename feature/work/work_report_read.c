/*
 * Reading a report: one pass over the tasks, extensions, outcome measures; the
 * months are work_report_months.c. People of a unit get what their organisation
 * leads or cooperates in.
 */
#include "work/work_report_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_effect.h"
#include "work/work_past.h"
#include "work/work_structure.h"
#include "work/work_document_query.h"
#include "work/work_query.h"
#include "work/work_summary.h"

enum { LEVEL = 90 };

static struct err *none(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such programme."));
}

/* ---- which --------------------------------------------------------------- */

static struct err *owner_call(struct cx *cx, int64_t owner, struct str name,
			      struct report *r)
{
	struct work_called is;
	struct err *err = work_structure_call(cx, owner, &is);

	r->owner = !err && is.name.n ? is.name : name;
	return err;
}

static struct err *programme_read(struct cx *cx, struct report *r)
{
	struct programme_by_id_row p;
	bool found;
	struct err *err = programme_by_id(
		cx->db, &(struct programme_by_id_in){ .id = r->programme }, &p,
		&found);

	if (err)
		return err;
	if (!found)
		return none(cx);
	r->code = p.code;
	r->title = p.title;
	r->from = p.from_on;
	r->to = p.to_on;
	return owner_call(cx, p.owner, p.owner_name, r);
}

static struct err *year_read(struct cx *cx, struct report *r)
{
	struct org root;
	bool found, good;
	struct err *err = org_get_root(cx, &root, &found);

	if (err)
		return err;
	good = day_from_ymd((int)r->year, 1, 1, &r->from) &&
	       day_from_ymd((int)r->year, 12, 31, &r->to);
	if (!found || !good)
		return none(cx);
	return owner_call(cx, root.id, root.name, r);
}

/* ---- the tasks ----------------------------------------------------------- */

static struct tally_task task_of(const struct report *r,
				 const struct tally_task_row *t)
{
	return (struct tally_task){
		.group = r->programme ? t->section : t->programme,
		.lead = t->lead,
		.state = (enum work_state)t->state,
		.missing = t->missing,
		.base_on = t->base_on,
		.base = t->base_due_on,
		.facts = { .issued = t->issued_on,
			   .accepted = DAY_NONE, /* no timing depends on it */
			   .submitted = t->submitted_on,
			   .done = t->done_on,
			   .closed = DAY_NONE,
			   .paused = t->paused_on,
			   .withdrawn = t->withdrawn_on,
			   .due = t->due_on,
			   .start = DAY_NONE },
		.cause = t->last_cause.n ? t->last_cause : STR(""),
		.extensions = t->extensions,
		.counted = t->counted,
		.rated = t->rated
	};
}

struct err *report_tasks_read(struct cx *cx, const struct report *r,
			      struct tally *tally)
{
	struct tally_task_in in = { .today = cx->today,
				    .soon = cx->today + work_soon_days(cx),
				    .as_at = cx->as_at };
	struct tally_task_row row;
	struct db_stmt *st;
	bool more = true;
	struct err *err;

	REPORT_IN(TALLY_TASK, r, in);
	if (cx->past)
		in.with |= TALLY_TASK_WITH_PAST;
	in.root = cx->actor.org_is_root;
	err = tally_task_open(cx->db, &in, &st);
	if (err)
		return err;
	while (!(err = tally_task_next(st, &row, &more)) && more) {
		struct tally_task t = task_of(r, &row);

		tally_add(cx->arena, tally, &t, cx->today);
	}
	tally_task_close(st);
	return err;
}

static struct err *extensions_read(struct cx *cx, const struct report *r,
				   struct tally *tally)
{
	struct tally_extensions_in in = { .today = cx->today,
					  .as_at = cx->as_at };
	struct tally_extensions_rows rows;
	struct err *err;

	REPORT_IN(TALLY_EXTENSIONS, r, in);
	in.root = cx->actor.org_is_root;
	if (cx->past)
		in.with |= TALLY_EXTENSIONS_WITH_PAST;
	err = tally_extensions(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		tally_extend(cx->arena, tally, rows.p[i].cause, rows.p[i].times,
			     rows.p[i].tasks);
	return err;
}

/* ---- names --------------------------------------------------------------- */

static void line_add(struct cx *cx, struct report_lines *list,
		     const struct tally_lines *from, int64_t id,
		     struct str title)
{
	for (ptrdiff_t i = 0; i < from->n; i++)
		if (from->p[i].id == id)
			*vec_push(cx->arena, list) =
				(struct report_line){ id, title,
						      from->p[i].sum };
}

static struct err *sections_fill(struct cx *cx, const struct tally *t,
				 struct report *r)
{
	struct section_list_rows rows;
	struct err *err = section_list(
		cx->db, &(struct section_list_in){ .programme = r->programme },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		line_add(cx, &r->groups, &t->groups, rows.p[i].id,
			 rows.p[i].title);
	line_add(cx, &r->groups, &t->groups, DB_NULL,
		 tr(cx->lang, N_("In no section")));
	return err;
}

static struct err *programmes_fill(struct cx *cx, const struct tally *t,
				   struct report *r)
{
	struct programme_list_rows rows;
	struct err *err = programme_list(cx->db, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (rows.p[i].year == r->year)
			line_add(cx, &r->groups, &t->groups, rows.p[i].id,
				 rows.p[i].title);
	return err;
}

static struct err *leads_fill(struct cx *cx, const struct tally *t,
			      struct report *r)
{
	for (ptrdiff_t i = 0; i < t->leads.n; i++) {
		int64_t id = t->leads.p[i].id;
		struct str title = tr(cx->lang, N_("No lead yet"));
		struct work_called org = { .id = DB_NULL };
		struct err *err = NULL;

		if (!t->leads.p[i].sum.issued)
			continue; /* drafts only: nothing to say yet */
		if (id != DB_NULL)
			err = work_structure_call(cx, id, &org);
		if (err)
			return err;
		if (org.id != DB_NULL)
			title = org.short_name.n ? org.short_name : org.name;
		*vec_push(cx->arena, &r->leads) =
			(struct report_line){ id, title, t->leads.p[i].sum };
	}
	return NULL;
}

/* In today's organisations what has ended counts with its heir. */
static struct err *leads_restate(struct cx *cx, struct tally *t)
{
	struct err *err = NULL;
	int64_t *id = arena_new(cx->arena, int64_t, t->leads.n);
	ptrdiff_t n = t->leads.n;

	if (!cx->past || work_is_then(cx))
		return NULL;
	for (ptrdiff_t i = 0; i < n; i++)
		id[i] = t->leads.p[i].id;
	for (ptrdiff_t i = 0; !err && i < n; i++) {
		struct work_called is;

		if (id[i] == DB_NULL)
			continue;
		err = work_structure_call(cx, id[i], &is);
		if (!err && is.id != DB_NULL)
			tally_lead_as(t, id[i], is.id);
	}
	return err;
}

static void causes_fill(struct cx *cx, const struct tally *t, struct report *r)
{
	for (ptrdiff_t i = 0; i < t->causes.n; i++) {
		struct str code = t->causes.p[i].code;

		*vec_push(cx->arena, &r->causes) = (struct report_cause){
			code.n ? profile_cause_title(cx->profile, code,
						     cx->lang)
			       : tr(cx->lang, N_("Not given")),
			t->causes.p[i]
		};
	}
}

/* ---- effect ---------------------------------------------------------------- */

/* Of a past day: who led it then, named as the page names organisations. */
static struct err *effect_lead(struct cx *cx, struct effect_report_row *e)
{
	struct task_by_id_row t;
	struct work_called is;
	bool found;
	struct err *err;

	if (!cx->past)
		return NULL;
	err = task_by_id(cx->db,
			 &(struct task_by_id_in){
				 .id = e->task,
				 .today = cx->today,
				 .soon = cx->today,
				 WORK_PAST_IN(TASK_BY_ID_WITH_PAST) },
			 &t, &found);
	if (err || !found || t.lead == DB_NULL)
		return err;
	err = work_structure_call(cx, t.lead, &is);
	if (!err && is.short_name.n)
		e->lead_name = is.short_name;
	return err;
}

static struct err *effects_read(struct cx *cx, struct report *r)
{
	struct effect_report_in in = { 0 };
	struct effect_report_rows rows;
	struct err *err;

	REPORT_IN(EFFECT_REPORT, r, in);
	err = effect_report(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct effect_report_row *e = &rows.p[i];
		struct effect_aim aim = { .baseline = e->baseline,
					  .target = e->target,
					  .higher = e->higher };
		bool measured = e->value != DB_NULL;
		struct report_effect x = { .row = e, .share = EFFECT_NONE };

		if (measured) {
			x.share = effect_share(&aim, e->value);
			x.reached = effect_reached(&aim, e->value);
		}
		err = effect_lead(cx, e);
		r->measured += measured;
		r->reached += x.reached;
		*vec_push(cx->arena, &r->effects) = x;
	}
	return err;
}

/* ---- all --------------------------------------------------------------------- */

static struct err *tally_read(struct cx *cx, struct report *r)
{
	struct tally *t = arena_new(cx->arena, struct tally, 1);
	struct err *err = report_tasks_read(cx, r, t);

	if (!err)
		err = extensions_read(cx, r, t);
	if (err)
		return err;
	err = leads_restate(cx, t);
	if (err)
		return err;
	tally_sort(t);
	r->all = t->all;
	r->worst = tally_worst(t);
	causes_fill(cx, t, r);
	err = r->programme ? sections_fill(cx, t, r)
			   : programmes_fill(cx, t, r);
	return err ? err : leads_fill(cx, t, r);
}

struct err *report_read(struct cx *cx, const struct report_ask *ask,
			struct report *ret_report)
{
	struct report r = { .programme = ask->programme,
			    .year = ask->programme ? 0 : ask->year };
	struct work_structure structure = { .on = DAY_NONE };
	struct err *err =
		r.programme ? programme_read(cx, &r) : year_read(cx, &r);

	if (err)
		return err;
	r.level = 10 * profile_rule_int(cx->profile, STR("on_time_required"),
					cx->today, LEVEL);
	err = tally_read(cx, &r);
	if (!err)
		err = report_months_read(cx, &r);
	if (!err)
		err = effects_read(cx, &r);
	if (!err)
		err = work_structure_say(cx, &structure);
	r.structure = structure.words;
	if (!err)
		*ret_report = r;
	return err;
}
