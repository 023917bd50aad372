/* The pages of a list of members that comes back: the engine's, with members
 * as the subject. */
#include "member/member_page_priv.h"
#include "member/member_sheet.h"

#define PAGE(name, call)                                                       \
	static struct err *name(struct cx *cx, struct req *rq,                 \
				struct reply *rp)                              \
	{                                                                      \
		return call(cx, rq, rp, &member_sheet);                        \
	}
PAGE(form_get, sheet_form_get)
PAGE(form_post, sheet_form_post)
PAGE(list_get, sheet_list_get)
PAGE(list_post, sheet_list_post)
PAGE(back_post, sheet_back_post)
PAGE(away_post, sheet_away_post)

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/members/sheet",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = form_get },
	{ .method = POST,
	  .path = "/members/sheet",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = form_post,
	  .slow = true,
	  .body_max = SHEET_UPLOAD_MOST + SHEET_FORM_MOST,
	  ROUTE_FIELDS(sheet_upload_fields) },
	{ .method = GET,
	  .path = "/members/sheet/:id",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = list_get,
	  .slow = true,
	  ROUTE_FIELDS(sheet_look_fields) },
	{ .method = POST,
	  .path = "/members/sheet/:id",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = list_post,
	  .body_max = SHEET_FORM_MOST,
	  ROUTE_FIELDS(sheet_form_fields) },
	{ .method = POST,
	  .path = "/members/sheet/:id/undo",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = back_post },
	{ .method = POST,
	  .path = "/members/sheet/:id/drop",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = away_post },
};
const struct route_table member_sheet_routes = { routes,
						 (int)N_ELEMENTS(routes) };
