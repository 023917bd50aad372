/* A list as it goes out: what comes back is compared with it. */
#include "sheet/sheet.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"

struct writing {
	struct xlsx *x;
	struct str realm;
	struct sheet_columns cols;
};

static struct sheet_val val_of(const struct sheet_column *c, struct str plain)
{
	struct sheet_val v = { .n = DB_NULL, .day = DAY_NONE };

	if (c->kind == COL_DAY) {
		if (!day_from_iso(plain, &v.day))
			v.day = DAY_NONE;
	} else if (c->kind == COL_INT) {
		if (!str_to_i64(plain, &v.n))
			v.n = DB_NULL;
	} else {
		v.text = plain;
	}
	return v;
}

static struct err *head_write(struct cx *cx, const struct writing *w,
			      const struct sheet_book *b)
{
	struct sheet_col col[1 + SHEET_COLS_MOST] = {
		{ .title = tr(cx->lang, sheet_key_title()),
		  .width = 5,
		  .is_key = true,
		  .note = tr(cx->lang, b->key_note) }
	};

	for (ptrdiff_t c = 0; c < w->cols.n; c++) {
		const struct sheet_column *from = &w->cols.p[c];

		col[1 + c] = (struct sheet_col){ .title = from->title,
						 .width = from->width,
						 .kind = from->kind,
						 .note = from->note,
						 .choices = from->choices };
	}
	return xlsx_sheet(w->x, b->name, b->heading, col, (int)w->cols.n + 1);
}

static struct err *row_write(struct cx *cx, const struct writing *w,
			     const struct sheet_now *row)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct sheet_val val[1 + SHEET_COLS_MOST] = { 0 };
	struct sheet_digest was[SHEET_COLS_MOST];
	struct err *err;

	for (ptrdiff_t c = 0; c < w->cols.n; c++) {
		struct str plain = row->plain[c].p ? row->plain[c] : STR("");

		was[c] = sheet_digest(plain);
		val[1 + c] = val_of(&w->cols.p[c], plain);
	}
	val[0].text = sheet_key_write(cx->arena, w->realm,
				      &(struct sheet_key){ .id = row->id,
							   .rev = row->rev,
							   .was = was,
							   .n = w->cols.n });
	err = xlsx_row(w->x, val);
	if (!err)
		arena_rewind(cx->arena, mark);
	return err;
}

static struct err *rows_write(struct cx *cx, const struct writing *w,
			      const struct sheet_subject *subject,
			      const struct sheet_ids *ids)
{
	struct sheet_now *row =
		arena_new(cx->arena, struct sheet_now, ids->n + 1);
	struct err *err;

	for (ptrdiff_t i = 0; i < ids->n; i++)
		row[i] = (struct sheet_now){
			.id = ids->p[i],
			.plain = arena_new(cx->arena, struct str, w->cols.n)
		};
	err = subject->now(cx, cx->lang, &w->cols, row, ids->n);
	for (ptrdiff_t i = 0; !err && i < ids->n; i++)
		err = row_write(cx, w, &row[i]);
	return err;
}

struct err *sheet_book(struct cx *cx, struct xlsx *x,
		       const struct sheet_subject *subject,
		       const struct sheet_book *b)
{
	struct writing w = { .x = x };
	struct err *err = audit_origin(cx, &w.realm);

	if (!err)
		err = subject->columns(cx, cx->lang, &w.cols);
	if (!err)
		err = head_write(cx, &w, b);
	if (!err)
		err = rows_write(cx, &w, subject, &b->rows);
	if (!err)
		err = xlsx_note(
			x, str_cat(cx->arena, w.cols.total,
				   fmt_int(cx->arena, cx->lang, b->rows.n)));
	if (!err)
		sheet_mark(cx->arena, x,
			   &(struct sheet_marks){ .layout = subject->layout,
						  .subject =
							  str_c(subject->name),
						  .realm = w.realm,
						  .lang = cx->lang,
						  .day = cx->today,
						  .filter = b->heading });
	return err;
}
