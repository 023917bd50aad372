/* Fuzzer: an annex from a table of text; its JSON can be read again. */
#include "work/work_annex.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct profile *profile(void)
{
	static const struct profile *p;
	static struct arena *a;

	if (a)
		return p;
	a = arena_open(16 << 20);
	if (profile_load(a, STR("vn-party"), &p))
		abort();
	return p;
}

static void annex_check(struct arena *a, const struct work_annex *x)
{
	struct buf b = buf_init(a, 64 << 20);
	json_t *j;

	work_annex_json(&b, x);
	j = json_loadb(buf_view(&b).p, (size_t)b.n, 0, NULL);
	if (!j || b.full)
		abort();
	json_decref(j);
	buf_clear(&b);
	work_annex_text(a, &b, LANG_VI, x);
	if (!utf8_valid(buf_view(&b)))
		abort();
	for (ptrdiff_t i = 0; i < x->rows.n; i++)
		if (x->rows.p[i].n != i + 1 || !utf8_valid(x->rows.p[i].work))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct work_annex_ask ask = { .today = 20740 };
	struct work_annex *x = NULL;
	struct doc *d = NULL;
	struct arena *a;

	if (size > 16 << 10)
		return 0;
	a = arena_open(256 << 20);
	if (!doc_read_here(a, STR("a.csv"), s, NULL, &d) &&
	    !work_annex_read(a, profile(), d, &ask, &x))
		annex_check(a, x);
	arena_close(a);
	return 0;
}
