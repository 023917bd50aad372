/*
 * Small parts that many pages show: their structs, the templates of
 * view_part.tmpl (declared in "view/view_part_tmpl.h"), and what fills them.
 */
#ifndef RV_VIEW_PART_H
#define RV_VIEW_PART_H

#include "view/view.h"

/* A fault of a form, linked to its field: href "#f-due". */
struct err_item {
	struct str text, href;
};
/* part_errors(): stands above the <h1>; nothing when the list is empty. */
struct err_items {
	struct str title; /* absent: "{0} places need mending" */
	struct err_item *p;
	ptrdiff_t n, cap;
};

struct pager_link {
	struct str href;
	int number;
	bool current;
	bool gap; /* pages are left out before this one */
};
/* part_pager(): numbered pages; only the count when there is one page. */
struct pager {
	struct pager_link *p;
	ptrdiff_t n, cap;
	struct str prev, next;	 /* absent at the ends */
	int64_t from, to, total; /* rows, from 1; total 0: no rows */
};

/* An applied condition; href is the same list without it. */
struct chip {
	struct str text, href;
};
/* part_chips() */
struct chips {
	struct str count; /* "15 nhiệm vụ." or absent */
	struct chip *p;
	ptrdiff_t n, cap;
	struct str clear; /* href without any condition */
};

/* part_hidden(): the hidden fields of a form that posts. */
struct form_keys {
	struct str csrf;
	struct str key; /* idempotency key, or absent */
};

enum mark {
	MARK_RED,   /* square: overdue, or will be missed */
	MARK_AMBER, /* triangle: at risk */
	MARK_GREEN, /* dot: on track */
	MARK_NONE,  /* ring: not due yet */
	MARK_DONE,  /* tick */
	MARK_GAP,   /* triangle: one of the four clarities is missing */
};
/* part_status(): shape and word. */
struct status {
	enum mark mark;
	struct str text;
	struct str href; /* only for MARK_GAP: where it is mended; or absent */
};

/* part_empty(): says that it is good, or what will appear here. */
struct empty_state {
	struct str title, text;
};

/* part_crumbs(): the last one is the page itself and has no href. */
struct crumb {
	struct str text, href;
};
struct crumbs {
	struct crumb *p;
	ptrdiff_t n, cap;
};

/* A raw query string with the field `name` set to `value` instead of all that
 * it was; absent value: without the field. "?a=1&b=2", or the bare path "?"
 * when nothing is left. Values are encoded; `query` may begin with '?'. */
struct str query_with(struct arena *a, struct str query, struct str name,
		      struct str value);
/* The list `query` with page `page` (from 1) of `total` rows, `per_page` each;
 * the field is `page`. A page beyond the last one is shown as the last. */
struct pager pager_make(struct arena *a, struct str query, int64_t page,
			int64_t per_page, int64_t total);

#endif
