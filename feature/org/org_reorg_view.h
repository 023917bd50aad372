/* What the pages of reorganisation show. */
#ifndef RV_ORG_REORG_VIEW_H
#define RV_ORG_REORG_VIEW_H

#include "view/view_part.h"

struct reorg_texts {
	struct str *p;
	ptrdiff_t n, cap;
};
/* One figure of a step's table. */
struct reorg_line {
	struct str title;
	struct reorg_cell {
		struct str label, text;
	} * p;
	ptrdiff_t n, cap;
	struct str after;
	struct str ask; /* href of the choice that is open, or absent */
};
struct reorg_block { /* a step, and what it does to whom */
	int64_t id;
	struct str what, say; /* "Merge into …", and the sentence */
	struct reorg_texts heads;
	struct str after_head, after_label;
	struct reorg_line *p; /* lines of figures; none: nothing is counted */
	ptrdiff_t n, cap;
	struct str remove, raise; /* actions, or absent */
};
struct reorg_choice_option {
	struct str value, text;
	bool on;
};
struct reorg_choice {
	struct str id, key, text; /* id: "q1" */
	bool open;
	struct reorg_choice_option *p;
	ptrdiff_t n, cap;
};
struct reorg_basis { /* the paper's own fields */
	struct str title, number, signed_on, signer, effective_on, note;
	struct str bad_title, bad_number, bad_signed_on, bad_signer,
		bad_effective_on, bad_note;
};
struct reorg_step_link {
	struct str title, href;
};
struct reorg_page_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	int64_t id, rev;
	struct str title, sub;
	struct str lead_before, lead_bold, lead_after, lead_gap;
	int at; /* 1…4: which of the steps of the work is at hand */
	struct reorg_basis basis;
	struct {
		struct reorg_block *p;
		ptrdiff_t n, cap;
	} blocks;
	struct {
		struct reorg_choice *p;
		ptrdiff_t n, cap;
	} choices;
	struct reorg_texts stated, stops; /* what stays; what is in the way */
	struct {
		struct reorg_step_link *p;
		ptrdiff_t n, cap;
	} kinds;
	struct str file, file_href;
	struct str failed;
	bool draft, waiting, done, undone;
	bool may;	     /* change it */
	struct str past_say; /* of one that is over: by whom, when, why */
	struct str bad_why, why;
};
struct reorg_row {
	struct str title, href, number, effective, state;
	enum mark mark;
};
struct reorg_list_view {
	struct page *page;
	struct crumbs crumbs;
	struct {
		struct reorg_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct str more; /* href, or absent */
	struct empty_state none;
	bool may;
};
struct reorg_new_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	struct str title, action, back, button;
	int64_t rev;
	struct reorg_basis basis;
};
/* A field of a step's form. */
struct reorg_field {
	struct str name, label, hint, value, bad;
	bool offers; /* organisations are suggested */
	bool check;  /* a box; value: "1" when on */
	struct {
		struct reorg_choice_option *p;
		ptrdiff_t n, cap;
	} options; /* a select */
};
struct reorg_step_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	struct str title, sub, action, back, kind;
	struct {
		struct reorg_field *p;
		ptrdiff_t n, cap;
	} fields;
	struct reorg_texts offers; /* names of organisations */
	struct str hint;
	struct str rows, rows_most; /* of sources; absent: it has none */
	bool may_more;
};

#endif
