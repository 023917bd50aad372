/* Reading organisations, for other features. */
#include "org/org.h"

#include "base/utf8.h"
#include "db/db.h"
#include "org/org_query.h"

struct err *org_get_root(struct cx *cx, struct org *ret_org, bool *ret_found)
{
	struct org_root_row row;
	struct err *err = org_root(cx->db, &row, ret_found);

	if (!err && *ret_found)
		*ret_org = (struct org){ .id = row.id,
					 .parent = DB_NULL,
					 .kind = row.kind,
					 .name = row.name,
					 .short_name = row.short_name };
	return err;
}

struct err *org_find(struct cx *cx, int64_t id, struct org *ret_org,
		     bool *ret_found)
{
	struct org_by_id_row row;
	struct err *err = org_by_id(cx->db, &(struct org_by_id_in){ .id = id },
				    &row, ret_found);

	if (!err && *ret_found)
		*ret_org =
			(struct org){ .id = row.id,
				      .parent = row.parent,
				      .kind = row.kind,
				      .code = row.code,
				      .name = row.name,
				      .short_name = row.short_name,
				      .fold = text_fold(cx->arena, row.name) };
	return err;
}

struct err *org_list_below(struct cx *cx, int64_t scope, struct orgs *ret_list)
{
	struct org_below_rows rows;
	struct orgs list = { 0 };
	struct err *err = org_below(
		cx->db,
		&(struct org_below_in){ .scope = scope, .today = cx->today },
		&rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct org_below_row *r = &rows.p[i];

		*vec_push(cx->arena, &list) =
			(struct org){ .id = r->id,
				      .parent = r->parent,
				      .kind = r->kind,
				      .code = r->code,
				      .name = r->name,
				      .short_name = r->short_name,
				      .fold = r->name_fold,
				      .depth = r->depth };
	}
	*ret_list = list;
	return NULL;
}

struct err *org_list_top(struct cx *cx, int64_t also, struct orgs *ret_list)
{
	struct org_top_rows rows;
	struct orgs list = { 0 };
	struct err *err = org_top(cx->db,
				  &(struct org_top_in){ .also = also,
							.today = cx->today },
				  &rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct org_top_row *r = &rows.p[i];

		*vec_push(cx->arena, &list) =
			(struct org){ .id = r->id,
				      .parent = r->parent,
				      .kind = r->kind,
				      .name = r->name,
				      .short_name = r->short_name,
				      .depth = r->depth };
	}
	*ret_list = list;
	return NULL;
}

struct err *org_is_within(struct cx *cx, int64_t above, int64_t org,
			  bool *ret_within)
{
	struct org_is_below_row row;

	return org_is_below(
		cx->db, &(struct org_is_below_in){ .above = above, .org = org },
		&row, ret_within);
}
