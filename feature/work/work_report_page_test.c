/*
 * The report on a programme and on a year: golden pages, every figure against
 * the list that it opens, what units may see, past days, and that page,
 * workbook and Word document say the same.
 */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "doc/doc.h"
#include "work/work_effect_act.h"
#include "work/work_page.h"
#include "work/work_query.h"
#include "work/work_report_priv.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = {
	&work_programme_routes, &work_list_routes,   &work_task_routes,
	&work_report_routes,	&work_effect_routes, NULL
};

/* ---- the committee with two extensions and an outcome measure ------------------- */

static struct err *run(struct cx *cx, void *arg)
{
	const struct db_query *q = arg;
	struct db_stmt *st;
	bool row;
	struct err *err = db_stmt_get(cx->db, q, 0, 0, &st);

	if (err)
		return err;
	db_bind_i64(st, 1, kit.task[TASK_DONE]);
	db_bind_i64(st, 2, kit.task[TASK_LATE]);
	err = db_step(st, &row);
	db_stmt_done(st);
	return err;
}

#define SQL(text)                                                              \
	{                                                                      \
		.name = "extend",                                              \
		.part = &(const struct db_part){ .sql = (text),                \
						 .opt = -1,                    \
						 .order = -1 },                \
		.n_parts = 1, .param = (const char *const[]){ "a", "b" },      \
		.types = "ii", .n_params = 2, .writes = true, .scan = true     \
	}

/* The adjustments as their act leaves them: TASK_DONE was first due on
 * 31/08, TASK_LATE on 30/06 and was put off twice. */
#define FIRST_DUE(task, day, times)                                            \
	SQL("update task set base_due_on = '" day "', extensions = " times     \
	    " where id = " task)
#define ASKED(task, kind, cause, was, now, on, verdict, decided)               \
	SQL("insert into task_adjust (task, kind, cause, body, was_due_on, "   \
	    "new_due_on, asked_at, asked_on, asked_by, asked_name, verdict, "  \
	    "decided_on) values (" task ", '" kind "', '" cause "', 'x', " was \
	    ", " now ", 0, '" on "', 1, 'x', '" verdict "', '" decided "')")
static const struct db_query adjusted[] = {
	FIRST_DUE("?1", "2026-08-31", "1"),
	FIRST_DUE("?2", "2026-06-30", "2"),
	ASKED("?1", "extension", "cho_cap_tren", "'2026-08-31'", "'2026-09-30'",
	      "2026-08-20", "approved", "2026-08-21"),
	ASKED("?2", "extension", "he_thong", "'2026-06-30'", "'2026-07-31'",
	      "2026-06-20", "approved", "2026-06-21"),
	ASKED("?2", "extension", "he_thong", "'2026-07-31'", "'2026-08-31'",
	      "2026-07-20", "approved", "2026-07-21"),
	ASKED("?2", "extension", "kinh_phi", "'2026-08-31'", "'2026-10-31'",
	      "2026-08-20", "refused", "2026-08-21"),
	ASKED("?1", "scope", "khac", "null", "null", "2026-08-20", "approved",
	      "2026-08-21"),
};

static void extend(void)
{

	for (ptrdiff_t i = 0; i < N_ELEMENTS(adjusted); i++)
		ok(db_tx(&kit.cx, run, (void *)(uintptr_t)&adjusted[i]));
}

static void measure(void)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct effect_goal_ask g = { .name = STR("Hồ sơ tra cứu trên mạng"),
				     .unit = STR("%"),
				     .baseline = STR("30"),
				     .target = STR("80"),
				     .note = STR(""),
				     .better = STR("higher") };
	struct effect_value_ask v = { .value = STR("62,5"), .note = STR("") };

	kit_day(&office, "2026-02-02");
	ok(effect_set(&office, kit.task[TASK_LATE], &g));
	ok(effect_set(&office, kit.task[TASK_OTHER], &g));
	kit_day(&lead, "2026-09-30");
	v.on = lead.today;
	ok(effect_measure(&lead, kit.task[TASK_LATE], &v));
}

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	extend();
	measure();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* ---- reading a page ------------------------------------------------------------- */

/* What a person sees of a cell: no tags, no hidden words, no notes. */
static struct str seen(struct str html)
{
	static const struct {
		struct str from, to;
	} skip[] = {
		{ STR_INIT("<span class=\"vh\">"), STR_INIT("</span>") },
		{ STR_INIT("<small>"), STR_INIT("</small>") },
		{ STR_INIT("<svg"), STR_INIT("</svg>") },
		{ STR_INIT("<"), STR_INIT(">") },
	};
	struct buf b = buf_init(arena, 1 << 16);

