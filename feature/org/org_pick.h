/*
 * Choosing an organisation in a form by writing its name: a field that a list
 * of suggestions helps to fill, and that needs no script. Names may occur
 * more than once, so each is offered with what stands above it.
 */
#ifndef RV_ORG_PICK_H
#define RV_ORG_PICK_H

#include "org/org.h"

enum { PICK_OFFER_MOST = 600 };

struct org_pick {
	struct orgs list; /* all that live today */
	struct str *label; /* "Chi bộ Văn phòng · Thành Đoàn", one each */
	struct str *labels; /* folded */
	struct str *folds;  /* of the names */
	ptrdiff_t n_more;   /* the first ones: not organisations, see below */
};
/* Reads the tree once for a page. */
struct err *org_pick_read(struct cx *cx, struct org_pick *ret_pick) MUST_USE;
/* Offers something else in front of all, with an id that no organisation has,
 * by its label or its name. */
struct org_pick_more {
	int64_t id;
	struct str label, name;
};
void org_pick_add(struct cx *cx, struct org_pick *pick,
		  const struct org_pick_more *more, ptrdiff_t n);
/* The organisation that a text means: its label, its name where there is one
 * of that name, its code. ERR_INVALID at `field` with what would be right. */
struct err *org_pick_find(struct cx *cx, const struct org_pick *pick,
			  struct str text, const char *field,
			  int64_t *ret_org) MUST_USE;
/* The label of an organisation; absent when it isn't there today. */
struct str org_pick_label(const struct org_pick *pick, int64_t org);

#endif
