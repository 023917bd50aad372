/*
 * Acts of splitting. Everything about the rows is checked before the first is
 * written, so a form is taken as a whole or not at all.
 */
#include "work/work_split_act.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_count.h"
#include "work/work_period_model.h"
#include "work/work_query.h"
#include "work/work_write_query.h"
#include "work/work_split_query.h"
#include "work/work_words.h"

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such task, or it isn't yours to see."));
}

static struct err *task_read(struct cx *cx, int64_t id,
			     struct task_by_id_row *ret_t)
{
	bool found;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = id,
						    .today = cx->today,
						    .soon = cx->today },
			   ret_t, &found);

	return !err && !found ? gone(cx) : err;
}

/* The task, for who may give parts of it: its lead, at last the office. */
static struct err *giver_read(struct cx *cx, int64_t id,
			      struct task_by_id_row *ret_t)
{
	bool may = false;
	struct err *err = task_read(cx, id, ret_t);

	if (!err)
		err = work_may_give(cx, ret_t, &may);
	return !err && !may ? gone(cx) : err;
}

/* The part, for who gave it. */
static struct err *issuer_read(struct cx *cx, int64_t id,
			       struct task_by_id_row *ret_t)
{
	bool may = false;
	struct err *err = task_read(cx, id, ret_t);

	if (!err)
		err = work_is_issuer(cx, ret_t->parent, ret_t->parent_lead,
				     &may);
	return !err && !may ? gone(cx) : err;
}

static struct err *history(struct cx *cx, int64_t task, const char *kind,
			   struct str body, int64_t event)
{
	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = task,
				       .kind = str_c(kind),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = cx->actor.id,
				       .actor_name = cx->actor.name,
				       .percent = DB_NULL,
				       .body = body,
				       .event = event },
			       NULL);
}

/* ---- numbers -------------------------------------------------------------------- */

/* The highest number that a part has: 3 of "2.4.3". */
static struct err *number_last(struct cx *cx, const struct task_by_id_row *t,
			       int64_t *ret_last)
{
	struct part_brief_rows rows;
	struct err *err =
		part_brief(cx->db, &(struct part_brief_in){ .task = t->id },
			   &rows);

	*ret_last = 0;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct str rest = rows.p[i].number, last = STR_NULL;
		int64_t n;

		while (rest.p)
			last = str_cut(&rest, '.');
		if (str_to_i64(last, &n) && n > *ret_last)
			*ret_last = n;
	}
	return err;
}

static struct str number_of(struct cx *cx, const struct task_by_id_row *t,
			    int64_t n)
{
	if (!t->number.n)
		return str_fmt(cx->arena, "%ld", (long)n);
	return str_fmt(cx->arena, "%.*s.%ld", STR_ARG(t->number), (long)n);
}

/* ---- splitting -------------------------------------------------------------------- */

struct row {
	struct work_task_words w;
	struct work_meaning m;
	int64_t weight, id;
};
struct split_io {
	const struct work_split *in;
	struct task_by_id_row t;
	struct work_split_frame frame;
	struct row *row;
	struct str numbers; /* "2.4.1, 2.4.2" */
	int drafts;
};

/* The fault's field with its row: "work" is "work.3". */
static void faults_at(struct cx *cx, struct err *list, int row)
{
	for (struct err *e = list; e; e = e->next)
		e->field =
			str_fmt(cx->arena, "%.*s.%d", STR_ARG(e->field), row);
}

/* Without words of its own a part is due when the task is. What only names an
 * event or a period says the day that came of it. */
static void deadline_inherit(struct cx *cx, const struct task_by_id_row *t,
			     struct work_task_words *w, struct work_meaning *m)
{
	bool comes_back;

	w->deadline = t->deadline_text;
	work_words_read(cx, w, (int)t->year, m);
	comes_back = work_has_periods(m->deadline.kind);
	if (comes_back || t->due_on == DAY_NONE || m->deadline.due == t->due_on)
		return;
	w->deadline = fmt_day(cx->arena, t->due_on);
	work_words_read(cx, w, (int)t->year, m);
}

