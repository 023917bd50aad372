/*
 * Backups that are encrypted: made, opened by the program `age`, restored with
 * their key, damaged anywhere, tried out in a drill; the key changed at last.
 */
#include "app/app_kit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "age/age.h"
#include "app/app_command.h"
#include "app/app_kept.h"
#include "db/db.h"
#include "file/file.h"
#include "growth/growth.h"
#include "member/member_act.h"
#include "org/org.h"
#include "setting/setting_seal.h"

extern char **environ;

static const char canary[] = "Chim Hoàng Yến trong tệp";
static const char *id, *other, *backup, *to;
static struct str recipient;

static struct err *give_tx(struct cx *cx, void *arg)
{
	struct file_info info;

	return file_put(cx, STR("y.txt"), str_c(arg), &info);
}

/* A member of the root with a number, and a file. */
static void fill(void)
{
	static const struct member_value number = { STR_INIT("national_id"),
						    STR_INIT("079088012482") };
	struct cx cx = kit_cx(app_kit.a);
	struct org root;
	bool found;
	int64_t member;

	ok(realm_open(&cx, str_c(app_kit.data), false));
	ok(org_get_root(&cx, &root, &found));
	cx.today += 36500; /* the root was made on the day of this test */
	ok(member_add(&cx,
		      &(struct member_new){ .name = STR("Lê An"),
					    .birth = DAY_NONE,
					    .org = root.id,
					    .from = cx.today,
					    .how = STR("in"),
					    .sent_on = DAY_NONE,
					    .admitted = DAY_NONE,
					    .official = DAY_NONE,
					    .state_from = DAY_NONE,
					    .value = &number,
					    .n_values = 1 },
		      false, &member));
	ok(db_tx(&cx, give_tx, (char *)(uintptr_t)canary));
	realm_close(&cx);
}

static int setup(void **state)
{
	struct str said;

	app_kit_open(state);
	id = app_kit_path("id");
	other = app_kit_path("other");
	backup = app_kit_path("b.age");
	to = app_kit_path("to");
	unsetenv("ROVIEC_RECIPIENTS");
	unsetenv("ROVIEC_IDENTITY");
	fill();
	assert_int_equal(RUN("backup", "key", "--to", other), 0);
	assert_int_equal(RUN("backup", "key", "--to", id), 0);
	said = kit_file(app_kit.a, app_kit.out);
	recipient = str_dup(app_kit.a, str_cut(&said, '\n'));
	return 0;
}

static const char *whom(void)
{
	return str_to_c(app_kit.a, recipient);
}

static void make(void)
{
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to", backup,
			     "--recipient", whom()),
			 0);
	says(app_kit.out, "encrypted for 1 recipient");
}

static bool there(const char *name)
{
	return access(app_kit_path(name), F_OK) == 0;
}

/* Whether its address is free is another thing. */
static void doctor(void)
{
	(void)RUN("doctor", "--data", app_kit.data);
}

/* A file of the test's folder that holds these bytes; NULL: none does. */
static const char *any_holds(struct str bytes)
{
	DIR *d = opendir(app_kit.folder);
	const char *found = NULL;
	struct dirent *x;

	while (!found && (x = readdir(d))) {
		const char *path = app_kit_path(x->d_name);
		struct stat st;

		if (!stat(path, &st) && S_ISREG(st.st_mode) &&
		    str_find(kit_file(app_kit.a, path), bytes, 0) >= 0)
			found = path;
	}
	closedir(d);
	return found;
}

static int tool(const char *const *words)
{
	char *argv[12] = { NULL };
	int status = -1;
	pid_t pid;

	for (int i = 0; words[i]; i++)
		argv[i] = str_to_c(app_kit.a, str_c(words[i]));
	if (posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ))
		fail_msg("`%s` can't be run: tools/deps test", argv[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}
#define TOOL(...) tool((const char *const[]){ __VA_ARGS__, NULL })

/* ---- whom for ---------------------------------------------------------------- */

static void nobody_is_named(void **state UNUSED)
{
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to", backup),
			 1);
	says(app_kit.err, "nobody is named who could open this one");
	assert_false(there("b.age"));
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to", backup,
			     "--recipient", "age1nonsense"),
			 1);
	says(app_kit.err, "\"age1nonsense\" is no recipient");
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to", backup,
			     "--plain"),
			 0);
	says(app_kit.out, "It isn't encrypted");
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to", backup,
			     "--recipient", whom()),
			 1);
	says(app_kit.err, "exists already");
	assert_null(any_holds(STR("age-encryption.org")));
}

