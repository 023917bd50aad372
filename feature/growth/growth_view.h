/* What the pages of the pipeline show. */
#ifndef RV_GROWTH_VIEW_H
#define RV_GROWTH_VIEW_H

#include "view/chart.h"
#include "view/form.h"

/* ---- the overview --------------------------------------------------------- */
struct growth_month_line {
	struct str month, year, low, high, before, ahead;
};
struct growth_step_line {
	struct str title, share, waiting_href;
	struct str bar; /* 0..100 */
	int reached, waiting;
	bool first;
	struct str median, usual;
	bool slow;
};
struct growth_unit_line {
	struct str name, href;
	struct str reached; /* "6/22" */
	struct str bar;	    /* 0..100, or absent */
	bool red, amber;
	struct str ahead, diff, waiting;
	struct status verdict;
	bool short_by, just; /* more than one short; by one */
};
struct growth_overview {
	struct page *page;
	struct crumbs crumbs;
	struct str heading, sub;
	struct str red, rest; /* the sentence; red: below the level of today */
	struct str target_note; /* what the target is and of what */
	struct str target_href;
	bool has_target, has_high, may_add,
		here;	       /* here: of one organisation */
	struct str org, as_at; /* for addresses */
	struct chart wide, small;
	struct str says;
	struct {
		struct growth_month_line *p;
		ptrdiff_t n, cap;
	} months;
	struct str this_year, low_title, high_title, year_before;
	struct strs how; /* how the forecast comes about, line by line */
	struct {
		struct growth_step_line *p;
		ptrdiff_t n, cap;
	} steps;
	struct str sources, neck, neck_href, neck_link;
	struct {
		struct growth_unit_line *p;
		ptrdiff_t n, cap;
	} units;
	struct growth_unit_line total;
	struct str level, level_tick, waiting_title;
	int n_units;
	struct empty_state none;
};

/* ---- the list ------------------------------------------------------------- */
struct growth_line {
	int64_t id;
	struct str name, birth, org, source, stage;
	day_t on;
	struct str state; /* absent: on the way */
	struct status due;
};
struct growth_list_view {
	struct page *page;
	struct str q, caption;
	struct form_choices orgs, stages, sources, states;
	struct chips chips;
	struct {
		struct growth_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct pager pager;
	struct empty_state none;
	struct str xlsx, csv;
	bool may_add;
};

/* ---- a person ------------------------------------------------------------- */
struct growth_datum {
	struct str label, value;
};
struct growth_entry {
	struct str title, basis, note;
	day_t on;
	struct status due;
	bool reached, next;
};
struct growth_person_view {
	struct page *page;
	struct crumbs crumbs;
	int64_t id;
	struct str name, sub, done;
	bool may_manage, open, left, admitted;
	int64_t member;
	struct str next; /* the stage that comes next */
	struct {
		struct growth_datum *p;
		ptrdiff_t n, cap;
	} data;
	struct {
		struct growth_entry *p;
		ptrdiff_t n, cap;
	} way, past;
	bool may_back;	     /* the last stage may be taken back */
	struct strs missing; /* needed papers that aren't there */
	int64_t papers_there, papers;
};

/* On the page of an organisation. */
struct growth_panel {
	int64_t org, open;
	struct str admitted;
};

/* ---- the checklist of a file ---------------------------------------------- */
struct growth_paper_typed {
	struct str code, title, place, fault;
	bool needed, present;
};
struct growth_papers_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	int64_t id, rev;
	struct str name;
	struct {
		struct growth_paper_typed *p;
		ptrdiff_t n, cap;
	} papers;
};

/* ---- what falls due ------------------------------------------------------- */
struct growth_due_line {
	struct str name, href, org, what, note, basis, actor;
	day_t since, due;
	struct status left;
};
struct growth_due_kind_line {
	struct str text, href;
	bool current;
};
struct growth_due_view {
	struct page *page;
	struct crumbs crumbs;
	struct str heading, sub;
	unsigned kind; /* bits of those that are shown */
	struct {
		struct growth_due_kind_line *p;
		ptrdiff_t n, cap;
	} kinds;
	struct {
		struct growth_due_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct pager pager;
	struct empty_state none;
};

/* ---- how forecasts fared ---------------------------------------------------- */
struct growth_trust_line {
	day_t on;
	struct str so_far, said, error, naive;
	struct status within;
};
struct growth_trust_view {
	struct page *page;
	struct crumbs crumbs;
	struct str heading, sub, org, year, lead, came;
	struct {
		struct growth_trust_line *p;
		ptrdiff_t n, cap;
	} lines;
};

#endif
