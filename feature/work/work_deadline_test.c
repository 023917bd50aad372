/* Deadlines as offices write them, in one table; then their later days. */
#include "testkit/testkit.h"

#include "work/work_deadline.h"

static struct arena *arena;
static struct work_deadline_words *words;
static const struct profile *party;

static const struct {
	const char *text, *kind, *due, *start;
	bool fault;
} table[] = {
	{ "15/8/2026", "date", "2026-08-15", NULL, false },
	{ "Trước 30/6/2026", "date", "2026-06-30", NULL, false },
	{ "trước ngày 30 tháng 6 năm 2026", "date", "2026-06-30", NULL, false },
	{ "Trước ngày 30/6/2026", "date", "2026-06-30", NULL, false },
	{ "Trước 15/8", "date", "2026-08-15", NULL, false },
	{ "Chậm nhất 30/6/2026", "date", "2026-06-30", NULL, false },
	{ "Chậm nhất ngày 30/6", "date", "2026-06-30", NULL, false },
	{ "ngày 05 tháng 10 năm 2026", "date", "2026-10-05", NULL, false },
	{ "05 tháng 10 năm 2026", "date", "2026-10-05", NULL, false },
	{ "31.03.2026", "date", "2026-03-31", NULL, false },
	{ "30-6-2026", "date", "2026-06-30", NULL, false },
	{ "2026-06-30", "date", "2026-06-30", NULL, false },
	{ "30/6/26", "date", "2026-06-30", NULL, false },
	{ "Ngày 15/01/2026.", "date", "2026-01-15", NULL, false },
	{ "Hoàn thành trước 15/12/2026", "date", "2026-12-15", NULL, false },
	{ "Xong trước ngày 20/11", "date", "2026-11-20", NULL, false },
	{ "Đến 30/9/2026", "date", "2026-09-30", NULL, false },
	{ "Không quá 30/6/2026", "date", "2026-06-30", NULL, false },
	{ "hạn chót 28/02/2026", "date", "2026-02-28", NULL, false },
	{ "15/6 và 15/12/2026", "date", "2026-12-15", NULL, false },
	{ "30/6/2026; 31/12/2026", "date", "2026-12-31", NULL, false },
	{ "Đợt 1: 30/6/2026, đợt 2: 30/11/2026", "date", "2026-11-30", NULL,
	  false },
	{ "15/3 - 20/4/2026", "date", "2026-04-20", "2026-03-15", false },
	{ "Từ 15/3 đến 20/4/2026", "date", "2026-04-20", "2026-03-15", false },
	{ "từ ngày 01/3/2026 đến ngày 30/4/2026", "date", "2026-04-30",
	  "2026-03-01", false },
	{ "15/12 - 15/01/2027", "date", "2027-01-15", "2026-12-15", false },
	{ "Tháng 3", "month", "2026-03-31", NULL, false },
	{ "Tháng 3/2026", "month", "2026-03-31", NULL, false },
	{ "tháng 03 năm 2026", "month", "2026-03-31", NULL, false },
	{ "Trong tháng 3", "month", "2026-03-31", NULL, false },
	{ "Tháng 02/2028", "month", "2028-02-29", NULL, false },
	{ "Tháng 11/2026", "month", "2026-11-30", NULL, false },
	{ "đầu tháng 4/2026", "month", "2026-04-30", NULL, false },
	{ "Cuối tháng 9", "month", "2026-09-30", NULL, false },
	{ "Giữa tháng 5/2026", "month", "2026-05-31", NULL, false },
	{ "Tuần đầu tháng 3/2026", "month", "2026-03-31", NULL, false },
	{ "T6/2026", "month", "2026-06-30", NULL, false },
	{ "06/2026", "month", "2026-06-30", NULL, false },
	{ "6/2026", "month", "2026-06-30", NULL, false },
	{ "Tháng sáu", "month", "2026-06-30", NULL, false },
	{ "tháng mười hai năm 2026", "month", "2026-12-31", NULL, false },
	{ "Tháng 3/26", "month", "2026-03-31", NULL, false },
	{ "Trước tháng 7/2026", "month", "2026-07-31", NULL, false },
	{ "Hết tháng 6", "month", "2026-06-30", NULL, false },
	{ "Tháng 3-5/2026", "month", "2026-05-31", "2026-03-01", false },
	{ "Tháng 3 - tháng 5/2026", "month", "2026-05-31", "2026-03-01",
	  false },
	{ "Tháng 3 đến tháng 5", "month", "2026-05-31", "2026-03-01", false },
	{ "Từ tháng 3 đến tháng 9/2026", "month", "2026-09-30", "2026-03-01",
	  false },
	{ "Từ tháng 3 đến hết tháng 9 năm 2026", "month", "2026-09-30",
	  "2026-03-01", false },
	{ "tháng 11/2025 - 02/2026", "month", "2026-02-28", "2025-11-01",
	  false },
	{ "tháng 11 - tháng 02/2026", "month", "2026-02-28", "2025-11-01",
	  false },
	{ "Tháng 3, 6, 9, 12", "month", "2026-12-31", NULL, false },
	{ "Tháng 6 và tháng 12/2026", "month", "2026-12-31", NULL, false },
	{ "Tháng 5, 6/2026", "month", "2026-06-30", NULL, false },
	{ "Quý II/2026", "quarter", "2026-06-30", NULL, false },
	{ "Quý 2", "quarter", "2026-06-30", NULL, false },
	{ "Quý 4", "quarter", "2026-12-31", NULL, false },
	{ "quý 2 năm 2026", "quarter", "2026-06-30", NULL, false },
	{ "Quý IV năm 2026", "quarter", "2026-12-31", NULL, false },
	{ "Quý I - 2026", "quarter", "2026-03-31", NULL, false },
	{ "Quý III.2026", "quarter", "2026-09-30", NULL, false },
	{ "Trong quý I", "quarter", "2026-03-31", NULL, false },
	{ "hết quý III", "quarter", "2026-09-30", NULL, false },
	{ "Cuối quý II/2026", "quarter", "2026-06-30", NULL, false },
	{ "Quý I, II/2026", "quarter", "2026-06-30", NULL, false },
	{ "Quý I và II năm 2026", "quarter", "2026-06-30", NULL, false },
	{ "Quý II và Quý IV/2026", "quarter", "2026-12-31", NULL, false },
	{ "Quý I-II/2026", "quarter", "2026-06-30", "2026-01-01", false },
	{ "Từ quý I đến quý III/2026", "quarter", "2026-09-30", "2026-01-01",
	  false },
	{ "Quý III + IV/2026", "quarter", "2026-12-31", NULL, false },
	{ "Quý ba", "quarter", "2026-09-30", NULL, false },
	{ "Q3/2026", "quarter", "2026-09-30", NULL, false },
	{ "3 tháng đầu năm", "quarter", "2026-03-31", NULL, false },
	{ "9 tháng đầu năm 2026", "quarter", "2026-09-30", NULL, false },
	{ "Tháng 3 và quý IV/2026", "quarter", "2026-12-31", NULL, false },
	{ "QUÝ III/2026", "quarter", "2026-09-30", NULL, false },
	{ "Quy II/2026", "quarter", "2026-06-30", NULL, false },
	{ "6 tháng đầu năm", "half", "2026-06-30", NULL, false },
	{ "6 tháng đầu năm 2026", "half", "2026-06-30", NULL, false },
	{ "06 tháng cuối năm", "half", "2026-12-31", NULL, false },
	{ "6 tháng cuối năm 2026", "half", "2026-12-31", NULL, false },
	{ "Sáu tháng đầu năm 2026", "half", "2026-06-30", NULL, false },
	{ "nửa đầu năm 2026", "half", "2026-06-30", NULL, false },
	{ "Trong năm 2026", "year", "2026-12-31", NULL, false },
	{ "Năm 2026", "year", "2026-12-31", NULL, false },
	{ "Cả năm", "year", "2026-12-31", NULL, false },
	{ "cả năm 2026", "year", "2026-12-31", NULL, false },
	{ "2026", "year", "2026-12-31", NULL, false },
	{ "cuối năm", "year", "2026-12-31", NULL, false },
	{ "Cuối năm 2026", "year", "2026-12-31", NULL, false },
	{ "Trong năm", "year", "2026-12-31", NULL, false },
	{ "đến hết năm 2027", "year", "2027-12-31", NULL, false },
	{ "Đến năm 2030", "year", "2030-12-31", NULL, false },
	{ "2026-2030", "term", "2030-12-31", NULL, false },
	{ "2026 - 2030", "term", "2030-12-31", NULL, false },
	{ "2026 – 2030", "term", "2030-12-31", NULL, false },
	{ "giai đoạn 2026-2030", "term", "2030-12-31", NULL, false },
	{ "Nhiệm kỳ 2025-2030", "term", "2030-12-31", NULL, false },
	{ "Nhiệm kỳ 2025 - 2030", "term", "2030-12-31", NULL, false },
	{ "Cả nhiệm kỳ", "term", "2030-12-31", NULL, false },
	{ "Từ năm 2026 đến năm 2030", "term", "2030-12-31", NULL, false },
	{ "Từ 2026 đến 2030", "term", "2030-12-31", NULL, false },
	{ "năm 2026-2027", "term", "2027-12-31", NULL, false },
	{ "Hằng tháng", "recurring", NULL, NULL, false },
	{ "Hàng tháng", "recurring", NULL, NULL, false },
	{ "trước ngày 23 hàng tháng", "recurring", NULL, NULL, false },
	{ "Hàng tháng, trước ngày 23", "recurring", NULL, NULL, false },
	{ "Hằng quý", "recurring", NULL, NULL, false },
	{ "Hàng quý, trước ngày 25 của tháng cuối quý", "recurring", NULL, NULL,
	  false },
	{ "Hằng năm", "recurring", NULL, NULL, false },
	{ "hằng năm, trước 15/12", "recurring", NULL, NULL, false },
	{ "Trước 15/12 hằng năm", "recurring", NULL, NULL, false },
	{ "Tháng 12 hằng năm", "recurring", NULL, NULL, false },
	{ "hàng tuần", "recurring", NULL, NULL, false },
	{ "Thứ Sáu hằng tuần", "recurring", NULL, NULL, false },
	{ "Hằng ngày", "recurring", NULL, NULL, false },
	{ "Mỗi tháng", "recurring", NULL, NULL, false },
	{ "Mỗi quý 1 lần", "recurring", NULL, NULL, false },
	{ "định kỳ 6 tháng", "recurring", NULL, NULL, false },
	{ "Định kỳ hằng quý", "recurring", NULL, NULL, false },
	{ "6 tháng/lần", "recurring", NULL, NULL, false },
	{ "06 tháng một lần", "recurring", NULL, NULL, false },
	{ "1 lần/quý", "recurring", NULL, NULL, false },
	{ "2 lần/năm", "recurring", NULL, NULL, false },
	{ "Định kỳ", "recurring", NULL, NULL, false },
	{ "Định kỳ hoặc đột xuất", "recurring", NULL, NULL, false },
	{ "Hằng tháng, quý, năm", "recurring", NULL, NULL, false },
	{ "Định kỳ hằng quý hoặc khi có yêu cầu", "recurring", NULL, NULL,
	  false },
	{ "Hàng năm (giai đoạn 2026-2030)", "recurring", NULL, NULL, false },
	{ "Theo quý", "recurring", NULL, NULL, false },
	{ "Theo từng quý", "recurring", NULL, NULL, false },
	{ "Theo từng vụ việc", "on_request", NULL, NULL, false },
	{ "6 tháng, năm", "recurring", NULL, NULL, false },
	{ "Quý và năm", "recurring", NULL, NULL, false },
	{ "Hằng quý, 6 tháng, năm", "recurring", NULL, NULL, false },
	{ "Định kỳ 6 tháng, 1 năm", "recurring", NULL, NULL, false },
	{ "Tuần thứ 2 tháng 5/2026", "month", "2026-05-31", NULL, false },
	{ "QuýII/2026", "quarter", "2026-06-30", NULL, false },
	{ "QIV/2026", "quarter", "2026-12-31", NULL, false },
	{ "QUÝIII", "quarter", "2026-09-30", NULL, false },
	{ "Tháng 8/2026 đến hết năm", "year", "2026-12-31", "2026-08-01",
	  false },
	{ "Đến hết năm", "year", "2026-12-31", NULL, false },
	{ "Từ năm 2026 - 2030", "term", "2030-12-31", NULL, false },
	{ "Trước ngày 25 tháng cuối quý", "recurring", NULL, NULL, false },
	{ "Hằng tháng, từ tháng 3/2026", "recurring", NULL, "2026-03-01",
	  false },
	{ "Tuần 1 tháng 3", "month", "2026-03-31", NULL, false },
	{ "Từ ngày 15 đến ngày 20/3/2026", "date", "2026-03-20", NULL, false },
	{ "Trước ngày 25", "none", NULL, NULL, false },
	{ "15h00 ngày 20/3/2026", "date", "2026-03-20", NULL, false },
	{ "Thường xuyên", "continuous", NULL, NULL, false },
	{ "Thường xuyên trong năm", "continuous", NULL, NULL, false },
	{ "Thường xuyên, cả năm 2026", "continuous", NULL, NULL, false },
	{ "Thường xuyên, báo cáo hằng quý", "continuous", NULL, NULL, false },
	{ "Liên tục", "continuous", NULL, NULL, false },
	{ "Thường xuyên từ 01/3/2026", "continuous", NULL, "2026-03-01",
	  false },
	{ "20 ngày sau khi Tỉnh ủy ban hành", "relative", NULL, NULL, false },
	{ "20 ngày sau khi Thành ủy ban hành kế hoạch", "relative", NULL, NULL,
	  false },
	{ "ngay sau khi có kết luận", "relative", NULL, NULL, false },
	{ "Ngay sau khi có hướng dẫn của Thành ủy", "relative", NULL, NULL,
	  false },
	{ "sau khi có hướng dẫn", "relative", NULL, NULL, false },
	{ "Trong vòng 10 ngày làm việc kể từ ngày nhận văn bản", "relative",
	  NULL, NULL, false },
	{ "05 ngày làm việc kể từ khi kết thúc hội nghị", "relative", NULL,
	  NULL, false },
	{ "Sau Đại hội", "relative", NULL, NULL, false },
	{ "Trước Đại hội 10 ngày", "relative", NULL, NULL, false },
	{ "Kể từ ngày ký ban hành", "relative", NULL, NULL, false },
	{ "01 tháng sau khi sáp nhập", "relative", NULL, NULL, false },
	{ "Theo đề nghị cấp trên", "on_request", NULL, NULL, false },
	{ "Theo đề nghị của cấp trên", "on_request", NULL, NULL, false },
	{ "Theo yêu cầu", "on_request", NULL, NULL, false },
	{ "Khi có nhiệm vụ chậm", "on_request", NULL, NULL, false },
	{ "khi có yêu cầu", "on_request", NULL, NULL, false },
	{ "Khi có phát sinh", "on_request", NULL, NULL, false },
	{ "theo kế hoạch của Thành ủy", "on_request", NULL, NULL, false },
	{ "Theo Kế hoạch số 15-KH/ĐU ngày 12/3/2026", "on_request", NULL, NULL,
	  false },
	{ "Đột xuất", "on_request", NULL, NULL, false },
	{ "Theo lịch của Ban Thường vụ", "on_request", NULL, NULL, false },
	{ "Từ 25/7/2026", "starting", NULL, "2026-07-25", false },
	{ "Từ ngày 25/7/2026", "starting", NULL, "2026-07-25", false },
	{ "Từ tháng 3/2026", "starting", NULL, "2026-03-01", false },
	{ "Bắt đầu từ quý II/2026", "starting", NULL, "2026-04-01", false },
	{ "Kể từ ngày 01 tháng 7 năm 2026", "starting", NULL, "2026-07-01",
	  false },
	{ "Từ năm 2026 trở đi", "starting", NULL, "2026-01-01", false },
	{ "năm 2026 và những năm tiếp theo", "starting", NULL, "2026-01-01",
	  false },
	{ "Năm 2026 và các năm tiếp theo", "starting", NULL, "2026-01-01",
	  false },
	{ "Quý II/2026 (theo kế hoạch của Thành ủy)", "quarter", "2026-06-30",
	  NULL, false },
	{ "Tháng 6/2026, ngay sau khi có hướng dẫn", "month", "2026-06-30",
	  NULL, false },
	{ "", "none", NULL, NULL, false },
	{ "Theo quy định", "none", NULL, NULL, false },
	{ "Kịp thời", "none", NULL, NULL, false },
	{ "Sớm", "none", NULL, NULL, false },
	{ "Đúng tiến độ", "none", NULL, NULL, false },
	{ "Cuối tháng", "none", NULL, NULL, false },
	{ "-", "none", NULL, NULL, false },
	{ "31/6", "none", NULL, NULL, true },
	{ "31/6/2026", "none", NULL, NULL, true },
	{ "ngày 31 tháng 6", "none", NULL, NULL, true },
	{ "29/02/2026", "none", NULL, NULL, true },
	{ "30/13/2026", "none", NULL, NULL, true },
	{ "Tháng 13/2026", "none", NULL, NULL, true },
	{ "Quý V/2026", "none", NULL, NULL, true },
	{ "Ngày 32 hàng tháng", "none", NULL, NULL, true },
	{ "trước ngày 0 hằng quý", "none", NULL, NULL, true },
	{ "12/26", "none", NULL, NULL, true },
	{ "Đầu năm 2026", "none", NULL, NULL, true },
	{ "2030-2026", "none", NULL, NULL, true },
	{ "Từ 15/9/2026 đến 15/3/2026", "none", NULL, NULL, true },
};

