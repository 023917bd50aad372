/* Fuzzer: the contents of word/document.xml. */
#include "doc/doc_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(160 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct reader r = { .a = a, .max = doc_limits_full(NULL) };
	struct err *e = doc_docx_read_xml(&r, s);

	/* what stops the reader is one of its own sentences */
	if (e && doc_fault_of(e) < 0)
		abort();
	arena_close(a);
	return 0;
}
