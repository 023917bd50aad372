/* Fills the page that compares a sheet with the tasks. */
#ifndef RV_WORK_SHEET_SHOW_H
#define RV_WORK_SHEET_SHOW_H

#include "http/http.h"
#include "work/work_sheet_state.h"
#include "work/work_sheet_view.h"

enum { WORK_SHEET_PAGE = 50 }; /* tasks */

/* What of it is looked at. */
struct sheet_look {
	bool only_look; /* tasks with a cell that needs a look */
	int64_t page;
	bool saved;
	const struct err *faults;
};
void work_sheet_show(struct cx *cx, const struct work_sheet_state *s,
		     const struct sheet_look *look, struct sheet_view *x);
/* Rows of which nothing is taken. */
void work_sheet_notes(struct cx *cx, struct str notices, struct sheet_notes *n);
void work_sheet_crumbs(struct cx *cx, struct crumbs *c);
/* "Sent 14/10/2026 08:00 by X; downloaded 12/10/2026. Tasks 12-CTr …" */
struct str work_sheet_sub(struct cx *cx, const struct sheet_by_id_row *s);

#endif
