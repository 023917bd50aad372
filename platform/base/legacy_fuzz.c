/* Fuzzer: TCVN3 and VNI, every byte taken as a letter of Latin-1. */
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(64 << 20);
	char *p = arena_new(a, char, (ptrdiff_t)size * 4 + 1);
	struct str s = { p, 0 }, out;

	for (size_t i = 0; i < size; i++)
		if (data[i])
			s.n += utf8_put(p + s.n, data[i]);
	for (int from = LEGACY_NONE; from <= LEGACY_VNI; from++)
		for (int upper = 0; upper < 2; upper++) {
			out = legacy_to_unicode(a, (enum legacy)from, upper, s);
			if (!utf8_valid(out) || out.n > s.n * 3 ||
			    !str_eq(text_nfc(a, out), out))
				abort();
		}
	(void)legacy_of_text(s);
	(void)legacy_of_font(s);
	(void)legacy_font_upper(s);
	arena_close(a);
	return 0;
}
