/*
 * The acts of an annex import. The file is read before the transaction, in a
 * child process; inside it only rows are written. Each act is one event; the
 * tasks that a confirmation makes have their own, like any task.
 */
#include "work/work_import_act.h"

#include "audit/audit.h"
#include "base/perm.h"
#include "db/db.h"
#include "doc/doc.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_count.h"
#include "work/work_ended.h"
#include "work/work_period_act.h"
#include "work/work_import_query.h"
#include "work/work_import_read.h"
#include "work/work_import_state.h"
#include "work/work_document_query.h"
#include "work/work_query.h"

enum { UNDO_DAYS = 7 };

static struct err *may_import(struct cx *cx)
{
	if (work_is_office(cx))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only the committee's office may do this."));
}

static struct err *import_gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such import."));
}

static struct err *import_get(struct cx *cx, int64_t id,
			      struct import_by_id_row *ret_import)
{
	bool found;
	struct err *err =
		import_by_id(cx->db, &(struct import_by_id_in){ .id = id },
			     ret_import, &found);

	return err || found ? err : import_gone(cx);
}

/* An import that waits for its confirmation, at the revision seen. */
static struct err *waiting_check(struct cx *cx,
				 const struct import_by_id_row *i, int64_t rev)
{
	if (i->confirmed_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This annex has been imported already."));
	if (i->dropped_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This file was put away; choose it again."));
	if (i->rev != rev)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Somebody else mended this import meanwhile. "
				  "What you typed is still below; look at it "
				  "and save again."));
	return NULL;
}

static struct err *event_write(struct cx *cx, const char *kind, int64_t id,
			       struct buf *after)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "import",
						  .subject = id,
						  .after = audit_end(after) },
			   NULL);
}

/* ---- reading the file ---- */

struct source {
	struct str name, bytes;
	int64_t year;
	int which;
	bool here;
};

static struct err *draft_get(struct cx *cx, const struct source *s,
			     struct work_import_draft *ret_draft)
{
	struct work_import_ask ask = { .year = (int)s->year,
				       .today = cx->today,
				       .which = s->which };
	struct work_orgs *orgs;
	struct doc *d;
	struct err *err = work_import_orgs(cx, &orgs);

	if (err)
		return err;
	err = (s->here ? doc_read_here : doc_read)(cx->arena, s->name, s->bytes,
						   NULL, &d);
	ask.orgs = orgs;
	if (!err)
		err = work_import_read(cx->arena, cx->profile, d, &ask,
				       ret_draft);
	return err;
}

static struct err *lines_write(struct cx *cx, int64_t import, int64_t programme,
			       const struct work_import_draft *d)
{
	struct work_twins *twins;
	struct err *err = work_twins_load(cx, programme, &twins);

	for (ptrdiff_t k = 0; k < d->lines.n && !err; k++) {
		const struct work_import_line *l = &d->lines.p[k];
		bool twin = work_twins_find(cx->arena, twins, l->work) != NULL;
		int64_t id;

		err = import_row_insert(cx->db,
					&(struct import_row_insert_in){
						.import = import,
						.n = l->n,
						.sheet_row = l->sheet_row,
						.grp = l->group,
						.number = l->number,
						.work = l->work,
						.lead_text = l->lead_text,
						.lead_names = l->lead_names,
						.lead = l->lead,
						.with_text = l->with_text,
						.with_left = l->with_left,
						.deadline_text = l->deadline,
						.product = l->product,
						.note = l->note,
						.skipped = l->skipped,
						.take = !l->skipped.p && !twin,
						.with_orgs = l->with_orgs },
					&id);
	}
	return err;
}

/* ---- staging ---- */

struct stage_io {
	const struct work_import_new *in;
	const struct work_import_draft *draft;
	int64_t id;
};

static struct err *stage_write(struct cx *cx, struct stage_io *io)
{
	const struct work_import_draft *d = io->draft;
	struct buf after = audit_obj(cx);
	struct file_info file;
	struct err *err =
		file_put(cx, io->in->file.name, io->in->file.bytes, &file);

