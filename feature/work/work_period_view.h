/* What a task's page shows of its periods and of the day that it waits for. */
#ifndef RV_WORK_PERIOD_VIEW_H
#define RV_WORK_PERIOD_VIEW_H

#include "view/view_part.h"

struct period_line {
	int64_t id;		     /* 0: a milestone that hasn't begun */
	struct str title, due, rule; /* rule: its day when due differs */
	struct str target;	     /* of the year of a term */
	struct status status;
	int64_t percent;
};
struct period_panel {
	struct {
		struct period_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct str sum; /* "9 of 12 periods done; next one due 31/10/2026" */
	int64_t more;	/* older ones that aren't shown */
	bool term;	/* its periods are the milestones of a term */
	struct str plan_href; /* where they are written, or absent */
	/* the period's own page */
	struct str series_href, series;
	/* the day of an event or request */
	bool waits, ask_due;
	struct str event_label, event, due, note, event_was;
	struct str bad_event, bad_due;
	struct str action;
	struct form_keys keys;
};

/* /task/:id/milestones: a row for each year that lies ahead. */
struct milestone_row {
	struct str year, title, target, day;
	struct str rule; /* the day when none is typed */
	bool last;	 /* the end of the term: its day is fixed */
	struct str bad_target, bad_day;
};
struct milestone_form {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct str title, sub, action, back;
	struct {
		struct milestone_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct form_keys keys;
};

#endif
