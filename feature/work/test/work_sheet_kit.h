/* A downloaded list as a person edits it in a spreadsheet. */
#ifndef RV_WORK_SHEET_KIT_H
#define RV_WORK_SHEET_KIT_H

#include "doc/doc.h"
#include "sheet/sheet.h"
#include "work/test/work_kit.h"
#include "work/work_line.h"

/* The list that this user downloads from `path`, opened. */
struct doc *sheet_kit_open(struct work_kit *k, enum kit_user who,
			   const char *path);
/* The visible sheet. */
struct doc_table *sheet_kit_table(struct doc *d);
/* The row whose key begins with this id. */
struct doc_row *sheet_kit_row_of(struct work_kit *k, struct doc *d, int64_t id);
/* The row of a task. */
struct doc_row *sheet_kit_row(struct work_kit *k, struct doc *d,
			      enum kit_task t);
/* The cell below a heading; made when there is none. `title`: a catalogue
 * id. */
struct doc_cell *sheet_kit_cell(struct work_kit *k, struct doc *d,
				struct doc_row *row, const char *title);
/* Types a text into a task's cell. */
void sheet_kit_type(struct work_kit *k, struct doc *d, enum kit_task t,
		    enum line_col col, const char *text);
/* What was typed into it. */
struct err *sheet_kit_read(struct arena *a, const struct doc *d,
			   struct str realm, struct sheet_draft *ret_draft);
/* Saves it. */
struct str sheet_kit_save(struct arena *a, const struct doc *d);

#endif
