/*
 * People in the pipeline through random reorganisations. After each: everybody
 * on the way is in the pipeline of one organisation that is there, on every
 * day; nobody is lost but who was handed over; a preview and a refusal leave
 * nothing behind, and taking one back restores each row.
 */
#include "testkit/testkit.h"
#include "testkit/testkit_dice.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "base/buf.h"
#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_reorg_kit_query.h"
#include "member/member.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "view/feature.h"

enum {
	UNITS = 3,
	CELLS = 3, /* of a unit; each third without members */
	PEOPLE = 3,
	MEMBERS = 4,
	WORLDS = 4,
	SERVER_WORLDS = 1,
	OF_A_WORLD = 50,
	DUMP_MOST = 8 << 20,
};

static struct arena *arena; /* of the world */
static struct cx cx;
static int64_t bare; /* a cell without members: it may end by itself */
static int done, refused, undone, not_undone, handed, chosen, ended;

static struct str word(const char *what)
{
	return str_fmt(arena, "%s %d", what, any_new());
}

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static void today_set(day_t day)
{
	cx.today = cx.as_at = day;
	cx.now = day_begin(day) + 8 * 3600 * 1000;
}

/* ---- the realm --------------------------------------------------------------- */

static int64_t org_make(int64_t parent, const char *kind, struct str name)
{
	int64_t id;

	ok(org_add(&cx,
		   &(struct org_new){ .parent = parent,
				      .kind = str_c(kind),
				      .name = name,
				      .code = str_fmt(arena, "K%d", any_new()),
				      .from = cx.today },
		   &id));
	return id;
}

static int64_t member_make(int64_t org)
{
	struct member_new in = { .name = word("Đảng viên"),
				 .birth = d("1988-05-19"),
				 .org = org,
				 .from = cx.today,
				 .how = STR("in"),
				 .sent_on = DAY_NONE,
				 .admitted = d("2014-02-03"),
				 .official = d("2015-02-03"),
				 .state_from = DAY_NONE };
	int64_t id;

	ok(member_add(&cx, &in, true, &id));
	return id;
}

static int64_t person_make(int64_t org)
{
	struct growth_new in = { .name = word("Quần chúng"),
				 .birth = d("1996-03-05"),
				 .org = org,
				 .source = STR("youth"),
				 .proposer = STR("Đoàn"),
				 .consent = cx.today,
				 .on = cx.today };
	int64_t id;

	ok(growth_propose(&cx, &in, true, &id));
	return id;
}

static int64_t cell_make(int64_t parent, bool members)
{
	int64_t cell = org_make(parent, "chi_bo", word("Chi bộ"));

	if (!members)
		bare = cell;
	for (int i = 0; i < MEMBERS && members; i++)
		member_make(cell);
	for (int i = 0; i < PEOPLE; i++)
		person_make(cell);
	return cell;
}

static int64_t root_make(void)
{
	kit_day(&cx, "2025-01-01");
	return org_make(DB_NULL, "dang_bo", STR("Gốc"));
}

static void world_open(uint64_t seed)
{
	static const struct feature *const features[] = { &member_feature,
							  &growth_feature };
	arena = arena_open(1 << 30);
	cx = kit_realm(arena);
	any_begin(seed);
	features_set(features, N_ELEMENTS(features));
}

static void world_close(void)
{
	kit_close(&cx);
	arena_close(arena);
}

/* ---- all that counts, as text ----------------------------------------------------- */

static void put(struct buf *b, int64_t v)
{
	buf_char(b, ' ');
	if (v == DB_NULL)
		buf_char(b, '-');
	else
		buf_i64(b, v);
}

static void put_day(struct buf *b, day_t day)
{
	buf_fmt(b, " %.*s",
		STR_ARG(day == DAY_NONE ? STR("-") : day_iso(b->arena, day)));
}

static struct str dump(struct arena *a)
{
	struct buf b = buf_init(a, DUMP_MOST);
	struct gk_candidates_rows c;
	struct gk_ins_rows in;
	struct gk_exits_rows x;
	struct db *db = store_reader(cx.store, a);

