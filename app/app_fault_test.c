/*
 * Commands when the machine or the data is not as it should be: a full disk,
 * a folder of somebody else, a failing sync, rows that don't fit together.
 */
#include "app/app_kit.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "app/app_command.h"

#include "db/db_priv.h"
#include "job/job.h"

/* ---- what the machine says: these stand before the C library's -------------- */
static struct {
	uid_t uid;	 /* 0: as it is */
	bool read_only;	 /* nothing may be written to */
	bool sync_fails; /* the disk takes nothing */
	bool no_room;	 /* asking for the room fails */
	int64_t room;	 /* free bytes */
} machine;

uid_t geteuid(void)
{
	return machine.uid ? machine.uid : (uid_t)syscall(SYS_geteuid);
}

int access(const char *path, int how)
{
	if (machine.read_only && (how & W_OK)) {
		errno = EROFS;
		return -1;
	}
	return (int)syscall(SYS_faccessat, AT_FDCWD, path, how);
}

int statvfs(const char *path, struct statvfs *ret_fs)
{
	(void)path;
	if (machine.no_room) {
		errno = EIO;
		return -1;
	}
	*ret_fs = (struct statvfs){
		.f_frsize = 1024,
		.f_bavail = (fsblkcnt_t)(machine.room / 1024),
	};
	return 0;
}

int fsync(int fd)
{
	if (machine.sync_fails) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

static int fresh(void **state)
{
	memset(&machine, 0, sizeof(machine));
	machine.room = (int64_t)1 << 40;
	return app_kit_open(state);
}

/* ---- doctor ------------------------------------------------------------------- */

/* An address of this machine that nobody else uses: of this process alone, and
 * beyond the ports that the system hands out. */
static int doctor(void)
{
	const char *listen = str_fmt(app_kit.a, "127.%d.%d.9:61007",
				     getpid() >> 8 & 127, getpid() & 255)
				     .p;

	return RUN("doctor", "--data", app_kit.data, "--listen", listen);
}

static int count_of(const char *path, const char *what)
{
	struct str all = kit_file(app_kit.a, path);
	int n = 0;

	for (ptrdiff_t at = str_find(all, str_c(what), 0); at >= 0;
	     at = str_find(all, str_c(what), at + 1))
		n++;
	return n;
}

/* This is the visit's only fault. */
static void doctor_says(const char *text)
{
	assert_int_equal(doctor(), 1);
	assert_int_equal(count_of(app_kit.out, "  !!    "), 1);
	says(app_kit.out, str_fmt(app_kit.a, "  !!    %s", text).p);
}

static void doctor_finds_nothing_here(void **state UNUSED)
{
	assert_int_equal(doctor(), 0);
	says(app_kit.out, "is ours alone");
	says(app_kit.out, "  ok    1.1 TB are free on the disk");
	says(app_kit.out, "the database is whole");
	says(app_kit.out, "the profile is \"vn-party\"");
}

static void doctor_sees_the_machine(void **state UNUSED)
{
	machine.uid = 4242;
	doctor_says(str_fmt(app_kit.a,
			    "\"%s\" belongs to user %u, but this program runs "
			    "as user 4242",
			    app_kit.data, (unsigned)getuid())
			    .p);
	/* which says nothing against the data */
	says(app_kit.out, "the database is whole");
	machine.uid = 0;
	machine.read_only = true;
	doctor_says(
		str_fmt(app_kit.a, "\"%s\" can't be written to", app_kit.data)
			.p);
	machine.read_only = false;
	machine.room = 200 * 1024 * 1024 - 1024;
	doctor_says("Only 209.7 MB are free on the disk");
	machine.room += 1024;
	assert_int_equal(doctor(), 0);
	says(app_kit.out, "  ok    209.7 MB are free on the disk");
	/* who can't be asked says neither */
	machine.no_room = true;
	assert_int_equal(doctor(), 0);
	assert_int_equal(count_of(app_kit.out, "free on the disk"), 0);
}

/* An address that no machine here has. */
static void doctor_tries_the_address(void **state UNUSED)
{
	assert_int_equal(RUN("doctor", "--data", app_kit.data, "--listen",
			     "192.0.2.1:8080"),
			 1);
	says(app_kit.out, "  !!    192.0.2.1:8080 can't be listened on. (");
}

/* ---- data that doesn't fit together --------------------------------------------- */

/* Statements behind the program's back; the file's checksums stay right. */
static void meddle(const char *sql)
{
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open_v2(app_kit_path("data/roviec.db"), &h,
					 SQLITE_OPEN_READWRITE, DB_VFS),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, "pragma foreign_keys=off", NULL, NULL,
				      NULL),
			 SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(h));
	sqlite3_close(h);
}

