/* Behaviour of the store on real files: statements, acts, steps, backups. */
#include "db/db_fixture.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

QUERY(put_all,
      "insert into thing (name, n, on_day, body, ratio) "
      "values (?1, ?2, ?3, ?4, ?5)",
      5, true);
QUERY(get_all, "select name, n, on_day, body, ratio from thing where id = ?1",
      1, false);
QUERY(count, "select count(*) from thing", 0, false);
QUERY(add_part, "insert into part (thing_id) values (?1)", 1, true);
QUERY(bad, "select nothing from nowhere", 0, false);

static const struct db_part list_part[] = {
	{ "select name from thing where n >= ?1", -1, -1, false },
	{ " and name <> ?2", 0, -1, false },
	{ " order by name", -1, 0, false },
	{ " order by n desc", -1, 1, false },
};
static const struct db_query list = { .name = "list",
				      .part = list_part,
				      .n_parts = 4,
				      .param = fix_names,
				      .n_params = 2 };

/* ---- statements -------------------------------------------------------- */
static struct err *act_put_all(struct cx *cx, void *arg)
{
	struct db_stmt *st;
	bool row;
	struct err *e = db_stmt_get(cx->db, &put_all, 0, 0, &st);
	bool nulls = *(bool *)arg;

	if (e)
		return e;
	db_bind_str(st, 1, nulls ? STR("nulls") : STR("Đảng ủy\0xã"));
	db_bind_i64(st, 2, nulls ? DB_NULL : -5);
	db_bind_day(st, 3, nulls ? DAY_NONE : 20634);
	db_bind_blob(st, 4, nulls ? STR_NULL : STR(""));
	if (!nulls)
		db_bind_f64(st, 5, 0.25);
	e = db_step(st, &row);
	assert_int_equal(db_changes(cx->db), 1);
	db_stmt_done(st);
	return e;
}

static void test_types(void **state)
{
	struct fix *f = *state;
	struct db_stmt *st;
	struct db *db;
	bool nulls = false, row;

	ok(db_tx(&f->cx, act_put_all, &nulls));
	nulls = true;
	ok(db_tx(&f->cx, act_put_all, &nulls));
	db = store_reader(f->s, f->a);
	assert_ptr_equal(db_arena(db), f->a);
	ok(db_stmt_get(db, &get_all, 0, 0, &st));
	db_bind_i64(st, 1, 1);
	ok(db_step(st, &row));
	assert_true(row);
	assert_true(str_eq(db_col_str(st, 0), STR("Đảng ủy\0xã")));
	assert_int_equal(db_col_i64(st, 1), -5);
	assert_int_equal(db_col_day(st, 2), 20634);
	same(db_col_peek(st, 2), "2026-06-30");
	same(db_col_blob(st, 3), "");
	assert_true(db_col_f64(st, 4) == 0.25);
	db_stmt_done(st);
	ok(db_stmt_get(db, &get_all, 0, 0, &st));
	db_bind_i64(st, 1, 2);
	ok(db_step(st, &row));
	assert_true(row);
	assert_true(db_col_i64(st, 1) == DB_NULL);
	assert_true(db_col_day(st, 2) == DAY_NONE);
	same(db_col_blob(st, 3), NULL);
	db_stmt_done(st);
	store_return(db);
}

static void first_name(struct db *db, unsigned filters, unsigned order,
		       const char *want)
{
	struct db_stmt *st;
	bool row = false;

	ok(db_stmt_get(db, &list, filters, order, &st));
	db_bind_i64(st, 1, 0);
	db_bind_str(st, 2, STR("a"));
	ok(db_step(st, &row));
	assert_true(row);
	same(db_col_str(st, 0), want);
	db_stmt_done(st);
}

static void test_variants(void **state)
{
	struct fix *f = *state;
	struct want w[] = { { "a", 1, false, 0 },
			    { "b", 2, false, 0 },
			    { "c", 3, false, 0 } };
	struct db *db;

	for (int i = 0; i < 3; i++)
		ok(db_tx(&f->cx, act_put, &w[i]));
	db = store_reader(f->s, f->a);
	for (int i = 0; i < 2; i++) {
		first_name(db, 0, 0, "a");
		first_name(db, 1, 0, "b");
		first_name(db, 0, 1, "c");
		first_name(db, 1, 1, "c");
	}
	assert_int_equal(db->stmts->n, 4);
	store_return(db);
}

