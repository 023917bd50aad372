/* What the files of pages share. */
#ifndef RV_INDICATOR_PAGE_PRIV_H
#define RV_INDICATOR_PAGE_PRIV_H

#include "http/http.h"
#include "indicator/indicator_priv.h"
#include "indicator/indicator_view.h"
#include "view/site.h"

extern const struct route_table indicator_list_routes, indicator_one_routes,
	indicator_form_routes;

#define GOAL_WHERE_FIELDS                                                      \
	{ .name = "org",                                                       \
	  .label = N_("Organisation"),                                         \
	  .kind = FIELD_INT,                                                   \
	  .min = 1 },                                                          \
		{ .name = "year",                                              \
		  .label = N_("Year"),                                         \
		  .kind = FIELD_INT,                                           \
		  .min = 1900,                                                 \
		  .max = 2999 },                                               \
	{                                                                      \
		.name = "part", .label = N_("Part of the year"),               \
		.kind = FIELD_INT, .min = 1, .max = 12                         \
	}

/* What a page is about. */
struct goal_ask {
	struct indicator i;
	int64_t org, scope; /* scope: the top of what the person may see */
	int year, part;
	struct str period;
	day_t days[2];
	struct str by; /* rule of a proposal, or absent */
};
/* The organisation that a page is about: ?org= or the person's own;
 * ERR_NOT_FOUND outside of what they may see. */
struct err *goal_org_read(struct cx *cx, int64_t org, int64_t *ret_org,
			  int64_t *ret_scope) MUST_USE;
/* From the path and the fields GOAL_WHERE_FIELDS. */
struct err *goal_ask_read(struct cx *cx, struct req *rq,
			  struct goal_ask *ret_ask) MUST_USE;
/* "/targets/admissions?org=5&year=2026&part=1" */
struct str goal_href(struct cx *cx, const struct goal_ask *ask,
		     const char *more);

/* What a form showed and what was wrong with it. */
enum goal_form { GOAL_NO_FORM, GOAL_DIVIDING, GOAL_OWN, GOAL_REPORT };
struct goal_typed {
	enum goal_form form;
	struct err *faults;
};
/* The page, also again behind a form that was refused. */
struct err *goal_show(struct cx *cx, struct req *rq, struct reply *rp,
		      const struct goal_ask *ask,
		      const struct goal_typed *typed) MUST_USE;

/* The same for requests that only look: with ?by= and ?as_at=, which puts the
 * context on its day. */
struct err *goal_look_read(struct cx *cx, struct req *rq,
			   struct goal_ask *ret_ask) MUST_USE;
/* All but the page itself. */
struct err *goal_fill(struct cx *cx, struct req *rq, const struct goal_ask *ask,
		      const struct goal_typed *typed,
		      struct goal_one *x) MUST_USE;
struct err *goal_csv(struct cx *cx, struct req *rq, struct reply *rp);
struct err *goal_xlsx(struct cx *cx, struct req *rq, struct reply *rp);

/* Whether the actor may set the target of an organisation, or divide it. */
bool goal_may_set(const struct cx *cx, int64_t org);
bool goal_may_divide(const struct cx *cx);
/* Members on the base's day of an organisation and of those below it; all
 * DB_NULL when the indicator has no such day or it hasn't come. */
struct err *goal_bases(struct cx *cx, const struct goal_ask *ask,
		       const struct indicator_orgs *below, int64_t *ret_own,
		       int64_t *ret) MUST_USE;

/* "186", "not due yet" */
struct str goal_value_text(struct cx *cx, const struct indicator *i,
			   const struct indicator_value *v);
/* What a target asks for on the context's day. */
int64_t goal_due(const struct cx *cx, const struct goal_ask *ask,
		 int64_t target);
struct status goal_status(struct cx *cx, const struct goal_ask *ask,
			  const struct target_now *t,
			  const struct indicator_value *v);
/* "186 – 248", "3.0–4.0% of 6,187 members on 31/12/2025"; absent when there is none. */
struct str goal_span_text(struct cx *cx, const struct indicator *i,
			  int64_t value, int64_t high);
struct str goal_rate_text(struct cx *cx, const struct target_now *t);

#endif
