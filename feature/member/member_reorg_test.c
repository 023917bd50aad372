/*
 * A thousand random reorganisations. After each: on every day the tree is a
 * tree, everybody is somewhere, today's view says what the dated rows say, a
 * refusal and a preview leave nothing behind, and taking one back leaves what
 * was before, to the last byte.
 */
#include "testkit/testkit.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "member/member.h"
#include "member/member_move_stat.h"
#include "member/member_reorg_kit_query.h"
#include "member/member_span.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "view/feature.h"

enum {
	UNITS = 4,
	CELLS = 4,	   /* of a unit */
	PEOPLE = 5,	   /* of a cell */
	ORGS_MOST = 20000, /* ids have gaps on a server */
	DUMP_MOST = 16 << 20,
	WORLDS = 10,
	SERVER_WORLDS = 2,
	OF_A_WORLD = 100,
};

static struct arena *arena; /* of the whole test */
static struct cx cx;
static uint64_t dice;
static int made; /* for names */
static int done, refused, undone, waited, previews, not_undone;

static int any(int n)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (int)((dice >> 33) % (unsigned)n);
}

/* ---- the realm ----------------------------------------------------------------- */

static struct str word(const char *what, int n)
{
	return str_fmt(arena, "%s %d", what, n);
}

static int64_t org_make(int64_t parent, const char *kind, struct str name)
{
	int64_t id;

	ok(org_add(&cx,
		   &(struct org_new){ .parent = parent,
				      .kind = str_c(kind),
				      .name = name,
				      .code = str_fmt(arena, "K%d", made++),
				      .from = cx.today },
		   &id));
	return id;
}

static struct err *people_tx(struct cx *in, void *arg)
{
	int64_t cell = *(int64_t *)arg, event, id;
	struct err *err =
		audit_write(in,
			    &(struct audit_event){ .kind = "test.people",
						   .subject_kind = "test" },
			    &event);

	for (int i = 0; !err && i < PEOPLE; i++) {
		struct str name = word("người", made++);

		err = rk_member(in->db,
				&(struct rk_member_in){
					.name = name,
					.sort = text_sort_key(in->arena, name),
					.org = cell,
					.state = STR("official"),
					.event = event },
				&id);
		if (!err)
			err = rk_in(in->db,
				    &(struct rk_in_in){ .member = id,
							.org = cell,
							.from_on = in->today,
							.how = STR("register"),
							.event = event },
				    NULL);
		if (!err)
			err = rk_state(in->db,
				       &(struct rk_state_in){
					       .member = id,
					       .state = STR("official"),
					       .from_on = in->today,
					       .how = STR("register"),
					       .event = event },
				       NULL);
		if (!err && !i)
			err = rk_post(in->db,
				      &(struct rk_post_in){
					      .member = id,
					      .org = cell,
					      .office = STR("bi_thu"),
					      .from_on = in->today,
					      .event = event },
				      NULL);
	}
	return err ? err : member_span_event(in, event);
}

static void realm_make(void)
{
	int64_t root;

	kit_day(&cx, "2025-01-01");
	root = org_make(DB_NULL, "dang_bo", STR("Gốc"));
	for (int u = 0; u < UNITS; u++) {
		int64_t unit =
			org_make(root, "dang_bo_co_so", word("Đảng bộ", u));

		for (int c = 0; c < CELLS; c++) {
			int64_t cell = org_make(unit, "chi_bo",
						word("Chi bộ", u * 10 + c));

			ok(db_tx(&cx, people_tx, &cell));
		}
	}
}

/* A world of its own. */
static void world_open(uint64_t seed)
{
	static const struct feature *const features[] = { &member_feature };

	arena = arena_open(1 << 30);
	cx = kit_realm(arena);
	dice = seed * 7919 + 1;
	features_set(features, 1);
	realm_make();
}

static void lines_prove(const struct member_moves *m)
{
	assert_true(move_line_proved(&m->whole));
	for (ptrdiff_t i = 0; i < m->units.n; i++)
		assert_true(move_line_proved(&m->units.p[i]));
}

/* Figures follow every decision, taken back or not: what is counted of people
 * is what their rows say, and each unit's movements add up. */
static void figures_agree(void)
{
	day_t first, last = cx.today;
	struct member_moves m;
	int64_t wrong;

	ok(member_span_check(&cx, &wrong));
	assert_int_equal(wrong, 0);
	assert_true(day_from_iso(STR("2025-01-01"), &first));
	for (int i = 0; i < 4; i++) {
		day_t after = first + any((int)(last - first) + 1);

		ok(member_moves_read(&cx,
				     &(struct moves_ask){ .after = after,
							  .until = last },
				     &m));
		lines_prove(&m);
	}
}

