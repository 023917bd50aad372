/*
 * What the pages of personal data show. They are made of blocks: a table, a
 * list of labels and values, a form; the page fills them, one template shows
 * them all.
 */
#ifndef RV_PRIVACY_VIEW_H
#define RV_PRIVACY_VIEW_H

#include "view/view_part.h"

/* ---- forms -------------------------------------------------------------- */
enum privacy_input_kind {
	PRIVACY_LINE,
	PRIVACY_AREA,
	PRIVACY_SELECT,
	PRIVACY_RADIO,
};
struct privacy_choice {
	struct str value, title, note;
	bool chosen;
};
struct privacy_input {
	enum privacy_input_kind kind;
	const char *name;
	struct str label, note, value, fault;
	struct {
		struct privacy_choice *p;
		ptrdiff_t n, cap;
	} choices;
};
/* A button; with a name several of them say different things. */
struct privacy_button {
	struct str text;
	const char *name; /* or NULL */
	struct str value;
	bool first; /* the main one */
};
struct privacy_form {
	struct str action;
	struct {
		struct privacy_input *p;
		ptrdiff_t n, cap;
	} inputs;
	struct {
		struct privacy_button *p;
		ptrdiff_t n, cap;
	} buttons;
};

/* ---- blocks ------------------------------------------------------------- */
enum { PRIVACY_COLS = 6 };
struct privacy_cell {
	struct str text, note, href;
	bool marked; /* its text is a status of this mark */
	enum mark mark;
};
struct privacy_row {
	struct privacy_cell cell[PRIVACY_COLS];
	int n;
};
struct privacy_pair {
	struct str label, value, href;
};
struct privacy_link {
	struct str text, href;
};
struct privacy_block {
	const char *id;
	struct str title, rail; /* rail: a line below the title, or absent */
	struct str lead;	/* above what is shown, or absent */
	struct str head[PRIVACY_COLS];
	int n_head; /* 0: no table */
	struct {
		struct privacy_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct str none; /* instead of a table without rows */
	struct {
		struct privacy_pair *p;
		ptrdiff_t n, cap;
	} pairs;
	struct {
		struct privacy_link *p;
		ptrdiff_t n, cap;
	} links;
	struct {
		struct privacy_form *p;
		ptrdiff_t n, cap;
	} forms;
};
struct privacy_page {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	struct str title, sub, done;
	struct {
		struct privacy_link *p;
		ptrdiff_t n, cap;
	} acts; /* beside the title */
	struct {
		struct privacy_block *p;
		ptrdiff_t n, cap;
	} blocks;
};

/* On a record's page. */
struct privacy_panel {
	struct str lead;
	struct {
		struct privacy_link *p;
		ptrdiff_t n, cap;
	} links;
};

struct privacy_letter {
	enum lang lang;
	struct str committee, name, title, href;
};

#endif
