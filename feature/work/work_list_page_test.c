/*
 * Lists of tasks and the page of a programme: golden pages, every filter and
 * sort, the figures against the lists that they open, what units may see, and
 * the same list as csv, xlsx and docx.
 */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "work/work_filter.h"
#include "work/work_page.h"
#include "work/work_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_programme_routes,
						    &work_list_routes,
						    &work_task_routes,
						    &work_shape_routes,
						    &work_bulk_routes,
						    &work_report_routes,
						    NULL };

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

static struct reply get(enum kit_user who, const char *path)
{
	return work_kit_get(&kit, who, path, kit.programme);
}

static int count(const struct reply *rp, const char *what)
{
	struct str s = buf_view(&rp->body);
	ptrdiff_t at = -1;
	int n = 0;

	while ((at = str_find(s, str_c(what), at + 1)) >= 0)
		n++;
	return n;
}

/* Rows of a list: each links its task in bold. */
static int rows(const struct reply *rp)
{
	return count(rp, "<a class=\"b\" href=\"/task/");
}

/* ---- pages as they are ------------------------------------------------------ */

static void golden_pages(void **state)
{
	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld", kit.programme,
			"programme_office");
	work_kit_golden(&kit, USER_LEAD, "/programme/%ld", kit.programme,
			"programme_lead");
	work_kit_golden(&kit, USER_OFFICE, "/tasks?state=open&sort=due", 0,
			"tasks_open");
	work_kit_golden(&kit, USER_OFFICE, "/tasks?q=khongcogi", 0,
			"tasks_none");
	work_kit_golden(&kit, USER_LEADER, "/programmes", 0, "programmes");
	work_kit_golden(&kit, USER_OFFICE,
			"/tasks?state=open&group=lead&col=base&col=percent&"
			"col=report&col=cause&col=with&col=section&"
			"col=programme",
			0, "tasks_wide");
}

/* ---- figures and lists --------------------------------------------------------- */

static void every_state_opens_its_list(void **state)
{
	struct work_cells cells;
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct work_sum sum;

	(void)state;
	ok(work_cells_get(&cx, &cells));
	sum = work_cells_sum(&cells,
			     &(struct work_pick){ .programme = kit.programme });
	assert_int_equal(sum.n, N_KIT_TASK);
	for (int s = 0; s < N_WORK_STATE; s++) {
		struct reply rp =
			get(USER_OFFICE,
			    str_fmt(arena, "/programme/%%ld?state=%s",
				    work_state_key((enum work_state)s))
				    .p);

		assert_int_equal(rp.status, 200);
		assert_int_equal(rows(&rp), sum.state[s]);
	}
	for (int m = 0; m < N_WORK_MARK; m++) {
		struct reply rp = get(USER_OFFICE,
				      str_fmt(arena, "/programme/%%ld?state=%s",
					      work_mark_key((enum work_mark)m))
					      .p);

		assert_int_equal(rows(&rp), sum.mark[m]);
	}
}

static void filters_narrow(void **state)
{
	static const char *const query[] = {
		"missing=any",	    "missing=work",    "missing=person",
		"missing=progress", "missing=product", "due=7",
		"due=14",	    "due=30",	       "due=quarter",
		"due=past",	    "state=finished",  "state=open",
		"sort=plan",	    "sort=due",	       "sort=due_desc",
		"sort=lead",	    "sort=lead_desc",  "page=9",
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(query); i++) {
		struct reply rp =
			get(USER_OFFICE,
			    str_fmt(arena, "/programme/%%ld?%s", query[i]).p);

		assert_int_equal(rp.status, 200);
		assert_true(rows(&rp) <= N_KIT_TASK);
	}
	struct reply one = get(USER_OFFICE, "/programme/%ld?missing=any");
	assert_int_equal(rows(&one), 1);
	one = work_kit_get(&kit, USER_OFFICE, "/tasks?lead=%ld",
			   kit.unit[UNIT_PRESS]);
	assert_int_equal(rows(&one), 1);
}

/* How many rows a list of the programme has. */
static int found(const char *query)
{
	struct reply rp =
		get(USER_OFFICE, str_fmt(arena, "/programme/%%ld?%s", query).p);

	assert_int_equal(rp.status, 200);
	return rows(&rp);
}

