/*
 * Reading a register that is imported, from its file or from what was kept of
 * it. The document is laid out in memory of its own, which is given back once
 * the people are read: it is larger than they are.
 */
#include "member/member_import.h"

#include "auth/auth.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_priv.h"

enum { NAME_MOST = 200, DOC_MOST = 256 << 20 };

/* ---- reading a file ---------------------------------------------------------- */

/* Only the table of the register, and what stands around it. */
static struct doc *table_only(struct arena *a, const struct doc *d, int table)
{
	struct doc *one = arena_new(a, struct doc, 1);

	*one = *d;
	one->table = &d->table[table];
	one->n_tables = 1;
	one->n_asides = 0;
	return one;
}

/* The cell of a row at a grid column, made when there is none. */
static struct doc_cell *cell_at(struct arena *a, struct doc_row *row, int col)
{
	struct doc_cell *cell;
	ptrdiff_t k = 0;

	while (k < row->n_cells && row->cell[k].col < col)
		k++;
	if (k < row->n_cells && row->cell[k].col == col)
		return &row->cell[k];
	cell = arena_new(a, struct doc_cell, row->n_cells + 1);
	for (ptrdiff_t i = 0; i < row->n_cells; i++)
		cell[i + (i >= k)] = row->cell[i];
	cell[k] = (struct doc_cell){ .col = (uint16_t)col, .span = 1 };
	row->cell = cell;
	row->n_cells++;
	return &row->cell[k];
}

/* What a person wrote anew, in the document. */
static void mend_lay(struct arena *a, struct doc *d,
		     const struct member_register *r,
		     const struct member_import_mends_row *m, struct str text)
{
	struct doc_table *t = &d->table[r->table];
	enum member_field f = member_field_of(m->field);
	int col = f == MF_SHEET ? -1 : r->col[f];
	struct doc_cell *cell;

	for (ptrdiff_t i = 0; col >= 0 && i < t->n_rows; i++) {
		if (t->row[i].number != m->sheet_row)
			continue;
		cell = cell_at(a, &t->row[i], col);
		cell->text = text;
		cell->is_number = cell->is_date = cell->is_formula = false;
		cell->merged_up = false;
	}
}

static struct err *register_read(struct cx *cx, const struct doc *d,
				 struct str sheet, struct member_register **ret)
{
	struct member_ask ask = { .today = cx->today, .sheet = sheet };

	return member_register_read(cx->arena, cx->profile, d, &ask, ret);
}

/* The people of a document, with what was written anew: where that belongs is
 * known from the first reading. */
static struct err *people_read(struct cx *cx, struct arena *own,
			       const struct member_key *key, struct doc *d,
			       struct member_import_state *s)
{
	struct member_import_mends_rows rows;
	struct arena_mark mark;
	struct err *err = member_import_mends(
		cx->db, &(struct member_import_mends_in){ .import = s->i.id },
		&rows);

	mark = arena_mark(cx->arena);
	if (!err)
		err = register_read(cx, d, STR_NULL, &s->reg);
	if (err || !rows.n)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct str text = STR("");

		if (member_open(own, key, rows.p[i].field, rows.p[i].sealed,
				&text))
			mend_lay(own, d, s->reg, &rows.p[i], text);
	}
	arena_rewind(cx->arena, mark);
	return register_read(cx, d, STR_NULL, &s->reg);
}

static struct err *document_read(struct cx *cx, struct arena *own,
				 const struct member_import_new *in,
				 struct member_import_state *s)
{
	struct doc *d;
	struct err *err = (in->here ? doc_read_here : doc_read)(
		own, in->name, in->bytes, &member_import_limits, &d);

	if (err)
		return err_dup(cx->arena, err);
	err = register_read(cx, d, in->sheet, &s->reg);
	if (err)
		return err;
	d = table_only(own, d, s->reg->table);
	s->reg->table = 0;
	if (s->i.as_at == DAY_NONE &&
	    !member_register_day(cx->arena, cx->profile, d, s->reg,
				 &s->i.as_at))
		s->i.as_at = DAY_NONE;
	member_register_keep(cx->arena, s->reg);
	if (in->keeps)
		s->bytes = doc_to_bytes(cx->arena, &member_import_limits, d);
	return NULL;
}

