/*
 * The tree as at any day against a model of its own: five thousand
 * organisations that were established, moved, renamed, became another kind
 * and ended on random days.
 */
#include "testkit/testkit.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "db/db.h"
#include "org/org_dated.h"
#include "org/org_find.h"
#include "org/org_past_query.h"
#include "org/org_tally.h"
#include "org/org_tree.h"
#include "profile/profile.h"

enum { ORGS = 5000, ROWS = 12, DAYS = 1500, LOOKS = 8 };

/* ---- the model ------------------------------------------------------------------- */

struct span {
	day_t from, to; /* half-open; DAY_NONE: open */
	int64_t parent; /* an index, -1: the root */
	int kind, name;
};
struct m_org {
	int64_t id;
	struct span place[ROWS], name[ROWS];
	int n_places, n_names, n_open; /* open: those directly below */
};
static struct m_org model[ORGS];
static int n_model;
static int64_t index_of[ORGS * 3];
static const char *const kinds[] = { "dang_bo_co_so", "dang_bo_bo_phan",
				     "chi_bo", "chi_bo_co_so", "to_dang" };
/* no word of a name begins one of another name */
static const char letter[ROWS + 1] = "abdefghijkmn";
static uint64_t seed;

static uint64_t chance(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

static const struct span *on(const struct span *list, int n, day_t day)
{
	for (int i = 0; i < n; i++)
		if (list[i].from <= day &&
		    (list[i].to == DAY_NONE || list[i].to > day))
			return &list[i];
	return NULL;
}

static const struct span *place_on(int64_t o, day_t day)
{
	return on(model[o].place, model[o].n_places, day);
}

static const struct span *name_on(int64_t o, day_t day)
{
	return on(model[o].name, model[o].n_names, day);
}

static bool within(int64_t o, int64_t above, day_t day)
{
	for (; o >= 0; o = place_on(o, day)->parent)
		if (o == above)
			return true;
	return false;
}

/* ---- one life, in the program and in the model --------------------------------------- */

struct life {
	int upto; /* so many organisations */
	struct org_dating dating;
	day_t today;
	int64_t event;
};

static struct str name_of(struct cx *cx, int o, int name)
{
	return str_fmt(cx->arena, "Tổ chức %d lần %c", o, letter[name]);
}

static struct org as_org(struct cx *cx, int64_t o, day_t day)
{
	const struct span *place = place_on(o, day), *name = name_on(o, day);

	return (struct org){ .id = model[o].id,
			     .parent = place->parent < 0
					       ? DB_NULL
					       : model[place->parent].id,
			     .kind = str_c(kinds[name->kind]),
			     .name = name_of(cx, (int)o, name->name),
			     .short_name = name_of(cx, (int)o, name->name) };
}

static void span_close(struct span *list, int *n, day_t day)
{
	if (list[*n - 1].from == day)
		--*n;
	else
		list[*n - 1].to = day;
}

static void span_open(struct span *list, int *n, struct span s)
{
	span_close(list, n, s.from);
	list[(*n)++] = s;
}

static struct err *live_add(struct cx *cx, struct org_dating *d)
{
	int64_t parent = (int64_t)chance((uint64_t)n_model);
	int kind = (int)chance(N_ELEMENTS(kinds));
	struct m_org *m = &model[n_model];
	struct org_new in = { .kind = str_c(kinds[kind]),
			      .name = name_of(cx, n_model, 0) };
	struct err *err;

	if (chance(4) == 0) /* some levels are wide */
		parent = 0;
	if (!place_on(parent, d->on))
		return NULL;
	in.parent = model[parent].id;
	err = org_dated_add(cx, d, &in, &m->id);
	if (err)
		return err;
	m->place[0] = (struct span){ d->on, DAY_NONE, parent, 0, 0 };
	m->name[0] = (struct span){ d->on, DAY_NONE, 0, kind, 0 };
	m->n_places = m->n_names = 1;
	index_of[m->id] = n_model++;
	model[parent].n_open++;
	return NULL;
}

static struct err *live_move(struct cx *cx, struct org_dating *d, int64_t o)
{
	int64_t to = (int64_t)chance((uint64_t)n_model);
	struct org was = as_org(cx, o, d->on);
	int64_t from = place_on(o, d->on)->parent;
	struct m_org *m = &model[o];
	struct err *err;

	if (!place_on(to, d->on) || within(to, o, d->on) || to == from ||
	    m->n_places == ROWS)
		return NULL;
	err = org_dated_move(cx, d, &was, model[to].id);
	if (err)
		return err;
	span_open(m->place, &m->n_places,
		  (struct span){ d->on, DAY_NONE, to, 0, 0 });
	model[from].n_open--;
	model[to].n_open++;
	return NULL;
}

static struct err *live_name(struct cx *cx, struct org_dating *d, int64_t o)
{
	struct m_org *m = &model[o];
	struct org was = as_org(cx, o, d->on);
	struct span next = *name_on(o, d->on);
	struct org_new as = { 0 };
	struct err *err;

	if (m->n_names == ROWS)
		return NULL;
	if (chance(2)) {
		next.kind = (next.kind + 1) % N_ELEMENTS(kinds);
		as.kind = str_c(kinds[next.kind]);
	} else {
		next.name++;
		as.name = name_of(cx, (int)o, next.name);
	}
	err = org_dated_name(cx, d, &was, &as);
	if (err)
		return err;
	next.from = d->on;
	next.to = DAY_NONE;
	span_open(m->name, &m->n_names, next);
	return NULL;
}

static struct err *live_end(struct cx *cx, struct org_dating *d, int64_t o)
{
	struct m_org *m = &model[o];
	struct org was = as_org(cx, o, d->on);
	struct err *err;

	if (m->n_open || m->place[0].from == d->on ||
	    m->place[m->n_places - 1].from == d->on ||
	    m->name[m->n_names - 1].from == d->on)
		return NULL;
	err = org_dated_end(cx, d, &was);
	if (err)
		return err;
	model[place_on(o, d->on)->parent].n_open--;
	m->place[m->n_places - 1].to = d->on;
	m->name[m->n_names - 1].to = d->on;
	return NULL;
}

static struct err *live_once(struct cx *cx, struct org_dating *d)
{
	int64_t o = 1 + (int64_t)chance((uint64_t)n_model);
	struct err *err;

	if (o >= n_model || !place_on(o, d->on) || chance(100) < 75)
		err = live_add(cx, d);
	else if (chance(3) == 0)
		err = live_move(cx, d, o);
	else
		err = chance(3) ? live_name(cx, d, o) : live_end(cx, d, o);
	return err ? err : org_dated_reach(cx, d);
}

static struct err *live_tx(struct cx *cx, void *arg)
{
	struct life *life = arg;
	struct org_dating *d = &life->dating;
	struct err *err =
		audit_write(cx,
			    &(struct audit_event){ .kind = "test.past",
						   .subject_kind = "org" },
			    &d->event);

	while (!err && n_model < life->upto) {
		d->on = life->today - DAYS +
			(day_t)(n_model * (int64_t)DAYS / ORGS);
		err = live_once(cx, d);
	}
	return err ? err : org_dated_view(cx, d);
}

/* ---- what the model says -------------------------------------------------------------- */

struct sums {
	int64_t direct[ORGS], below[ORGS], cells[ORGS];
};
static struct sums sums;

static void sums_make(day_t day)
{
	memset(&sums, 0, sizeof(sums));
	for (int o = 0; o < n_model; o++) {
		const struct span *p = place_on(o, day);
		bool cell;

		if (!p)
			continue;
		cell = !strncmp(kinds[name_on(o, day)->kind], "chi_bo", 6);
		if (p->parent >= 0)
			sums.direct[p->parent]++;
		for (int64_t up = p->parent; up >= 0;
		     up = place_on(up, day)->parent) {
			sums.below[up]++;
			sums.cells[up] += cell;
		}
	}
}

static void node_is(const struct org_node *n, day_t day)
{
	int64_t o = index_of[n->id];
	const struct span *place = place_on(o, day), *name = name_on(o, day);
	char text[80];

	assert_int_equal(model[o].id, n->id);
	assert_non_null(place);
	snprintf(text, sizeof(text), "Tổ chức %lld lần %c", (long long)o,
		 letter[name->name]);
	same(n->name, text);
	same(n->kind, kinds[name->kind]);
	assert_int_equal(n->below, sums.below[o]);
	assert_int_equal(n->cells, sums.cells[o]);
	assert_int_equal(n->place_from, place->from);
	assert_int_equal(n->name_from, name->from);
}

/* Every page of every level holds each organisation once, where it stands. */
static void levels_are(struct cx *cx, day_t day, struct org_tree_ask ask)
{
	struct arena_mark mark = arena_mark(cx->arena);

	for (int o = 0; o < n_model; o++) {
		int64_t seen = 0;

		if (!place_on(o, day))
			continue;
		ask.top = o ? model[o].id : 0;
		for (ask.page = 1; ask.page == 1 || seen < sums.direct[o];
		     ask.page++) {
			struct org_tree t;

			arena_rewind(cx->arena, mark);
			ok(org_tree_read(cx, &ask, &t));
			assert_int_equal(t.top, model[o].id);
			node_is(&t.nodes.p[0], day);
			assert_int_equal(t.total, sums.direct[o]);
			for (ptrdiff_t i = 1; i < t.nodes.n; i++) {
				const struct org_node *n = &t.nodes.p[i];

				if (n->more)
					continue;
				node_is(n, day);
				assert_int_equal(
					place_on(index_of[n->id], day)->parent,
					o);
				seen++;
			}
			if (t.nodes.n < 2)
				break;
		}
		assert_int_equal(seen, sums.direct[o]);
	}
}

static void kinds_are(struct cx *cx, day_t day)
{
	struct org_kinds_on_rows rows;
	int64_t count[N_ELEMENTS(kinds)] = { 0 }, n = 0;

	for (int o = 1; o < n_model; o++)
		if (place_on(o, day))
			count[name_on(o, day)->kind]++;
	ok(org_kinds_on(cx->db,
			&(struct org_kinds_on_in){ .org = model[0].id,
						   .day = day },
			&rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		for (int k = 0; k < N_ELEMENTS(kinds); k++)
			if (str_eq(rows.p[i].kind, str_c(kinds[k]))) {
				assert_int_equal(rows.p[i].n, count[k]);
				n += count[k];
			}
	assert_int_equal(n, sums.below[0]);
}

static void around(day_t at, day_t day, day_t *before, day_t *behind)
{
	if (at == DAY_NONE)
		return;
	if (at < day && (*before == DAY_NONE || at > *before))
		*before = at;
	if (at > day && (*behind == DAY_NONE || at < *behind))
		*behind = at;
}

static void days_are(struct cx *cx, day_t day)
{
	struct org_days_around_row row;
	day_t before = DAY_NONE, behind = DAY_NONE;
	bool found;

	for (int o = 0; o < n_model; o++) {
		const struct m_org *m = &model[o];

		for (int i = 0; i < m->n_places; i++) {
			around(m->place[i].from, day, &before, &behind);
			around(m->place[i].to, day, &before, &behind);
		}
		for (int i = 0; i < m->n_names; i++)
			around(m->name[i].from, day, &before, &behind);
	}
	ok(org_days_around(cx->db, &(struct org_days_around_in){ .day = day },
			   &row, &found));
	assert_int_equal(row.before, before);
	assert_int_equal(row.behind, behind);
}

/* From the root down to one of them, each below the one before it. */
static void path_is(struct cx *cx, day_t day)
{
	int64_t o = (int64_t)chance((uint64_t)n_model);
	struct org_path_on_rows rows;

	ok(org_path_on(cx->db,
		       &(struct org_path_on_in){ .id = model[o].id,
						 .day = day },
		       &rows));
	if (!place_on(o, day)) {
		assert_int_equal(rows.n, 0);
		return;
	}
	for (ptrdiff_t i = rows.n - 1; i >= 0; i--) {
		assert_int_equal(rows.p[i].id, model[o].id);
		o = place_on(o, day)->parent;
	}
	assert_int_equal(o, -1);
}

/* By the name of the day, and by one that it no longer has. */
static void found_is(struct cx *cx, day_t day)
{
	int64_t o = (int64_t)chance((uint64_t)n_model);
	const struct span *now = name_on(o, day);
	struct org_founds list;

	for (int i = 0; i < model[o].n_names; i++) {
		struct org_find_ask ask = { .q = name_of(cx, (int)o,
							 model[o].name[i].name),
					    .day = day,
					    .most = 500 };
		const struct org_found *f = NULL;

		ok(org_find_read(cx, &ask, &list));
		for (ptrdiff_t k = 0; k < list.n; k++)
			if (list.p[k].id == model[o].id)
				f = &list.p[k];
		assert_non_null(f);
		assert_int_equal(f->alive, place_on(o, day) != NULL);
		if (now)
			assert_int_equal(f->former.n > 0,
					 model[o].name[i].name != now->name);
	}
}

static void as_the_model_says(void **state)
{
	struct arena *a = arena_open(1 << 30);
	struct cx cx = kit_realm(a);
	struct org_tree_ask ask = { .look = { .day = cx.today } };
	struct life life = { .today = cx.today };
	int64_t wrong;

	(void)state;
	seed = (uint64_t)strtoll(getenv("ROVIEC_SEED") ?: "1", NULL, 10) *
		       7919 +
	       1;
	ok(org_add(&cx,
		   &(struct org_new){ .parent = DB_NULL,
				      .kind = STR("dang_bo_co_so"),
				      .name = STR("Tổ chức 0 lần a"),
				      .from = cx.today - DAYS - 10 },
		   &model[0].id));
	model[0].n_places = model[0].n_names = 1;
	model[0].place[0] =
		(struct span){ cx.today - DAYS - 10, DAY_NONE, -1, 0, 0 };
	model[0].name[0] = model[0].place[0];
	n_model = 1;
	/* a server plans the many by what it has seen of the few */
	life.upto = ORGS / 20;
	ok(db_tx_large(&cx, live_tx, &life));
	kit_analyze(&cx);
	life.upto = ORGS;
	ok(db_tx_large(&cx, live_tx, &life));
	kit_analyze(&cx);
	ok(org_tally_check(&cx, &wrong));
	assert_int_equal(wrong, 0);
	ask.cells = org_kinds_of(cx.profile, org_counted_level(cx.profile));
	for (int i = 0; i < LOOKS; i++) {
		day_t day = cx.today + 3 - (day_t)chance(DAYS);

		if (i == 0)
			day = cx.today;
		ask.look.day = day;
		sums_make(day);
		levels_are(&cx, day, ask);
		kinds_are(&cx, day);
		days_are(&cx, day);
		for (int k = 0; k < 20; k++) {
			path_is(&cx, day);
			found_is(&cx, day);
		}
	}
	kit_close(&cx);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(as_the_model_says),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