static void recipients_are_set_once(void **state UNUSED)
{
	assert_int_equal(RUN("backup", "recipients", "--data", app_kit.data),
			 0);
	says(app_kit.out, "No recipients of backups are set.");
	assert_int_equal(RUN("backup", "recipients", "--data", app_kit.data,
			     "--set", "x"),
			 1);
	assert_int_equal(RUN("backup", "recipients", "--data", app_kit.data,
			     "--set", whom()),
			 0);
	says(app_kit.out, whom());
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to", backup),
			 0);
	says(app_kit.out, "encrypted for 1 recipient");
	/* or by the environment of the timer that makes them */
	setenv("ROVIEC_RECIPIENTS", whom(), 1);
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to",
			     app_kit_path("c.age")),
			 0);
	unsetenv("ROVIEC_RECIPIENTS");
	assert_int_equal(RUN("verify", "--data", app_kit.data), 0);
}

static void a_pair_of_keys(void **state UNUSED)
{
	struct age_identities list;
	struct age_recipient is;
	struct stat st;

	assert_int_equal(stat(id, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	ok(age_identities_load(app_kit.a, id, &list));
	age_recipient_of(&list.p[0], &is);
	assert_true(str_eq(age_recipient_text(app_kit.a, &is), recipient));
	/* never over another */
	assert_int_equal(RUN("backup", "key", "--to", id), 1);
	says(app_kit.err, "exists already");
}

/* ---- there and back -------------------------------------------------------------- */

static void nothing_of_it_is_in_clear(void **state UNUSED)
{
	struct stat st;

	make();
	assert_int_equal(stat(backup, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_null(any_holds(STR("SQLite format 3")));
	assert_null(any_holds(STR("CREATE TABLE")));
	assert_null(any_holds(STR("Lê An")));
	/* the control: of a plain one there is much */
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to",
			     app_kit_path("p.db"), "--plain"),
			 0);
	assert_non_null(any_holds(STR("SQLite format 3")));
	assert_non_null(any_holds(STR("Lê An")));
	/* but not what is sealed */
	assert_null(any_holds(str_c(canary)));
	assert_null(any_holds(STR("079088012482")));
}

static void restored_with_its_key(void **state UNUSED)
{
	const char *key = app_kit_path("to.key");
	struct cx cx = kit_cx(app_kit.a);
	struct str bytes;
	struct stat st;

	make();
	assert_int_equal(RUN("restore", "--data", to, "--from", backup), 1);
	says(app_kit.err, "is encrypted: give the file");
	assert_int_equal(RUN("restore", "--data", to, "--from", backup,
			     "--identity", other),
			 1);
	says(app_kit.err, "isn't encrypted for this identity");
	assert_false(there("to"));
	assert_false(there("to.key"));
	assert_int_equal(RUN("restore", "--data", to, "--from", backup,
			     "--identity", id),
			 0);
	assert_int_equal(RUN("verify", "--data", to), 0);
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	ok(realm_open(&cx, str_c(to), false));
	ok(file_get(&cx, 1, &bytes));
	same(bytes, canary);
	realm_close(&cx);
	(void)RUN("doctor", "--data", to);
	says(app_kit.out, "the protected fields of people can be read");
	/* what is there is never written over */
	assert_int_equal(RUN("restore", "--data", to, "--from", backup,
			     "--identity", id),
			 1);
	says(app_kit.err, "already holds data");
}

static void another_key_is_there(void **state UNUSED)
{
	make();
	assert_int_equal(RUN("init", "--data", to, "--name", "X", "--admin",
			     "x@b.example"),
			 0);
	assert_int_equal(RUN("trail", "sign", "--data", to), 0);
	assert_true(there("to.key"));
	assert_int_equal(unlink(app_kit_path("to/roviec.db")), 0);
	assert_int_equal(RUN("restore", "--data", to, "--from", backup,
			     "--identity", id),
			 1);
	says(app_kit.err, "Another key is in");
	assert_false(there("to/roviec.db"));
	assert_false(there("to/roviec.db.restoring"));
}

/* Whoever has the identity needs no program of ours. */
static void opened_by_age_and_tar(void **state UNUSED)
{
	const char *tar = app_kit_path("b.tar");

	make();
	assert_int_equal(TOOL("age", "-d", "-i", id, "-o", tar, backup), 0);
	assert_int_equal(TOOL("tar", "-xf", tar, "-C", app_kit.folder), 0);
	says(app_kit_path("roviec.txt"), "roviec-backup 1\n");
	assert_true(str_eq(kit_file(app_kit.a, app_kit_path("roviec.key")),
			   kit_file(app_kit.a, app_kit_path("data.key"))));
	assert_int_equal(RUN("restore", "--data", to, "--from",
			     app_kit_path("roviec.db")),
			 0);
	assert_int_equal(
		link(app_kit_path("roviec.key"), app_kit_path("to.key")), 0);
	assert_int_equal(RUN("verify", "--data", to), 0);
}

/* ---- damaged ---------------------------------------------------------------------- */

static void bytes_put(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_int_equal(write(fd, bytes.p, (size_t)bytes.n), bytes.n);
	close(fd);
}

/* The program says one sentence, and nothing is left. */
static void refused(struct str bad)
{
	bytes_put(app_kit_path("bad.age"), bad);
	assert_int_equal(RUN("restore", "--data", to, "--from",
			     app_kit_path("bad.age"), "--identity", id),
			 1);
	assert_false(there("to"));
	assert_false(there("to.key"));
}

static void a_hundred_flipped_bytes(void **state UNUSED)
{
	struct str file;

	make();
	file = kit_file(app_kit.a, backup);
	for (int i = 0; i < 100; i++) {
		struct arena_mark mark = arena_mark(app_kit.a);
		ptrdiff_t at = (file.n - 1) * i / 99;
		char *bad = arena_bytes(app_kit.a, file.n);

		memcpy(bad, file.p, (size_t)file.n);
		bad[at] ^= (char)(1 << i % 8);
		refused((struct str){ bad, file.n });
		arena_rewind(app_kit.a, mark);
	}
	for (int i = 0; i < 20; i++) {
		struct arena_mark mark = arena_mark(app_kit.a);

		refused(str_sub(file, 0, (file.n - 1) * i / 19));
		arena_rewind(app_kit.a, mark);
	}
	refused(str_cat(app_kit.a, file, STR("x")));
}

static void not_one_of_ours(void **state UNUSED)
{
	const char *plain = app_kit_path("plain"), *file = app_kit_path("x");

	bytes_put(plain, STR("a letter"));
	assert_int_equal(TOOL("age", "-r", whom(), "-o", file, plain), 0);
	assert_int_equal(RUN("restore", "--data", to, "--from", file,
			     "--identity", id),
			 1);
	says(app_kit.err, "isn't a backup of");
	assert_false(there("to"));
}

/* ---- trying out ------------------------------------------------------------------- */

static void a_drill(void **state UNUSED)
{
	make();
	doctor();
	says(app_kit.out, "the last backup is of");
	says(app_kit.out, "no backup was tried out yet");
	assert_int_equal(RUN("drill", "--backup", backup, "--identity", id,
			     "--data", app_kit.data),
			 0);
	says(app_kit.out, "Whole: the database");
	says(app_kit.out, "1 of 1 files, the protected fields of 1 of 1 peo");
	says(app_kit.out, "The drill went well");
	assert_null(any_holds(STR("SQLite format 3")));
	doctor();
	says(app_kit.out, "the last drill was 0 days ago and went well");
	/* the same look, without a note */
	assert_int_equal(RUN("verify", "--backup", backup, "--identity", id),
			 0);
	says(app_kit.out, "Whole: the database");
	assert_int_equal(RUN("verify", "--backup", backup, "--identity", other),
			 1);
	says(app_kit.err, "isn't encrypted for this identity");
}

/* It needs nothing of this machine: neither the data nor its key. */
static void a_drill_elsewhere(void **state UNUSED)
{
	make();
	assert_int_equal(rename(app_kit.data, app_kit_path("gone")), 0);
	assert_int_equal(
		rename(app_kit_path("data.key"), app_kit_path("gone.key")), 0);
	assert_int_equal(RUN("drill", "--backup", backup, "--identity", id), 0);
	says(app_kit.out, "1 of 1 files, the protected fields of 1 of 1 peo");
}

static void a_drill_that_fails(void **state UNUSED)
{
	const char *plain = app_kit_path("p.db");
	struct str file;
	char *bad;

	make();
	file = kit_file(app_kit.a, backup);
	bad = arena_bytes(app_kit.a, file.n);
	memcpy(bad, file.p, (size_t)file.n);
	bad[file.n / 2] ^= 1;
	bytes_put(app_kit_path("bad.age"), (struct str){ bad, file.n });
	assert_int_equal(RUN("drill", "--backup", app_kit_path("bad.age"),
			     "--identity", id, "--data", app_kit.data),
			 1);
	says(app_kit.err, "damaged or cut off");
	doctor();
	says(app_kit.out, "failed: the backup");
	/* a plain one has no key: it says what that means */
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to", plain,
			     "--plain"),
			 0);
	assert_int_equal(RUN("drill", "--backup", plain), 1);
	says(app_kit.err, "The key that seals stored files is missing");
}

