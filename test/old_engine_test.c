/*
 * A program that runs with an engine which can corrupt data refuses to start.
 * The function below stands before the engine's own (see meson.build).
 */
#include "testkit/testkit.h"

#include <unistd.h>

#include "db/db.h"

int sqlite3_libversion_number(void);

static int version;

int sqlite3_libversion_number(void)
{
	return version;
}

static struct err *open_with(struct arena *a, const char *folder, int number)
{
	struct db_config c = { .path = str_fmt(a, "%s/realm.db", folder).p,
			       .create = true };
	struct store *s = NULL;
	struct err *e;

	version = number;
	e = store_open(a, &c, &s);
	if (!e)
		store_close(s);
	return e;
}

static void test_refused(void **state)
{
	static const int old[] = { 3007000, 3040001, 3046001, 3051002 };
	struct arena *a CLEANUP(arena_closep) = arena_open(16 << 20);
	const char *folder = kit_folder(a);

	(void)state;
	for (int i = 0; i < N_ELEMENTS(old); i++)
		fails(open_with(a, folder, old[i]), ERR_UNSUPPORTED);
	assert_int_not_equal(access(str_fmt(a, "%s/realm.db", folder).p, F_OK),
			     0);
	ok(open_with(a, folder, 3051003));
	ok(open_with(a, folder, 3053000));
	kit_folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest all[] = { cmocka_unit_test(test_refused) };

	return cmocka_run_group_tests(all, NULL, NULL);
}