	if (!err)
		err = import_insert(cx->db,
				    &(struct import_insert_in){
					    .programme = io->in->programme,
					    .file = file.id,
					    .file_name = file.name,
					    .sha256 = file.sha256,
					    .choice = d->choice,
					    .annexes = d->annexes,
					    .columns = d->columns,
					    .notices = d->notices,
					    .made_at = cx->now,
					    .made_by = cx->actor.id },
				    &io->id);
	if (!err)
		err = lines_write(cx, io->id, io->in->programme, d);
	if (err)
		return err;
	audit_int(&after, "programme", io->in->programme);
	audit_str(&after, "file", file.name);
	audit_str(&after, "sha256", file.sha256);
	audit_int(&after, "rows", d->lines.n);
	return event_write(cx, "import.stage", io->id, &after);
}

static struct err *stage_tx(struct cx *cx, void *arg)
{
	struct stage_io *io = arg;
	bool seen;
	struct err *err = audit_seen(cx, "import.stage", &seen, &io->id);

	return err || seen ? err : stage_write(cx, io);
}

static struct err *programme_open(struct cx *cx, int64_t id,
				  struct programme_by_id_row *ret_p)
{
	bool found;
	struct err *err =
		programme_by_id(cx->db,
				&(struct programme_by_id_in){ .id = id }, ret_p,
				&found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such programme."));
	if (!err && ret_p->closed_on != DAY_NONE)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The programme is closed; its tasks stay as "
				 "they are."));
	return err;
}

struct err *work_import_stage(struct cx *cx, const struct work_import_new *in,
			      int64_t *ret_id)
{
	struct programme_by_id_row p;
	struct work_import_draft draft;
	struct stage_io io = { .in = in, .draft = &draft };
	struct err *err = may_import(cx);

	if (!err)
		err = programme_open(cx, in->programme, &p);
	if (err)
		return err;
	err = draft_get(cx,
			&(struct source){ .name = in->file.name,
					  .bytes = in->file.bytes,
					  .year = p.year,
					  .here = in->here },
			&draft);
	if (!err)
		err = db_tx_large(cx, stage_tx, &io);
	if (!err)
		*ret_id = io.id;
	return err;
}

/* ---- which annex ---- */

struct choose_io {
	const struct import_by_id_row *i;
	const struct work_import_draft *draft;
};

static struct err *choose_tx(struct cx *cx, void *arg)
{
	const struct choose_io *io = arg;
	struct buf after = audit_obj(cx);
	int64_t changed, subject;
	bool seen;
	struct err *err = audit_seen(cx, "import.choose", &seen, &subject);

	if (err || seen)
		return err;
	err = import_choose(cx->db,
			    &(struct import_choose_in){
				    .id = io->i->id,
				    .rev = io->i->rev,
				    .choice = io->draft->choice,
				    .columns = io->draft->columns,
				    .notices = io->draft->notices },
			    &changed);
	if (!err && !changed)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The annex of this file has been chosen "
				 "already."));
	if (!err)
		err = lines_write(cx, io->i->id, io->i->programme, io->draft);
	audit_int(&after, "choice", io->draft->choice);
	return err ? err : event_write(cx, "import.choose", io->i->id, &after);
}

struct err *work_import_choose(struct cx *cx, int64_t id, int which)
{
	struct import_by_id_row i;
	struct work_import_draft draft;
	struct str bytes;
	struct err *err = may_import(cx);

	if (!err)
		err = import_get(cx, id, &i);
	if (!err)
		err = waiting_check(cx, &i, i.rev);
	if (!err && which < 1)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("Choose one of the annexes.")),
			     STR("which"));
	if (!err)
		err = file_get(cx, i.file, &bytes);
	if (!err)
		err = draft_get(cx,
				&(struct source){ .name = i.file_name,
						  .bytes = bytes,
						  .year = i.year,
						  .which = which },
				&draft);
	if (err)
		return err;
	return db_tx(cx, choose_tx, &(struct choose_io){ &i, &draft });
}