	ok(gk_candidates(db, &c));
	ok(gk_ins(db, &in));
	ok(gk_exits(db, &x));
	for (ptrdiff_t i = 0; i < c.n; i++) {
		buf_fmt(&b, "%.*s %.*s", STR_ARG(c.p[i].state),
			STR_ARG(c.p[i].stage));
		put(&b, c.p[i].id);
		put(&b, c.p[i].org);
		put_day(&b, c.p[i].stage_on);
		put_day(&b, c.p[i].left_on);
		buf_char(&b, '\n');
	}
	for (ptrdiff_t i = 0; i < in.n; i++) {
		buf_fmt(&b, "in %.*s", STR_ARG(in.p[i].basis));
		put(&b, in.p[i].candidate);
		put(&b, in.p[i].org);
		put_day(&b, in.p[i].from_on);
		put_day(&b, in.p[i].to_on);
		put(&b, in.p[i].decision);
		put(&b, in.p[i].event);
		put(&b, in.p[i].ended_by);
		buf_char(&b, '\n');
	}
	for (ptrdiff_t i = 0; i < x.n; i++) {
		buf_fmt(&b, "exit %.*s %.*s", STR_ARG(x.p[i].cause),
			STR_ARG(x.p[i].note));
		put(&b, x.p[i].candidate);
		put_day(&b, x.p[i].on_day);
		put_day(&b, x.p[i].back_on);
		put(&b, x.p[i].event);
		put(&b, x.p[i].ended_by);
		buf_char(&b, '\n');
	}
	store_return(db);
	assert_false(b.full);
	return buf_view(&b);
}

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

/* ---- what must hold ------------------------------------------------------------------ */

static bool lives(struct db *db, int64_t org, day_t on)
{
	struct gk_lives_row row;
	bool found;

	ok(gk_lives(db, &(struct gk_lives_in){ org, on }, &row, &found));
	return found;
}

/* How many lines of a person cover a day; *ret_org: whose pipeline. */
static int lines_on(const struct gk_ins_rows *in, int64_t candidate, day_t on,
		    int64_t *ret_org)
{
	int n = 0;

	for (ptrdiff_t i = 0; i < in->n; i++) {
		const struct gk_ins_row *r = &in->p[i];

		if (r->candidate != candidate || r->from_on > on ||
		    (r->to_on != DAY_NONE && r->to_on <= on))
			continue;
		*ret_org = r->org;
		n++;
	}
	return n;
}

static bool was_out(const struct gk_exits_rows *x, int64_t candidate, day_t on)
{
	for (ptrdiff_t i = 0; i < x->n; i++)
		if (x->p[i].candidate == candidate && x->p[i].on_day <= on &&
		    (x->p[i].back_on == DAY_NONE || x->p[i].back_on > on))
			return true;
	return false;
}

static int64_t figure(struct cx *c, int64_t org, day_t on)
{
	struct reorg_figures f = { 0 };

	ok(growth_reorg.count(c, org, on, &f));
	assert_int_equal(f.n, 1);
	same(str_c(f.p[0].key), "pipeline");
	return f.p[0].n;
}

static void day_check(struct cx *c, const struct gk_candidates_rows *who,
		      day_t on)
{
	struct gk_ins_rows in;
	struct gk_exits_rows x;
	int64_t counted = 0;

	ok(gk_ins(c->db, &in));
	ok(gk_exits(c->db, &x));
	for (ptrdiff_t i = 0; i < who->n; i++) {
		const struct gk_candidates_row *p = &who->p[i];
		int64_t org = 0;
		int n = lines_on(&in, p->id, on, &org);
		bool out = was_out(&x, p->id, on);

		assert_true(n <= 1);
		if (n && !lives(c->db, org, on))
			fail_msg("%lld in %lld, which isn't there on %.*s",
				 (long long)p->id, (long long)org,
				 STR_ARG(day_iso(c->arena, on)));
		counted += n && !out;
		if (on < cx.today)
			continue;
		/* today's columns say what the lines say */
		assert_int_equal(str_eq(p->state, STR("left")), out);
		if (!out)
			assert_int_equal(n, 1);
		if (n)
			assert_int_equal(p->org, org);
	}
	assert_int_equal(figure(c, 1, on), counted);
}

