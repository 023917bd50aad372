/*
 * Acts on a disk that fails: of every act every n-th call that changes (or
 * reads) a file fails once, or from there on. Whatever it was, afterwards the
 * data is as before or as after, never between; what was confirmed is there;
 * the next start works, finds all whole and can do the act.
 *
 * ROVIEC_FAULTS=all tries each n; else a stride (ROVIEC_FAULTS=N: about N
 * tries of each act and fault), which ROVIEC_SEED shifts.
 */
#include "platform/testkit/testkit_disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_command.h"
#include "app/app_kit.h"
#include "audit/audit.h"
#include "db/db_priv.h"
#include "file/file.h"
#include "setting/setting.h"
#include "work/test/work_kit.h"
#include "work/work_bulk.h"
#include "work/work_import_act.h"

/* The realm that each try begins with, as bytes, and who is in it. */
static struct {
	struct arena *a;
	struct work_kit kit;
	struct actor office, lead;
	struct str image, old;		  /* the newest schema, one before */
	const char *folder, *data, *file; /* what is tried in */
	unsigned seed;
	int64_t staged; /* an import that waits for its confirmation */
	int64_t now;
	day_t today;
} base;

static struct arena *mem; /* of one try */

/* ---- acts -------------------------------------------------------------------- */
static struct err *report(struct cx *cx)
{
	struct work_file file = { STR("minh-chung.pdf"), work_kit_pdf() };
	struct work_deed deed = {
		.task = base.kit.task[TASK_RUNNING],
		.what = WORK_DO_REPORT,
		.report = { .percent = 60,
			    .body = STR("Đã xong phần lớn."),
			    .difficulty = STR(""),
			    .cause = STR(""),
			    .ask = STR("none") },
		.files = &file,
		.n_files = 1,
	};

	cx->actor = base.lead;
	return work_do(cx, &deed, NULL);
}

static struct err *extend(struct cx *cx)
{
	struct work_bulk_ask ask = { .text = STR("Chờ số liệu của cấp trên."),
				     .deadline = STR("15/12/2026"),
				     .cause = STR("he_thong"),
				     .lead = DB_NULL };
	struct work_chosen chosen = { 0 };
	struct work_bulk_result r;

	for (int t = 0; t < N_KIT_TASK; t++)
		*vec_push(cx->arena, &chosen) = base.kit.task[t];
	return work_bulk(cx, work_bulk_kind(cx, STR("extend")), &chosen, &ask,
			 &r);
}

static struct err *stage_as(struct cx *cx, const char *key, const char *csv,
			    int64_t *ret_id)
{
	cx->key = str_c(key);
	return work_import_stage(
		cx,
		&(struct work_import_new){
			.programme = base.kit.programme,
			.here = true,
			.file = { STR("annex.csv"), str_c(csv) } },
		ret_id);
}

#define HEAD                                                                     \
	"STT,Nội dung nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp," \
	"Thời gian hoàn thành,Sản phẩm\n"

static struct err *upload(struct cx *cx)
{
	int64_t id;

	return stage_as(cx, "disk-upload-1",
			HEAD "1,Ban hành quy định tiết kiệm điện,Văn phòng,,"
			     "15/11/2026,Quy định ký số\n"
			     "2,Rà soát danh mục mua sắm,Văn phòng,,15/12/2026,"
			     "19 bảng rà soát\n",
			&id);
}

static struct err *import(struct cx *cx)
{
	struct work_import_deed deed = { .id = base.staged,
					 .rev = 1,
					 .all = true };
	struct work_import_made made;

	return work_import_confirm(cx, &deed, &made);
}

static struct err *act_once(struct err *(*run)(struct cx *cx))
{
	struct cx cx = { .arena = mem,
			 .actor = base.office,
			 .now = base.now,
			 .today = base.today,
			 .as_at = base.today,
			 .lang = LANG_VI,
			 .key = STR("disk-act-1") };
	struct err *e = realm_open(&cx, str_c(base.data), false);

	if (e)
		return e;
	e = run(&cx);
	realm_close(&cx);
	return e;
}

static struct err *status(int n)
{
	return n ? err_new(mem, ERR_IO, "the command failed") : NULL;
}

#define BACKUP	str_fmt(mem, "%s.backup", base.data).p
#define RESTORE str_fmt(mem, "%s-back", base.data).p

static struct err *backup(struct cx *cx UNUSED)
{
	return status(
		RUN("backup", "--plain", "--data", base.data, "--to", BACKUP));
}

