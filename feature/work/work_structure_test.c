/*
 * A past day before a merger, in the organisations of that day and of today:
 * as it was is what the pages showed on the day itself; restated, what the two
 * led counts with the one they became.
 */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "doc/doc.h"
#include "org/org_reorg.h"
#include "work/work_count.h"
#include "work/work_filter.h"
#include "work/work_page.h"
#include "work/work_structure.h"
#include "work/work_summary.h"

static const struct route_table *const tables[] = {
	&work_overview_routes,
	&work_programme_routes,
	&work_list_routes,
	&work_report_routes,
	NULL,
};

static const char before[] = "2026-10-19", merged_on[] = "2026-10-20",
		  after[] = "2026-10-22", renamed_on[] = "2026-10-25",
		  now[] = "2026-10-30";

static struct arena *arena;
static struct work_kit kit;
static int64_t merged;	      /* of UNIT_OFFICE and UNIT_PRESS */
static struct work_cells was; /* of the programme's units, on `before` */

static struct cx cx_on(const char *iso, bool then)
{
	struct cx cx = kit.cx;

	assert_true(day_from_iso(str_c(iso), &cx.today));
	cx.as_at = cx.today;
	cx.past = strcmp(iso, now) != 0;
	cx.then = then;
	return cx;
}

static struct work_sum units_sum(struct cx *cx, int64_t unit)
{
	struct work_cells c;

	ok(work_cells_units(cx, kit.programme, &c));
	return work_cells_sum(&c, &(struct work_pick){ .lead = unit });
}

