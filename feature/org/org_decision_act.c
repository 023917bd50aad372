/* Drafts of decisions that change organisations: one function an act. */
#include "org/org_reorg.h"

#include "audit/audit.h"
#include "db/db.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "org/org_reorg_query.h"
#include "view/feature.h"

/* ---- reading -------------------------------------------------------------------- */

static int64_t id_or_0(int64_t id)
{
	return id == DB_NULL ? 0 : id;
}

static enum decision_state state_of(const struct reorg_decision_by_id_row *r)
{
	if (r->dropped_at != DB_NULL)
		return DECISION_DROPPED;
	if (r->undone_at != DB_NULL)
		return DECISION_UNDONE;
	if (r->applied_at != DB_NULL)
		return DECISION_DONE;
	return r->approved_at != DB_NULL ? DECISION_WAITING : DECISION_DRAFT;
}

static void decision_take(const struct reorg_decision_by_id_row *r,
			  struct org_decision *d)
{
	*d = (struct org_decision){
		.id = r->id,
		.rev = r->rev,
		.is = { .number = r->number,
			.title = r->title,
			.signer = r->signer,
			.note = r->note,
			.signed_on = r->signed_on,
			.effective_on = r->effective_on },
		.state = state_of(r),
		.file = id_or_0(r->file),
		.made_at = r->made_at,
		.made_by = r->made_by,
		.approved_at = id_or_0(r->approved_at),
		.approved_by = id_or_0(r->approved_by),
		.applied_at = id_or_0(r->applied_at),
		.undone_at = id_or_0(r->undone_at),
		.event = id_or_0(r->applied_event),
		.undone_why = r->undone_why,
		.failed_why = r->failed_why,
	};
}

/* Names are those that it found; a draft without a day has none yet. */
static day_t day_before(const struct org_decision *d)
{
	day_t on = d->is.effective_on;

	return on == DAY_NONE ? DAY_NONE : on - 1;
}

static struct err *sources_read(struct cx *cx, struct org_decision *d,
				const struct reorg_step_ref_list_rows *refs)
{
	struct reorg_step_source_list_rows rows;
	ptrdiff_t at = 0;
	struct err *err = reorg_step_source_list(
		cx->db,
		&(struct reorg_step_source_list_in){ .decision = d->id,
						     .day = day_before(d) },
		&rows);

	for (ptrdiff_t i = 0; !err && i < d->n_steps; i++) {
		struct org_step *s = &d->step[i];
		ptrdiff_t n = 0;

		while (at + n < rows.n && rows.p[at + n].step == s->id)
			n++;
		s->source = arena_new(cx->arena, int64_t, n + refs->n);
		for (ptrdiff_t k = 0; k < n; k++) {
			s->source[k] = rows.p[at + k].org;
			*vec_push(cx->arena, &s->source_names) =
				rows.p[at + k].name;
		}
		s->n_sources = n;
		at += n;
	}
	return err;
}

/* "Chi bộ A (step 1)": what the step makes. */
static struct str made_name(struct cx *cx, const struct org_decision *d,
			    int64_t step)
{
	for (ptrdiff_t i = 0; i < d->n_steps; i++)
		if (d->step[i].id == step)
			return tr_fmt(cx->arena, cx->lang, N_("{0} (step {1})"),
				      d->step[i].name,
				      str_fmt(cx->arena, "%d", (int)i + 1));
	return STR_NULL;
}

static void ref_take(struct cx *cx, const struct org_decision *d,
		     struct org_step *s, struct str place, int64_t step)
{
	struct str name = made_name(cx, d, step);

	if (str_eq(place, STR("source"))) {
		s->source[s->n_sources++] = step_ref(step);
		*vec_push(cx->arena, &s->source_names) = name;
	} else if (str_eq(place, STR("org"))) {
		s->org = step_ref(step);
		s->org_name = name;
	} else if (str_eq(place, STR("heir"))) {
		s->heir = step_ref(step);
		s->heir_name = name;
	} else {
		s->parent = step_ref(step);
		s->parent_name = name;
	}
}

/* Behind the organisations that are there, what earlier steps make. */
static struct err *named_read(struct cx *cx, struct org_decision *d)
{
	struct reorg_step_ref_list_rows refs;
	ptrdiff_t at = 0;
	struct err *err = reorg_step_ref_list(
		cx->db, &(struct reorg_step_ref_list_in){ .decision = d->id },
		&refs);

