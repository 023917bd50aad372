/* A list that waits, judged against the database as it is now: the page shows
 * it and the confirmation does it, so both see the same. */
#ifndef RV_EDITED_PRIV_H
#define RV_EDITED_PRIV_H

#include "sheet/edited_query.h"
#include "sheet/edited_view.h"
#include "sheet/sheet.h"

struct edited_group { /* a row and its cells */
	struct edited_rows_row r;
	struct sheet_row row;
	struct edited_cells_row *kept; /* of each cell */
	bool open, look;
};
struct edited_state {
	const struct sheet_subject *subject;
	struct edited_by_num_row s;
	void *shared; /* of the subject */
	enum lang lang;
	struct sheet_columns cols;
	struct sheet_columns shown; /* in the words of the page */
	struct {
		struct edited_group *p;
		ptrdiff_t n;
	} groups;
	int64_t rows, rows_look, rows_take, cells, take, conflicts, refused;
};
/* ERR_NOT_FOUND when it isn't there or isn't this organisation's. */
struct err *edited_get(struct cx *cx, const struct sheet_subject *subject,
		       int64_t num,
		       struct edited_by_num_row *ret_list) MUST_USE;
struct err *edited_state_read(struct cx *cx,
			      const struct sheet_subject *subject, int64_t num,
			      struct edited_state *ret_state) MUST_USE;
struct err *edited_allowed(struct cx *cx,
			   const struct sheet_subject *subject) MUST_USE;
/* The last day on which it can be taken back. */
day_t edited_until(const struct cx *cx, int64_t confirmed_at);

/* ---- pages --------------------------------------------------------------- */
/* What of it is looked at. */
struct edited_look {
	bool only_look; /* rows with a cell that needs a look */
	bool saved;
	int64_t page;
	const struct err *faults;
};
struct str edited_path(struct cx *cx, const struct sheet_subject *subject,
		       int64_t num);
struct crumbs edited_crumbs(struct cx *cx, const struct sheet_subject *subject,
			    bool form);
/* "Tasks … on 12/10/2026. Sent by X, 14/10/2026 08:00." */
struct str edited_sub(struct cx *cx, const struct edited_by_num_row *s);
/* "“a.xlsx” of 14/10/2026, by X: taken over" */
struct str edited_words(struct cx *cx, const struct edited_newest_row *r);
/* Fills the page that compares a list with the rows. */
struct err *edited_show(struct cx *cx, const struct edited_state *s,
			const struct edited_look *look,
			struct edited_list_view *x) MUST_USE;

#endif
