/* What the pages of members share. */
#ifndef RV_MEMBER_PAGE_PRIV_H
#define RV_MEMBER_PAGE_PRIV_H

#include "http/http.h"
#include "member/member_act.h"
#include "member/member_query.h"
#include "member/member_view.h"
#include "view/feature.h"
#include "view/site.h"

extern const struct route_table member_page_routes, member_edit_routes,
	member_move_routes, member_own_routes, member_list_routes,
	member_export_routes, member_split_routes, member_sheet_routes;
struct err *member_org_panel(struct cx *cx, int64_t org,
			     struct view *v) MUST_USE;
/* On a decision's page: for each split how many go along by name. */
struct err *member_split_panel(struct cx *cx, int64_t decision,
			       struct view *v) MUST_USE;

/* A page and what its template writes to. */
struct member_sheet {
	struct page page;
	struct view view;
};
struct err *member_begin(struct cx *cx, struct req *rq, struct reply *rp,
			 struct page_ask ask,
			 struct member_sheet *ret_sheet) MUST_USE;
struct str member_path(struct cx *cx, int64_t id);
/* Members, the person's name (absent: no more), the page. */
struct crumbs member_crumbs(struct cx *cx, const struct member_by_id_row *m,
			    struct str here);

/* The person of the address: ERR_NOT_FOUND when the actor may not see the
 * record; *ret_own tells whether it is their own. */
struct err *member_open_row(struct cx *cx, int64_t id,
			    struct member_by_id_row *ret_row,
			    bool *ret_own) MUST_USE;
/* … for a form that changes it. */
struct err *member_form_row(struct cx *cx, struct req *rq,
			    struct member_by_id_row *ret_row) MUST_USE;

/* ---- forms -------------------------------------------------------------- */
struct member_input *member_input(struct cx *cx, struct member_form *f,
				  enum member_input_kind kind, const char *name,
				  const char *label);
void member_choose(struct cx *cx, struct member_choices *c, struct str value,
		   struct str title, struct str chosen);
void member_keep_field(struct cx *cx, struct member_form *f, const char *name,
		       struct str value);
/* Terms of a list. */
void member_choose_terms(struct cx *cx, struct member_choices *c,
			 const char *list, struct str chosen);
/* Organisations of today that the actor sees, as a tree. */
struct err *member_choose_orgs(struct cx *cx, struct member_choices *c,
			       int64_t chosen) MUST_USE;
/* Shows the form; with faults its status is 422 (409: somebody was faster). */
struct err *member_form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     struct member_form *f,
			     const struct err *faults) MUST_USE;
/* Whether somebody was faster: a fault at "rev". */
bool member_is_behind(const struct err *faults);
/* Begins the table of both versions with who changed the record last. */
struct err *member_sides_begin(struct cx *cx, int64_t member,
			       struct member_sides *x) MUST_USE;
void member_side_add(struct cx *cx, struct member_sides *x, struct str label,
		     struct str now, struct str mine);
/* Whether a form is shown again for it. */
bool member_is_mendable(const struct err *e);
/* "14/10/2026" as a form shows a day; what was typed when that is there. */
struct str member_day_typed(struct cx *cx, const struct req *rq,
			    const char *name, day_t otherwise);

/* What somebody asks for as lists show it; what waits sealed isn't told. */
struct str member_want_shown(struct cx *cx, struct str field, struct str want);

/* ---- records (member_fill.c) -------------------------------------------- */
struct err *member_record_fill(struct cx *cx, const struct member_by_id_row *m,
			       struct member_record *x) MUST_USE;

#endif
