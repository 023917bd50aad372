/* What the pages of an import show. */
#ifndef RV_MEMBER_IMPORT_VIEW_H
#define RV_MEMBER_IMPORT_VIEW_H

#include "member/member_view.h"

struct imp_fact {
	struct str text, n;
	bool bad;
};
struct imp_facts {
	struct imp_fact *p;
	ptrdiff_t n, cap;
};
struct imp_link {
	struct str text, href;
};
struct imp_links {
	struct imp_link *p;
	ptrdiff_t n, cap;
};
/* A cell that isn't right; `name` when it can be written anew here. */
struct imp_fault {
	struct str cell, field, text, why, name;
};
struct imp_faults {
	struct imp_fault *p;
	ptrdiff_t n, cap;
};
/* A name of the register that is no organisation's yet, or that a person said
 * the organisation of. */
struct imp_name {
	struct str id, text, people;
	struct str others; /* other spellings, or absent */
	struct form_choices choices;
};
struct imp_names {
	struct imp_name *p;
	ptrdiff_t n, cap;
};
/* A position, and the offices that it may mean. */
struct imp_title {
	struct str id, text, people, others;
	struct form_choices choices;
};
struct imp_titles {
	struct imp_title *p;
	ptrdiff_t n, cap;
};
struct imp_diff {
	struct str id, who, href, field, was, is;
	bool can, accepted, corrects;
};
struct imp_diffs {
	struct imp_diff *p;
	ptrdiff_t n, cap;
};
struct imp_tab {
	struct str text, n, href;
	bool current;
};
struct member_import_form_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items errors;
	struct str fault, sheet, sheet_fault;
	struct imp_links earlier;
};
struct member_import_look_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items errors;
	struct str action, sub, day, said, failed;
	int64_t rev;
	struct imp_facts facts;
	struct form_choices decisions;
	/* one part of it at a time, by pages */
	struct {
		struct imp_tab *p;
		ptrdiff_t n, cap;
	} tabs;
	struct str part, part_title; /* part: absent when nothing is to do */
	int64_t page_no;
	struct pager pager;
	struct imp_names names;
	struct str establish;
	bool into_units;
	struct imp_faults faults;
	bool mends; /* some of them can be written anew here */
	struct imp_diffs diffs;
	struct imp_titles titles;
	struct str do_all, do_good;
	bool again;
};
struct member_import_done_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct str title, action, undo_until, wait;
	struct str so_far;   /* how far it is, in words; or absent */
	int64_t done, total; /* … in rows; total 0: not known */
	int64_t again_s;
	struct imp_facts facts;
	struct imp_links kept;
};

#endif
