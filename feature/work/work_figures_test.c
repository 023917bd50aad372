/* Figures for other committees are those of the report, on any day. */
#include "work/test/work_kit.h"

#include "work/work.h"
#include "work/work_carry_act.h"
#include "work/work_report_priv.h"

static struct arena *arena;
static struct work_kit kit;
static const struct route_table *const tables[] = { NULL };

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static struct work_figures_list figures(const char *since, const char *on)
{
	struct work_figures_list list;
	day_t a, b;

	assert_true(day_from_iso(str_c(since), &a));
	assert_true(day_from_iso(str_c(on), &b));
	ok(work_figures_read(&kit.cx, a, b, &list));
	return list;
}

static void as_the_report_of(const char *iso)
{
	struct work_figures_list list = figures("2026-01-01", iso);
	struct cx cx = work_kit_as(&kit, USER_LEADER);
	const struct work_figures *f;
	struct report r;
	day_t on;

	assert_true(day_from_iso(str_c(iso), &on));
	if (on != cx.today) {
		cx.today = cx.as_at = on;
		cx.past = true;
	}
	ok(report_read(&cx, &(struct report_ask){ .programme = kit.programme },
		       &r));
	assert_int_equal(list.n, 1);
	f = &list.p[0];
	assert_true(str_eq(f->code, r.code));
	assert_true(str_eq(f->title, r.title));
	assert_int_equal(f->tasks, r.all.issued);
	assert_int_equal(f->done + f->late, r.all.done);
	for (int i = 0; i < WORK_FIGURE_STATES; i++)
		assert_int_equal(f->state[i], r.all.state[i]);
	assert_int_equal(f->overdue, r.all.state[WORK_OVERDUE]);
	assert_int_equal(f->kept, r.all.kept[TALLY_APPROVED]);
	assert_int_equal(f->judged - f->kept, r.all.missed[TALLY_APPROVED]);
	assert_int_equal(f->base_kept, r.all.kept[TALLY_ORIGINAL]);
	assert_int_equal(f->base_judged - f->base_kept,
			 r.all.missed[TALLY_ORIGINAL]);
}

static void are_those_of_the_report(void **state)
{
	(void)state;
	as_the_report_of("2026-10-14");
	as_the_report_of("2026-09-30");
	as_the_report_of("2026-08-31");
}

/* … also when a unit's secretary happens to ask: they are the committee's. */
static void are_the_whole_committees(void **state)
{
	struct work_figures_list all = figures("2026-01-01", "2026-10-14"), own;
	struct cx lead = work_kit_as(&kit, USER_OTHER);

	(void)state;
	ok(work_figures_read(&lead, lead.today, lead.today, &own));
	assert_int_equal(own.n, 1);
	assert_int_equal(own.p[0].tasks, all.p[0].tasks);
}

static void states_have_words(void **state)
{
	(void)state;
	assert_string_equal(work_figure_key(WORK_DONE_LATE), "done_late");
	for (int i = 0; i < WORK_FIGURE_STATES; i++)
		assert_non_null(work_figure_title(i));
}

/* A closed programme stands still, and is told once more in its month. */
static void a_closed_one_stands_still(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_close in = { .ask = { .programme = kit.programme,
					  .others = { .fate = FATE_KEEP,
						      .reason = STR("") } } };
	struct work_figures_list before = figures("2026-10-01", "2026-10-14");
	struct work_figures_list after;

	(void)state;
	assert_int_equal(figures("2025-01-01", "2025-12-31").n, 0);
	ok(work_close(&office, &in));
	kit_day(&kit.cx, "2026-12-20");
	after = figures("2026-10-01", "2026-10-31");
	assert_int_equal(after.n, 1);
	assert_memory_equal(after.p[0].state, before.p[0].state,
			    sizeof(before.p[0].state));
	assert_int_equal(after.p[0].judged, before.p[0].judged);
	assert_int_equal(figures("2026-11-01", "2026-11-30").n, 0);
	as_the_report_of("2026-10-14");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest all[] = {
		CASE(are_those_of_the_report),
		CASE(are_the_whole_committees),
		CASE(states_have_words),
		CASE(a_closed_one_stands_still),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
