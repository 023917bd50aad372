/* Fuzzer: who leads, who cooperates; every name comes from the cell. */
#include "work/work_lead.h"

#include <stdlib.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct work_lead_words *words;
static const struct work_orgs *orgs;

static void ready(void)
{
	static const struct work_org org[] = {
		{ 1, STR_INIT("Văn phòng Đảng ủy"), STR_INIT("VPĐU") },
		{ 2, STR_INIT("Ban Tổ chức Đảng ủy"), STR_INIT("BTC") },
		{ 3, STR_INIT("Ủy ban Kiểm tra Đảng ủy"), STR_INIT("UBKT") },
		{ 4, STR_INIT("Chi bộ 1"), { NULL, 0 } },
		{ 5, STR_INIT("Chi bộ 10"), { NULL, 0 } },
	};
	static struct arena *a;
	const struct profile *p;

	a = arena_open(16 << 20);
	if (profile_load(a, STR("vn-party"), &p))
		abort();
	words = work_lead_words(a, p);
	orgs = work_orgs(a, p, org, N_ELEMENTS(org));
}

static void names_check(struct arena *a, const struct strs *names)
{
	for (ptrdiff_t i = 0; i < names->n; i++) {
		struct work_lead m = work_lead_match(a, orgs, names->p[i]);

		if (!utf8_valid(names->p[i]) || !names->p[i].n)
			abort();
		if ((m.match == MATCH_ONE) != (m.org != NULL) ||
		    m.n_doubts > N_ELEMENTS(m.doubt))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct strs lead = { 0 }, with = { 0 };
	struct arena *a;

	if (size > 2000 || !utf8_valid(s))
		return 0;
	if (!words)
		ready();
	a = arena_open(64 << 20);
	work_lead_read(a, words, text_clean_lines(a, s), &lead, &with);
	names_check(a, &lead);
	names_check(a, &with);
	arena_close(a);
	return 0;
}
