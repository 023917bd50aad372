/* The order of names and of other text. */
#include "testkit/testkit.h"

#include "base/utf8.h"

static void check_order(const char *const *v, ptrdiff_t n,
			struct str (*key)(struct arena *, struct str))
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	for (ptrdiff_t i = 0; i < n; i++) {
		struct str k = key(a, str_c(v[i]));

		assert_true(utf8_valid(k));
		assert_int_equal(k.p[0], '1');
		assert_null(memchr(k.p, 0, (size_t)k.n));
		if (i && str_cmp(key(a, str_c(v[i - 1])), k) >= 0)
			fail_msg("%s should stand before %s", v[i - 1], v[i]);
	}
}

static void letters_have_the_dictionarys_order(void **state)
{
	static const char *const v[] = {
		"a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "f", "g",	"h",
		"i", "j", "k", "l", "m", "n", "o", "ô", "ơ", "p", "q",	"r",
		"s", "t", "u", "ư", "v", "w", "x", "y", "z", "я", "中",
	};

	(void)state;
	check_order(v, N_ELEMENTS(v), text_sort_key);
	check_order(v, N_ELEMENTS(v), name_sort_key);
}

static void tones_come_behind_letters(void **state)
{
	static const char *const v[] = {
		"ma",  "mà",  "mả",  "mã",  "má",  "mạ",  "mai", "mài",
		"man", "mát", "mau", "mắt", "mất", "mật", "me",
	};

	(void)state;
	check_order(v, N_ELEMENTS(v), text_sort_key);
}

/* given name, then family name, then the middle names */
static void names_sort_by_given_name(void **state)
{
	static const char *const v[] = {
		"An",
		"Lê An",
		"Nguyễn An",
		"Nguyễn Thị An",
		"Nguyễn Thị Bích An",
		"Nguyễn Văn An",
		"Trần An",
		"Trần Án",
		"Lê Văn Anh",
		"Phạm Ân",
		"Đỗ Thị Dung",
		"Bùi Đức",
		"Nguyễn Thị Hà",
		"Trần Văn Hà",
		"Lê Hạ",
		"Hoàng Hân",
		"Hoàng Hiền",
		"Trần Thị Hoa",
		"Nguyễn Thị Hoà",
		"Trần Thị Hòa",
		"Nguyễn Hỏa",
		"Vũ Thị Uyên",
		"Đặng Ước",
		"Đặng Yến",
	};

	(void)state;
	check_order(v, N_ELEMENTS(v), name_sort_key);
}

static void numbers_sort_by_value(void **state)
{
	static const char *const v[] = {
		"",
		"2",
		"10",
		"Chi bộ",
		"Chi bộ 2",
		"Chi bộ 3, khối A",
		"Chi bộ 10",
		"Chi bộ 10a",
		"Chi bộ 10b",
		"Chi bộ 0200",
		"Chi bộ thôn 1",
		"Chi đoàn",
	};

	(void)state;
	check_order(v, N_ELEMENTS(v), text_sort_key);
}

static void same_words_have_the_same_key(void **state)
{
	static const struct {
		const char *x, *y;
	} c[] = {
		{ "Nguyễn Thị Hoà", "NGUYỄN  THỊ HÒA" },
		{ "Ðỗ An", "Đỗ An" },
		{ "H'Hen Niê", "HHen Niê" },
		{ "Lê - An", "Lê An" },
		{ "Tổ 02", "tổ 2" },
		{ "Müller Ñ", "muller n" },
		{ "Lê “An”", "Lê An" },
		{ "x\u0308 b", "x b" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++) {
		struct str x = name_sort_key(a, str_c(c[i].x));

		assert_true(str_eq(x, name_sort_key(a, str_c(c[i].y))));
	}
	assert_true(str_eq(text_sort_key(a, STR("Kế hoạch, quý-II")),
			   text_sort_key(a, STR("kế hoạch quý II"))));
	same(name_sort_key(a, STR_NULL), "1");
}

/* Each item as dear as it can be: the key's bound holds. */
static void long_texts_fit(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(4 << 20);
	char v[3000];
	struct str k;

	(void)state;
	memset(v, '7', sizeof(v));
	k = text_sort_key(a, (struct str){ v, sizeof(v) });
	assert_int_equal(k.n, 1 + 2 + 127 + 2);
	for (int i = 1; i < 3000; i += 2)
		v[i] = ' ';
	k = text_sort_key(a, (struct str){ v, sizeof(v) });
	assert_int_equal(k.n, 1 + 1500 * 5);
	for (int i = 1; i < 3000; i += 2)
		v[i] = 'z';
	k = name_sort_key(a, (struct str){ v, sizeof(v) });
	assert_int_equal(k.n, 1 + 1500 * 4 + 2);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(letters_have_the_dictionarys_order),
		cmocka_unit_test(tones_come_behind_letters),
		cmocka_unit_test(names_sort_by_given_name),
		cmocka_unit_test(numbers_sort_by_value),
		cmocka_unit_test(same_words_have_the_same_key),
		cmocka_unit_test(long_texts_fit),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