/* Everybody is there, on today and days before; how many are on the way. */
static int64_t world_check(ptrdiff_t people)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(256 << 20);
	struct gk_candidates_rows who;
	struct cx c = cx;
	int64_t open = 0;

	c.arena = a;
	c.db = store_reader(cx.store, a);
	ok(gk_candidates(c.db, &who));
	if (people)
		assert_int_equal(who.n, people);
	for (ptrdiff_t i = 0; i < who.n; i++)
		open += str_eq(who.p[i].state, STR("open"));
	day_check(&c, &who, cx.today);
	for (int i = 0; i < 4; i++)
		day_check(&c, &who, MAX(d("2025-01-01"), cx.today - any(60)));
	store_return(c.db);
	return open;
}

/* ---- random acts ------------------------------------------------------------------------ */

static int64_t any_org(struct db *db, const struct gk_orgs_rows *orgs,
		       bool there)
{
	for (int tries = 0; tries < 60; tries++) {
		const struct gk_orgs_row *o = &orgs->p[any((int)orgs->n)];

		if ((o->to_on == DAY_NONE && lives(db, o->id, cx.today)) ||
		    (!there && !any(20)))
			return o->id;
	}
	return orgs->p[0].id;
}

/* Refused or not: what matters is what holds afterwards. */
static void person_act(struct arena *a)
{
	struct gk_candidates_rows who;
	struct gk_orgs_rows orgs;
	struct cx c = cx;
	const struct gk_candidates_row *p;
	struct err *e;
	day_t on = cx.today - any(4);
	int64_t to;

	c.arena = a;
	c.db = store_reader(cx.store, a);
	ok(gk_candidates(c.db, &who));
	ok(gk_orgs(c.db, &orgs));
	to = any_org(c.db, &orgs, true);
	store_return(c.db);
	p = &who.p[any((int)who.n)];
	switch (any(4)) {
	case 0:
		e = growth_transfer(&c, p->id, 0,
				    &(struct growth_move){ to, on, STR("x") });
		break;
	case 1:
		e = growth_leave(&c, p->id, 0,
				 &(struct growth_exit){ STR("other"), on,
							STR("") });
		break;
	case 2:
		e = growth_return(&c, p->id, 0, on);
		break;
	default:
		(void)person_make(to);
		return;
	}
	assert_true(!e || e->code == ERR_CONFLICT || e->code == ERR_INVALID);
}

static void step_fill(struct db *db, const struct gk_orgs_rows *orgs,
		      struct org_step *s, int64_t source[3])
{
	static const char *const kind[] = { "chi_bo", "dang_bo_co_so" };
	unsigned needs;

	*s = (struct org_step){ .kind = (enum step_kind)any(N_STEP_KIND) };
	if (!any(8)) {
		*s = (struct org_step){ .kind = STEP_DISSOLVE, .org = bare };
		return;
	}
	needs = step_needs(s->kind);
	if (needs & STEP_ORG)
		s->org = any_org(db, orgs, false);
	if (needs & STEP_HEIR || (needs & STEP_MAY_HEIR && any(2)))
		s->heir = any_org(db, orgs, false);
	if (needs & STEP_PARENT)
		s->parent = any_org(db, orgs, false);
	if (needs & STEP_KIND)
		s->org_kind = str_c(kind[any(2)]);
	if (needs & STEP_NAME || (needs & STEP_MAY_NAME && any(2)))
		s->name = word("Tổ chức");
	if (needs & STEP_BODY)
		s->body = STR("Đảng ủy khác");
	s->ends = needs & STEP_ENDS && any(2);
	s->source = source;
	if (needs & STEP_SOURCES) {
		source[0] = any_org(db, orgs, false);
		source[1] = any_org(db, orgs, false);
		s->n_sources = source[0] == source[1] ? 1 : 2;
	}
}