static struct err *restore(struct cx *cx UNUSED)
{
	return status(RUN("restore", "--data", RESTORE, "--from", BACKUP));
}

static struct err *migrate(struct cx *cx UNUSED)
{
	return status(RUN("migrate", "--data", base.data));
}

static const struct act_row {
	const char *name;
	struct err *(*run)(struct cx *cx);
	bool command;	  /* opens the data itself */
	bool old;	  /* begins with the old schema */
	const char *made; /* what it makes beside the data, or NULL */
} acts[] = {
	{ .name = "report", .run = report },
	{ .name = "extension", .run = extend },
	{ .name = "upload", .run = upload },
	{ .name = "import", .run = import },
	{ .name = "migration", .run = migrate, .command = true, .old = true },
	{ .name = "backup", .run = backup, .command = true, .made = ".backup" },
	{ .name = "restore",
	  .run = restore,
	  .command = true,
	  .made = "-back/roviec.db" },
};

static struct err *run(const struct act_row *act)
{
	return act->command ? act->run(NULL) : act_once(act->run);
}

/* ---- what is there ------------------------------------------------------------- */
static void bytes_put(const char *path, struct str bytes)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes.p, 1, (size_t)bytes.n, out), bytes.n);
	fclose(out);
}

static void begin(const struct act_row *act)
{
	kit_folder_remove(base.data);
	kit_folder_remove(RESTORE);
	unlink(BACKUP);
	assert_int_equal(mkdir(base.data, 0700), 0);
	bytes_put(base.file, act->old ? base.old : base.image);
	if (act->run == restore)
		bytes_put(BACKUP, base.image);
}

static uint64_t mixed(uint64_t h, const void *p, int n)
{
	const unsigned char *b = p;

	for (int i = 0; i < n; i++)
		h = (h ^ b[i]) * UINT64_C(1099511628211);
	return (h ^ (uint64_t)n) * UINT64_C(1099511628211);
}

/* What is sealed is other bytes each time; look() opens it. */
static const char *columns_of(const char *table)
{
	if (!strcmp(table, "file_chunk"))
		return "sha256, part, length(bytes)";
	return strcmp(table, "file_lock") ? "*" : "sha256, key_name";
}

static uint64_t rows_digest(sqlite3 *h, const char *table, uint64_t d)
{
	const char *sql =
		str_fmt(mem, "select %s from \"%s\"", columns_of(table), table)
			.p;
	sqlite3_stmt *st = NULL;

	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(st); i++)
			d = mixed(d, sqlite3_column_blob(st, i),
				  sqlite3_column_bytes(st, i));
	sqlite3_finalize(st);
	return d;
}

/* Everything that the tables say; when a migration ran, and what the profile
 * lets roles do, which a start puts there, are left out. */
static uint64_t digest(const char *path)
{
	uint64_t d = UINT64_C(14695981039346656037);
	sqlite3_stmt *st = NULL;
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE,
					 DB_VFS),
			 SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(h,
				   "select name from sqlite_schema where "
				   "type = 'table' and name not in "
				   "('migration', 'role_perm') "
				   "order by name",
				   -1, &st, NULL),
		SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);

		d = rows_digest(h, name, mixed(d, name, (int)strlen(name)));
	}
	sqlite3_finalize(st);
	d = rows_digest(h, "sqlite_schema", d);
	sqlite3_close(h);
	return d;
}

/* A new start: it works, and all is whole. The digest. */
static uint64_t look(const char *data)
{
	struct cx cx = { .arena = mem, .now = base.now, .today = base.today };
	struct err *found = NULL;
	int64_t events;

	ok(realm_open_any(&cx, str_c(data), false));
	realm_read(&cx);
	ok(store_check(cx.store, mem, &found));
	ok(found);
	ok(audit_verify(&cx, &events, &found));
	ok(found);
	ok(counts_check(&cx, str_c(data), &found));
	ok(found);
	ok(file_check_all(&cx, &found));
	ok(found);
	realm_close(&cx);
	return digest(realm_file(mem, str_c(data)).p);
}

/* ---- one try --------------------------------------------------------------------- */
struct states {
	uint64_t before, after;
};

struct tally {
	int calls, tries, refused, before, after;
};

struct fault {
	enum disk_fault how;
	bool stays; /* from the n-th call on */
	const char *name;
};
static const struct fault all_faults[] = {
	{ DISK_EIO, false, "an error" },
	{ DISK_EIO, true, "an error that stays" },
	{ DISK_FULL, true, "a full disk" },
	{ DISK_SHORT, false, "a short write" },
	{ DISK_READ, false, "a bad read" },
};

