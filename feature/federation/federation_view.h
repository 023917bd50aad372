/* What the pages of reports between committees show. */
#ifndef RV_FEDERATION_VIEW_H
#define RV_FEDERATION_VIEW_H

#include "view/view_part.h"
#include "work/work.h"

/* Figures of a programme, or of all together. */
struct fed_line {
	struct str title, code; /* code: absent for the sum */
	int64_t tasks, done, late, overdue;
	struct str approved, original; /* "80,0%", or "–" */
};
struct fed_lines {
	struct fed_line *p;
	ptrdiff_t n, cap;
};
struct fed_child {
	int64_t id;
	struct str name;
	struct status status;
	struct str when; /* "Tháng 10/2026, bản 2, …", or absent: no report */
	struct fed_lines lines;
};
struct fed_parent {
	int64_t id;
	struct str name, address;
	struct status status;
	struct str when, answer; /* of the newest report; or absent */
};
struct federation_view {
	struct page *page;
	struct form_keys keys;
	struct str lead, red; /* red: which are missing; or absent */
	struct {
		struct fed_child *p;
		ptrdiff_t n, cap;
	} children;
	struct {
		struct fed_parent *p;
		ptrdiff_t n, cap;
	} parents;
	struct str done;     /* what was just asked for, or absent */
	struct str may_send; /* words of the button, or absent */
	struct empty_state none;
};

/* A report in the history of a child or parent. */
struct fed_past {
	struct str href, period, as_of, when, answer;
	int64_t version;
	bool shown; /* its figures are above */
	struct fed_line sum;
	struct status status; /* of a parent's */
};
struct fed_state {
	struct str title;
	int64_t n;
};
struct fed_peer_view {
	struct page *page;
	struct crumbs crumbs;
	struct str name, sub;
	bool child;
	struct str heading; /* "Tháng 10/2026, bản 2", or absent: no report */
	struct fed_lines lines;
	struct fed_state states[WORK_FIGURE_STATES];
	int n_states;
	struct {
		struct fed_past *p;
		ptrdiff_t n, cap;
	} past;
	struct pager pager;
	struct empty_state none;
};

#endif
