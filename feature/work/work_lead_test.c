/* Names out of cells, and the organisations that they mean. */
#include "testkit/testkit.h"

#include "work/work_lead.h"

static struct arena *arena;
static const struct profile *party;
static struct work_lead_words *words;

static struct str join(struct strs v)
{
	struct str s = STR("");

	for (ptrdiff_t i = 0; i < v.n; i++)
		s = str_cat(arena, str_cat(arena, s, i ? STR(" | ") : STR("")),
			    v.p[i]);
	return s;
}

struct split {
	const char *text, *lead, *with;
};

static void splits(const struct split *t, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		struct strs lead = { 0 }, with = { 0 };

		work_lead_read(arena, words, str_c(t[i].text), &lead, &with);
		same(join(lead), t[i].lead);
		same(join(with), t[i].with);
	}
}

static void test_split(void **state UNUSED)
{
	static const struct split t[] = {
		{ "Ban Tổ chức", "Ban Tổ chức", "" },
		{ "Ban Tuyên giáo và Dân vận", "Ban Tuyên giáo và Dân vận",
		  "" },
		{ "Ban Tuyên giáo\nvà Dân vận", "Ban Tuyên giáo và Dân vận",
		  "" },
		{ "Ủy ban Kiểm tra, Văn phòng Đảng ủy",
		  "Ủy ban Kiểm tra | Văn phòng Đảng ủy", "" },
		{ "Ủy ban Kiểm tra và Văn phòng Đảng ủy",
		  "Ủy ban Kiểm tra | Văn phòng Đảng ủy", "" },
		{ "Văn phòng Đảng ủy; Ủy ban nhân dân phường",
		  "Văn phòng Đảng ủy | Ủy ban nhân dân phường", "" },
		{ "Ban Tổ chức\nThành Đoàn", "Ban Tổ chức | Thành Đoàn", "" },
		{ "- Ban Tổ chức;\n- Thành Đoàn.", "Ban Tổ chức | Thành Đoàn",
		  "" },
		{ "Văn phòng HĐND và UBND", "Văn phòng HĐND và UBND", "" },
		{ "Phòng Văn hóa, Khoa học và Thông tin",
		  "Phòng Văn hóa, Khoa học và Thông tin", "" },
		{ "Ban Tổ chức, các chi bộ", "Ban Tổ chức | các chi bộ", "" },
		{ "Chủ trì: Ban Tổ chức; phối hợp: Văn phòng, UBKT",
		  "Ban Tổ chức", "Văn phòng | UBKT" },
		{ "Chủ trì: Ban Tổ chức\nPhối hợp: Văn phòng", "Ban Tổ chức",
		  "Văn phòng" },
		{ "Ban Tổ chức chủ trì, phối hợp với Thành Đoàn", "Ban Tổ chức",
		  "Thành Đoàn" },
		{ "Ban Tổ chức phối hợp với Văn phòng Đảng ủy", "Ban Tổ chức",
		  "Văn phòng Đảng ủy" },
		{ "Ban Tổ chức (chủ trì), Thành Đoàn (phối hợp)", "Ban Tổ chức",
		  "Thành Đoàn" },
		{ "Đồng chí Nguyễn Văn A, Phó Trưởng ban",
		  "Đồng chí Nguyễn Văn A, Phó Trưởng ban", "" },
		{ "Các cấp ủy", "Các cấp ủy", "" },
		{ "Ban Tổ chức.", "Ban Tổ chức", "" },
		{ "-", "", "" },
		{ "", "", "" },
		{ "Không", "", "" },
		{ "UBND và UBKT", "UBND | UBKT", "" },
		{ "Ban Tổ chức (phối hợp: Thành Đoàn)", "Ban Tổ chức",
		  "Thành Đoàn" },
		{ "1. Ban Tổ chức\n2. Văn phòng", "Ban Tổ chức | Văn phòng",
		  "" },
		{ "Chi bộ 2", "Chi bộ 2", "" },
	};

	splits(t, N_ELEMENTS(t));
}