static void old_ones_are_told(void **state UNUSED)
{
	struct cx cx = kit_cx(app_kit.a);
	struct kept k = { .made = DB_NULL, .whole = true, .file = STR("x") };

	doctor();
	says(app_kit.out, "no backup is known");
	ok(realm_open(&cx, str_c(app_kit.data), false));
	k.at = (int64_t)time(NULL) * 1000 - INT64_C(27) * 3600000;
	ok(kept_write(&cx, KEPT_BACKUP, &k));
	k.at -= INT64_C(36) * 86400000;
	ok(kept_write(&cx, KEPT_DRILL, &k));
	realm_close(&cx);
	doctor();
	says(app_kit.out, "??    the last backup is 27 hours old");
	says(app_kit.out, "??    the last drill was 37 days ago");
}

/* ---- another key ------------------------------------------------------------------- */

/* As if it had been made an hour ago. */
static void key_ages(void)
{
	struct timespec then[2] = { { .tv_nsec = UTIME_OMIT },
				    { .tv_sec = time(NULL) - 3600 } };

	assert_int_equal(utimensat(AT_FDCWD, app_kit_path("data.key"), then, 0),
			 0);
}

static void reads_all(void)
{
	struct cx cx = kit_cx(app_kit.a);
	struct member_lock lock;
	struct member_value v = { STR("national_id"), STR("079088012482") };
	struct str bytes, name;
	int64_t who;

	ok(realm_open(&cx, str_c(app_kit.data), false));
	ok(file_get(&cx, 1, &bytes));
	same(bytes, canary);
	ok(member_lock_read(&cx, &lock));
	ok(member_find_by_secret(&cx, &lock, &v, &who, &name));
	same(name, "Lê An");
	realm_close(&cx);
}

