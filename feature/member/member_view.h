/* What the pages of members show. */
#ifndef RV_MEMBER_VIEW_H
#define RV_MEMBER_VIEW_H

#include "view/form.h"

/* ---- a record ----------------------------------------------------------- */
struct member_datum {
	struct str label, value;
	struct str href_show; /* of a masked value, or absent */
	struct str href_edit;
};
struct member_data {
	struct member_datum *p;
	ptrdiff_t n, cap;
};
struct member_step {
	day_t on;
	struct str basis, text;
	struct str href_back; /* takes it back, or absent */
	bool last;
};
struct member_steps {
	struct member_step *p;
	ptrdiff_t n, cap;
};
struct member_post_line {
	struct str office, org;
	int64_t id, org_id;
	day_t from, to;
};
struct member_paper_line {
	struct str paper, title, place, fault;
	int priority;
	bool present;
};
struct member_look_line {
	int64_t at;
	struct str who, unit, why;
};
struct member_ask_line {
	int64_t id, member;
	struct str name, org, field, was, want, note, answer;
	int64_t asked_at;
	bool is_open, accepted;
};
struct member_record {
	struct page *page;
	struct crumbs crumbs;
	int64_t id;
	struct str name, sub, done; /* done: what just happened, or absent */
	bool own, may_manage;
	bool personal; /* more than who they are may be seen */
	struct member_data left, right;
	struct member_steps steps;
	struct {
		struct member_post_line *p;
		ptrdiff_t n, cap;
	} posts;
	struct {
		struct member_paper_line *p;
		ptrdiff_t n, cap;
	} papers;
	int64_t papers_there, papers_missing; /* missing: of priority 1 */
	struct {
		struct member_look_line *p;
		ptrdiff_t n, cap;
	} looks;
	struct {
		struct member_ask_line *p;
		ptrdiff_t n, cap;
	} asks;
	struct str user; /* who signs in as this person, or absent */
};

/* A masked value, shown. */
struct member_shown_view {
	struct page *page;
	struct crumbs crumbs;
	int64_t id;
	struct str name, label, value;
	bool own;
};

struct member_papers_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	int64_t id, rev;
	struct str name;
	struct form_sides sides;
	struct {
		struct member_paper_line *p;
		ptrdiff_t n, cap;
	} papers;
};

struct member_asks_view {
	struct page *page;
	struct form_keys keys;
	struct err_items faults;
	struct {
		struct member_ask_line *p;
		ptrdiff_t n, cap;
	} asks;
	struct empty_state none;
};

/* ---- lists -------------------------------------------------------------- */
struct member_list_line {
	int64_t id, org_id;
	struct str name, birth, org, away, state;
	day_t admitted;
	struct str age; /* whole years as a member */
};
struct member_list_view {
	struct page *page;
	struct str q, as_at, caption, xlsx, csv;
	struct form_choices orgs, states, sexes;
	struct chips chips;
	struct {
		struct member_list_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct pager pager;
	struct empty_state none;
	bool may_add, may_decide;
	bool alone; /* a place without those below: no figures, no register */
	int64_t asks;
};

/* ---- a split, person by person ------------------------------------------ */
struct member_split_line {
	int64_t id;
	struct str name, birth, state;
	bool chosen, stays; /* stays: is at home elsewhere */
};
struct member_split_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	int64_t decision, step, chosen;
	struct str org, to, day, q, path;
	struct str more; /* not all stand here: the sentence, or absent */
	struct {
		struct member_split_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct empty_state none;
};
struct member_split_item {
	struct str org, to, href; /* href absent: can't be changed */
	int64_t chosen;
};
struct member_split_items {
	struct member_split_item *p;
	ptrdiff_t n, cap;
};

/* On the page of an organisation. */
struct member_office_line {
	struct str office, name;
	int64_t member; /* 0: nobody holds it */
	day_t since;	/* held, or vacant since; DAY_NONE: never held */
};
struct member_panel {
	int64_t org, total;
	struct {
		struct member_office_line *p;
		ptrdiff_t n, cap;
	} offices;
};

#endif
