/* Pages of decisions: what the office does from the first draft to the undo. */
#include "work/test/work_kit.h"

#include "base/utf8.h"
#include "db/db.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "org/org_reorg_page.h"
#include "view/feature.h"

static struct arena *arena;
static struct work_kit kit;
static const struct route_table *const tables[] = { &org_reorg_routes,
						    &org_step_routes, NULL };

static int setup(void **state UNUSED)
{
	arena = arena_open(1 << 30);
	features_set(NULL, 0);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int teardown(void **state UNUSED)
{
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static struct reply get(const char *path)
{
	return work_kit_get(&kit, USER_OFFICE, path, 0);
}

static struct reply post(const char *path, const char *body)
{
	return work_kit_post(&kit, USER_OFFICE, path, 0, body);
}

static struct str name_of(int64_t org)
{
	struct org o;
	bool found;

	ok(org_find(&kit.cx, org, &o, &found));
	return o.name;
}

/* An organisation as somebody types it, without marks. */
static const char *typed(int64_t org)
{
	struct str fold = text_fold(arena, name_of(org));
	char *c = str_to_c(arena, fold);

	for (char *p = c; *p; p++)
		if (*p == ' ')
			*p = '+';
	return c;
}

/* Begins a draft and gives its path. */
static const char *draft(const char *body)
{
	struct reply rp = post("/reorg/new", body);

	assert_int_equal(rp.status, 303);
	return str_to_c(arena, rp.location);
}

static const char *path(const char *base, const char *more)
{
	return str_to_c(arena, str_fmt(arena, "%s%s", base, more));
}

static const char *rev_body(const char *base, const char *more)
{
	struct org_decision d;
	int64_t id;
	bool found, good = str_to_i64(str_sub(str_c(base), 7, 99), &id);

	assert_true(good);
	ok(decision_find(&kit.cx, id, &d, &found));
	return str_to_c(arena,
			str_fmt(arena, "rev=%lld%s", (long long)d.rev, more));
}

static void empty_list(void **state UNUSED)
{
	work_kit_golden(&kit, USER_OFFICE, "/reorg", 0,
			"../../org/golden/org_reorg_none");
	work_kit_golden(&kit, USER_OFFICE, "/reorg/new", 0,
			"../../org/golden/org_reorg_new");
}

static void new_needs_words(void **state UNUSED)
{
	struct reply rp = post("/reorg/new", "title=&effective_on=31/2/2026");

	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "31/2/2026"));
	rp = post("/reorg/new", "title=");
	assert_true(work_kit_says(&rp, "Ghi ngắn gọn nội dung quyết định."));
}

static void from_draft_to_undo(void **state UNUSED)
{
	struct reply rp;
	const char *p = draft("title=S%C3%A1p+nh%E1%BA%ADp");
	const char *step = path(p, "/step?kind=merge_into");

	work_kit_golden(&kit, USER_OFFICE, p, 0,
			"../../org/golden/org_reorg_draft");
	work_kit_golden(&kit, USER_OFFICE, step, 0,
			"../../org/golden/org_reorg_step");
	/* every fault at once, what was typed kept */
	rp = post(path(p, "/step"),
		  "kind=merge_into&source.0=Kh%C3%B4ng+c%C3%B3&heir=");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "Hiện không có tổ chức “Không có”"));
	assert_true(work_kit_says(&rp, "value=\"Không có\""));
	rp = post(path(p, "/step"), "kind=rename&org=&name=");
	assert_int_equal(rp.status, 422);
	/* by name, in any case and without marks */
	rp = post(path(p, "/step"),
		  str_to_c(arena,
			   str_fmt(arena, "kind=rename&org=%s&name=B%%C3%%A1o",
				   typed(kit.unit[UNIT_PRESS]))));
	assert_int_equal(rp.status, 303);
	/* no day yet: the step stands there, nothing is tried */
	rp = get(p);
	assert_true(
		work_kit_says(&rp, "Ghi ngày hiệu lực; mọi điều sẽ xảy ra"));
	/* approved before it is signed: each missing thing is named */
	rp = post(path(p, "/approve"), rev_body(p, ""));
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "Ghi người ký."));
	rp = post(path(p, "/edit"),
		  rev_body(p,
			   "&title=%C4%90%E1%BB%95i+t%C3%AAn&number=7-Q%C4%90"
			   "&signer=B%C3%AD+th%C6%B0&signed_on=10/10/2026"
			   "&effective_on=20/10/2026"));
	assert_int_equal(rp.status, 303);
	work_kit_golden(&kit, USER_OFFICE, p, 0,
			"../../org/golden/org_reorg_preview");
	/* an old version of the page doesn't count */
	rp = post(path(p, "/approve"), "rev=1");
	assert_int_equal(rp.status, 409);
	rp = post(path(p, "/approve"), rev_body(p, ""));
	assert_int_equal(rp.status, 303);
	work_kit_golden(&kit, USER_OFFICE, p, 0,
			"../../org/golden/org_reorg_waiting");
	rp = post(path(p, "/reopen"), "");
	assert_int_equal(rp.status, 303);
	rp = post(path(p, "/edit"),
		  rev_body(p,
			   "&title=%C4%90%E1%BB%95i+t%C3%AAn&number=7-Q%C4%90"
			   "&signer=B%C3%AD+th%C6%B0&signed_on=10/10/2026"
			   "&effective_on=14/10/2026"));
	rp = post(path(p, "/approve"), rev_body(p, ""));
	assert_int_equal(rp.status, 303);
	same(name_of(kit.unit[UNIT_PRESS]), "Báo");
	work_kit_golden(&kit, USER_OFFICE, p, 0,
			"../../org/golden/org_reorg_done");
	rp = post(path(p, "/undo"), "why=");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "Ghi lý do hoàn tác."));
	rp = post(path(p, "/undo"), "why=nh%E1%BA%A7m");
	assert_int_equal(rp.status, 303);
	assert_false(str_eq(name_of(kit.unit[UNIT_PRESS]), STR("Báo")));
	work_kit_golden(&kit, USER_OFFICE, p, 0,
			"../../org/golden/org_reorg_undone");
	work_kit_golden(&kit, USER_OFFICE, "/reorg", 0,
			"../../org/golden/org_reorg_list");
}

