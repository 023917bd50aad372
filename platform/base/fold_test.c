/* Search keys and exact keys. */
#include "testkit/testkit.h"

#include "base/utf8.h"
#include "base/viet_priv.h"

static void text_folds(void **state)
{
	static const struct {
		const char *in, *want;
	} c[] = {
		{ "", "" },
		{ "Số hóa", "so hoa" },
		{ "so hoá", "so hoa" },
		{ "SỐ HÓA", "so hoa" },
		{ "So\u0302\u0301 ho\u0301a", "so hoa" },
		{ "So\u0301\u0302 hoa\u0301", "so hoa" },
		{ "Đặng Ðặng Ɖặng ðặng ɖặng", "dang dang dang dang dang" },
		{ "  Nghị quyết số 24-NQ/TW, ngày 05/10/2026. ",
		  "nghi quyet so 24 nq tw ngay 05 10 2026" },
		{ "２４\u00a0–\u3000Ａ", "24 a" },
		{ "Đ/c H’Hen Niê", "d c h hen nie" },
		{ "a\u200bb\u00adc\001d", "abcd" },
		{ "x\xc2\x85"
		  "y\u2028z",
		  "x y z" },
		{ "Straße ŒUVRE Çelik", "strasse œuvre celik" },
		{ "Ⱥ", "ⱥ" },
		{ "ﬁ ①½", "fi 11 2" },
		{ "Привет, ΜΆΪΟΣ", "привет μαιοσ" },
		{ "?!…", "" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++) {
		struct str once = text_fold(a, str_c(c[i].in));

		same(once, c[i].want);
		same(text_fold(a, once), c[i].want);
	}
	same(text_fold(a, STR_NULL), NULL);
}

/* Also folding what was cleaned is the same as folding what came. */
static void folding_twice_changes_nothing(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(8 << 20);

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10ffff; cp += cp < 0x20000 ? 1 : 977) {
		char b[8] = { 'x' };
		struct str s, once;

		if ((cp >> 11) == 0x1b)
			continue;
		s = (struct str){ b, 1 + utf8_put(b + 1, cp) };
		b[s.n++] = 'y';
		once = text_fold(a, s);
		if (!utf8_valid(once) || !str_eq(text_fold(a, once), once) ||
		    !str_eq(text_fold(a, text_clean(a, s)), once))
			fail_msg("U+%04x", cp);
		arena_reset(a);
	}
}

/* The mark of a tone, as typed on its own. */
static const uint32_t tone_mark[N_TONES] = {
	[TONE_HUYEN] = 0x300, [TONE_HOI] = 0x309,  [TONE_NGA] = 0x303,
	[TONE_SAC] = 0x301,   [TONE_NANG] = 0x323,
};
static const uint32_t shape_mark[N_VOWELS] = {
	[V_AW] = 0x306, [V_AA] = 0x302, [V_EE] = 0x302,
	[V_OO] = 0x302, [V_OW] = 0x31b, [V_UW] = 0x31b,
};

static struct str typed(struct arena *a, const uint32_t *cp, int n)
{
	char *p = arena_new(a, char, n * 4);
	ptrdiff_t len = 0;

	for (int i = 0; i < n; i++)
		if (cp[i])
			len += utf8_put(p + len, cp[i]);
	return (struct str){ p, len };
}

/* One letter, composed and with its marks typed in both orders. */
static void check_letter(struct arena *a, struct viet_letter letter)
{
	struct viet_letter bare = { .vowel = letter.vowel,
				    .upper = letter.upper },
			   small = { .vowel = letter.vowel,
				     .tone = letter.tone };
	char base = viet_base(letter.vowel);
	uint32_t root = (uint32_t)(letter.upper ? base - 32 : base);
	uint32_t shape = shape_mark[letter.vowel];
	uint32_t tone = tone_mark[letter.tone];
	struct str way[] = {
		typed(a, (uint32_t[]){ viet_join(letter) }, 1),
		typed(a, (uint32_t[]){ root, shape, tone }, 3),
		typed(a, (uint32_t[]){ root, tone, shape }, 3),
		typed(a, (uint32_t[]){ viet_join(bare), tone }, 2),
	};
	struct str key = typed(a, (uint32_t[]){ viet_join(small) }, 1);

	for (int i = 0; i < N_ELEMENTS(way); i++) {
		assert_true(
			str_eq(text_fold(a, way[i]), (struct str){ &base, 1 }));
		assert_true(str_eq(text_same_key(a, way[i]), key));
		assert_true(str_eq(text_sort_key(a, way[i]),
				   text_sort_key(a, key)));
	}
	assert_true(str_eq(text_nfc(a, way[1]), way[0]));
}

