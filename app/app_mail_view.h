/* What the pages of the mail server show. */
#ifndef RV_APP_MAIL_VIEW_H
#define RV_APP_MAIL_VIEW_H

#include "view/view_part.h"

struct mail_line {
	const char *name, *type;
	struct str label, hint, value, fault;
};
struct mail_security {
	const char *key;
	struct str title;
	bool chosen;
};
struct mail_settings_view {
	struct page *page;
	struct form_keys keys;
	struct crumbs crumbs;
	struct err_items faults;
	struct mail_line host, port, user, password, from, site, to;
	struct mail_security tls[3];
	int n_tls;
	struct str tls_fault;
	bool set;	   /* a server is set: a test may be sent */
	bool saved;	   /* just now */
	struct str key;	   /* file that isn't there to open the password */
	struct str answer; /* of the test, or absent */
	bool took;	   /* … the server took the letter */
	int64_t waiting, failed;
};

struct mail_row {
	int64_t id;
	struct str made, to, subject, when, answer;
	struct status status;
	struct str key; /* of "send again"; absent: no button */
};
struct mail_log_view {
	struct page *page;
	struct form_keys keys;
	struct crumbs crumbs;
	bool failed; /* only those that were refused */
	struct {
		struct mail_row *p;
		ptrdiff_t n, cap;
	} rows;
	int64_t total, waiting, n_failed;
	struct pager pager;
	struct empty_state none;
};

#endif
