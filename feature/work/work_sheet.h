/* Tasks as rows of a workbook that goes out and comes back. */
#ifndef RV_WORK_SHEET_H
#define RV_WORK_SHEET_H

#include "sheet/sheet.h"

extern const struct sheet_subject work_sheet;
/* True when this actor may send lists back: the office, and units that
 * report. */
bool work_sheet_may(const struct cx *cx);

#endif