static void every_letter_in_every_order(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(4 << 20);
	int n = 0;

	(void)state;
	for (int i = 0; i < 2 * (N_VOWELS - 1) * N_TONES; i++) {
		struct viet_letter letter = {
			.vowel = (enum viet_vowel)(i / 12 + 1),
			.tone = (enum viet_tone)(i / 2 % 6),
			.upper = i % 2,
		};
		struct viet_letter back = viet_split(viet_join(letter));

		assert_int_equal(back.vowel, letter.vowel);
		assert_int_equal(back.tone, letter.tone);
		assert_int_equal(back.upper, letter.upper);
		check_letter(a, letter);
		n += viet_join(letter) >= 0x80;
	}
	assert_int_equal(n, 134 - 2); /* and đ Đ */
	same(text_same_key(a, STR("Đ Ð Ɖ")), "đ đ đ");
}

static void exact_keys_agree(void **state)
{
	static const struct {
		const char *x, *y;
	} c[] = {
		{ "hoà", "hòa" },	    { "uỷ", "ủy" },
		{ "HOÀ BÌNH", "Hòa Bình" }, { "thuý", "thúy" },
		{ "khoẻ", "khỏe" },	    { "qúy", "quý" },
		{ "gìa", "già" },	    { "Ðặng", "đặng" },
		{ "tòan", "toàn" },	    { "hòa", "ho\u0300a" },
		{ "thuở", "thủơ" },	    { "  Số\u00a0hóa ", "số hoá" },
		{ "người", "ngừơi" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++) {
		struct str key = text_same_key(a, str_c(c[i].x));

		assert_true(str_eq(key, text_same_key(a, str_c(c[i].y))));
		assert_true(str_eq(key, text_same_key(a, key)));
	}
}

static void exact_keys_tell_words_apart(void **state)
{
	static const struct {
		const char *x, *y;
	} c[] = {
		{ "ma", "má" },	    { "ma", "mà" },
		{ "mả", "mã" },	    { "tân", "tan" },
		{ "đang", "dang" }, { "cơ", "cờ" },
		{ "ưa", "ua" },	    { "Hà Nội", "Hà Nỗi" },
		{ "a b", "ab" },    { "hòa, bình", "hòa bình" },
		{ "àéo", "aéò" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++)
		assert_false(str_eq(text_same_key(a, str_c(c[i].x)),
				    text_same_key(a, str_c(c[i].y))));
	/* marks that are not Vietnamese stay */
	same(text_same_key(a, STR("Mu\u0308 u\u0308\u0301 n\u0303")), "mü ǘ ñ");
	same(text_same_key(a, STR(" Plain  TEXT, 12 ")), "plain text, 12");
	same(text_same_key(a, STR("")), "");
	same(text_same_key(a, STR_NULL), NULL);
}

static void needles_are_found(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct str text = text_fold(a, STR("Chuyển đổi số"));

	(void)state;
	assert_true(text_fold_has(text, text_fold(a, STR("ĐỔI"))));
	assert_true(text_fold_has(text, text_fold(a, STR("huyen d"))));
	assert_true(text_fold_has(text, STR("")));
	assert_false(text_fold_has(text, text_fold(a, STR("doi  moi"))));
}

static void case_changes(void **state)
{
	(void)state;
	assert_int_equal(viet_lower(U'Ộ'), U'ộ');
	assert_int_equal(viet_upper(U'ộ'), U'Ộ');
	assert_int_equal(viet_lower(U'Z'), U'z');
	assert_int_equal(viet_upper(U'z'), U'Z');
	assert_int_equal(viet_upper(U'đ'), U'Đ');
	assert_int_equal(viet_lower(U'Ñ'), U'ñ');
	assert_int_equal(viet_upper('1'), '1');
	assert_int_equal(viet_lower('1'), '1');
	assert_int_equal(viet_split(0x1efa).vowel, V_NONE);
}

static void names_get_their_capitals(void **state)
{
	static const char *const v[][2] = {
		{ "NGUYỄN VĂN AN", "Nguyễn Văn An" },
		{ "đặng thị ỷ lan", "Đặng Thị Ỷ Lan" },
		{ "K'BRƠI", "K'Brơi" },
		{ "TÔN NỮ-LỆ", "Tôn Nữ-Lệ" },
		{ "McDonald", "McDonald" },
		{ "nguyễn THỊ hoa", "nguyễn THỊ hoa" },
		{ "Ân", "Ân" },
		{ "123", "123" },
		{ "", "" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(v); i++) {
		struct str got = text_name_case(a, str_c(v[i][0]));

		if (!str_eq(got, str_c(v[i][1])))
			fail_msg("%s: %.*s", v[i][0], STR_ARG(got));
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(text_folds),
		cmocka_unit_test(folding_twice_changes_nothing),
		cmocka_unit_test(every_letter_in_every_order),
		cmocka_unit_test(exact_keys_agree),
		cmocka_unit_test(exact_keys_tell_words_apart),
		cmocka_unit_test(needles_are_found),
		cmocka_unit_test(case_changes),
		cmocka_unit_test(names_get_their_capitals),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
