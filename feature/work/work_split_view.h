/* What a task's page shows of its parts, and the form that splits it. */
#ifndef RV_WORK_SPLIT_VIEW_H
#define RV_WORK_SPLIT_VIEW_H

#include "view/view_part.h"
#include "work/work_list_view.h"

struct part_line {
	int64_t id;
	bool seen; /* this person may open it */
	bool gone; /* withdrawn: it doesn't count */
	struct str number, work, lead, due;
	struct status status;
	int64_t percent;
	struct str weight;
};
struct part_panel {
	struct {
		struct part_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct str sum;		      /* "Rolled up …: 65% (130/200)" */
	struct str split_href, split; /* absent: may not be split now */
	/* of a part: where it comes from */
	struct str above, above_href;
	bool may_weigh;
	struct str action, weight, bad_weight;
	struct form_keys keys;
};

/* /task/:id/split */
struct split_row {
	struct str n; /* "3", of "work.3" */
	struct str work, deadline, product, weight;
	struct work_choices leads;
	struct str bad_work, bad_lead, bad_deadline, bad_product, bad_weight;
};
struct split_form {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct str title, sub, action, attach, back;
	struct str hint; /* what the task has already */
	struct str due;	 /* what an empty deadline means */
	struct {
		struct split_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct str count; /* of rows */
	bool may_more;
	struct work_choices drafts; /* none: nothing to attach */
	struct str attach_weight, bad_draft, bad_attach_weight;
	struct form_keys keys, attach_keys;
};

#endif