#define ORPHAN                                                                 \
	"insert into user_grant (user_id, role, org_id, from_on, granted_by)"  \
	" values (999, 'reader', null, 20000, 0)"
#define FORGED "update event set reason = 'forged' where id = 1"
#define LOST                                                                   \
	"insert into file (id, name, media, sha256, size, stored_at, "         \
	"stored_by) values (77, 'lost.txt', 'text/plain', "                    \
	"'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', " \
	"5, 0, 1)"

/* Status 1, nothing on the output, this many findings. */
static void verify_finds(int findings, const char *one)
{
	assert_int_equal(RUN("verify", "--data", app_kit.data), 1);
	says(app_kit.err, one);
	assert_int_equal(kit_file(app_kit.a, app_kit.out).n, 0);
	assert_int_equal(count_of(app_kit.err, "roviec: "), findings);
}

static void verify_names_a_lost_file(void **state UNUSED)
{
	meddle(LOST);
	verify_finds(1, "file 77");
}

static void verify_names_a_forged_event(void **state UNUSED)
{
	meddle(FORGED);
	verify_finds(1, "Event 1 ");
}

static void verify_names_all(void **state UNUSED)
{
	meddle(FORGED ";" LOST ";" ORPHAN);
	verify_finds(3, "user_grant");
	says(app_kit.err, "Event 1 ");
	says(app_kit.err, "file 77");
}

/* A check that can go no further takes nothing of what the others found. */
static void verify_names_findings_and_a_failure(void **state UNUSED)
{
	struct str err;

	meddle(FORGED ";" LOST ";" ORPHAN "; drop table task_count_due");
	verify_finds(4, "Event 1 ");
	says(app_kit.err, "user_grant");
	err = kit_file(app_kit.a, app_kit.err);
	/* the files are looked at all the same; the failure comes last */
	assert_true(str_find(err, STR("Event 1 "), 0) <
		    str_find(err, STR("file 77"), 0));
	assert_true(str_find(err, STR("file 77"), 0) <
		    str_find(err, STR("could not do this"), 0));
}

/* Both name them, one command mends them. */
static void wrong_figures_are_named_and_mended(void **state UNUSED)
{
	meddle("insert into task_count (org, section, programme, phase, n, "
	       "unclear, miss_work, miss_person, miss_progress, miss_product, "
	       "accepted, asking) values (1, 0, 1, 2, 3, 0, 0, 0, 0, 0, 3, 0)");
	verify_finds(1, "Figures that differ from the tasks: 1;");
	doctor_says("Figures that differ from the tasks: 1; stop the server "
		    "and run `roviec task recount");
	assert_int_equal(RUN("task", "recount", "--data", app_kit.data), 0);
	says(app_kit.out, "Counted anew; figures that were wrong: 1");
	assert_int_equal(RUN("task", "recount", "--data", app_kit.data), 0);
	says(app_kit.out, "Every figure was right");
	assert_int_equal(RUN("verify", "--data", app_kit.data), 0);
	assert_int_equal(doctor(), 0);
	says(app_kit.out, "every figure is that of the tasks");
}

static void doctor_names_an_orphan(void **state UNUSED)
{
	meddle(ORPHAN);
	doctor_says("The database found damage: user_grant.");
	assert_int_equal(count_of(app_kit.out, "the database is whole"), 0);
}

static void unknown_profile_is_named(void **state UNUSED)
{
	meddle("update setting set value = 'guild' where name = 'profile'");
	doctor_says("There is no profile “guild”;");
	says(app_kit.out, "the database is whole");
	assert_int_equal(RUN("user", "link", "--data", app_kit.data, "--email",
			     "a@b.example"),
			 1);
	says(app_kit.err, "guild");
}

/* ---- each night ----------------------------------------------------------------- */

/* Runs the night's job on the data, as a server would; what it found. */
static struct str night(void)
{
	const struct job_kind *const kinds[] = { &app_jobs[0] };
	struct cx cx = { .arena = app_kit.a, .now = 1, .lang = LANG_EN };
	struct job_last last;
	int ran, was = dup(2);
	bool found = false;

