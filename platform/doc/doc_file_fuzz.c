/* Fuzzer: whole files, by their first byte a .docx, .xlsx or .csv. */
#include "doc/doc_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(160 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	static const char *const names[] = { "a.docx", "a.xlsx", "a.csv" };
	struct doc *d = NULL, *back = NULL;
	struct err *e;

	if (!size) {
		arena_close(a);
		return 0;
	}
	e = doc_read_here(a, str_c(names[data[0] % 3]), str_sub(s, 1, s.n),
			  NULL, &d);
	if (e ? doc_fault_of(e) < 0 : !d)
		abort();
	if (!e && doc_wire_get(a, doc_wire_put(a, NULL, NULL, d), NULL, &back))
		abort();
	arena_close(a);
	return 0;
}
