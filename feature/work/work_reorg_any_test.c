/*
 * Random decisions about a small committee with tasks in every state, parts,
 * series, shares and requests. After each: nothing that is open names whom
 * there is no more, counts are what a recount says, a refusal and a preview
 * leave nothing behind, and taking one back leaves lists as they were.
 */
#include "work/test/work_reorg_kit.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "db/db.h"
#include "org/org.h"
#include "testkit/testkit_dice.h"
#include "work/work_adjust_act.h"
#include "work/work_reorg_kit_query.h"
#include "work/work_share.h"
#include "work/work_split_act.h"

enum {
	WORLDS = 6,
	SERVER_WORLDS = 2,
	OF_A_WORLD = 25,
	ROUNDS = 8, /* choices may bring others */
};

static struct arena *arena;
static struct work_kit kit;
static int done, refused, undone, not_undone, waited, chosen;

/* ---- what is there ------------------------------------------------------- */

struct ids {
	int64_t *p;
	ptrdiff_t n, cap;
};

static struct ids living(struct arena *a)
{
	struct cx cx = kit.cx;
	struct wk_orgs_rows rows;
	struct ids list = { 0 };

	cx.db = store_reader(cx.store, a);
	ok(wk_orgs(cx.db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (rows.p[i].to_on == DAY_NONE)
			*vec_push(a, &list) = rows.p[i].id;
	store_return(cx.db);
	return list;
}

static int64_t any_of(const struct ids *list)
{
	return list->p[any((int)list->n)];
}

/* ---- more tasks ---------------------------------------------------------- */

static int64_t task_add(struct arena *a, const struct ids *orgs)
{
	static const char *const due[] = { "30/11/2026", "31/8/2026",
					   "Hàng tháng", "Quý IV/2026",
					   "Theo đề nghị cấp trên" };
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t lead = any_of(orgs), with = any_of(orgs), id;
	int number = any_new();

	office.arena = a;
	ok(work_task_add(&office,
			 &(struct work_task_words){
				 .programme = kit.programme,
				 .number = str_fmt(a, "7.%d", number),
				 .work = str_fmt(a, "Xây dựng kế hoạch số %d",
						 any(4) ? number + 1 : any(3)),
				 .work_confirmed = true,
				 .lead = lead,
				 .with = &with,
				 .n_with = any(2),
				 .deadline = str_c(due[any(5)]),
				 .product = STR("Kế hoạch"),
				 .product_confirmed = true,
				 .import = DB_NULL,
				 .import_row = DB_NULL },
			 &id));
	return id;
}

/* The system may do everything; what doesn't fit is refused. */
static struct cx system_cx(struct arena *a)
{
	struct cx cx = kit.cx;

	cx.arena = a;
	cx.actor = (struct actor){ .id = ACTOR_SYSTEM, .name = STR("máy") };
	return cx;
}

static bool did(struct err *err)
{
	if (err && err->code != ERR_CONFLICT && err->code != ERR_INVALID &&
	    err->code != ERR_DENIED && err->code != ERR_NOT_FOUND)
		ok(err);
	return !err;
}

static bool deed(struct arena *a, int64_t task, enum work_do what)
{
	struct cx cx = system_cx(a);

	return did(work_do(&cx,
			   &(struct work_deed){
				   .task = task,
				   .what = what,
				   .reason = STR("vì"),
				   .report = { .percent = 30 + any(60),
					       .body = STR("Đã làm."),
					       .difficulty = STR(""),
					       .cause = STR(""),
					       .ask = STR("none") } },
			   NULL));
}

/* What its lead and others do with a task, as far as it allows. */
static void live_on(struct arena *a, int64_t task, const struct ids *orgs)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);

	cx.arena = a;
	switch (any(9)) {
	case 0:
		deed(a, task, WORK_DO_ACCEPT);
		break;
	case 1:
		deed(a, task, WORK_DO_REPORT);
		break;
	case 2:
		deed(a, task, WORK_DO_SUBMIT);
		break;
	case 3:
		deed(a, task, WORK_DO_VERIFY);
		break;
	case 4:
		deed(a, task, WORK_DO_PAUSE);
		break;
	case 5:
		deed(a, task, WORK_DO_WITHDRAW);
		break;
	case 6:
		did(work_adjust(&cx,
				&(struct work_adjust_new){
					.task = task,
					.kind = ADJUST_LEAD,
					.cause = STR("khac"),
					.body = STR("vì"),
					.lead = any_of(orgs) },
				NULL));
		break;
	case 7: {
		struct work_part_new part = { .lead = any_of(orgs),
					      .work = STR("Một phần việc"),
					      .product = STR("Báo cáo"),
					      .deadline = STR(""),
					      .weight = 1 };

		did(work_split(&cx, &(struct work_split){ task, &part, 1 },
			       NULL));
		break;
	}
	case 8: {
		int64_t share;

		did(work_share_ask(&cx,
				   &(struct work_share_new){
					   .task = task,
					   .org = any_of(orgs),
					   .work = STR("Số liệu"),
					   .due = DAY_NONE },
				   &share));
		break;
	}
	}
}