	for (ptrdiff_t i = 0; i < html.n;) {
		struct str rest = str_sub(html, i, html.n);
		ptrdiff_t k = 0;

		while (k < N_ELEMENTS(skip) && !str_starts(rest, skip[k].from))
			k++;
		if (k == N_ELEMENTS(skip)) {
			buf_char(&b, html.p[i++]);
			continue;
		}
		i = str_find(html, skip[k].to, i);
		assert_true(i >= 0);
		i += skip[k].to.n;
	}
	return str_trim(buf_view(&b));
}

struct grid {
	struct str cell[60][12];
	int rows;
};

/* The rows of the table behind `id="…"`; the head is row 0. */
static struct grid table_of(const struct reply *rp, const char *id)
{
	struct str s = buf_view(&rp->body);
	ptrdiff_t at = str_find(s, str_c(id), 0), end;
	struct grid g = { .rows = 0 };

	assert_true(at >= 0);
	at = str_find(s, STR("<table"), at);
	end = str_find(s, STR("</table>"), at);
	assert_true(at >= 0 && end >= 0);
	s = str_sub(s, at, end);
	at = 0;
	while ((at = str_find(s, STR("<tr"), at)) >= 0) {
		ptrdiff_t row_end = str_find(s, STR("</tr>"), at);
		int n = 0;

		while (at < row_end) {
			ptrdiff_t th = str_find(s, STR("<th"), at + 1);
			ptrdiff_t td = str_find(s, STR("<td"), at + 1), to;

			if (th >= 0 &&
			    str_starts(str_sub(s, th, s.n), STR("<thead")))
				th = str_find(s, STR("<th "), at + 1);
			at = th < 0 || (td >= 0 && td < th) ? td : th;
			if (at < 0 || at > row_end)
				break;
			to = str_find(s,
				      s.p[at + 2] == 'h' ? STR("</th>")
							 : STR("</td>"),
				      at);
			g.cell[g.rows][n++] = seen(str_sub(s, at, to));
		}
		g.rows++;
		at = row_end;
	}
	return g;
}

static int64_t figure(struct str s)
{
	int64_t n = 0;

	assert_true(s.n > 0);
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			n = n * 10 + s.p[i] - '0';
	return n;
}

static struct reply report(enum kit_user who, const char *path)
{
	struct reply rp = work_kit_get(&kit, who, path, kit.programme);

	assert_int_equal(rp.status, 200);
	return rp;
}

/* ---- the page ---------------------------------------------------------------------- */

static void golden_pages(void **state)
{
	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/report",
			kit.programme, "report_office");
	work_kit_golden(&kit, USER_OTHER, "/programme/%ld/report",
			kit.programme, "report_other");
	work_kit_golden(&kit, USER_LEADER, "/report", 0, "report_year");
}

/* By hand, from the kit's plan: 11 issued and not withdrawn but for one
 * withdrawn, one draft clear, one vague. */
static void by_hand(void **state)
{
	struct reply rp = report(USER_OFFICE, "/programme/%ld/report");
	struct grid kept = table_of(&rp, "id=\"h-kept\"");
	struct grid all = table_of(&rp, "id=\"h-lead\"");
	struct grid cause = table_of(&rp, "id=\"h-cause\"");
	struct grid clear = table_of(&rp, "id=\"h-clear\"");
	const struct str *sum = all.cell[all.rows - 1];

	(void)state;
	assert_true(work_kit_says(&rp, "Đã xác nhận hoàn thành 2/10 nhiệm vụ "
				       "đã giao (20,0%)."));
	assert_true(work_kit_says(&rp, "1 nhiệm vụ còn mở và quá hạn."));
	assert_true(work_kit_says(&rp, "Số lần gia hạn đã duyệt: 3, của 2 "
				       "nhiệm vụ."));
	/* approved: done in time 1; closed late, one overdue */
	same(kept.cell[1][1], "33,3%");
	assert_int_equal(figure(kept.cell[1][3]), 1);
	assert_int_equal(figure(kept.cell[1][4]), 2);
	/* first: the done one was late too */
	same(kept.cell[2][1], "0,0%");
	assert_int_equal(figure(kept.cell[2][3]), 0);
	assert_int_equal(figure(kept.cell[2][4]), 3);
	assert_int_equal(figure(sum[1]), 10);
	assert_int_equal(figure(sum[3]), 2);
	assert_int_equal(figure(sum[4]), 1);
	assert_int_equal(figure(sum[5]), 1);
	assert_int_equal(figure(sum[8]), 2);
	/* he_thong: one overdue, one task put off twice */
	same(cause.cell[1][0], "Hệ thống");
	assert_int_equal(figure(cause.cell[1][1]), 1);
	assert_int_equal(figure(cause.cell[1][3]), 1);
	assert_int_equal(figure(cause.cell[1][4]), 2);
	same(cause.cell[2][0], "Chờ cấp trên");
	assert_int_equal(figure(cause.cell[2][3]), 1);
	assert_int_equal(cause.rows, 4);
	assert_int_equal(figure(clear.cell[1][1]), N_KIT_TASK - 1);
	assert_int_equal(figure(clear.cell[1][3]), 1);
}

