/*
 * The acts of a list that comes back. The file is read before the
 * transaction, in a child process; inside it only rows are written.
 */
#include "work/work_sheet_act.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "doc/doc.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "work/work_query.h"
#include "work/work_sheet_priv.h"
#include "work/work_sheet_read.h"
#include "work/work_sheet_state.h"

enum { NOTICES_MOST = 200, NOTICE_BYTES = 128 * 1024, FILE_ROWS = 20000 };

struct err *work_sheet_allowed(struct cx *cx)
{
	if (work_sheet_may(cx))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only the office and units that report may send a "
			  "list back."));
}

struct err *work_sheet_event(struct cx *cx, const char *kind, int64_t id,
			     struct buf *after)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "sheet",
						  .subject = id,
						  .after = audit_end(after) },
			   NULL);
}

static struct err *waiting_check(struct cx *cx, const struct sheet_by_id_row *s)
{
	if (s->confirmed_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The changes of this file were taken over "
				  "already."));
	if (s->dropped_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This file was put away; choose it again."));
	return NULL;
}

/* ---- reading the file ------------------------------------------------------------ */

struct stage_io {
	const struct work_file *file;
	struct work_sheet_draft *draft;
	int64_t id;
};

static struct err *line_write(struct cx *cx, const struct stage_io *io,
			      const struct work_sheet_line *l, int64_t n)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct err *err = sheet_task_insert(cx->db,
					    &(struct sheet_task_insert_in){
						    .sheet = io->id,
						    .n = n,
						    .sheet_row = l->row,
						    .task = l->key.task },
					    NULL);

	for (ptrdiff_t k = l->from; !err && k < l->from + l->n; k++) {
		const struct work_sheet_edit *e = &io->draft->edits.p[k];

		err = sheet_cell_insert(
			cx->db,
			&(struct sheet_cell_insert_in){
				.sheet = io->id,
				.n = n,
				.col = str_c(line_col_key(e->col)),
				.value = e->text,
				.base = sheet_digest_str(cx->arena, e->was),
				.fault = str_c(sheet_fault_key(e->fault)) },
			NULL);
	}
	if (!err)
		arena_rewind(cx->arena, mark);
	return err;
}

static struct err *lines_write(struct cx *cx, const struct stage_io *io)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < io->draft->lines.n && !err; i++)
		err = line_write(cx, io, &io->draft->lines.p[i], i + 1);
	return err;
}

/* Tasks that aren't there, or aren't the sender's to know, become notices. */
static struct err *lines_known(struct cx *cx, struct work_sheet_draft *d)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < d->lines.n; i++) {
		const struct work_sheet_line l = d->lines.p[i];
		struct sheet_task_there_row row;
		bool found;
		struct err *err = sheet_task_there(
			cx->db,
			&(struct sheet_task_there_in){
				.id = l.key.task,
				.scope = cx->actor.org,
				.with = cx->actor.org_is_root
						? 0
						: SHEET_TASK_THERE_WITH_SCOPE },
			&row, &found);

		if (err)
			return err;
		if (found)
			d->lines.p[n++] = l;
		else
			*vec_push(cx->arena, &d->notices) =
				(struct sheet_notice){ NOTE_GONE, l.row,
						       STR("") };
	}
	d->lines.n = n;
	return NULL;
}

static struct str notices_of(struct cx *cx, const struct work_sheet_draft *d)
{
	struct buf b = buf_init(cx->arena, NOTICE_BYTES);

	for (ptrdiff_t i = 0; i < d->notices.n && i < NOTICES_MOST; i++) {
		const struct sheet_notice *x = &d->notices.p[i];

		buf_fmt(&b, "%d\t%d\t%.*s\n", (int)x->note, x->row,
			STR_ARG(x->words));
	}
	return buf_view(&b);
}

static struct err *stage_write(struct cx *cx, struct stage_io *io)
{
	const struct work_sheet_draft *d = io->draft;
	struct buf after = audit_obj(cx);
	struct file_info file;
	struct err *err = file_put(cx, io->file->name, io->file->bytes, &file);