/* The same query twice at once, and more kept statements than there is
 * room for. */
static void test_cache(void **state)
{
	struct fix *f = *state;
	static struct db_query many[STMT_MOST + 20];
	struct db *db = store_reader(f->s, f->a);
	struct db_stmt *held, *twin, *st;
	bool row;

	ok(db_stmt_get(db, &count, 0, 0, &held));
	ok(db_stmt_get(db, &count, 0, 0, &twin));
	assert_ptr_not_equal(held, twin);
	db_stmt_done(twin);
	db_stmt_done(twin);
	for (int i = 0; i < N_ELEMENTS(many); i++) {
		many[i] = count;
		ok(db_stmt_get(db, &many[i], 0, 0, &st));
		db_stmt_done(st);
	}
	assert_int_equal(db->stmts->n, STMT_MOST);
	ok(db_step(held, &row));
	assert_true(row);
	for (int i = 0; i < STMT_MOST - 1; i++)
		ok(db_stmt_get(db, &many[i], 0, 0, &st));
	fails(db_stmt_get(db, &list, 0, 0, &st), ERR_INTERNAL);
	store_return(db);
	assert_int_equal(fix_things(f), 0);
}

static void test_statement_errors(void **state)
{
	struct fix *f = *state;
	struct want w = { "x", 1, false, 0 };
	struct db_stmt *st;
	struct db *db = store_reader(f->s, f->a);
	struct err *e = db_stmt_get(db, &bad, 0, 0, &st);

	fails(e, ERR_DB);
	assert_true(str_starts(e->detail, STR("bad: ")));
	store_return(db);
	ok(db_tx(&f->cx, act_put, &w));
	fails(db_tx(&f->cx, act_put, &w), ERR_CONFLICT);
	assert_int_equal(fix_things(f), 1);
}

/* What is not rows is not for acts. */
static struct err *act_forbidden(struct cx *cx, void *arg)
{
	struct db_part part = { arg, -1, -1, false };
	struct db_query *q = arena_new(cx->arena, struct db_query, 1);
	struct db_stmt *st;

	*q = (struct db_query){
		.name = "forbidden", .part = &part, .n_parts = 1, .writes = true
	};
	return db_stmt_get(cx->db, q, 0, 0, &st);
}

static void test_authorizer(void **state)
{
	struct fix *f = *state;
	static const char *const sql[] = {
		"attach ':memory:' as x",
		"pragma journal_mode=delete",
		"drop table thing",
		"create table y (z integer)",
		"alter table thing rename to other",
		"create trigger t after insert on thing begin select 1; end",
	};
	struct db_part part = { "delete from thing", -1, -1, false };
	struct db_query q = { .name = "reader", .part = &part, .n_parts = 1 };
	struct db_stmt *st;
	struct db *db;

	for (int i = 0; i < N_ELEMENTS(sql); i++) {
		char *text = str_to_c(f->a, str_c(sql[i]));

		fails(db_tx(&f->cx, act_forbidden, text), ERR_DB);
	}
	db = store_reader(f->s, f->a);
	fails(db_stmt_get(db, &q, 0, 0, &st), ERR_DB);
	store_return(db);
}

/* ---- acts --------------------------------------------------------------- */
static struct err *act_nested(struct cx *cx, void *arg)
{
	struct want inner = { "inner", 1, *(bool *)arg, 0 };
	struct want outer = { "outer", 1, false, 0 };
	struct err *e = act_put(cx, &outer);

	if (e)
		return e;
	e = db_tx(cx, act_put, &inner);
	if (e)
		assert_int_equal(e->code, ERR_INVALID);
	return NULL; /* the outer act lives on */
}

