/* The clarity gate and the quantities of products. */
#include "testkit/testkit.h"

#include "work/work_clarity.h"

static struct arena *arena;
static const struct profile *party;

static bool lacks(enum work_need need, const char *work, const char *lead,
		  const char *product)
{
	struct strs names = { 0 };
	struct work_claim f = { .work = str_c(work),
				.due = DUE_DATE,
				.product = str_c(product) };
	struct work_clarity c;

	if (lead)
		*vec_push(arena, &names) = str_c(lead);
	f.lead = names;
	c = work_clarity(arena, party, &f);
	assert_int_equal(c.missing[need], c.why[need] != NULL);
	assert_int_equal(c.missing[need], c.hint[need] != NULL);
	return c.missing[need];
}

static void test_work(void **state UNUSED)
{
	static const struct {
		const char *text;
		bool missing;
	} t[] = {
		{ "Rà soát chi bộ có dưới 3 đảng viên", false },
		{ "Tiếp tục rà soát hồ sơ", false },
		{ "Tiếp tục nâng cao chất lượng", true },
		{ "Nâng cao nhận thức, trách nhiệm", true },
		{ "NÂNG CAO nhận thức", true },
		{ "Tăng cường công tác kiểm tra", true },
		{ "Tăng tỷ lệ hồ sơ số lên 95%", false },
		{ "Nâng tỷ lệ đảng viên trẻ", false },
		{ "Thực hiện các biện pháp khác", false },
		{ "Thực hiện tốt công tác dân vận", true },
		{ "Tập trung lãnh đạo, chỉ đạo sắp xếp", false },
		{ "Công tác dân vận", true },
		{ "", true },
		{ "-", true },
		{ "Tiếp tục", true },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(t); i++)
		if (lacks(NEED_WORK, t[i].text, "Ban Tổ chức", "Báo cáo") !=
		    t[i].missing)
			fail_msg("%s", t[i].text);
}

static void test_confirmed_work(void **state UNUSED)
{
	struct work_claim f = { .work = STR("Công tác dân vận"),
				.work_confirmed = true };

	assert_false(work_clarity(arena, party, &f).missing[NEED_WORK]);
	assert_int_equal(work_clarity(arena, party, &f).n_missing, 3);
}

static void test_person(void **state UNUSED)
{
	static const struct {
		const char *text;
		bool missing;
	} t[] = {
		{ "Ban Tổ chức", false },
		{ "Đảng ủy các cơ quan Đảng", false },
		{ "Các cấp ủy", true },
		{ "các tổ chức cơ sở đảng", true },
		{ "Toàn đảng bộ", true },
		{ "Cấp uỷ các cấp", true },
		{ "Cấp ủy", true },
		{ "Chi bộ 5", false },
		{ "Chi bộ", true },
		{ "Các đơn vị liên quan", true },
		{ "Cơ quan, đơn vị có liên quan", true },
		{ "UBND các phường", true },
		{ "Thủ trưởng các cơ quan, đơn vị", true },
		{ "Bí thư các chi bộ", true },
		{ "Phòng, ban chuyên môn", true },
		{ "Phòng Môi trường", false },
		{ "Môi trường", false },
		{ "Đồng chí Nguyễn Văn A", false },
		{ NULL, true },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(t); i++)
		if (lacks(NEED_PERSON, "Rà soát", t[i].text, "Báo cáo") !=
		    t[i].missing)
			fail_msg("%s", t[i].text);
}

static void test_two_leads(void **state UNUSED)
{
	struct str names[] = { STR("Ban Tổ chức"), STR("Văn phòng") };
	struct work_claim f = { .lead = { names, 2, 2 } };

	assert_true(work_clarity(arena, party, &f).missing[NEED_PERSON]);
}

static void test_progress(void **state UNUSED)
{
	struct work_claim f = { .due = DUE_NONE };
	const char *absent = work_clarity(arena, party, &f).why[NEED_PROGRESS];

	assert_non_null(absent);
	f.due_fault = "x";
	assert_string_not_equal(
		absent, work_clarity(arena, party, &f).why[NEED_PROGRESS]);
	f.due = DUE_CONTINUOUS;
	assert_false(work_clarity(arena, party, &f).missing[NEED_PROGRESS]);
}

