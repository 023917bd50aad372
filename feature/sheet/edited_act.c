/*
 * The acts of a list that comes back. The file is read before the
 * transaction, in a child process; inside it only rows are written.
 */
#include "sheet/edited_priv.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "doc/doc.h"
#include "file/file.h"
#include "i18n/i18n.h"

enum {
	NOTICES_MOST = 200,
	NOTICE_BYTES = 128 * 1024,
	FILE_ROWS = SHEET_ROWS + 100,
	FILE_CELLS = 1000000,
	FILE_TEXT = 32 << 20
};

/* "edited.stage" */
static const char *kind_of(struct cx *cx, const struct sheet_subject *subject,
			   const char *what)
{
	return str_fmt(cx->arena, "%s.%s", subject->trail, what).p;
}

static struct err *event_put(struct cx *cx, const struct sheet_subject *subject,
			     const char *what, int64_t num, struct buf *after)
{
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = kind_of(cx, subject, what),
				   .subject_kind = subject->trail,
				   .subject = num,
				   .after = audit_end(after) },
			   NULL);
}

static struct err *seen_find(struct cx *cx, const struct sheet_subject *subject,
			     const char *what, bool *ret_seen, int64_t *ret_num)
{
	return audit_seen(cx, kind_of(cx, subject, what), ret_seen, ret_num);
}

static struct err *waiting_check(struct cx *cx,
				 const struct edited_by_num_row *s)
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

/* ---- reading the file ---------------------------------------------------- */

struct staging {
	const struct sheet_subject *subject;
	const struct sheet_upload *up;
	struct sheet_draft draft;
	struct sheet_columns cols;
	int64_t id, num;
};

static struct err *line_write(struct cx *cx, const struct staging *io,
			      const struct sheet_line *l, int64_t n)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct err *err = edited_row_insert(cx->db,
					    &(struct edited_row_insert_in){
						    .list = io->id,
						    .n = n,
						    .sheet_row = l->row,
						    .row_id = l->key.id },
					    NULL);

	for (ptrdiff_t k = l->from; !err && k < l->from + l->n; k++) {
		const struct sheet_edit *e = &io->draft.edits.p[k];

		err = edited_cell_insert(
			cx->db,
			&(struct edited_cell_insert_in){
				.list = io->id,
				.n = n,
				.col = str_c(io->cols.p[e->col].key),
				.value = e->text,
				.base = sheet_digest_str(cx->arena, e->was),
				.fault = str_c(sheet_fault_key(e->fault)) },
			NULL);
	}
	if (!err)
		arena_rewind(cx->arena, mark);
	return err;
}

/* Rows that aren't there, or aren't the sender's to know, become notices. */
static struct err *lines_known(struct cx *cx, struct staging *io)
{
	struct sheet_draft *d = &io->draft;
	bool *there = arena_new(cx->arena, bool, d->lines.n + 1);
	struct arena_mark mark = arena_mark(cx->arena);
	struct sheet_now *row =
		arena_new(cx->arena, struct sheet_now, d->lines.n + 1);
	ptrdiff_t n = 0;
	struct err *err;

	for (ptrdiff_t i = 0; i < d->lines.n; i++)
		row[i] = (struct sheet_now){
			.id = d->lines.p[i].key.id,
			.plain = arena_new(cx->arena, struct str, io->cols.n)
		};
	err = io->subject->now(cx, d->marks.lang, &io->cols, row, d->lines.n);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < d->lines.n; i++)
		there[i] = row[i].there;
	arena_rewind(cx->arena, mark);
	for (ptrdiff_t i = 0; i < d->lines.n; i++)
		if (there[i])
			d->lines.p[n++] = d->lines.p[i];
		else
			*vec_push(cx->arena, &d->notices) =
				(struct sheet_notice){ NOTE_GONE,
						       d->lines.p[i].row,
						       STR("") };
	d->lines.n = n;
	return NULL;
}

