/* A realm as a test of reorganisation sees it. */
#include "member/test/member_world.h"

#include "base/buf.h"
#include "db/db.h"
#include "member/member_reorg_kit_query.h"

enum {
	ORGS_MOST = 20000, /* ids have gaps on a server */
	DUMP_MOST = 16 << 20,
};

/* ---- everything that counts, as text ---------------------------------------------- */

static void put(struct buf *b, int64_t v)
{
	buf_char(b, ' ');
	if (v == DB_NULL)
		buf_char(b, '-');
	else
		buf_i64(b, v);
}

static void put_day(struct buf *b, day_t d)
{
	struct str iso = day_iso(b->arena, d);

	buf_char(b, ' ');
	buf_str(b, iso.p ? iso : STR("-"));
}

static void put_str(struct buf *b, struct str s)
{
	buf_char(b, ' ');
	buf_str(b, s.p ? s : STR("-"));
}

static void dump_orgs(struct cx *c, struct buf *b)
{
	struct rk_orgs_rows orgs;
	struct rk_places_rows places;
	struct rk_names_rows names;
	struct rk_codes_rows codes;

	ok(rk_orgs(c->db, &orgs));
	for (ptrdiff_t i = 0; i < orgs.n; i++) {
		const struct rk_orgs_row *o = &orgs.p[i];

		/* one that never was isn't in any export */
		if (o->to_on == o->from_on)
			continue;
		put(b, o->id);
		put(b, o->parent);
		put_str(b, o->kind);
		put_str(b, o->code);
		put_str(b, o->name);
		put_str(b, o->short_name);
		put_day(b, o->from_on);
		put_day(b, o->to_on);
		buf_char(b, '\n');
	}
	ok(rk_places(c->db, &places));
	for (ptrdiff_t i = 0; i < places.n; i++) {
		buf_lit(b, "place");
		put(b, places.p[i].org);
		put(b, places.p[i].parent);
		put_day(b, places.p[i].from_on);
		put_day(b, places.p[i].to_on);
		buf_char(b, '\n');
	}
	ok(rk_names(c->db, &names));
	for (ptrdiff_t i = 0; i < names.n; i++) {
		buf_lit(b, "name");
		put(b, names.p[i].org);
		put_str(b, names.p[i].kind);
		put_str(b, names.p[i].name);
		put_str(b, names.p[i].short_name);
		put_day(b, names.p[i].from_on);
		put_day(b, names.p[i].to_on);
		buf_char(b, '\n');
	}
	ok(rk_codes(c->db, &codes));
	for (ptrdiff_t i = 0; i < codes.n; i++) {
		buf_lit(b, "code");
		put(b, codes.p[i].org);
		put_str(b, codes.p[i].code);
		put_day(b, codes.p[i].from_on);
		put_day(b, codes.p[i].to_on);
		buf_char(b, '\n');
	}
}

static void dump_closures(struct cx *c, struct buf *b)
{
	struct rk_reach_rows reach;
	struct rk_closure_rows closure;
	struct rk_lineage_rows lineage;

	ok(rk_reach(c->db, &reach));
	for (ptrdiff_t i = 0; i < reach.n; i++) {
		buf_lit(b, "reach");
		put(b, reach.p[i].ancestor);
		put(b, reach.p[i].descendant);
		put(b, reach.p[i].depth);
		put_day(b, reach.p[i].from_on);
		put_day(b, reach.p[i].to_on);
		buf_char(b, '\n');
	}
	ok(rk_closure(c->db, &closure));
	for (ptrdiff_t i = 0; i < closure.n; i++) {
		buf_lit(b, "closure");
		put(b, closure.p[i].ancestor);
		put(b, closure.p[i].descendant);
		put(b, closure.p[i].depth);
		buf_char(b, '\n');
	}
	ok(rk_lineage(c->db, &lineage));
	for (ptrdiff_t i = 0; i < lineage.n; i++) {
		buf_lit(b, "lineage");
		put(b, lineage.p[i].from_org);
		put(b, lineage.p[i].to_org);
		put_str(b, lineage.p[i].kind);
		put(b, lineage.p[i].share);
		put(b, lineage.p[i].members);
		put_day(b, lineage.p[i].on_day);
		buf_char(b, '\n');
	}
}

