/* Values as people write them: days, numbers, cards, telephones. */
#include "member/member_register_priv.h"

#include "testkit/testkit.h"

static struct arena *arena;
static const struct profile *party;

/* "1980-02-01", "1980-02" of a month, "1980" of a year, with "~" when the
 * century was guessed; "!" no such day, "?" no day, "" nothing. */
static struct str day_shown(const char *text, bool is_number)
{
	struct reg_day d;
	enum reg_read r =
		reg_day_read(arena, party, str_c(text), is_number, 2026, &d);
	struct str iso;

	if (r != READ_WELL) {
		assert_int_equal(d.day.day, DAY_NONE);
		return r == READ_EMPTY	      ? STR("")
		       : r == READ_SWAPPED    ? STR("<>")
		       : r == READ_IMPOSSIBLE ? STR("!")
					      : STR("?");
	}
	iso = day_iso(arena, d.day.day);
	if (d.day.precise != PRECISE_DAY) {
		assert_true(str_ends(iso, d.day.precise == PRECISE_YEAR
						  ? STR("-01-01")
						  : STR("-01")));
		iso = str_sub(iso, 0, d.day.precise == PRECISE_YEAR ? 4 : 7);
	}
	return str_cat(arena, iso, d.guessed_century ? STR("~") : STR(""));
}

struct pair {
	const char *text, *want;
};

static void test_days(void **state UNUSED)
{
	static const struct pair cases[] = {
		{ "1/2/1980", "1980-02-01" },
		{ "01/02/1980", "1980-02-01" },
		{ " 1 / 2 / 1980 ", "1980-02-01" },
		{ "01-02-1980", "1980-02-01" },
		{ "1.2.1980", "1980-02-01" },
		{ "1.2.1980.", "1980-02-01" },
		{ "1–2–1980", "1980-02-01" },
		{ "1 2 1980", "1980-02-01" },
		{ "1980-02-01", "1980-02-01" },
		{ "1980/2/1", "1980-02-01" },
		{ "1980.02.01", "1980-02-01" },
		{ "'01/02/1980", "1980-02-01" },
		{ "1980-02-01 00:00:00", "1980-02-01" },
		{ "1980-02-01T00:00:00.000Z", "1980-02-01" },
		{ "1/2/1980 12:00 AM", "1980-02-01" },
		{ "ngày 1 tháng 2 năm 1980", "1980-02-01" },
		{ "Ngày 01, tháng 02, năm 1980", "1980-02-01" },
		{ "14-Jun-98", "1998-06-14~" },
		{ "14-June-1998", "1998-06-14" },
		{ "01021980", "1980-02-01" },
		{ "19800201", "1980-02-01" },
		{ "29/02/1980", "1980-02-29" },
		{ "29/02/1981", "!" },
		{ "31/02/1980", "!" },
		{ "06/14/1998", "<>" },
		{ "6-14-98", "<>" },
		{ "00/14/1998", "!" },
		{ "14/14/1998", "!" },
		{ "32/1/1980", "!" },
		{ "1/13/1980", "<>" },
		{ "99999999", "!" },
		{ "1/2/80", "1980-02-01~" },
		{ "1/2/26", "2026-02-01~" },
		{ "1/2/27", "1927-02-01~" },
		{ "5/1957", "1957-05" },
		{ "1957-05", "1957-05" },
		{ "tháng 5/1957", "1957-05" },
		{ "5/85", "1985-05~" },
		{ "00/05/1957", "1957-05" },
		{ "../5/1957", "1957-05" },
		{ "00/00/1957", "1957" },
		{ "--/--/1957", "1957" },
		{ "…/…/1957", "1957" },
		{ "1957", "1957" },
		{ "năm 1957", "1957" },
		{ "1849", "!" },
		{ "2151", "!" },
		{ "0957", "!" },
		{ "13/1957", "!" },
		{ "", "" },
		{ "  ", "" },
		{ "'", "" },
		{ "chưa rõ", "?" },
		{ "57", "?" },
		{ "195", "?" },
		{ "15/8", "?" },
		{ "1/2/198", "?" },
		{ "1/2/19800", "?" },
		{ "1/2/3/1980", "?" },
		{ "123/1/1980", "?" },
		{ "1/123/1980", "?" },
		{ "1980/123/1", "?" },
		{ "1980/1/123", "?" },
		{ "28353", "?" },
		{ "1/2/1980 (?)", "?" },
		{ "khoảng 1980", "?" },
		{ ":", "?" },
		{ "/", "?" },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++)
		same(day_shown(cases[i].text, false), cases[i].want);
}

