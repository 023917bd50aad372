/* Fuzzer: days and numbers as text; what is read is written the same. */
#include "base/date.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

/* A day moved by any number stays a day or becomes none. */
static void move(day_t day, int n)
{
	day_t moved = day_add_months(day, n), back;
	struct ymd t;

	if (moved == DAY_NONE)
		return;
	t = day_ymd(moved);
	must(day_from_ymd(t.y, t.m, t.d, &back) && back == moved);
	must(day_weekday(moved) >= 1 && day_weekday(moved) <= 7);
	must(day_quarter(moved) == (t.m + 2) / 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(1 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	int64_t number;
	int32_t raw[3] = { 0 };
	day_t day;

	if (day_from_iso(s, &day)) {
		must(str_eq(day_iso(a, day), s));
		must(day_next_working(day, (struct holidays){ 0 }) >= day);
		move(day, 1);
	}
	if (str_to_i64(s, &number) && s.n && s.p[0] >= '1' && s.p[0] <= '9')
		must(str_eq(str_fmt(a, "%lld", (long long)number), s));
	memcpy(raw, data, MIN(size, sizeof(raw)));
	if (day_from_ymd(raw[0] % 12000, raw[1] % 20, raw[2] % 40, &day))
		move(day, raw[0]);
	arena_close(a);
	return 0;
}
