/* The table of organisations. */
#include "org/org_column.h"

#include "i18n/i18n.h"
#include "org/org_change.h"
#include "profile/profile.h"
#include "view/site.h"

enum { COLUMNS_MOST = 16, ORDER_CELLS = 20, ORDER_LAST = 1000 };

struct column {
	struct str title;
	int order;
	bool numeric;
	struct feature_cell *cell; /* of each node */
};
struct columns {
	struct column p[COLUMNS_MOST];
	int n;
};

static struct column *column_add(struct cx *cx, struct columns *all,
				 struct column c, ptrdiff_t n_nodes)
{
	int at = MIN(all->n, COLUMNS_MOST - 1);

	for (; at > 0 && all->p[at - 1].order > c.order; at--)
		all->p[at] = all->p[at - 1];
	all->p[at] = c;
	all->p[at].cell = arena_new(cx->arena, struct feature_cell, n_nodes);
	all->n = MIN(all->n + 1, COLUMNS_MOST);
	return &all->p[at];
}

/* ---- own columns ------------------------------------------------------------- */

/* Where the profile has no level that is counted: whatever stands below. */
static void cells_add(struct cx *cx, struct columns *all,
		      const struct org_nodes *nodes)
{
	struct str level = org_counted_level(cx->profile);
	struct str title = level.n ? profile_term_title(cx->profile, "level",
							level, cx->lang)
				   : tr(cx->lang, N_("Below"));
	struct column *c = column_add(cx, all,
				      (struct column){ .title = title,
						       .order = ORDER_CELLS,
						       .numeric = true },
				      nodes->n);

	for (ptrdiff_t i = 0; i < nodes->n; i++) {
		const struct org_node *n = &nodes->p[i];
		int64_t count = level.n ? n->cells : n->below;

		if (count)
			c->cell[i].text = fmt_int(cx->arena, cx->lang, count);
	}
}

static void above_add(struct cx *cx, struct columns *all,
		      const struct org_nodes *nodes)
{
	struct column *c = column_add(
		cx, all, (struct column){ .title = tr(cx->lang, N_("Above")) },
		nodes->n);

	for (ptrdiff_t i = 0; i < nodes->n; i++)
		c->cell[i].text = nodes->p[i].above;
}

static struct err *changes_add(struct cx *cx, const struct org_look *look,
			       struct columns *all,
			       const struct org_nodes *nodes)
{
	struct column *c = column_add(
		cx, all,
		(struct column){ .title = tr(cx->lang, N_("Changes")),
				 .order = ORDER_LAST },
		nodes->n);

	return org_change_fill(cx, look, nodes, c->cell);
}

/* ---- others' ------------------------------------------------------------------- */

struct asked {
	int64_t *id;
	ptrdiff_t *at; /* the node of each */
	ptrdiff_t n;
};

static struct asked ids_of(struct cx *cx, const struct org_nodes *nodes)
{
	struct asked a = { .id = arena_new(cx->arena, int64_t, nodes->n),
			   .at = arena_new(cx->arena, ptrdiff_t, nodes->n) };

	for (ptrdiff_t i = 0; i < nodes->n; i++) {
		if (nodes->p[i].more)
			continue;
		a.at[a.n] = i;
		a.id[a.n++] = nodes->p[i].id;
	}
	return a;
}

static struct err *other_add(struct cx *cx, day_t day, const struct asked *a,
			     const struct feature_org_column *of,
			     struct columns *all)
{
	struct feature_cell *cells =
		arena_new(cx->arena, struct feature_cell, a->n);
	struct column *c;
	struct err *err = of->fill(cx, day, a->id, a->n, cells);

	if (err)
		return err;
	c = column_add(cx, all,
		       (struct column){ .title = tr(cx->lang, of->title),
					.order = of->order,
					.numeric = of->numeric },
		       a->n ? a->at[a->n - 1] + 1 : 0);
	for (ptrdiff_t i = 0; i < a->n; i++)
		c->cell[a->at[i]] = cells[i];
	return NULL;
}

static struct err *others_add(struct cx *cx, day_t day,
			      const struct org_nodes *nodes,
			      struct columns *all)
{
	const struct site *site = site_get();
	struct asked a = ids_of(cx, nodes);
	struct err *err = NULL;

	for (int f = 0; f < site->n_features; f++) {
		const struct feature *x = site->features[f];

		for (int i = 0; !err && i < x->n_org_columns; i++)
			if (cx_may(cx, (int)x->org_columns[i].perm))
				err = other_add(cx, day, &a, &x->org_columns[i],
						all);
	}
	return err;
}

/* ---- the table ------------------------------------------------------------------- */

static void heads_fill(struct cx *cx, const struct columns *all,
		       struct org_table *table)
{
	for (int c = 0; c < all->n; c++)
		*vec_push(cx->arena, &table->heads) =
			(struct org_cell){ .title = all->p[c].title,
					   .numeric = all->p[c].numeric };
}

static void cells_fill(struct cx *cx, const struct columns *all, ptrdiff_t row,
		       struct org_line *l)
{
	for (int c = 0; c < all->n; c++)
		*vec_push(cx->arena, &l->cells) =
			(struct org_cell){ .title = all->p[c].title,
					   .numeric = all->p[c].numeric,
					   .text = all->p[c].cell[row].text,
					   .href = all->p[c].cell[row].href };
}

static struct org_line line_of(struct cx *cx, const struct org_table_ask *ask,
			       const struct org_node *n)
{
	struct org_line l = { .depth = MIN(n->depth, ORG_DEPTH_SHOWN) };

	if (n->more) {
		l.is_more = true;
		l.name = tr_fmt(cx->arena, cx->lang, N_("{0} more"),
				fmt_int(cx->arena, cx->lang, n->more));
		l.href = org_tree_more(cx, ask->tree, n);
		return l;
	}
	l.name = n->name;
	l.note = n->note;
	l.kind = profile_kind_title(cx->profile, n->kind, cx->lang);
	l.href = org_look_page(cx, &ask->tree->look, n->id);
	l.open = n->open;
	if (n->can_open && !ask->flat)
		l.toggle = org_tree_toggle(cx, ask->tree, n);
	return l;
}

struct err *org_table_ahead(struct cx *cx, const struct org_look *look)
{
	return org_change_ahead(cx, look);
}

struct err *org_table_fill(struct cx *cx, const struct org_table_ask *ask,
			   const struct org_nodes *nodes,
			   struct org_table *table)
{
	const struct org_look *look = &ask->tree->look;
	struct columns all = { .n = 0 };
	struct err *err;

	table->flat = ask->flat;
	if (ask->above)
		above_add(cx, &all, nodes);
	cells_add(cx, &all, nodes);
	err = others_add(cx, look->day, nodes, &all);
	if (!err)
		err = changes_add(cx, look, &all, nodes);
	if (err)
		return err;
	heads_fill(cx, &all, table);
	for (ptrdiff_t i = 0; i < nodes->n; i++) {
		struct org_line *l = vec_push(cx->arena, table);

		*l = line_of(cx, ask, &nodes->p[i]);
		if (!l->is_more)
			cells_fill(cx, &all, i, l);
	}
	return NULL;
}
