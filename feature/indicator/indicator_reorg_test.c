/*
 * What becomes of targets by each kind of decision about organisations, by hand.
 * A thousand by chance: indicator_reorg_any_test.c.
 */
#include "indicator/test/indicator_kit.h"

#include "db/db.h"
#include "indicator/indicator_priv.h"
#include "org/org.h"
#include "org/org_reorg.h"

static struct arena *arena; /* of the whole test */
static struct cx cx;

static void world_close(void)
{
	kit_close(&cx);
	arena_close(arena);
}

static int64_t decide_one(const struct org_step *s, int64_t *ret_made)
{
	struct org_decision d;
	struct cx c = cx;
	int64_t id, step;
	bool found;

	c.db = store_reader(c.store, arena);
	ok(decision_make(&c,
			 &(struct org_decision_new){ .number = STR("1-QĐ/ĐU"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on = cx.today,
						     .effective_on = cx.today },
			 &id));
	ok(step_add(&c, id, s, &step));
	ok(decision_find(&c, id, &d, &found));
	ok(decision_approve(&c, id, d.rev));
	ok(decision_find(&c, id, &d, &found));
	*ret_made = d.step[0].made;
	store_return(c.db);
	return id;
}

/* Units with 20 members each, of whom each cell has 5. */
static void small_open(void)
{
	struct target_new in;
	struct target_part part[KIT_UNITS];
	int64_t unit = 2;

	arena = arena_open(1 << 30);
	indicator_kit_open(arena, &cx);
	in = indicator_kit_target(1, "2025", 40);
	ok(target_set(&cx, &in));
	for (int i = 0; i < KIT_UNITS; i++, unit += KIT_CELLS + 1)
		part[i] = (struct target_part){ unit, 10, 20 };
	ok(target_allot(&cx, &(struct target_allotment){
				     .code = STR(INDICATOR_ADMISSIONS),
				     .period = STR("2025"),
				     .org = 1,
				     .part = part,
				     .n = KIT_UNITS,
				     .by = STR("equal"),
				     .base_on = KIT_FIRST_DAY - 1,
				     .basis = STR("6-KH/ĐU"),
				     .on = DAY_NONE }));
	cx.today += 30;
	cx.as_at = cx.today;
}

static struct target_now now_of(int64_t org, day_t on)
{
	struct target_now t;

	ok(target_at(&cx,
		     &(struct target_ask){ STR(INDICATOR_ADMISSIONS),
					   STR("2025"), on, &org, 1 },
		     &t));
	return t;
}

static struct target_gap gap_of(int64_t org, day_t on)
{
	struct target_gap g;

	ok(target_gaps_at(&cx,
			  &(struct target_ask){ STR(INDICATOR_ADMISSIONS),
						STR("2025"), on, &org, 1 },
			  &g));
	return g;
}

static void merged(void **state UNUSED)
{
	int64_t source[] = { 2, 7 }, fresh, id;
	struct target_now t;

	small_open();
	id = decide_one(&(struct org_step){ .kind = STEP_MERGE_NEW,
					    .source = source,
					    .n_sources = 2,
					    .parent = 1,
					    .org_kind = STR("dang_bo_co_so"),
					    .name = STR("Đảng bộ mới") },
			&fresh);
	t = now_of(fresh, cx.today);
	assert_int_equal(t.value, 20);
	assert_int_equal(t.base, 40);
	assert_int_equal(t.base_on, KIT_FIRST_DAY - 1);
	assert_int_equal(t.times, 1);
	same(t.by, TARGET_REORG);
	same(t.basis, "1-QĐ/ĐU");
	t = now_of(2, cx.today);
	assert_int_equal(t.value, 0);
	assert_int_equal(t.first_value, 10);
	assert_int_equal(now_of(2, cx.today - 1).value, 10);
	assert_int_equal(now_of(fresh, cx.today - 1).id, 0);
	assert_int_equal(gap_of(1, cx.today).gap, 0);
	/* what a decision did isn't taken back here */
	fails(target_void(&cx, now_of(fresh, cx.today).id, STR("nhầm")),
	      ERR_CONFLICT);
	ok(decision_undo(&cx, id, STR("nhầm")));
	assert_int_equal(now_of(fresh, cx.today).id, 0);
	assert_int_equal(now_of(2, cx.today).value, 10);
	world_close();
}

/* 15 of 20 members go along with their cells: 7,5 of 10, the larger share. */
static void split(void **state UNUSED)
{
	int64_t part[] = { 3, 4, 5 }, fresh;

	small_open();
	decide_one(&(struct org_step){ .kind = STEP_SPLIT,
				       .org = 2,
				       .source = part,
				       .n_sources = 3,
				       .parent = 1,
				       .org_kind = STR("dang_bo_co_so"),
				       .name = STR("Đảng bộ tách") },
		   &fresh);
	assert_int_equal(now_of(fresh, cx.today).value, 8);
	assert_int_equal(now_of(2, cx.today).value, 2);
	assert_int_equal(now_of(fresh, cx.today).base, 15);
	assert_int_equal(now_of(2, cx.today).base, 5);
	assert_int_equal(gap_of(1, cx.today).gap, 0);
	world_close();
}

static void handed_over(void **state UNUSED)
{
	struct target_new in;
	struct target_gap g;
	int64_t none, id;

	small_open();
	id = decide_one(&(struct org_step){ .kind = STEP_HAND_OVER,
					    .org = 2,
					    .body = STR("Đảng ủy khác") },
			&none);
	assert_int_equal(now_of(2, cx.today).value, 0);
	assert_int_equal(now_of(1, cx.today).value, 40);
	g = gap_of(1, cx.today);
	assert_int_equal(g.gap, 10);
	same(g.reason, "Sắp xếp tổ chức theo quyết định 1-QĐ/ĐU: Sắp xếp");
	assert_int_equal(gap_of(1, cx.today - 1).gap, 0);
	/* what was built upon it */
	in = indicator_kit_target(7, "2025", 15);
	in.reason = STR("nhận thêm");
	ok(target_adjust(&cx, &in));
	assert_int_equal(gap_of(1, cx.today).gap, 5);
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	ok(target_void(&cx, now_of(7, cx.today).id, STR("nhầm")));
	assert_int_equal(gap_of(1, cx.today).gap, 10);
	world_close();
}

static struct err *correct(int64_t org, int64_t value, day_t on)
{
	struct target_new in = indicator_kit_target(org, "2025", value);

	in.reason = STR("nhập nhầm");
	in.on = on;
	return now_of(org, cx.today).id ? target_adjust(&cx, &in)
					: target_set(&cx, &in);
}

static int64_t cell_moves(int64_t org, int64_t parent)
{
	int64_t none;

	return decide_one(&(struct org_step){ .kind = STEP_MOVE,
					      .org = org,
					      .parent = parent },
			  &none);
}

/* One had no target when it moved, so the decision moved none; what it was
 * given where it stands now wouldn't add up where it stood. */
static void given_where_it_moved(void **state UNUSED)
{
	int64_t id;

	small_open();
	id = cell_moves(3, 1);
	ok(correct(3, 4, DAY_NONE));
	assert_int_equal(gap_of(1, cx.today).gap, -4);
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	ok(target_void(&cx, now_of(3, cx.today).id, STR("nhầm")));
	assert_int_equal(gap_of(1, cx.today).gap, 0);
	ok(decision_undo(&cx, id, STR("nhầm")));
	assert_int_equal(gap_of(1, cx.today).gap, 0);
	world_close();
}

/* It brought one, and that was changed, or taken back, where it stands now. */
static void changed_where_it_moved(void **state UNUSED)
{
	int64_t id;

	small_open();
	ok(correct(3, 4, DAY_NONE));
	assert_int_equal(gap_of(2, cx.today).gap, 6);
	cx.today += 5;
	cx.as_at = cx.today;
	id = cell_moves(3, 7);
	assert_int_equal(now_of(2, cx.today).value, 6);
	assert_int_equal(now_of(7, cx.today).value, 14);
	assert_int_equal(gap_of(7, cx.today).gap, 10);
	ok(decision_undo(&cx, id, STR("nhầm")));
	id = cell_moves(3, 7);
	ok(correct(3, 7, DAY_NONE));
	assert_int_equal(gap_of(7, cx.today).gap, 7);
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	ok(target_void(&cx, now_of(3, cx.today).id, STR("nhầm")));
	assert_int_equal(gap_of(7, cx.today).gap, 10);
	/* the one that it brought, too: also where it stands since */
	ok(target_void(&cx, now_of(3, cx.today).id, STR("nhầm")));
	assert_int_equal(gap_of(7, cx.today).gap, 14);
	assert_int_equal(gap_of(2, cx.today).gap, 6);
	assert_int_equal(gap_of(2, cx.today - 1).gap, 10);
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	world_close();
}

/* The one above had none; what it was given counts the one that came. */
static void above_was_given_later(void **state UNUSED)
{
	int64_t id;

	small_open();
	ok(target_void(&cx, now_of(1, cx.today).id, STR("nhầm")));
	ok(target_void(&cx, now_of(7, cx.today).id, STR("nhầm")));
	ok(correct(3, 4, DAY_NONE));
	id = cell_moves(3, 7);
	assert_int_equal(now_of(7, cx.today).id, 0);
	ok(correct(7, 9, DAY_NONE));
	assert_int_equal(gap_of(7, cx.today).gap, 5);
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	world_close();
}

/* What ended was to reach nothing, so nothing moved; the one above was given
 * more since, and has no parts to explain it. */
static void above_was_given_alone(void **state UNUSED)
{
	int64_t id, target, none;

	small_open();
	ok(correct(2, 0, DAY_NONE));
	ok(correct(3, 0, DAY_NONE));
	id = decide_one(&(struct org_step){ .kind = STEP_HAND_OVER,
					    .org = 3,
					    .body = STR("Đảng ủy khác") },
			&none);
	ok(correct(2, 7, DAY_NONE));
	target = now_of(2, cx.today).id;
	assert_int_equal(gap_of(2, cx.today).gap, 0);
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	ok(target_void(&cx, target, STR("nhầm")));
	ok(decision_undo(&cx, id, STR("nhầm")));
	assert_int_equal(gap_of(2, cx.today).gap, 0);
	world_close();
}

/* Of a day before it moved: the sums follow where it stood and where it
 * stands. */
static void set_of_a_day_before(void **state UNUSED)
{
	struct target_part part = { 3, 4, DB_NULL };
	int64_t id;
	day_t moved;

	small_open();
	moved = cx.today;
	id = cell_moves(3, 7);
	cx.today += 10;
	cx.as_at = cx.today;
	ok(correct(3, 5, moved - 2));
	assert_int_equal(gap_of(2, moved - 3).gap, 0);
	assert_int_equal(gap_of(2, moved - 1).gap, 5);
	assert_int_equal(gap_of(2, moved).gap, 10);
	assert_int_equal(gap_of(7, moved - 1).gap, 0);
	assert_int_equal(gap_of(7, moved).gap, 5);
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	ok(target_void(&cx, now_of(3, cx.today).id, STR("nhầm")));
	assert_int_equal(gap_of(7, moved).gap, 10);
	/* and when it was given as a part */
	ok(target_allot(&cx, &(struct target_allotment){
				     .code = STR(INDICATOR_ADMISSIONS),
				     .period = STR("2025"),
				     .org = 2,
				     .part = &part,
				     .n = 1,
				     .by = STR("hand"),
				     .base_on = KIT_FIRST_DAY - 1,
				     .basis = STR("6-KH/ĐU"),
				     .reason = STR("nhập nhầm"),
				     .gap = STR("phần còn lại chia sau"),
				     .on = moved - 1 }));
	assert_int_equal(gap_of(2, moved - 1).gap, 6);
	assert_int_equal(gap_of(2, moved).gap, 10);
	assert_int_equal(gap_of(7, moved).gap, 6);
	world_close();
}

/* Nor is it given one, of a day before, once it has ended. */
static void set_of_one_that_ended(void **state UNUSED)
{
	struct target_part part = { 3, 4, DB_NULL };
	struct target_new in;
	int64_t none;

	small_open();
	decide_one(&(struct org_step){ .kind = STEP_HAND_OVER,
				       .org = 3,
				       .body = STR("Đảng ủy khác") },
		   &none);
	in = indicator_kit_target(3, "2025", 4);
	in.on = cx.today - 1;
	fails(target_set(&cx, &in), ERR_INVALID);
	fails(target_allot(&cx,
			   &(struct target_allotment){
				   .code = STR(INDICATOR_ADMISSIONS),
				   .period = STR("2025"),
				   .org = 2,
				   .part = &part,
				   .n = 1,
				   .by = STR("hand"),
				   .base_on = KIT_FIRST_DAY - 1,
				   .basis = STR("6-KH/ĐU"),
				   .gap = STR("phần còn lại chia sau"),
				   .on = cx.today - 1 }),
	      ERR_INVALID);
	assert_int_equal(gap_of(2, cx.today - 1).gap, 0);
	world_close();
}

/* Nor is what it had taken back: what that replaced would be in force again. */
static void taken_back_of_one_that_ended(void **state UNUSED)
{
	int64_t none, target;

	small_open();
	ok(correct(3, 4, DAY_NONE));
	ok(correct(3, 0, DAY_NONE));
	target = now_of(3, cx.today).id;
	cx.today++;
	cx.as_at = cx.today;
	decide_one(&(struct org_step){ .kind = STEP_HAND_OVER,
				       .org = 3,
				       .body = STR("Đảng ủy khác") },
		   &none);
	fails(target_void(&cx, target, STR("nhầm")), ERR_INVALID);
	assert_int_equal(now_of(3, cx.today).value, 0);
	world_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merged),
		cmocka_unit_test(split),
		cmocka_unit_test(handed_over),
		cmocka_unit_test(given_where_it_moved),
		cmocka_unit_test(changed_where_it_moved),
		cmocka_unit_test(above_was_given_later),
		cmocka_unit_test(above_was_given_alone),
		cmocka_unit_test(set_of_a_day_before),
		cmocka_unit_test(set_of_one_that_ended),
		cmocka_unit_test(taken_back_of_one_that_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