/* ---- mending ---- */

static struct err *lead_check(struct cx *cx, const struct work_import_mend *m)
{
	struct org org;
	struct err *err;

	if (m->lead == DB_NULL || m->lead == 0)
		return NULL;
	err = work_lead_find(cx, m->lead, &org);
	return err && err->code == ERR_INVALID
		       ? err_at(err, str_fmt(cx->arena, "lead.%ld", (long)m->n))
		       : err;
}

/* Stores what the state already has laid over its rows. */
static struct err *mends_write(struct cx *cx, const struct work_import_state *s,
			       const struct work_import_mend *mend, int n)
{
	struct err *err = NULL;

	for (int k = 0; k < n && !err; k++) {
		const struct work_import_row *x = work_import_row(s, mend[k].n);

		if (!x || !x->is_task)
			continue;
		err = lead_check(cx, &mend[k]);
		if (!err)
			err = import_mend(
				cx->db,
				&(struct import_mend_in){
					.import = s->i.id,
					.n = x->r.n,
					.new_work = x->r.new_work,
					.new_lead = x->r.new_lead,
					.new_deadline = x->r.new_deadline,
					.new_product = x->r.new_product,
					.work_ok = x->r.work_ok,
					.product_ok = x->r.product_ok,
					.take = x->r.take },
				NULL);
	}
	return err;
}

struct mend_io {
	int64_t id, rev;
	const struct work_import_mend *mend;
	int n;
};

static struct err *mend_event(struct cx *cx, const struct mend_io *io)
{
	struct buf after = audit_obj(cx), rows = buf_init(cx->arena, 1 << 16);

	for (int k = 0; k < io->n; k++)
		buf_fmt(&rows, "%s%ld", k ? "," : "", (long)io->mend[k].n);
	audit_str(&after, "rows", buf_view(&rows));
	return event_write(cx, "import.mend", io->id, &after);
}

static struct err *mend_tx(struct cx *cx, void *arg)
{
	const struct mend_io *io = arg;
	struct work_import_state s;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "import.mend", &seen, &subject);

	if (err || seen)
		return err;
	err = work_import_state(cx, io->id, io->mend, io->n, &s);
	if (!err)
		err = waiting_check(cx, &s.i, io->rev);
	if (!err)
		err = mends_write(cx, &s, io->mend, io->n);
	if (!err)
		err = import_touch(cx->db,
				   &(struct import_touch_in){ .id = io->id,
							      .rev = io->rev },
				   NULL);
	return err ? err : mend_event(cx, io);
}

struct err *work_import_mend(struct cx *cx, int64_t id, int64_t rev,
			     const struct work_import_mend *mend, int n)
{
	struct mend_io io = { id, rev, mend, n };
	struct err *err = may_import(cx);

	return err ? err : db_tx(cx, mend_tx, &io);
}

/* ---- confirming ---- */

struct confirm_io {
	const struct work_import_deed *deed;
	struct work_import_made made;
};

/* Earlier imports of the same bytes need a word. */
static struct err *again_check(struct cx *cx, const struct import_by_id_row *i,
			       bool again)
{
	struct import_same_file_rows rows;
	struct err *err = import_same_file(
		cx->db, &(struct import_same_file_in){ .sha256 = i->sha256 },
		&rows);

	for (ptrdiff_t k = 0; !err && !again && k < rows.n; k++)
		if (rows.p[k].id != i->id && rows.p[k].confirmed_at != DB_NULL)
			err = err_at(
				err_new(cx->arena, ERR_INVALID,
					N_("This very file was imported "
					   "before, into "
					   "{0}; say that you want it again."),
					rows.p[k].code),
				STR("again"));
	return err;
}