/* One of what it names is what an earlier step makes. */
static void step_refer(struct org_step *s, const struct org_step *earlier,
		       int n)
{
	ptrdiff_t count = 0;
	int64_t *org;

	while (step_named(s, count, NULL))
		count++;
	for (int tries = 0; n && count && tries < 6; tries++) {
		const struct org_step *by = &earlier[any(n)];

		org = step_named(s, any((int)count), NULL);
		if (!*org || !by->id || !(step_needs(by->kind) & STEP_MAKES))
			continue;
		*org = step_ref(by->id);
		return;
	}
}

/* Every other member goes along by name. */
static struct err *choose_tx(struct cx *in, void *arg)
{
	const struct org_step *s = arg;
	struct gk_members_rows rows;
	struct err *e = gk_members(in->db, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++)
		if (rows.p[i].org == s->org && i % 2)
			e = gk_step_member(in->db,
					   &(struct gk_step_member_in){
						   s->id, rows.p[i].id },
					   NULL);
	return e;
}

static int64_t decision_new(struct cx *c, day_t on)
{
	int64_t id;

	ok(decision_make(c,
			 &(struct org_decision_new){ .number = STR("1-QĐ/ĐU"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on = on,
						     .effective_on = on },
			 &id));
	return id;
}

static int64_t draft_any(struct arena *a)
{
	struct gk_orgs_rows orgs;
	struct cx c = cx;
	int64_t id, source[3][3] = { { 0 } };
	int steps = 1 + any(3);
	struct org_step step[3];

	c.arena = a;
	c.db = store_reader(cx.store, a);
	ok(gk_orgs(c.db, &orgs));
	id = decision_new(&c, cx.today - any(4) * any(8));
	for (int i = 0; i < steps; i++) {
		struct org_step *s = &step[i];
		struct err *e;

		step_fill(c.db, &orgs, s, source[i]);
		if (!any(3))
			step_refer(s, step, i);
		e = step_add(&c, id, s, &s->id);
		if (e)
			s->id = 0;
		if (!e && s->kind == STEP_SPLIT && !s->ends)
			ok(db_tx(&c, choose_tx, s));
	}
	store_return(c.db);
	return id;
}

static void choices_make(struct cx *c, struct org_decision *dec,
			 const struct reorg_preview *p)
{
	bool found;

	for (ptrdiff_t i = 0; i < p->run.asks.n; i++) {
		const struct reorg_ask *ask = &p->run.asks.p[i];

		ended += str_starts(ask->key, STR("growth.end."));
		ok(choice_set(c, dec->id, ask->key,
			      ask->option[any((int)ask->n_options)].value));
	}
	ok(decision_find(c, dec->id, dec, &found));
	assert_true(found);
}

static bool decide(struct arena *a, int64_t id, struct str was)
{
	struct reorg_preview p;
	struct org_decision dec;
	struct cx c = cx;
	struct err *e;
	bool found;

	c.arena = a;
	c.db = store_reader(cx.store, a);
	ok(decision_find(&c, id, &dec, &found));
	ok(decision_preview(&c, &dec, &p));
	alike(was, dump(a), "after a preview");
	choices_make(&c, &dec, &p);
	e = decision_approve(&c, id, dec.rev);
	store_return(c.db);
	if (e) {
		assert_true(e->code == ERR_CONFLICT || e->code == ERR_INVALID ||
			    e->code == ERR_NOT_FOUND);
		refused++;
		alike(was, dump(a), "after a refusal");
		return false;
	}
	for (ptrdiff_t i = 0; i < p.run.flows.n; i++) {
		chosen += p.run.flows.p[i].chosen;
		handed += !p.run.flows.p[i].to;
	}
	done++;
	return true;
}

/* So many left by what the last decision did. */
static int64_t left_by(struct arena *a, int64_t decision)
{
	struct org_decision dec;
	struct gk_exits_rows x;
	struct cx c = cx;
	int64_t n = 0;
	bool found;

	c.arena = a;
	c.db = store_reader(cx.store, a);
	ok(decision_find(&c, decision, &dec, &found));
	ok(gk_exits(c.db, &x));
	store_return(c.db);
	for (ptrdiff_t i = 0; i < x.n; i++) {
		if (x.p[i].event != dec.event)
			continue;
		same(x.p[i].cause, "moved");
		assert_true(str_find(x.p[i].note, STR("1-QĐ/ĐU"), 0) >= 0);
		n++;
	}
	return n;
}

static void round_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(256 << 20);
	int64_t before, after, id;
	struct gk_candidates_rows who;
	struct db *db;
	struct str was;

	if (!any(3))
		person_act(a);
	was = dump(a);
	before = world_check(0);
	db = store_reader(cx.store, a);
	ok(gk_candidates(db, &who));
	store_return(db);
	id = draft_any(a);
	if (!decide(a, id, was))
		return;
	after = world_check(who.n);
	assert_int_equal(before, after + left_by(a, id));
	if (any(2)) {
		if (!any(4))
			person_act(a);
		return;
	}
	if (!any(4)) { /* somebody is moved behind it */
		struct str then;

		person_act(a);
		then = dump(a);
		if (decision_undo(&cx, id, STR("nhầm"))) {
			alike(then, dump(a), "not taken back");
			not_undone++;
		}
		world_check(0);
		return;
	}
	ok(decision_undo(&cx, id, STR("nhầm")));
	alike(was, dump(a), "taken back");
	assert_int_equal(before, world_check(who.n));
	undone++;
}