	assert_int_equal(app_n_jobs, 2);
	cx.now = (int64_t)time(NULL) * 1000;
	ok(realm_open(&cx, str_c(app_kit.data), false));
	ok(job_ask(&cx, APP_CHECK_JOB, STR_NULL, STR_NULL, 0));
	assert_non_null(freopen(app_kit.err, "w", stderr));
	ok(job_run_due(&cx, kinds, 1, &ran));
	dup2(was, 2);
	close(was);
	assert_int_equal(ran, 1);
	ok(job_last(&cx, APP_CHECK_JOB, &last, &found));
	assert_true(found);
	realm_close(&cx);
	return last.error;
}

static void night_finds_all_whole(void **state UNUSED)
{
	assert_null(night().p);
	says(app_kit.err, "\"event\":\"check\",\"whole\":true}\n");
	assert_int_equal(doctor(), 0);
	says(app_kit.out, "found everything whole");
}

static void jumps_are_logged(void **state UNUSED)
{
	int was = dup(2);

	assert_non_null(freopen(app_kit.err, "w", stderr));
	app_clock_jumped(-3600000);
	dup2(was, 2);
	close(was);
	says(app_kit.err, "\"event\":\"clock\",\"jumped_ms\":-3600000}\n");
}

/* A full disk of the log: what it lacks is counted. */
static void lost_lines_are_counted(void **state UNUSED)
{
	int was = dup(2);

	assert_non_null(freopen("/dev/full", "w", stderr));
	app_log("{\"event\":\"a\"}\n");
	app_log("{\"event\":\"b\"}\n");
	assert_non_null(freopen(app_kit.err, "w", stderr));
	app_log("{\"event\":\"c\"}\n");
	app_log("{\"event\":\"d\"}\n");
	dup2(was, 2);
	close(was);
	same(kit_file(app_kit.a, app_kit.err),
	     "{\"event\":\"c\"}\n{\"event\":\"log\",\"lost\":2}\n"
	     "{\"event\":\"d\"}\n");
}

static void night_finds_damage(void **state UNUSED)
{
	meddle(FORGED ";" LOST);
	assert_non_null(night().p);
	says(app_kit.err, "\"whole\":false,\"found\":\"Event 1 ");
	says(app_kit.err, "file 77");
	assert_int_equal(doctor(), 1);
	says(app_kit.out, "found that the data isn't whole: stop the server");
}

/* ---- migrate ---------------------------------------------------------------------- */

/* Data of a program that lacked the last steps; its version. */
static int old_make(const char *name)
{
	struct db_config c = { .create = true };
	struct store *s = NULL;
	int have, want;

	assert_int_equal(mkdir(app_kit_path(name), 0700), 0);
	c.path = str_fmt(app_kit.a, "%s/roviec.db", app_kit_path(name)).p;
	ok(store_open(app_kit.a, &c, &s));
	ok(store_migrate_list(s, app_kit.a, 1000, db_migrations,
			      db_n_migrations - 3));
	ok(store_version(s, app_kit.a, &have, &want));
	store_close(s);
	return have;
}

/* The only backup in the folder, or NULL. */
static const char *kept(const char *name)
{
	glob_t all = { 0 };
	const char *path = NULL;

	glob(str_fmt(app_kit.a, "%s/schema-*.backup", app_kit_path(name)).p, 0,
	     NULL, &all);
	assert_true(all.gl_pathc <= 1);
	if (all.gl_pathc)
		path = str_to_c(app_kit.a, str_c(all.gl_pathv[0]));
	globfree(&all);
	return path;
}

static void migrate_keeps_what_was(void **state UNUSED)
{
	int had = old_make("old"), version = 0;
	const char *old = app_kit_path("old");
	const char *half =
		app_kit_path("old/.schema-42-1.backup.part-1"); /* was killed */

	fclose(fopen(half, "w"));
	assert_int_equal(RUN("migrate", "--data", old), 0);
	assert_int_not_equal(access(half, F_OK), 0);
	says(app_kit.out, "The data as it was is in ");
	says(app_kit.out, "The schema went from ");
	ok(db_file_check(app_kit.a, kept("old"), &version));
	assert_int_equal(version, had);
	/* nothing to do keeps nothing more */
	assert_int_equal(RUN("migrate", "--data", old), 0);
	says(app_kit.out, "already");
	assert_non_null(kept("old"));
	/* going back is a restore, and forth again */
	assert_int_equal(RUN("restore", "--data", app_kit_path("back"),
			     "--from", kept("old")),
			 0);
	assert_int_equal(RUN("verify", "--data", app_kit_path("back")), 0);
}

