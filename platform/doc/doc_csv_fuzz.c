/* Fuzzer: tables of text; what is read is clean. */
#include "doc/doc_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(160 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct reader r = { .a = a, .max = doc_limits_full(NULL) };
	struct err *e = doc_csv_read(&r, s);
	struct doc d = { .table = r.tables.p, .n_tables = r.tables.n };
	struct doc *back = NULL;

	/* the parent must believe what the reader has made */
	if (!e && doc_wire_get(a, doc_wire_put(a, NULL, NULL, &d), NULL, &back))
		abort();
	arena_close(a);
	return 0;
}
