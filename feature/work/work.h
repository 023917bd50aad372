/*
 * Documents, programmes, tasks: from the annex of a resolution to a verified
 * product. The only header of this feature that others include.
 */
#ifndef RV_WORK_H
#define RV_WORK_H

#include "base/cx.h"

struct feature;
extern const struct feature work_feature;

enum { WORK_FIGURE_STATES = 11 };
/* What a report on a programme says in figures: no tasks, no people. */
struct work_figures {
	struct str code, title; /* of its document; of the programme */
	int64_t year;
	int64_t tasks;			   /* issued and not withdrawn */
	int64_t done, late, overdue;	   /* on time; done late; open */
	int64_t kept, judged;		   /* by the approved deadline … */
	int64_t base_kept, base_judged;	   /* … and by the original one */
	int64_t state[WORK_FIGURE_STATES]; /* all tasks, drafts too */
};
struct work_figures_list {
	struct work_figures *p;
	ptrdiff_t n, cap;
};
/* The whole committee's programmes at the end of a day, as it was known then
 * (of today: as it is now). Those that had begun and weren't closed before
 * `since`, and have issued tasks; a closed one as on its closing day. */
struct err *work_figures_read(struct cx *cx, day_t since, day_t on,
			      struct work_figures_list *ret_list) MUST_USE;
/* "done_late", and the catalogue id of its words. */
const char *work_figure_key(int state);
const char *work_figure_title(int state);

#endif