	if (!err)
		err = sources_read(cx, d, &refs);
	for (ptrdiff_t i = 0; !err && i < d->n_steps; i++)
		for (; at < refs.n && refs.p[at].step == d->step[i].id; at++)
			ref_take(cx, d, &d->step[i], refs.p[at].place,
				 refs.p[at].made);
	return err;
}

static struct err *steps_read(struct cx *cx, struct org_decision *d)
{
	struct reorg_step_list_rows rows;
	struct err *err = reorg_step_list(cx->db,
					  &(struct reorg_step_list_in){
						  .decision = d->id,
						  .day = day_before(d) },
					  &rows);

	if (err)
		return err;
	d->step = arena_new(cx->arena, struct org_step, rows.n);
	d->n_steps = rows.n;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct reorg_step_list_row *r = &rows.p[i];
		struct org_step *s = &d->step[i];
		bool known;

		*s = (struct org_step){ .id = r->id,
					.org = id_or_0(r->org),
					.heir = id_or_0(r->heir),
					.parent = id_or_0(r->parent),
					.org_kind = r->org_kind,
					.name = r->name,
					.short_name = r->short_name,
					.code = r->code,
					.body = r->body,
					.ends = r->ends,
					.position = r->position,
					.made = id_or_0(r->made),
					.org_name = r->org_name,
					.heir_name = r->heir_name,
					.parent_name = r->parent_name };
		known = step_kind_find(r->kind, &s->kind);
		assert(known); /* the table's own check */
	}
	return named_read(cx, d);
}

struct err *decision_find(struct cx *cx, int64_t id,
			  struct org_decision *ret_decision, bool *ret_found)
{
	struct reorg_decision_by_id_row row;
	struct err *err = reorg_decision_by_id(
		cx->db, &(struct reorg_decision_by_id_in){ .id = id }, &row,
		ret_found);

	if (err || !*ret_found)
		return err;
	decision_take(&row, ret_decision);
	return steps_read(cx, ret_decision);
}

struct err *decision_list(struct cx *cx, int64_t before, int64_t limit,
			  struct org_decisions *ret_list)
{
	struct reorg_decision_list_rows rows;
	struct err *err =
		reorg_decision_list(cx->db,
				    &(struct reorg_decision_list_in){
					    .before = before, .limit = limit },
				    &rows);

	*ret_list = (struct org_decisions){ 0 };
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct reorg_decision_by_id_row row;

		static_assert(sizeof(row) == sizeof(rows.p[0]),
			      "the same columns");
		memcpy(&row, &rows.p[i], sizeof(row));
		decision_take(&row, vec_push(cx->arena, ret_list));
	}
	return err;
}

struct err *org_splits(struct cx *cx, int64_t decision,
		       struct reorg_splits *ret_splits)
{
	struct org_decision d;
	bool found;
	struct err *err = decision_find(cx, decision, &d, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such decision."));
	if (err)
		return err;
	*ret_splits =
		(struct reorg_splits){ .title = d.is.title,
				       .on = d.is.effective_on,
				       .draft = d.state == DECISION_DRAFT };
	for (ptrdiff_t i = 0; i < d.n_steps; i++)
		if (d.step[i].kind == STEP_SPLIT && !d.step[i].ends)
			*vec_push(cx->arena, ret_splits) = (struct reorg_split){
				.step = d.step[i].id,
				.org = d.step[i].org,
				.org_name = d.step[i].org_name,
				.to_name = d.step[i].name
			};
	return NULL;
}

/* ---- writing --------------------------------------------------------------------- */

static struct err *event_put(struct cx *cx, const char *kind, int64_t id,
			     struct str title)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "title", title);
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "decision",
						  .subject = id,
						  .after = audit_end(&after) },
			   NULL);
}

/* The decision as a draft that may be changed. */
static struct err *draft_find(struct cx *cx, int64_t id,
			      struct org_decision *ret_decision)
{
	bool found;
	struct err *err = decision_find(cx, id, ret_decision, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such decision."));
	if (!err && ret_decision->state != DECISION_DRAFT)
		err = err_new(
			cx->arena, ERR_CONFLICT,
			N_("The decision is approved; only a draft can be "
			   "changed."));
	return err;
}

struct making {
	const struct org_decision_new *in;
	int64_t id, rev;
};

static struct err *make_tx(struct cx *cx, void *arg)
{
	struct making *io = arg;
	const struct org_decision_new *in = io->in;
	bool seen;
	struct err *err = audit_seen(cx, "decision.draft", &seen, &io->id);

