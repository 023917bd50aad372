/* What comes along, what happens to open tasks, how conclusions are cut. */
#include "work/work_carry_model.h"

#include "testkit/testkit.h"

#include "base/buf.h"
#include "profile/profile.h"
#include "work/work_model.h"

static struct arena *arena;
static struct work_deadline_words *words;

static void test_wanted(void **state UNUSED)
{
	static const struct {
		struct work_carry_facts f;
		bool wanted;
	} row[] = {
		{ { .kind = DUE_DATE }, true },
		{ { .kind = DUE_NONE }, true },
		{ { .kind = DUE_DATE, .done = true }, false },
		{ { .kind = DUE_STARTING, .done = true }, false },
		{ { .kind = DUE_RECURRING, .done = true }, true },
		{ { .kind = DUE_CONTINUOUS, .done = true }, true },
		{ { .kind = DUE_TERM, .done = true, .due = 200 }, true },
		{ { .kind = DUE_TERM, .done = true, .due = 99 }, false },
		{ { .kind = DUE_TERM, .done = true, .due = DAY_NONE }, true },
		/* unfinished, though its term is over */
		{ { .kind = DUE_TERM, .due = 99 }, true },
		{ { .kind = DUE_RECURRING, .withdrawn = true }, false },
		{ { .kind = DUE_DATE, .withdrawn = true }, false },
		{ { .kind = DUE_DATE, .copied = true }, false },
		{ { .kind = DUE_RECURRING, .done = true, .copied = true },
		  false },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(row); i++)
		if (work_carry_wanted(&row[i].f, 100) != row[i].wanted)
			fail_msg("row %td", i);
}

static void test_ids(void **state UNUSED)
{
	struct work_ids ids = work_ids_read(arena, STR("3,17,x,,3,204"));

	assert_int_equal(ids.n, 3);
	assert_true(work_ids_has(&ids, 17));
	assert_false(work_ids_has(&ids, 4));
	same(work_ids_text(arena, &ids), "3,17,204");
	work_ids_set(arena, &ids, 3, false);
	work_ids_set(arena, &ids, 5, false);
	work_ids_set(arena, &ids, 17, true);
	same(work_ids_text(arena, &ids), "204,17");
	ids = work_ids_read(arena, STR_NULL);
	assert_int_equal(ids.n, 0);
	same(work_ids_text(arena, &ids), "");
}

/* ---- deadlines ---------------------------------------------------------------- */

static void test_deadlines_move(void **state UNUSED)
{
	static const struct {
		const char *was, *is;
	} row[] = {
		{ "Quý II/2026", "Quý II/2027" },
		{ "31/8/2026", "31/8/2027" },
		{ "Trước ngày 15 tháng 3 năm 2026",
		  "Trước ngày 15 tháng 3 năm 2027" },
		{ "Tháng 11/26", "Tháng 11/27" },
		{ "Năm 2026", "Năm 2027" },
		{ "6 tháng đầu năm 2026", "6 tháng đầu năm 2027" },
		{ "2026-10-05", "2027-10-05" },
		{ "tháng 12/2026 - tháng 2/2027", "tháng 12/2027 - tháng "
						  "2/2028" },
		{ "15/12/2026, hằng năm", "15/12/2027, hằng năm" },
		/* a year that isn't named follows the programme by itself */
		{ "Tháng 3", "Tháng 3" },
		{ "Quý IV", "Quý IV" },
		{ "Trong năm", "Trong năm" },
		/* another year isn't this one */
		{ "15/01/2027", "15/01/2027" },
		{ "Quý I/2025", "Quý I/2025" },
		/* these keep their words */
		{ "Nhiệm kỳ 2025-2030", "Nhiệm kỳ 2025-2030" },
		{ "2026-2030", "2026-2030" },
		{ "Thường xuyên", "Thường xuyên" },
		{ "Hằng tháng", "Hằng tháng" },
		{ "trước ngày 23 hàng tháng", "trước ngày 23 hàng tháng" },
		{ "Từ 01/7/2026", "Từ 01/7/2026" },
		{ "Thường xuyên từ tháng 3/2026",
		  "Thường xuyên từ tháng 3/2026" },
		{ "20 ngày sau khi ban hành kế hoạch năm 2026",
		  "20 ngày sau khi ban hành kế hoạch năm 2026" },
		{ "Khi có yêu cầu", "Khi có yêu cầu" },
		{ "đầu năm 2026", "đầu năm 2026" },
		{ "khi phù hợp", "khi phù hợp" },
		{ "", "" },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(row); i++) {
		struct str is =
			work_deadline_move(arena, words, str_c(row[i].was),
					   2026, 2027);

		if (!str_eq(is, str_c(row[i].is)))
			fail_msg("%s became %.*s", row[i].was, STR_ARG(is));
	}
	same(work_deadline_move(arena, words, STR("Quý II/2026"), 2026, 2026),
	     "Quý II/2026");
	/* the year may be gone by more than one, and be a leap year's day */
	same(work_deadline_move(arena, words, STR("Quý II/2026"), 2026, 2030),
	     "Quý II/2030");
	same(work_deadline_move(arena, words, STR("29/02/2028"), 2028, 2029),
	     "29/02/2029");
	assert_non_null(
		work_deadline_parse(arena, words, STR("29/02/2029"), 2029)
			.fault);
}

/* ---- fates -------------------------------------------------------------------- */

