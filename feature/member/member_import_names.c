/*
 * The names of units and cells as a register writes them. What differs only
 * in its letters' case, its spaces or where a mark stands is one name.
 */
#include "member/member_import.h"

#include "base/utf8.h"
#include "member/member_map.h"

enum { SPELLINGS_MOST = 3 };

/* A unit's and a cell's name as one text. */
static struct str pair(struct arena *a, struct str unit, struct str cell)
{
	return str_fmt(a, "%.*s\x1f%.*s", STR_ARG(unit), STR_ARG(cell));
}

struct str member_import_name_key(struct arena *a, struct str unit,
				  struct str cell)
{
	return pair(a, text_same_key(a, unit), text_same_key(a, cell));
}

struct gather {
	struct member_map spelled; /* as they stand */
	struct member_map meant;   /* by what is the same */
	struct member_map units;
};

/* Another way to write a name, unless it is there already. */
static void spelling_add(struct cx *cx, struct strs *others, struct str first,
			 struct str text)
{
	bool known = str_eq(first, text);

	for (ptrdiff_t i = 0; i < others->n && !known; i++)
		known = str_eq(others->p[i], text);
	if (!known && others->n <= SPELLINGS_MOST)
		*vec_push(cx->arena, others) = text;
}

/* A spelling that wasn't seen before, of a name that may have been. */
static int name_of(struct cx *cx, struct member_import_state *s,
		   struct gather *g, const struct import_name *as)
{
	struct str unit_key = text_same_key(cx->arena, as->unit);
	struct str key =
		pair(cx->arena, unit_key, text_same_key(cx->arena, as->cell));
	int *at = member_map_take(cx->arena, &g->meant, key, -1);
	struct import_name *x, *first;

	if (*at < 0) {
		*at = (int)s->names.n;
		x = vec_push(cx->arena, &s->names);
		*x = *as;
		x->key = key;
		x->first =
			*member_map_take(cx->arena, &g->units, unit_key, *at);
	}
	x = &s->names.p[*at];
	first = &s->names.p[x->first];
	spelling_add(cx, &x->others, x->cell, as->cell);
	spelling_add(cx, &first->unit_others, first->unit, as->unit);
	return *at;
}

static int name_take(struct cx *cx, struct member_import_state *s,
		     struct gather *g, const struct member_row *row)
{
	struct import_name as = { .unit = row->text[MF_UNIT],
				  .cell = row->text[MF_CELL],
				  .row = row->row };
	struct arena_mark mark = arena_mark(cx->arena);
	const int *known;
	struct str key;
	int at;

	/* a register of one organisation names its cells only */
	if (s->reg->col[MF_UNIT] == s->reg->col[MF_CELL] &&
	    (!as.cell.n || str_eq(as.unit, as.cell))) {
		as.cell = as.unit;
		as.unit = STR("");
	}
	key = pair(cx->arena, as.unit, as.cell);
	known = member_map_find(&g->spelled, key);
	if (known) {
		arena_rewind(cx->arena, mark);
		at = *known;
	} else {
		at = name_of(cx, s, g, &as);
		*member_map_take(cx->arena, &g->spelled, key, at) = at;
	}
	s->names.p[at].people++;
	s->names.p[s->names.p[at].first].unit_people++;
	return at;
}

void member_import_names_gather(struct cx *cx, struct member_import_state *s)
{
	struct gather g = { 0 };

	s->names.n = 0;
	for (ptrdiff_t k = 0; k < s->reg->rows.n; k++)
		s->person[k].name = name_take(cx, s, &g, &s->reg->rows.p[k]);
}

bool member_import_is_open(const struct member_import_state *s, ptrdiff_t i)
{
	const struct import_name *n = &s->names.p[i];

	if (n->place == PLACE_FOUND || n->place == PLACE_LEFT)
		return false;
	/* an unknown unit is asked for once, whatever the cell */
	return n->unit_org || n->first == i;
}

int64_t member_import_people(const struct member_import_state *s, ptrdiff_t i)
{
	const struct import_name *n = &s->names.p[i];

	return n->unit_org ? n->people : s->names.p[n->first].unit_people;
}
