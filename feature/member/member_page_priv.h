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

/* ---- forms (view/form.h) ------------------------------------------------ */
/* Organisations of today that the actor sees, as a tree. */
struct err *member_choose_orgs(struct cx *cx, struct form_choices *c,
			       int64_t chosen) MUST_USE;
/* form_show() below the menu of members. */
struct err *member_form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     struct form *f, const struct err *faults) MUST_USE;
/* Begins the table of both versions with who changed the record last. */
struct err *member_sides_begin(struct cx *cx, int64_t member,
			       struct form_sides *x) MUST_USE;

/* What somebody asks for as lists show it; what waits sealed isn't told. */
struct str member_want_shown(struct cx *cx, struct str field, struct str want);

/* ---- records (member_fill.c) -------------------------------------------- */
struct err *member_record_fill(struct cx *cx, const struct member_by_id_row *m,
			       struct member_record *x) MUST_USE;

#endif