static struct err *row_read(struct cx *cx, const struct split_io *io,
			    const struct work_part_new *in, struct row *r)
{
	const struct task_by_id_row *t = &io->t;
	struct work_part_place place = { t->lead, &io->frame };
	struct err *faults, *e;

	r->weight = in->weight;
	r->w = work_words_present(
		&(struct work_task_words){ .programme = t->programme,
					   .work = in->work,
					   .lead = in->lead,
					   .deadline = in->deadline,
					   .product = in->product,
					   .import = DB_NULL,
					   .import_row = DB_NULL });
	faults = work_words_lead(cx, &r->w);
	if (faults && faults->code != ERR_INVALID)
		return faults;
	if (r->w.deadline.n)
		work_words_read(cx, &r->w, (int)t->year, &r->m);
	else
		deadline_inherit(cx, t, &r->w, &r->m);
	e = work_words_check(cx, &r->w, &r->m);
	if (e)
		err_add(&faults, e);
	e = faults ? NULL : work_part_fits(cx, &place, r->w.lead, &r->m);
	if (e && e->code != ERR_INVALID)
		return e;
	if (e)
		err_add(&faults, e);
	e = work_weight_check(cx->arena, in->weight);
	if (e)
		err_add(&faults, e);
	faults_at(cx, faults, in->row);
	return faults;
}

static struct err *rows_read(struct cx *cx, struct split_io *io)
{
	const struct work_split *in = io->in;
	struct err *faults = NULL;

	io->row = arena_new(cx->arena, struct row, in->n);
	for (int i = 0; i < in->n; i++) {
		struct err *e = row_read(cx, io, &in->parts[i], &io->row[i]);

		if (e && e->code != ERR_INVALID && e->code != ERR_LIMIT)
			return e;
		if (e)
			err_add(&faults, e);
	}
	return faults;
}

static struct err *row_write(struct cx *cx, const struct split_io *io,
			     struct row *r)
{
	const struct work_task_words *w = &r->w;
	struct err *err =
		part_insert(cx->db,
			    &(struct part_insert_in){
				    .parent = io->t.id,
				    .number = w->number,
				    .work = w->work,
				    .work_fold = work_words_fold(cx->arena, w),
				    .lead = w->lead,
				    .lead_text = w->lead_text,
				    .deadline_text = w->deadline,
				    .deadline_kind = str_c(
					    work_due_code(r->m.deadline.kind)),
				    .due_on = r->m.deadline.due,
				    .start_on = r->m.deadline.start,
				    .product = w->product,
				    .quantity = r->m.quantity,
				    .missing = r->m.missing,
				    .weight = r->weight,
				    .at = cx->now },
			    &r->id);

	return err ? err : work_words_version(cx, r->id);
}

static struct err *rows_write(struct cx *cx, struct split_io *io)
{
	int64_t last;
	struct err *err = number_last(cx, &io->t, &last);

	for (int i = 0; !err && i < io->in->n; i++) {
		struct row *r = &io->row[i];

		r->w.number = number_of(cx, &io->t, ++last);
		io->numbers =
			i ? str_fmt(cx->arena, "%.*s, %.*s",
				    STR_ARG(io->numbers), STR_ARG(r->w.number))
			  : r->w.number;
		err = row_write(cx, io, r);
	}
	return err;
}

static struct err *split_trail(struct cx *cx, const struct split_io *io)
{
	struct buf after = audit_obj(cx);
	int64_t event;
	struct err *err;

	audit_int(&after, "parts", io->in->n);
	audit_str(&after, "numbers", io->numbers);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "task.split",
						 .subject_kind = "task",
						 .subject = io->t.id,
						 .after = audit_end(&after) },
			  &event);
	if (!err)
		err = history(cx, io->t.id, "split", io->numbers, event);
	for (int i = 0; !err && i < io->in->n; i++)
		err = history(cx, io->row[i].id, "part", STR_NULL, event);
	return err;
}

/* The clarity gate: what is clear goes out at once, the rest stays. */
static struct err *rows_issue(struct cx *cx, struct split_io *io)
{
	struct str key = cx->key;
	struct err *err = NULL;

	cx->key = STR_NULL; /* the split's own event carries it */
	for (int i = 0; !err && i < io->in->n; i++) {
		struct work_deed d = { .task = io->row[i].id,
				       .what = WORK_DO_ISSUE };
		int64_t act;

		if (io->row[i].m.missing)
			io->drafts++;
		else
			err = work_deed_do(cx, &d, &act);
	}
	cx->key = key;
	return err;
}