static struct str notices_of(struct cx *cx, const struct sheet_draft *d)
{
	struct buf b = buf_init(cx->arena, NOTICE_BYTES);

	for (ptrdiff_t i = 0; i < d->notices.n && i < NOTICES_MOST; i++)
		buf_fmt(&b, "%d\t%d\t%.*s\n", (int)d->notices.p[i].note,
			d->notices.p[i].row, STR_ARG(d->notices.p[i].words));
	return buf_view(&b);
}

static struct err *list_write(struct cx *cx, struct staging *io,
			      const struct file_info *file)
{
	const struct sheet_draft *d = &io->draft;

	return edited_insert(cx->db,
			     &(struct edited_insert_in){
				     .subject = str_c(io->subject->name),
				     .file = file->id,
				     .file_name = file->name,
				     .sha256 = file->sha256,
				     .lang = lang_code(d->marks.lang),
				     .list = utf8_cut(d->marks.filter, 500),
				     .exported_on = d->marks.day,
				     .lines = d->rows,
				     .notices = notices_of(cx, d),
				     .from_on = io->up->from,
				     .reason = io->up->reason.p ? io->up->reason
								: STR(""),
				     .org = cx->actor.org,
				     .alone = cx->actor.alone,
				     .made_at = cx->now,
				     .made_by = cx->actor.id,
				     .made_name = cx->actor.name },
			     &io->id);
}

static struct err *num_read(struct cx *cx, struct staging *io)
{
	struct edited_num_row row;
	bool found;
	struct err *err =
		edited_num(cx->db, &(struct edited_num_in){ .id = io->id },
			   &row, &found);

	if (!err)
		io->num = row.num;
	return err;
}

static struct err *stage_tx(struct cx *cx, void *arg)
{
	struct staging *io = arg;
	struct buf after = audit_obj(cx);
	struct file_info file;
	bool seen;
	struct err *err = seen_find(cx, io->subject, "stage", &seen, &io->num);

	if (err || seen)
		return err;
	err = file_put(cx, io->up->name, io->up->bytes, &file);
	if (!err)
		err = list_write(cx, io, &file);
	for (ptrdiff_t i = 0; !err && i < io->draft.lines.n; i++)
		err = line_write(cx, io, &io->draft.lines.p[i], i + 1);
	if (!err)
		err = num_read(cx, io);
	if (err)
		return err;
	audit_str(&after, "file", file.name);
	audit_str(&after, "sha256", file.sha256);
	audit_int(&after, "rows", io->draft.rows);
	audit_int(&after, "changed", io->draft.lines.n);
	audit_int(&after, "cells", io->draft.edits.n);
	return event_put(cx, io->subject, "stage", io->num, &after);
}

static struct err *file_read(struct cx *cx, struct staging *io)
{
	const struct doc_limits limits = { .whole = true,
					   .rows = FILE_ROWS,
					   .cells = FILE_CELLS,
					   .text = FILE_TEXT };
	struct sheet_marks want = { .layout = io->subject->layout,
				    .subject = str_c(io->subject->name) };
	struct doc *d;
	struct err *err = audit_origin(cx, &want.realm);

	if (!err)
		err = (io->up->here ? doc_read_here : doc_read)(
			cx->arena, io->up->name, io->up->bytes, &limits, &d);
	if (!err)
		err = sheet_marks_read(cx->arena, d, &want, &io->draft.marks);
	if (!err)
		err = io->subject->columns(cx, io->draft.marks.lang, &io->cols);
	if (!err)
		err = sheet_read(cx->arena, d, &io->cols, &io->draft);
	return err ? err : lines_known(cx, io);
}

struct err *sheet_stage(struct cx *cx, const struct sheet_subject *subject,
			const struct sheet_upload *up, int64_t *ret_num)
{
	struct staging io = { .subject = subject, .up = up };
	struct err *err = edited_allowed(cx, subject);

	if (!err && up->from != DAY_NONE && up->from > cx->today)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("The day lies ahead; changes count "
					"from today or an earlier day.")),
			     STR("from"));
	if (!err)
		err = file_read(cx, &io);
	if (!err)
		err = db_tx_large(cx, stage_tx, &io);
	if (!err)
		*ret_num = io.num;
	return err;
}

