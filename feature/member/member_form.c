/* What the forms about members are made of. */
#include "member/member_page_priv.h"

#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_list_query.h"

enum { ORGS_MOST = 1000 };

struct err *member_begin(struct cx *cx, struct req *rq, struct reply *rp,
			 struct page_ask ask, struct member_sheet *ret_sheet)
{
	if (!ask.menu)
		ask.menu = "members";
	rp->no_etag = true;
	return page_begin(cx, rq, rp, &ask, &ret_sheet->page, &ret_sheet->view);
}

struct str member_path(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "/member/%lld", (long long)id);
}

struct crumbs member_crumbs(struct cx *cx, const struct member_by_id_row *m,
			    struct str here)
{
	struct crumbs c = { 0 };

	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = tr(cx->lang, N_("Members")),
				.href = STR("/members") };
	if (m)
		*vec_push(cx->arena, &c) =
			(struct crumb){ .text = m->name,
					.href = here.n ? member_path(cx, m->id)
						       : STR_NULL };
	if (here.n)
		*vec_push(cx->arena, &c) = (struct crumb){ .text = here };
	return c;
}

static struct err *nobody(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such member."));
}

struct err *member_open_row(struct cx *cx, int64_t id,
			    struct member_by_id_row *ret_row, bool *ret_own)
{
	int64_t own;
	bool found, seen = false;
	struct err *err =
		member_by_id(cx->db, &(struct member_by_id_in){ .id = id },
			     ret_row, &found);

	if (!err && !found)
		err = nobody(cx);
	if (!err)
		err = member_of(cx, cx->actor.id, &own);
	if (err)
		return err;
	*ret_own = own == id;
	if (*ret_own)
		return NULL;
	err = member_is_seen(cx, id, &seen);
	return err || seen ? err : nobody(cx);
}

struct err *member_form_row(struct cx *cx, struct req *rq,
			    struct member_by_id_row *ret_row)
{
	bool seen, found;
	int64_t id = req_path_id(rq, "id");
	struct err *err = member_is_seen(cx, id, &seen);

	if (!err && !seen)
		err = nobody(cx);
	if (!err && req_method(rq) == GET)
		err = member_look(cx, id, STR_NULL);
	return err ? err
		   : member_by_id(cx->db, &(struct member_by_id_in){ .id = id },
				  ret_row, &found);
}

/* ---- organisations as a tree -------------------------------------------- */

struct err *member_choose_orgs(struct cx *cx, struct form_choices *c,
			       int64_t chosen)
{
	struct member_orgs_rows rows = { 0 };
	struct form_node *node;
	struct member_orgs_in in = { .scope = member_scope(cx),
				     .today = cx->today,
				     .limit = ORGS_MOST };
	struct member_root_row root;
	struct err *err = NULL;
	bool found = true;

	if (!in.scope) {
		err = member_root(cx->db, &root, &found);
		in.scope = found ? root.id : 0;
	}
	if (!err && found)
		err = member_orgs(cx->db, &in, &rows);
	if (err)
		return err;
	node = arena_new(cx->arena, struct form_node, rows.n + 1);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		node[i] = (struct form_node){ rows.p[i].id, rows.p[i].parent,
					      rows.p[i].depth,
					      rows.p[i].short_name };
	form_choose_tree(cx, c, node, rows.n, chosen);
	return NULL;
}

/* ---- showing ------------------------------------------------------------ */

struct err *member_sides_begin(struct cx *cx, int64_t member,
			       struct form_sides *x)
{
	struct member_changed_by_row row;
	bool found;
	struct err *err = member_changed_by(
		cx->db, &(struct member_changed_by_in){ .member = member },
		&row, &found);

	if (!err && found && row.name.n)
		x->who = tr_fmt(cx->arena, cx->lang,
				N_("{0} changed this record on {1}."), row.name,
				fmt_instant(cx->arena, row.at));
	return err;
}

struct err *member_form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     struct form *f, const struct err *faults)
{
	f->menu = "members";
	return form_show(cx, rq, rp, f, faults);
}

/* ---- what fields are called --------------------------------------------- */

struct str member_field_label(struct cx *cx, struct str field)
{
	static const struct {
		const char *code, *label;
	} own[] = {
		{ "name", N_("Name") },
		{ "birth", N_("Born") },
		{ "sex", N_("Sex") },
		{ "admitted_on", N_("Day of admission") },
		{ "official_on", N_("Full member since") },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(own); i++)
		if (str_eq(field, str_c(own[i].code)))
			return tr(cx->lang, own[i].label);
	return profile_term_title(cx->profile, "field", field, cx->lang);
}
