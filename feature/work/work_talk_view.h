/* What the comments of a task show. */
#ifndef RV_WORK_TALK_VIEW_H
#define RV_WORK_TALK_VIEW_H

#include "view/view_part.h"
#include "work/work_list_view.h"

struct talk_item {
	int64_t id;
	struct str who, org, when, iso, body;
	struct str edited;  /* "edited 14:05", leads to what was there before */
	struct str removed; /* "removed by … on …" instead of the text */
	struct str deed;    /* "Edit or remove", or what of it may be done */
	int64_t mention;    /* of the reader, not seen yet; else 0 */
	struct str key;	    /* … of its button */
};
struct talk_items {
	struct talk_item *p;
	ptrdiff_t n, cap;
};

/* The part of the task's page. */
struct talk_view {
	int64_t task;
	struct talk_items items;
	struct str all; /* the page of all comments, when there are more */
	bool may_write;
	struct form_keys keys;
	struct str said, fault, bad_mention;
	struct work_choices people; /* empty: not asked for */
	struct empty_state none;
};

/* All comments of a task, a page at a time. */
struct talk_list_view {
	struct page *page;
	struct crumbs crumbs;
	struct str title, back;
	struct form_keys keys;
	struct talk_items items;
	struct pager pager;
	struct empty_state none;
};

/* One comment: what it said before, editing, removing. */
struct talk_old_item {
	struct str from, to, body;
};
struct talk_one_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct str back;
	struct talk_item item;
	struct {
		struct talk_old_item *p;
		ptrdiff_t n, cap;
	} old;
	bool may_edit, may_remove;
	struct str until; /* "It may be edited until …" */
	struct str said, fault, bad_mention, rev;
	struct work_choices people;
	struct form_keys keys, remove_keys;
};

#endif