static void migrate_needs_room(void **state UNUSED)
{
	const char *old = app_kit_path("old");
	struct err *e;
	int had = old_make("old"), version = 0;

	machine.room = 4 << 20;
	assert_int_equal(RUN("migrate", "--data", old), 1);
	says(app_kit.err, "Nothing was changed");
	assert_null(kept("old"));
	e = db_file_check(app_kit.a, app_kit_path("old/roviec.db"), &version);
	ok(e);
	assert_int_equal(version, had);
	/* a backup that can't be made whole leaves the data as it was */
	machine.room = (int64_t)1 << 40;
	machine.sync_fails = true;
	assert_int_equal(RUN("migrate", "--data", old), 1);
	machine.sync_fails = false;
	ok(db_file_check(app_kit.a, app_kit_path("old/roviec.db"), &version));
	assert_int_equal(version, had);
	machine.room = 4 << 20;
	assert_int_equal(RUN("migrate", "--data", old, "--no-backup"), 0);
	assert_null(kept("old"));
	assert_int_equal(RUN("verify", "--data", old), 0);
}

/* Other commands, init and demo too, name the mend and change nothing. */
static void only_migrate_migrates(void **state UNUSED)
{
	const char *old = app_kit_path("old");
	int had = old_make("old"), version = 0;

	assert_int_equal(RUN("init", "--data", old, "--name", "Thử", "--admin",
			     "a@b.example"),
			 1);
	says(app_kit.err, "run `roviec migrate --data");
	ok(db_file_check(app_kit.a, app_kit_path("old/roviec.db"), &version));
	assert_int_equal(version, had);
}

/* ---- a second program ------------------------------------------------------------- */

static void second_program_is_refused(void **state UNUSED)
{
	struct cx cx = { .arena = app_kit.a, .now = 1, .lang = LANG_EN };

	ok(realm_open(&cx, str_c(app_kit.data), false));
	assert_int_equal(RUN("serve", "--data", app_kit.data, "--no-walls"), 1);
	says(app_kit.err,
	     str_fmt(app_kit.a, "already in use by another process (%d); stop",
		     getpid())
		     .p);
	realm_close(&cx);
}

/* ---- restore ---------------------------------------------------------------------- */

static void backup_make(void)
{
	assert_int_equal(RUN("backup", "--plain", "--data", app_kit.data,
			     "--to", app_kit_path("one.db")),
			 0);
}

static bool there(const char *name)
{
	return access(app_kit_path(name), F_OK) == 0;
}

/* What isn't on the disk isn't called restored; the next try can succeed. */
static void restore_without_disk(void **state UNUSED)
{
	const char *to = app_kit_path("back"), *from = app_kit_path("one.db");

	backup_make();
	machine.sync_fails = true;
	assert_int_equal(RUN("restore", "--data", to, "--from", from), 1);
	says(app_kit.err, "The backup can't be copied to");
	assert_false(there("back/roviec.db"));
	assert_false(there("back/roviec.db.restoring"));
	machine.sync_fails = false;
	assert_int_equal(RUN("restore", "--data", to, "--from", from), 0);
	assert_int_equal(RUN("verify", "--data", to), 0);
}

static void restore_to_nowhere(void **state UNUSED)
{
	backup_make();
	assert_int_equal(RUN("restore", "--data", app_kit_path("no/where"),
			     "--from", app_kit_path("one.db")),
			 1);
	says(app_kit.err,
	     "can't be made; give a folder that you may write to.");
	assert_false(there("no"));
	/* a file stands where the folder should */
	assert_int_equal(RUN("restore", "--data", app_kit_path("one.db"),
			     "--from", app_kit_path("one.db")),
			 1);
	says(app_kit.err, "The backup can't be copied to");
}

#define T(test) cmocka_unit_test_setup_teardown(test, fresh, app_kit_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(doctor_finds_nothing_here),
		T(doctor_sees_the_machine),
		T(doctor_tries_the_address),
		T(doctor_names_an_orphan),
		T(wrong_figures_are_named_and_mended),
		T(verify_names_a_lost_file),
		T(verify_names_a_forged_event),
		T(verify_names_all),
		T(verify_names_findings_and_a_failure),
		T(unknown_profile_is_named),
		T(night_finds_all_whole),
		T(night_finds_damage),
		T(jumps_are_logged),
		T(lost_lines_are_counted),
		T(migrate_keeps_what_was),
		T(migrate_needs_room),
		T(only_migrate_migrates),
		T(second_program_is_refused),
		T(restore_without_disk),
		T(restore_to_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