/* A step that names what the first makes; both by name and as it is offered. */
static void names_a_step(void **state UNUSED)
{
	struct org_decision d;
	struct reply rp;
	const char *p = draft("title=Gh%C3%A9p"), *body;
	int64_t id;
	bool found, good = str_to_i64(str_sub(str_c(p), 7, 99), &id);

	assert_true(good);
	rp = post(path(p, "/step"),
		  str_to_c(arena,
			   str_fmt(arena,
				   "kind=establish&parent=%s&name=Chi+bo+ghep"
				   "&org_kind=chi_bo",
				   typed(kit.root))));
	assert_int_equal(rp.status, 303);
	rp = get(path(p, "/step?kind=move"));
	assert_true(work_kit_says(&rp, "ghi “Việc 1: Chi bo ghep”."));
	assert_true(work_kit_says(
		&rp, "<option value=\"Việc 1: Chi bo ghep\"></option>"));
	body = str_to_c(arena,
			str_fmt(arena,
				"kind=move&parent=vi%%E1%%BB%%87c+1:+chi+bo+"
				"ghep&org=%s",
				typed(kit.unit[UNIT_PRESS])));
	rp = post(path(p, "/step"), body);
	assert_int_equal(rp.status, 303);
	rp = post(path(p, "/step"),
		  "kind=rename&org=Chi+bo+ghep&name=Chi+bo+noi");
	assert_int_equal(rp.status, 303);
	rp = get(p);
	assert_true(work_kit_says(&rp, "“Chi bo ghep (việc 1)”"));
	/* it stays as long as it is named */
	ok(decision_find(&kit.cx, id, &d, &found));
	assert_int_equal(d.n_steps, 3);
	rp = post(path(p, str_to_c(arena, str_fmt(arena, "/step/%lld/remove",
						  (long long)d.step[0].id))),
		  "");
	assert_int_equal(rp.status, 409);
	assert_true(work_kit_says(&rp, "Việc 2 dùng tổ chức mà việc này lập "
				       "ra, “Chi bo ghep”"));
	/* … and before those that name it */
	rp = post(path(p, str_to_c(arena, str_fmt(arena, "/step/%lld/raise",
						  (long long)d.step[1].id))),
		  "");
	assert_int_equal(rp.status, 409);
	assert_true(work_kit_says(&rp, "nên phải đứng sau việc đó."));
	rp = post(path(p, str_to_c(arena, str_fmt(arena, "/step/%lld/raise",
						  (long long)d.step[2].id))),
		  "");
	assert_int_equal(rp.status, 303);
	id = d.step[2].id;
	ok(decision_find(&kit.cx, d.id, &d, &found));
	assert_int_equal(d.step[1].id, id);
	assert_int_equal(d.step[1].kind, STEP_RENAME);
	same(d.step[1].org_name, "Chi bo ghep (việc 1)");
	rp = post(path(p, str_to_c(arena, str_fmt(arena, "/step/%lld/raise",
						  (long long)d.step[0].id))),
		  "");
	assert_int_equal(rp.status, 409);
}

