/*
 * Commands when the machine or the data is not as it should be: a full disk,
 * a folder of somebody else, a failing sync, rows that don't fit together.
 */
#include "app/app_kit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "db/db_priv.h"

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

/* ---- restore ---------------------------------------------------------------------- */

static void backup_make(void)
{
	assert_int_equal(RUN("backup", "--data", app_kit.data, "--to",
			     app_kit_path("one.db")),
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
		T(restore_without_disk),
		T(restore_to_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
