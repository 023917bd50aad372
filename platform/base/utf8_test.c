/* Well-formedness, code points, cleaning, NFC. */
#include "testkit/testkit.h"

#include "base/utf8.h"

static void malformed_bytes_are_refused(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"a\xc3",
		"\xc0\xaf",
		"\xc1\xbf",
		"\xe0\x80\xaf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
		"\xfe",
		"\xe1\xba",
		"\xf0\x9f\x98",
		"\xe1\xba\x41",
		"\xc3\xc3\xa1",
		"\xf0\x9f\x41\x80",
		"\xf0\x9f\x98\x41",
		"12345678\x80",
	};
	static const char *const good[] = {
		"",
		"abc",
		"đồng chí",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xe0\xa0\x80",
		"\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf",
		"12345678á12345678",
	};

	(void)state;
	for (int i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(utf8_valid(str_c(bad[i])));
	for (int i = 0; i < N_ELEMENTS(good); i++)
		assert_true(utf8_valid(str_c(good[i])));
	/* cut off by the length, not by a NUL */
	assert_false(utf8_valid(str_sub(STR("ạ"), 0, 2)));
	assert_true(utf8_valid(STR("a\0b")));
}

static void every_code_point_goes_there_and_back(void **state)
{
	char b[4];

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		struct str s = { b, utf8_put(b, cp) };
		ptrdiff_t at = 0;

		if ((cp >> 11) == 0x1b) {
			assert_false(utf8_valid(s));
			continue;
		}
		if (!utf8_valid(s) || utf8_next(s, &at) != cp || at != s.n)
			fail_msg("U+%04x", cp);
	}
}

static void text_is_measured_and_cut(void **state)
{
	(void)state;
	assert_int_equal(utf8_length(STR("")), 0);
	assert_int_equal(utf8_length(STR("Rõ Việc😀")), 8);
	same(utf8_cut(STR("Việc"), 3), "Việ");
	same(utf8_cut(STR("Việc"), 9), "Việc");
	same(utf8_cut(STR("Việc"), 0), "");
}

static void lines_are_cleaned(void **state)
{
	static const struct {
		const char *in, *want;
	} c[] = {
		{ "", "" },
		{ "a b", "a b" },
		{ "  a \t b\r\n c  ", "a b c" },
		{ "\u00a0Đảng\u00a0\u3000bộ\u2003", "Đảng bộ" },
		{ "a\u2028b\xc2\x85"
		  "c\u202fd\u205fe\u1680f",
		  "a b c d e f" },
		{ "２０２６／Ａ", "2026/A" },
		{ "a\u200bb\u200dc\ufeffd\u2060e\u00adf", "abcdef" },
		{ "x\u202ey\u2066z\u061c", "xyz" },
		{ "a\001b\x7f"
		  "c\xc2\x90"
		  "d",
		  "abcd" },
		{ "a\ufffe"
		  "b\U000e0041",
		  "ab" },
		{ "Vie\u0323\u0302c", "Việc" },
		{ "Vie\u0302\u0323c", "Việc" },
		/* a joiner between letter and mark is no obstacle */
		{ "a\u200d\u0301", "á" },
		{ "\u212b", "Å" },
		{ "“Số” – 5 ₫…", "“Số” – 5 ₫…" },
		{ "한\u1100\u1161", "한가" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++) {
		struct str once = text_clean(a, str_c(c[i].in));

		same(once, c[i].want);
		same(text_clean(a, once), c[i].want);
	}
	same(text_clean(a, STR("a\0b")), "ab");
	same(text_clean(a, STR_NULL), NULL);
}

static void line_breaks_may_stay(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	same(text_clean_lines(a, STR("\n a \r\n b\tc\n\n\n\nd \n")),
	     "a\nb c\n\nd");
	same(text_clean_lines(a, STR("a\rb\u2029c\vd")), "a\nb\nc\nd");
	same(text_clean_lines(a, STR("a  b")), "a b");
	same(text_clean_lines(a, STR("a \n\t\n b")), "a\n\nb");
	same(text_clean_lines(a, STR("\r\n")), "");
	same(text_clean_lines(a, STR_NULL), NULL);
}

static void composed_text_is_not_copied(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct str s = STR("Đảng ủy xã “Rõ” – 5 ₫");

	(void)state;
	assert_ptr_equal(text_nfc(a, s).p, s.p);
	same(text_nfc(a, STR("e\u0302\u0301")), "ế");
	same(text_nfc(a, STR("a\u0301\u0302")), "á\u0302");
	same(text_nfc(a, STR_NULL), NULL);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(malformed_bytes_are_refused),
		cmocka_unit_test(every_code_point_goes_there_and_back),
		cmocka_unit_test(text_is_measured_and_cut),
		cmocka_unit_test(lines_are_cleaned),
		cmocka_unit_test(line_breaks_may_stay),
		cmocka_unit_test(composed_text_is_not_copied),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
