/* The register of real faults, against the truth beside it. */
#include "testkit/testkit.h"

#include <jansson.h>

#include "base/utf8.h"
#include "member/member_register.h"

static struct arena *arena;
static const struct profile *party;

static struct strs units_of(struct str text)
{
	struct strs units = { 0 };

	while (text.p) {
		struct str line = text_clean(arena, str_cut(&text, '\n'));

		if (line.n)
			*vec_push(arena, &units) = line;
	}
	return units;
}

static bool same_fault(const json_t *got, const json_t *want)
{
	static const char *const keys[] = { "row", "field", "code" };

	for (ptrdiff_t k = 0; k < N_ELEMENTS(keys); k++)
		if (!json_equal(json_object_get(got, keys[k]),
				json_object_get(want, keys[k])))
			return false;
	return true;
}

/* Every fault that is there, and no other, in the order of the rows. */
static void compare(const json_t *got, const json_t *want)
{
	const json_t *ge = json_object_get(got, "errors");
	const json_t *we = json_object_get(want, "errors");

	assert_true(json_equal(json_object_get(got, "rows"),
			       json_object_get(want, "rows")));
	for (size_t i = 0; i < MAX(json_array_size(ge), json_array_size(we));
	     i++)
		if (!same_fault(json_array_get(ge, i), json_array_get(we, i))) {
			char *g = json_dumps(json_array_get(ge, i), 0);
			char *w = json_dumps(json_array_get(we, i), 0);

			print_error(" got %s\nwant %s\n", g ? g : "",
				    w ? w : "");
			(free)(g);
			(free)(w);
			fail();
		}
}

static void test_register(void **state UNUSED)
{
	const char *path = kit_fixture(arena, "members/register.xlsx");
	const char *list = kit_fixture(arena, "members/units.txt");
	struct member_ask ask = { 0 };
	struct member_register *r = NULL;
	struct buf b = buf_init(arena, 4 << 20);
	struct strs units;
	struct doc *d = NULL;
	struct str truth;
	json_t *got, *want;

	if (!path || !list)
		skip();
	units = units_of(kit_file(arena, list));
	assert_true(day_from_ymd(2026, 10, 14, &ask.today));
	ask.units = &units;
	ok(doc_read_here(arena, STR("register.xlsx"), kit_file(arena, path),
			 NULL, &d));
	ok(member_register_read(arena, party, d, &ask, &r));
	member_register_json(arena, &b, LANG_EN, r);
	assert_false(b.full);
	truth = kit_file(arena, str_fmt(arena, "%s.json", path).p);
	got = json_loadb(b.p, (size_t)b.n, 0, NULL);
	want = json_loadb(truth.p, (size_t)truth.n, 0, NULL);
	assert_non_null(got);
	assert_non_null(want);
	compare(got, want);
	assert_int_equal(json_integer_value(json_object_get(got, "ok")),
			 6196 - 88);
	json_decref(got);
	json_decref(want);
	/* without the list any unit is right */
	ask.units = NULL;
	ok(member_register_read(arena, party, d, &ask, &r));
	assert_int_equal(r->n_errors, 88 - 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_register),
	};
	int failed;

	arena = arena_open(512 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