/* Rows come without a script, too: as many as a step takes. */
static void more_rows(void **state UNUSED)
{
	struct reply rp;
	const char *p = draft("title=D%C3%A0i");
	struct buf b = buf_init(arena, 1 << 16);
	struct str sixty;

	rp = post(path(p, "/step"), "kind=merge_into&rows=6&more=1&source.5=X");
	assert_int_equal(rp.status, 200);
	assert_true(work_kit_says(&rp, "name=\"source.5\" value=\"X\""));
	assert_true(work_kit_says(&rp, "name=\"source.11\""));
	assert_false(work_kit_says(&rp, "name=\"source.12\""));
	/* a row that was made by a script stays with its fault */
	rp = post(path(p, "/step"), "kind=merge_into&rows=12&source.9=Y");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "name=\"source.9\" value=\"Y\""));
	assert_true(work_kit_says(&rp, "href=\"#source.9\""));
	rp = post(path(p, "/step"), "kind=merge_into&rows=60&more=1");
	assert_true(work_kit_says(&rp, "name=\"source.59\""));
	assert_false(work_kit_says(&rp, "name=\"source.60\""));
	assert_false(work_kit_says(&rp, "name=\"more\""));
	rp = post(path(p, "/step"), "kind=merge_into&rows=101");
	assert_int_equal(rp.status, 422);
	/* 61 are refused in a sentence, sixty are a step */
	for (int i = 0; i < STEP_SOURCES_MOST + 1; i++) {
		struct org_new in = { .parent = kit.root,
				      .kind = STR("chi_bo"),
				      .name = str_fmt(arena, "Nguon %d", i),
				      .from = kit.cx.today - 900 };
		int64_t org;

		ok(org_add(&kit.cx, &in, &org));
		if (i == STEP_SOURCES_MOST)
			sixty = buf_view(&b);
		buf_fmt(&b, "&source.%d=Nguon+%d", i, i);
	}
	rp = post(path(p, "/step"),
		  str_to_c(arena, str_fmt(arena, "kind=merge_into&heir=%s%.*s",
					  typed(kit.unit[UNIT_PRESS]),
					  STR_ARG(buf_view(&b)))));
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "Một việc nhận nhiều nhất 60 tổ chức"));
	rp = post(path(p, "/step"),
		  str_to_c(arena, str_fmt(arena, "kind=merge_into&heir=%s%.*s",
					  typed(kit.unit[UNIT_PRESS]),
					  STR_ARG(sixty))));
	assert_int_equal(rp.status, 303);
}

static void steps_and_choices(void **state UNUSED)
{
	struct org_decision d;
	struct reply rp;
	const char *p = draft("title=Th%E1%BB%AD");
	int64_t id;
	bool found;

	rp = post(path(p, "/step"),
		  "kind=establish&parent=&name=X&org_kind=chi_bo");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "Chọn tổ chức cấp trên."));
	rp = post(path(p, "/step"),
		  str_to_c(arena, str_fmt(arena,
					  "kind=establish&parent=%s&name=X&org_"
					  "kind=chi_bo",
					  typed(kit.unit[UNIT_PRESS]))));
	assert_int_equal(rp.status, 303);
	assert_true(str_to_i64(str_sub(str_c(p), 7, 99), &id));
	ok(decision_find(&kit.cx, id, &d, &found));
	assert_int_equal(d.n_steps, 1);
	rp = post(path(p, "/choose"), "ask.member.head.1=none");
	assert_int_equal(rp.status, 303);
	rp = post(str_to_c(arena, str_fmt(arena, "%s/step/%lld/remove", p,
					  (long long)d.step[0].id)),
		  "");
	assert_int_equal(rp.status, 303);
	/* no paper yet */
	rp = get(path(p, "/paper"));
	assert_int_equal(rp.status, 404);
	rp = post(path(p, "/drop"), "");
	assert_int_equal(rp.status, 303);
	rp = get(p);
	assert_int_equal(rp.status, 404);
	rp = get(path(p, "/step?kind=moon"));
	assert_int_equal(rp.status, 404);
}

/* Who may only look sees the list, not the drafts; a secretary likewise. */
static void who_may(void **state UNUSED)
{
	struct reply rp = work_kit_get(&kit, USER_LEAD, "/reorg", 0);

	assert_int_equal(rp.status, 200);
	assert_false(work_kit_says(&rp, "/reorg/new"));
	assert_true(work_kit_says(&rp, "/reorg/1"));  /* taken back */
	assert_false(work_kit_says(&rp, "/reorg/3")); /* a draft */
	rp = work_kit_get(&kit, USER_LEAD, "/reorg/1", 0);
	assert_int_equal(rp.status, 200);
	assert_false(work_kit_says(&rp, "/reorg/1/undo"));
	draft("title=x");
	rp = work_kit_get(&kit, USER_LEAD, "/reorg/3", 0);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_LEAD, "/reorg/new", 0);
	assert_int_equal(rp.status, 403);
	rp = work_kit_post(&kit, USER_LEAD, "/reorg/new", 0, "title=x");
	assert_int_equal(rp.status, 403);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_list),
		cmocka_unit_test(new_needs_words),
		cmocka_unit_test(from_draft_to_undo),
		cmocka_unit_test(steps_and_choices),
		cmocka_unit_test(names_a_step),
		cmocka_unit_test(more_rows),
		cmocka_unit_test(who_may),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