static struct work_deadline parse(const char *text)
{
	return work_deadline_parse(arena, words, str_c(text), 2026);
}

static bool as(struct str got, const char *want)
{
	return want ? got.p && str_eq(got, str_c(want)) : !got.p;
}

static void test_table(void **state UNUSED)
{
	int wrong = 0;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(table); i++) {
		struct work_deadline d = parse(table[i].text);
		struct str due = day_iso(arena, d.due);
		struct str start = day_iso(arena, d.start);

		if (strcmp(work_due_code(d.kind), table[i].kind) == 0 &&
		    as(due, table[i].due) && as(start, table[i].start) &&
		    table[i].fault == (d.fault != NULL) &&
		    str_eq(d.text, str_c(table[i].text)))
			continue;
		print_error("%s: %s due %.*s start %.*s fault %s\n",
			    table[i].text, work_due_code(d.kind), STR_ARG(due),
			    STR_ARG(start), d.fault ? d.fault : "-");
		wrong++;
	}
	assert_int_equal(wrong, 0);
	assert_true(N_ELEMENTS(table) >= 120);
}

static day_t day(const char *iso)
{
	day_t d = 0;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

static void next(const char *text, const char *from, const char *want)
{
	struct work_deadline d = parse(text);

	same(day_iso(arena, work_deadline_next(&d, day(from))), want);
}

static void test_occurrences(void **state UNUSED)
{
	next("Hằng tháng", "2026-01-15", "2026-01-31");
	next("Hằng tháng", "2026-01-31", "2026-02-28");
	next("Trước ngày 23 hàng tháng", "2026-01-23", "2026-02-23");
	next("Hàng tháng, trước ngày 23", "2026-12-25", "2027-01-23");
	next("Ngày 31 hằng tháng", "2026-04-01", "2026-04-30");
	next("Hằng quý", "2026-02-01", "2026-03-31");
	next("Hằng quý, trước ngày 25 của tháng cuối quý", "2026-03-25",
	     "2026-06-25");
	next("6 tháng/lần", "2026-07-01", "2026-12-31");
	next("2 lần/năm", "2026-01-01", "2026-06-30");
	next("4 lần/năm", "2026-01-01", "2026-03-31");
	next("Năm 2 lần", "2026-01-01", "2026-06-30");
	next("Hằng năm", "2026-05-01", "2026-12-31");
	next("Trước 15/12 hằng năm", "2026-12-15", "2027-12-15");
	next("Tháng 6 hằng năm", "2026-05-01", "2026-06-30");
	next("Quý I hằng năm", "2026-05-01", "2027-03-31");
	next("30/6 và 31/12 hằng năm", "2026-05-01", "2026-06-30");
	next("30/6 và 31/12 hằng năm", "2026-06-30", "2026-12-31");
	next("3 tháng một lần", "2026-05-01", "2026-06-30");
	next("Hằng tuần", "2026-11-23", "2026-11-27");
	next("Hằng tuần", "2026-11-27", "2026-12-04");
	next("Hằng ngày", "2026-11-27", "2026-11-28");
	next("Định kỳ", "2026-11-27", NULL);
	next("Thường xuyên", "2026-11-27", NULL);
}

static void after(const char *text, const char *event, const char *want)
{
	struct work_deadline d = parse(text);

	same(day_iso(arena,
		     work_deadline_after(&d, day(event), party->holidays)),
	     want);
}

static void test_after_events(void **state UNUSED)
{
	struct work_deadline d =
		parse("20 ngày sau khi Thành ủy ban hành kế hoạch");

	assert_int_equal(d.after.n, 20);
	assert_int_equal(d.after.unit, UNIT_DAY);
	assert_false(d.after.working);
	same(d.after.event, "Thành ủy ban hành kế hoạch");
	after("20 ngày sau khi ban hành", "2026-06-01", "2026-06-21");
	after("05 ngày làm việc kể từ ngày nhận", "2026-04-24", "2026-05-06");
	after("Trong vòng 2 tuần sau hội nghị", "2026-06-01", "2026-06-15");
	after("1 tháng sau khi sáp nhập", "2026-01-31", "2026-02-28");
	after("Ngay sau khi có kết luận", "2026-06-01", "2026-06-01");
	after("Trước Đại hội 10 ngày", "2026-06-11", "2026-06-01");
	after("Trước hội nghị 2 ngày làm việc", "2026-06-08", "2026-06-04");
	after("Thường xuyên", "2026-06-01", NULL);
}

static void test_codes(void **state UNUSED)
{
	for (int k = 0; k < N_DUE; k++)
		assert_int_equal(work_due_of_code(str_c(
					 work_due_code((enum work_due)k))),
				 k);
	assert_int_equal(work_due_of_code(STR("x")), N_DUE);
	for (int k = 0; k <= UNIT_YEAR; k++)
		assert_int_equal(work_unit_of_code(str_c(
					 work_unit_code((enum work_unit)k))),
				 k);
	assert_int_equal(work_unit_of_code(STR("x")), UNIT_NONE);
}

static void english(const struct work_deadline_words *w, const char *text,
		    const char *kind, const char *due)
{
	struct work_deadline d =
		work_deadline_parse(arena, w, str_c(text), 2026);

	assert_string_equal(work_due_code(d.kind), kind);
	same(day_iso(arena, d.due), due);
}

static void test_english(void **state UNUSED)
{
	const struct profile *p = NULL;
	struct work_deadline_words *w;

	ok(profile_load(arena, STR("association"), &p));
	w = work_deadline_words(arena, p);
	english(w, "30 June 2026", "date", "2026-06-30");
	english(w, "by June 30, 2026", "date", "2026-06-30");
	english(w, "June", "month", "2026-06-30");
	english(w, "Q2 2026", "quarter", "2026-06-30");
	english(w, "first half of 2026", "half", "2026-06-30");
	english(w, "monthly", "recurring", NULL);
	english(w, "every quarter", "recurring", NULL);
	english(w, "ongoing", "continuous", NULL);
	english(w, "on request", "on_request", NULL);
	english(w, "10 working days after approval", "relative", NULL);
	english(w, "from 1 May 2026", "starting", NULL);
	english(w, "end of year", "year", "2026-12-31");
}

/* Nothing that people type may crash it. */
static void test_odd_texts(void **state UNUSED)
{
	static const char *const odd[] = {
		"/",
		"1/",
		"//1",
		"1/1/1/1/1",
		"tháng",
		"quý",
		"ngày",
		"năm",
		"từ",
		"đến",
		"từ đến",
		"sau",
		"lần",
		"99999999999999999999",
		"tháng 99999999999999999999",
		"1-2-3-4-5-6-7-8-9",
		"hằng",
		"20 ngày",
		"-",
		"…",
		("tháng 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "
		 "12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4"),
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(odd); i++)
		assert_true(parse(odd[i]).kind < N_DUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_occurrences),
		cmocka_unit_test(test_after_events),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_english),
		cmocka_unit_test(test_odd_texts),
	};
	int failed;

	arena = arena_open(64 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	words = work_deadline_words(arena, party);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