static bool row_is_taken(const struct work_import_row *x,
			 const struct work_import_deed *d)
{
	if (!x->is_task || !x->words.work.n)
		return false;
	if (!x->r.take && !(d->twins && x->twin))
		return false;
	return x->clear || d->all;
}

static struct err *rows_take(struct cx *cx, const struct work_import_state *s,
			     struct confirm_io *io, int64_t *ids)
{
	struct err *err = NULL;

	for (ptrdiff_t k = 0; k < s->rows.n && !err; k++) {
		const struct work_import_row *x = &s->rows.p[k];
		int64_t task;

		if (!row_is_taken(x, io->deed))
			continue;
		err = work_task_add(cx, &x->words, &task);
		if (!err)
			err = import_row_done(cx->db,
					      &(struct import_row_done_in){
						      .import = s->i.id,
						      .n = x->r.n,
						      .task = task },
					      NULL);
		io->made.tasks++;
		if (x->clear)
			ids[io->made.clear++] = task;
	}
	return err;
}

static struct err *rows_import(struct cx *cx, const struct work_import_state *s,
			       struct confirm_io *io)
{
	int64_t *ids = arena_new(cx->arena, int64_t, s->rows.n + 1);
	struct str key = cx->key;
	struct err *err;
	int left;

	io->made = (struct work_import_made){ 0 };
	cx->key = STR_NULL; /* it belongs to the event of the whole */
	err = rows_take(cx, s, io, ids);
	if (!err && !io->made.tasks)
		err = err_new(cx->arena, ERR_INVALID,
			      N_("No row is chosen for import: tick at least "
				 "one row that is clear, or import all of "
				 "them as drafts."));
	if (!err && io->deed->issue && io->made.clear)
		err = work_issue_many(cx, ids, io->made.clear, &io->made.issued,
				      &left);
	cx->key = key;
	return err;
}

static struct err *confirm_event(struct cx *cx, const struct confirm_io *io)
{
	struct buf after = audit_obj(cx);

	audit_int(&after, "tasks", io->made.tasks);
	audit_int(&after, "clear", io->made.clear);
	audit_int(&after, "issued", io->made.issued);
	return event_write(cx, "import.confirm", io->deed->id, &after);
}

static struct err *confirm_write(struct cx *cx, struct confirm_io *io,
				 const struct work_import_state *s)
{
	struct err *err = mends_write(cx, s, io->deed->mend, io->deed->n_mends);

	if (!err)
		err = rows_import(cx, s, io);
	if (!err)
		err = import_confirm(cx->db, &(struct import_confirm_in){
						     .id = io->deed->id,
						     .at = cx->now,
						     .rev = io->deed->rev });
	return err ? err : confirm_event(cx, io);
}

static struct err *confirm_tx(struct cx *cx, void *arg)
{
	struct confirm_io *io = arg;
	const struct work_import_deed *d = io->deed;
	struct work_import_state s;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "import.confirm", &seen, &subject);

	if (err || seen)
		return err;
	err = work_import_state(cx, d->id, d->mend, d->n_mends, &s);
	if (!err)
		err = waiting_check(cx, &s.i, d->rev);
	if (!err)
		err = again_check(cx, &s.i, d->again);
	return err ? err : confirm_write(cx, io, &s);
}

struct err *work_import_confirm(struct cx *cx,
				const struct work_import_deed *deed,
				struct work_import_made *ret_made)
{
	struct confirm_io io = { .deed = deed };
	struct err *err = may_import(cx);

	if (!err)
		err = db_tx_large(cx, confirm_tx, &io);
	if (!err)
		*ret_made = io.made;
	return err;
}

/* ---- undoing ---- */

day_t work_import_undo_until(const struct cx *cx, int64_t confirmed_at)
{
	day_t day = day_of_instant(confirmed_at);

	return day + (day_t)profile_rule_int(cx->profile,
					     STR("import_undo_days"), day,
					     UNDO_DAYS);
}