static void test_figures(void **state UNUSED)
{
	static const struct pair cases[] = {
		{ "28353", "1977-08-16" },
		{ "28353.5", "1977-08-16" },
		{ "28353.99999", "1977-08-16" },
		{ "1957", "1957" },
		{ "1957.5", "1957-05" },
		{ "9999.5", "!" },
		{ "99999", "?" },
		{ "1021980", "1980-02-01" },
		{ "01021980", "1980-02-01" },
		{ "05.1985", "1985-05" },
		{ "1.2.1980", "1980-02-01" },
		{ "123456789", "?" },
		{ "12.x", "?" },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++)
		same(day_shown(cases[i].text, true), cases[i].want);
}

static void test_last_days(void **state UNUSED)
{
	struct member_day d = { .day = DAY_NONE };

	assert_int_equal(reg_day_last(d), DAY_NONE);
	assert_true(day_from_ymd(1980, 2, 1, &d.day));
	assert_int_equal(reg_day_last(d), d.day);
	d.precise = PRECISE_MONTH;
	same(day_iso(arena, reg_day_last(d)), "1980-02-29");
	d.precise = PRECISE_YEAR;
	same(day_iso(arena, reg_day_last(d)), "1980-12-31");
}

static void test_numbers(void **state UNUSED)
{
	/* text, is it a figure, digits ("?": not one; "": nothing), zeros put
	 * back, by a guess */
	static const struct {
		const char *text;
		bool figure;
		const char *want;
		bool restored, guess;
	} cases[] = {
		{ "079077511554", false, "079077511554", false, false },
		{ " 079 077 511 554 ", false, "079077511554", false, false },
		{ "079.077.511.554", false, "079077511554", false, false },
		{ "079.077.511.554", true, "079077511554", false, false },
		{ "'079077511554", false, "079077511554", false, false },
		{ "79160026681", true, "079160026681", true, false },
		{ "79160026681.0", true, "079160026681", true, false },
		{ "79160026681.00", true, "079160026681", true, false },
		{ "1160026681", true, "001160026681", true, false },
		{ "79160026681", false, "079160026681", true, true },
		{ "07916002668", false, "?", false, false },
		{ "07916002668", true, "?", false, false },
		{ "079160485", false, "?", false, false },
		{ "79160485", true, "?", false, false },
		{ "160026681", true, "?", false, false },
		{ "0791600266811", false, "?", false, false },
		{ "000160026681", false, "?", false, false },
		{ "000 160 026 681", false, "?", false, false },
		{ "07916O026681", false, "?", false, false },
		{ "7.9160026681E+10", true, "?", false, false },
		{ "79160026681.5", true, "?", false, false },
		{ "xE+", false, "?", false, false },
		{ "", false, "", false, false },
		{ " - ", false, "", false, false },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct reg_id id;
		enum reg_read r = reg_id_read(arena, str_c(cases[i].text),
					      cases[i].figure, &id);
		struct str got = r == READ_WELL	   ? id.digits
				 : r == READ_EMPTY ? STR("")
						   : STR("?");

		same(got, cases[i].want);
		if (r == READ_WELL) {
			assert_int_equal(id.restored, cases[i].restored);
			assert_int_equal(id.by_guess, cases[i].guess);
		}
	}
}

static void test_number_says(void **state UNUSED)
{
	enum member_sex sex;
	int year;

	assert_true(reg_id_says(STR("079077511554"), &sex, &year));
	assert_int_equal(sex, SEX_MALE);
	assert_int_equal(year, 1977);
	assert_true(reg_id_says(STR("079305981950"), &sex, &year));
	assert_int_equal(sex, SEX_FEMALE);
	assert_int_equal(year, 2005);
	assert_false(reg_id_says(STR("07930598195"), &sex, &year));
	assert_false(reg_id_says(STR("07930598195x"), &sex, &year));
}

static void test_cards(void **state UNUSED)
{
	static const struct {
		const char *text;
		bool figure;
		const char *want;
	} cases[] = {
		{ "58.719830", false, "58.719830" },
		{ "58.71983", true, "58.719830" },
		{ "5.71983", true, "05.719830" },
		{ "58.71983", false, "58.71983" },
		{ "58719830", true, "58719830" },
		{ "8719830", true, "08719830" },
		{ "79160026681", true, "079160026681" },
		{ "123", true, "123" },
		{ "A-17", true, "A-17" },
		{ "58.x", true, "58.x" },
		{ "587.1983", true, "587.1983" },
		{ "58.7198301", true, "58.7198301" },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++)
		same(reg_card_read(arena, str_c(cases[i].text),
				   cases[i].figure),
		     cases[i].want);
	same(reg_card_key(arena, STR("58.719830")), "58719830");
	same(reg_card_key(arena, STR(" Số 58-719 ")), "so58719");
}

