/*
 * Saved views: what changes them, and what a list asks of them.
 */
#ifndef RV_WORK_VIEW_ACT_H
#define RV_WORK_VIEW_ACT_H

#include "work/work_filter.h"
#include "work/work_view_model.h"

struct work_view_new {
	int64_t list; /* 0: all tasks; else the programme */
	struct str name, asks;
	enum work_sharing sharing;
	bool opens; /* the person's list opens with it */
};
struct err *work_view_save(struct cx *cx, const struct work_view_new *in,
			   int64_t *ret_id) MUST_USE;
struct err *work_view_rename(struct cx *cx, int64_t id,
			     struct str name) MUST_USE;
struct err *work_view_drop(struct cx *cx, int64_t id) MUST_USE;
/* The person's list opens with this view, or, when `opens` is false, as it
 * is. */
struct err *work_view_open_with(struct cx *cx, int64_t id, bool opens) MUST_USE;

/* ---- reading (work_view.c) ------------------------------------------------ */

struct work_view {
	int64_t id, list;
	struct str name, owner, asks;
	struct str code; /* work_views_all(): of the list's programme */
	enum work_sharing sharing;
	bool opens; /* the person's default */
	bool may;   /* may be renamed and deleted by this person */
	bool is_own;
};
struct work_views {
	struct work_view *p;
	ptrdiff_t n, cap;
};
/* They will be asked for: see db_ahead(). */
struct err *work_views_ahead(struct cx *cx, int64_t list) MUST_USE;
/* What this person may see of a list's views, by name. */
struct err *work_views_get(struct cx *cx, int64_t list,
			   struct work_views *ret_views) MUST_USE;
/* … of all lists; `opens` isn't told. */
struct err *work_views_all(struct cx *cx,
			   struct work_views *ret_views) MUST_USE;
/* One of any list; ERR_NOT_FOUND when it isn't there or isn't theirs. */
struct err *work_view_see(struct cx *cx, int64_t id,
			  struct work_view *ret_view) MUST_USE;
/* How many tasks it finds now. */
struct err *work_view_count(struct cx *cx, const struct work_view *view,
			    const struct work_cells *cells,
			    int64_t *ret_n) MUST_USE;
/* "/tasks", "/programme/5" */
struct str work_list_path(struct cx *cx, int64_t list);
/* The address of the view with all that it asks. */
struct str work_view_href(struct cx *cx, const struct work_view *view);
/* Where a calendar of it is made. */
struct str work_view_feed_href(struct cx *cx, int64_t view);
/* Where a list's bare address goes: to the view that it names alone, or to
 * the person's default; absent: nowhere else. A view that isn't theirs is
 * ERR_NOT_FOUND. */
struct err *work_view_way(struct cx *cx, struct str query,
			  const struct work_filter *f,
			  const struct work_views *views,
			  struct str *ret_way) MUST_USE;

#endif