/* Of a lead that asks for another one; nobody decides. */
static void ask_any(struct arena *a, int64_t task, const struct ids *orgs)
{
	enum kit_user who = any(2) ? USER_LEAD : USER_OTHER;
	struct cx cx = work_kit_as(&kit, who);

	cx.arena = a;
	did(work_adjust(&cx,
			&(struct work_adjust_new){ .task = task,
						   .kind = ADJUST_LEAD,
						   .cause = STR("khac"),
						   .body = STR("vì"),
						   .lead = any_of(orgs) },
			NULL));
}

static void tasks_live(struct arena *a)
{
	struct ids orgs = living(a);
	struct cx cx = kit.cx;
	struct wk_tasks_rows rows;

	for (int i = 0; i < 3; i++) {
		int64_t id = task_add(a, &orgs);

		if (any(4))
			deed(a, id, WORK_DO_ISSUE);
		if (any(2))
			deed(a, id, WORK_DO_ACCEPT);
	}
	cx.db = store_reader(cx.store, a);
	ok(wk_tasks(cx.db, &rows));
	store_return(cx.db);
	for (int i = 0; i < 6; i++) {
		int64_t task = rows.p[any((int)rows.n)].id;

		if (any(3))
			live_on(a, task, &orgs);
		else
			ask_any(a, task, &orgs);
	}
}

static void org_new(struct arena *a)
{
	struct ids orgs = living(a);
	struct cx cx = kit.cx;
	int64_t id;

	cx.arena = a;
	ok(org_add(&cx,
		   &(struct org_new){
			   .parent = any_of(&orgs),
			   .kind = STR("co_quan"),
			   .name = str_fmt(a, "Cơ quan %d", any_new()),
			   .from = cx.today - 400 },
		   &id));
}

/* ---- random decisions ---------------------------------------------------- */

static void step_any(struct arena *a, const struct ids *orgs,
		     struct org_step *s)
{
	static const enum step_kind kinds[] = {
		STEP_MERGE_NEW, STEP_MERGE_INTO, STEP_MERGE_INTO, STEP_SPLIT,
		STEP_DISSOLVE,	STEP_DISSOLVE,	 STEP_HAND_OVER,  STEP_MOVE,
		STEP_RENAME,	STEP_ESTABLISH,
	};
	unsigned needs;

	*s = (struct org_step){ .kind = kinds[any(N_ELEMENTS(kinds))] };
	needs = step_needs(s->kind);
	if (needs & STEP_ORG)
		s->org = any_of(orgs);
	if (needs & STEP_HEIR || (needs & STEP_MAY_HEIR && any(2)))
		s->heir = any_of(orgs);
	if (needs & STEP_PARENT)
		s->parent = any_of(orgs);
	if (needs & STEP_KIND)
		s->org_kind = STR("co_quan");
	if (needs & STEP_NAME)
		s->name = str_fmt(a, "Tổ chức %d", any_new());
	if (needs & STEP_BODY)
		s->body = STR("Đảng ủy khác");
	s->ends = needs & STEP_ENDS && any(3);
	if (!(needs & STEP_SOURCES))
		return;
	s->n_sources = 1 + any(2);
	s->source = arena_new(a, int64_t, s->n_sources);
	for (ptrdiff_t i = 0; i < s->n_sources; i++)
		s->source[i] = any_of(orgs);
	if (s->n_sources == 2 && s->source[0] == s->source[1])
		s->n_sources = 1;
}

/* Sometimes it names what the step before it makes. */
static void step_refer(struct org_step *s, const struct org_step *before)
{
	int64_t *org = step_named(s, any(4), NULL);

	if (org && *org && before->id && step_needs(before->kind) & STEP_MAKES)
		*org = step_ref(before->id);
}

