/*
 * Acts on the words of a task: adding a draft, changing it. What the words
 * mean (kind and day of the deadline, what is unclear, how many) is derived
 * here by the models and stored beside them, in the same transaction.
 */
#include "work/work_act.h"

#include "audit/audit.h"
#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_adjust_act.h"
#include "work/work_adjust_query.h"
#include "work/work_clarity.h"
#include "work/work_count.h"
#include "work/work_deadline.h"
#include "work/work_ended.h"
#include "work/work_lead.h"
#include "work/work_notice.h"
#include "work/work_period_act.h"
#include "work/work_document_query.h"
#include "work/work_query.h"
#include "work/work_write_query.h"
#include "work/work_split_act.h"
#include "work/work_task_query.h"
#include "work/work_words.h"

/* ---- meaning of the words ---------------------------------------------------- */

static int64_t missing_bits(const struct work_clarity *c)
{
	static const int bit[N_NEED] = {
		[NEED_WORK] = WORK_MISS_WORK,
		[NEED_PERSON] = WORK_MISS_PERSON,
		[NEED_PROGRESS] = WORK_MISS_PROGRESS,
		[NEED_PRODUCT] = WORK_MISS_PRODUCT,
	};
	int64_t bits = 0;

	for (int i = 0; i < N_NEED; i++)
		if (c->missing[i])
			bits |= bit[i];
	return bits;
}

static struct strs leads_of(struct cx *cx, const struct work_words_ready *ready,
			    const struct work_task_words *in)
{
	struct strs lead = { 0 }, with = { 0 };

	if (in->lead != DB_NULL)
		*vec_push(cx->arena, &lead) =
			in->lead_text.n ? in->lead_text : STR("-");
	else
		work_lead_read(cx->arena, ready->lead, in->lead_text, &lead,
			       &with);
	return lead;
}

struct work_words_ready work_words_ready(struct cx *cx)
{
	return (struct work_words_ready){
		.deadline = work_deadline_words(cx->arena, cx->profile),
		.lead = work_lead_words(cx->arena, cx->profile)
	};
}

void work_words_read(struct cx *cx, const struct work_task_words *in, int year,
		     struct work_meaning *ret)
{
	struct work_words_ready ready = work_words_ready(cx);

	work_words_read_with(cx, &ready, in, year, ret);
}

void work_words_read_with(struct cx *cx, const struct work_words_ready *ready,
			  const struct work_task_words *in, int year,
			  struct work_meaning *ret)
{
	struct arena *a = cx->arena;
	struct work_claim claim;

	ret->deadline =
		work_deadline_parse(a, ready->deadline, in->deadline, year);
	claim = (struct work_claim){ .work = in->work,
				     .lead = leads_of(cx, ready, in),
				     .due = ret->deadline.kind,
				     .due_fault = ret->deadline.fault,
				     .product = in->product,
				     .work_confirmed = in->work_confirmed };
	ret->clarity = work_clarity(a, cx->profile, &claim);
	/* a chosen organisation is a clear person, whatever the file said;
	 * names that no organisation matches are not */
	ret->clarity.missing[NEED_PERSON] = in->lead == DB_NULL;
	if (in->product_confirmed && in->product.n)
		ret->clarity.missing[NEED_PRODUCT] = false;
	ret->missing = missing_bits(&ret->clarity);
	ret->quantity = work_quantity(a, cx->profile, in->product);
	if (ret->quantity == WORK_NO_QUANTITY)
		ret->quantity = DB_NULL;
}

/* ---- limits ----------------------------------------------------------------------- */

static void long_check(struct cx *cx, struct err **faults, struct str text,
		       int most, const char *field)
{
	if (utf8_length(text) > most)
		err_add(faults, err_at(err_new(cx->arena, ERR_LIMIT,
					       N_("The text is longer than {0} "
						  "characters; shorten "
						  "it or attach a file."),
					       str_fmt(cx->arena, "%d", most)),
				       str_c(field)));
}

