/*
 * Reads the open part of the tree: wave by wave, so that a server is asked for
 * all branches of one depth in one journey; then the lines from top to bottom.
 */
#include "org/org_tree.h"

#include "db/db.h"
#include "org/org_past_query.h"
#include "profile/profile.h"

enum { BRANCHES_MOST = 100, LINES_MOST = 240, HREF_MOST = 8192 };

#define NODE_OF(r)                                                             \
	((struct org_node){ .id = (r)->id,                                     \
			    .parent = (r)->parent,                             \
			    .kind = (r)->kind,                                 \
			    .name = (r)->name,                                 \
			    .short_name = (r)->short_name,                     \
			    .above = (r)->above,                               \
			    .name_from = (r)->name_from,                       \
			    .name_to = (r)->name_to,                           \
			    .place_from = (r)->place_from,                     \
			    .place_to = (r)->place_to,                         \
			    .born_on = (r)->born_on,                           \
			    .below = (r)->below,                               \
			    .cells = (r)->cells,                               \
			    .level = (r)->level })
#define KINDS_IN(ask)                                                          \
	.day = (ask)->look.day, .c1 = (ask)->cells.kind[0],                    \
	.c2 = (ask)->cells.kind[1], .c3 = (ask)->cells.kind[2],                \
	.c4 = (ask)->cells.kind[3], .l1 = (ask)->levels.kind[0],               \
	.l2 = (ask)->levels.kind[1], .l3 = (ask)->levels.kind[2],              \
	.l4 = (ask)->levels.kind[3]

/* ---- the profile's levels --------------------------------------------------- */

struct org_kinds org_kinds_of(const struct profile *p, struct str level)
{
	const struct profile_term *t = profile_term(p, "level", level);
	struct str rest = t ? t->with : STR_NULL;
	struct org_kinds kinds = { 0 };

	for (int n = 0; rest.n && n < ORG_KINDS_MOST; n++)
		kinds.kind[n] = str_cut(&rest, ' ');
	return kinds;
}

struct str org_counted_level(const struct profile *p)
{
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(p, "level", t)))
		if (profile_term_is(t, "counted"))
			return t->code;
	return STR_NULL;
}

/* ---- the address ------------------------------------------------------------- */

/* "12,15" */
static void ids_read(struct str text, struct org_ids *ids)
{
	while (text.p && ids->n < ORG_OPEN_MOST) {
		struct str one = str_cut(&text, ',');

		if (str_to_i64(one, &ids->id[ids->n]))
			ids->n++;
	}
}

static bool ids_have(const struct org_ids *ids, int64_t id)
{
	for (int i = 0; i < ids->n; i++)
		if (ids->id[i] == id)
			return true;
	return false;
}

static void ids_drop(struct org_ids *ids, int64_t id)
{
	int n = 0;

	for (int i = 0; i < ids->n; i++)
		if (ids->id[i] != id)
			ids->id[n++] = ids->id[i];
	ids->n = n;
}

static void ids_add(struct org_ids *ids, int64_t id)
{
	if (ids->n < ORG_OPEN_MOST)
		ids->id[ids->n++] = id;
}

struct err *org_tree_ask_read(struct cx *cx, struct req *rq,
			      struct org_tree_ask *ret_ask)
{
	struct org_tree_ask ask = { .q = req_str(rq, "q"),
				    .kind = req_str(rq, "kind"),
				    .to = req_str(rq, "to") };
	struct err *err = org_look_read(cx, rq, &ask.look);

	if (err)
		return err;
	ask.top = req_int(rq, "top") == DB_NULL ? 0 : req_int(rq, "top");
	ask.page = req_int(rq, "page") == DB_NULL ? 1 : req_int(rq, "page");
	ids_read(req_str(rq, "open"), &ask.open);
	ids_read(req_str(rq, "shut"), &ask.shut);
	ask.cells = org_kinds_of(cx->profile, org_counted_level(cx->profile));
	ask.levels = org_kinds_of(cx->profile, ask.to);
	if (!ask.levels.kind[0].n)
		ask.to = STR_NULL;
	*ret_ask = ask;
	return NULL;
}

