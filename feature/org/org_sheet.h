/* Organisations as rows of a workbook that goes out and comes back. */
#ifndef RV_ORG_SHEET_H
#define RV_ORG_SHEET_H

#include "org/org_look.h"
#include "sheet/sheet.h"

enum { ORG_SHEET_LAYOUT = 1 }; /* goes up with every change of columns */

extern const struct sheet_subject org_sheet;
/* Whether the workbook of this day may come back: today's, to whoever may
 * change organisations. */
bool org_sheet_may(const struct cx *cx, const struct org_look *look);

#endif