/* The programme's own rates say the same. */
static void rates_agree(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct task_rates_row row;
	struct report r;
	bool found;

	(void)state;
	ok(report_read(&cx, &(struct report_ask){ .programme = kit.programme },
		       &r));
	ok(task_rates(cx.db,
		      &(struct task_rates_in){
			      .programme = kit.programme,
			      .today = cx.today,
			      .as_at = cx.as_at,
			      .with = TASK_RATES_WITH_PROGRAMME },
		      &row, &found));
	assert_int_equal(r.all.kept[TALLY_APPROVED], row.good);
	assert_int_equal(r.all.kept[TALLY_APPROVED] +
				 r.all.missed[TALLY_APPROVED],
			 row.judged);
	assert_int_equal(r.all.kept[TALLY_ORIGINAL], row.base_good);
	assert_int_equal(r.all.kept[TALLY_ORIGINAL] +
				 r.all.missed[TALLY_ORIGINAL],
			 row.base_judged);
}

/* What was issued, done, late and overdue at each month's end, by hand. */
static void months_by_hand(void **state)
{
	static const struct {
		const char *day;
		int64_t issued, done, late, overdue;
	} want[] = {
		{ "31/01/2026", 10, 0, 0, 0 },
		{ "28/02/2026", 10, 0, 0, 0 },
		/* withdrawn on 1/3; the one due on 31/3 isn't late yet */
		{ "31/03/2026", 9, 0, 0, 0 },
		{ "30/04/2026", 9, 0, 1, 0 },
		{ "31/05/2026", 9, 0, 1, 0 },
		{ "30/06/2026", 9, 0, 1, 0 },
		{ "31/07/2026", 9, 0, 1, 0 },
		{ "31/08/2026", 9, 0, 1, 0 },
		{ "30/09/2026", 9, 1, 1, 1 },
		{ "14/10/2026", 10, 1, 1, 1 },
	};
	struct reply rp = report(USER_OFFICE, "/programme/%ld/report");
	struct grid g = table_of(&rp, "id=\"h-trend\"");

	(void)state;
	assert_int_equal(g.rows, 1 + N_ELEMENTS(want));
	for (int i = 0; i < (int)N_ELEMENTS(want); i++) {
		same(g.cell[i + 1][0], want[i].day);
		assert_int_equal(figure(g.cell[i + 1][1]), want[i].issued);
		assert_int_equal(figure(g.cell[i + 1][2]), want[i].done);
		assert_int_equal(figure(g.cell[i + 1][3]), want[i].late);
		assert_int_equal(figure(g.cell[i + 1][4]), want[i].overdue);
	}
}

/* The address of a link, with its references resolved. */
static const char *address(struct str href)
{
	struct buf b = buf_init(arena, 4096);
	ptrdiff_t at;

	while ((at = str_find(href, STR("&amp;"), 0)) >= 0) {
		buf_str(&b, str_sub(href, 0, at + 1));
		href = str_sub(href, at + 5, href.n);
	}
	buf_str(&b, href);
	return str_to_c(arena, buf_view(&b));
}

static int rows_of(const struct reply *rp)
{
	struct str s = buf_view(&rp->body);
	ptrdiff_t at = -1;
	int n = 0;

	while ((at = str_find(s, STR("<a class=\"b\" href=\"/task/"),
			      at + 1)) >= 0)
		n++;
	return n;
}