static void dump_people(struct cx *c, struct buf *b)
{
	struct rk_members_rows members;
	struct rk_ins_rows ins;
	struct rk_states_rows states;
	struct rk_posts_rows posts;

	ok(rk_members(c->db, &members));
	for (ptrdiff_t i = 0; i < members.n; i++) {
		buf_lit(b, "member");
		put(b, members.p[i].id);
		put(b, members.p[i].org);
		put(b, members.p[i].away);
		put_str(b, members.p[i].state);
		buf_char(b, '\n');
	}
	ok(rk_ins(c->db, &ins));
	for (ptrdiff_t i = 0; i < ins.n; i++) {
		buf_lit(b, "in");
		put(b, ins.p[i].member);
		put(b, ins.p[i].org);
		put(b, ins.p[i].temporary);
		put_day(b, ins.p[i].from_on);
		put_day(b, ins.p[i].to_on);
		put_str(b, ins.p[i].how);
		put_str(b, ins.p[i].ended_how);
		buf_char(b, '\n');
	}
	ok(rk_states(c->db, &states));
	for (ptrdiff_t i = 0; i < states.n; i++) {
		buf_lit(b, "state");
		put(b, states.p[i].member);
		put_str(b, states.p[i].state);
		put_day(b, states.p[i].from_on);
		put_day(b, states.p[i].to_on);
		put_str(b, states.p[i].how);
		buf_char(b, '\n');
	}
	ok(rk_posts(c->db, &posts));
	for (ptrdiff_t i = 0; i < posts.n; i++) {
		buf_lit(b, "post");
		put(b, posts.p[i].member);
		put(b, posts.p[i].org);
		put_str(b, posts.p[i].office);
		put_day(b, posts.p[i].from_on);
		put_day(b, posts.p[i].to_on);
		buf_char(b, '\n');
	}
}

/* In an arena of its own. */
struct str world_dump(const struct cx *cx, struct arena *a)
{
	struct buf b = buf_init(a, DUMP_MOST);
	struct cx c = *cx;

	c.arena = a;
	c.db = store_reader(c.store, a);
	dump_orgs(&c, &b);
	dump_closures(&c, &b);
	dump_people(&c, &b);
	store_return(c.db);
	assert_false(b.full);
	return buf_view(&b);
}

/* The first line that differs, for people who mend. */
void world_alike(struct str was, struct str is, const char *when)
{
	while (was.p && is.p) {
		struct str x = str_cut(&was, '\n'), y = str_cut(&is, '\n');

		if (!str_eq(x, y))
			fail_msg("%s: was \"%.*s\", is \"%.*s\"", when,
				 STR_ARG(x), STR_ARG(y));
	}
	assert_true(!was.p && !is.p);
}

/* ---- what must hold on every day ----------------------------------------------------- */

struct span {
	day_t from, to; /* DAY_NONE: open */
	int64_t what;
};
struct spans {
	struct span *p;
	ptrdiff_t n, cap;
};

static bool covers(day_t from, day_t to, day_t on)
{
	return from <= on && (to == DAY_NONE || on < to);
}

static int64_t on_day(const struct spans *s, day_t on, int *ret_n)
{
	int64_t what = 0;

	*ret_n = 0;
	for (ptrdiff_t i = 0; i < s->n; i++)
		if (covers(s->p[i].from, s->p[i].to, on)) {
			what = s->p[i].what;
			(*ret_n)++;
		}
	return what;
}

struct world {
	struct spans place[ORGS_MOST]; /* by organisation: parents */
	struct spans in[ORGS_MOST];    /* by person: homes */
	int64_t n_orgs, n_people;
	struct rk_reach_rows reach;
	struct rk_closure_rows closure;
	struct rk_orgs_rows orgs;
};