/* Whether the act is done. */
static bool is_done(const struct act_row *act, const struct states *s)
{
	uint64_t d = look(base.data);

	if (d != s->before && d != s->after)
		fail_msg("%s: the data is neither as before nor as after",
			 act->name);
	return s->before != s->after && d == s->after;
}

/* What it makes is whole or isn't there. */
static bool is_made(const struct act_row *act, const struct states *s)
{
	const char *path = str_fmt(mem, "%s%s", base.data, act->made).p;

	assert_false(is_done(act, s));
	if (access(path, F_OK) != 0)
		return false;
	if (act->run == restore) { /* a start mends what it was cut off at */
		assert_true(look(RESTORE) == s->before);
		return true;
	}
	ok(db_file_check(mem, path, NULL));
	assert_true(digest(path) == s->before);
	return true;
}

static bool is_there(const struct act_row *act, const struct states *s)
{
	return act->made ? is_made(act, s) : is_done(act, s);
}

/* Afterwards it is there or not; if it was confirmed it is. Again, with its
 * key, it is done and done once. */
static void look_after(const struct act_row *act, const struct states *s,
		       bool good, struct tally *t)
{
	bool there = is_there(act, s);

	t->after += there;
	t->before += !there;
	if (good && !there)
		fail_msg("%s: it was confirmed and isn't there", act->name);
	if (act->made && there)
		return;
	ok(run(act));
	assert_true(is_there(act, s));
}

static void try_one(const struct act_row *act, const struct states *s,
		    const struct fault *f, int nth, struct tally *t)
{
	struct err *e;
	int failed;

	mem = app_kit.a = arena_open(1 << 30);
	begin(act);
	disk_arm(f->how, nth, f->stays);
	e = run(act);
	disk_heal(&failed);
	if (!failed)
		fail_msg("%s: the fault %d wasn't met", act->name, nth);
	t->tries++;
	t->refused += e != NULL;
	look_after(act, s, !e, t);
	arena_close(mem);
}

/* Tries of each act and fault. */
static int tries_most(void)
{
	const char *all = getenv("ROVIEC_FAULTS");
	int64_t n = 2;

	if (all && !str_to_i64(str_c(all), &n))
		n = INT32_MAX;
	return (int)n;
}

static struct states states_of(const struct act_row *act)
{
	struct states s;

	mem = app_kit.a = arena_open(1 << 30);
	begin(act);
	s.before = look(base.data);
	ok(run(act));
	s.after = look(base.data);
	if (act->made)
		assert_true(is_made(act, &s));
	else
		assert_true(s.before != s.after);
	arena_close(mem);
	return s;
}

static int calls_of(const struct act_row *act, enum disk_fault how)
{
	int n;

	mem = app_kit.a = arena_open(1 << 30);
	begin(act);
	disk_arm(how, 0, false);
	ok(run(act));
	n = disk_heal(NULL);
	arena_close(mem);
	return n;
}

static void try_all(const struct act_row *act, const struct states *s,
		    const struct fault *f)
{
	struct tally t = { .calls = calls_of(act, f->how) };
	int stride = MAX(1, t.calls / tries_most());

	assert_true(t.calls > 0);
	for (int n = 1 + (int)(base.seed % (unsigned)stride); n <= t.calls;
	     n += stride)
		try_one(act, s, f, n, &t);
	printf("disk: %s, %s: %d calls, %d tries, %d refused, left %d before, "
	       "%d after, 0 between\n",
	       act->name, f->name, t.calls, t.tries, t.refused, t.before,
	       t.after);
	/* faults that harm nothing weren't any */
	assert_true(t.tries > 0 && (t.refused > 0 || t.tries < 4));
}

static void faults(const char *name)
{
	for (int i = 0; i < N_ELEMENTS(acts); i++) {
		struct states s;

		if (strcmp(acts[i].name, name) != 0)
			continue;
		s = states_of(&acts[i]);
		for (int f = 0; f < N_ELEMENTS(all_faults); f++)
			try_all(&acts[i], &s, &all_faults[f]);
	}
}

/* ---- the control ------------------------------------------------------------- */
static struct err *half_act(struct cx *cx, void *name)
{
	return setting_put(cx, name, STR("x"));
}

/* What no act may do: it takes two transactions for one thing. */
static struct err *halves(struct cx *cx)
{
	struct err *e = db_tx(cx, half_act, (char[]){ "half-a" });

	return e ? e : db_tx(cx, half_act, (char[]){ "half-b" });
}