/* Every link of the page to a list with a figure in it: as many rows. */
static int links_agree(enum kit_user who, const char *path, const char *list)
{
	struct reply rp = report(who, path);
	struct str s = buf_view(&rp.body);
	struct str mark = str_fmt(arena, "<a href=\"%s", list);
	ptrdiff_t at = -1;
	int n = 0;

	while ((at = str_find(s, mark, at + 1)) >= 0) {
		ptrdiff_t from = at + STR("<a href=\"").n;
		ptrdiff_t end = str_find(s, STR("\">"), from);
		struct str text = seen(
			str_sub(s, end + 2, str_find(s, STR("</a>"), end)));
		struct str href = str_sub(s, from, end);
		struct reply got;

		if (str_find_char(text, '/') >= 0 ||
		    str_find_char(text, '%') >= 0 ||
		    str_find_char(text, ' ') >= 0)
			continue; /* a way, a share, a sentence */
		got = work_kit_get(&kit, who, address(href), 0);
		assert_int_equal(got.status, 200);
		/* a task may have been put off more than once */
		if (str_find(href, STR("extended="), 0) >= 0)
			assert_in_range(rows_of(&got), 1, figure(text));
		else if (rows_of(&got) != figure(text))
			fail_msg("%s has %d rows, not %d", address(href),
				 rows_of(&got), (int)figure(text));
		n++;
	}
	return n;
}

static void every_figure_opens_its_list(void **state)
{
	(void)state;
	assert_true(links_agree(USER_OFFICE, "/programme/%ld/report",
				"/programme/") > 40);
	assert_true(links_agree(USER_LEADER, "/report", "/tasks?year=2026") >
		    30);
	assert_true(links_agree(USER_OTHER, "/programme/%ld/report",
				"/programme/") > 10);
	assert_true(links_agree(USER_OFFICE,
				"/programme/%ld/report?as_at=2026-09-30",
				"/programme/") > 30);
}

static void conditions_are_named(void **state)
{
	struct reply rp = report(USER_OFFICE,
				 "/programme/%ld?base=missed&cause=he_thong");

	(void)state;
	assert_int_equal(rows_of(&rp), 1);
	assert_true(work_kit_says(&rp, "Trễ hạn gốc"));
	assert_true(work_kit_says(&rp, "Nguyên nhân: Hệ thống"));
	rp = report(USER_OFFICE, "/programme/%ld?none=lead");
	assert_int_equal(rows_of(&rp), 1);
	rp = report(USER_OFFICE, "/programme/%ld?extended=any");
	assert_int_equal(rows_of(&rp), 2);
	for (int i = 0; i < 4; i++) {
		static const char *const bad[] = { "/programme/%ld?none=x",
						   "/programme/%ld?cause=x",
						   "/programme/%ld?extended=x",
						   "/programme/%ld?base=x" };

		rp = work_kit_get(&kit, USER_OFFICE, bad[i], kit.programme);
		assert_int_equal(rp.status, 400);
	}
}

/* ---- who sees what ------------------------------------------------------------------ */

static void units_see_their_own(void **state)
{
	struct reply rp = report(USER_OTHER, "/programme/%ld/report");
	struct grid g = table_of(&rp, "id=\"h-lead\"");

	(void)state;
	/* cooperates in two that another unit leads */
	assert_int_equal(g.rows, 3);
	same(g.cell[1][0], "Văn phòng");
	assert_int_equal(figure(g.cell[2][1]), 2);
	assert_false(work_kit_says(&rp, ">Báo<"));
	assert_true(work_kit_says(&rp, "Số lần gia hạn đã duyệt: 2, của 1"));
	/* nothing of a unit above */
	rp = report(USER_CELL, "/programme/%ld/report");
	assert_true(work_kit_says(&rp, "Chưa giao nhiệm vụ nào."));
	assert_false(work_kit_says(&rp, "Hồ sơ tra cứu"));
	rp = report(USER_CELL, "/report?year=2026");
	assert_true(work_kit_says(&rp, "Chưa giao nhiệm vụ nào."));
}

static void bad_addresses(void **state)
{
	struct reply rp =
		work_kit_get(&kit, USER_OFFICE, "/programme/%ld/report", 999);

	(void)state;
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld/report.xlsx", 999);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld/state.docx", 999);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OFFICE, "/report?year=12", 0);
	assert_int_equal(rp.status, 400);
	rp = work_kit_get(&kit, USER_OFFICE, "/report?as_at=2030-01-01", 0);
	assert_int_equal(rp.status, 400);
	/* a year without a programme is empty, not wrong */
	rp = work_kit_get(&kit, USER_OFFICE, "/report?year=2031", 0);
	assert_int_equal(rp.status, 200);
	assert_true(work_kit_says(&rp, "Chương trình chưa bắt đầu."));
}