/* Of a number that nobody else in the pipeline may have. */
static struct err *propose(const char *name)
{
	struct cx cx = kit_cx(app_kit.a);
	struct growth_new in = { .name = str_c(name),
				 .source = STR("youth"),
				 .proposer = STR("Đoàn Thanh niên"),
				 .national_id = STR("079096000111") };
	struct org root;
	bool found;
	int64_t who;
	struct err *e;

	ok(realm_open(&cx, str_c(app_kit.data), false));
	ok(org_get_root(&cx, &root, &found));
	in.org = root.id;
	cx.today += 36500;
	in.on = in.consent = cx.today;
	in.birth = cx.today - 9000;
	e = growth_propose(&cx, &in, true, &who);
	realm_close(&cx);
	return e;
}

static void the_key_is_changed(void **state UNUSED)
{
	const char *data = app_kit.data;
	struct str first;

	ok(propose("Trần Bình"));

	assert_int_equal(RUN("trail", "sign", "--data", data), 0);
	first = str_sub(kit_file(app_kit.a, app_kit_path("data.key")), 0, 64);
	make();
	assert_int_equal(RUN("key", "show", "--data", data), 0);
	assert_int_equal(RUN("key", "retire", "--data", data), 1);
	says(app_kit.err, "There is only one key");
	assert_int_equal(RUN("key", "rotate", "--data", data), 0);
	says(app_kit.out, "  still opens");
	says(app_kit.out, "       1  stored files");
	says(app_kit.out, "       2  protected fields of people in the pipeli");
	reads_all();
	assert_int_equal(RUN("key", "retire", "--data", data), 1);
	says(app_kit.err, "less than 15 minutes old");
	key_ages();
	assert_int_equal(RUN("key", "show", "--data", data), 0);
	says(app_kit.out, "Everything is sealed with the newest key");
	assert_int_equal(RUN("key", "retire", "--data", data), 0);
	assert_true(str_find(kit_file(app_kit.a, app_kit_path("data.key")),
			     first, 0) < 0);
	reads_all();
	fails(propose("Người Khác"), ERR_CONFLICT);
	/* the trail goes on under its name and key */
	assert_int_equal(RUN("user", "add", "--data", data, "--email",
			     "c@b.example", "--name", "C", "--role", "office"),
			 0);
	assert_int_equal(RUN("trail", "sign", "--data", data), 0);
	assert_int_equal(RUN("verify", "--data", data), 0);
	/* the backup of before has its own key in it */
	assert_int_equal(RUN("drill", "--backup", backup, "--identity", id), 0);
}

