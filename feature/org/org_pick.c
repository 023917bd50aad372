/* Choosing an organisation by writing its name. */
#include "org/org_pick.h"

#include "base/utf8.h"
#include "db/db.h"

static const struct org *by_id(const struct org_pick *pick, int64_t id)
{
	for (ptrdiff_t i = 0; i < pick->list.n; i++)
		if (pick->list.p[i].id == id)
			return &pick->list.p[i];
	return NULL;
}

/* Parents stand before their children, so each is found at once in most
 * trees: the list comes by depth. */
static struct str label_make(struct cx *cx, const struct org_pick *pick,
			     const struct org *o)
{
	const struct org *above =
		o->parent == DB_NULL ? NULL : by_id(pick, o->parent);

	if (!above || above->parent == DB_NULL)
		return o->name;
	return str_fmt(cx->arena, "%.*s · %.*s", STR_ARG(o->name),
		       STR_ARG(above->short_name));
}

struct err *org_pick_read(struct cx *cx, struct org_pick *ret_pick)
{
	struct org root;
	bool found;
	struct err *err = org_get_root(cx, &root, &found);
	struct org_pick p = { 0 };

	if (!err && found)
		err = org_list_below(cx, root.id, &p.list);
	if (err)
		return err;
	p.label = arena_new(cx->arena, struct str, p.list.n);
	p.labels = arena_new(cx->arena, struct str, p.list.n);
	p.folds = arena_new(cx->arena, struct str, p.list.n);
	for (ptrdiff_t i = 0; i < p.list.n; i++) {
		p.label[i] = label_make(cx, &p, &p.list.p[i]);
		p.labels[i] = text_fold(cx->arena, p.label[i]);
		p.folds[i] = p.list.p[i].fold;
	}
	*ret_pick = p;
	return NULL;
}

void org_pick_add(struct cx *cx, struct org_pick *pick,
		  const struct org_pick_more *more, ptrdiff_t n)
{
	ptrdiff_t all = pick->list.n + n;
	struct org_pick p = {
		.label = arena_new(cx->arena, struct str, all),
		.labels = arena_new(cx->arena, struct str, all),
		.folds = arena_new(cx->arena, struct str, all),
		.n_more = n,
	};

	for (ptrdiff_t i = 0; i < n; i++) {
		*vec_push(cx->arena, &p.list) =
			(struct org){ .id = more[i].id, .name = more[i].name };
		p.label[i] = more[i].label;
		p.labels[i] = text_fold(cx->arena, more[i].label);
		p.folds[i] = text_fold(cx->arena, more[i].name);
	}
	for (ptrdiff_t i = 0; i < pick->list.n; i++) {
		*vec_push(cx->arena, &p.list) = pick->list.p[i];
		p.label[n + i] = pick->label[i];
		p.labels[n + i] = pick->labels[i];
		p.folds[n + i] = pick->folds[i];
	}
	*pick = p;
}

struct str org_pick_label(const struct org_pick *pick, int64_t org)
{
	for (ptrdiff_t i = 0; i < pick->list.n; i++)
		if (pick->list.p[i].id == org)
			return pick->label[i];
	return STR_NULL;
}

static struct err *unknown(struct cx *cx, struct str text, const char *field)
{
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("There is no organisation “{0}” today; choose "
				 "one of those that are offered."),
			      text),
		      str_c(field));
}

static struct err *several(struct cx *cx, struct str text, const char *field,
			   struct str one, struct str other)
{
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("There are several “{0}”: write which, such "
				 "as “{1}” or “{2}”."),
			      text, one, other),
		      str_c(field));
}

struct err *org_pick_find(struct cx *cx, const struct org_pick *pick,
			  struct str text, const char *field, int64_t *ret_org)
{
	struct str fold = text_fold(cx->arena, text);
	ptrdiff_t at = -1;

	*ret_org = 0;
	if (!text.n)
		return NULL;
	for (int round = 0; round < 3 && at < 0; round++)
		for (ptrdiff_t i = 0; i < pick->list.n; i++) {
			const struct org *o = &pick->list.p[i];
			struct str mine = round == 0   ? pick->labels[i]
					  : round == 1 ? pick->folds[i]
						       : o->code;

			if (!mine.n || !str_eq(mine, round < 2 ? fold : text))
				continue;
			if (at >= 0)
				return several(cx, text, field, pick->label[at],
					       pick->label[i]);
			at = i;
		}
	if (at < 0)
		return unknown(cx, text, field);
	*ret_org = pick->list.p[at].id;
	return NULL;
}
