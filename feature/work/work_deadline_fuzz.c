/* Fuzzer: deadlines as offices write them; a day is one of the calendar. */
#include "work/work_deadline.h"

#include <stdlib.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct work_deadline_words *words(void)
{
	static const struct work_deadline_words *w;
	static struct arena *a;
	const struct profile *p;

	if (w)
		return w;
	a = arena_open(16 << 20);
	if (profile_load(a, STR("vn-party"), &p))
		abort();
	return w = work_deadline_words(a, p);
}

static void day_check(day_t day)
{
	struct ymd t;
	day_t same;

	if (day == DAY_NONE)
		return;
	t = day_ymd(day);
	if (!day_from_ymd(t.y, t.m, t.d, &same) || same != day)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct arena *a;
	struct work_deadline d;

	if (size > 2000 || !utf8_valid(s))
		return 0;
	a = arena_open(64 << 20);
	s = text_clean_lines(a, s);
	d = work_deadline_parse(a, words(), s, 2026);
	if (d.kind >= N_DUE || !str_eq(d.text, s) || !utf8_valid(d.after.event))
		abort();
	if (work_due_of_code(str_c(work_due_code(d.kind))) != d.kind)
		abort();
	day_check(d.due);
	day_check(d.start);
	day_check(work_deadline_next(&d, 20740));
	day_check(work_deadline_after(&d, 20740, (struct holidays){ 0 }));
	arena_close(a);
	return 0;
}