static void test_product(void **state UNUSED)
{
	static const struct {
		const char *text;
		bool missing;
	} t[] = {
		{ "Báo cáo", false },
		{ "Đề án", false },
		{ "BC", false },
		{ "01 Kế hoạch", false },
		{ "312 chi bộ ký số", false },
		{ "Từ 98% hồ sơ trở lên", false },
		{ "Các đơn vị được trang bị", false },
		{ "Hội nghị được tổ chức", false },
		{ "Phần mềm quản lý", false },
		{ "Hồ sơ theo quy định", false },
		{ "Báo cáo nâng cao chất lượng", false },
		{ "Nâng cao nhận thức", true },
		{ "Nhận thức của đảng viên được nâng lên", true },
		{ "Chuyển biến rõ nét", true },
		{ "Theo quy định", true },
		{ "Đẹp", true },
		{ "Đội ngũ cán bộ vững mạnh", true },
		{ "Đảng viên chấp hành tốt", true },
		{ "", true },
		{ "-", true },
		{ "Không", true },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(t); i++)
		if (lacks(NEED_PRODUCT, "Rà soát", "Ban Tổ chức", t[i].text) !=
		    t[i].missing)
			fail_msg("%s", t[i].text);
}

static void test_quantity(void **state UNUSED)
{
	static const struct {
		const char *text;
		int64_t want;
	} t[] = {
		{ "12 bản tóm tắt", 12000 },
		{ "Từ 98% hồ sơ trở lên được chuẩn hóa", 98000 },
		{ "Bộ 10 câu hỏi", 10000 },
		{ "Mỗi năm 15 quyết định luân chuyển", 15000 },
		{ "2 thông báo kết luận", 2000 },
		{ "01 báo cáo", 1000 },
		{ "1.200 lượt người", 1200000 },
		{ "98,5% hồ sơ", 98500 },
		{ "Đạt 3,25 %", 3250 },
		{ "3-4 cuộc giám sát", 3000 },
		{ "Bảng tổng hợp số tiết kiệm, đạt 10%", 10000 },
		{ "12 bài/năm", 12000 },
		{ "Ít nhất 02 tin, bài/tháng", 2000 },
		{ "Báo cáo quý III", -1 },
		{ "Báo cáo quý 3", -1 },
		{ "Báo cáo quý III/2026", -1 },
		{ "Báo cáo năm 2026", -1 },
		{ "Báo cáo 6 tháng", -1 },
		{ "Báo cáo 6 tháng đầu năm", -1 },
		{ "Nghị quyết số 05-NQ/ĐU", -1 },
		{ "Kế hoạch 15-KH/ĐU", -1 },
		{ "Quyết định 294", -1 },
		{ "Báo cáo trước 15/3/2026", -1 },
		{ "Văn kiện Đại hội 14", -1 },
		{ "Mã QR2", -1 },
		{ "20/22 tổ chức", -1 },
		{ "Báo cáo", -1 },
		{ "", -1 },
		{ "99999999999 bản", -1 },
		{ "15% - 20%", 15000 },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(t); i++)
		if (work_quantity(arena, party, str_c(t[i].text)) != t[i].want)
			fail_msg("%s: %ld", t[i].text,
				 (long)work_quantity(arena, party,
						     str_c(t[i].text)));
}

static void test_codes(void **state UNUSED)
{
	assert_string_equal(work_need_code(NEED_WORK), "work");
	assert_string_equal(work_need_code(NEED_PRODUCT), "product");
	assert_string_equal(work_need_title(NEED_PERSON), "clear person");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_work),
		cmocka_unit_test(test_confirmed_work),
		cmocka_unit_test(test_person),
		cmocka_unit_test(test_two_leads),
		cmocka_unit_test(test_progress),
		cmocka_unit_test(test_product),
		cmocka_unit_test(test_quantity),
		cmocka_unit_test(test_codes),
	};
	int failed;

	arena = arena_open(64 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