/* ---- page, workbook, document ------------------------------------------------------- */

struct files {
	struct doc *xlsx, *docx;
};

static struct files files_get(enum kit_user who, const char *query)
{
	struct reply x = report(
		who, str_fmt(arena, "/programme/%%ld/report.xlsx%s", query).p);
	struct reply d =
		report(who,
		       str_fmt(arena, "/programme/%%ld/state.docx%s", query).p);
	struct files f;

	ok(doc_read_here(arena, STR("a.xlsx"), buf_view(&x.body), NULL,
			 &f.xlsx));
	ok(doc_read_here(arena, STR("a.docx"), buf_view(&d.body), NULL,
			 &f.docx));
	return f;
}

static struct str cell(const struct doc_table *t, ptrdiff_t row, int col)
{
	assert_true(row < t->n_rows);
	for (ptrdiff_t i = 0; i < t->row[row].n_cells; i++)
		if (t->row[row].cell[i].col == col)
			return t->row[row].cell[i].text;
	return STR("");
}

/* Sheets begin with a heading and the titles: row 2 is the first. */
enum {
	SHEET_TRENDS = 1,
	SHEET_GROUPS,
	SHEET_LEADS,
	SHEET_CLEAR,
	SHEET_CAUSES,
	SHEET_EFFECT,
	N_SHEETS
};
enum { FIRST = 2 };

static const struct doc_table *word_table(const struct files *f,
					  const char *first_head, int k)
{
	for (ptrdiff_t i = 0; i < f->docx->n_tables; i++)
		if (str_eq(cell(&f->docx->table[i], 0, 0), str_c(first_head)) &&
		    !k--)
			return &f->docx->table[i];
	fail_msg("no table that begins with %s", first_head);
	return NULL;
}

/* "33,3%" and a sheet's 33.3; "–" and nothing. */
static void same_share(struct str page, struct str sheet)
{
	if (str_eq(page, STR("–"))) {
		assert_int_equal(sheet.n, 0);
		return;
	}
	if (str_find_char(sheet, '.') < 0)
		sheet = str_cat(arena, sheet, STR(".0"));
	assert_int_equal(figure(page), figure(sheet));
}

static void lines_same(const struct grid *page, const struct doc_table *sheet,
		       const struct doc_table *word, int rows)
{
	for (int i = 0; i < rows; i++) {
		const struct str *p = page->cell[i + 1];

		same(cell(sheet, FIRST + i, 0), str_to_c(arena, p[0]));
		same(cell(word, 1 + i, 0), str_to_c(arena, p[0]));
		assert_int_equal(figure(cell(sheet, FIRST + i, 1)),
				 figure(p[1]));
		assert_int_equal(figure(cell(sheet, FIRST + i, 2)) +
					 figure(cell(sheet, FIRST + i, 3)),
				 figure(p[3]));
		assert_int_equal(figure(cell(sheet, FIRST + i, 3)),
				 figure(p[4]));
		assert_int_equal(figure(cell(sheet, FIRST + i, 4)),
				 figure(p[5]));
		same_share(p[6], cell(sheet, FIRST + i, 6));
		same_share(p[7], cell(sheet, FIRST + i, 7));
		assert_int_equal(figure(cell(sheet, FIRST + i, 8)),
				 figure(p[8]));
		for (int c = 1; c <= 7; c++) /* the page has a bar in between */
			same(cell(word, 1 + i, c),
			     str_to_c(arena, p[c == 1 ? 1 : c + 1]));
	}
}

static void figures_same(const struct grid *page, const struct doc_table *sheet,
			 const struct doc_table *word, const int *page_col)
{
	for (int i = 1; i < page->rows; i++)
		for (int c = 1; page_col[c]; c++) {
			int64_t n = figure(page->cell[i][page_col[c]]);

			assert_int_equal(figure(cell(sheet, FIRST + i - 1, c)),
					 n);
			assert_int_equal(figure(cell(word, i, c)), n);
		}
}