static struct err *split_tx(struct cx *cx, void *arg)
{
	struct split_io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "task.split", &seen, &subject);

	io->drafts = 0;
	if (err || seen)
		return err;
	err = giver_read(cx, io->in->task, &io->t);
	if (!err)
		err = work_split_frame(cx, &io->t, &io->frame);
	if (!err)
		err = work_split_check(cx->arena, &io->frame, io->in->n);
	if (!err)
		err = rows_read(cx, io);
	if (!err)
		err = rows_write(cx, io);
	if (!err)
		err = split_trail(cx, io);
	return err ? err : rows_issue(cx, io);
}

struct err *work_split(struct cx *cx, const struct work_split *in,
		       int *ret_drafts)
{
	struct split_io io = { .in = in };
	struct err *err = db_tx(cx, split_tx, &io);

	if (!err && ret_drafts)
		*ret_drafts = io.drafts;
	return err;
}

/* ---- attaching a draft ------------------------------------------------------------ */

struct attach_io {
	const struct work_attach *in;
	struct task_by_id_row d, t; /* the draft, the task above */
	struct work_split_frame frame;
	struct work_task_words w;
	struct work_meaning m;
};

static struct err *at_draft(struct cx *cx, const char *text)
{
	return err_at(err_new(cx->arena, ERR_INVALID, text), STR("draft"));
}

/* Walks up from the task: the draft must not be met. */
static struct err *cycle_check(struct cx *cx, const struct attach_io *io)
{
	struct part_above_row r = { .parent = io->t.id };
	bool found = true;
	struct err *err = NULL;

	while (!err && found && r.parent != DB_NULL) {
		if (r.parent == io->d.id)
			return at_draft(cx,
					N_("The task is a part of this draft, "
					   "so the draft can't become a part "
					   "of it."));
		err = part_above(cx->db,
				 &(struct part_above_in){ .id = r.parent }, &r,
				 &found);
	}
	return err;
}

/* How many levels of parts a task has below it. */
static struct err *height_of(struct cx *cx, int64_t task, int most,
			     int *ret_height)
{
	struct part_brief_rows rows;
	struct err *err =
		part_brief(cx->db, &(struct part_brief_in){ .task = task },
			   &rows);

	*ret_height = 0;
	for (ptrdiff_t i = 0; !err && i < rows.n && most > 0; i++) {
		int below;

		err = height_of(cx, rows.p[i].id, most - 1, &below);
		*ret_height = MAX(*ret_height, below + 1);
	}
	return err;
}

static struct err *place_check(struct cx *cx, struct attach_io *io)
{
	int height;
	struct err *err = NULL;

	if (io->d.issued_on != DAY_NONE || io->d.withdrawn_on != DAY_NONE)
		return at_draft(cx, N_("Only a draft can be attached; this "
				       "task was issued or withdrawn."));
	if (io->d.programme != io->t.programme)
		return at_draft(cx,
				N_("The draft belongs to another programme; "
				   "parts stay in the programme of their "
				   "task."));
	if (io->d.parent == io->t.id)
		return at_draft(cx, N_("It is a part of this task already."));
	err = cycle_check(cx, io);
	if (!err)
		err = height_of(cx, io->d.id, io->frame.depth_most, &height);
	if (err)
		return err;
	io->frame.depth += height; /* what comes with it goes deeper */
	return work_split_check(cx->arena, &io->frame, 1);
}

static struct err *attach_check(struct cx *cx, struct attach_io *io)
{
	struct work_part_place place = { io->t.lead, &io->frame };
	struct err *faults = place_check(cx, io);
	struct err *e;

	if (faults)
		return faults;
	io->w = work_words_present(&(struct work_task_words){
		.programme = io->d.programme,
		.work = io->d.work,
		.work_confirmed = io->d.work_confirmed == 1,
		.lead = io->d.lead,
		.lead_text = io->d.lead_text,
		.with_text = io->d.with_text,
		.deadline = io->d.deadline_text,
		.product = io->d.product,
		.product_confirmed = io->d.product_confirmed == 1,
		.import = io->d.import,
		.import_row = io->d.import_row });
	work_words_read(cx, &io->w, (int)io->d.year, &io->m);
	faults = work_part_fits(cx, &place, io->w.lead, &io->m);
	for (e = faults; e; e = e->next)
		e->field = STR("draft");
	e = work_weight_check(cx->arena, io->in->weight);
	if (e && (!faults || faults->code == ERR_INVALID))
		err_add(&faults, e);
	return faults;
}

static struct err *attach_write(struct cx *cx, struct attach_io *io)
{
	struct work_count was;
	int64_t last;
	struct err *err = number_last(cx, &io->t, &last);

