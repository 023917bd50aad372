/*
 * Commands on folders of another age: an older schema is named and brought
 * up, a newer one is refused. What a shell can do to a folder is tested in
 * test/cli/.
 */
#include "app/app.h"

#include "testkit/testkit.h"

#include <fcntl.h>
#include <unistd.h>

#include "account/account.h"
#include "db/db_priv.h"

static struct fix {
	struct arena *a;
	const char *folder, *data, *out, *err;
} f;

/* Runs the program's command line here; what it says goes to two files. */
static int run(const char *const *words)
{
	char *argv[16] = { (char *)"roviec" };
	int argc = 1, was_out = dup(1), was_err = dup(2), status;
	int out = open(f.out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int err = open(f.err, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	for (; words[argc - 1]; argc++)
		argv[argc] = str_to_c(f.a, str_c(words[argc - 1]));
	fflush(NULL);
	dup2(out, 1);
	dup2(err, 2);
	status = app_main(argc, argv);
	fflush(NULL);
	dup2(was_out, 1);
	dup2(was_err, 2);
	close(out);
	close(err);
	close(was_out);
	close(was_err);
	return status;
}
#define RUN(...) run((const char *const[]){ __VA_ARGS__, NULL })

static void says(const char *path, const char *text)
{
	struct str all = kit_file(f.a, path);

	if (str_find(all, str_c(text), 0) < 0)
		fail_msg("\"%s\" isn't in \"%.*s\"", text, STR_ARG(all));
}

static int open_folder(void **state)
{
	(void)state;
	f.a = arena_open(64 << 20);
	f.folder = kit_folder(f.a);
	f.data = str_fmt(f.a, "%s/data", f.folder).p;
	f.out = str_fmt(f.a, "%s/out", f.folder).p;
	f.err = str_fmt(f.a, "%s/err", f.folder).p;
	setenv("LC_ALL", "en", 1);
	assert_int_equal(RUN("init", "--data", f.data, "--name", "Thử",
			     "--admin", "a@b.example"),
			 0);
	return 0;
}

static int close_folder(void **state)
{
	(void)state;
	kit_folder_remove(f.folder);
	arena_close(f.a);
	return 0;
}

static struct err *version_act(struct cx *cx, void *arg)
{
	struct err *err;

	cx->db->trusted = true;
	err = db_exec(cx->arena, cx->db, arg);
	cx->db->trusted = false;
	return err;
}

/* Makes the data say that it has another schema. */
static void version_set(const char *pragma)
{
	struct cx cx = kit_cx(f.a);

	ok(realm_open_any(&cx, str_c(f.data), false));
	ok(db_tx(&cx, version_act, str_to_c(f.a, str_c(pragma))));
	realm_close(&cx);
}

static void older_schema_is_named_and_mended(void **state)
{
	(void)state;
	version_set("pragma user_version=1");
	assert_int_equal(
		RUN("doctor", "--data", f.data, "--listen", "127.0.0.1:0"), 1);
	says(f.out, "The data has schema 1, this program needs");
	says(f.out, "roviec migrate --data");
	assert_int_equal(RUN("user", "link", "--data", f.data, "--email",
			     "a@b.example"),
			 1);
	says(f.err, "run `roviec migrate --data");
}

static void newer_schema_is_refused(void **state)
{
	const char *backup = str_fmt(f.a, "%s/new.db", f.folder).p;
	const char *to = str_fmt(f.a, "%s/to", f.folder).p;

	(void)state;
	version_set("pragma user_version=99999");
	assert_int_equal(link(str_fmt(f.a, "%s/roviec.db", f.data).p, backup),
			 0);
	assert_int_equal(RUN("restore", "--data", to, "--from", backup), 1);
	says(f.err, "newer");
	assert_int_equal(access(str_fmt(f.a, "%s/roviec.db", to).p, F_OK), -1);
	assert_int_equal(
		RUN("doctor", "--data", f.data, "--listen", "127.0.0.1:0"), 1);
	says(f.out, "newer");
	assert_int_equal(RUN("verify", "--data", f.data), 1);
	assert_int_equal(RUN("migrate", "--data", f.data), 1);
	says(f.err, "newer");
}

/* The first administrator can begin at once. */
static void first_administrator_may_work(void **state)
{
	struct cx cx = kit_cx(f.a);
	struct actor who;
	int64_t user;
	bool good;

	(void)state;
	/* the role counts from the day of the machine's own clock */
	kit_day(&cx, "2199-01-01");
	ok(realm_open(&cx, str_c(f.data), false));
	ok(account_find_by_email(&cx, STR("a@b.example"), &user));
	ok(account_actor(&cx, user, &who, &good));
	assert_true(good);
	assert_true(who.perms >> PERM_WORK_MANAGE & 1);
	assert_true(who.perms >> PERM_ACCOUNT_MANAGE & 1);
	assert_true(who.org_is_root);
	realm_close(&cx);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_folder, close_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(first_administrator_may_work),
		T(older_schema_is_named_and_mended),
		T(newer_schema_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
