/* What the pages of the sign-in service show. */
#ifndef RV_ACCOUNT_OIDC_VIEW_H
#define RV_ACCOUNT_OIDC_VIEW_H

#include "account/account_view.h"

/* A button that leads to the service, and the page behind it. */
struct oidc_door_view {
	struct page *page;
	struct str name, next;
	struct str url, host; /* behind it: where it goes on */
};
/* One's own link. */
struct oidc_own_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	struct str name; /* of the service */
	struct str who;	 /* is linked, or absent */
	struct str since;
	bool ask; /* the password is asked for */
	struct str email;
	struct account_line current;
	struct str token; /* of the question whether it is this one */
	struct str asked; /* … who */
	bool done;
};
/* The part of the page "Your account". */
struct oidc_panel_view {
	struct str name, text;
};
struct oidc_linked_view {
	int64_t user;
	struct str name, who, since, key;
};
struct oidc_settings_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys, test_keys, off_keys;
	struct err_items faults;
	struct account_line issuer, client, secret, name, site, factor;
	bool set, saved;
	struct str lost; /* file of a key that isn't there, or absent */
	struct str back, logout, start; /* addresses for the service's list */
	struct str answer;		/* of the test, or absent */
	bool good;
	struct {
		struct oidc_linked_view *p;
		ptrdiff_t n, cap;
	} linked;
	int64_t total;
};

#endif
