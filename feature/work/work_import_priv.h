/* What the files of the import's pages share. */
#ifndef RV_WORK_IMPORT_PRIV_H
#define RV_WORK_IMPORT_PRIV_H

#include "http/http.h"
#include "view/site.h"
#include "work/work_import_state.h"
#include "work/work_import_view.h"

enum { WORK_IMPORT_PAGE = 50, WORK_IMPORT_HINTS = 2 };

/* Which rows are looked at, and what was wrong with a form. */
struct import_look {
	bool mend_only; /* only rows with something to do */
	int64_t page;	/* from 1 */
	int64_t edit;	/* row whose fields are all open; DB_NULL: none */
	bool saved;
	bool again, issue, twins; /* ticked */
	const struct err *faults;
};
void work_import_crumbs(struct cx *cx, int64_t programme, struct str code,
			struct crumbs *c);
/* "19-CTr/ĐU – title" */
struct str work_import_sub(struct cx *cx, struct str code, struct str title);
struct err *work_import_preview(struct cx *cx, struct req *rq,
				const struct work_import_state *s,
				const struct import_look *look,
				struct import_preview_view *x) MUST_USE;

#endif
