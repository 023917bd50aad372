/* Members as rows of a sheet: columns and rows here, cells there. */
#ifndef RV_MEMBER_SHEET_PRIV_H
#define RV_MEMBER_SHEET_PRIV_H

#include "member/member_page_priv.h"
#include "member/member_sheet.h"

enum { NAME, BIRTH, SEX, ORG, STATE, ADMITTED, OFFICIAL, YEARS, N_FIXED };

/* Of a column of these: why it isn't taken from a sheet, or NULL. */
const char *member_sheet_fixed(int c);

struct err *member_sheet_begin(struct cx *cx, enum lang lang,
			       void **ret_shared) MUST_USE;
struct err *member_sheet_check(struct cx *cx, const struct sheet_row *row,
			       struct sheet_cell *c) MUST_USE;
void member_sheet_agree(struct cx *cx, struct sheet_row *row);
struct err *member_sheet_take(struct cx *cx, const struct sheet_row *row,
			      struct sheet_taken *ret_taken) MUST_USE;
struct err *member_sheet_back(struct cx *cx,
			      const struct sheet_row *row) MUST_USE;

#endif