/* Statements of a loan share a transaction, yet see what was committed. */
static void test_read_frame(void **state)
{
	struct fix *f = *state;
	struct db *db = store_reader(f->s, f->a);
	struct cx cx = f->cx;
	int64_t n, sum;

	fix_count(db, &n, &sum);
	assert_int_equal(n, 0);
	assert_false(sqlite3_get_autocommit(db->h));
	ok(db_tx(&f->cx, act_put, &(struct want){ .name = "a" }));
	fix_count(db, &n, &sum);
	assert_int_equal(n, 1);
	assert_false(sqlite3_get_autocommit(db->h));
	/* who waits for the writer holds no place of the log */
	cx.db = db;
	ok(db_tx(&cx, act_put, &(struct want){ .name = "b" }));
	assert_true(sqlite3_get_autocommit(db->h));
	fix_count(db, &n, &sum);
	assert_int_equal(n, 2);
	store_return(db);
	assert_true(sqlite3_get_autocommit(db->h));
}

static void test_nested(void **state)
{
	struct fix *f = *state;
	bool fail = true;

	ok(db_tx(&f->cx, act_nested, &fail));
	assert_int_equal(fix_things(f), 1);
}

static struct err *act_leaves_open(struct cx *cx, void *arg)
{
	struct db_stmt *st;
	bool row;
	struct err *e = act_put(cx, arg);

	if (!e)
		e = db_stmt_get(cx->db, &count, 0, 0, &st);
	return e ? e : db_step(st, &row); /* never done */
}

static void test_forgotten_statement(void **state)
{
	struct fix *f = *state;
	struct want w = { "x", 1, false, 0 };

	ok(db_tx(&f->cx, act_leaves_open, &w));
	assert_int_equal(fix_things(f), 1);
}

static struct err *act_orphan(struct cx *cx, void *arg)
{
	struct db_stmt *st;
	bool row;
	struct err *e = db_stmt_get(cx->db, &add_part, 0, 0, &st);

	if (e)
		return e;
	db_bind_i64(st, 1, *(int64_t *)arg);
	e = db_step(st, &row);
	db_stmt_done(st);
	return e;
}

static void test_foreign_key(void **state)
{
	struct fix *f = *state;
	int64_t id = 99;

	fails(db_tx(&f->cx, act_orphan, &id), ERR_CONFLICT);
}

enum { THREADS = 16, ACTS = 100 };

struct worker {
	struct store *s;
	int no;
	int good;
	pthread_t thread;
};

/* Every third act fails; every tenth asks twice for the same name. */
static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_open(16 << 20);
	struct cx cx = { .arena = a, .store = w->s };

	for (int i = 0; i < ACTS; i++) {
		struct want want = {
			.name = str_fmt(a, "t%d-%d", w->no,
					i % 10 == 9 ? i - 9 : i)
					.p,
			.n = 1,
			.fail = i % 3 == 2,
		};
		struct err *e = db_tx(&cx, act_put, &want);

		if (!e)
			w->good++;
		else if (e->code != ERR_INVALID && e->code != ERR_CONFLICT)
			w->good = -1000000;
	}
	arena_close(a);
	return NULL;
}

