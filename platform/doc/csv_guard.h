/*
 * The guard against formulas in tables of text: a spreadsheet runs a cell
 * that begins with one of these signs, so the writer puts an apostrophe
 * before it and the reader takes it away again.
 */
#ifndef RV_CSV_GUARD_H
#define RV_CSV_GUARD_H

#include "base/str.h"

/* Would a spreadsheet take the cell for a formula? */
bool csv_is_risky(struct str text);
/* Without an apostrophe that csv_cell() has put there. */
struct str csv_unguard(struct str text);

#endif