	if (!err)
		err = sheet_insert(
			cx->db,
			&(struct sheet_insert_in){
				.file = file.id,
				.file_name = file.name,
				.sha256 = file.sha256,
				.lang = lang_code(d->marks.lang),
				.list = utf8_cut(d->marks.filter, 500),
				.exported_on = d->marks.day,
				.lines = d->rows,
				.notices = notices_of(cx, d),
				.org = cx->actor.org,
				.made_at = cx->now,
				.made_by = cx->actor.id,
				.made_name = cx->actor.name },
			&io->id);
	if (!err)
		err = lines_write(cx, io);
	if (err)
		return err;
	audit_str(&after, "file", file.name);
	audit_str(&after, "sha256", file.sha256);
	audit_int(&after, "rows", d->rows);
	audit_int(&after, "tasks", d->lines.n);
	audit_int(&after, "cells", d->edits.n);
	return work_sheet_event(cx, "sheet.stage", io->id, &after);
}

static struct err *stage_tx(struct cx *cx, void *arg)
{
	struct stage_io *io = arg;
	bool seen;
	struct err *err = audit_seen(cx, "sheet.stage", &seen, &io->id);

	return err || seen ? err : stage_write(cx, io);
}

struct err *work_sheet_stage(struct cx *cx, const struct work_file *file,
			     bool here, int64_t *ret_id)
{
	const struct doc_limits limits = { .whole = true, .rows = FILE_ROWS };
	struct work_sheet_draft draft;
	struct stage_io io = { .file = file, .draft = &draft };
	struct str realm;
	struct doc *d;
	struct err *err = work_sheet_allowed(cx);

	if (!err)
		err = audit_origin(cx, &realm);
	if (!err)
		err = (here ? doc_read_here : doc_read)(
			cx->arena, file->name, file->bytes, &limits, &d);
	if (!err)
		err = work_sheet_read(cx->arena, d, realm, &draft);
	if (!err)
		err = lines_known(cx, &draft);
	if (!err)
		err = db_tx_large(cx, stage_tx, &io);
	if (!err)
		*ret_id = io.id;
	return err;
}

/* ---- deciding ------------------------------------------------------------------------ */

struct decide_io {
	int64_t id;
	const struct work_sheet_verdicts *v;
};

static struct err *verdicts_write(struct cx *cx, const struct decide_io *io)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < io->v->n && !err; i++)
		err = sheet_decide(cx->db,
				   &(struct sheet_decide_in){
					   .sheet = io->id,
					   .n = io->v->p[i].n,
					   .col = io->v->p[i].col,
					   .seen = io->v->p[i].seen },
				   NULL);
	return err;
}

static struct err *decide_tx(struct cx *cx, void *arg)
{
	const struct decide_io *io = arg;
	struct buf after = audit_obj(cx);
	struct sheet_by_id_row s;
	int64_t subject, accepted = 0;
	bool seen;
	struct err *err = audit_seen(cx, "sheet.decide", &seen, &subject);

	if (err || seen)
		return err;
	err = work_sheet_get(cx, io->id, &s);
	if (!err)
		err = waiting_check(cx, &s);
	if (!err)
		err = verdicts_write(cx, io);
	if (!err)
		err = sheet_touch(cx->db,
				  &(struct sheet_touch_in){ .id = s.id,
							    .rev = s.rev },
				  NULL);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < io->v->n; i++)
		accepted += io->v->p[i].seen.n > 0;
	audit_int(&after, "accepted", accepted);
	audit_int(&after, "rejected", io->v->n - accepted);
	return work_sheet_event(cx, "sheet.decide", io->id, &after);
}

struct err *work_sheet_decide(struct cx *cx, int64_t id,
			      const struct work_sheet_verdicts *v)
{
	struct err *err = work_sheet_allowed(cx);

	return err ? err
		   : db_tx_large(cx, decide_tx, &(struct decide_io){ id, v });
}

/* ---- taking over --------------------------------------------------------------------- */

/* What a cell replaces, with its line breaks. */
static struct str cell_was(const struct work_sheet_group *g,
			   const struct work_sheet_cell *c)
{
	struct str was = c->col == WCOL_RESULT	     ? g->line.result
			 : c->col == WCOL_DIFFICULTY ? g->line.difficulty
						     : c->now;

	return was.p ? was : STR("");
}

/* Keeps what is needed for taking it back. */
static struct err *group_keep(struct cx *cx, const struct work_sheet_state *s,
			      const struct work_sheet_group *g)
{
	struct sheet_rev_row now;
	bool found;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < g->n_cells && !err; i++)
		if (g->cell[i].take)
			err = sheet_cell_done(
				cx->db,
				&(struct sheet_cell_done_in){
					.sheet = s->s.id,
					.n = g->t.n,
					.col = g->cell[i].r.col,
					.was = cell_was(g, &g->cell[i]) },
				NULL);
	if (!err)
		err = sheet_rev(cx->db,
				&(struct sheet_rev_in){ .task = g->t.id }, &now,
				&found);
	if (err)
		return err;
	return sheet_task_done(
		cx->db,
		&(struct sheet_task_done_in){
			.sheet = s->s.id,
			.n = g->t.n,
			.is_rev = now.rev,
			.was_words = g->t.words,
			.was_ok = (g->t.work_confirmed ? 1 : 0) |
				  (g->t.product_confirmed ? 2 : 0) },
		NULL);
}