static void test_group_commit(void **state)
{
	struct fix *f = *state;
	struct worker w[THREADS] = { 0 };
	struct db *db;
	int64_t n, sum, good = 0;

	for (int i = 0; i < THREADS; i++) {
		w[i].s = f->s;
		w[i].no = i;
		assert_int_equal(pthread_create(&w[i].thread, NULL, worker_main,
						&w[i]),
				 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		/* 100, less 33 that were asked to fail, less 6 or 7 twins */
		assert_int_equal(w[i].good, 100 - 33 - 7);
		good += w[i].good;
	}
	fix_reopen(f);
	db = store_reader(f->s, f->a);
	fix_count(db, &n, &sum);
	store_return(db);
	assert_int_equal(n, good);
	assert_int_equal(sum, good);
}

/* ---- acts that wait behind another ---------------------------------------- */
struct waiter {
	const struct cx *cx;
	pthread_t thread;
	bool large;
	uint64_t generation; /* what was committed when it ran */
};

static int queued(struct store *s)
{
	int n = 0;

	pthread_mutex_lock(&s->queue_lock);
	for (struct act *act = s->first; act; act = act->next)
		n++;
	pthread_mutex_unlock(&s->queue_lock);
	return n;
}

static struct err *act_look(struct cx *cx, void *arg)
{
	struct waiter *w = arg;

	w->generation = atomic_load(&cx->store->generation);
	return NULL;
}

static void *waiter_main(void *arg)
{
	struct waiter *w = arg;

	if ((w->large ? db_tx_large : db_tx)(w->cx, act_look, w))
		w->generation = 0;
	return NULL;
}

/* Lets them queue up behind it, in order. */
static struct err *act_hold(struct cx *cx, void *arg)
{
	struct waiter *w = arg;

	for (int i = 0; i < 3; i++) {
		if (pthread_create(&w[i].thread, NULL, waiter_main, &w[i]))
			abort();
		while (queued(cx->store) <= i)
			usleep(1000);
	}
	return NULL;
}

/* A large act shares no transaction with those before it. */
static void test_large(void **state)
{
	struct fix *f = *state;
	struct waiter w[3] = { { .cx = &f->cx },
			       { .cx = &f->cx, .large = true },
			       { .cx = &f->cx } };

	ok(db_tx(&f->cx, act_hold, w));
	for (int i = 0; i < 3; i++)
		pthread_join(w[i].thread, NULL);
	assert_true(w[0].generation > 0);
	assert_true(w[1].generation > w[0].generation);
	assert_true(w[2].generation >= w[1].generation);
	ok(db_tx_large(&f->cx, act_look, &w[0]));
	assert_true(w[0].generation > w[2].generation);
}

static void *reader_main(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_open(16 << 20);
	int64_t n, sum;

	for (int i = 0; i < 50; i++) {
		struct db *db = store_reader(w->s, a);

		fix_count(db, &n, &sum);
		w->good += n >= 1;
		store_return(db);
	}
	arena_close(a);
	return NULL;
}

/* More threads than readers: they wait for each other. */
static void test_reader_pool(void **state)
{
	struct fix *f = *state;
	struct worker w[THREADS] = { 0 };
	struct want one = { "x", 1, false, 0 };

	ok(db_tx(&f->cx, act_put, &one));
	for (int i = 0; i < THREADS; i++) {
		w[i].s = f->s;
		pthread_create(&w[i].thread, NULL, reader_main, &w[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		assert_int_equal(w[i].good, 50);
	}
	assert_true(f->s->n_readers <= 8);
}

/* ---- opening ------------------------------------------------------------- */
static struct err *try_open(struct fix *f, const char *path, bool create,
			    bool read_only)
{
	struct db_config c = { .path = path,
			       .create = create,
			       .read_only = read_only };
	struct store *s = NULL;
	struct err *e = store_open(f->a, &c, &s);

	if (!e)
		store_close(s);
	return e;
}

static void test_second_process(void **state)
{
	struct fix *f = *state;
	struct want w = { "x", 1, false, 0 };
	struct db_config c = { .path = f->path, .read_only = true };
	struct store *s;
	struct cx cx = f->cx;

	fails(try_open(f, f->path, false, false), ERR_BUSY);
	ok(db_tx(&f->cx, act_put, &w));
	ok(store_open(f->a, &c, &s));
	cx.store = s;
	fails(db_tx(&cx, act_put, &w), ERR_DENIED);
	store_close(s);
	w.name = "y";
	ok(db_tx(&f->cx, act_put, &w));
	assert_int_equal(fix_things(f), 2);
}

static void test_absent(void **state)
{
	struct fix *f = *state;

	fails(try_open(f, str_fmt(f->a, "%s/no.db", f->folder).p, false, false),
	      ERR_IO);
	fails(try_open(f, str_fmt(f->a, "%s/no/no.db", f->folder).p, true,
		       false),
	      ERR_IO);
}

static void file_write(const char *path, const void *p, size_t n, off_t at)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, p, n, at), n);
	close(fd);
}

