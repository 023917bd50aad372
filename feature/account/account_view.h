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
	struct str oidc; /* name of the sign-in service, or empty */
};
/* A letter about one's own account. */
struct account_letter_view {
	struct str title, greeting;
	struct strs lines;
};
/* The second factor is asked for. */
struct second_ask_view {
	struct page *page;
	struct err_items faults;
	struct account_line code;
	bool totp, passkey; /* what may be given */
	struct str ticket, next;
	bool again;
	struct account_kepts kept;
};
struct passkey_view {
	int64_t id;
	struct str name, used;
	int64_t made_at;
};
/* One's own second factor: none, begun, or on. */
struct second_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	bool on, begun, has_password;
	bool must; /* nothing else may be done before it is on */
	struct account_line current, code, name;
	struct {
		struct passkey_view *p;
		ptrdiff_t n, cap;
	} passkeys;
	bool more; /* passkeys may be added */
	struct str email, since, left;
	struct str secret;  /* in groups of four */
	struct str qr;	    /* the dark squares as a path */
	struct str qr_size; /* squares along a side, with the margin */
	struct strs codes;  /* just made, or none */
};
/* Once more who is there, before an act of weight. */
struct prove_view {
	struct page *page;
	struct form_keys keys;
	struct err_items faults;
	struct account_line current, code;
	bool password, totp, passkey; /* what may be given */
	struct str email, next;
	bool again;
	struct account_kepts kept;
};
struct again_view {
	struct page *page;
	struct str title;
	struct str action;
	bool go; /* the script may send it: its person just said so */
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
struct account_happened {
	struct str what, note;
	int64_t at;
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
	struct str limits; /* when a session ends */
	struct {
		struct account_happened *p;
		ptrdiff_t n, cap;
	} happened;	 /* with the account, the newest first */
	struct str done; /* what was just done, or absent */
};

/* The sign-in of the whole realm. */
struct limits_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	struct account_line idle, life, idle_manager, life_manager, most;
	struct account_select stepup, second;
	struct str done;
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
	/* who asked to take it away, why and when; absent: nobody */
	struct str reset_by, reset_why;
	int64_t reset_at;
	bool reset_own; /* … the reader: another has to agree */
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
	struct str path;  /* absent: shown once already */
	struct str until; /* when it ends */
};

#endif