static void all_say_the_same(enum kit_user who, const char *query)
{
	struct reply rp =
		report(who,
		       str_fmt(arena, "/programme/%%ld/report%s", query).p);
	struct files f = files_get(who, query);
	const struct doc_table *sheet = f.xlsx->table;
	struct grid g = table_of(&rp, "id=\"h-group\"");

	assert_int_equal(f.xlsx->n_tables, N_SHEETS);
	lines_same(&g, &sheet[SHEET_GROUPS], word_table(&f, "Mục", 0),
		   g.rows - 1);
	g = table_of(&rp, "id=\"h-lead\"");
	lines_same(&g, &sheet[SHEET_LEADS], word_table(&f, "Tổ chức", 0),
		   g.rows - 2);
	g = table_of(&rp, "id=\"h-clear\"");
	figures_same(&g, &sheet[SHEET_CLEAR], word_table(&f, "Bốn rõ", 0),
		     (const int[]){ 0, 1, 3, 0 });
	g = table_of(&rp, "id=\"h-cause\"");
	figures_same(&g, &sheet[SHEET_CAUSES], word_table(&f, "Nguyên nhân", 0),
		     (const int[]){ 0, 1, 2, 3, 4, 0 });
	g = table_of(&rp, "id=\"h-trend\"");
	figures_same(&g, &sheet[SHEET_TRENDS],
		     word_table(&f, "Đến hết ngày", 0),
		     (const int[]){ 0, 1, 2, 3, 4, 0 });
	for (int i = 1; i < g.rows; i++)
		same(cell(word_table(&f, "Đến hết ngày", 0), i, 0),
		     str_to_c(arena, g.cell[i][0]));
	g = table_of(&rp, "id=\"h-effect\"");
	for (int i = 1; i < g.rows; i++) {
		const struct doc_table *word = word_table(&f, "Việc", 0);
		bool any = g.cell[i][3].n > 0;

		same(cell(word, i, 1), str_to_c(arena, g.cell[i][1]));
		same(cell(word, i, 3),
		     any ? str_to_c(arena, g.cell[i][2]) : "–");
		same(cell(word, i, 4),
		     any ? str_to_c(arena, g.cell[i][3]) : "–");
		same(cell(&sheet[SHEET_EFFECT], FIRST + i - 1, 3),
		     str_to_c(arena, g.cell[i][1]));
		same_share(any ? g.cell[i][3] : STR("–"),
			   cell(&sheet[SHEET_EFFECT], FIRST + i - 1, 9));
	}
}

static void page_and_files_agree(void **state)
{
	(void)state;
	all_say_the_same(USER_OFFICE, "");
	all_say_the_same(USER_OTHER, "");
	all_say_the_same(USER_OFFICE, "?as_at=2026-09-30");
}

/* The sentence, the shares and the number of extensions too. */
static void words_agree(void **state)
{
	struct files f = files_get(USER_OFFICE, "");
	bool said = false;

	(void)state;
	for (ptrdiff_t i = 0; i < f.docx->n_paras; i++)
		said |= str_eq(f.docx->para[i],
			       STR("So với hạn gốc, 0/3 nhiệm vụ đã xong "
				   "hoặc quá hạn là đúng hạn (0,0%)."));
	assert_true(said);
	same(cell(f.xlsx->table, 5, 0), "Đúng hạn đã duyệt");
	same(cell(f.xlsx->table, 5, 1), "1");
	same(cell(f.xlsx->table, 5, 2), "33.3");
	same(cell(f.xlsx->table, 10, 0), "Số lần gia hạn");
	same(cell(f.xlsx->table, 10, 1), "3");
}

static void year_files(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_LEADER, "/report.xlsx", 0);
	struct doc *d;

	(void)state;
	assert_int_equal(rp.status, 200);
	ok(doc_read_here(arena, STR("a.xlsx"), buf_view(&rp.body), NULL, &d));
	same(cell(&d->table[SHEET_GROUPS], FIRST, 0),
	     "Chương trình hành động năm 2026");
	same(cell(&d->table[SHEET_GROUPS], FIRST, 1), "10");
	rp = work_kit_get(&kit, USER_LEADER, "/report.docx?year=2026", 0);
	assert_int_equal(rp.status, 200);
	ok(doc_read_here(arena, STR("a.docx"), buf_view(&rp.body), NULL, &d));
	assert_true(str_ends(rp.download, STR(".docx")));
	/* every task of the year stands in the last table but the signature */
	assert_true(d->table[d->n_tables - 2].n_rows > N_KIT_TASK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_pages),
		cmocka_unit_test(by_hand),
		cmocka_unit_test(rates_agree),
		cmocka_unit_test(months_by_hand),
		cmocka_unit_test(every_figure_opens_its_list),
		cmocka_unit_test(conditions_are_named),
		cmocka_unit_test(units_see_their_own),
		cmocka_unit_test(bad_addresses),
		cmocka_unit_test(page_and_files_agree),
		cmocka_unit_test(words_agree),
		cmocka_unit_test(year_files),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
