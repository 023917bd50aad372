/* The conditions of a list of members, used by the page and its exports. */
#ifndef RV_MEMBER_LIST_H
#define RV_MEMBER_LIST_H

#include "http/http.h"
#include "member/member_list_query.h"

enum { MEMBER_PAGE_ROWS = 50, MEMBER_LIST_FIELDS_N = 6 };
struct member_filter {
	struct str q; /* as typed */
	int64_t org;  /* at or below; 0: any */
	struct str state, sex;
	int64_t page;
};
extern const struct field member_list_fields[MEMBER_LIST_FIELDS_N];

/* Reads them and puts the context on the day of `as_at`. */
struct err *member_filter_read(struct cx *cx, struct req *rq,
			       struct member_filter *ret_filter) MUST_USE;
/* How many rows it finds. */
struct err *member_filter_count(struct cx *cx, const struct member_filter *f,
				int64_t *ret_n) MUST_USE;
/* A page of them behind `offset` of `total` (member_filter_count()); rows of a
 * past day look the same. */
struct err *member_filter_rows(struct cx *cx, const struct member_filter *f,
			       int64_t offset, int64_t total,
			       struct member_list_rows *ret_rows) MUST_USE;
/* All of them, one by one. */
struct member_walk {
	struct db_stmt *st;
	bool plain; /* only who they are may be seen */
	bool past;
};
struct err *member_walk_open(struct cx *cx, const struct member_filter *f,
			     struct member_walk *ret_walk) MUST_USE;
struct err *member_walk_next(const struct member_walk *w,
			     struct member_list_row *ret_row,
			     bool *ret_more) MUST_USE;
void member_walk_close(const struct member_walk *w);

#endif