static void world_close(void)
{
	figures_agree();
	kit_close(&cx);
	arena_close(arena);
}

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
static struct str dump(struct arena *a)
{
	struct buf b = buf_init(a, DUMP_MOST);
	struct cx c = cx;

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
static void alike(struct str was, struct str is, const char *when)
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

static struct world *world_read(struct arena *a)
{
	struct world *w = arena_new(a, struct world, 1);
	struct rk_places_rows places;
	struct rk_ins_rows ins;
	struct cx c = cx;

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
static void today_true(const struct world *w)
{
	int living = 0, rows = 0;

	for (ptrdiff_t i = 0; i < w->orgs.n; i++) {
		const struct rk_orgs_row *o = &w->orgs.p[i];
		int n;
		int64_t parent = on_day(&w->place[o->id], cx.today, &n);
		bool lives = o->from_on <= cx.today &&
			     (o->to_on == DAY_NONE || o->to_on > cx.today);

		assert_int_equal(n, lives);
		if (lives)
			assert_int_equal(parent, o->parent);
	}
	for (ptrdiff_t i = 0; i < w->reach.n; i++)
		living += covers(w->reach.p[i].from_on, w->reach.p[i].to_on,
				 cx.today);
	for (ptrdiff_t i = 0; i < w->closure.n; i++) {
		int n;

		on_day(&w->place[w->closure.p[i].descendant], cx.today, &n);
		rows += n;
	}
	assert_int_equal(rows, living);
}

static void world_check(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(256 << 20);
	struct world *w = world_read(a);

	for (int i = 0; i < 6; i++) {
		day_t on = cx.today - any(500) + 20;

		if (on >= 20089) { /* 2025-01-01 */
			tree_on(w, on);
			people_on(w, on);
		}
	}
	tree_on(w, cx.today);
	people_on(w, cx.today);
	reach_true(w);
	today_true(w);
}

/* ---- random decisions -------------------------------------------------------------------- */

static int64_t any_org(const struct rk_orgs_rows *orgs)
{
	for (int tries = 0; tries < 50; tries++) {
		const struct rk_orgs_row *o = &orgs->p[any((int)orgs->n)];

		/* mostly of those that are there */
		if (o->to_on == DAY_NONE || !any(20))
			return o->id;
	}
	return orgs->p[0].id;
}

static void step_any(struct arena *a, const struct rk_orgs_rows *orgs,
		     struct org_step *s)
{
	static const char *const kind[] = { "chi_bo", "dang_bo_co_so",
					    "dang_bo_bo_phan" };
	unsigned needs;