struct undo_io {
	int64_t id;
	int voided, kept;
};

static struct err *undo_check(struct cx *cx, const struct import_by_id_row *i)
{
	day_t until;

	if (i->confirmed_at == DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This annex isn't imported yet; there is "
				  "nothing to take back."));
	if (i->undone_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This import has been taken back already."));
	until = work_import_undo_until(cx, i->confirmed_at);
	if (cx->today > until)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The import could be taken back until {0}; "
				  "withdraw single tasks instead."),
			       fmt_day(cx->arena, until));
	return NULL;
}

static struct err *task_take_back(struct cx *cx, int64_t task)
{
	struct buf after = audit_obj(cx);
	struct work_count was;
	struct err *err = work_count_take(cx, task, &was);

	if (!err)
		err = import_task_void(cx->db,
				       &(struct import_task_void_in){
					       .task = task, .at = cx->now },
				       NULL);
	if (!err)
		err = work_count_move(cx, task, &was);
	if (!err)
		err = work_series_void(cx, task, STR("import.undo"));
	if (err)
		return err;
	audit_str(&after, "why", STR("import.undo"));
	return audit_write(cx,
			   &(struct audit_event){ .kind = "task.void",
						  .subject_kind = "task",
						  .subject = task,
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *tasks_take_back(struct cx *cx, struct undo_io *io)
{
	struct str key = cx->key;
	struct import_tasks_rows rows;
	struct err *err = import_tasks(
		cx->db, &(struct import_tasks_in){ .import = io->id }, &rows);

	io->voided = io->kept = 0;
	cx->key = STR_NULL; /* it belongs to the event of the whole */
	for (ptrdiff_t k = 0; !err && k < rows.n; k++) {
		if (!rows.p[k].unmoved) {
			io->kept++;
			continue;
		}
		err = task_take_back(cx, rows.p[k].id);
		io->voided++;
	}
	cx->key = key;
	return err;
}

static struct err *undo_tx(struct cx *cx, void *arg)
{
	struct undo_io *io = arg;
	struct buf after = audit_obj(cx);
	struct import_by_id_row i;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "import.undo", &seen, &subject);

	if (err || seen)
		return err;
	err = import_get(cx, io->id, &i);
	if (!err)
		err = undo_check(cx, &i);
	if (!err)
		err = tasks_take_back(cx, io);
	if (!err)
		err = import_undo(cx->db,
				  &(struct import_undo_in){ .id = io->id,
							    .at = cx->now },
				  NULL);
	if (err)
		return err;
	audit_int(&after, "voided", io->voided);
	audit_int(&after, "kept", io->kept);
	return event_write(cx, "import.undo", io->id, &after);
}

struct err *work_import_undo(struct cx *cx, int64_t id, int *ret_voided,
			     int *ret_kept)
{
	struct undo_io io = { .id = id };
	struct err *err = may_import(cx);

	if (!err)
		err = db_tx_large(cx, undo_tx, &io);
	if (err)
		return err;
	*ret_voided = io.voided;
	*ret_kept = io.kept;
	return NULL;
}

/* ---- dropping ---- */

static struct err *drop_tx(struct cx *cx, void *arg)
{
	const int64_t *id = arg;
	struct buf after = audit_obj(cx);
	struct import_by_id_row i;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "import.drop", &seen, &subject);

	if (err || seen)
		return err;
	err = import_get(cx, *id, &i);
	if (!err)
		err = waiting_check(cx, &i, i.rev);
	if (!err)
		err = import_drop(cx->db,
				  &(struct import_drop_in){ .id = *id,
							    .at = cx->now },
				  NULL);
	if (err)
		return err;
	audit_str(&after, "file", i.file_name);
	return event_write(cx, "import.drop", *id, &after);
}

struct err *work_import_drop(struct cx *cx, int64_t id)
{
	struct err *err = may_import(cx);

	return err ? err : db_tx(cx, drop_tx, &id);
}
