/* What the pages of documents show. */
#ifndef RV_WORK_DOCUMENT_VIEW_H
#define RV_WORK_DOCUMENT_VIEW_H

#include "view/view_part.h"

struct document_line_view {
	int64_t id, file, programme; /* file, programme: 0 none */
	struct str code, kind, title, issuer;
	day_t on;
};
struct documents_view {
	struct page *page;
	struct {
		struct document_line_view *p;
		ptrdiff_t n, cap;
	} rows;
	struct pager pager;
	struct empty_state none;
	bool manage;
};

struct document_programme_view {
	int64_t id;
	struct str title, year;
	struct str role; /* absent: it was made of the document */
	bool closed;
};
struct document_task_view { /* drawn from the document */
	int64_t id, line;
	struct str work, lead, code;
	bool unclear, draft, done;
};
struct document_view {
	struct page *page;
	struct crumbs crumbs;
	int64_t id, file;
	struct str code, kind, title, issuer, term;
	day_t on;
	struct str file_name, file_size;
	struct {
		struct document_programme_view *p;
		ptrdiff_t n, cap;
	} programmes;
	struct {
		struct document_task_view *p;
		ptrdiff_t n, cap;
	} tasks;
	bool more;	/* than are shown */
	bool concludes; /* its lines become tasks */
	bool manage;
};

/* A field of a form; its id is its name. */
struct document_field {
	const char *name;
	struct str label, hint, value, fault;
	bool narrow, several; /* several lines */
};
struct document_choice {
	struct str value, title;
	bool chosen;
};
struct document_select {
	const char *name;
	struct str label, fault;
	struct {
		struct document_choice *p;
		ptrdiff_t n, cap;
	} choices;
};

struct document_form_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	struct document_select kind, issuer;
	struct document_field number, term, issued_on, title, file;
};
struct document_programme_form {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	int64_t id;
	struct str code;
	struct document_field title, year, from, to;
};

#endif
