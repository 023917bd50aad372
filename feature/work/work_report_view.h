/* What the page of a report shows. */
#ifndef RV_WORK_REPORT_VIEW_H
#define RV_WORK_REPORT_VIEW_H

#include "view/chart.h"
#include "view/view_part.h"

struct report_count { /* a figure and the list that makes it */
	int64_t n;
	struct str href; /* absent: 0, or no list has it */
	bool red;
};
struct report_rate { /* a share on time */
	struct str text, href;
	bool red, risk;
};
struct report_piece { /* of a row's bar */
	int x, width;
	const char *css;
};
enum { REPORT_PIECES = 5 };
struct report_row {
	struct str title, href;
	struct report_piece bar[REPORT_PIECES];
	int n_bar;
	struct report_count issued, done, late, overdue, extended;
	struct report_rate approved, original;
};
struct report_rows {
	struct report_row *p;
	ptrdiff_t n, cap;
};
struct report_kept { /* a row of "on time": against one deadline */
	struct str title, note;
	struct report_rate share;
	struct str bar, tick; /* 0..100; absent: nothing is judged */
	struct str level;
	struct report_count kept, missed;
	struct status verdict;
};
struct report_clear {
	struct str title, share;
	int64_t clear;
	struct report_count missing;
};
struct report_cause_row {
	struct str title;
	struct report_count overdue, late, extended, extensions;
};
struct report_month_row {
	struct str day;
	struct report_count issued, done, late, overdue;
};
struct report_effect_row {
	int64_t task;
	struct str number, work, lead, name, aim, value, day, share, bar;
	struct status status;
};

struct report_choice {
	struct str year; /* four digits */
	bool chosen;
};

struct report_view {
	struct page *page;
	struct crumbs crumbs;
	struct str heading, sub;
	struct str xlsx, docx;
	struct {
		struct report_choice *p;
		ptrdiff_t n, cap;
	} years;		    /* of /report */
	struct str done, red, rest; /* the sentence */
	struct report_kept kept[2];
	struct str extensions;
	struct str extensions_href;
	struct str says; /* what the chart shows */
	struct chart wide, small;
	struct {
		struct report_month_row *p;
		ptrdiff_t n, cap;
	} months;
	struct str groups_title, groups_head; /* sections or programmes */
	struct report_rows groups, leads;
	struct report_row total;
	struct pager pager; /* of the leads */
	struct report_clear clear[4];
	struct {
		struct report_cause_row *p;
		ptrdiff_t n, cap;
	} causes;
	struct {
		struct report_effect_row *p;
		ptrdiff_t n, cap;
	} effects;
	struct str effect_text;
	int64_t more_effects; /* only in the files */
};

#endif