static void more_conditions_narrow(void **state)
{
	struct reply rp;

	(void)state;
	assert_int_equal(
		found(str_fmt(arena, "with=%ld", (long)kit.unit[UNIT_PEOPLE])
			      .p),
		2);
	assert_int_equal(found("cause=he_thong"), 1);
	assert_int_equal(found("ask=help"), 1);
	/* reports: running 2/10, late 5/10, submitted 10/10, returned 8/10,
	 * done 25/9, closed 2/4 */
	assert_int_equal(found("since=1/10/2026"), 4);
	assert_int_equal(found("since=2026-10-06"), 2);
	assert_int_equal(found("silent=14"), N_KIT_TASK - 4);
	assert_int_equal(found("silent=90"), N_KIT_TASK - 5);
	assert_int_equal(found("since=1/4/2026&silent=14"), 2);
	rp = work_kit_get(&kit, USER_OFFICE, "/tasks?programme=%ld",
			  kit.programme);
	assert_int_equal(rows(&rp), N_KIT_TASK);
	assert_true(work_kit_says(&rp, "Chương trình: 12-CTr"));
	rp = get(USER_OFFICE, "/tasks?programme=999");
	assert_int_equal(rp.status, 404);
	/* the file has the same rows */
	rp = get(USER_OFFICE, "/programme/%ld?ask=help");
	assert_true(work_kit_says(&rp, "tasks.xlsx?ask=help"));
}

static void groups_and_columns(void **state)
{
	static const char *const group[] = { "none", "section", "lead", "state",
					     "month" };
	static const char *const sort[] = { "plan",	    "due",
					    "due_desc",	    "lead",
					    "lead_desc",    "percent",
					    "percent_desc", "report",
					    "report_desc" };

	(void)state;
	for (ptrdiff_t g = 0; g < N_ELEMENTS(group); g++)
		for (ptrdiff_t s = 0; s < N_ELEMENTS(sort); s++)
			assert_int_equal(found(str_fmt(arena,
						       "group=%s&sort=%s",
						       group[g], sort[s])
						       .p),
					 N_KIT_TASK);
	struct reply rp = get(USER_OFFICE, "/programme/%ld?group=state");
	/* one overdue task: its group counts it */
	assert_true(work_kit_says(&rp, ">Quá hạn <span class=\"m\">1</span>"));
	rp = get(USER_OFFICE, "/programme/%ld?group=month");
	assert_true(work_kit_says(
		&rp, ">Hạn trong tháng 8/2026 <span class=\"m\">1</span>"));
	rp = get(USER_OFFICE, "/programme/%ld?group=lead");
	assert_true(work_kit_says(&rp, ">Chưa có đơn vị chủ trì <span"));
	rp = get(USER_OFFICE, "/tasks?group=section");
	assert_true(work_kit_says(&rp, " · II. Chuyển đổi số <span"));
	/* highest percent first */
	rp = get(USER_OFFICE, "/programme/%ld?sort=percent_desc&col=percent");
	assert_true(str_find(buf_view(&rp.body), STR("100%</td>"), 0) <
		    str_find(buf_view(&rp.body), STR("40%</td>"), 0));
	assert_int_equal(count(&rp, "aria-sort=\"descending\""), 1);
}

static void unknown_choices_are_refused(void **state)
{
	static const char *const bad[] = {
		"state=red_hot", "due=8",
		"missing=all",	 "sort=up",
		"group=colour",	 "col=colour",
		"cause=colour",	 "ask=money",
		"silent=1",	 "since=31/2/2026",
		"page=0",	 "lead=x",
		"colour=red",	 "state=open&state=open"
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		struct reply rp =
			get(USER_OFFICE,
			    str_fmt(arena, "/programme/%%ld?%s", bad[i]).p);

		assert_true(rp.status >= 400 && rp.status < 500);
	}
	assert_int_equal(
		work_kit_get(&kit, USER_OFFICE, "/programme/%ld", 999).status,
		404);
}

