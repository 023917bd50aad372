/*
 * The organisations that a past day's tasks are put into: today's, in which
 * what has ended since stands below its heir, or with ?structure=then those of
 * the day, where each stood and what each was called then. What people of a
 * unit may see goes by today's in both (ARCHITECTURE.md says why).
 */
#ifndef RV_WORK_STRUCTURE_H
#define RV_WORK_STRUCTURE_H

#include "http/http.h"
#include "view/view.h"
#include "work/work_query.h"

/* Which unit below the root each organisation counted with on the day. */
struct work_units {
	struct structure_units_rows is;
};
/* Empty when tasks stand in today's structure: queries find the unit then. */
struct err *work_units_read(struct cx *cx,
			    struct work_units *ret_units) MUST_USE;
/* Of what a query gives as `unit`; DB_NULL: none. */
int64_t work_unit_of(const struct cx *cx, const struct work_units *u,
		     int64_t unit);

/* As what an organisation is named on the page: in those of a past day itself,
 * by the name of that day; in today's whoever has taken its place, by today's.
 * id DB_NULL: nobody has. */
struct work_called {
	int64_t id;
	struct str name, short_name;
};
struct err *work_structure_call(struct cx *cx, int64_t org,
				struct work_called *ret_called) MUST_USE;

/* Which of the two is shown, and the way to the other one; absent when nothing
 * has changed between the day and today, or the page isn't about the past. */
struct work_structure {
	struct str words, other;
	day_t on; /* whose organisations are shown, or DAY_NONE */
};
struct err *work_structure_say(struct cx *cx,
			       struct work_structure *ret_words) MUST_USE;
/* Puts it on a page about the past. */
struct err *work_structure_page(struct cx *cx, struct req *rq,
				struct page *page) MUST_USE;

#endif
