/*
 * What every page shares: the site's name, menu, assets. The app sets it once
 * at start; page_begin() turns it into a struct page for one request.
 */
#ifndef RV_SITE_H
#define RV_SITE_H

#include "view/feature.h"
#include "view/view.h"
#include "view/view_part.h"

/* What each page says of the realm. */
struct site_realm {
	struct str name; /* of the committee, in cx->arena */
	bool demo;	 /* its data is invented */
};

struct site {
	const struct feature *const *features;
	int n_features;
	const struct http_config *http; /* for asset paths */
	/* without cx->db: of no realm */
	struct err *(*about)(struct cx *cx, struct site_realm *ret_about);
};
/* Keeps the pointer. */
void site_set(const struct site *site);
const struct site *site_get(void);

/* What a page function asks for. */
struct page_ask {
	struct str title; /* translated */
	const char *menu; /* key of a menu item, or NULL */
	int n_errors;	  /* faults shown on the page */
	bool dated;	  /* the page takes ?as_at= */
	int looks_again;  /* seconds, for a page that waits for something */
};
/* Fills the page and points a view at the reply's body. */
struct err *page_begin(struct cx *cx, struct req *rq, struct reply *rp,
		       const struct page_ask *ask, struct page *ret_page,
		       struct view *ret_view) MUST_USE;

/* Lets every feature add its panel to a page: where = "org", subject = id. */
struct err *site_panels(struct cx *cx, const char *where, int64_t subject,
			struct view *v) MUST_USE;

/* ---- the search over everything ------------------------------------------ */
extern const struct route_table site_search_routes; /* /search */
/* Whether there is something that this person may look for. */
bool site_finds(struct cx *cx);

/* ---- forms ------------------------------------------------------------- */
/* The faults as the list above the heading; each links to "#<field>". */
struct err_items view_faults(struct cx *cx, const struct err *faults);
/* The sentence that belongs to a field, or absent. */
struct str view_fault_of(struct cx *cx, const struct err *faults,
			 struct str field);
/* Form token and a fresh idempotency key. */
struct form_keys view_keys(struct cx *cx, const struct req *rq);

#endif
