/* What the forms about members are made of. */
#include "member/member_page_priv.h"

#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_form_tmpl.h"
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

/* ---- inputs ------------------------------------------------------------- */

struct member_input *member_input(struct cx *cx, struct member_form *f,
				  enum member_input_kind kind, const char *name,
				  const char *label)
{
	struct member_input *in = vec_push(cx->arena, &f->inputs);

	in->kind = kind;
	in->name = name;
	in->label = tr(cx->lang, label);
	return in;
}

void member_choose(struct cx *cx, struct member_choices *c, struct str value,
		   struct str title, struct str chosen)
{
	*vec_push(cx->arena, c) = (struct member_choice){
		.value = value,
		.title = title,
		.chosen = str_eq(value, chosen),
	};
}

void member_keep_field(struct cx *cx, struct member_form *f, const char *name,
		       struct str value)
{
	struct member_kept *k = vec_push(cx->arena, &f->kept);

	k->name = name;
	k->value = value;
}

void member_choose_terms(struct cx *cx, struct member_choices *c,
			 const char *list, struct str chosen)
{
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(cx->profile, list, t)))
		member_choose(cx, c, t->code,
			      cx->lang == LANG_EN ? t->en : t->vi, chosen);
}

/* ---- organisations as a tree -------------------------------------------- */

struct tree {
	struct member_orgs_rows rows;
	struct member_choices *c;
	struct str chosen;
};

/* A dash for each level: options can't be indented. */
static struct str indented(struct cx *cx, const struct member_orgs_row *r)
{
	struct buf b = buf_init(cx->arena, 1000);

	for (int64_t i = 0; i < r->depth; i++)
		buf_lit(&b, "– ");
	buf_str(&b, r->short_name);
	return buf_view(&b);
}

/* Bounded by the depth of the tree. */
static void branch_add(struct cx *cx, struct tree *t, ptrdiff_t at)
{
	const struct member_orgs_row *r = &t->rows.p[at];

	member_choose(cx, t->c, str_fmt(cx->arena, "%lld", (long long)r->id),
		      indented(cx, r), t->chosen);
	for (ptrdiff_t i = at + 1; i < t->rows.n; i++)
		if (t->rows.p[i].parent == r->id)
			branch_add(cx, t, i);
}

struct err *member_choose_orgs(struct cx *cx, struct member_choices *c,
			       int64_t chosen)
{
	struct tree t = {
		.c = c, .chosen = str_fmt(cx->arena, "%lld", (long long)chosen)
	};
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
		err = member_orgs(cx->db, &in, &t.rows);
	if (!err && t.rows.n)
		branch_add(cx, &t, 0);
	return err;
}

/* ---- showing ------------------------------------------------------------ */

bool member_is_mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_CONFLICT;
}

/* ---- two people at once ------------------------------------------------- */

bool member_is_behind(const struct err *e)
{
	for (; e; e = e->next)
		if (str_eq(e->field, STR("rev")))
			return true;
	return false;
}

struct err *member_sides_begin(struct cx *cx, int64_t member,
			       struct member_sides *x)
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

void member_side_add(struct cx *cx, struct member_sides *x, struct str label,
		     struct str now, struct str mine)
{
	*vec_push(cx->arena, x) =
		(struct member_side){ .label = label,
				      .now = now,
				      .mine = mine,
				      .differs = !str_eq(now, mine) };
}

static bool is_rev(const struct err *e)
{
	for (; e; e = e->next)
		if (str_eq(e->field, STR("rev")) ||
		    str_eq(e->field, STR("sure")))
			return true;
	return false;
}

struct err *member_form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     struct member_form *f, const struct err *faults)
{
	struct member_sheet sheet;
	struct page_ask ask = { .title = f->title };
	struct err *err;

	if (faults)
		rp->status = is_rev(faults) ? 409 : 422;
	f->page = &sheet.page;
	f->keys = view_keys(cx, rq);
	f->faults = view_faults(cx, faults);
	for (ptrdiff_t i = 0; i < f->faults.n; i++)
		if (str_eq(f->faults.p[i].href, STR("#rev")) ||
		    str_eq(f->faults.p[i].href, STR("#sure")))
			f->faults.p[i].href = STR_NULL; /* of the whole form */
	ask.n_errors = (int)f->faults.n;
	for (ptrdiff_t i = 0; i < f->inputs.n; i++)
		f->inputs.p[i].fault =
			view_fault_of(cx, faults, str_c(f->inputs.p[i].name));
	err = member_begin(cx, rq, rp, ask, &sheet);
	if (!err)
		member_form_html(&sheet.view, f);
	return err;
}

struct str member_day_typed(struct cx *cx, const struct req *rq,
			    const char *name, day_t otherwise)
{
	if (req_method(rq) == POST)
		return req_typed(rq, name);
	return fmt_day(cx->arena, otherwise);
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
