/* What the overview shows. */
#ifndef RV_WORK_OVERVIEW_VIEW_H
#define RV_WORK_OVERVIEW_VIEW_H

#include "view/view_part.h"

struct overview_choice { /* a programme to look at */
	int64_t id;
	struct str title;
	bool chosen;
};

/* A task that is overdue, waits or asks. */
struct overview_task {
	int64_t id;
	struct str number, work, lead;
	struct str late;    /* "Overdue by 44 days" */
	struct str percent; /* "45", or absent */
	struct str why;
	struct str since; /* when the lead reported last */
	bool help;	  /* asks for help */
};
struct overview_tasks {
	struct overview_task *p;
	ptrdiff_t n, cap;
	int64_t more; /* not shown */
};

/* A share with the level that is required today. */
struct overview_figure {
	struct str title, href;
	struct str basis;     /* "28/35 …" */
	struct str share;     /* "80,0%", or "–" */
	struct str bar, tick; /* "80.0" of 100; absent: no bar, no level */
	struct str level;     /* "required: 90%" */
	struct status verdict;
	bool risk, red;
};

struct overview_cell { /* a count; marked only when it isn't normal */
	int64_t n;
	struct str href;
	bool red, risk;
};
struct overview_unit {
	int64_t id;
	struct str name, href;
	struct overview_cell open, overdue, soon, waiting;
	struct str on_time; /* "80,0%" or absent */
	bool on_time_red, on_time_risk;
	struct str why;
};

struct overview_view {
	struct page *page;
	int64_t id; /* the programme; 0: none */
	struct str date;
	struct {
		struct overview_choice *p;
		ptrdiff_t n, cap;
	} choices;
	struct str lead_red, lead_rest;
	struct empty_state none;
	struct overview_tasks red;
	struct str red_caption, red_all;
	struct {
		struct overview_figure *p;
		ptrdiff_t n, cap;
	} figures;
	struct {
		struct overview_unit *p;
		ptrdiff_t n, cap;
	} units;
	struct overview_unit other, total;
	bool has_other;
	int64_t n_units; /* directly below the root */
	struct overview_tasks verify, help;
	struct str verify_all;
	int64_t unclear;
	struct str unclear_all;
};

#endif