/* ---- deciding, taking over ----------------------------------------------- */

struct settling {
	const struct sheet_subject *subject;
	int64_t num;
	const struct sheet_verdicts *v;
	struct edited_state s;
	int64_t back, kept;
};

static struct err *verdicts_write(struct cx *cx, const struct settling *io,
				  int64_t list)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < io->v->n && !err; i++)
		err = edited_decide(cx->db,
				    &(struct edited_decide_in){
					    .list = list,
					    .n = io->v->p[i].n,
					    .col = io->v->p[i].col,
					    .seen = io->v->p[i].seen },
				    NULL);
	return err;
}

static struct err *decide_tx(struct cx *cx, void *arg)
{
	struct settling *io = arg;
	struct buf after = audit_obj(cx);
	struct edited_by_num_row s;
	int64_t num, accepted = 0;
	bool seen;
	struct err *err = seen_find(cx, io->subject, "decide", &seen, &num);

	if (err || seen)
		return err;
	err = edited_get(cx, io->subject, io->num, &s);
	if (!err)
		err = waiting_check(cx, &s);
	if (!err)
		err = verdicts_write(cx, io, s.id);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < io->v->n; i++)
		accepted += io->v->p[i].seen.n > 0;
	audit_int(&after, "accepted", accepted);
	audit_int(&after, "rejected", io->v->n - accepted);
	return event_put(cx, io->subject, "decide", io->num, &after);
}

/* The cells of a row that are to be taken, or, when `back`, that were. */
struct picked {
	struct sheet_row row;
	const ptrdiff_t *at; /* each in its group */
};

static struct picked pick(struct cx *cx, const struct edited_group *g,
			  bool back)
{
	struct picked p = { .row = g->row };
	ptrdiff_t *at = arena_new(cx->arena, ptrdiff_t, g->row.n + 1);

	p.row.cell = arena_new(cx->arena, struct sheet_cell, g->row.n + 1);
	p.row.n = 0;
	p.at = at;
	for (ptrdiff_t i = 0; i < g->row.n; i++) {
		const struct edited_cells_row *kept = &g->kept[i];
		struct sheet_cell *c = &p.row.cell[p.row.n];

		if (back ? !kept->was.p : !g->row.cell[i].take)
			continue;
		*c = g->row.cell[i];
		c->take = true;
		if (back) {
			c->value = kept->was;
			p.row.event = kept->event;
		}
		at[p.row.n++] = i;
	}
	return p;
}

/* One cell of them. */
static struct sheet_row single(const struct picked *p,
			       const struct edited_group *g, ptrdiff_t i)
{
	struct sheet_row one = p->row;

	one.cell = &p->row.cell[i];
	one.n = 1;
	one.event = g->kept[p->at[i]].event;
	return one;
}

/* What a cell replaces, with its line breaks. */
static struct str was_of(const struct edited_group *g,
			 const struct sheet_cell *c)
{
	const struct str *full = g->row.now->full;

	return full && full[c->at].p ? full[c->at] : c->now;
}

static struct err *cells_take(struct cx *cx, const struct settling *io,
			      const struct edited_group *g,
			      const struct picked *p,
			      struct sheet_taken *ret_taken)
{
	const struct sheet_subject *subject = io->subject;
	struct err *err = NULL;

	*ret_taken = (struct sheet_taken){ 0 };
	if (p->row.n && subject->together)
		err = subject->take(cx, &p->row, ret_taken);
	for (ptrdiff_t i = 0; i < p->row.n && !err; i++) {
		struct sheet_row one = single(p, g, i);

		if (!subject->together)
			err = subject->take(cx, &one, ret_taken);
		if (err)
			break;
		err = edited_cell_done(cx->db,
				       &(struct edited_cell_done_in){
					       .list = io->s.s.id,
					       .n = g->r.n,
					       .col = g->kept[p->at[i]].col,
					       .was = was_of(g, one.cell),
					       .event = ret_taken->event },
				       NULL);
	}
	return err;
}