struct err *work_words_check(struct cx *cx, const struct work_task_words *in,
			     const struct work_meaning *m)
{
	struct err *faults = NULL;

	if (!in->work.n)
		err_add(&faults, err_at(err_new(cx->arena, ERR_INVALID,
						N_("Say what is to be done.")),
					STR("work")));
	long_check(cx, &faults, in->work, WORK_WORDS_MOST, "work");
	long_check(cx, &faults, in->product, WORK_WORDS_MOST, "product");
	long_check(cx, &faults, in->lead_text, WORK_TITLE_MOST, "lead");
	long_check(cx, &faults, in->with_text, WORK_WORDS_MOST, "with");
	long_check(cx, &faults, in->deadline, WORK_TITLE_MOST, "deadline");
	long_check(cx, &faults, in->section, WORK_TITLE_MOST, "section");
	long_check(cx, &faults, in->number, 40, "number");
	if (m->deadline.fault && in->import == DB_NULL && !in->as_found)
		err_add(&faults,
			err_at(err_new(cx->arena, ERR_INVALID,
				       m->deadline.fault, in->deadline),
			       STR("deadline")));
	return faults;
}

/* ---- sections ---------------------------------------------------------------------- */

static struct err *section_ensure(struct cx *cx, int64_t programme,
				  struct str title, int64_t *ret_id)
{
	struct str fold = text_fold(cx->arena, title);
	struct section_list_rows rows;
	int64_t position = 1;
	struct err *err;

	if (!title.n) {
		*ret_id = DB_NULL;
		return NULL;
	}
	err = section_list(cx->db,
			   &(struct section_list_in){ .programme = programme },
			   &rows);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (str_eq(rows.p[i].title_fold, fold)) {
			*ret_id = rows.p[i].id;
			return NULL;
		}
		position = rows.p[i].position + 1;
	}
	return section_insert(cx->db,
			      &(struct section_insert_in){ .programme =
								   programme,
							   .position = position,
							   .title = title,
							   .title_fold = fold },
			      ret_id);
}

static struct err *with_write(struct cx *cx, int64_t task,
			      const struct work_task_words *in)
{
	struct err *err = task_org_clear(
		cx->db, &(struct task_org_clear_in){ .task = task }, NULL);

	for (int i = 0; !err && i < in->n_with; i++)
		if (in->with[i] != in->lead)
			err = task_org_insert(cx->db,
					      &(struct task_org_insert_in){
						      .task = task,
						      .org = in->with[i] },
					      NULL);
	return err;
}

struct err *work_words_version(struct cx *cx, int64_t task)
{
	int64_t words;
	struct err *err =
		task_words_insert(cx->db,
				  &(struct task_words_insert_in){
					  .task = task, .from_on = cx->today },
				  &words);

	return err ? err
		   : task_set_version(cx->db,
				      &(struct task_set_version_in){
					      .id = task, .words = words },
				      NULL);
}

/* ---- events -------------------------------------------------------------------------- */

static struct str words_json(struct cx *cx, const struct work_task_words *in)
{
	struct buf b = audit_obj(cx);

	audit_str(&b, "number", in->number);
	audit_str(&b, "work", in->work);
	audit_int(&b, "lead", in->lead);
	audit_str(&b, "lead_text", in->lead_text);
	audit_str(&b, "deadline", in->deadline);
	audit_str(&b, "product", in->product);
	return audit_end(&b);
}

static struct str old_json(struct cx *cx, const struct task_by_id_row *t)
{
	return words_json(cx, &(struct work_task_words){
				      .number = t->number,
				      .work = t->work,
				      .lead = t->lead,
				      .lead_text = t->lead_text,
				      .deadline = t->deadline_text,
				      .product = t->product });
}

/* ---- adding ---------------------------------------------------------------------------- */

struct words_io {
	const struct work_task_words *in;
	int64_t id, rev;
};

