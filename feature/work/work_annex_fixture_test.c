/* The fixtures of real faults, against the truth beside each of them. */
#include "testkit/testkit.h"

#include <jansson.h>

#include "base/utf8.h"
#include "work/work_annex.h"

static struct arena *arena;
static const struct profile *party;

static struct err *read_file(const char *path, struct work_annex **ret)
{
	struct work_annex_ask ask = { .year = 2026 };
	struct doc *d = NULL;
	struct str bytes = kit_file(arena, path);
	struct err *e = doc_read_here(arena, str_c(strrchr(path, '/') + 1),
				      bytes, NULL, &d);

	return e ? e : work_annex_read(arena, party, d, &ask, ret);
}

/* A day's words of a spreadsheet depend on its number format. */
static bool same_deadline_text(const json_t *got, const json_t *want)
{
	return json_equal(json_object_get(got, "text"),
			  json_object_get(want, "text")) ||
	       (strcmp(json_string_value(json_object_get(got, "kind")),
		       "date") == 0 &&
		json_equal(json_object_get(got, "due"),
			   json_object_get(want, "due")));
}

static int row_differs(const json_t *got, const json_t *want)
{
	static const char *const keys[] = { "n",       "group",	 "number",
					    "work",    "lead",	 "with",
					    "product", "missing" };
	static const char *const due[] = { "kind", "due", "start" };
	const json_t *gd = json_object_get(got, "deadline");
	const json_t *wd = json_object_get(want, "deadline");
	int wrong = 0;

	for (int k = 0; k < N_ELEMENTS(keys); k++)
		wrong += !json_equal(json_object_get(got, keys[k]),
				     json_object_get(want, keys[k]));
	for (int k = 0; k < N_ELEMENTS(due); k++)
		wrong += !json_equal(json_object_get(gd, due[k]),
				     json_object_get(wd, due[k]));
	wrong += !same_deadline_text(gd, wd);
	if (wrong) {
		char *g = json_dumps(got, 0), *w = json_dumps(want, 0);

		print_error(" got %s\nwant %s\n", g, w);
		(free)(g);
		(free)(w);
	}
	return wrong;
}

static void check(const char *name)
{
	const char *path = kit_fixture(arena, name);
	struct work_annex *x = NULL;
	struct buf b = buf_init(arena, 1 << 20);
	struct str truth;
	json_t *got, *want;
	int wrong = 0;

	if (!path)
		skip();
	ok(read_file(path, &x));
	work_annex_json(&b, x);
	truth = kit_file(arena, str_fmt(arena, "%s.json", path).p);
	got = json_loadb(b.p, (size_t)b.n, 0, NULL);
	want = json_loadb(truth.p, (size_t)truth.n, 0, NULL);
	assert_non_null(got);
	assert_non_null(want);
	assert_true(json_equal(json_object_get(got, "total"),
			       json_object_get(want, "total")));
	for (size_t i = 0; i < json_array_size(json_object_get(want, "rows"));
	     i++)
		wrong += row_differs(
			json_array_get(json_object_get(got, "rows"), i),
			json_array_get(json_object_get(want, "rows"), i));
	wrong += !json_equal(json_object_get(got, "clear"),
			     json_object_get(want, "clear"));
	json_decref(got);
	json_decref(want);
	assert_int_equal(wrong, 0);
}

static void test_plain_docx(void **state UNUSED)
{
	check("annex/plain.docx");
}

static void test_plain_xlsx(void **state UNUSED)
{
	check("annex/plain.xlsx");
}

static void test_other_order(void **state UNUSED)
{
	check("annex/other-order.xlsx");
}

static void test_two_header_rows(void **state UNUSED)
{
	check("annex/two-header-rows.docx");
}

static void test_not_an_annex(void **state UNUSED)
{
	const char *path = kit_fixture(arena, "annex/not-an-annex.docx");
	struct work_annex *x = NULL;

	if (!path)
		skip();
	assert_non_null(read_file(path, &x));
	assert_null(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_docx),
		cmocka_unit_test(test_plain_xlsx),
		cmocka_unit_test(test_other_order),
		cmocka_unit_test(test_two_header_rows),
		cmocka_unit_test(test_not_an_annex),
	};
	int failed;

	arena = arena_open(256 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
