/* Members as rows of a workbook that goes out and comes back. Masked and
 * protected fields are never in it. */
#ifndef RV_MEMBER_SHEET_H
#define RV_MEMBER_SHEET_H

#include "sheet/sheet.h"

enum { MEMBER_SHEET_LAYOUT = 1 }; /* goes up with every change of columns */

extern const struct sheet_subject member_sheet;
/* The columns in the language of the context, with drop-downs and notes. */
struct err *member_sheet_columns(struct cx *cx, enum lang lang,
				 struct sheet_columns *ret) MUST_USE;
struct err *member_sheet_now(struct cx *cx, enum lang lang,
			     const struct sheet_columns *cols,
			     struct sheet_now *row, ptrdiff_t n) MUST_USE;

#endif