static struct err *programme_year(struct cx *cx, int64_t programme,
				  int *ret_year)
{
	struct programme_by_id_row p;
	bool found;
	struct err *err =
		programme_by_id(cx->db,
				&(struct programme_by_id_in){ .id = programme },
				&p, &found);

	if (err)
		return err;
	if (!found)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such programme."));
	if (p.closed_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The programme is closed; its tasks stay as "
				  "they are."));
	*ret_year = (int)p.year;
	return NULL;
}

struct err *work_words_lead(struct cx *cx, struct work_task_words *w)
{
	struct org org;
	struct err *err;

	if (w->lead == DB_NULL)
		return NULL;
	err = work_lead_find(cx, w->lead, &org);
	if (!err && !w->lead_text.n)
		w->lead_text = org.name;
	return err;
}

static struct err *task_write(struct cx *cx, const struct work_task_words *w,
			      const struct work_meaning *m, int64_t *ret_id)
{
	struct task_next_position_row pos;
	int64_t section;
	bool found;
	struct err *err =
		section_ensure(cx, w->programme, w->section, &section);

	if (!err)
		err = task_next_position(cx->db,
					 &(struct task_next_position_in){
						 .programme = w->programme },
					 &pos, &found);
	if (!err)
		err = task_insert(
			cx->db,
			&(struct task_insert_in){
				.programme = w->programme,
				.section = section,
				.position = pos.position,
				.number = w->number,
				.work = w->work,
				.work_fold = work_words_fold(cx->arena, w),
				.work_confirmed = w->work_confirmed,
				.lead = w->lead,
				.lead_text = w->lead_text,
				.with_text = w->with_text,
				.deadline_text = w->deadline,
				.deadline_kind =
					str_c(work_due_code(m->deadline.kind)),
				.due_on = m->deadline.due,
				.start_on = m->deadline.start,
				.product = w->product,
				.product_confirmed = w->product_confirmed,
				.quantity = m->quantity,
				.missing = m->missing,
				.import = w->import,
				.import_row = w->import_row,
				.made_at = cx->now },
			ret_id);
	if (!err)
		err = work_words_version(cx, *ret_id);
	if (!err)
		err = work_count_move(cx, *ret_id, NULL);
	return err ? err : with_write(cx, *ret_id, w);
}

static struct err *add_tx(struct cx *cx, void *arg)
{
	struct words_io *io = arg;
	struct work_task_words w = work_words_present(io->in);
	struct work_meaning m;
	bool seen;
	int year;
	struct err *err = audit_seen(cx, "task.add", &seen, &io->id);

	if (err || seen)
		return err;
	if (!work_is_office(cx))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Only the committee's office may do this."));
	err = programme_year(cx, w.programme, &year);
	if (!err)
		err = work_words_lead(cx, &w);
	if (err)
		return err;
	work_words_read(cx, &w, year, &m);
	err = work_words_check(cx, &w, &m);
	if (!err)
		err = task_write(cx, &w, &m, &io->id);
	if (err)
		return err;
	return audit_write(cx,
			   &(struct audit_event){ .kind = "task.add",
						  .subject_kind = "task",
						  .subject = io->id,
						  .after = words_json(cx, &w) },
			   NULL);
}

struct err *work_task_add(struct cx *cx, const struct work_task_words *in,
			  int64_t *ret_id)
{
	struct words_io io = { .in = in };
	struct err *err = db_tx(cx, add_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}

struct err *work_words_with(struct cx *cx, int64_t task,
			    struct work_task_words *w)
{
	struct task_with_list_rows rows;
	struct err *err = task_with_list(
		cx->db, &(struct task_with_list_in){ .task = task }, &rows);
	int64_t *ids;

	if (err)
		return err;
	ids = arena_new(cx->arena, int64_t, rows.n + 1);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		ids[i] = rows.p[i].id;
	w->with = ids;
	w->n_with = (int)rows.n;
	return NULL;
}

/* ---- changing ----------------------------------------------------------------------------- */

static struct err *edit_check(struct cx *cx, const struct task_by_id_row *t,
			      int64_t rev, const struct work_meaning *m)
{
	struct work_facts f = WORK_FACTS_OF(t);
	struct err *err =
		work_do_check(cx->arena, WORK_DO_EDIT, &f, t->missing);

	if (err)
		return err;
	if (t->rev != rev)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Somebody changed this task while you were "
				  "writing. Both versions are below; take over "
				  "what you want and save again."));
	if (t->issued_on != DAY_NONE && m->missing)
		return err_new(cx->arena, ERR_INVALID,
			       N_("An issued task must stay clear: work, "
				  "person, progress and product."));
	return NULL;
}

