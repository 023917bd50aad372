/*
 * The tree of organisations on a day, as far as the address opens it: which
 * branches, and the lines that they make.
 */
#ifndef RV_ORG_TREE_H
#define RV_ORG_TREE_H

#include "org/org_look.h"

enum {
	ORG_LEVEL_MOST =
		100,	     /* of one level; the rest stands behind "n more" */
	ORG_OPEN_MOST = 100, /* branches named in an address */
	ORG_KINDS_MOST = 4,  /* of one level of the profile */
};

struct org_ids {
	int64_t id[ORG_OPEN_MOST];
	int n;
};
/* The kinds of a level of the profile; those that aren't there are absent. */
struct org_kinds {
	struct str kind[ORG_KINDS_MOST];
};

struct org_tree_ask {
	struct org_look look;
	struct str q, kind;	   /* a list instead of the tree */
	struct str to;		   /* a level that is open everywhere */
	int64_t top, page;	   /* top 0: the root */
	struct org_ids open, shut; /* shut: but not these */
	struct org_kinds cells;	   /* what the column counts */
	struct org_kinds levels;   /* of `to` */
};

struct org_node {
	int64_t id, parent;
	struct str kind, name, short_name, above;
	day_t name_from, name_to, place_from, place_to, born_on;
	int64_t below, cells, level; /* how many stand below it */
	int depth;
	bool open, can_open;
	int64_t more; /* > 0: not an organisation, but so many more */
	struct str note;
};
struct org_nodes {
	struct org_node *p;
	ptrdiff_t n, cap;
};
struct org_tree {
	struct org_nodes nodes;
	int64_t top;   /* 0: there is none on this day */
	int64_t total; /* directly below the top; found ones */
};

/* Which kinds a level of the profile has; of NULL, those that are counted. */
struct org_kinds org_kinds_of(const struct profile *p, struct str level);
struct str org_counted_level(const struct profile *p);

/* From the request's fields; ids that are no numbers are passed over. */
struct err *org_tree_ask_read(struct cx *cx, struct req *rq,
			      struct org_tree_ask *ret_ask) MUST_USE;
/* The address of the tree that is asked for. */
struct str org_tree_href(struct cx *cx, const struct org_tree_ask *ask);
/* … with a branch opened or closed. */
struct str org_tree_toggle(struct cx *cx, const struct org_tree_ask *ask,
			   const struct org_node *node);
/* … with the rest of a level, behind a line "n more". */
struct str org_tree_more(struct cx *cx, const struct org_tree_ask *ask,
			 const struct org_node *more);

/* The lines of the tree. */
struct err *org_tree_read(struct cx *cx, const struct org_tree_ask *ask,
			  struct org_tree *ret_tree) MUST_USE;
/* All of a kind, a page of them. */
struct err *org_tree_of_kind(struct cx *cx, const struct org_tree_ask *ask,
			     struct org_tree *ret_tree) MUST_USE;
/* Fills those that are there on the day by their id. */
struct err *org_tree_nodes(struct cx *cx, const struct org_tree_ask *ask,
			   struct org_nodes *nodes) MUST_USE;
/* One level, for the page of the organisation above it. */
struct err *org_tree_below(struct cx *cx, const struct org_tree_ask *ask,
			   struct org_tree *ret_tree) MUST_USE;

#endif
