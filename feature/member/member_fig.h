/* Building a page of figures, and the files of the same tables. */
#ifndef RV_MEMBER_FIG_H
#define RV_MEMBER_FIG_H

#include "http/http.h"
#include "member/member_stat.h"
#include "member/member_stat_view.h"

/* Which organisation a page is about, and which day. */
struct fig_ask {
	int64_t org, scope; /* scope: the top of what the person may see */
};

#define FIG_ORG_FIELD                                                          \
	{                                                                      \
		.name = "org", .label = N_("Organisation"), .kind = FIELD_INT, \
		.min = 1                                                       \
	}
#define FIG_DAY_FIELD                                                          \
	{                                                                      \
		.name = "as_at", .label = N_("Day"), .kind = FIELD_DAY         \
	}

#define FIG_PAGE_FIELD                                                         \
	{                                                                      \
		.name = "page", .label = N_("Page"), .kind = FIELD_INT,        \
		.min = 1, .max = 100000                                        \
	}

/* The day of ?as_at= as the context's; ERR_INVALID for one to come. */
struct err *fig_day_read(struct cx *cx, struct req *rq) MUST_USE;
/* The organisation of ?org= or the person's own; ERR_NOT_FOUND when it isn't
 * the person's to see. */
struct err *fig_org_read(struct cx *cx, struct req *rq,
			 struct fig_ask *ret_ask) MUST_USE;

/* "/members/stats?org=5&as_at=…": the pages of an organisation on the day of
 * the context; `more` begins with '&' or is empty. */
struct str fig_href(struct cx *cx, const char *path, const struct fig_ask *ask,
		    struct str more);
/* The address with one condition more, encoded. */
struct str fig_with(struct cx *cx, struct str href, const char *name,
		    struct str value);
/* Organisations above, and tabs. */
struct err *fig_frame(struct cx *cx, const struct fig_ask *ask,
		      const char *current, struct fig_view *x) MUST_USE;
struct fig_table *fig_table(struct cx *cx, struct fig_view *x, const char *id,
			    const char *title);
/* Adds a column: N_("…"). */
void fig_head(struct cx *cx, struct fig_table *t, const char *title,
	      bool number);
struct fig_row *fig_row(struct cx *cx, struct fig_table *t, struct str title);
struct fig_cell fig_int(struct cx *cx, int64_t n, struct str href);
struct fig_cell fig_text(struct str text);
/* "28,5%" of a whole; absent when there is nothing. */
struct fig_cell fig_share(struct cx *cx, int64_t n, int64_t of);
/* "Rule: 3 people (294-QĐ/TW, from 01/07/2025)" of the day; "" when the
 * profile has none. */
struct str fig_basis(struct cx *cx, const char *rule);

enum fig_form { FIG_PAGE, FIG_XLSX, FIG_CSV };
/* Sends the view as one of them. */
struct err *fig_send(struct cx *cx, struct req *rq, struct reply *rp,
		     struct fig_view *x, enum fig_form form) MUST_USE;

#endif