	*s = (struct org_step){ .kind = (enum step_kind)any(N_STEP_KIND) };
	needs = step_needs(s->kind);
	if (needs & STEP_ORG)
		s->org = any_org(orgs);
	if (needs & STEP_HEIR || (needs & STEP_MAY_HEIR && any(2)))
		s->heir = any_org(orgs);
	if (needs & STEP_PARENT)
		s->parent = any_org(orgs);
	if (needs & STEP_KIND)
		s->org_kind = str_c(kind[any(3)]);
	if (needs & STEP_NAME || (needs & STEP_MAY_NAME && any(2)))
		s->name = word("Tổ chức", made++);
	if (needs & STEP_CODE && any(2))
		s->code = str_fmt(arena, "M%d", made++);
	if (needs & STEP_BODY)
		s->body = STR("Đảng ủy khác");
	s->ends = needs & STEP_ENDS && any(2);
	if (needs & STEP_SOURCES)
		s->n_sources = 1 + any(3);
	if (needs & STEP_PARTS && any(2)) {
		/* children of the one that is split */
		s->source = arena_new(a, int64_t, orgs->n);
		for (ptrdiff_t i = 0; i < orgs->n; i++)
			if (orgs->p[i].parent == s->org &&
			    orgs->p[i].to_on == DAY_NONE && any(2) &&
			    s->n_sources < 5)
				s->source[s->n_sources++] = orgs->p[i].id;
		return;
	}
	s->source = arena_new(a, int64_t, s->n_sources);
	for (ptrdiff_t i = 0; i < s->n_sources; i++) {
		s->source[i] = any_org(orgs);
		for (ptrdiff_t k = 0; k < i; k++)
			if (s->source[k] == s->source[i]) {
				s->n_sources = i;
				break;
			}
	}
}

/* Some of the people of the organisation itself go along by name. */
static struct err *choose_tx(struct cx *in, void *arg)
{
	const struct org_step *s = arg;
	struct rk_members_rows rows;
	struct err *err = rk_members(in->db, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (rows.p[i].org == s->org && i % 2)
			err = rk_step_member(in->db,
					     &(struct rk_step_member_in){
						     .step = s->id,
						     .member = rows.p[i].id },
					     NULL);
	return err;
}

static int64_t draft_any(struct arena *a)
{
	struct rk_orgs_rows orgs;
	struct cx c = cx;
	int64_t id;
	int steps = 1 + any(3);
	day_t on = cx.today - any(4) * any(10) + (any(5) ? 0 : any(9));

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(rk_orgs(c.db, &orgs));
	store_return(c.db);
	ok(decision_make(&c,
			 &(struct org_decision_new){ .number = STR("1-QĐ/ĐU"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on =
							     MIN(on, cx.today),
						     .effective_on = on },
			 &id));
	for (int i = 0; i < steps; i++) {
		struct org_step s;
		struct err *err;

		step_any(a, &orgs, &s);
		err = step_add(&c, id, &s, &s.id);
		if (!err && s.kind == STEP_SPLIT && any(2))
			ok(db_tx(&c, choose_tx, &s));
	}
	return id;
}

/* Each choice is made by chance; what is chosen brings no further ones. */
static void choices_make(struct cx *c, struct org_decision *d,
			 const struct reorg_preview *p)
{
	bool found;

	for (ptrdiff_t i = 0; i < p->run.asks.n; i++) {
		const struct reorg_ask *ask = &p->run.asks.p[i];

		ok(choice_set(c, d->id, ask->key,
			      ask->option[any((int)ask->n_options)].value));
	}
	ok(decision_find(c, d->id, d, &found));
	assert_true(found);
}

/* Approves it or is refused; the preview knew. */
static bool decide(struct arena *a, int64_t id, struct str was)
{
	struct reorg_preview p;
	struct org_decision d;
	struct cx c = cx;
	struct err *err;
	bool found;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(decision_find(&c, id, &d, &found));
	ok(decision_preview(&c, &d, &p));
	previews++;
	alike(was, dump(a), "after a preview");
	choices_make(&c, &d, &p);
	err = decision_approve(&c, id, d.rev);
	store_return(c.db);
	if (err) {
		assert_true(err->code == ERR_CONFLICT ||
			    err->code == ERR_INVALID ||
			    err->code == ERR_NOT_FOUND);
		assert_true(p.fault || p.run.blocks.n || !d.n_steps);
		refused++;
		alike(was, dump(a), "after a refusal");
		return false;
	}
	assert_null(p.fault);
	if (d.is.effective_on > cx.today) {
		alike(was, dump(a), "before its day");
		waited++;
		return false;
	}
	done++;
	return true;
}

static void round_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(512 << 20);
	struct cx c = cx;
	struct str was;
	int64_t id;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(org_settle(&c));
	store_return(c.db);
	was = dump(a);
	id = draft_any(a);
	if (!decide(a, id, was))
		return;
	world_check();
	if (!any(3)) {
		ok(decision_undo(&c, id, STR("nhầm")));
		alike(was, dump(a), "taken back");
		undone++;
	}
}

/* An older one: refused, or the world stays a world. */
static void undo_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(512 << 20);
	struct org_decisions list;
	struct cx c = cx;
	struct str was = dump(a);
	const struct org_decision *d;
	struct err *err;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(decision_list(&c, INT64_MAX, 30, &list));
	store_return(c.db);
	d = &list.p[any((int)list.n)];
	if (d->state != DECISION_DONE)
		return;
	err = decision_undo(&c, d->id, STR("nhầm"));
	if (err) {
		fails(err, ERR_CONFLICT);
		alike(was, dump(a), "not taken back");
		not_undone++;
	} else {
		undone++;
	}
	world_check();
}

/* Fresh cells with people, since mergers leave ever fewer. */
static void cell_add(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct rk_orgs_rows orgs;
	struct cx c = cx;
	int64_t cell;
	int parent;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(rk_orgs(c.db, &orgs));
	store_return(c.db);
	do
		parent = any((int)orgs.n);
	while (orgs.p[parent].to_on != DAY_NONE);
	cell = org_make(orgs.p[parent].id, "chi_bo",
			word("Chi bộ mới", made++));
	ok(db_tx(&cx, people_tx, &cell));
}

/* A hundred decisions that took effect, in a world of its own. */
static void world_live(uint64_t seed)
{
	int want = done + OF_A_WORLD;

	world_open(seed);
	for (int i = 0; done < want && i < OF_A_WORLD * 20; i++) {
		round_any();
		if (!any(5))
			undo_any();
		if (!any(6))
			cell_add();
		if (!any(3)) {
			cx.today += any(3);
			cx.as_at = cx.today;
			cx.now = day_begin(cx.today) + 8 * 3600 * 1000;
		}
	}
	world_close();
	assert_int_equal(done, want);
}

static void test_thousand(void **state UNUSED)
{
	const char *often = getenv("ROVIEC_WORLDS");
	const char *seed = getenv("ROVIEC_SEED");
	uint64_t first = seed ? strtoull(seed, NULL, 10) * 1000 : 1;
	int worlds = often		   ? (int)strtol(often, NULL, 10)
		     : getenv("ROVIEC_PG") ? SERVER_WORLDS
					   : WORLDS;

	for (int i = 0; i < worlds; i++)
		world_live(first + (uint64_t)i);
	print_message("%d took effect, %d wait, %d refused, %d taken back, "
		      "%d couldn't be\n",
		      done, waited, refused, undone, not_undone);
	assert_true(undone > done / 10 && refused > done / 10 &&
		    waited > done / 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
