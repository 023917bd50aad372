/*
 * Which organisation the names of a register mean: a unit of the realm, and
 * its cell among what stands below it. What a person chose goes first.
 */
#include "member/member_import.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_map.h"
#include "member/member_register_priv.h"
#include "org/org.h"

/* Names of organisations and whose they are. */
struct index {
	struct reg_units *units;
	int64_t *id;
	bool *twice; /* another one is called the same */
};
/* What stands below a unit, made when it is first asked for. */
struct below {
	int64_t unit;
	struct index index;
};
struct belows {
	struct below *p;
	ptrdiff_t n, cap;
};
struct finder {
	struct index units;
	struct belows *all;
	struct member_import_names_rows choices;
	struct member_map said; /* the choices by what names are compared by */
};

static void index_make(struct cx *cx, const struct member_import_state *s,
		       const ptrdiff_t *which, ptrdiff_t n,
		       struct index *ret_index)
{
	struct strs names = { 0 };
	struct index x = { .id = arena_new(cx->arena, int64_t, 2 * n + 1),
			   .twice = arena_new(cx->arena, bool, 2 * n + 1) };

	for (ptrdiff_t i = 0; i < n; i++) {
		const struct import_org *o = &s->orgs.p[which[i]];

		x.id[names.n] = o->id;
		*vec_push(cx->arena, &names) = o->name;
		if (str_eq(o->short_name, o->name) || !o->short_name.n)
			continue;
		x.id[names.n] = o->id;
		*vec_push(cx->arena, &names) = o->short_name;
	}
	x.units = reg_units(cx->arena, cx->profile, &names);
	for (ptrdiff_t i = 0; i < names.n; i++) {
		int k = reg_units_find(cx->arena, x.units, names.p[i]);

		if (k >= 0 && x.id[k] != x.id[i])
			x.twice[k] = true;
	}
	*ret_index = x;
}

/* 0: none; -1: several */
static int64_t index_find(struct cx *cx, const struct index *x, struct str name)
{
	int k = reg_units_find(cx->arena, x->units, name);

	if (k < -1 || (k >= 0 && x->twice[k]))
		return -1;
	return k < 0 ? 0 : x->id[k];
}

static ptrdiff_t org_at(const struct member_import_state *s, int64_t id)
{
	for (ptrdiff_t i = 0; i < s->orgs.n; i++)
		if (s->orgs.p[i].id == id)
			return i;
	return -1;
}

static bool stands_below(const struct member_import_state *s, ptrdiff_t i,
			 int64_t unit)
{
	for (int64_t up = s->orgs.p[i].parent; i >= 0; i = org_at(s, up)) {
		up = s->orgs.p[i].parent;
		if (up == unit)
			return true;
		if (up == DB_NULL)
			return false;
	}
	return false;
}

/* Those directly below; when there is none, all below. */
static const struct index *below(struct cx *cx,
				 const struct member_import_state *s,
				 struct belows *all, int64_t unit)
{
	ptrdiff_t *which = arena_new(cx->arena, ptrdiff_t, s->orgs.n + 1);
	ptrdiff_t n = 0;
	struct below *b;

	for (ptrdiff_t i = 0; i < all->n; i++)
		if (all->p[i].unit == unit)
			return &all->p[i].index;
	for (ptrdiff_t i = 0; i < s->orgs.n; i++)
		if (s->orgs.p[i].parent == unit)
			which[n++] = i;
	for (ptrdiff_t i = 0; i < s->orgs.n; i++)
		if (s->orgs.p[i].parent != unit && stands_below(s, i, unit))
			which[n++] = i;
	b = vec_push(cx->arena, all);
	b->unit = unit;
	index_make(cx, s, which, n, &b->index);
	return &b->index;
}

/* Its cell, or the unit itself where the register says no more. */
static void cell_find(struct cx *cx, const struct member_import_state *s,
		      struct belows *all, struct import_name *x)
{
	ptrdiff_t self = org_at(s, x->unit_org);
	struct index own;
	int64_t id;