static void decide(struct org_step *step)
{
	struct org_decision d;
	int64_t id, made;
	bool found;

	ok(decision_make(&kit.cx,
			 &(struct org_decision_new){ .number = STR("7-QĐ"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on = kit.cx.today,
						     .effective_on =
							     kit.cx.today },
			 &id));
	ok(step_add(&kit.cx, id, step, &made));
	ok(decision_find(&kit.cx, id, &d, &found));
	ok(decision_approve(&kit.cx, id, d.rev));
	ok(work_count_rebuild(&kit.cx)); /* the product's feature does it */
	ok(decision_find(&kit.cx, id, &d, &found));
	assert_int_equal(d.state, DECISION_DONE);
	if (d.step[0].made)
		merged = d.step[0].made;
}

static int open_kit(void **state)
{
	int64_t of[2];
	struct cx cx;

	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	kit_day(&kit.cx, before);
	cx = kit.cx;
	ok(work_cells_units(&cx, kit.programme, &was));
	kit_day(&kit.cx, merged_on);
	of[0] = kit.unit[UNIT_OFFICE];
	of[1] = kit.unit[UNIT_PRESS];
	decide(&(struct org_step){ .kind = STEP_MERGE_NEW,
				   .source = of,
				   .n_sources = 2,
				   .parent = kit.root,
				   .org_kind = STR("co_quan"),
				   .name = STR("Văn phòng và Báo"),
				   .short_name = STR("Hợp nhất") });
	kit_day(&kit.cx, renamed_on);
	ok(org_rename(&kit.cx, merged,
		      &(struct org_named){ .name = STR("Văn phòng mới"),
					   .short_name = STR("Tên mới"),
					   .from = kit.cx.today }));
	kit_day(&kit.cx, now);
	work_kit_go_on(&kit);
	return 0;
}

static int close_kit(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static void same_sum(const struct work_sum *a, const struct work_sum *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->unclear, b->unclear);
	for (int s = 0; s < N_WORK_STATE; s++)
		assert_int_equal(a->state[s], b->state[s]);
}

/* ---- figures --------------------------------------------------------------- */

static void as_it_was(void **state UNUSED)
{
	struct cx cx = cx_on(before, true);

	for (int u = UNIT_OFFICE; u < UNIT_CELL; u++) {
		struct work_pick pick = { .lead = kit.unit[u] };
		struct work_sum shown = work_cells_sum(&was, &pick);
		struct work_sum as = units_sum(&cx, kit.unit[u]);
		struct work_cells c;

		same_sum(&as, &shown);
		ok(work_cells_of(&cx, &pick, &c));
		as = work_cells_sum(&c, &pick);
		assert_int_equal(as.n, shown.n);
	}
	assert_int_equal(units_sum(&cx, merged).n, 0);
}

static void restated(void **state UNUSED)
{
	struct cx cx = cx_on(before, false);
	struct work_sum office = work_cells_sum(
		&was, &(struct work_pick){ .lead = kit.unit[UNIT_OFFICE] });
	struct work_sum press = work_cells_sum(
		&was, &(struct work_pick){ .lead = kit.unit[UNIT_PRESS] });
	struct work_sum one = units_sum(&cx, merged);

	assert_true(office.n > 0 && press.n > 0);
	assert_int_equal(one.n, office.n + press.n);
	for (int s = 0; s < N_WORK_STATE; s++)
		assert_int_equal(one.state[s],
				 office.state[s] + press.state[s]);
	assert_int_equal(units_sum(&cx, kit.unit[UNIT_OFFICE]).n, 0);
}

/* Behind the merger the tasks count with the heir, though each is still led
 * by an organisation that has ended. */
static void an_heir_of_that_day(void **state UNUSED)
{
	struct cx then = cx_on(after, true), today = cx_on(after, false);
	struct work_sum a = units_sum(&then, merged);
	struct work_sum b = units_sum(&today, merged);

	assert_true(a.n > 0);
	same_sum(&a, &b);
	assert_int_equal(units_sum(&then, kit.unit[UNIT_OFFICE]).n, 0);
	/* whoever asks for what has ended gets what it led */
	for (int k = 0; k < 2; k++) {
		struct work_pick pick = { .lead = kit.unit[UNIT_PRESS] };
		struct work_cells c;

		ok(work_cells_of(k ? &then : &today, &pick, &c));
		assert_int_equal(work_cells_sum(&c, &pick).n, 1);
	}
}

/* Every organisation stands on each day where org_closure says today. */
static void of_today_they_are_one(void **state UNUSED)
{
	struct cx cx = cx_on(now, true);
	struct structure_units_rows then;
	int64_t n = 0;

	ok(structure_units(kit.cx.db,
			   &(struct structure_units_in){ .as_at = cx.today },
			   &then));
	for (ptrdiff_t i = 0; i < then.n; i++) {
		int64_t org = then.p[i].org;

		assert_int_equal(then.p[i].unit,
				 org == kit.unit[UNIT_PEOPLE] ? org : merged);
		n++;
	}
	assert_int_equal(n, 5); /* three units, the cell, the new one */
}

/* ---- pages ----------------------------------------------------------------- */

static struct reply get(const char *path)
{
	struct reply rp = work_kit_get(&kit, USER_LEADER, path, 0);

	assert_int_equal(rp.status, 200);
	return rp;
}

#define says(rp, text)	   assert_true(work_kit_says(&(rp), text))
#define says_not(rp, text) assert_false(work_kit_says(&(rp), text))

static void the_overview_says_which(void **state UNUSED)
{
	struct reply rp = get("/overview?as_at=2026-10-19");

	says(rp, "Việc xếp theo các tổ chức hiện nay, 30/10/2026: tổ chức đã "
		 "kết thúc tính vào tổ chức kế thừa.");
	says(rp, "/overview?as_at=2026-10-19&amp;structure=then\">Theo các tổ "
		 "chức của ngày 19/10/2026</a>");
	says(rp, "Tên mới");
	says_not(rp, ">Báo<");
	rp = get("/overview?as_at=2026-10-19&structure=then");
	says(rp, "Việc xếp theo các tổ chức của ngày 19/10/2026.");
	says(rp, "/overview?as_at=2026-10-19\">Theo các tổ chức hiện nay, "
		 "30/10/2026</a>");
	says(rp, ">Báo<");
	says_not(rp, "Tên mới");
	/* its lists stay in that structure */
	says(rp, "&amp;as_at=2026-10-19&amp;structure=then");
	rp = get("/overview?as_at=2026-10-22&structure=then");
	says(rp, "Hợp nhất");
	says_not(rp, "Tên mới");
}

static void no_choice_without_a_change(void **state UNUSED)
{
	struct reply rp = get("/overview?as_at=2026-10-28");

	says_not(rp, "structure=then");
	says_not(rp, "Việc xếp theo");
	rp = get("/overview");
	says_not(rp, "Việc xếp theo");
	rp = get("/tasks?as_at=2026-10-28");
	says_not(rp, "Việc xếp theo");
	assert_int_equal(work_kit_get(&kit, USER_LEADER,
				      "/tasks?as_at=2026-10-19&structure=x", 0)
				 .status,
			 400);
}

static int64_t listed(const char *path)
{
	struct reply rp = get(path);
	struct str body = buf_view(&rp.body), mark = STR("href=\"/task/");
	int64_t n = 0;

	for (ptrdiff_t at = 0; (at = str_find(body, mark, at)) >= 0;
	     at += mark.n)
		n++;
	return n;
}

/* As many rows as the figure says, in both; in every form of the list. */
static void lists_hold_what_figures_say(void **state UNUSED)
{
	static const char *const more[] = { "", "&group=lead", "&q=a",
					    "&sort=percent" };
	int64_t unit[3] = { kit.unit[UNIT_OFFICE], kit.unit[UNIT_PRESS],
			    merged };

	for (int k = 0; k < 2; k++)
		for (int u = 0; u < 3; u++) {
			struct cx cx = cx_on(before, k);
			struct work_pick pick = { .lead = unit[u] };
			struct work_cells c;

			ok(work_cells_of(&cx, &pick, &c));
			for (int m = 0; m < N_ELEMENTS(more); m++) {
				const char *path =
					str_fmt(arena,
						"/tasks?lead=%ld&as_at=%s%s%s",
						(long)unit[u], before,
						k ? "&structure=then" : "",
						more[m])
						.p;

				if (m == 2) /* fewer: only that it is asked */
					assert_true(
						listed(path) <=
						work_cells_sum(&c, &pick).n);
				else
					assert_int_equal(
						listed(path),
						work_cells_sum(&c, &pick).n);
			}
		}
}

static void files_say_which(void **state UNUSED)
{
	static const char *const path[] = {
		"/tasks.xlsx?as_at=2026-10-19",
		"/tasks.xlsx?as_at=2026-10-19&structure=then",
	};
	static const char *const words[] = {
		"Việc xếp theo các tổ chức hiện nay, 30/10/2026",
		"Việc xếp theo các tổ chức của ngày 19/10/2026.",
	};

	for (int k = 0; k < 2; k++) {
		struct reply rp = get(path[k]);
		struct doc *d;
		int n = 0;

		ok(doc_read_here(arena, STR("a.xlsx"), buf_view(&rp.body), NULL,
				 &d));
		for (ptrdiff_t t = 0; t < d->n_tables; t++)
			for (ptrdiff_t r = 0; r < d->table[t].n_rows; r++)
				for (ptrdiff_t c = 0;
				     c < d->table[t].row[r].n_cells; c++)
					n += str_find(d->table[t]
							      .row[r]
							      .cell[c]
							      .text,
						      str_c(words[k]), 0) >= 0;
		assert_int_equal(n, 1);
	}
}

static struct reply report(const char *form, const char *query)
{
	return get(str_fmt(arena, "/programme/%ld/%s?as_at=2026-10-19%s",
			   (long)kit.programme, form, query)
			   .p);
}

/* The number of issued tasks in the line of an organisation. */
static int64_t line_n(struct reply *rp, const char *title)
{
	struct str body = work_kit_body(arena, rp);
	ptrdiff_t at = str_find(body, STR("id=\"h-lead\""), 0);
	int64_t n = -1;

	assert_true(at >= 0);
	at = str_find(body, str_c(title), at);
	if (at < 0)
		return 0;
	at = str_find(body, STR("<td"), at);
	for (; at < body.n && (body.p[at] < '0' || body.p[at] > '9');
	     at = body.p[at] == '<' ? str_find(body, STR(">"), at) : at + 1)
		;
	assert_true(str_to_i64(str_sub(body, at, str_find(body, STR("<"), at)),
			       &n));
	return n;
}

/* Each lead under the name of the day that is asked for, and which. */
static void reports_name_leads(void **state UNUSED)
{
	struct reply rp = report("report", ""), then, day;

	says(rp, "Việc xếp theo các tổ chức hiện nay, 30/10/2026");
	says(rp, ">Tên mới<");
	says_not(rp, ">Báo<");
	says_not(rp, ">Hợp nhất<");
	then = report("report", "&structure=then");
	says(then, "Việc xếp theo các tổ chức của ngày 19/10/2026.");
	says(then, ">Báo<");
	says_not(then, ">Tên mới<");
	/* what counts with the heir is what the two had */
	assert_true(line_n(&then, ">Báo<") > 0);
	assert_int_equal(line_n(&rp, ">Tên mới<"),
			 line_n(&then, ">Báo<") + line_n(&then, ">Văn phòng<"));
	/* nothing has changed since: nothing to say */
	day = get(str_fmt(arena, "/programme/%ld/report?as_at=2026-10-28",
			  (long)kit.programme)
			  .p);
	says_not(day, "Việc xếp theo");
}

static bool file_says(const struct reply *rp, const char *name,
		      const char *words)
{
	struct doc *d;
	bool found = false;

	ok(doc_read_here(arena, str_c(name), buf_view(&rp->body), NULL, &d));
	for (ptrdiff_t t = 0; t < d->n_tables; t++)
		for (ptrdiff_t r = 0; r < d->table[t].n_rows; r++)
			for (ptrdiff_t c = 0; c < d->table[t].row[r].n_cells;
			     c++)
				found = found ||
					str_find(
						d->table[t].row[r].cell[c].text,
						str_c(words), 0) >= 0;
	for (ptrdiff_t i = 0; i < d->n_paras; i++)
		found = found || str_find(d->para[i], str_c(words), 0) >= 0;
	return found;
}

static void report_files_say_which(void **state UNUSED)
{
	static const char *const words[] = {
		"Việc xếp theo các tổ chức hiện nay, 30/10/2026",
		"Việc xếp theo các tổ chức của ngày 19/10/2026.",
	};
	static const char *const lead[] = { "Tên mới", "Báo" };

	for (int k = 0; k < 2; k++) {
		const char *query = k ? "&structure=then" : "";
		struct reply x = report("report.xlsx", query);
		struct reply w = report("state.docx", query);

		assert_true(file_says(&x, "a.xlsx", words[k]));
		assert_true(file_says(&x, "a.xlsx", lead[k]));
		/* "Báo" begins the heading, too */
		assert_int_equal(file_says(&x, "a.xlsx", lead[0]), !k);
		assert_true(file_says(&w, "a.docx", words[k]));
		assert_true(file_says(&w, "a.docx", lead[k]));
	}
}

/* A column behind the others: whoever reads the file finds its columns by
 * their titles. */
static void csv_says_which(void **state UNUSED)
{
	struct reply rp = get("/tasks.csv?as_at=2026-10-19");

	says(rp, ",\"Theo tổ chức của ngày\"\r\n");
	says(rp, ",\"2026-10-30\"\r\n");
	says_not(rp, "2026-10-19\"\r\n");
	rp = get("/tasks.csv?as_at=2026-10-19&structure=then");
	says(rp, ",\"2026-10-19\"\r\n");
	rp = get("/tasks.csv?as_at=2026-10-28");
	says_not(rp, "Theo tổ chức của ngày");
	rp = get("/tasks.csv");
	says_not(rp, "Theo tổ chức của ngày");
}

static int64_t seen_by(int64_t unit, bool then)
{
	struct cx cx = cx_on(before, then);
	struct work_pick all = { .lead = 0 };
	struct work_cells c;

	cx.actor.id = 99;
	cx.actor.org = unit;
	cx.actor.org_is_root = false;
	ok(work_cells_seen(&cx, kit.programme, &c));
	return work_cells_sum(&c, &all).n;
}

/* Who may see a past day is asked of today: an heir sees what those had whom
 * it took over, in either structure. */
static void rights_are_todays(void **state UNUSED)
{
	for (int then = 0; then < 2; then++) {
		int64_t office = seen_by(kit.unit[UNIT_OFFICE], then);
		int64_t press = seen_by(kit.unit[UNIT_PRESS], then);
		int64_t people = seen_by(kit.unit[UNIT_PEOPLE], then);

		assert_true(office > 0 && press > 0 && people > 0);
		assert_true(seen_by(merged, then) >= office);
		assert_true(seen_by(merged, then) > press);
		assert_int_equal(seen_by(merged, then), seen_by(merged, !then));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_it_was),
		cmocka_unit_test(restated),
		cmocka_unit_test(an_heir_of_that_day),
		cmocka_unit_test(of_today_they_are_one),
		cmocka_unit_test(the_overview_says_which),
		cmocka_unit_test(no_choice_without_a_change),
		cmocka_unit_test(lists_hold_what_figures_say),
		cmocka_unit_test(files_say_which),
		cmocka_unit_test(reports_name_leads),
		cmocka_unit_test(report_files_say_which),
		cmocka_unit_test(csv_says_which),
		cmocka_unit_test(rights_are_todays),
	};

	return cmocka_run_group_tests(tests, open_kit, close_kit);
}
