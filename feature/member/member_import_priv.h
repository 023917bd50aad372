/* What the files of an import's pages share. */
#ifndef RV_MEMBER_IMPORT_PRIV_H
#define RV_MEMBER_IMPORT_PRIV_H

#include "member/member_import.h"
#include "member/member_import_view.h"
#include "member/member_page_priv.h"

extern const struct route_table member_import_routes;
struct str member_import_path(struct cx *cx, int64_t id);
struct err *member_import_look(struct cx *cx, struct req *rq,
			       const struct member_import_state *s,
			       struct member_import_look_view *x) MUST_USE;
struct err *member_import_result(struct cx *cx,
				 const struct member_import_by_id_row *i,
				 struct member_import_done_view *x) MUST_USE;

#endif