	if (!err)
		err = work_count_take(cx, io->d.id, &was);
	if (err)
		return err;
	io->w.number = number_of(cx, &io->t, last + 1);
	err = work_words_store(cx,
			       &(struct work_words_place){
				       .task = io->d.id,
				       .rev = io->d.rev,
				       .section = io->t.section },
			       &io->w, &io->m);
	if (!err)
		err = part_attach(cx->db,
				  &(struct part_attach_in){
					  .id = io->d.id,
					  .parent = io->t.id,
					  .position = io->t.position,
					  .weight = io->in->weight },
				  NULL);
	return err ? err : work_count_move(cx, io->d.id, &was);
}

static struct err *attach_trail(struct cx *cx, const struct attach_io *io)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	int64_t event;
	struct err *err;

	audit_int(&before, "parent", io->d.parent);
	audit_str(&before, "number", io->d.number);
	audit_int(&after, "parent", io->t.id);
	audit_str(&after, "number", io->w.number);
	audit_int(&after, "weight", io->in->weight);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "task.attach",
						 .subject_kind = "task",
						 .subject = io->d.id,
						 .before = audit_end(&before),
						 .after = audit_end(&after) },
			  &event);
	if (!err)
		err = history(cx, io->d.id, "attach",
			      str_fmt(cx->arena, "%.*s → %.*s",
				      STR_ARG(io->d.number),
				      STR_ARG(io->w.number)),
			      event);
	return err ? err : history(cx, io->t.id, "split", io->w.number, event);
}

static struct err *attach_tx(struct cx *cx, void *arg)
{
	struct attach_io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "task.attach", &seen, &subject);

	if (err || seen)
		return err;
	err = giver_read(cx, io->in->task, &io->t);
	if (!err && io->in->draft == DB_NULL)
		err = at_draft(cx, N_("Choose a draft from the list."));
	if (!err)
		err = issuer_read(cx, io->in->draft, &io->d);
	if (!err)
		err = work_split_frame(cx, &io->t, &io->frame);
	if (!err)
		err = attach_check(cx, io);
	if (!err)
		err = attach_write(cx, io);
	return err ? err : attach_trail(cx, io);
}

struct err *work_part_attach(struct cx *cx, const struct work_attach *in)
{
	struct attach_io io = { .in = in };

	return db_tx(cx, attach_tx, &io);
}

/* ---- another weight ------------------------------------------------------------------ */

struct weight_io {
	int64_t part, weight;
};

static struct err *weight_check(struct cx *cx, const struct task_by_id_row *t,
				int64_t weight)
{
	if (t->programme_closed_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The programme is closed; its tasks stay as "
				  "they are."));
	if (t->withdrawn_on != DAY_NONE)
		return err_new(
			cx->arena, ERR_CONFLICT,
			N_("A withdrawn part doesn't count, so it has no "
			   "weight to change."));
	if (weight == t->weight)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("This is its weight already; write "
					 "another one.")),
			      STR("weight"));
	return work_weight_check(cx->arena, weight);
}

static struct err *weight_write(struct cx *cx, const struct task_by_id_row *t,
				int64_t weight)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	int64_t event;
	struct err *err = part_set_weight(
		cx->db,
		&(struct part_set_weight_in){ .id = t->id, .weight = weight },
		NULL);

	if (err)
		return err;
	audit_int(&before, "weight", t->weight);
	audit_int(&after, "weight", weight);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "task.weight",
						 .subject_kind = "task",
						 .subject = t->id,
						 .before = audit_end(&before),
						 .after = audit_end(&after) },
			  &event);
	if (err)
		return err;
	return history(cx, t->id, "weight",
		       str_fmt(cx->arena, "%ld → %ld", (long)t->weight,
			       (long)weight),
		       event);
}

static struct err *weight_tx(struct cx *cx, void *arg)
{
	const struct weight_io *io = arg;
	struct task_by_id_row t;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "task.weight", &seen, &subject);

	if (err || seen)
		return err;
	err = issuer_read(cx, io->part, &t);
	if (!err && !str_eq(t.child, STR("part")))
		err = gone(cx);
	if (!err)
		err = weight_check(cx, &t, io->weight);
	return err ? err : weight_write(cx, &t, io->weight);
}

struct err *work_part_weight(struct cx *cx, int64_t part, int64_t weight)
{
	return db_tx(cx, weight_tx, &(struct weight_io){ part, weight });
}