/* A unit sees what it leads or cooperates in, and its figures say no more. */
static void units_see_their_own(void **state)
{
	struct reply other = get(USER_OTHER, "/programme/%ld");
	struct reply lead = get(USER_LEAD, "/programme/%ld");

	(void)state;
	assert_int_equal(rows(&other), 2);
	assert_true(rows(&lead) > 1 && rows(&lead) < N_KIT_TASK - 1);
	/* only what a unit may do with many tasks */
	assert_false(work_kit_says(&lead, "value=\"remind\""));
	assert_true(work_kit_says(&lead, "value=\"export\""));
	assert_true(work_kit_says(&other, ">2 nhiệm vụ theo trạng thái<"));
}

/* ---- files ---------------------------------------------------------------------------- */

/* All of a streamed reply. */
static struct str drain(struct reply *rp)
{
	struct buf all = buf_init(arena, 1 << 24);

	for (;;) {
		struct buf part = buf_init(arena, 1 << 22);

		ok(rp->stream(rp->stream_state, &part));
		if (!part.n)
			break;
		buf_str(&all, buf_view(&part));
	}
	rp->stream_end(rp->stream_state);
	return buf_view(&all);
}

static int lines_of(struct str s)
{
	int n = 0;

	for (ptrdiff_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static void csv_has_every_row(void **state)
{
	struct reply rp = get(USER_OFFICE, "/programme/%ld/tasks.csv");
	struct str s = rp.stream ? drain(&rp) : buf_view(&rp.body);

	(void)state;
	assert_int_equal(rp.status, 200);
	assert_true(str_starts(s, STR("\xef\xbb\xbf")));
	/* head, rows, total */
	assert_int_equal(lines_of(s), N_KIT_TASK + 2);
	assert_true(str_find(s, STR("Số dòng: 13;"), 0) > 0);
	rp = get(USER_OFFICE, "/tasks.csv?state=overdue");
	s = rp.stream ? drain(&rp) : buf_view(&rp.body);
	assert_int_equal(lines_of(s), 1 + 2);
}

static struct doc *read_back(const struct reply *rp, const char *name)
{
	struct doc *d;

	assert_int_equal(rp->status, 200);
	ok(doc_read_here(arena, str_c(name), buf_view(&rp->body), NULL, &d));
	return d;
}

static int64_t cells_with(const struct doc *d, const char *text)
{
	int64_t n = 0;

	for (ptrdiff_t t = 0; t < d->n_tables; t++)
		for (ptrdiff_t r = 0; r < d->table[t].n_rows; r++)
			for (ptrdiff_t c = 0; c < d->table[t].row[r].n_cells;
			     c++)
				n += str_find(d->table[t].row[r].cell[c].text,
					      str_c(text), 0) >= 0;
	return n;
}

static void xlsx_and_docx_say_the_same(void **state)
{
	struct reply rp = get(USER_OFFICE, "/programme/%ld/tasks.xlsx");
	struct doc *x = read_back(&rp, "a.xlsx");

	(void)state;
	assert_int_equal(cells_with(x, "Số dòng: 13;"), 1);
	rp = get(USER_OFFICE, "/programme/%ld/state.docx");
	struct doc *d = read_back(&rp, "a.docx");
	/* the last table but the signature has every task */
	struct doc tasks = { .table = &d->table[d->n_tables - 2],
			     .n_tables = 1 };
	assert_int_equal(cells_with(x, "Quá hạn"),
			 cells_with(&tasks, "quá hạn") +
				 cells_with(&tasks, "Quá hạn"));
	assert_true(d->n_paras > 4);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE,
				      "/programme/%ld/state.docx", 999)
				 .status,
			 404);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(golden_pages, setup, teardown),
		cmocka_unit_test_setup_teardown(every_state_opens_its_list,
						setup, teardown),
		cmocka_unit_test_setup_teardown(filters_narrow, setup,
						teardown),
		cmocka_unit_test_setup_teardown(unknown_choices_are_refused,
						setup, teardown),
		cmocka_unit_test_setup_teardown(units_see_their_own, setup,
						teardown),
		cmocka_unit_test_setup_teardown(more_conditions_narrow, setup,
						teardown),
		cmocka_unit_test_setup_teardown(groups_and_columns, setup,
						teardown),
		cmocka_unit_test_setup_teardown(csv_has_every_row, setup,
						teardown),
		cmocka_unit_test_setup_teardown(xlsx_and_docx_say_the_same,
						setup, teardown),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