	if (err || seen)
		return err;
	err = decision_check(cx->arena, in);
	if (!err)
		err = reorg_decision_insert(cx->db,
					    &(struct reorg_decision_insert_in){
						    .number = in->number,
						    .title = in->title,
						    .signer = in->signer,
						    .signed_on = in->signed_on,
						    .effective_on =
							    in->effective_on,
						    .note = in->note,
						    .made_at = cx->now,
						    .made_by = cx->actor.id },
					    &io->id);
	return err ? err : event_put(cx, "decision.draft", io->id, in->title);
}

/* Absent texts are empty ones in the table. */
static struct org_decision_new filled(const struct org_decision_new *in)
{
	struct org_decision_new d = *in;

	d.number = d.number.p ? d.number : STR("");
	d.title = d.title.p ? d.title : STR("");
	d.signer = d.signer.p ? d.signer : STR("");
	d.note = d.note.p ? d.note : STR("");
	return d;
}

struct err *decision_make(struct cx *cx, const struct org_decision_new *in,
			  int64_t *ret_id)
{
	struct org_decision_new d = filled(in);
	struct making io = { .in = &d };
	struct err *err = db_tx(cx, make_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}

static struct err *edit_tx(struct cx *cx, void *arg)
{
	const struct making *io = arg;
	const struct org_decision_new *in = io->in;
	struct org_decision d;
	int64_t changed, seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "decision.edit", &seen, &seen_id);

	if (err || seen)
		return err;
	err = draft_find(cx, io->id, &d);
	if (!err)
		err = decision_check(cx->arena, in);
	if (!err)
		err = reorg_decision_update(cx->db,
					    &(struct reorg_decision_update_in){
						    .id = io->id,
						    .rev = io->rev,
						    .number = in->number,
						    .title = in->title,
						    .signer = in->signer,
						    .signed_on = in->signed_on,
						    .effective_on =
							    in->effective_on,
						    .note = in->note },
					    &changed);
	if (!err && !changed)
		err = err_new(
			cx->arena, ERR_CONFLICT,
			N_("Somebody changed the decision meanwhile; look "
			   "at it again."));
	return err ? err : event_put(cx, "decision.edit", io->id, in->title);
}

struct err *decision_edit(struct cx *cx, int64_t id, int64_t rev,
			  const struct org_decision_new *in)
{
	struct org_decision_new d = filled(in);
	struct making io = { .in = &d, .id = id, .rev = rev };

	return db_tx(cx, edit_tx, &io);
}

static struct err *drop_tx(struct cx *cx, void *arg)
{
	int64_t id = *(const int64_t *)arg, seen_id;
	struct org_decision d;
	bool seen;
	struct err *err = audit_seen(cx, "decision.drop", &seen, &seen_id);

	if (err || seen)
		return err;
	err = draft_find(cx, id, &d);
	if (!err)
		err = reorg_decision_dropped(
			cx->db, &(struct reorg_decision_dropped_in){
					.id = id, .at = cx->now });
	return err ? err : event_put(cx, "decision.drop", id, d.is.title);
}

struct err *decision_drop(struct cx *cx, int64_t id)
{
	return db_tx(cx, drop_tx, &id);
}

struct attaching {
	int64_t id;
	struct str name, bytes;
};

static struct err *attach_tx(struct cx *cx, void *arg)
{
	const struct attaching *io = arg;
	struct org_decision d;
	struct file_info info;
	int64_t seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "decision.attach", &seen, &seen_id);

	if (err || seen)
		return err;
	err = draft_find(cx, io->id, &d);
	if (!err)
		err = file_put(cx, io->name, io->bytes, &info);
	if (!err)
		err = reorg_decision_file_set(
			cx->db, &(struct reorg_decision_file_set_in){
					.id = io->id, .file = info.id });
	return err ? err : event_put(cx, "decision.attach", io->id, info.name);
}

struct err *decision_attach(struct cx *cx, int64_t id, struct str name,
			    struct str bytes)
{
	struct attaching io = { .id = id, .name = name, .bytes = bytes };

	return db_tx(cx, attach_tx, &io);
}

/* ---- steps and choices --------------------------------------------------------------- */