	x->place = PLACE_FOUND;
	x->org = x->unit_org;
	if (!x->cell.n)
		return;
	id = index_find(cx, below(cx, s, all, x->unit_org), x->cell);
	if (!id && self >= 0) {
		/* a cell that is the unit */
		index_make(cx, s, &self, 1, &own);
		id = index_find(cx, &own, x->cell);
	}
	x->org = id > 0 ? id : 0;
	if (id <= 0)
		x->place = id ? PLACE_SEVERAL : PLACE_NO_CELL;
}

/* A command's list of names: "as the file writes it = as it is called". */
static struct str meant(struct cx *cx, const struct member_import_state *s,
			struct str unit)
{
	struct str key = text_same_key(cx->arena, unit);

	for (ptrdiff_t i = 0; s->means && i < s->means->n; i++) {
		struct str rest = s->means->p[i];
		struct str from = str_cut(&rest, '=');

		if (rest.p &&
		    str_eq(text_same_key(cx->arena, str_trim(from)), key))
			return text_clean(cx->arena, rest);
	}
	return unit;
}

/* A person's choice for a name; cell "": for the unit whatever the cell. */
static const struct member_import_names_row *choice_of(struct cx *cx,
						       const struct finder *f,
						       struct str unit,
						       struct str cell)
{
	struct arena_mark mark = arena_mark(cx->arena);
	const int *at =
		member_map_find(&f->said,
				member_import_name_key(cx->arena, unit, cell));

	arena_rewind(cx->arena, mark);
	return at ? &f->choices.p[*at] : NULL;
}

static bool leaves(const struct member_import_names_row *c)
{
	return c && str_eq(c->choice, STR("leave"));
}

/* Of a register that names no units: the organisation of its title, else the
 * one whose people are imported. */
static int64_t whole_find(struct cx *cx, const struct member_import_state *s,
			  const struct index *units)
{
	int64_t id = 0;

	for (ptrdiff_t i = s->reg->titles.n; i > 0 && id <= 0; i--)
		id = index_find(cx, units,
				meant(cx, s, s->reg->titles.p[i - 1]));
	if (id > 0)
		return id;
	return org_at(s, s->i.org) >= 0 ? s->i.org : 0;
}

/* The unit that a name means: 0 none, -1 several. */
static int64_t unit_find(struct cx *cx, const struct member_import_state *s,
			 const struct index *units,
			 const struct member_import_names_row *choice,
			 struct str unit)
{
	if (choice && str_eq(choice->choice, STR("org")) &&
	    org_at(s, choice->org) >= 0)
		return choice->org;
	if (!unit.n)
		return whole_find(cx, s, units);
	return index_find(cx, units, meant(cx, s, unit));
}

static void name_find(struct cx *cx, const struct member_import_state *s,
		      const struct finder *f, struct import_name *x)
{
	const struct member_import_names_row *unit = choice_of(cx, f, x->unit,
							       STR("")),
					     *cell = choice_of(cx, f, x->unit,
							       x->cell);
	int64_t id = unit_find(cx, s, &f->units, unit, x->unit);

	x->unit_org = id > 0 ? id : 0;
	x->org = 0;
	x->place = id < 0 ? PLACE_SEVERAL : PLACE_NO_UNIT;
	x->choice = cell ? cell->choice : STR_NULL;
	x->unit_choice = unit ? unit->choice : STR_NULL;
	x->choice_org = cell ? cell->org : DB_NULL;
	if (id > 0)
		cell_find(cx, s, f->all, x);
	if (leaves(unit) || leaves(cell)) {
		x->place = PLACE_LEFT;
		x->org = 0;
	} else if (x->unit_org && x->cell.n && cell &&
		   str_eq(cell->choice, STR("org")) &&
		   org_at(s, cell->org) >= 0) {
		x->place = PLACE_FOUND;
		x->org = cell->org;
	} else if (x->place == PLACE_NO_CELL &&
		   (s->into_unit ||
		    (cell && str_eq(cell->choice, STR("unit"))))) {
		x->place = PLACE_FOUND;
		x->org = x->unit_org;
	}
}

