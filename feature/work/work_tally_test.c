/* What a report counts, against every combination of days. */
#include "testkit/testkit.h"

#include "work/work_tally.h"

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(64 << 20);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_closep(&arena);
	return 0;
}

/* In a state on the day 120, due on 100; what is done was ready on 90. */
static struct tally_task task(int64_t group, int64_t lead, enum work_state s)
{
	bool draft = s == WORK_DRAFT,
	     done = s == WORK_DONE || s == WORK_DONE_LATE;
	bool sent = done || s == WORK_WAITING;
	struct work_facts f = {
		.issued = draft ? DAY_NONE : 10,
		.accepted = draft || s == WORK_NOT_STARTED ? DAY_NONE : 20,
		.submitted = sent ? 90 : DAY_NONE,
		.done = done ? 115 : DAY_NONE,
		.closed = DAY_NONE,
		.paused = s == WORK_PAUSED ? 50 : DAY_NONE,
		.withdrawn = s == WORK_WITHDRAWN ? 50 : DAY_NONE,
		.due = 100,
		.start = DAY_NONE
	};

	if (s == WORK_DONE_LATE)
		f.submitted = 110;
	if (s == WORK_NOT_STARTED || s == WORK_RUNNING)
		f.due = 300;
	if (s == WORK_SOON)
		f.due = 125;
	if (s == WORK_NO_DEADLINE)
		f.due = DAY_NONE;
	return (struct tally_task){ .group = group,
				    .lead = lead,
				    .facts = f,
				    .state = s,
				    .base_on = draft ? DAY_NONE : 10,
				    .base = f.due,
				    .counted = true,
				    .rated = true,
				    .cause = STR("") };
}

static void add(struct tally *t, struct tally_task x)
{
	tally_add(arena, t, &x, 120);
}

/* Judged against the approved deadline is what the states say. */
static void states_agree(void **state)
{
	(void)state;
	for (int k = 0; k < N_WORK_STATE; k++) {
		enum work_state s = (enum work_state)k;
		struct tally_task x = task(1, 1, s);
		struct tally t = { 0 };

		assert_int_equal(work_state_on(&x.facts, 120, 10), s);
		add(&t, x);
		assert_int_equal(t.all.state[s], 1);
		assert_int_equal(t.all.kept[TALLY_APPROVED], s == WORK_DONE);
		assert_int_equal(t.all.missed[TALLY_APPROVED],
				 s == WORK_DONE_LATE || s == WORK_OVERDUE);
		assert_int_equal(t.all.kept[TALLY_ORIGINAL], s == WORK_DONE);
	}
}

static void sums(void **state)
{
	struct tally t = { 0 };
	struct tally_task x = task(1, 7, WORK_DONE);

	(void)state;
	/* extended from 50 to 100: kept now, missed at first */
	x.base = 50;
	x.extensions = 2;
	add(&t, x);
	x = task(1, 7, WORK_DONE_LATE);
	x.cause = STR("he_thong");
	add(&t, x);
	x = task(2, 8, WORK_OVERDUE);
	x.cause = STR("he_thong");
	add(&t, x);
	x = task(2, INT64_MIN, WORK_DRAFT);
	x.missing = WORK_MISS_PERSON | WORK_MISS_PRODUCT;
	add(&t, x);
	add(&t, task(INT64_MIN, 8, WORK_WITHDRAWN));
	add(&t, task(2, 8, WORK_WAITING));

	assert_int_equal(t.all.n, 6);
	assert_int_equal(t.all.issued, 4);
	assert_int_equal(t.all.done, 2);
	assert_int_equal(t.all.open, 2);
	assert_int_equal(t.all.unclear, 1);
	assert_int_equal(t.all.missing[0], 0);
	assert_int_equal(t.all.missing[1], 1);
	assert_int_equal(t.all.missing[2], 0);
	assert_int_equal(t.all.missing[3], 1);
	assert_int_equal(t.all.kept[TALLY_APPROVED], 1);
	assert_int_equal(t.all.missed[TALLY_APPROVED], 2);
	assert_int_equal(t.all.kept[TALLY_ORIGINAL], 0);
	assert_int_equal(t.all.missed[TALLY_ORIGINAL], 3);
	assert_int_equal(t.all.extended, 1);
	assert_int_equal(t.all.extensions, 2);
	assert_int_equal(tally_share(&t.all, TALLY_APPROVED), 333);
	assert_int_equal(tally_share(&t.all, TALLY_ORIGINAL), 0);
	assert_int_equal(tally_share(&(struct tally_sum){ 0 }, TALLY_ORIGINAL),
			 -1);
	assert_int_equal(t.groups.n, 3);
	assert_int_equal(t.leads.n, 3);
	assert_int_equal(t.groups.p[0].sum.n, 2);
	assert_int_equal(t.groups.p[1].sum.state[WORK_OVERDUE], 1);
	assert_int_equal(t.causes.n, 1);
	assert_int_equal(t.causes.p[0].overdue, 1);
	assert_int_equal(t.causes.p[0].late, 1);
}

