/* Fuzzer: the answer of a child that has been taken over. */
#include "doc/doc_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(160 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct doc *d = NULL;
	struct err *e = doc_wire_get(a, s, NULL, &d);

	if (e ? doc_fault_of(e) < 0 : !d)
		abort();
	for (ptrdiff_t i = 0; !e && i < d->n_paras; i++)
		if (!utf8_valid(d->para[i]))
			abort();
	arena_close(a);
	return 0;
}