/* Keeps which version of a row it left behind. */
static struct err *rev_keep(struct cx *cx, const struct settling *io,
			    const struct edited_group *g, int64_t was)
{
	struct sheet_now now = { .id = g->r.row_id };
	struct err *err;

	now.plain = arena_new(cx->arena, struct str, io->s.cols.n);
	err = io->subject->now(cx, io->s.lang, &io->s.cols, &now, 1);
	return err ? err
		   : edited_row_done(cx->db,
				     &(struct edited_row_done_in){
					     .list = io->s.s.id,
					     .n = g->r.n,
					     .is_rev = now.rev,
					     .was = was },
				     NULL);
}

/* What a person can mend says where. */
static struct err *at_row(struct cx *cx, const struct edited_group *g,
			  struct err *err)
{
	if (err->code == ERR_DB || err->code == ERR_IO ||
	    err->code == ERR_FULL || err->code == ERR_INTERNAL)
		return err;
	return err_new(cx->arena, ERR_INVALID, N_("Row {0} of the file: {1}"),
		       str_fmt(cx->arena, "%ld", (long)g->r.sheet_row),
		       tr_err(cx->arena, cx->lang, err));
}

static struct err *group_take(struct cx *cx, const struct settling *io,
			      const struct edited_group *g)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct picked p = pick(cx, g, false);
	struct sheet_taken taken;
	struct err *err = cells_take(cx, io, g, &p, &taken);

	if (!err && p.row.n)
		err = rev_keep(cx, io, g, taken.was);
	if (err)
		return at_row(cx, g, err);
	arena_rewind(cx->arena, mark);
	return NULL;
}

static struct err *confirm_tx(struct cx *cx, void *arg)
{
	struct settling *io = arg;
	struct buf after = audit_obj(cx);
	struct str key = cx->key;
	struct edited_by_num_row s;
	int64_t num;
	bool seen;
	struct err *err = seen_find(cx, io->subject, "confirm", &seen, &num);

	if (err || seen)
		return err;
	err = edited_get(cx, io->subject, io->num, &s);
	if (!err)
		err = verdicts_write(cx, io, s.id);
	if (!err)
		err = edited_state_read(cx, io->subject, io->num, &io->s);
	if (!err)
		err = waiting_check(cx, &io->s.s);
	if (!err && !io->s.take)
		err = err_new(
			cx->arena, ERR_INVALID,
			N_("No change is accepted: tick at least one that "
			   "can be taken, or put the file away."));
	cx->key = STR_NULL; /* it belongs to the event of the whole */
	for (ptrdiff_t i = 0; i < io->s.groups.n && !err; i++)
		err = group_take(cx, io, &io->s.groups.p[i]);
	cx->key = key;
	if (!err)
		err = edited_confirmed(cx->db,
				       &(struct edited_confirmed_in){
					       .id = io->s.s.id,
					       .at = cx->now },
				       NULL);
	if (err)
		return err;
	audit_int(&after, "cells", io->s.take);
	audit_int(&after, "rows", io->s.rows_take);
	audit_int(&after, "left", io->s.cells - io->s.take);
	return event_put(cx, io->subject, "confirm", io->num, &after);
}

struct err *sheet_settle(struct cx *cx, const struct sheet_subject *subject,
			 int64_t num, const struct sheet_verdicts *v, bool take)
{
	struct settling io = { .subject = subject, .num = num, .v = v };
	struct err *err = edited_allowed(cx, subject);

	return err ? err : db_tx_large(cx, take ? confirm_tx : decide_tx, &io);
}

/* ---- taking back --------------------------------------------------------- */