/* Names that hold a comma, an "and" or a line break of their own. */
static void test_split_hard(void **state UNUSED)
{
	static const struct split t[] = {
		{ "Sở Nông nghiệp và Môi trường",
		  "Sở Nông nghiệp và Môi trường", "" },
		{ "Phòng Văn hóa - Xã hội", "Phòng Văn hóa - Xã hội", "" },
		{ "Các cơ quan, đơn vị liên quan",
		  "Các cơ quan, đơn vị liên quan", "" },
		{ "Các cơ quan và đơn vị liên quan",
		  "Các cơ quan và đơn vị liên quan", "" },
		{ "Các ban, cơ quan tham mưu", "Các ban, cơ quan tham mưu",
		  "" },
		{ "Các ban, các chi bộ", "Các ban | các chi bộ", "" },
		{ "Các chi bộ, Văn phòng", "Các chi bộ | Văn phòng", "" },
		{ "Văn phòng (chủ trì); các đơn vị (phối hợp)", "Văn phòng",
		  "các đơn vị" },
		{ "- Ban Tổ chức\n- Văn phòng (phối hợp)", "Ban Tổ chức",
		  "Văn phòng" },
		{ "Cán bộ, đảng viên", "Cán bộ, đảng viên", "" },
		{ "Cơ quan, đơn vị liên quan", "Cơ quan, đơn vị liên quan",
		  "" },
		{ "Văn phòng Đảng ủy và Ủy ban nhân dân phường",
		  "Văn phòng Đảng ủy | Ủy ban nhân dân phường", "" },
		{ "Ban\nTổ chức", "Ban Tổ chức", "" },
		{ "Ủy ban\nKiểm tra\nThành\nĐoàn",
		  "Ủy ban Kiểm tra | Thành Đoàn", "" },
		{ "Nguyễn Văn A, Trần Thị B", "Nguyễn Văn A | Trần Thị B", "" },
		{ "Đ/c Nguyễn Văn A - Bí thư Đảng ủy",
		  "Đ/c Nguyễn Văn A - Bí thư Đảng ủy", "" },
		{ "Đồng chí Nguyễn Văn A, Chủ tịch UBND; Ban Tổ chức",
		  "Đồng chí Nguyễn Văn A, Chủ tịch UBND | Ban Tổ chức", "" },
		{ "Báo và Đài Phát thanh, Truyền hình",
		  "Báo và Đài Phát thanh, Truyền hình", "" },
		{ "Đảng bộ Mặt trận Tổ quốc, các đoàn thể; UBKT",
		  "Đảng bộ Mặt trận Tổ quốc, các đoàn thể | UBKT", "" },
		{ "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "" },
		{ "Sở Giáo dục và Đào tạo", "Sở Giáo dục và Đào tạo", "" },
		{ "TS. Nguyễn Văn A", "TS. Nguyễn Văn A", "" },
	};

	splits(t, N_ELEMENTS(t));
}

static const struct work_org orgs[] = {
	{ 1, STR_INIT("Ban Tổ chức Đảng ủy"), STR_INIT("BTC") },
	{ 2, STR_INIT("Ban Tuyên giáo và Dân vận Đảng ủy"), { NULL, 0 } },
	{ 3, STR_INIT("Ủy ban Kiểm tra Đảng ủy"), STR_INIT("UBKT") },
	{ 4, STR_INIT("Văn phòng Đảng ủy"), STR_INIT("VPĐU") },
	{ 5, STR_INIT("Đảng bộ Học viện Cán bộ"), { NULL, 0 } },
	{ 6, STR_INIT("Chi bộ Sở Tài chính"), { NULL, 0 } },
	{ 7, STR_INIT("Chi bộ Trường Chính trị"), { NULL, 0 } },
	{ 8, STR_INIT("Đảng ủy Trường Chính trị"), { NULL, 0 } },
	{ 9, STR_INIT("Ủy ban nhân dân phường Hòa Bình"), { NULL, 0 } },
	{ 10, STR_INIT("Ủy ban nhân dân phường Hòa An"), { NULL, 0 } },
};

static struct work_lead match(const char *name)
{
	static struct work_orgs *o;

	if (!o)
		o = work_orgs(arena, party, orgs, N_ELEMENTS(orgs));
	return work_lead_match(arena, o, str_c(name));
}

static void one(const char *name, int64_t id)
{
	struct work_lead m = match(name);

	if (m.match != MATCH_ONE || m.org->id != id)
		fail_msg("%s: %d", name, m.match);
}

static void test_match(void **state UNUSED)
{
	one("Ban Tổ chức Đảng ủy", 1);
	one("Ban Tổ chức", 1);
	one("BAN TO CHUC", 1);
	one("BTC", 1);
	one("BTGDV", 2);
	one("Ban Tuyên giáo và Dân vận", 2);
	one("UBKT Đảng uỷ", 3);
	one("Uỷ ban Kiểm tra", 3);
	one("VPĐU", 4);
	one("Đảng ủy Học viện Cán bộ", 5);
	one("Học viện Cán bộ", 5);
	one("Sở Tài chính", 6);
	one("Chi bộ Trường Chính trị", 7);
	one("UBND phường Hoà Bình", 9);
}

static void test_doubt(void **state UNUSED)
{
	struct work_lead m = match("Trường Chính trị");

	assert_int_equal(m.match, MATCH_DOUBT);
	assert_int_equal(m.n_doubts, 2);
	assert_null(m.org);
	m = match("UBND phường");
	assert_int_equal(m.match, MATCH_DOUBT);
	assert_int_equal(m.n_doubts, 2);
	/* one that only looks alike is a question too */
	m = match("Ban Tuyên giáo");
	assert_int_equal(m.match, MATCH_DOUBT);
	assert_int_equal(m.doubt[0]->id, 2);
}

static void test_none(void **state UNUSED)
{
	assert_int_equal(match("Các cấp ủy").match, MATCH_NONE);
	assert_int_equal(match("Bưu điện").match, MATCH_NONE);
	assert_int_equal(match("").match, MATCH_NONE);
	assert_int_equal(match("Toàn đảng bộ").match, MATCH_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split), cmocka_unit_test(test_split_hard),
		cmocka_unit_test(test_match), cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_none),
	};
	int failed;

	arena = arena_open(64 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	words = work_lead_words(arena, party);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
