/* Fuzzer: a register from a table of text; its JSON can be read again, and
 * what is counted is what is there. */
#include "member/member_register.h"

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

static void counts_check(const struct member_register *r)
{
	ptrdiff_t errors = 0, good = 0;
	int last = 0;

	for (ptrdiff_t i = 0; i < r->faults.n; i++) {
		errors += r->faults.p[i].is_error;
		if (r->faults.p[i].row < last)
			abort();
		last = r->faults.p[i].row;
	}
	last = r->head_row;
	for (ptrdiff_t i = 0; i < r->rows.n; i++) {
		const struct member_row *row = &r->rows.p[i];

		good += !row->is_faulty;
		if (row->row <= last)
			abort();
		last = row->row;
		for (int f = 0; f < N_MF_TEXT; f++)
			if (!utf8_valid(row->text[f]))
				abort();
	}
	if (errors != r->n_errors || good != r->n_ok)
		abort();
}

static void register_check(struct arena *a, const struct member_register *r)
{
	struct buf b = buf_init(a, 64 << 20);
	json_t *j;

	counts_check(r);
	member_register_json(a, &b, LANG_VI, r);
	j = json_loadb(buf_view(&b).p, (size_t)b.n, 0, NULL);
	if (!j || b.full)
		abort();
	json_decref(j);
	buf_clear(&b);
	member_register_text(a, &b, LANG_EN, r, 20);
	if (!utf8_valid(buf_view(&b)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, (ptrdiff_t)size };
	static struct str names[] = { STR_INIT("Văn phòng Thành ủy"),
				      STR_INIT("Hội Nông dân") };
	struct strs units = { names, 2, 2 };
	struct member_ask ask = { .today = 20740, .units = &units };
	struct member_register *r = NULL;
	struct doc *d = NULL;
	struct arena *a;

	if (size > 16 << 10)
		return 0;
	a = arena_open(256 << 20);
	if (!doc_read_here(a, STR("a.csv"), s, NULL, &d) &&
	    !member_register_read(a, profile(), d, &ask, &r))
		register_check(a, r);
	arena_close(a);
	return 0;
}