static struct world *world_read(const struct cx *cx, struct arena *a)
{
	struct world *w = arena_new(a, struct world, 1);
	struct rk_places_rows places;
	struct rk_ins_rows ins;
	struct cx c = *cx;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(rk_places(c.db, &places));
	ok(rk_ins(c.db, &ins));
	ok(rk_reach(c.db, &w->reach));
	ok(rk_closure(c.db, &w->closure));
	ok(rk_orgs(c.db, &w->orgs));
	store_return(c.db);
	for (ptrdiff_t i = 0; i < places.n; i++) {
		const struct rk_places_row *p = &places.p[i];

		assert_true(p->org < ORGS_MOST);
		w->n_orgs = MAX(w->n_orgs, p->org);
		*vec_push(a, &w->place[p->org]) =
			(struct span){ p->from_on, p->to_on, p->parent };
	}
	for (ptrdiff_t i = 0; i < ins.n; i++) {
		const struct rk_ins_row *p = &ins.p[i];

		if (p->temporary)
			continue;
		assert_true(p->member < ORGS_MOST);
		w->n_people = MAX(w->n_people, p->member);
		*vec_push(a, &w->in[p->member]) =
			(struct span){ p->from_on, p->to_on, p->org };
	}
	return w;
}

static void tree_on(const struct world *w, day_t on)
{
	int roots = 0, n, pairs = 0, reached = 0;

	for (int64_t o = 1; o <= w->n_orgs; o++) {
		int64_t at = o, depth = 0;

		on_day(&w->place[o], on, &n);
		assert_true(n <= 1);
		if (!n)
			continue;
		for (; at != DB_NULL; depth++) {
			at = on_day(&w->place[at], on, &n);
			if (n != 1)
				fail_msg("org %d hangs in the air on %d",
					 (int)o, (int)on);
			assert_true(depth < 100);
			pairs++;
			roots += at == DB_NULL && depth == 0;
		}
	}
	assert_int_equal(roots, 1);
	for (ptrdiff_t i = 0; i < w->reach.n; i++)
		reached +=
			covers(w->reach.p[i].from_on, w->reach.p[i].to_on, on);
	assert_int_equal(reached, pairs);
}

static void people_on(const struct world *w, day_t on)
{
	int n, alive;

	for (int64_t m = 1; m <= w->n_people; m++) {
		int64_t org = on_day(&w->in[m], on, &n);

		assert_true(n <= 1);
		if (!n)
			continue;
		on_day(&w->place[org], on, &alive);
		if (!alive)
			fail_msg("person %d is in org %d, which isn't there on "
				 "%d",
				 (int)m, (int)org, (int)on);
	}
}

/* Each row of the dated closure is true on its first and last day. */
static void reach_true(const struct world *w)
{
	for (ptrdiff_t i = 0; i < w->reach.n; i++) {
		const struct rk_reach_row *r = &w->reach.p[i];
		day_t days[2] = { r->from_on, r->to_on == DAY_NONE
						      ? r->from_on
						      : r->to_on - 1 };

		for (int k = 0; k < 2; k++) {
			int64_t at = r->descendant;
			int n;

			for (int64_t d = 0; d < r->depth; d++) {
				at = on_day(&w->place[at], days[k], &n);
				assert_int_equal(n, 1);
			}
			assert_int_equal(at, r->ancestor);
		}
	}
}

/* Today's rows and closure are those of the dated ones. */
static void today_true(const struct world *w, day_t today)
{
	int living = 0, rows = 0;

	for (ptrdiff_t i = 0; i < w->orgs.n; i++) {
		const struct rk_orgs_row *o = &w->orgs.p[i];
		int n;
		int64_t parent = on_day(&w->place[o->id], today, &n);
		bool lives = o->from_on <= today &&
			     (o->to_on == DAY_NONE || o->to_on > today);

		assert_int_equal(n, lives);
		if (lives)
			assert_int_equal(parent, o->parent);
	}
	for (ptrdiff_t i = 0; i < w->reach.n; i++)
		living += covers(w->reach.p[i].from_on, w->reach.p[i].to_on,
				 today);
	for (ptrdiff_t i = 0; i < w->closure.n; i++) {
		int n;

		on_day(&w->place[w->closure.p[i].descendant], today, &n);
		rows += n;
	}
	assert_int_equal(rows, living);
}

void world_days_check(const struct cx *cx, const day_t *on, int n)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(256 << 20);
	struct world *w = world_read(cx, a);

	for (int i = 0; i < n; i++) {
		tree_on(w, on[i]);
		people_on(w, on[i]);
	}
	reach_true(w);
	today_true(w, cx->today);
}
