/* What the pages of the annex import show. */
#ifndef RV_WORK_IMPORT_VIEW_H
#define RV_WORK_IMPORT_VIEW_H

#include "view/view_part.h"

struct import_lines {
	struct import_link {
		struct str text, href; /* href absent: only words */
	} * p;
	ptrdiff_t n, cap;
};

/* /programme/:id/import */
struct import_form_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	struct str fault; /* of the file, or absent */
	struct str action;
	struct str sub; /* which programme */
	struct import_lines earlier;
};

/* which annex */
struct import_choose_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	struct str action, drop;
	struct str sub, file;
	struct {
		struct import_annex {
			int n;
			struct str title;
		} * p;
		ptrdiff_t n, cap;
	} annexes;
};

/* A choice of the lead select. */
struct import_option {
	int64_t id;
	struct str name;
	bool chosen;
};
struct import_options {
	struct import_option *p;
	ptrdiff_t n, cap;
};
/* A text that a button puts into the field. */
struct import_hint {
	struct str key, text; /* key: "deadline.3.0" */
};
/* One of the four clarities of a row. */
struct import_cell {
	bool field;    /* has a field */
	bool bad;      /* is unclear */
	struct str id; /* name and id of the field: "lead.3" */
	struct str label;
	struct str why;	  /* one sentence, or absent */
	struct str text;  /* without a field */
	struct str value; /* of the field */
	struct str file;  /* as in the file, beside the field; or absent */
	struct str note;  /* "hiểu là 31/12/2026", or absent */
	struct str ok_id, ok_label; /* check box below the field, or absent */
	bool ok;
	struct {
		struct import_hint *p;
		ptrdiff_t n, cap;
	} hints;
	struct import_options best, all; /* lead: likely ones, all units */
};
struct import_row_view {
	struct str group; /* a new group begins, or absent */
	int64_t n;
	struct str number;
	bool take, look; /* look: tinted, something is to be done */
	struct str edit; /* href that opens all fields; or absent */
	struct import_cell work, lead, due, product;
	struct str with, with_left;
	struct str twin, twin_href; /* the programme has it already */
};

struct import_tab {
	struct str title, href;
	int64_t n;
	bool current;
};
struct import_column {
	struct str heading, meaning, example;
};

/* /import/:id before the confirmation */
struct import_preview_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	struct str action, drop;
	struct str sub;
	struct str said; /* "saved", or absent */
	struct str file, file_note, file_href;
	int64_t n_clear, n_mend, n_skip, n_tasks;
	struct str mend_word, mend_note, skip_word, skip_note;
	struct str columns_title;
	struct {
		struct import_column *p;
		ptrdiff_t n, cap;
	} columns;
	struct import_lines notices;
	struct import_lines skipped;
	struct import_lines same; /* earlier imports of the same bytes */
	struct str again_fault;
	bool again, issue, twins;
	int64_t n_twins;
	struct import_tab tab[2];
	struct {
		struct import_row_view *p;
		ptrdiff_t n, cap;
	} rows;
	struct empty_state none;
	struct pager pager;
	struct str show;
	int64_t at_page, rev;
	bool next;		     /* there is a further page */
	struct str do_clear, do_all; /* captions; absent: no button */
};

/* … and behind it */
struct import_done_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct str title, sub;
	struct import_lines facts;
	struct str programme_href;
	struct str undo_action, undo_until; /* absent: can't be taken back */
	struct str again_href;
};

#endif