static void field_put(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_char(b, str_find_char(buf_view(b), '?') < 0 ? '?' : '&');
	buf_str(b, str_c(name));
	buf_char(b, '=');
	buf_str(b, value);
}

static void ids_put(struct cx *cx, struct buf *b, const char *name,
		    const struct org_ids *ids)
{
	struct buf list = buf_init(cx->arena, HREF_MOST);

	for (int i = 0; i < ids->n; i++) {
		if (i)
			buf_char(&list, ',');
		buf_i64(&list, ids->id[i]);
	}
	field_put(b, name, buf_view(&list));
}

static struct str number(struct cx *cx, int64_t n, int64_t unless)
{
	return n == unless ? STR_NULL
			   : str_fmt(cx->arena, "%lld", (long long)n);
}

/* The codes of profiles are words, so nothing here has to be escaped. */
struct str org_tree_href(struct cx *cx, const struct org_tree_ask *ask)
{
	struct buf b = buf_init(cx->arena, HREF_MOST);

	buf_lit(&b, "/org");
	field_put(&b, "top", number(cx, ask->top, 0));
	field_put(&b, "to", ask->to);
	ids_put(cx, &b, "open", &ask->open);
	ids_put(cx, &b, "shut", &ask->shut);
	field_put(&b, "page", number(cx, ask->page, 1));
	field_put(&b, "as_at", ask->look.iso);
	return buf_view(&b);
}

struct str org_tree_toggle(struct cx *cx, const struct org_tree_ask *ask,
			   const struct org_node *node)
{
	struct org_tree_ask to = *ask;

	ids_drop(&to.open, node->id);
	ids_drop(&to.shut, node->id);
	if (!node->open && !(ask->to.n && node->level))
		ids_add(&to.open, node->id);
	else if (node->open && ask->to.n && node->level)
		ids_add(&to.shut, node->id);
	return org_tree_href(cx, &to);
}

/* A page holds whole levels or what fits: where nothing of the level was left,
 * its first page, with nothing else open. */
struct str org_tree_more(struct cx *cx, const struct org_tree_ask *ask,
			 const struct org_node *more)
{
	struct org_tree_ask to = { .look = ask->look,
				   .top = more->parent,
				   .page = more->level };

	return org_tree_href(cx, &to);
}

/* ---- reading ------------------------------------------------------------------- */

struct branch {
	int64_t parent, offset, total;
	int64_t before; /* so many lines at least stand above it */
	int depth;
	struct org_nodes nodes;
	ptrdiff_t *child; /* the branch below each, 0: it isn't open */
};
struct branches {
	struct branch *p;
	ptrdiff_t n, cap;
};

static bool wants_open(const struct org_tree_ask *ask, const struct org_node *n)
{
	return n->below && !ids_have(&ask->shut, n->id) &&
	       (ids_have(&ask->open, n->id) || (ask->to.n && n->level));
}

static struct org_level_in level_in(const struct org_tree_ask *ask,
				    const struct branch *b)
{
	return (struct org_level_in){ .parent = b->parent,
				      KINDS_IN(ask),
				      .limit = ORG_LEVEL_MOST + 1,
				      .offset = b->offset };
}

static struct err *total_read(struct cx *cx, const struct org_tree_ask *ask,
			      struct branch *b)
{
	struct org_level_count_in in = { .parent = b->parent,
					 .day = ask->look.day };
	struct org_level_count_row row;
	bool found;
	struct err *err = org_level_count(cx->db, &in, &row, &found);

	if (!err)
		b->total = row.n;
	return err;
}

