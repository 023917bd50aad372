/* A downloaded list as a person edits it in a spreadsheet. */
#include "work/test/work_sheet_kit.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/date.h"
#include "base/utf8.h"
#include "i18n/i18n.h"
#include "work/work_sheet.h"
#include "work/work_sheet_model.h"

enum { SERIAL_1970 = 25569, FILE_MOST = 64 << 20 };

struct doc *sheet_kit_open(struct work_kit *k, enum kit_user who,
			   const char *path)
{
	const struct doc_limits whole = { .whole = true };
	struct reply rp = work_kit_get(k, who, path, k->programme);
	struct doc *d;

	assert_int_equal(rp.status, 200);
	ok(doc_read_here(k->cx.arena, STR("list.xlsx"), buf_view(&rp.body),
			 &whole, &d));
	return d;
}

struct doc_table *sheet_kit_table(struct doc *d)
{
	for (ptrdiff_t i = 0; i < d->n_tables; i++)
		if (!d->table[i].is_hidden)
			return &d->table[i];
	fail_msg("no visible sheet");
	return NULL;
}

static struct doc_cell *cell_at(struct doc_row *row, int col)
{
	for (ptrdiff_t i = 0; i < row->n_cells; i++)
		if (row->cell[i].col == col)
			return &row->cell[i];
	return NULL;
}

/* The column below a heading, -1 when there is none. */
static int col_of(struct doc_table *t, const char *title)
{
	struct str want = tr(LANG_VI, title);

	for (ptrdiff_t r = 0; r < t->n_rows; r++)
		for (ptrdiff_t i = 0; i < t->row[r].n_cells; i++)
			if (str_eq(t->row[r].cell[i].text, want))
				return t->row[r].cell[i].col;
	return -1;
}

struct doc_row *sheet_kit_row_of(struct work_kit *k, struct doc *d, int64_t id)
{
	struct doc_table *t = sheet_kit_table(d);
	struct str begin = str_fmt(k->cx.arena, "%ld.", (long)id);
	int col = col_of(t, N_("Row key"));

	for (ptrdiff_t r = 0; r < t->n_rows; r++) {
		struct doc_cell *c = cell_at(&t->row[r], col);

		if (c && str_starts(c->text, begin))
			return &t->row[r];
	}
	fail_msg("%ld isn't in the list", (long)id);
	return NULL;
}

struct doc_row *sheet_kit_row(struct work_kit *k, struct doc *d,
			      enum kit_task task)
{
	return sheet_kit_row_of(k, d, k->task[task]);
}

struct doc_cell *sheet_kit_cell(struct work_kit *k, struct doc *d,
				struct doc_row *row, const char *title)
{
	int col = col_of(sheet_kit_table(d), title);
	struct doc_cell *c = cell_at(row, col), *now;
	ptrdiff_t at = 0;

	assert_true(col >= 0);
	if (c)
		return c;
	now = arena_new(k->cx.arena, struct doc_cell, row->n_cells + 1);
	while (at < row->n_cells && row->cell[at].col < col)
		at++;
	for (ptrdiff_t i = 0; i < row->n_cells; i++)
		now[i + (i >= at)] = row->cell[i];
	now[at] = (struct doc_cell){ .text = STR(""),
				     .col = (uint16_t)col,
				     .span = 1 };
	row->cell = now;
	row->n_cells++;
	return &now[at];
}

void sheet_kit_type(struct work_kit *k, struct doc *d, enum kit_task t,
		    enum line_col col, const char *text)
{
	struct doc_row *row = sheet_kit_row(k, d, t);
	struct doc_cell *c = sheet_kit_cell(k, d, row, line_col_title(col));

	c->text = str_c(text);
	c->is_date = c->is_number = false;
}

struct err *sheet_kit_read(struct arena *a, const struct doc *d,
			   struct str realm, struct sheet_draft *draft)
{
	struct sheet_marks want = { .layout = WORK_SHEET_LAYOUT,
				    .subject = str_c(work_sheet.name),
				    .realm = realm };
	struct sheet_columns cols;
	struct err *err;

	*draft = (struct sheet_draft){ 0 };
	err = sheet_marks_read(a, d, &want, &draft->marks);
	if (err)
		return err;
	work_sheet_columns(a, draft->marks.lang, &cols);
	return sheet_read(a, d, &cols, draft);
}

/* ---- saving ---------------------------------------------------------------- */

static void cell_save(struct arena *a, lxw_worksheet *s, lxw_row_t row,
		      const struct doc_cell *c, lxw_format *day_format)
{
	lxw_col_t col = (lxw_col_t)c->col;
	char *text = str_to_c(a, c->text);
	day_t day;

	if (c->span > 1)
		worksheet_merge_range(s, row, col, row,
				      (lxw_col_t)(col + c->span - 1), text,
				      NULL);
	else if (c->is_formula)
		worksheet_write_formula_str(s, row, col, "=A1&\"\"", NULL,
					    text);
	else if (c->is_date && day_from_iso(c->text, &day))
		worksheet_write_number(s, row, col, day + SERIAL_1970,
				       day_format);
	else if (c->is_number)
		worksheet_write_number(s, row, col, atof(text), NULL);
	else
		worksheet_write_string(s, row, col, text, NULL);
}

struct str sheet_kit_save(struct arena *a, const struct doc *d)
{
	int fd = memfd_create("sheet", MFD_CLOEXEC);
	lxw_workbook *book = workbook_new(str_fmt(a, "/proc/self/fd/%d", fd).p);
	lxw_format *day_format = workbook_add_format(book);
	char *bytes = arena_bytes(a, FILE_MOST);
	ssize_t n;

	format_set_num_format(day_format, "dd/mm/yyyy");
	for (ptrdiff_t t = 0; t < d->n_tables; t++) {
		const struct doc_table *x = &d->table[t];
		lxw_worksheet *s =
			workbook_add_worksheet(book, str_to_c(a, x->title));

		if (x->is_hidden)
			worksheet_hide(s);
		for (ptrdiff_t r = 0; r < x->n_rows; r++)
			for (ptrdiff_t i = 0; i < x->row[r].n_cells; i++)
				cell_save(a, s,
					  (lxw_row_t)(x->row[r].number - 1),
					  &x->row[r].cell[i], day_format);
	}
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	n = pread(fd, bytes, FILE_MOST, 0);
	close(fd);
	assert_true(n > 0 && n < FILE_MOST);
	return (struct str){ bytes, n };
}