/* The same words as a version of their own. */
static struct err *version_add(struct cx *cx, struct task_set_words_in *in)
{
	return task_words_add(cx->db,
			      &(struct task_words_add_in){
				      .task = in->id,
				      .from_on = cx->today,
				      .section = in->section,
				      .number = in->number,
				      .work = in->work,
				      .lead = in->lead,
				      .lead_text = in->lead_text,
				      .with_text = in->with_text,
				      .deadline_text = in->deadline_text,
				      .deadline_kind = in->deadline_kind,
				      .due_on = in->due_on,
				      .start_on = in->start_on,
				      .product = in->product,
				      .quantity = in->quantity,
				      .missing = in->missing },
			      &in->words);
}

struct err *work_words_store(struct cx *cx, const struct work_words_place *at,
			     const struct work_task_words *w,
			     const struct work_meaning *m)
{
	struct task_set_words_in in = {
		.id = at->task,
		.rev = at->rev,
		.section = at->section,
		.number = w->number,
		.work = w->work,
		.work_fold = work_words_fold(cx->arena, w),
		.work_confirmed = w->work_confirmed,
		.lead = w->lead,
		.lead_text = w->lead_text,
		.with_text = w->with_text,
		.deadline_text = w->deadline,
		.deadline_kind = str_c(work_due_code(m->deadline.kind)),
		.due_on = m->deadline.due,
		.start_on = m->deadline.start,
		.product = w->product,
		.product_confirmed = w->product_confirmed,
		.quantity = m->quantity,
		.missing = m->missing,
		.with = (at->anew ? TASK_SET_WORDS_WITH_ANEW : 0) |
			(at->longer ? TASK_SET_WORDS_WITH_LONGER
				    : TASK_SET_WORDS_WITH_REST)
	};
	struct err *err = version_add(cx, &in);

	if (!err)
		err = task_set_words(cx->db, &in);
	return err;
}

static struct err *edit_write(struct cx *cx, int64_t id, int64_t rev,
			      const struct work_task_words *w,
			      const struct work_meaning *m)
{
	struct work_words_place at = { .task = id, .rev = rev };
	struct err *err =
		section_ensure(cx, w->programme, w->section, &at.section);

	if (!err)
		err = work_words_store(cx, &at, w, m);
	return err ? err : with_write(cx, id, w);
}

static struct err *edit_event(struct cx *cx, const struct task_by_id_row *t,
			      const struct work_task_words *w,
			      int64_t *ret_event)
{
	int64_t act;
	struct err *err =
		audit_write(cx,
			    &(struct audit_event){ .kind = "task.edit",
						   .subject_kind = "task",
						   .subject = t->id,
						   .before = old_json(cx, t),
						   .after = words_json(cx, w) },
			    ret_event);

	if (err)
		return err;
	err = task_act_insert(cx->db,
			      &(struct task_act_insert_in){
				      .task = t->id,
				      .kind = str_c(work_do_key(WORK_DO_EDIT)),
				      .at = cx->now,
				      .on_day = cx->today,
				      .actor = cx->actor.id,
				      .actor_name = cx->actor.name,
				      .percent = DB_NULL,
				      .body = w->reason,
				      .cause = w->cause,
				      .event = *ret_event },
			      &act);
	if (err || t->issued_on == DAY_NONE)
		return err;
	/* what went into the ledger has a reason */
	if (w->reason.n)
		err = work_notice_adjust(cx, t->id, act, WORK_TOLD_DECIDED,
					 t->lead != w->lead);
	return err ? err : work_notice_joined(cx, t->id, act);
}