static void test_foreign(void **state)
{
	struct fix *f = *state;
	const char *other = str_fmt(f->a, "%s/other.db", f->folder).p;
	const char *text = str_fmt(f->a, "%s/text.db", f->folder).p;
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open(other, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, "create table t (a)", 0, 0, 0),
			 SQLITE_OK);
	sqlite3_close(h);
	fails(try_open(f, other, false, false), ERR_UNSUPPORTED);
	fails(db_file_check(f->a, other, NULL), ERR_UNSUPPORTED);
	file_write(text, "hello", 5, 0);
	fails(try_open(f, text, true, false), ERR_UNSUPPORTED);
	same(kit_file(f->a, text), "hello");
}

static struct err *act_newer(struct cx *cx, void *arg)
{
	struct err *e;

	cx->db->trusted = true;
	e = db_exec(cx->arena, cx->db, "pragma user_version=99999");
	cx->db->trusted = false;
	(void)arg;
	return e;
}

static void test_newer(void **state)
{
	struct fix *f = *state;
	struct db_config c = { .path = f->path };
	int have, want;

	ok(store_version(f->s, f->a, &have, &want));
	assert_int_equal(have, 2);
	ok(db_tx(&f->cx, act_newer, NULL));
	store_close(f->s);
	f->s = NULL;
	if (db_n_migrations > 0)
		fails(store_open(f->a, &c, &f->s), ERR_UNSUPPORTED);
}