static struct err *branch_read(struct cx *cx, const struct org_tree_ask *ask,
			       struct branch *b)
{
	struct org_level_in in = level_in(ask, b);
	struct org_level_rows rows;
	struct err *err = org_level(cx->db, &in, &rows);

	if (err)
		return err;
	b->total = b->offset + rows.n;
	for (ptrdiff_t i = 0; i < MIN(rows.n, ORG_LEVEL_MOST); i++) {
		struct org_node *n = vec_push(cx->arena, &b->nodes);

		*n = NODE_OF(&rows.p[i]);
		n->depth = b->depth;
		n->can_open = n->below > 0;
	}
	b->child = arena_new(cx->arena, ptrdiff_t, b->nodes.n + 1);
	return rows.n > ORG_LEVEL_MOST || b->offset ? total_read(cx, ask, b)
						    : NULL;
}

/* The branches below those of a wave. What stands behind all the lines of a
 * page isn't read: of an open branch at least its `level` stand before it. */
static void wave_next(struct cx *cx, const struct org_tree_ask *ask,
		      struct branches *all, ptrdiff_t at)
{
	int64_t before = all->p[at].before;

	for (ptrdiff_t i = 0; i < all->p[at].nodes.n; i++) {
		struct org_node *n = &all->p[at].nodes.p[i];

		before++;
		if (all->n == BRANCHES_MOST || before > LINES_MOST ||
		    !wants_open(ask, n))
			continue;
		n->open = true;
		all->p[at].child[i] = all->n;
		*vec_push(cx->arena, all) = (struct branch){
			.parent = n->id, .depth = n->depth + 1, .before = before
		};
		before += n->level;
	}
}

static struct err *waves_read(struct cx *cx, const struct org_tree_ask *ask,
			      struct branches *all)
{
	struct err *err = NULL;

	for (ptrdiff_t from = 0, to = all->n; !err && from < to;
	     from = to, to = all->n) {
		for (ptrdiff_t i = from; !err && i < to; i++) {
			struct org_level_in in = level_in(ask, &all->p[i]);

			err = org_level_ahead(cx->db, &in);
		}
		for (ptrdiff_t i = from; !err && i < to; i++)
			err = branch_read(cx, ask, &all->p[i]);
		for (ptrdiff_t i = from; !err && i < to; i++)
			wave_next(cx, ask, all, i);
	}
	return err;
}

/* ---- the lines ------------------------------------------------------------------- */

/* `level` of such a line is the page of the level where the rest begins. */
static void more_add(struct cx *cx, const struct branch *b, ptrdiff_t shown,
		     struct org_nodes *lines)
{
	int64_t left = b->total - b->offset - shown;

	if (left > 0)
		*vec_push(cx->arena, lines) = (struct org_node){
			.parent = b->parent,
			.depth = b->depth,
			.more = left,
			.level = (b->offset + shown) / ORG_LEVEL_MOST + 1
		};
}

/* No deeper than there are branches. */
static void lines_add(struct cx *cx, const struct branches *all, ptrdiff_t at,
		      struct org_nodes *lines)
{
	const struct branch *b = &all->p[at];
	ptrdiff_t i = 0;

	for (; i < b->nodes.n && lines->n < LINES_MOST; i++) {
		*vec_push(cx->arena, lines) = b->nodes.p[i];
		if (b->child[i])
			lines_add(cx, all, b->child[i], lines);
	}
	more_add(cx, b, i, lines);
}

static struct err *top_read(struct cx *cx, const struct org_tree_ask *ask,
			    struct org_tree *tree)
{
	struct org_line_in in = { .id = tree->top, KINDS_IN(ask) };
	struct org_line_rows rows;
	struct err *err = org_line(cx->db, &in, &rows);

	if (err)
		return err;
	if (!rows.n) {
		tree->top = 0;
		return NULL;
	}
	*vec_push(cx->arena, &tree->nodes) = NODE_OF(rows.p);
	return NULL;
}

