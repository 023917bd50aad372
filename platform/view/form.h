/*
 * A form as data: what is asked, in order, with choices, faults and what two
 * people wrote at the same time. A page fills it, form_show() sends it.
 */
#ifndef RV_VIEW_FORM_H
#define RV_VIEW_FORM_H

#include "http/http.h"
#include "view/site.h"
#include "view/view_part.h"

enum form_kind { FORM_LINE, FORM_AREA, FORM_SELECT, FORM_RADIO, FORM_TICK };
struct form_choice {
	struct str value, title;
	bool chosen;
};
struct form_choices {
	struct form_choice *p;
	ptrdiff_t n, cap;
};
struct form_input {
	enum form_kind kind;
	const char *name;
	struct str group; /* a heading above, or absent */
	struct str label, note, value, fault;
	struct form_choices choices;
};
struct form_inputs {
	struct form_input *p;
	ptrdiff_t n, cap;
};
struct form_kept {
	const char *name;
	struct str value;
};
/* Two people wrote: what is recorded now beside what this one typed. */
struct form_side {
	struct str label, now, mine; /* empty: shown as such */
	bool differs;
};
struct form_sides {
	struct str who; /* "Changed by X on …", or absent */
	bool adds;	/* saving adds yours behind what is there now */
	struct form_side *p;
	ptrdiff_t n, cap;
};
struct form {
	struct page *page;
	const char *menu; /* key of the current menu item */
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	struct str title, lead, note, action, button;
	struct form_sides sides;
	struct str leave; /* href: leaves the record as it is; or absent */
	struct form_inputs inputs;
	struct {
		struct form_kept *p;
		ptrdiff_t n, cap;
	} kept;
};

/* Adds a field; `name` is the route's, `label` is N_("…"). */
struct form_input *form_input(struct cx *cx, struct form *f,
			      enum form_kind kind, const char *name,
			      const char *label);
void form_choose(struct cx *cx, struct form_choices *c, struct str value,
		 struct str title, struct str chosen);
/* Terms of a list of the profile. */
void form_choose_terms(struct cx *cx, struct form_choices *c, const char *list,
		       struct str chosen);
/* What stands below another, as a tree: a dash for each level, since options
 * can't be indented. node[0] is the top. */
struct form_node {
	int64_t id, parent, depth;
	struct str title;
};
void form_choose_tree(struct cx *cx, struct form_choices *c,
		      const struct form_node *node, ptrdiff_t n,
		      int64_t chosen);
/* The title of the chosen one, or absent. */
struct str form_chosen(const struct form_choices *c);
/* A hidden field. */
void form_keep(struct cx *cx, struct form *f, const char *name,
	       struct str value);
void form_side_add(struct cx *cx, struct form_sides *x, struct str label,
		   struct str now, struct str mine);

/* What was sent as it was typed, or else a value. */
struct str form_typed(const struct req *rq, const char *name,
		      struct str otherwise);
/* "14/10/2026" as a form shows a day; what was typed when that is there. */
struct str form_day_typed(struct cx *cx, const struct req *rq, const char *name,
			  day_t otherwise);

/* Whether a form is shown again for it. */
bool form_is_mendable(const struct err *e);
/* Whether somebody was faster: a fault at "rev". */
bool form_is_behind(const struct err *faults);
/* Whether it is only to be confirmed: a fault at "sure". */
bool form_is_unsure(const struct err *faults);
/* Sends the form; with faults its status is 422 (409: somebody was faster, or
 * it is to be confirmed). Faults of fields that it doesn't show stand above. */
struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
		      struct form *f, const struct err *faults) MUST_USE;

#endif