static void test_private_file(void **state)
{
	struct fix *f = *state;
	struct stat st;

	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void test_network_drives(void **state)
{
	(void)state;
	assert_true(store_fs_remote(0x6969));
	assert_true(store_fs_remote(0xff534d42));
	assert_false(store_fs_remote(0xef53));	   /* ext4 */
	assert_false(store_fs_remote(0x01021994)); /* tmpfs */
}

/* ---- steps --------------------------------------------------------------- */
static void test_migrate(void **state)
{
	struct fix *f = *state;
	struct migration more[4] = {
		fix_steps[0],
		fix_steps[1],
		{ .number = 5,
		  .name = "0005_x",
		  .sql = "create table x (id identity);\n" },
		{ .number = 7,
		  .name = "0007_bad",
		  .sql = "create table x (id identity);\n" },
	};

	/* the bad step takes the good one with it */
	fails(store_migrate_list(f->s, f->a, 5, more, 4), ERR_DB);
	assert_int_equal(f->s->version, 2);
	ok(store_migrate_list(f->s, f->a, 5, more, 3));
	assert_int_equal(f->s->version, 5);
	ok(store_migrate_list(f->s, f->a, 5, more, 3));
	fails(db_tx(&f->cx, act_forbidden, str_to_c(f->a, STR("drop table x"))),
	      ERR_DB);
	if (db_n_migrations == 0) {
		fix_reopen(f);
		assert_int_equal(f->s->version, 5);
	}
}

/* ---- backup -------------------------------------------------------------- */
static void *writer_loop(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_open(64 << 20);
	struct cx cx = { .arena = a, .store = w->s };

	for (int i = 0; i < 300; i++) {
		struct want want = { str_fmt(a, "%d", i).p, 1, false, 0 };

		w->good += db_tx(&cx, act_put, &want) == NULL;
	}
	arena_close(a);
	return NULL;
}

static void test_backup(void **state)
{
	struct fix *f = *state;
	const char *to = str_fmt(f->a, "%s/copy.db", f->folder).p;
	struct worker w = { .s = f->s };
	struct err *found = NULL;
	struct store *copy = NULL;
	struct db_config c = { .path = to };
	struct db *db;
	int64_t n, sum;
	int version = 0;

	pthread_create(&w.thread, NULL, writer_loop, &w);
	while (fix_things(f) < 20)
		usleep(1000);
	ok(store_backup(f->s, f->a, to));
	fails(store_backup(f->s, f->a, to), ERR_CONFLICT);
	pthread_join(w.thread, NULL);
	assert_int_equal(w.good, 300);
	ok(store_check(f->s, f->a, &found));
	assert_null(found);
	ok(db_file_check(f->a, to, &version));
	assert_int_equal(version, 2);
	ok(store_open(f->a, &c, &copy));
	db = store_reader(copy, f->a);
	fix_count(db, &n, &sum);
	store_return(db);
	store_close(copy);
	assert_true(n >= 20 && n <= 300);
	assert_int_equal(n, sum);
}

static int n_entries;

static int count_one(const char *path, const struct stat *st, int type,
		     struct FTW *ftw)
{
	(void)path;
	(void)st;
	(void)ftw;
	n_entries += type == FTW_F;
	return 0;
}

/* Nothing is left behind, neither there nor here. */
static void test_backup_fails(void **state)
{
	struct fix *f = *state;
	const char *dir = str_fmt(f->a, "%s/taken", f->folder).p;
	int before;

	assert_int_equal(mkdir(dir, 0700), 0);
	nftw(f->folder, count_one, 16, FTW_PHYS);
	before = n_entries;
	fails(store_backup(f->s, f->a,
			   str_fmt(f->a, "%s/no/copy.db", f->folder).p),
	      ERR_IO);
	fails(store_backup(f->s, f->a, dir), ERR_CONFLICT);
	n_entries = 0;
	nftw(f->folder, count_one, 16, FTW_PHYS);
	assert_int_equal(n_entries, before);
}

static void test_addresses_are_shown_without_password(void **state)
{
	static const struct {
		const char *given, *shown;
	} rows[] = {
		{ "/var/lib/roviec", "/var/lib/roviec" },
		{ "postgresql:///db?host=/run", "postgresql:///db?host=/run" },
		{ "postgresql://u@h/db", "postgresql://u@h/db" },
		{ "postgresql://u:geheim@h:1,k:2/db?a=b",
		  "postgresql://u:***@h:1,k:2/db?a=b" },
		{ "postgres://u:ge@he/im@h/db", "postgres://u:***@h/db" },
		{ "postgres://u:a?b@h", "postgres://u:***@h" },
		{ "postgresql://h:1,k:2/db", "postgresql://h:1,k:2/db" },
		{ "postgresql://u:geheim@[::1]/", "postgresql://u:***@[::1]/" },
		{ "postgresql://u:geheim@[", "postgresql://u:***@[" },
		{ "postgresql://h/db?password=x&sslpassword=y&z=1",
		  "postgresql://h/db?password=***&sslpassword=***&z=1" },
	};
	struct fix *f = *state;

	for (int i = 0; i < N_ELEMENTS(rows); i++)
		same(db_address_shown(f->a, str_c(rows[i].given)),
		     rows[i].shown);
}

/* An older program goes on with steps that it can bear, and no other. */
static void test_bearable(void **state)
{
	static const struct migration more[] = {
		{ .number = 1,
		  .name = "a",
		  .sql = "create table a (id identity);" },
		{ .number = 2,
		  .name = "b",
		  .sql = "create table b (id identity);",
		  .bearable = true },
		{ .number = 3,
		  .name = "c",
		  .sql = "create table c (id identity);" },
	};
	struct fix *f = *state;
	const char *path = str_fmt(f->a, "%s.bearable", f->path).p;
	struct db_config c = { .path = path, .create = true, .steps = more };
	struct store *s;

	for (int n = 1; n <= 3; n++) {
		c.n_steps = n;
		ok(store_open(f->a, &c, &s));
		ok(store_migrate(s, f->a, 5, NULL, NULL));
		store_close(s);
		c.n_steps = 1;
		if (n < 3) {
			ok(store_open(f->a, &c, &s));
			store_close(s);
		} else {
			fails(store_open(f->a, &c, &s), ERR_UNSUPPORTED);
		}
	}
}

int main(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, fix_setup, fix_teardown)
	const struct CMUnitTest all[] = {
		T(test_types),
		T(test_variants),
		T(test_cache),
		T(test_statement_errors),
		T(test_authorizer),
		T(test_read_frame),
		T(test_nested),
		T(test_forgotten_statement),
		T(test_foreign_key),
		T(test_group_commit),
		T(test_large),
		T(test_reader_pool),
		T(test_second_process),
		T(test_absent),
		T(test_foreign),
		T(test_newer),
		T(test_bearable),
		T(test_private_file),
		T(test_network_drives),
		T(test_migrate),
		T(test_backup),
		T(test_backup_fails),
		T(test_addresses_are_shown_without_password),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
