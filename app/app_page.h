/* Pages and hooks that belong to no feature: errors, language, home, help. */
#ifndef RV_APP_PAGE_H
#define RV_APP_PAGE_H

#include "http/http.h"
#include "view/feature.h"

extern const struct route app_routes[];
extern const int app_n_routes;
extern const struct route_table app_mail_routes; /* /settings/mail … */

void app_error_page(struct cx *cx, struct req *rq, struct reply *rp,
		    const struct refused *why);
enum lang app_language(struct cx *cx, struct str accept, struct str cookie);
/* The realm was made by `demo`: the footer says that its data is invented. */
bool app_is_demo(struct cx *cx);
struct err *app_demo_ahead(struct cx *cx) MUST_USE;
page_fn app_keys_page; /* app_keys.c */
page_fn app_help_page; /* app_help.c */

#endif
