/*
 * Organisations: a tree of any depth with kinds from the profile. Dated
 * tables are the truth (org_name, org_place); reorganisation acts come with
 * their own feature and build on them.
 */
#ifndef RV_ORG_H
#define RV_ORG_H

#include "base/cx.h"

struct org {
	int64_t id, parent; /* parent: DB_NULL for the root */
	struct str kind;    /* code of the profile */
	struct str code;    /* dated attribute of the register, or absent */
	struct str name, short_name;
	struct str fold; /* text_fold(name) */
	int64_t depth;	 /* below the organisation that was asked for */
};
struct orgs {
	struct org *p;
	ptrdiff_t n, cap;
};

struct org_new {
	int64_t parent; /* DB_NULL: the root; there is exactly one */
	struct str kind, code, name, short_name; /* short_name absent: name */
	day_t from;
};
/* Adds an organisation: an act. ERR_INVALID with the field for a missing
 * name, an unknown kind, a parent that isn't there, a twin of the same name. */
struct err *org_add(struct cx *cx, const struct org_new *in,
		    int64_t *ret_id) MUST_USE;

struct org_named {
	struct str name, short_name; /* short_name absent: name */
	day_t from;
};
/* Gives an organisation another name from a day on: an act. From the day on
 * which the present name began it is a correction, and that one never
 * counted. ERR_INVALID with the field for a missing name, ERR_NOT_FOUND. */
struct err *org_rename(struct cx *cx, int64_t org,
		       const struct org_named *in) MUST_USE;

/* The root of the realm; *ret_found false before `init`. */
struct err *org_get_root(struct cx *cx, struct org *ret_org,
			 bool *ret_found) MUST_USE;
struct err *org_find(struct cx *cx, int64_t id, struct org *ret_org,
		     bool *ret_found) MUST_USE;
/* It will be asked for: see db_ahead(). */
struct err *org_get_root_ahead(struct cx *cx) MUST_USE;
struct err *org_list_top_ahead(struct cx *cx) MUST_USE;
/* All that live today at or below `scope`, nearest first. */
struct err *org_list_below(struct cx *cx, int64_t scope,
			   struct orgs *ret_list) MUST_USE;
/* The root, the organisations directly below it, and `also` (0: none): the
 * choices of a select. */
struct err *org_list_top(struct cx *cx, int64_t also,
			 struct orgs *ret_list) MUST_USE;
/* True when `org` is `above` or stands below it. */
struct err *org_is_within(struct cx *cx, int64_t above, int64_t org,
			  bool *ret_within) MUST_USE;

struct feature;
extern const struct feature org_feature;

#endif