struct stepping {
	int64_t decision, step;
	const struct org_step *in;
	struct str ask, answer;
};

/* What an earlier step makes stands in a table of its own. */
static int64_t or_null(int64_t id)
{
	return id > 0 ? id : DB_NULL;
}

static struct err *named_write(struct cx *cx, int64_t step,
			       const struct org_step *in)
{
	struct org_step s = *in;
	const char *place;
	struct err *err = NULL;
	int64_t *org;

	for (ptrdiff_t k = 0; !err && (org = step_named(&s, k, &place)); k++) {
		bool source = str_eq(str_c(place), STR("source"));

		if (step_of_ref(*org))
			err = reorg_step_ref_insert(
				cx->db,
				&(struct reorg_step_ref_insert_in){
					.step = step,
					.place = str_c(place),
					.made = step_of_ref(*org) },
				NULL);
		else if (source)
			err = reorg_step_source_insert(
				cx->db,
				&(struct reorg_step_source_insert_in){
					.step = step, .org = *org },
				NULL);
	}
	return err;
}

static struct err *step_write(struct cx *cx, struct stepping *io,
			      int64_t position)
{
	const struct org_step *s = io->in;
	struct err *err =
		reorg_step_insert(cx->db,
				  &(struct reorg_step_insert_in){
					  .decision = io->decision,
					  .position = position,
					  .kind = str_c(step_code(s->kind)),
					  .org = or_null(s->org),
					  .heir = or_null(s->heir),
					  .parent = or_null(s->parent),
					  .org_kind = s->org_kind,
					  .name = s->name,
					  .short_name = s->short_name,
					  .code = s->code,
					  .body = s->body,
					  .ends = s->ends },
				  &io->step);

	return err ? err : named_write(cx, io->step, s);
}

static struct err *step_add_tx(struct cx *cx, void *arg)
{
	struct stepping *io = arg;
	struct reorg_step_next_row next;
	struct org_decision d;
	bool seen, found;
	struct err *err = audit_seen(cx, "decision.step", &seen, &io->step);

	if (err || seen)
		return err;
	err = draft_find(cx, io->decision, &d);
	if (!err)
		err = step_check(cx->arena, cx->profile, io->in);
	if (!err)
		err = step_refs_check(cx->arena, io->in, d.step, d.n_steps);
	if (!err && d.n_steps >= STEP_MOST)
		err = err_new(cx->arena, ERR_LIMIT,
			      N_("A decision has at most {0} steps."),
			      str_fmt(cx->arena, "%d", STEP_MOST));
	if (!err)
		err = reorg_step_next(cx->db,
				      &(struct reorg_step_next_in){
					      .decision = io->decision },
				      &next, &found);
	if (!err)
		err = step_write(cx, io, next.position);
	if (!err)
		err = reorg_decision_touch(cx->db,
					   &(struct reorg_decision_touch_in){
						   .id = d.id });
	return err ? err
		   : event_put(cx, "decision.step", io->step,
			       str_c(step_code(io->in->kind)));
}

struct err *step_add(struct cx *cx, int64_t decision, const struct org_step *in,
		     int64_t *ret_step)
{
	struct stepping io = { .decision = decision, .in = in };
	struct err *err = db_tx(cx, step_add_tx, &io);

	if (!err)
		*ret_step = io.step;
	return err;
}

static const struct org_step *step_of(const struct org_decision *d,
				      int64_t step)
{
	for (ptrdiff_t i = 0; i < d->n_steps; i++)
		if (d->step[i].id == step)
			return &d->step[i];
	return NULL;
}

static struct err *hooks_unstep(struct cx *cx, int64_t step)
{
	struct err *err = NULL;
	int n;
	const struct feature *const *list = features_get(&n);

	for (int i = 0; !err && i < n; i++)
		if (list[i]->reorg && list[i]->reorg->unstep)
			err = list[i]->reorg->unstep(cx, step);
	return err;
}

/* What a later step names stays. */
static struct err *unnamed_check(struct cx *cx, const struct org_decision *d,
				 int64_t step)
{
	ptrdiff_t by = step_named_by(d->step, d->n_steps, step);

	if (by < 0)
		return NULL;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("Step {0} names what this step makes, “{1}”: take "
			  "that step out first."),
		       str_fmt(cx->arena, "%d", (int)by + 1),
		       step_of(d, step)->name);
}