static void world_live(uint64_t seed)
{
	int want = done + OF_A_WORLD;
	int64_t root, unit;

	world_open(seed);
	root = root_make();
	for (int u = 0; u < UNITS; u++) {
		unit = org_make(root, "dang_bo_co_so", word("Đảng bộ"));
		for (int c = 0; c < CELLS; c++)
			cell_make(unit, c);
	}
	today_set(d("2025-03-01"));
	for (int i = 0; done < want && i < OF_A_WORLD * 30; i++) {
		round_any();
		if (!any(5))
			cell_make(root, any(2));
		if (!any(3))
			today_set(cx.today + any(4));
	}
	world_close();
	assert_int_equal(done, want);
}

static void random_ones(void **state UNUSED)
{
	const char *often = getenv("ROVIEC_WORLDS");
	const char *seed = getenv("ROVIEC_SEED");
	uint64_t first = seed ? strtoull(seed, NULL, 10) * 1000 : 1;
	int worlds = often		   ? (int)strtol(often, NULL, 10)
		     : getenv("ROVIEC_PG") ? SERVER_WORLDS
					   : WORLDS;

	for (int i = 0; i < worlds; i++)
		world_live(first + (uint64_t)i);
	print_message("%d took effect, %d refused, %d taken back, %d couldn't "
		      "be; %d handed over, %d chose, %d asked where to\n",
		      done, refused, undone, not_undone, handed, chosen, ended);
	assert_true(undone > done / 10 && refused > done / 10 && handed > 0 &&
		    chosen > 0 && ended > 0);
}

/* ---- one by one ---------------------------------------------------------------------------- */

static int64_t decide_one(const struct org_step *s, const char *ask,
			  const char *answer, int64_t *ret_made)
{
	struct org_decision dec;
	struct cx c = cx;
	int64_t id, step;
	bool found;

	c.db = store_reader(cx.store, arena);
	id = decision_new(&c, cx.today);
	ok(step_add(&c, id, s, &step));
	if (s->kind == STEP_SPLIT && !s->ends) {
		struct org_step of = *s;

		of.id = step;
		ok(db_tx(&c, choose_tx, &of));
	}
	if (ask) {
		ok(decision_find(&c, id, &dec, &found));
		fails(decision_approve(&c, id, dec.rev), ERR_CONFLICT);
		ok(choice_set(&c, id, str_c(ask), str_c(answer)));
	}
	ok(decision_find(&c, id, &dec, &found));
	ok(decision_approve(&c, id, dec.rev));
	ok(decision_find(&c, id, &dec, &found));
	if (ret_made)
		*ret_made = dec.step[0].made;
	store_return(c.db);
	return id;
}

