/* What the pages between programmes and documents show. */
#ifndef RV_WORK_CARRY_VIEW_H
#define RV_WORK_CARRY_VIEW_H

#include "view/view_part.h"
#include "work/work_document_view.h"

struct link_line {
	struct str text, href; /* href absent: only text */
	struct str note;
};
struct link_lines {
	struct link_line *p;
	ptrdiff_t n, cap;
};

/* On the page of a programme: what stands behind it, what comes after it. */
struct programme_life {
	struct str closed, fates_href; /* of a closed one */
	struct link_lines documents;
	struct link_lines carries;
	struct link_lines links; /* what the office can do */
};

/* ---- carrying forward ------------------------------------------------------ */
struct carry_row_view {
	int64_t id;
	struct str number, work, href, state;
	struct str lead, with;
	struct str deadline, was, meaning; /* was: absent when it's the same */
	struct str product;
	struct strs holes;
	struct str there; /* why it can't be chosen, or absent */
	struct str note;
	bool take;
	struct str group; /* section that begins here, or absent */
};
/* A form that goes on over several pages. */
struct form_pages {
	struct str page;
	struct str text; /* "1 to 50 of 64", or absent */
	bool prev, next;
};
struct carry_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items faults;
	struct form_keys keys;
	struct str action, sub, seen, flip;
	struct document_select into, document;
	struct document_field title, year, from, to;
	struct str summary, unclear; /* in a sentence */
	struct str confirm;	     /* caption; absent: nothing chosen */
	struct {
		struct carry_row_view *p;
		ptrdiff_t n, cap;
	} rows;
	struct form_pages pages;
	struct empty_state none;
};
struct carry_done_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct str title, sub;
	struct link_lines facts;
	struct str programme_href;
	struct str note; /* what became of the programme, or absent */
	struct str undo_action, undo_until; /* absent: can't be taken back */
	struct str undo_too; /* what goes with the copies, or absent */
};

/* ---- closing ----------------------------------------------------------------- */
struct close_row_view {
	int64_t id;
	struct str number, work, href, lead, deadline;
	struct status status;
	struct document_select fate;
	struct str reason, fault, decided; /* decided: in words */
};
struct close_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items faults;
	struct form_keys keys;
	struct str action, sub, seen, fates, back;
	struct document_select others;
	struct str others_value, others_reason;
	struct link_lines counts;
	struct {
		struct close_row_view *p;
		ptrdiff_t n, cap;
	} rows;
	struct form_pages pages;
	bool sure; /* everything is decided: shown once more, then done */
	bool empty;
	struct str carry_href;
};
struct fates_view {
	struct page *page;
	struct crumbs crumbs;
	struct str sub;
	struct {
		struct fate_row_view {
			int64_t task, into;
			struct str number, work, fate, into_text, reason;
		} * p;
		ptrdiff_t n, cap;
	} rows;
	struct pager pager;
	struct empty_state none;
};

/* ---- documents ---------------------------------------------------------------- */
struct links_row_view {
	int64_t document;
	struct str code, title, role, when, end_action, end_key;
};
struct links_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items faults;
	struct form_keys keys, row_keys;
	struct str action, sub;
	struct {
		struct links_row_view *p;
		ptrdiff_t n, cap;
	} rows;
	struct document_select document, role;
	struct document_field from;
	bool may_add;
};
struct source_row_view {
	struct str n, work, lead, deadline, product;
	struct strs holes;
	struct str task_href; /* a task already */
};
struct source_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items faults;
	struct form_keys keys;
	struct str action, sub, seen, back;
	struct document_select programme;
	struct document_field section, lines;
	struct {
		struct source_row_view *p;
		ptrdiff_t n, cap;
	} rows;
	struct str summary, confirm; /* behind the preview */
};

#endif
