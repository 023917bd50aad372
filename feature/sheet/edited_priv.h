/* A list that waits, judged against the database as it is now: the page shows
 * it and the confirmation does it, so both see the same. */
#ifndef RV_EDITED_PRIV_H
#define RV_EDITED_PRIV_H

#include "sheet/edited_query.h"
#include "sheet/sheet.h"

struct edited_one { /* a cell */
	struct edited_cells_row r;
	int col;
	struct str now;
	struct str why; /* it can't be taken; else absent */
	bool same;	/* the row says the same already */
	bool conflict;	/* it changed here since the list went out */
	bool take;
};
struct edited_group { /* a row and its cells */
	struct edited_rows_row r;
	struct sheet_now *now;
	struct edited_one *cell;
	ptrdiff_t n_cells;
	bool open, look;
};
struct edited_state {
	const struct sheet_subject *subject;
	struct edited_by_id_row s;
	enum lang lang;
	struct sheet_columns cols;
	struct {
		struct edited_group *p;
		ptrdiff_t n;
	} groups;
	int64_t rows, rows_look, cells, take, conflicts, refused;
};
/* ERR_NOT_FOUND when it isn't there or isn't this organisation's. */
struct err *edited_get(struct cx *cx, const struct sheet_subject *subject,
		       int64_t id, struct edited_by_id_row *ret_list) MUST_USE;
struct err *edited_state_read(struct cx *cx,
			      const struct sheet_subject *subject, int64_t id,
			      struct edited_state *ret_state) MUST_USE;
struct err *edited_allowed(struct cx *cx,
			   const struct sheet_subject *subject) MUST_USE;
struct sheet_change edited_change(const struct edited_state *s,
				  const struct edited_group *g,
				  const struct edited_one *c);
/* The last day on which it can be taken back. */
day_t edited_until(const struct cx *cx, int64_t confirmed_at);

#endif