static int64_t in_pipeline(int64_t org)
{
	struct db *db = store_reader(cx.store, arena);
	struct gk_candidates_rows who;
	int64_t n = 0;

	ok(gk_candidates(db, &who));
	store_return(db);
	for (ptrdiff_t i = 0; i < who.n; i++)
		n += who.p[i].org == org && str_eq(who.p[i].state, STR("open"));
	return n;
}

/* Half of the members go by name, and half of the pipeline by their share. */
static void split_by_share(void **state UNUSED)
{
	int64_t root, cell, fresh, id;

	world_open(1);
	root = root_make();
	cell = cell_make(root, true);
	for (int i = 0; i < 5; i++)
		person_make(cell);
	today_set(cx.today + 30);
	id = decide_one(&(struct org_step){ .kind = STEP_SPLIT,
					    .org = cell,
					    .parent = root,
					    .org_kind = STR("chi_bo"),
					    .name = STR("Chi bộ mới") },
			NULL, NULL, &fresh);
	assert_int_equal(in_pipeline(fresh), 4);
	assert_int_equal(in_pipeline(cell), 4);
	ok(decision_undo(&cx, id, STR("nhầm")));
	assert_int_equal(in_pipeline(cell), 8);
	/* the whole goes along when it ends */
	decide_one(&(struct org_step){ .kind = STEP_SPLIT,
				       .org = cell,
				       .parent = root,
				       .org_kind = STR("chi_bo"),
				       .name = STR("Chi bộ khác"),
				       .ends = true },
		   NULL, NULL, &fresh);
	assert_int_equal(in_pipeline(fresh), 8);
	world_close();
}

/* One without members ends: people say where those in its pipeline go. */
static void end_without_heir(void **state UNUSED)
{
	struct org_step s = { .kind = STEP_DISSOLVE };
	int64_t root, unit;
	const char *ask;

	world_open(1);
	root = root_make();
	unit = org_make(root, "dang_bo_co_so", STR("Đảng bộ"));
	s.org = cell_make(unit, false);
	today_set(cx.today + 30);
	ask = str_fmt(arena, "growth.end.%lld", (long long)s.org).p;
	decide_one(&s, ask, str_fmt(arena, "%lld", (long long)unit).p, NULL);
	assert_int_equal(in_pipeline(unit), PEOPLE);
	today_set(cx.today + 30);
	s.org = cell_make(unit, false);
	today_set(cx.today + 1);
	ask = str_fmt(arena, "growth.end.%lld", (long long)s.org).p;
	decide_one(&s, ask, "leave", NULL);
	assert_int_equal(in_pipeline(s.org), 0);
	assert_int_equal(in_pipeline(unit), PEOPLE);
	world_close();
}

/* Who was handed over comes back by way of another organisation. */
static void back_from_elsewhere(void **state UNUSED)
{
	int64_t root, cell, other, who, id;
	struct growth_move to = { .basis = STR("Giấy giới thiệu 7") };

	world_open(1);
	root = root_make();
	cell = cell_make(root, true);
	other = cell_make(root, true);
	who = person_make(cell);
	today_set(cx.today + 30);
	id = decide_one(&(struct org_step){ .kind = STEP_HAND_OVER,
					    .org = cell,
					    .body = STR("Đảng ủy khác") },
			NULL, NULL, NULL);
	assert_int_equal(in_pipeline(cell), 0);
	today_set(cx.today + 30);
	fails(growth_return(&cx, who, 0, cx.today), ERR_CONFLICT);
	to.org = other;
	to.on = cx.today - 31;
	fails(growth_transfer(&cx, who, 0, &to), ERR_INVALID);
	to.on = cx.today;
	ok(growth_transfer(&cx, who, 0, &to));
	ok(growth_return(&cx, who, 0, cx.today));
	assert_int_equal(in_pipeline(other), PEOPLE + 1);
	/* and now it can't be taken back any more */
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	world_check(0);
	world_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(split_by_share),
		cmocka_unit_test(end_without_heir),
		cmocka_unit_test(back_from_elsewhere),
		cmocka_unit_test(random_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
