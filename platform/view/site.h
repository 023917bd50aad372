/*
 * What every page shares: the site's name, menu, assets. The app sets it once
 * at start; page_begin() turns it into a struct page for one request.
 */
#ifndef RV_SITE_H
#define RV_SITE_H

#include "view/feature.h"
#include "view/view.h"

struct site {
	const struct feature *const *features;
	int n_features;
	const struct http_config *http; /* for asset paths */
	/* name of the committee, in cx->arena */
	struct err *(*name)(struct cx *cx, struct str *ret_name);
	bool demo;
};
/* Keeps the pointer. */
void site_set(const struct site *site);
const struct site *site_get(void);

/* What a page function asks for. */
struct page_ask {
	struct str title;  /* translated */
	const char *menu;  /* key of a menu item, or NULL */
	int n_errors;	   /* faults shown on the page */
};
/* Fills the page and points a view at the reply's body. */
struct err *page_begin(struct cx *cx, struct req *rq, struct reply *rp,
		       const struct page_ask *ask, struct page *ret_page,
		       struct view *ret_view) MUST_USE;

#endif
