/* Forms: see form.h. */
#include "view/form.h"

#include "profile/profile.h"
#include "view/form_tmpl.h"

struct form_input *form_input(struct cx *cx, struct form *f,
			      enum form_kind kind, const char *name,
			      const char *label)
{
	struct form_input *in = vec_push(cx->arena, &f->inputs);

	in->kind = kind;
	in->name = name;
	in->label = tr(cx->lang, label);
	return in;
}

void form_choose(struct cx *cx, struct form_choices *c, struct str value,
		 struct str title, struct str chosen)
{
	*vec_push(cx->arena, c) = (struct form_choice){
		.value = value,
		.title = title,
		.chosen = str_eq(value, chosen),
	};
}

void form_keep(struct cx *cx, struct form *f, const char *name,
	       struct str value)
{
	struct form_kept *k = vec_push(cx->arena, &f->kept);

	k->name = name;
	k->value = value;
}

void form_choose_terms(struct cx *cx, struct form_choices *c, const char *list,
		       struct str chosen)
{
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(cx->profile, list, t)))
		form_choose(cx, c, t->code, cx->lang == LANG_EN ? t->en : t->vi,
			    chosen);
}

/* ---- a tree ---------------------------------------------------------------- */

static struct str dashed(struct cx *cx, const struct form_node *node)
{
	struct buf b = buf_init(cx->arena, 1000);

	for (int64_t i = 0; i < node->depth; i++)
		buf_lit(&b, "– ");
	buf_str(&b, node->title);
	return buf_view(&b);
}

struct tree {
	struct form_choices *c;
	const struct form_node *node;
	ptrdiff_t n;
	struct str chosen;
};

/* Bounded by the depth of the tree. */
static void branch_add(struct cx *cx, const struct tree *t, ptrdiff_t at)
{
	const struct form_node *node = &t->node[at];

	form_choose(cx, t->c, str_fmt(cx->arena, "%lld", (long long)node->id),
		    dashed(cx, node), t->chosen);
	for (ptrdiff_t i = at + 1; i < t->n; i++)
		if (t->node[i].parent == node->id)
			branch_add(cx, t, i);
}

void form_choose_tree(struct cx *cx, struct form_choices *c,
		      const struct form_node *node, ptrdiff_t n, int64_t chosen)
{
	struct tree t = { c, node, n,
			  str_fmt(cx->arena, "%lld", (long long)chosen) };

	if (n)
		branch_add(cx, &t, 0);
}

struct str form_chosen(const struct form_choices *c)
{
	for (ptrdiff_t i = 0; i < c->n; i++)
		if (c->p[i].chosen)
			return c->p[i].title;
	return STR_NULL;
}

void form_side_add(struct cx *cx, struct form_sides *x, struct str label,
		   struct str now, struct str mine)
{
	*vec_push(cx->arena, x) =
		(struct form_side){ .label = label,
				    .now = now,
				    .mine = mine,
				    .differs = !str_eq(now, mine) };
}

struct str form_typed(const struct req *rq, const char *name,
		      struct str otherwise)
{
	return req_method(rq) == POST ? req_typed(rq, name) : otherwise;
}

struct str form_day_typed(struct cx *cx, const struct req *rq, const char *name,
			  day_t otherwise)
{
	return form_typed(rq, name, fmt_day(cx->arena, otherwise));
}

/* ---- faults --------------------------------------------------------------- */

bool form_is_mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_CONFLICT;
}

static bool has(const struct err *e, struct str field)
{
	for (; e; e = e->next)
		if (str_eq(e->field, field))
			return true;
	return false;
}

bool form_is_behind(const struct err *faults)
{
	return has(faults, STR("rev"));
}

bool form_is_unsure(const struct err *faults)
{
	return has(faults, STR("sure"));
}

/* ---- sending -------------------------------------------------------------- */

static bool is_shown(const struct form *f, struct str href)
{
	for (ptrdiff_t i = 0; i < f->inputs.n; i++)
		if (str_eq(str_c(f->inputs.p[i].name),
			   str_sub(href, 1, href.n)))
			return true;
	return false;
}

struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
		      struct form *f, const struct err *faults)
{
	struct page page;
	struct view view;
	struct page_ask ask = { .title = f->title, .menu = f->menu };
	struct err *err;

	if (faults)
		rp->status = form_is_behind(faults) || form_is_unsure(faults)
				     ? 409
				     : 422;
	rp->no_etag = true;
	f->page = &page;
	f->keys = view_keys(cx, rq);
	f->faults = view_faults(cx, faults);
	for (ptrdiff_t i = 0; i < f->faults.n; i++)
		if (f->faults.p[i].href.n && !is_shown(f, f->faults.p[i].href))
			f->faults.p[i].href = STR_NULL; /* of the whole form */
	ask.n_errors = (int)f->faults.n;
	for (ptrdiff_t i = 0; i < f->inputs.n; i++)
		f->inputs.p[i].fault =
			view_fault_of(cx, faults, str_c(f->inputs.p[i].name));
	err = page_begin(cx, rq, rp, &ask, &page, &view);
	if (!err)
		form_html(&view, f);
	return err;
}