static struct err *root_read(struct cx *cx, const struct org_tree_ask *ask,
			     struct org_tree *tree)
{
	struct org_root_on_in in = { .day = ask->look.day };
	struct org_root_on_row row;
	bool found = false;
	struct err *err = NULL;

	tree->top = ask->top;
	if (!tree->top) {
		err = org_root_on(cx->db, &in, &row, &found);
		tree->top = !err && found ? row.id : 0;
	}
	return err || !tree->top ? err : top_read(cx, ask, tree);
}

static struct err *below_read(struct cx *cx, const struct org_tree_ask *ask,
			      int depth, struct org_tree *tree)
{
	struct branches all = { 0 };
	struct err *err;

	*vec_push(cx->arena, &all) =
		(struct branch){ .parent = tree->top,
				 .depth = depth,
				 .offset = (MAX(ask->page, 1) - 1) *
					   ORG_LEVEL_MOST };
	err = waves_read(cx, ask, &all);
	if (err)
		return err;
	tree->total = all.p[0].total;
	lines_add(cx, &all, 0, &tree->nodes);
	return NULL;
}

struct err *org_tree_read(struct cx *cx, const struct org_tree_ask *ask,
			  struct org_tree *ret_tree)
{
	struct err *err;

	*ret_tree = (struct org_tree){ 0 };
	err = root_read(cx, ask, ret_tree);
	return err || !ret_tree->top ? err : below_read(cx, ask, 1, ret_tree);
}

struct err *org_tree_below(struct cx *cx, const struct org_tree_ask *ask,
			   struct org_tree *ret_tree)
{
	*ret_tree = (struct org_tree){ .top = ask->top };
	return below_read(cx, ask, 0, ret_tree);
}

/* ---- a list ------------------------------------------------------------------------ */

static struct err *kind_count(struct cx *cx, const struct org_tree_ask *ask,
			      struct org_tree *tree)
{
	struct org_kinds_on_in in = { .org = tree->top, .day = ask->look.day };
	struct org_kinds_on_rows rows;
	struct err *err = org_kinds_on(cx->db, &in, &rows);

	if (err)
		return err;
	tree->total = str_eq(tree->nodes.p[0].kind, ask->kind);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.p[i].kind, ask->kind))
			tree->total += rows.p[i].n;
	return NULL;
}

struct err *org_tree_of_kind(struct cx *cx, const struct org_tree_ask *ask,
			     struct org_tree *ret_tree)
{
	struct org_of_kind_in in = { .kind = ask->kind,
				     KINDS_IN(ask),
				     .limit = ORG_LEVEL_MOST,
				     .offset = (MAX(ask->page, 1) - 1) *
					       ORG_LEVEL_MOST };
	struct org_of_kind_rows rows;
	struct err *err;

	*ret_tree = (struct org_tree){ 0 };
	err = root_read(cx, ask, ret_tree);
	if (err || !ret_tree->top)
		return err;
	err = kind_count(cx, ask, ret_tree);
	ret_tree->nodes.n = 0;
	if (!err)
		err = org_of_kind(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &ret_tree->nodes) = NODE_OF(&rows.p[i]);
	return err;
}

struct err *org_tree_nodes(struct cx *cx, const struct org_tree_ask *ask,
			   struct org_nodes *nodes)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < nodes->n; i++) {
		struct org_line_in in = { .id = nodes->p[i].id, KINDS_IN(ask) };

		err = org_line_ahead(cx->db, &in);
	}
	for (ptrdiff_t i = 0; !err && i < nodes->n; i++) {
		struct org_line_in in = { .id = nodes->p[i].id, KINDS_IN(ask) };
		struct str note = nodes->p[i].note;
		struct org_line_rows rows;

		err = org_line(cx->db, &in, &rows);
		if (err || !rows.n)
			continue;
		nodes->p[i] = NODE_OF(rows.p);
		nodes->p[i].note = note;
	}
	return err;
}
