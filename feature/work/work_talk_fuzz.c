/* Fuzzer: whom a comment mentions; every id comes from the list. */
#include "work/work_talk_model.h"

#include <stdlib.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct talk_person persons[] = {
	{ 1, STR_INIT("Mai Đình Thước"), STR_INIT("Chuyên viên") },
	{ 2, STR_INIT("Tạ Quỳnh Lâm"), STR_INIT("Phó Bí thư") },
	{ 3, STR_INIT("Phan Hạ Lâm"), STR_INIT("") },
	{ 4, STR_INIT("Lý Mai"), STR_INIT("") },
};

static void ids_check(const struct talk_ids *ids)
{
	for (ptrdiff_t i = 0; i < ids->n; i++) {
		if (ids->p[i] < 1 || ids->p[i] > N_ELEMENTS(persons))
			abort();
		for (ptrdiff_t k = 0; k < i; k++)
			if (ids->p[k] == ids->p[i])
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct talk_people people = { persons, N_ELEMENTS(persons),
					    N_ELEMENTS(persons) };
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct talk_ids ids = { 0 };
	struct arena *a;
	struct err *err;

	if (size > 4000 || !utf8_valid(s))
		return 0;
	a = arena_open(64 << 20);
	s = text_clean_lines(a, s);
	err = work_mention_read(a, s, &people, 0, &ids);
	if (err && !str_eq(err->field, STR("said")))
		abort();
	if (!err)
		ids_check(&ids);
	arena_close(a);
	return 0;
}
