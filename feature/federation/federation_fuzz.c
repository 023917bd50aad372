/* Fuzzer: a report from anybody is refused, or comes back as it was. */
#include "federation/federation_model.h"

#include <stdlib.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report_check(struct arena *a, struct fed_report *r)
{
	struct str text = fed_report_write(a, r);
	struct work_figures sum = fed_report_sum(r);
	struct fed_report again;
	struct fed_period p;

	if (!fed_period_read(r->period, &p) || r->as_of < p.first ||
	    r->as_of > p.last || r->version < 1 ||
	    r->figures.n > FED_PROGRAMMES_MOST)
		abort();
	if (sum.tasks < 0 || sum.kept > sum.judged ||
	    sum.done + sum.late + sum.overdue > sum.tasks)
		abort();
	if (fed_report_read(a, text, &again) ||
	    !str_eq(fed_report_write(a, &again), text) ||
	    fed_report_differs(a, r, r->as_of, text))
		abort();
}

static void address_check(struct arena *a, struct str s)
{
	struct fed_address to;

	if (!utf8_valid(s) || fed_address_read(a, s, &to))
		return;
	if (to.here == (to.url.n > 0))
		abort();
	if (!to.here && !str_ends(to.url, STR("/federation/inbox")))
		abort();
	if (str_starts(to.url, STR("http:")) &&
	    str_find(to.url, STR("localhost"), 0) != 7 &&
	    str_find(to.url, STR("127.0.0.1"), 0) != 7 &&
	    str_find(to.url, STR("[::1]"), 0) != 7)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct fed_report r;
	struct arena *a;

	if (size > 16000)
		return 0;
	a = arena_open(64 << 20);
	if (!fed_report_read(a, s, &r))
		report_check(a, &r);
	address_check(a, s);
	arena_close(a);
	return 0;
}