static int64_t draft_any(struct arena *a)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct ids orgs = living(a);
	struct org_step before = { .id = 0 };
	day_t on = cx.today - any(3) * any(20) + (any(6) ? 0 : any(5));
	int64_t id;

	cx.arena = a;
	ok(decision_make(&cx,
			 &(struct org_decision_new){ .number = STR("1-QĐ/ĐU"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on =
							     MIN(on, cx.today),
						     .effective_on = on },
			 &id));
	for (int i = 1 + any(3); i > 0; i--) {
		struct org_step s;

		step_any(a, &orgs, &s);
		step_refer(&s, &before);
		did(step_add(&cx, id, &s, &s.id));
		before = s;
	}
	return id;
}

/* Until nothing is asked any more. */
static void choices_make(struct arena *a, int64_t id, struct str was)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	int open = 1;

	cx.arena = a;
	for (int round = 0; open && round < ROUNDS; round++) {
		struct org_decision d = reorg_kit_read(&kit, id);
		struct reorg_preview p;

		ok(decision_preview(&cx, &d, &p));
		reorg_kit_alike(was, reorg_kit_dump(&kit, a),
				"after a preview");
		open = 0;
		for (ptrdiff_t i = 0; i < p.run.asks.n; i++) {
			const struct reorg_ask *ask = &p.run.asks.p[i];
			int n = (int)ask->n_options;

			if (ask->answer.p)
				continue;
			open++;
			chosen++;
			ok(choice_set(&cx, id, ask->key,
				      ask->option[any(n)].value));
		}
	}
}

static void round_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(512 << 20);
	struct cx cx = kit.cx;
	struct str was;
	int64_t id;
	struct err *err;

	cx.arena = a;
	ok(org_settle(&cx));
	reorg_kit_check(&kit);
	was = reorg_kit_dump(&kit, a);
	id = draft_any(a);
	choices_make(a, id, was);
	err = reorg_kit_approve(&kit, id);
	if (err) {
		assert_true(!did(err));
		refused++;
		reorg_kit_alike(was, reorg_kit_dump(&kit, a),
				"after a refusal");
		return;
	}
	if (reorg_kit_read(&kit, id).state != DECISION_DONE) {
		waited++;
		reorg_kit_alike(was, reorg_kit_dump(&kit, a), "before its day");
		return;
	}
	done++;
	reorg_kit_check(&kit);
	if (any(3))
		return;
	cx = work_kit_as(&kit, USER_OFFICE);
	ok(decision_undo(&cx, id, STR("nhầm")));
	undone++;
	reorg_kit_alike(was, reorg_kit_dump(&kit, a), "taken back");
	reorg_kit_check(&kit);
}

/* An older one: refused, or the world stays a world. */
static void undo_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(256 << 20);
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct str was = reorg_kit_dump(&kit, a);
	const struct org_decision *d;
	struct org_decisions list;
	struct err *err;

	cx.arena = a;
	cx.db = store_reader(cx.store, a);
	ok(decision_list(&cx, INT64_MAX, 30, &list));
	store_return(cx.db);
	d = &list.p[any((int)list.n)];
	if (d->state != DECISION_DONE)
		return;
	err = decision_undo(&cx, d->id, STR("nhầm"));
	if (err) {
		fails(err, ERR_CONFLICT);
		reorg_kit_alike(was, reorg_kit_dump(&kit, a), "not taken back");
		not_undone++;
	} else {
		undone++;
	}
	reorg_kit_check(&kit);
}

static void world_live(uint64_t seed)
{
	int want = done + OF_A_WORLD;

	arena = arena_open(1 << 30);
	any_begin(seed);
	work_kit_open(arena, NULL, &kit);
	reorg_kit_features();
	for (int i = 0; done < want && i < OF_A_WORLD * 20; i++) {
		struct arena *a = arena_open(64 << 20);

		tasks_live(a);
		if (!any(3))
			org_new(a);
		arena_close(a);
		round_any();
		if (!any(4))
			undo_any();
		if (!any(3)) {
			kit.cx.today += any(3);
			kit.cx.as_at = kit.cx.today;
			kit.cx.now = day_begin(kit.cx.today) + 8 * 3600 * 1000;
		}
	}
	work_kit_close(&kit);
	arena_close(arena);
	assert_int_equal(done, want);
}

static void test_any(void **state UNUSED)
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
		      "%d couldn't be, %d choices\n",
		      done, waited, refused, undone, not_undone, chosen);
	assert_true(undone > done / 10 && refused > done / 10 &&
		    chosen > done / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