static struct err *group_take(struct cx *cx, const struct work_sheet_state *s,
			      const struct work_sheet_group *g, bool *ret_taken)
{
	bool words = false, report = false;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < g->n_cells; i++) {
		if (!g->cell[i].take)
			continue;
		if (line_col_is_report(g->cell[i].col))
			report = true;
		else
			words = true;
	}
	*ret_taken = words || report;
	if (words)
		err = work_sheet_edit(cx, g);
	if (!err && report)
		err = work_sheet_send(cx, s, g);
	if (!err && *ret_taken)
		err = group_keep(cx, s, g);
	return err;
}

/* What a person can mend says where. */
static struct err *at_row(struct cx *cx, const struct work_sheet_group *g,
			  struct err *err)
{
	if (err->code == ERR_DB || err->code == ERR_IO ||
	    err->code == ERR_FULL || err->code == ERR_INTERNAL)
		return err;
	return err_new(cx->arena, ERR_INVALID, N_("Row {0} of the file: {1}"),
		       str_fmt(cx->arena, "%ld", (long)g->t.sheet_row),
		       tr_err(cx->arena, cx->lang, err));
}

static struct err *groups_take(struct cx *cx, const struct work_sheet_state *s)
{
	struct str key = cx->key;
	int64_t taken = 0;
	struct err *err = NULL;

	cx->key = STR_NULL; /* it belongs to the event of the whole */
	for (ptrdiff_t i = 0; i < s->groups.n && !err; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		bool one = false;

		err = group_take(cx, s, &s->groups.p[i], &one);
		taken += one;
		if (err)
			err = at_row(cx, &s->groups.p[i], err);
		else
			arena_rewind(cx->arena, mark);
	}
	cx->key = key;
	if (!err && !taken)
		err = err_new(
			cx->arena, ERR_INVALID,
			N_("No change is accepted: tick at least one that "
			   "can be taken, or put the file away."));
	return err;
}

static struct err *confirm_tx(struct cx *cx, void *arg)
{
	const struct decide_io *io = arg;
	struct buf after = audit_obj(cx);
	struct work_sheet_state s;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "sheet.confirm", &seen, &subject);

	if (err || seen)
		return err;
	err = verdicts_write(cx, io);
	if (!err)
		err = work_sheet_state(cx, io->id, &s);
	if (!err)
		err = waiting_check(cx, &s.s);
	if (!err)
		err = groups_take(cx, &s);
	if (!err)
		err = sheet_confirm(cx->db,
				    &(struct sheet_confirm_in){ .id = io->id,
								.at = cx->now },
				    NULL);
	if (err)
		return err;
	audit_int(&after, "cells", s.take);
	audit_int(&after, "tasks", s.tasks_take);
	audit_int(&after, "left", s.cells - s.take);
	return work_sheet_event(cx, "sheet.confirm", io->id, &after);
}

struct err *work_sheet_confirm(struct cx *cx, int64_t id,
			       const struct work_sheet_verdicts *v)
{
	struct err *err = work_sheet_allowed(cx);

	return err ? err
		   : db_tx_large(cx, confirm_tx, &(struct decide_io){ id, v });
}

/* ---- putting away --------------------------------------------------------------------- */

static struct err *drop_tx(struct cx *cx, void *arg)
{
	const int64_t *id = arg;
	struct buf after = audit_obj(cx);
	struct sheet_by_id_row s;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "sheet.drop", &seen, &subject);

	if (err || seen)
		return err;
	err = work_sheet_get(cx, *id, &s);
	if (!err)
		err = waiting_check(cx, &s);
	if (!err)
		err = sheet_drop(cx->db,
				 &(struct sheet_drop_in){ .id = *id,
							  .at = cx->now },
				 NULL);
	if (err)
		return err;
	audit_str(&after, "file", s.file_name);
	return work_sheet_event(cx, "sheet.drop", *id, &after);
}

struct err *work_sheet_drop(struct cx *cx, int64_t id)
{
	struct err *err = work_sheet_allowed(cx);

	return err ? err : db_tx(cx, drop_tx, &id);
}
