/* What "My work" and the panel of an organisation show. */
#ifndef RV_WORK_MINE_VIEW_H
#define RV_WORK_MINE_VIEW_H

#include "view/view_part.h"

struct mine_item {
	int64_t id;
	struct str title; /* number and work */
	struct str note;  /* product and percent, or who said what */
	struct status status;
	struct str when;   /* "due 20/10/2026" */
	struct str chased; /* "Reminded on … by …: …", or absent */
	struct str accept; /* key of the button; absent: no button */
	bool share;	   /* leads to the shares of the task */
	bool adjust;	   /* … to its adjustments */
	/* a mention: opening it says that it was seen; `open` is the key */
	int64_t mention;
	struct str open;
};
struct mine_section {
	struct str id, title, rail;
	struct {
		struct mine_item *p;
		ptrdiff_t n, cap;
	} items;
	struct str all;	 /* the whole list, when there is more */
	struct str more; /* … or why there is none */
	struct empty_state none;
};
struct mine_view {
	struct page *page;
	struct str sub;
	int64_t unread; /* notices */
	struct form_keys keys;
	struct {
		struct mine_section *p;
		ptrdiff_t n, cap;
	} sections;
	struct empty_state nothing; /* neither reports nor manages */
};

/* What waits for a person in one of their seats. */
struct leave_place {
	struct str name;
	struct {
		struct mine_section *p;
		ptrdiff_t n, cap;
	} sections;
};
struct work_leave_view {
	bool open; /* the tasks are named; else only how many */
	struct {
		struct leave_place *p;
		ptrdiff_t n, cap;
	} places;
};

struct org_mark {
	struct status status;
	struct str href;
	int64_t n;
};
struct org_panel_view {
	struct {
		struct org_mark *p;
		ptrdiff_t n, cap;
	} marks;
	struct {
		struct mine_item *p;
		ptrdiff_t n, cap;
	} items;
	struct str all;
	int64_t total;
	struct str on_time, extensions; /* absent: nothing to say */
	struct empty_state none;
};

#endif