/* While a server has the data the command only adds the key; its job does the
 * rest. */
static void the_server_seals(void **state UNUSED)
{
	struct cx cx = kit_cx(app_kit.a);

	ok(realm_open(&cx, str_c(app_kit.data), false));
	assert_int_equal(RUN("key", "rotate", "--data", app_kit.data), 0);
	says(app_kit.out, "The server that has the data seals everything anew");
	key_ages();
	assert_int_equal(RUN("key", "retire", "--data", app_kit.data), 1);
	says(app_kit.err, "Not everything is sealed with the newest key yet");
	ok(key_seal_job(&cx, NULL));
	ok(key_seal_job(&cx, NULL));
	realm_close(&cx);
	assert_int_equal(RUN("key", "retire", "--data", app_kit.data), 0);
	reads_all();
}

static void a_lost_key_isnt_replaced_by_a_rotation(void **state UNUSED)
{
	assert_int_equal(
		rename(app_kit_path("data.key"), app_kit_path("aside")), 0);
	assert_int_equal(RUN("key", "rotate", "--data", app_kit.data), 1);
	says(app_kit.err, "can't be read");
	assert_false(there("data.key"));
	assert_int_equal(RUN("verify", "--data", app_kit.data), 1);
	says(app_kit.err, "The key that seals stored files is missing");
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, app_kit_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(nobody_is_named),
		T(recipients_are_set_once),
		T(a_pair_of_keys),
		T(nothing_of_it_is_in_clear),
		T(restored_with_its_key),
		T(another_key_is_there),
		T(opened_by_age_and_tar),
		T(a_hundred_flipped_bytes),
		T(not_one_of_ours),
		T(a_drill),
		T(a_drill_elsewhere),
		T(a_drill_that_fails),
		T(old_ones_are_told),
		T(the_key_is_changed),
		T(the_server_seals),
		T(a_lost_key_isnt_replaced_by_a_rotation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
