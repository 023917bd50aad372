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
						    &work_task_routes, NULL };

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

static void unknown_choices_are_refused(void **state)
{
	static const char *const bad[] = {
		"state=red_hot", "due=8",
		"missing=all",	 "sort=up",
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
	assert_false(work_kit_says(&lead, "name=\"task\""));
	assert_true(work_kit_says(&other, ">2 nhiệm vụ theo trạng thái<"));
}

/* ---- issuing ---------------------------------------------------------------------- */

static void the_chosen_are_issued(void **state)
{
	struct reply rp;
	const char *body =
		str_fmt(arena, "key=issue-0001&task=%ld&task=%ld",
			(long)kit.task[TASK_CLEAR], (long)kit.task[TASK_VAGUE])
			.p;

	(void)state;
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/issue",
			   kit.programme, body);
	assert_int_equal(rp.status, 303);
	assert_true(str_ends(rp.location, STR("?issued=1&left=1")));
	rp = get(USER_OFFICE, "/programme/%ld?issued=1&left=1");
	assert_true(work_kit_says(&rp, "Đã giao: 1."));
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/issue",
			   kit.programme, "key=issue-0002");
	assert_true(rp.status >= 400 && rp.status < 500);
	rp = work_kit_post(&kit, USER_LEAD, "/programme/%ld/issue",
			   kit.programme, body);
	assert_true(rp.status == 403 || rp.status == 404);
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
	assert_int_equal(cells_with(x, "Quá hạn"),
			 cells_with(d, "quá hạn") + cells_with(d, "Quá hạn"));
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
		cmocka_unit_test_setup_teardown(the_chosen_are_issued, setup,
						teardown),
		cmocka_unit_test_setup_teardown(csv_has_every_row, setup,
						teardown),
		cmocka_unit_test_setup_teardown(xlsx_and_docx_say_the_same,
						setup, teardown),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
