/* Fuzzer: cleaning, folding, sort keys; doing it twice changes nothing. */
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

static void key_check(struct str key)
{
	must(utf8_valid(key) && str_find_char(key, '\0') < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(64 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct str line, lines, fold, nfc;

	if (!utf8_valid(s) || size > 4096) {
		arena_close(a);
		return 0;
	}
	line = text_clean(a, s);
	must(utf8_valid(line) && str_find_char(line, '\n') < 0);
	must(str_eq(text_clean(a, line), line));
	lines = text_clean_lines(a, s);
	must(utf8_valid(lines) && str_eq(text_clean_lines(a, lines), lines));
	nfc = text_nfc(a, s);
	must(utf8_valid(nfc) && str_eq(text_nfc(a, nfc), nfc));
	fold = text_fold(a, s);
	must(utf8_valid(fold) && str_eq(text_fold(a, fold), fold));
	/* what is cleaned first is found under the same words */
	must(str_eq(text_fold(a, line), text_fold(a, text_clean(a, line))));
	must(text_fold_has(fold, fold) || !fold.n);
	must(str_eq(text_same_key(a, line), text_same_key(a, lines)) ||
	     str_find_char(lines, '\n') >= 0);
	key_check(name_sort_key(a, line));
	key_check(text_sort_key(a, line));
	must(utf8_valid(utf8_cut(s, 7)) && utf8_length(utf8_cut(s, 7)) <= 7);
	arena_close(a);
	return 0;
}
