/* Fuzzer: the contents of a worksheet. */
#include "doc/doc_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(160 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct reader r = { .a = a, .max = doc_limits_full(NULL) };
	struct cell_style style[] = { { 0 },
				      { .format = FMT_DATE },
				      { .format = FMT_PERCENT },
				      { .format = FMT_ZEROS, .zeros = 12 },
				      { .font = { LEGACY_TCVN3, true,
						  true } } };
	struct shared string[] = { { STR("x"), true, true },
				   { STR("\xC2\xA7"), false, false } };
	struct xlsx_book b = { .r = &r,
			       .styles = { style, 5, 5 },
			       .strings = { string, 2, 2 } };
	struct err *e = doc_sheet_read_xml(&b, s);

	if (e && doc_fault_of(e) < 0)
		abort();
	arena_close(a);
	return 0;
}
