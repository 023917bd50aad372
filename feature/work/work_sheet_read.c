/* Reads a workbook of tasks that came back: the engine's result with the
 * columns of tasks. */
#include "work/work_sheet_read.h"

struct err *work_sheet_read(struct arena *a, const struct doc *d,
			    struct str realm,
			    struct work_sheet_draft *ret_draft)
{
	struct sheet_marks want = { .layout = WORK_SHEET_LAYOUT,
				    .subject = STR(WORK_SHEET_SUBJECT),
				    .realm = realm };
	struct sheet_draft all = { .rows = 0 };
	struct sheet_columns cols;
	struct err *err = sheet_marks_read(a, d, &want, &all.marks);

	*ret_draft = (struct work_sheet_draft){ .marks = all.marks };
	if (err)
		return err;
	work_sheet_columns(a, all.marks.lang, &cols);
	err = sheet_read(a, d, &cols, &all);
	ret_draft->rows = all.rows;
	for (ptrdiff_t i = 0; i < all.lines.n; i++) {
		const struct sheet_line *l = &all.lines.p[i];

		*vec_push(a, &ret_draft->lines) = (struct work_sheet_line){
			l->row, work_key_from(&l->key), l->from, l->n
		};
	}
	for (ptrdiff_t i = 0; i < all.edits.n; i++) {
		const struct sheet_edit *e = &all.edits.p[i];

		*vec_push(a, &ret_draft->edits) =
			(struct work_sheet_edit){ (enum line_col)e->col,
						  e->text, e->fault, e->was };
	}
	for (ptrdiff_t i = 0; i < all.notices.n; i++)
		*vec_push(a, &ret_draft->notices) = all.notices.p[i];
	return err;
}