static void test_phones(void **state UNUSED)
{
	static const struct {
		const char *text;
		bool figure;
		const char *want;
		bool fits;
	} cases[] = {
		{ "0900282669", false, "0900282669", true },
		{ "0900 282 669", false, "0900282669", true },
		{ "(090) 028-2669", false, "0900282669", true },
		{ "900282669", true, "0900282669", true },
		{ "900282669.0", true, "0900282669", true },
		{ "+84 900 282 669", false, "0900282669", true },
		{ "84900282669", false, "0900282669", true },
		{ "0900282669; 0283822334", false, "0900282669; 0283822334",
		  true },
		{ "0900282669/0283822334", false, "0900282669/0283822334",
		  true },
		{ "1234567", false, "1234567", false },
		{ "1234567890123456", false, "1234567890123456", false },
		{ "không dùng", false, "không dùng", false },
		{ "+", false, "+", false },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct str got = reg_phone_read(arena, str_c(cases[i].text),
						cases[i].figure);

		same(got, cases[i].want);
		assert_int_equal(reg_phone_fits(got), cases[i].fits);
	}
}

static void test_emails(void **state UNUSED)
{
	static const char *const good[] = { "a@b.vn",
					    "nguyen.van-a@hcm.gov.vn" };
	static const char *const bad[] = { "a",	      "@b.vn",	 "a@b",
					   "a@.b",    "a@b.vn.", "a b@c.vn",
					   "a@b@c.vn" };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(good); i++)
		assert_true(reg_email_fits(str_c(good[i])));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(reg_email_fits(str_c(bad[i])));
}

/* ---- units ------------------------------------------------------------------ */
static void test_units(void **state UNUSED)
{
	static struct str names[] = {
		STR_INIT("Ủy ban Kiểm tra Thành ủy"),
		STR_INIT("Hội Nông dân Thành phố"),
		STR_INIT("Đảng bộ Sở Y tế"),
		STR_INIT("Chi bộ Báo Thanh Niên"),
		STR_INIT("Đảng bộ Báo Thanh Niên"),
		STR_INIT("Ủy ban nhân dân Phường 1"),
		STR_INIT("Hoa"),
		STR_INIT("Hòa"),
		STR_INIT("hội nông dân thành phố"), /* once more */
	};
	static const struct {
		const char *text;
		int want;
	} cases[] = {
		{ "Ủy ban Kiểm tra Thành ủy", 0 },
		{ "Uỷ ban Kiểm tra Thành uỷ", 0 },
		{ "UỶ BAN KIỂM TRA THÀNH ỦY", 0 },
		{ "UBKT Thành ủy", 0 },
		{ "Hội Nông dân", 1 },
		{ "Đảng bộ Hội Nông dân", 1 },
		{ "HỘI NÔNG DÂN THÀNH PHỐ", 1 },
		{ "Hoi Nong dan Thanh pho", 1 },
		{ "Đảng ủy Sở Y tế", 2 },
		{ "Sở Y tế", 2 },
		{ "Chi bộ Báo Thanh Niên", 3 },
		{ "Đảng bộ Báo Thanh Niên", 4 },
		{ "Báo Thanh Niên", -2 },
		{ "UBND Phường 1", 5 },
		{ "Hoà", 7 },
		{ "hoa", 6 },
		{ "Hoá", -2 },
		{ "Đảng bộ Không Có Thật", -1 },
		{ "Thành phố", -1 },
	};
	struct strs list = { names, N_ELEMENTS(names), N_ELEMENTS(names) };
	struct reg_units *u = reg_units(arena, party, &list);

	for (int again = 0; again < 2; again++)
		for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++) {
			int got =
				reg_units_find(arena, u, str_c(cases[i].text));

			if (got != cases[i].want)
				fail_msg("%s: %d", cases[i].text, got);
		}
	/* many, so that the tables grow */
	for (int i = 0; i < 1000; i++)
		assert_int_equal(reg_units_find(arena, u,
						str_fmt(arena, "Xóm %d", i)),
				 -1);
	assert_int_equal(reg_units_find(arena, u, names[2]), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_last_days),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_number_says),
		cmocka_unit_test(test_cards),
		cmocka_unit_test(test_phones),
		cmocka_unit_test(test_emails),
		cmocka_unit_test(test_units),
	};
	int failed;

	arena = arena_open(256 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
