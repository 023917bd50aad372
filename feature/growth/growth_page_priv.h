/* What the pages of the pipeline share. */
#ifndef RV_GROWTH_PAGE_PRIV_H
#define RV_GROWTH_PAGE_PRIV_H

#include "growth/growth_say.h"
#include "growth/growth_view.h"
#include "http/http.h"
#include "org/org.h"
#include "view/site.h"

extern const struct route_table growth_overview_routes, growth_file_routes,
	growth_list_routes, growth_person_routes, growth_form_routes,
	growth_due_routes, growth_paper_routes;
extern const struct command growth_forecast_command;
struct err *growth_org_panel(struct cx *cx, int64_t org,
			     struct view *v) MUST_USE;

#define GROWTH_ORG_FIELD                                                       \
	{                                                                      \
		.name = "org", .label = N_("Organisation"), .kind = FIELD_INT, \
		.min = 1                                                       \
	}
#define GROWTH_DAY_FIELD                                                       \
	{                                                                      \
		.name = "as_at", .label = N_("Day"), .kind = FIELD_DAY         \
	}

/* Which organisation a page is about: that of ?org= or the actor's own. */
struct growth_asked {
	struct org org;
	bool is_all; /* it stands above all others */
};
/* Sets the day of ?as_at= in the context, too. ERR_NOT_FOUND when the
 * organisation isn't the actor's to see, ERR_INVALID for a day to come. */
struct err *growth_asked_read(struct cx *cx, struct req *rq,
			      struct growth_asked *ret) MUST_USE;
/* The scope of queries for it: 0 for the whole, below 0 for one alone. */
int64_t growth_org_scope(const struct cx *cx, const struct growth_asked *is);
/* "+3", "−2", "0". */
struct str growth_signed(const struct cx *cx, int64_t n);
/* … of a page that shows today only. */
struct err *growth_org_asked(struct cx *cx, struct req *rq,
			     struct growth_asked *ret) MUST_USE;
/* "/growth?org=5&as_at=2025-03-31", `more` begins with '&' or is empty. */
struct str growth_href(struct cx *cx, const char *path, int64_t org,
		       struct str more);
/* Growth of the membership, the organisation unless it is the whole, the page
 * when it has a name. */
struct crumbs growth_crumbs(struct cx *cx, const struct growth_asked *is,
			    struct str here);

/* Organisations of today that the actor sees, as a tree. */
struct err *growth_choose_orgs(struct cx *cx, struct form_choices *c,
			       int64_t chosen) MUST_USE;
struct candidate_by_id_row;
/* A form about the person of the address; `f` comes with a title and the end
 * of its address ("/step"). */
struct err *growth_form_begin(struct cx *cx, struct req *rq, struct form *f,
			      struct candidate_by_id_row *ret) MUST_USE;
/* form_show(); when somebody was faster, with the number of what stands now. */
struct err *growth_form_again(struct cx *cx, struct req *rq, struct reply *rp,
			      struct form *f,
			      const struct err *faults) MUST_USE;
struct err *growth_person_go(struct cx *cx, struct reply *rp,
			     int64_t id) MUST_USE;
/* Whether more than who they are may be seen of people. */
bool growth_may_personal(const struct cx *cx);

struct xlsx;
/* The reply is a file: "title 2026-10-14.xlsx", of bytes in its body. */
void growth_download(struct cx *cx, struct reply *rp, struct str title,
		     const char *ending);
/* … a workbook, which ends. */
struct err *growth_xlsx_send(struct cx *cx, struct reply *rp, struct str title,
			     struct xlsx *x) MUST_USE;

/* All that a page, a file and the command say of an organisation. */
struct growth_shown {
	struct growth_asked is;
	struct growth_figures f;
	struct growth_target target;
	struct growth_target *unit; /* [f.n_units] */
};
struct err *growth_shown_read(struct cx *cx, const struct growth_asked *is,
			      struct growth_shown *ret) MUST_USE;
/* Numbers of f.unit, those that will be short by most first. */
int *growth_units_sorted(struct cx *cx, const struct growth_shown *s);
/* More than the target at the end of the year, below 0: less; DB_NULL. */
int64_t growth_unit_diff(const struct growth_shown *s, int unit);
/* A chart of the year: wide, or for a phone. */
struct chart growth_chart(struct cx *cx, const struct growth_shown *s,
			  bool small);

#endif
