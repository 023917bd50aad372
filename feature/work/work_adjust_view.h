/* What the pages of the adjustment ledger show. */
#ifndef RV_WORK_ADJUST_VIEW_H
#define RV_WORK_ADJUST_VIEW_H

#include "view/view_part.h"
#include "work/work_list_view.h"

/* A request in the ledger of a task. */
struct adjust_line {
	int64_t id;
	struct str title;    /* "Another deadline" */
	struct str was, now; /* old and new; absent: a withdrawal */
	struct str cause, body;
	struct str asked; /* "20/9/2026, Đ/c …" */
	struct str file, file_href;
	struct status verdict;
	struct str decided, answer;
	struct str key_approve, key_refuse, key_drop; /* absent: no button */
	struct str typed, bad_answer; /* of a refusal without its reason */
};
struct adjust_choice {
	struct str title, href;
};
/* The part of a task's page. */
struct adjust_panel {
	bool shown;
	struct {
		struct adjust_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct {
		struct adjust_choice *p;
		ptrdiff_t n, cap;
	} asks;		 /* what this person can ask for */
	struct str base; /* "Original deadline 30/6/2026; extended twice" */
	struct str csrf;
};
/* /task/:id/adjust */
struct adjust_form {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct str title, action, back, kind, sub;
	struct str present_label, present;  /* what it says now */
	bool deadline, work, lead, product; /* the field of the kind */
	struct str value, fault, value_label;
	struct work_choices leads, causes;
	struct str body, bad_body, bad_cause, bad_file;
	struct form_keys keys;
	struct str button;
};
/* /adjustments: what waits for a decision */
struct adjust_wait {
	int64_t task;
	struct str task_title, lead, title, change, why, asked;
};
struct adjust_list {
	struct page *page;
	struct {
		struct adjust_wait *p;
		ptrdiff_t n, cap;
	} lines;
	struct empty_state none;
};

#endif