static struct err *undo_check(struct cx *cx, const struct edited_by_num_row *s)
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
	until = edited_until(cx, s->confirmed_at);
	if (cx->today > until)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The changes could be taken back until {0}; "
				  "change single rows instead."),
			       fmt_day(cx->arena, until));
	return NULL;
}

/* The last act first. */
static struct err *cells_back(struct cx *cx, const struct settling *io,
			      const struct edited_group *g)
{
	const struct sheet_subject *subject = io->subject;
	struct picked p = pick(cx, g, true);
	struct err *err = NULL;

	if (p.row.n && subject->together)
		return subject->back(cx, &p.row);
	for (ptrdiff_t i = p.row.n - 1; i >= 0 && !err; i--) {
		struct sheet_row one = single(&p, g, i);

		err = subject->back(cx, &one);
	}
	return err;
}

static bool is_refusal(const struct err *err)
{
	return err->code == ERR_INVALID || err->code == ERR_CONFLICT ||
	       err->code == ERR_NOT_FOUND || err->code == ERR_DENIED;
}

/* A row that moved since stays as it is. */
static struct err *group_back(struct cx *cx, struct settling *io,
			      const struct edited_group *g)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct err *err = NULL;
	bool kept = !g->row.now->there || g->row.now->rev != g->r.is_rev;

	if (g->r.is_rev == DB_NULL)
		return NULL;
	if (!kept)
		err = cells_back(cx, io, g);
	if (err && !(io->subject->stays && is_refusal(err)))
		return at_row(cx, g, err);
	io->back += !kept && !err;
	io->kept += kept || err;
	arena_rewind(cx->arena, mark);
	return NULL;
}

static struct err *undo_tx(struct cx *cx, void *arg)
{
	struct settling *io = arg;
	struct buf after = audit_obj(cx);
	struct str key = cx->key;
	int64_t num;
	bool seen;
	struct err *err = seen_find(cx, io->subject, "undo", &seen, &num);

	if (err || seen)
		return err;
	io->back = io->kept = 0;
	err = edited_state_read(cx, io->subject, io->num, &io->s);
	if (!err)
		err = undo_check(cx, &io->s.s);
	cx->key = STR_NULL;
	for (ptrdiff_t i = 0; i < io->s.groups.n && !err; i++)
		err = group_back(cx, io, &io->s.groups.p[i]);
	cx->key = key;
	if (!err)
		err = edited_undone(cx->db,
				    &(struct edited_undone_in){
					    .id = io->s.s.id, .at = cx->now },
				    NULL);
	if (err)
		return err;
	audit_int(&after, "back", io->back);
	audit_int(&after, "kept", io->kept);
	return event_put(cx, io->subject, "undo", io->num, &after);
}

struct err *sheet_back(struct cx *cx, const struct sheet_subject *subject,
		       int64_t num)
{
	struct settling io = { .subject = subject, .num = num };
	struct err *err = edited_allowed(cx, subject);

	return err ? err : db_tx_large(cx, undo_tx, &io);
}

/* ---- putting away -------------------------------------------------------- */

static struct err *drop_tx(struct cx *cx, void *arg)
{
	const struct settling *io = arg;
	struct buf after = audit_obj(cx);
	struct edited_by_num_row s;
	int64_t num;
	bool seen;
	struct err *err = seen_find(cx, io->subject, "drop", &seen, &num);

	if (err || seen)
		return err;
	err = edited_get(cx, io->subject, io->num, &s);
	if (!err)
		err = waiting_check(cx, &s);
	if (!err)
		err = edited_dropped(cx->db,
				     &(struct edited_dropped_in){
					     .id = s.id, .at = cx->now },
				     NULL);
	if (err)
		return err;
	audit_str(&after, "file", s.file_name);
	return event_put(cx, io->subject, "drop", io->num, &after);
}

struct err *sheet_put_away(struct cx *cx, const struct sheet_subject *subject,
			   int64_t num)
{
	struct settling io = { .subject = subject, .num = num };
	struct err *err = edited_allowed(cx, subject);

	return err ? err : db_tx(cx, drop_tx, &io);
}
