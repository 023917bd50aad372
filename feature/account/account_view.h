/* What the pages of accounts show: filled by account_page.c and
 * account_user_page.c, read by view/ *.tmpl. */
#ifndef RV_ACCOUNT_VIEW_H
#define RV_ACCOUNT_VIEW_H

#include "view/view_part.h"

/* One line of a form. */
struct account_line {
	const char *name, *type, *autocomplete;
	struct str label, hint, value, fault;
};
struct account_choice {
	struct str value, title;
	bool chosen;
};
struct account_select {
	const char *name;
	struct str label, hint, fault;
	struct {
		struct account_choice *p;
		ptrdiff_t n, cap;
	} choices;
};
struct account_kept {
	struct str name, value;
};
struct account_kepts {
	struct account_kept *p;
	ptrdiff_t n, cap;
};
struct sign_in_view {
	struct page *page;
	struct err_items faults;
	struct account_line email, password;
	struct str next;
	bool again; /* a form waits to be sent again */
	struct account_kepts kept;
};
/* The second factor is asked for. */
struct second_ask_view {
	struct page *page;
	struct err_items faults;
	struct account_line code;
	struct str ticket, next;
	bool again;
	struct account_kepts kept;
};
/* One's own second factor: none, begun, or on. */
struct second_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	bool on, begun, has_password;
	bool must; /* nothing else may be done before it is on */
	struct account_line current, code;
	struct str email, since, left;
	struct str secret;  /* in groups of four */
	struct str qr;	    /* the dark squares as a path */
	struct str qr_size; /* squares along a side, with the margin */
	struct strs codes;  /* just made, or none */
};
struct again_view {
	struct page *page;
	struct str action;
	struct form_keys keys;
	struct account_kepts kept;
};
struct link_view {
	struct page *page;
	struct err_items faults;
	struct str token;
};

struct account_session {
	int64_t id;
	struct str agent, address;
	int64_t made_at, seen_at;
	bool present;
};
struct account_view {
	struct page *page;
	struct form_keys keys;
	struct err_items faults;
	struct str name, email, post;
	struct strs roles;
	bool free, has_password;
	bool manages;	   /* may open the list of users */
	struct str second; /* what is said of the second factor */
	bool must;	   /* nothing else may be done before it is on */
	struct account_line current, fresh;
	struct account_select lang, theme, size;
	struct {
		struct account_session *p;
		ptrdiff_t n, cap;
	} sessions;
	struct str done; /* what was just done, or absent */
};

struct user_row_view {
	int64_t id;
	struct str name, email, post;
	bool disabled;
};
struct users_view {
	struct page *page;
	struct {
		struct user_row_view *p;
		ptrdiff_t n, cap;
	} rows;
	int64_t total;
	struct pager pager;
};
struct user_add_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	struct account_line email, name, post;
	struct account_select role, org;
};
struct user_grant_view {
	int64_t id;
	struct str role, org, by, reason;
	bool alone;
	day_t from, to; /* the first day and the last */
	bool never;	/* ended on its first day */
	bool over;
	bool ends; /* may be ended */
};
struct user_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	int64_t id;
	struct str name, email, post;
	day_t disabled_on;
	bool disabled, self;
	bool second; /* has a second factor */
	struct account_line reason, from, to, why;
	struct account_select role, org, reach;
	struct {
		struct user_grant_view *p;
		ptrdiff_t n, cap;
	} grants;
};
/* A one-time link that was just made. */
struct user_link_view {
	struct page *page;
	struct crumbs crumbs;
	int64_t id;
	struct str name;
	struct str path; /* absent: shown once already */
};

#endif