/* Of a recurring task the row counts, and its periods are judged. */
static void periods(void **state)
{
	struct tally t = { 0 };
	struct tally_task x = task(1, 7, WORK_OVERDUE);

	(void)state;
	x.rated = false;
	add(&t, x);
	x = task(1, 7, WORK_DONE);
	x.counted = false;
	add(&t, x);
	add(&t, x);
	x = task(1, 7, WORK_DONE_LATE);
	x.counted = false;
	add(&t, x);
	assert_int_equal(t.all.n, 1);
	assert_int_equal(t.all.done, 0);
	assert_int_equal(t.all.state[WORK_OVERDUE], 1);
	assert_int_equal(t.all.kept[TALLY_APPROVED], 2);
	assert_int_equal(t.all.missed[TALLY_APPROVED], 1);
	assert_int_equal(t.causes.n, 1);
	assert_int_equal(t.causes.p[0].overdue, 1);
	assert_int_equal(t.causes.p[0].late, 0);
}

/* The parts of each table add up to the whole. */
static void lines_add_up(void **state)
{
	struct tally t = { 0 };
	int64_t n[2] = { 0 }, overdue[2] = { 0 };

	(void)state;
	for (int i = 0; i < 500; i++) {
		struct tally_task x = task(i % 7, i % 11,
					   (enum work_state)(i % N_WORK_STATE));

		add(&t, x);
	}
	for (ptrdiff_t i = 0; i < t.groups.n; i++) {
		n[0] += t.groups.p[i].sum.n;
		overdue[0] += t.groups.p[i].sum.state[WORK_OVERDUE];
	}
	for (ptrdiff_t i = 0; i < t.leads.n; i++) {
		n[1] += t.leads.p[i].sum.n;
		overdue[1] += t.leads.p[i].sum.state[WORK_OVERDUE];
	}
	for (int k = 0; k < 2; k++) {
		assert_int_equal(n[k], 500);
		assert_int_equal(overdue[k], t.all.state[WORK_OVERDUE]);
	}
}

static void order(void **state)
{
	struct tally t = { 0 };
	struct tally_task late = task(1, 3, WORK_DONE_LATE);

	(void)state;
	add(&t, task(1, 1, WORK_RUNNING));
	add(&t, task(1, 2, WORK_WAITING));
	add(&t, task(1, 2, WORK_WAITING));
	late.cause = STR("thu_tuc");
	add(&t, late);
	add(&t, task(1, 5, WORK_OVERDUE));
	add(&t, task(1, 4, WORK_OVERDUE));
	add(&t, task(1, 6, WORK_DRAFT));
	add(&t, task(1, 9, WORK_DRAFT));
	tally_extend(arena, &t, STR("kinh_phi"), 3, 2);
	tally_extend(arena, &t, STR("thu_tuc"), 1, 1);
	tally_extend(arena, &t, STR("khac"), 2, 2);
	tally_sort(&t);
	/* overdue, missed, how many, then the older one */
	assert_int_equal(t.leads.p[0].id, 4);
	assert_int_equal(t.leads.p[1].id, 5);
	assert_int_equal(t.leads.p[2].id, 3);
	assert_int_equal(t.leads.p[3].id, 2);
	assert_int_equal(t.leads.p[4].id, 1);
	assert_int_equal(t.leads.p[5].id, 6);
	assert_int_equal(t.leads.p[6].id, 9);
	same(t.causes.p[0].code, "kinh_phi");
	same(t.causes.p[1].code, "khac");
	same(t.causes.p[2].code, "thu_tuc");
	assert_int_equal(t.causes.p[2].extensions, 1);
	assert_int_equal(t.causes.p[2].extended, 1);
	/* what named no cause stands last, whatever it held up */
	same(t.causes.p[3].code, "");
	assert_int_equal(t.causes.p[3].overdue, 2);
	tally_sort(&(struct tally){ 0 });
}

static void worst(void **state)
{
	struct tally t = { 0 };
	struct tally_task x = task(1, 1, WORK_OVERDUE);

	(void)state;
	assert_null(tally_worst(&t));
	add(&t, x); /* without a cause */
	tally_extend(arena, &t, STR("kinh_phi"), 9, 9);
	assert_null(tally_worst(&t));
	x.cause = STR("he_thong");
	add(&t, x);
	same(tally_worst(&t)->code, "he_thong");
	x.cause = STR("du_lieu");
	add(&t, x);
	assert_null(tally_worst(&t)); /* two share the place */
	add(&t, x);
	same(tally_worst(&t)->code, "du_lieu");
}

/* What ended counts with another: sums are put together, none is lost. */
static void leads_together(void **state UNUSED)
{
	struct tally t = { 0 }, both = { 0 };

	for (int s = 0; s < N_WORK_STATE; s++) {
		add(&t, task(1, 7, (enum work_state)s));
		add(&t, task(1, 8, (enum work_state)s));
		add(&t, task(1, 9, (enum work_state)s));
		add(&both, task(1, 8, (enum work_state)s));
		add(&both, task(1, 8, (enum work_state)s));
		add(&both, task(1, 6, (enum work_state)s));
	}
	tally_lead_as(&t, 7, 8);
	tally_lead_as(&t, 9, 6); /* one that leads nothing itself */
	tally_lead_as(&t, 8, 8);
	tally_lead_as(&t, 5, 8); /* leads nothing */
	tally_sort(&t);
	tally_sort(&both);
	assert_int_equal(t.leads.n, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(t.leads.p[i].id, both.leads.p[i].id);
		assert_memory_equal(&t.leads.p[i].sum, &both.leads.p[i].sum,
				    sizeof(struct tally_sum));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leads_together),
		cmocka_unit_test(states_agree),
		cmocka_unit_test(sums),
		cmocka_unit_test(periods),
		cmocka_unit_test(lines_add_up),
		cmocka_unit_test(order),
		cmocka_unit_test(worst),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