/* The same faults must leave it between before and after. */
static void control_test(void **state UNUSED)
{
	static const struct act_row act = { .name = "halves", .run = halves };
	struct states s = states_of(&act);
	int calls = calls_of(&act, DISK_EIO), between = 0;

	for (int n = 1; n <= calls; n++) {
		struct err *e;
		uint64_t d;

		mem = app_kit.a = arena_open(1 << 30);
		begin(&act);
		disk_arm(DISK_EIO, n, true);
		e = run(&act);
		disk_heal(NULL);
		d = look(base.data);
		between += e && d != s.before && d != s.after;
		arena_close(mem);
	}
	printf("disk: control of two halves: %d calls, %d left it between\n",
	       calls, between);
	assert_true(between > 0);
}

static void report_test(void **state UNUSED)
{
	faults("report");
}

static void extension_test(void **state UNUSED)
{
	faults("extension");
}

static void upload_test(void **state UNUSED)
{
	faults("upload");
}

static void import_test(void **state UNUSED)
{
	faults("import");
}

static void migration_test(void **state UNUSED)
{
	faults("migration");
}

static void backup_test(void **state UNUSED)
{
	faults("backup");
}

static void restore_test(void **state UNUSED)
{
	faults("restore");
}

/* ---- the realm --------------------------------------------------------------------- */
static struct str image_of(struct store *s, const char *name)
{
	const char *path = str_fmt(base.a, "%s-%s", base.data, name).p;
	struct str bytes;

	ok(store_backup(s, base.a, path));
	bytes = kit_file(base.a, path);
	unlink(path);
	return bytes;
}

/* Data of a program that lacked the last steps. */
static void old_make(void)
{
	const char *path = str_fmt(base.a, "%s-old.db", base.data).p;
	struct db_config c = { .path = path, .create = true };
	struct store *s = NULL;

	ok(store_open(base.a, &c, &s));
	ok(store_migrate_list(s, base.a, base.now, db_migrations,
			      db_n_migrations - 3));
	base.old = image_of(s, "old");
	store_close(s);
	unlink(path);
	unlink(str_fmt(base.a, "%s-lock", path).p);
}

static unsigned seed_of(void)
{
	const char *asked = getenv("ROVIEC_SEED");
	int64_t n = getpid();

	if (asked && !str_to_i64(str_c(asked), &n))
		fail_msg("ROVIEC_SEED isn't a number");
	return (unsigned)n;
}

static int group_open(void **state UNUSED)
{
	static const struct route_table *const tables[] = { NULL };
	struct cx cx;

	disk_install();
	base.a = arena_open(1 << 30);
	base.folder = kit_folder(base.a);
	/* copies of the data have its key */
	setenv("ROVIEC_KEY_FILE", str_fmt(base.a, "%s/key", base.folder).p, 1);
	base.data = str_fmt(base.a, "%s/data", base.folder).p;
	base.file = str_fmt(base.a, "%s/roviec.db", base.data).p;
	base.seed = seed_of();
	printf("seed %u\n", base.seed);
	app_kit.out = str_fmt(base.a, "/tmp/roviec-disk-out-%d", getpid()).p;
	app_kit.err = str_fmt(base.a, "/tmp/roviec-disk-err-%d", getpid()).p;
	work_kit_open(base.a, tables, &base.kit);
	base.now = base.kit.cx.now;
	base.today = base.kit.cx.today;
	cx = work_kit_as(&base.kit, USER_OFFICE);
	base.office = cx.actor;
	base.lead = work_kit_as(&base.kit, USER_LEAD).actor;
	ok(stage_as(&cx, "disk-base-1",
		    HEAD
		    "1,Lập danh sách quy hoạch,Văn phòng,,30/11/2026,"
		    "Danh sách ký số\n"
		    "2,Kiểm tra việc sử dụng xe công,Văn phòng,,31/12/2026,"
		    "Biên bản kiểm tra\n",
		    &base.staged));
	base.image = image_of(base.kit.cx.store, "new");
	old_make();
	return 0;
}

static int group_close(void **state UNUSED)
{
	work_kit_close(&base.kit);
	kit_folder_remove(base.folder);
	unlink(app_kit.out);
	unlink(app_kit.err);
	arena_close(base.a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(control_test),
		cmocka_unit_test(report_test),
		cmocka_unit_test(extension_test),
		cmocka_unit_test(upload_test),
		cmocka_unit_test(import_test),
		cmocka_unit_test(migration_test),
		cmocka_unit_test(backup_test),
		cmocka_unit_test(restore_test),
	};

	return cmocka_run_group_tests(all, group_open, group_close);
}