/* An issued task is changed beside its ledger; the rev goes on with it. */
static struct err *issued_record(struct cx *cx, struct task_by_id_row *t,
				 const struct work_task_words *w,
				 const struct work_meaning *m)
{
	struct adjust_task_apply_in in = { .id = t->id,
					   .accepted_on = t->accepted_on,
					   .withdrawn_on = t->withdrawn_on };
	struct err *err;

	if (t->issued_on == DAY_NONE)
		return NULL;
	err = work_adjust_record(cx, t, w, m, &in.longer);
	if (err)
		return err;
	if (t->lead != w->lead)
		in.accepted_on = DAY_NONE;
	t->rev++;
	return adjust_task_apply(cx->db, &in, NULL);
}

/* The words, the ledger beside them, and the counts. */
static struct err *edit_all(struct cx *cx, struct task_by_id_row *t,
			    const struct work_task_words *w,
			    const struct work_meaning *m)
{
	struct work_count was;
	struct err *err = work_count_take(cx, t->id, &was);

	if (!err)
		err = issued_record(cx, t, w, m);
	if (!err)
		err = edit_write(cx, t->id, t->rev, w, m);
	return err ? err : work_count_move(cx, t->id, &was);
}

/* Everything behind the checks. */
static struct err *edit_apply(struct cx *cx, const struct task_by_id_row *t,
			      const struct work_task_words *w,
			      const struct work_meaning *m)
{
	struct task_by_id_row row = *t; /* its rev goes on */
	int64_t event;
	struct err *err = edit_all(cx, &row, w, m);

	if (!err)
		err = work_series_keep(cx, t, m->deadline.kind);
	if (!err)
		err = edit_event(cx, t, w, &event);
	return err ? err : work_series_after(cx, t, m->deadline.kind, event);
}

/* Who may change it: the office, of a part who gave it. */
static struct err *edit_read(struct cx *cx, int64_t id,
			     struct task_by_id_row *t)
{
	bool found, issuer;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = id,
						    .today = cx->today,
						    .soon = cx->today },
			   t, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such task, or it isn't yours to "
				 "see."));
	if (!err)
		err = work_is_issuer(cx, t->parent, t->parent_lead, &issuer);
	if (!err && !issuer)
		err = err_new(cx->arena, ERR_DENIED,
			      N_("Only who issues the task may do this."));
	return err;
}

static struct err *edit_tx(struct cx *cx, void *arg)
{
	struct words_io *io = arg;
	struct work_task_words w = work_words_present(io->in);
	struct task_by_id_row t;
	struct work_meaning m;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "task.edit", &seen, &subject);

	if (err || seen)
		return err;
	err = edit_read(cx, io->id, &t);
	if (!err)
		err = work_words_lead(cx, &w);
	if (err)
		return err;
	w.programme = t.programme;
	if (str_eq(t.child, STR("part"))) { /* its place is that of the task */
		w.number = t.number;
		w.section = t.section_title.p ? t.section_title : STR("");
	}
	work_words_read(cx, &w, (int)t.year, &m);
	err = edit_check(cx, &t, io->rev, &m);
	if (!err)
		err = work_words_check(cx, &w, &m);
	if (!err)
		err = work_part_words_check(cx, &t, w.lead, &m);
	if (!err && t.issued_on != DAY_NONE &&
	    !str_eq(w.deadline, t.deadline_text))
		err = work_series_fits(cx, &t, &m.deadline);
	return err ? err : edit_apply(cx, &t, &w, &m);
}

struct err *work_task_edit(struct cx *cx, int64_t id, int64_t rev,
			   const struct work_task_words *in)
{
	struct words_io io = { .in = in, .id = id, .rev = rev };

	return db_tx(cx, edit_tx, &io);
}