static struct err *step_refs_out(struct cx *cx, int64_t step)
{
	struct err *err = reorg_step_ref_delete(
		cx->db, &(struct reorg_step_ref_delete_in){ .step = step },
		NULL);

	if (!err)
		err = reorg_step_source_delete(
			cx->db,
			&(struct reorg_step_source_delete_in){ .step = step },
			NULL);
	return err;
}

static struct err *step_remove_tx(struct cx *cx, void *arg)
{
	struct stepping *io = arg;
	struct org_decision d;
	int64_t gone, seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "decision.unstep", &seen, &seen_id);

	if (err || seen)
		return err;
	err = draft_find(cx, io->decision, &d);
	if (!err && !step_of(&d, io->step))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such step in the decision."));
	if (!err)
		err = unnamed_check(cx, &d, io->step);
	if (!err)
		err = hooks_unstep(cx, io->step);
	if (!err)
		err = step_refs_out(cx, io->step);
	if (!err)
		err = reorg_step_delete(cx->db,
					&(struct reorg_step_delete_in){
						.id = io->step,
						.decision = io->decision },
					&gone);
	assert(err || gone);
	if (!err)
		err = reorg_decision_touch(cx->db,
					   &(struct reorg_decision_touch_in){
						   .id = d.id });
	return err ? err
		   : event_put(cx, "decision.unstep", io->step, d.is.title);
}

struct err *step_remove(struct cx *cx, int64_t decision, int64_t step)
{
	struct stepping io = { .decision = decision, .step = step };

	return db_tx(cx, step_remove_tx, &io);
}

/* No two stand in one place, not even in between. */
static struct err *steps_swap(struct cx *cx, const struct org_step *a,
			      const struct org_step *b)
{
	const struct reorg_step_place_in to[] = {
		{ .id = a->id, .position = 0 },
		{ .id = b->id, .position = a->position },
		{ .id = a->id, .position = b->position },
	};
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < N_ELEMENTS(to); i++)
		err = reorg_step_place(cx->db, &to[i]);
	return err;
}

static struct err *raise_check(struct cx *cx, const struct org_decision *d,
			       const struct org_step *s)
{
	if (!s)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such step in the decision."));
	if (s == d->step)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The step is the first one already."));
	if (step_named_by(s, 1, s[-1].id) < 0)
		return NULL;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("The step names what the one before it makes, “{0}”, "
			  "so it stays behind that."),
		       s[-1].name);
}

static struct err *step_raise_tx(struct cx *cx, void *arg)
{
	const struct stepping *io = arg;
	const struct org_step *s = NULL;
	struct org_decision d;
	int64_t seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "decision.order", &seen, &seen_id);

	if (err || seen)
		return err;
	err = draft_find(cx, io->decision, &d);
	if (!err)
		s = step_of(&d, io->step);
	if (!err)
		err = raise_check(cx, &d, s);
	if (!err)
		err = steps_swap(cx, s, s - 1);
	if (!err)
		err = reorg_decision_touch(cx->db,
					   &(struct reorg_decision_touch_in){
						   .id = d.id });
	return err ? err
		   : event_put(cx, "decision.order", io->step, d.is.title);
}

struct err *step_raise(struct cx *cx, int64_t decision, int64_t step)
{
	struct stepping io = { .decision = decision, .step = step };

	return db_tx(cx, step_raise_tx, &io);
}

static struct err *choice_tx(struct cx *cx, void *arg)
{
	const struct stepping *io = arg;
	struct org_decision d;
	int64_t seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "decision.choose", &seen, &seen_id);

	if (err || seen)
		return err;
	err = draft_find(cx, io->decision, &d);
	if (!err)
		err = reorg_choice_put(cx->db,
				       &(struct reorg_choice_put_in){
					       .decision = io->decision,
					       .ask = io->ask,
					       .answer = io->answer },
				       NULL);
	if (!err)
		err = reorg_decision_touch(cx->db,
					   &(struct reorg_decision_touch_in){
						   .id = d.id });
	return err ? err
		   : event_put(cx, "decision.choose", io->decision, io->ask);
}

struct err *choice_set(struct cx *cx, int64_t decision, struct str ask,
		       struct str answer)
{
	struct stepping io = { .decision = decision,
			       .ask = ask,
			       .answer = answer };

	return db_tx(cx, choice_tx, &io);
}