static struct err *file_read(struct cx *cx, const struct member_import_new *in,
			     struct member_import_state *s)
{
	CLEANUP(arena_closep) struct arena *own = arena_open(DOC_MOST);

	s->name = utf8_cut(text_clean(cx->arena, in->name), NAME_MOST);
	s->sha256 = auth_sha256_hex(cx->arena, in->bytes);
	s->i.as_at = in->as_at;
	s->i.decision = DB_NULL;
	return document_read(cx, own, in, s);
}

struct err *member_import_open(struct cx *cx,
			       const struct member_import_new *in,
			       struct member_import_state *ret)
{
	struct member_import_state s = { .means = in->means,
					 .into_unit = in->into_unit };
	struct err *err = member_import_may(cx, &s.i.org);

	if (!err)
		err = file_read(cx, in, &s);
	if (!err && s.i.as_at != DAY_NONE && s.i.as_at > cx->today)
		err = member_day_check(cx->arena, s.i.as_at, cx->today,
				       "as_at");
	if (!err)
		err = member_lock_ready(cx, &s.lock);
	if (!err)
		err = member_import_judge(cx, &s);
	if (!err)
		*ret = s;
	return err;
}

/* ---- as it stands --------------------------------------------------------------- */

static struct err *parts_read(struct cx *cx, struct arena *own,
			      const struct member_key *key, int64_t id,
			      struct doc **ret_doc)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct member_import_parts_rows rows;
	struct buf b = buf_init(own, 64 << 20);
	struct err *err = member_import_parts(
		cx->db, &(struct member_import_parts_in){ .import = id },
		&rows);

	if (err)
		return err;
	buf_room(&b, rows.n * MEMBER_IMPORT_PART);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct arena_mark was = arena_mark(own);
		struct str part = STR("");

		if (!member_open(own, key, MEMBER_IMPORT_SEALED,
				 rows.p[i].sealed, &part))
			return err_new(cx->arena, ERR_CONFLICT,
				       N_("What was read from the file can't "
					  "be opened any more; choose the file "
					  "again."));
		buf_str(&b, part);
		arena_rewind(own, was);
	}
	arena_rewind(cx->arena, mark);
	err = doc_from_bytes(own, buf_view(&b), &member_import_limits, ret_doc);
	return err ? err_dup(cx->arena, err) : NULL;
}

static struct err *kept_read(struct cx *cx, const struct member_key *key,
			     struct member_import_state *s)
{
	CLEANUP(arena_closep) struct arena *own = arena_open(DOC_MOST);
	struct doc *d;
	struct err *err = parts_read(cx, own, key, s->i.id, &d);

	if (!err)
		err = people_read(cx, own, key, d, s);
	if (!err)
		member_register_keep(cx->arena, s->reg);
	return err;
}

static struct err *basis_read(struct cx *cx, struct member_import_state *s)
{
	struct member_import_decision_row d;
	bool found;
	struct err *err;

	if (s->i.decision == DB_NULL)
		return NULL;
	err = member_import_decision(cx->db,
				     &(struct member_import_decision_in){
					     .id = s->i.decision },
				     &d, &found);
	if (!err && found)
		s->basis = d.number;
	return err;
}

struct err *member_import_state(struct cx *cx, int64_t id,
				struct member_import_state *ret)
{
	struct member_import_state s = { 0 };
	struct member_key key;
	struct err *err = member_import_get(cx, id, &s.i);

	if (!err && !s.i.lock_key.p)
		err = member_import_waits(cx, &s.i, 0);
	if (!err)
		err = member_lock_read(cx, &s.lock);
	if (!err)
		err = member_key_open(cx, &s.lock, s.i.lock_key, &key);
	if (!err)
		err = kept_read(cx, &key, &s);
	if (!err)
		err = basis_read(cx, &s);
	if (!err)
		err = member_import_judge(cx, &s);
	if (!err)
		*ret = s;
	return err;
}