/* ---- all ----------------------------------------------------------------------- */

static struct err *orgs_read(struct cx *cx, struct member_import_state *s)
{
	day_t on = s->i.as_at != DAY_NONE ? s->i.as_at : cx->today;
	struct member_import_orgs_rows rows;
	struct err *err = member_import_orgs(
		cx->db,
		&(struct member_import_orgs_in){
			.scope = s->i.org, .on = on, .today = cx->today },
		&rows);

	s->orgs.n = 0;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &s->orgs) =
			(struct import_org){ .id = rows.p[i].id,
					     .parent = rows.p[i].parent,
					     .kind = rows.p[i].kind,
					     .name = rows.p[i].name,
					     .short_name = rows.p[i].short_name,
					     .depth = rows.p[i].depth };
	return err;
}

struct err *member_import_places(struct cx *cx, struct member_import_state *s)
{
	struct belows all = { 0 };
	struct finder f = { .all = &all };
	ptrdiff_t *which;
	struct err *err = orgs_read(cx, s);

	if (!err)
		err = member_import_names(cx->db,
					  &(struct member_import_names_in){
						  .import = s->i.id },
					  &f.choices);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < f.choices.n; i++)
		*member_map_take(cx->arena, &f.said,
				 member_import_name_key(cx->arena,
							f.choices.p[i].unit,
							f.choices.p[i].cell),
				 0) = (int)i;
	which = arena_new(cx->arena, ptrdiff_t, s->orgs.n + 1);
	for (ptrdiff_t i = 0; i < s->orgs.n; i++)
		which[i] = i;
	index_make(cx, s, which, s->orgs.n, &f.units);
	for (ptrdiff_t i = 0; i < s->names.n; i++)
		name_find(cx, s, &f, &s->names.p[i]);
	return NULL;
}

/* ---- establishing -------------------------------------------------------------- */

/* The kind whose title a name begins with; absent: none. */
static struct str kind_of(struct cx *cx, struct str name)
{
	struct str fold = text_fold(cx->arena, name), best = STR_NULL;
	ptrdiff_t most = 0;

	for (ptrdiff_t i = 0; i < cx->profile->n_kinds; i++) {
		struct str title =
			text_fold(cx->arena, cx->profile->kind[i].vi);

		if (title.n > most && str_starts(fold, title)) {
			best = cx->profile->kind[i].code;
			most = title.n;
		}
	}
	return best;
}

struct establish {
	const struct member_import_state *s;
	int made;
};

static struct err *establish_tx(struct cx *cx, void *arg)
{
	struct establish *x = arg;
	const struct member_import_state *s = x->s;
	struct err *err = NULL;
	int64_t id;

	x->made = 0;
	cx->key = STR_NULL;
	for (ptrdiff_t i = 0; i < s->names.n && !err; i++) {
		const struct import_name *n = &s->names.p[i];
		struct str kind = kind_of(cx, n->cell);

		if (n->place != PLACE_NO_CELL || n->choice.n || !kind.n)
			continue;
		err = org_add(cx,
			      &(struct org_new){ .parent = n->unit_org,
						 .kind = kind,
						 .name = n->cell,
						 .from = s->i.as_at },
			      &id);
		/* "chi bộ 14" beside "Chi bộ 14" is the same cell */
		if (err && err->code == ERR_CONFLICT)
			err = NULL;
		else
			x->made++;
	}
	return err;
}

struct err *member_import_establish(struct cx *cx,
				    const struct member_import_state *s,
				    int *ret_made)
{
	struct establish x = { .s = s };
	int64_t org;
	struct str key = cx->key;
	struct err *err = member_import_may(cx, &org);

	if (!err && cx->actor.id != ACTOR_SYSTEM &&
	    !cx_may(cx, PERM_ORG_MANAGE))
		err = err_new(cx->arena, ERR_DENIED,
			      N_("Only who may change organisations may "
				 "establish these cells."));
	if (!err)
		err = db_tx_large(cx, establish_tx, &x);
	cx->key = key;
	if (!err)
		*ret_made = x.made;
	return err;
}