static void test_fate_values(void **state UNUSED)
{
	static const char *const good[] = { "", "carry.12", "end", "keep" };
	static const char *const bad[] = { "carry",   "carry.", "carry.x",
					   "carry.0", "end.1",	"done",
					   "keep.2" };
	struct work_fated f = { 0 };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(good); i++) {
		assert_true(work_fate_read(str_c(good[i]), &f));
		same(work_fate_value(arena, &f), good[i]);
	}
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++)
		if (work_fate_read(str_c(bad[i]), &f))
			fail_msg("%s", bad[i]);
	assert_null(work_fate_code(FATE_NONE));
	same(str_c(work_fate_code(FATE_CARRY)), "carry");
}

static void test_fates_as_text(void **state UNUSED)
{
	struct work_fates f = work_fates_read(
		arena, STR("57|end|Lồng ghép | vào việc khác\n"
			   "x|end|a\n58|what|b\n59|carry.3|\n60\n57|keep|"));

	assert_int_equal(f.n, 3);
	same(work_fates_text(arena, &f), "57|keep|\n59|carry.3|\n60||");
	assert_int_equal(work_fates_of(&f, 59)->into, 3);
	assert_null(work_fates_of(&f, 58));
	f = work_fates_read(arena, STR("57|end|Lồng ghép | vào"));
	same(f.p[0].reason, "Lồng ghép | vào");
	f = work_fates_read(arena, STR_NULL);
	assert_int_equal(f.n, 0);
}

static void test_fate_of_others(void **state UNUSED)
{
	struct work_fates f =
		work_fates_read(arena,
				STR("1|keep|\n2|end|Riêng\n3||Lý do\n4|end|"));
	struct work_fated others = { .fate = FATE_END, .reason = STR("Chung") };

	assert_int_equal(work_fate_of(&f, &others, 1).fate, FATE_KEEP);
	same(work_fate_of(&f, &others, 1).reason, "");
	same(work_fate_of(&f, &others, 2).reason, "Riêng");
	assert_int_equal(work_fate_of(&f, &others, 3).fate, FATE_END);
	same(work_fate_of(&f, &others, 3).reason, "Lý do");
	same(work_fate_of(&f, &others, 4).reason, "Chung");
	assert_int_equal(work_fate_of(&f, &others, 9).fate, FATE_END);
	assert_int_equal(work_fate_of(&f, &others, 9).task, 9);
	others = (struct work_fated){ .fate = FATE_CARRY, .into = 7 };
	assert_int_equal(work_fate_of(&f, &others, 9).into, 7);
}

static void test_fate_check(void **state UNUSED)
{
	struct buf b = buf_init(arena, 8000);
	struct work_fated f = { 0 };

	fails(work_fate_check(arena, &f), ERR_INVALID);
	f.fate = FATE_END;
	f.reason = STR("");
	fails(work_fate_check(arena, &f), ERR_INVALID);
	f.reason = STR("Đã chuyển nhiệm vụ cho cấp trên.");
	ok(work_fate_check(arena, &f));
	f.fate = FATE_KEEP;
	f.reason = STR("");
	ok(work_fate_check(arena, &f));
	for (int i = 0; i < WORK_TEXT_MOST + 1; i++)
		buf_char(&b, 'a');
	f.reason = buf_view(&b);
	fails(work_fate_check(arena, &f), ERR_LIMIT);
}

/* ---- conclusions ---------------------------------------------------------------- */

static void test_lines(void **state UNUSED)
{
	struct work_lines l = work_lines_read(
		arena,
		STR("1. Ban hành hướng dẫn | Ban Tổ chức | 30/6/2026 | 1 hướng "
		    "dẫn\n\n"
		    "  - Rà soát quy chế\n"
		    "2.3) Kiểm tra | | Quý III\n"
		    "a) Họp giao ban\n"
		    "• Số hóa 2.400 hồ sơ\n"
		    "2.400 hồ sơ được số hóa\n"
		    "30 chi bộ ký số\n"
		    "– \n"
		    " | Ban Tổ chức\n"
		    "12345. Quá nhiều chữ số"));

	assert_int_equal(l.n, 8);
	same(l.p[0].work, "Ban hành hướng dẫn");
	same(l.p[0].lead, "Ban Tổ chức");
	same(l.p[0].deadline, "30/6/2026");
	same(l.p[0].product, "1 hướng dẫn");
	same(l.p[0].said,
	     "Ban hành hướng dẫn | Ban Tổ chức | 30/6/2026 | 1 hướng dẫn");
	same(l.p[1].work, "Rà soát quy chế");
	assert_int_equal(l.p[1].lead.n + l.p[1].deadline.n + l.p[1].product.n,
			 0);
	same(l.p[2].work, "Kiểm tra");
	assert_int_equal(l.p[2].lead.n, 0);
	same(l.p[2].deadline, "Quý III");
	same(l.p[3].work, "Họp giao ban");
	same(l.p[4].work, "Số hóa 2.400 hồ sơ");
	same(l.p[5].work, "2.400 hồ sơ được số hóa");
	same(l.p[6].work, "30 chi bộ ký số");
	same(l.p[7].work, "12345. Quá nhiều chữ số");
	assert_int_equal(work_lines_read(arena, STR_NULL).n, 0);
	assert_int_equal(work_lines_read(arena, STR(" \n\n")).n, 0);
	assert_int_equal(work_lines_read(arena, STR("5.")).n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wanted),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_deadlines_move),
		cmocka_unit_test(test_fate_values),
		cmocka_unit_test(test_fates_as_text),
		cmocka_unit_test(test_fate_of_others),
		cmocka_unit_test(test_fate_check),
		cmocka_unit_test(test_lines),
	};
	const struct profile *party;
	int failed;

	arena = arena_open(64 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	words = work_deadline_words(arena, party);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
