/*
 * Copying between engines: what arrives is what was there, whatever it is;
 * what can't arrive exactly is named; a place is empty or whole. The server's
 * half needs one in ROVIEC_PG (test/pg); without it files are copied.
 */
#include "db/db_copy_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "db/db_pg_priv.h"

enum { ROWS = 300, ROUNDS = 3, PATIENCE = 100, KILLS = 12 };

#define NEED(c)                                                                \
	do {                                                                   \
		if (!(c).path)                                                 \
			skip();                                                \
	} while (0)

static struct db_config file_at(struct copy_fix *f, const char *name)
{
	return (struct db_config){ .path = copy_fix_path(f, name) };
}

static void same_tables(const struct copied *x, const struct copied *y)
{
	assert_int_equal(x->n, y->n);
	assert_int_equal(x->rows, y->rows);
	assert_int_equal(x->version, y->version);
	for (ptrdiff_t i = 0; i < x->n; i++) {
		assert_true(str_eq(x->p[i].name, y->p[i].name));
		assert_int_equal(x->p[i].rows, y->p[i].rows);
		assert_true(str_eq(x->p[i].sha256, y->p[i].sha256));
	}
}

/* ---- what arrives -------------------------------------------------------------- */

/* From the file to a place and on to another file. */
static void carry(struct copy_fix *f, const struct db_config *place, int round)
{
	struct db_config end = file_at(f, str_fmt(f->a, "end-%d.db", round).p);
	struct copied there = { 0 }, back = { 0 };
	struct store *s;
	int version;

	ok(copy_fix_copy(f, f->s, place, &there));
	s = copy_fix_reopen(f, place);
	ok(copy_fix_copy(f, s, &end, &back));
	store_close(s);
	same_tables(&there, &back);
	assert_int_equal(there.version, 3);
	assert_true(there.rows > ROWS);
	copy_fix_same(f, end.path);
	ok(db_file_check(f->a, end.path, &version));
	assert_int_equal(version, 3);
}

static void files_arrive(void **state)
{
	struct copy_fix *f = *state;

	for (int i = 0; i < ROUNDS; i++) {
		struct db_config to =
			file_at(f, str_fmt(f->a, "to-%d.db", i).p);

		copy_fix_fill(f, ROWS);
		carry(f, &to, i);
	}
}

static void values_come_back(void **state)
{
	struct copy_fix *f = *state;

	for (int i = 0; i < ROUNDS; i++) {
		struct db_config to = copy_fix_server(f);

		NEED(to);
		copy_fix_fill(f, ROWS);
		carry(f, &to, i);
	}
}

/* An empty realm, and one whose schema is of another age. */
static void no_rows_and_older_schemas(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = copy_fix_server(f);
	struct db_config old = file_at(f, "old.db"), end = file_at(f, "end.db");
	struct copied c = { 0 };
	struct store *s;

	if (!to.path)
		to = file_at(f, "to.db");
	old.create = true;
	s = copy_fix_reopen(f, &old);
	fails(copy_fix_copy(f, s, &to, &c), ERR_NOT_FOUND);
	ok(store_migrate_list(s, f->a, 5, copy_steps, 2));
	copy_fix_exec(f, s, "delete from tree; delete from thing");
	ok(copy_fix_copy(f, s, &to, &c));
	store_close(s);
	assert_int_equal(c.version, 2);
	assert_int_equal(c.rows, 2); /* of `migration` */
	/* goes on from there, as it would have at home */
	s = copy_fix_reopen(f, &to);
	ok(store_migrate_list(s, f->a, 6, copy_steps, 3));
	ok(copy_fix_copy(f, s, &end, &c));
	store_close(s);
	assert_int_equal(c.version, 3);
	assert_int_equal(c.rows, 3);
}

/* New ids go on behind the largest. */
static void ids_go_on(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = copy_fix_server(f), end = file_at(f, "end.db");
	struct copied c = { 0 };
	struct store *s;

	NEED(to);
	copy_fix_exec(f, f->s,
		      "insert into thing (id, name) values (70, 'x');"
		      "insert into leaf (id) values (-5)");
	ok(copy_fix_copy(f, f->s, &to, &c));
	s = copy_fix_reopen(f, &to);
	copy_fix_exec(f, s,
		      "insert into thing (name) values ('next');"
		      "insert into leaf (tree) values (null);"
		      "insert into tree (parent) values (null)");
	ok(copy_fix_copy(f, s, &end, &c));
	store_close(s);
	s = copy_fix_reopen(f, &end);
	copy_fix_exec(f, s,
		      "create temp table expect (x integer check (x = 1));"
		      "insert into expect select count(*) from thing "
		      "where id = 71 and name = 'next';"
		      "insert into expect select count(*) from leaf "
		      "where id = 1;"
		      "insert into expect select count(*) from tree "
		      "where id = 2");
	store_close(s);
}

/* ---- what can't ------------------------------------------------------------------ */

static void names(const struct err *e, const char *table, const char *column,
		  const char *key)
{
	fails(e, ERR_INVALID);
	same(e->arg[0], table);
	same(e->arg[1], column);
	same(e->arg[2], key);
}

static void what_no_other_could_keep_is_named(void **state)
{
	struct copy_fix *f = *state;
	static const struct {
		const char *sql, *table, *column, *key;
	} bad[] = {
		{ "update thing set on_day = '2026-02-30' where id = 1",
		  "thing", "on_day", "id 1" },
		{ "update thing set on_day = '' where id = 1", "thing",
		  "on_day", "id 1" },
		{ "update thing set done = 32768 where id = 1", "thing", "done",
		  "id 1" },
		{ "update thing set name = 'a' || char(0) || 'b' where id = 1",
		  "thing", "name", "id 1" },
		{ "update pair set note = cast(x'ff41' as text)", "pair",
		  "note", "word seed, bytes 0 B, n 1, day 0001-01-01" },
	};
	struct db_config to = copy_fix_server(f);
	struct copied c = { 0 };

	if (!to.path)
		to = file_at(f, "to.db");
	for (int i = 0; i < N_ELEMENTS(bad); i++) {
		copy_fix_exec(f, f->s, bad[i].sql);
		names(copy_fix_copy(f, f->s, &to, &c), bad[i].table,
		      bad[i].column, bad[i].key);
		copy_fix_exec(f, f->s,
			      "update thing set on_day = null, done = null, "
			      "name = 'a'; update pair set note = null");
	}
	/* nothing stands in the way of the next */
	ok(copy_fix_copy(f, f->s, &to, &c));
}

static void what_a_file_could_not_keep_is_named(void **state)
{
	struct copy_fix *f = *state;
	static const struct {
		const char *sql, *column;
	} bad[] = {
		{ "update thing set ratio = 'NaN'", "ratio" },
		{ "update thing set ratio = null, on_day = 'infinity'",
		  "on_day" },
		{ "update thing set on_day = '0001-01-01 BC'", "on_day" },
		{ "update thing set on_day = '10000-01-01'", "on_day" },
	};
	struct db_config to = copy_fix_server(f), end = file_at(f, "end.db");
	struct copied c = { 0 };
	struct store *s;

	NEED(to);
	ok(copy_fix_copy(f, f->s, &to, &c));
	s = copy_fix_reopen(f, &to);
	for (int i = 0; i < N_ELEMENTS(bad); i++) {
		copy_fix_exec(f, s, bad[i].sql);
		names(copy_fix_copy(f, s, &end, &c), "thing", bad[i].column,
		      "id 1");
		assert_int_equal(access(end.path, F_OK), -1);
	}
	/* of the two zeros one is left */
	copy_fix_exec(f, s, "update thing set on_day = null, ratio = '-0'");
	ok(copy_fix_copy(f, s, &end, &c));
	store_close(s);
}

/* An index there takes no such key. */
static void what_the_server_could_not_keep_is_named(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = copy_fix_server(f);
	struct copied c = { 0 };
	struct err *e;

	NEED(to);
	copy_fix_exec(f, f->s, "update pair set bytes = randomblob(9000)");
	e = copy_fix_copy(f, f->s, &to, &c);
	fails(e, ERR_LIMIT);
	same(e->arg[0], "pair");
	copy_fix_exec(f, f->s, "delete from pair");
	ok(copy_fix_copy(f, f->s, &to, &c));
}

static void a_row_that_leads_nowhere(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = copy_fix_server(f);
	struct copied c = { 0 };
	sqlite3 *h = NULL;

	store_close(f->s);
	assert_int_equal(sqlite3_open_v2(f->from, &h, SQLITE_OPEN_READWRITE,
					 DB_VFS),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(h,
				      "pragma foreign_keys=off;"
				      "insert into tree (thing) values (99)",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(h);
	f->s = copy_fix_reopen(f, &(struct db_config){ .path = f->from });
	if (to.path) {
		struct err *e = copy_fix_copy(f, f->s, &to, &c);

		fails(e, ERR_CONFLICT);
		same(e->arg[0], "tree");
	}
	to = file_at(f, "to.db");
	fails(copy_fix_copy(f, f->s, &to, &c), ERR_DB);
	assert_int_equal(access(to.path, F_OK), -1);
}

/* ---- the place --------------------------------------------------------------------- */

static void only_an_empty_place_is_taken(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = file_at(f, "to.db"), pg = copy_fix_server(f);
	struct copied c = { 0 };
	struct store *s;

	ok(copy_fix_copy(f, f->s, &to, &c));
	fails(copy_fix_copy(f, f->s, &to, &c), ERR_CONFLICT);
	fails(copy_fix_copy(f, f->s,
			    &(struct db_config){ .path = "/nowhere/x.db" }, &c),
	      ERR_IO);
	NEED(pg);
	/* an empty frame is a place */
	pg.create = true;
	s = copy_fix_reopen(f, &pg);
	ok(copy_fix_copy(f, f->s, &pg, &c));
	fails(copy_fix_copy(f, f->s, &pg, &c), ERR_CONFLICT);
	copy_fix_exec(f, s, "insert into thing (name) values ('still there')");
	store_close(s);
}

/* Whatever the folder holds besides. */
static int files_of(struct copy_fix *f)
{
	DIR *d = opendir(f->folder);
	int n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* No room: said so, and nothing is left of it. */
static void a_full_disk_leaves_nothing(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = file_at(f, "to.db");
	struct rlimit was, small;
	struct copied c = { 0 };
	struct err *e;
	int before;

	copy_fix_fill(f, ROWS);
	before = files_of(f);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_IGN);
	for (rlim_t room = 4096; room < 600000; room *= 3) {
		small = (struct rlimit){ room, was.rlim_max };
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
		e = copy_fix_copy(f, f->s, &to, &c);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
		fails(e, ERR_FULL);
		assert_int_equal(files_of(f), before);
	}
	signal(SIGXFSZ, SIG_DFL);
	ok(copy_fix_copy(f, f->s, &to, &c));
}

/* A schema with tables of somebody else isn't given our frame. */
static void tables_of_others_are_left_alone(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = copy_fix_server(f);
	struct copied c = { 0 };
	struct store *s = NULL;
	PGresult *res;
	PGconn *conn;

	NEED(to);
	to.schema = str_fmt(f->a, "others_%ld", (long)getpid()).p;
	conn = PQconnectdb(to.path);
	res = PQexec(conn,
		     str_fmt(f->a,
			     "create schema %s; create table %s.theirs (x int)",
			     to.schema, to.schema)
			     .p);
	assert_int_equal(PQresultStatus(res), PGRES_COMMAND_OK);
	PQclear(res);
	PQfinish(conn);
	fails(copy_fix_copy(f, f->s, &to, &c), ERR_CONFLICT);
	fails(store_open(f->a, &to, &s), ERR_NOT_FOUND);
}

/* The server changes a row on its way in: it is found, and nothing is kept. */
static void a_difference_is_found(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = copy_fix_server(f);
	struct copied c = { 0 };
	struct store *s;
	struct err *e;
	PGconn *conn;
	PGresult *res;

	NEED(to);
	copy_fix_exec(f, f->s,
		      "insert into thing (id, name) values (40, 'x'), "
		      "(41, 'y')");
	conn = PQconnectdb(to.path);
	/* others use the same server: only the place's own table */
	res = PQexec(
		conn,
		str_fmt(f->a,
			"create function public.spoil() returns trigger "
			"language plpgsql as $$ begin if new.id = 40 then "
			"new.n := 1; end if; return new; end $$;"
			"create function public.lurk() returns event_trigger "
			"language plpgsql as $$ begin if exists (select 1 from "
			"pg_event_trigger_ddl_commands() where schema_name = "
			"'%s' and object_identity like '%%.thing') then "
			"execute 'create trigger spoil before insert on thing "
			"for each row execute function public.spoil()'; "
			"end if; end $$;"
			"create event trigger lurk on ddl_command_end when tag "
			"in ('CREATE TABLE') execute function public.lurk()",
			to.schema)
			.p);
	assert_int_equal(PQresultStatus(res), PGRES_COMMAND_OK);
	PQclear(res);
	e = copy_fix_copy(f, f->s, &to, &c);
	res = PQexec(conn, "drop event trigger lurk;"
			   "drop function public.lurk();"
			   "drop function public.spoil()");
	PQclear(res);
	PQfinish(conn);
	fails(e, ERR_DB);
	same(e->arg[0], "thing");
	same(e->arg[1], "id 40");
	ok(copy_fix_copy(f, f->s, &to, &c));
	s = copy_fix_reopen(f, &to);
	store_close(s);
}

/* Starts a copy in another process and kills that after a while. */
static void copy_killed(struct copy_fix *f, const struct db_config *to,
			int64_t us)
{
	struct copied c = { 0 };
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid)
		_exit(copy_fix_copy(f, f->s, to, &c) ? 1 : 0);
	usleep((useconds_t)us);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* What was killed goes on at the server until that notices: then a copy meets
 * it, though there is nothing yet. */
static struct err *copy_again(struct copy_fix *f, const struct db_config *to,
			      struct copied *c)
{
	struct err *e = NULL;
	int have = 0, want;

	for (int i = 0; i < PATIENCE; i++) {
		struct store *s;

		e = copy_fix_copy(f, f->s, to, c);
		if (!e || !db_is_address(str_c(to->path)))
			break;
		s = copy_fix_reopen(f, to);
		ok(store_version(s, f->a, &have, &want));
		store_close(s);
		if (have)
			break;
		usleep(50000);
	}
	return e;
}

/* Killed at any moment: the place is empty, and takes the next copy, or
 * whole. */
static void killed_it_is_empty_or_whole(void **state)
{
	struct copy_fix *f = *state;
	struct db_config end = file_at(f, "end.db"), to = copy_fix_server(f);
	int whole = 0, empty = 0;
	struct copied c = { 0 };
	int64_t took = -now_us();

	copy_fix_fill(f, 3 * ROWS);
	if (!to.path)
		to = file_at(f, "first.db");
	ok(copy_fix_copy(f, f->s, &to, &c));
	took += now_us();
	for (int i = 0; i < KILLS; i++) {
		struct store *s;
		struct err *e;

		to = copy_fix_server(f);
		if (!to.path || i % 3 == 0)
			to = file_at(f, str_fmt(f->a, "to-%d.db", i).p);
		copy_killed(f, &to,
			    i == KILLS - 1 ? 4 * took : took * i / KILLS);
		e = copy_again(f, &to, &c);
		if (e)
			fails(e, ERR_CONFLICT);
		*(e ? &whole : &empty) += 1;
		/* and what is there is whole in either case */
		s = copy_fix_reopen(f, &to);
		ok(copy_fix_copy(f, s, &end, &c));
		store_close(s);
		copy_fix_same(f, end.path);
		unlink(end.path);
	}
	assert_true(empty > 0);
	assert_true(whole > 0);
}

/* Which of these files is there. */
static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* signature: file_fill_fn */
static struct err *fill_and_wait(struct arena *a, const char *temp, void *arg)
{
	const int *told = arg;
	int fd = open(temp, O_WRONLY | O_CLOEXEC);

	(void)a;
	(void)!write(fd, "SQLite format 3", 16);
	(void)!write(*told, "x", 1);
	pause();
	return NULL;
}

/* A process that is in the middle of making a file; its half's name. */
static pid_t half_make(struct copy_fix *f, const char *to,
		       const char **ret_half)
{
	int told[2];
	char x;
	pid_t pid;

	assert_int_equal(pipe(told), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* when a test fails */
		_exit(file_new(f->a, copy_fix_path(f, to), fill_and_wait,
			       &told[1]) != NULL);
	}
	assert_int_equal(read(told[0], &x, 1), 1);
	close(told[0]);
	close(told[1]);
	*ret_half =
		copy_fix_path(f,
			      str_fmt(f->a, ".%s.part-%ld", to, (long)pid).p);
	assert_true(is_there(*ret_half));
	return pid;
}

/* What a killed process left is removed by the next, whatever its name was;
 * what a living one makes, or others have put there, stays. */
static void halves_of_the_dead_go(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = file_at(f, "to.db"), more = file_at(f, "more.db");
	const char *dead, *alive, *own, *theirs;
	struct copied c = { 0 };
	pid_t gone = half_make(f, "old.db", &dead), going;
	FILE *file;

	kill(gone, SIGKILL);
	waitpid(gone, NULL, 0);
	going = half_make(f, "new.db", &alive);
	/* of an earlier process with our number, as in a container */
	own = copy_fix_path(f, str_fmt(f->a, ".x.part-%ld", (long)getpid()).p);
	fclose(fopen(own, "w"));
	theirs =
		copy_fix_path(f, str_fmt(f->a, ".film.part-%ld", (long)gone).p);
	file = fopen(theirs, "w");
	fputs("not one of ours at all", file);
	fclose(file);
	ok(copy_fix_copy(f, f->s, &to, &c));
	assert_false(is_there(dead));
	assert_false(is_there(own));
	assert_true(is_there(alive));
	assert_true(is_there(theirs));
	kill(going, SIGKILL);
	waitpid(going, NULL, 0);
	ok(store_backup(f->s, f->a, more.path));
	assert_false(is_there(alive));
	unlink(theirs);
}

/* ---- only reading --------------------------------------------------------------------- */

static void reading_finds_what_is_gone(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = copy_fix_server(f);
	struct err *found = NULL;
	struct copied c = { 0 };
	struct store *s;

	NEED(to);
	ok(copy_fix_copy(f, f->s, &to, &c));
	s = copy_fix_reopen(f, &to);
	ok(store_read_list(s, f->a, copy_steps, 3, &found));
	assert_null(found);
	copy_fix_exec(f, s,
		      "alter table leaf drop constraint leaf_tree_fk;"
		      "insert into leaf (tree) values (99);"
		      "alter table thing drop column body;"
		      "drop table pair");
	ok(store_read_list(s, f->a, copy_steps, 3, &found));
	store_close(s);
	same(found->arg[0], "thing");
	same(found->next->arg[0], "leaf.tree: 1");
	same(found->next->next->arg[0], "pair");
	assert_null(found->next->next->next);
}

/* ---- one view ------------------------------------------------------------------------ */

struct writing {
	struct copy_fix *f;
	struct store *s;
	atomic_bool stop;
	atomic_int done;
};

static struct err *act_both(struct cx *cx, void *arg)
{
	const struct engine *x = cx->db->engine;
	struct err *e = x->exec(cx->arena, cx->db,
				"insert into leaf (\"order\") values "
				"('both')");

	(void)arg;
	return e ? e
		 : x->exec(cx->arena, cx->db,
			   "insert into thing (name) values ('both')");
}

static void *write_on(void *arg)
{
	struct writing *w = arg;
	struct arena *a = arena_open(64 << 20);
	struct cx cx = { .arena = a, .store = w->s };

	while (!atomic_load(&w->stop)) {
		arena_reset(a);
		if (!db_tx(&cx, act_both, NULL))
			atomic_fetch_add(&w->done, 1);
	}
	arena_close(a);
	return NULL;
}

static int64_t rows_of(const struct copied *c, const char *table)
{
	for (ptrdiff_t i = 0; i < c->n; i++)
		if (str_eq(c->p[i].name, str_c(table)))
			return c->p[i].rows;
	fail_msg("%s isn't there", table);
	return -1;
}

/* Two tables that are always written together agree in every copy. */
static void view_is_one(struct copy_fix *f, struct store *s)
{
	struct writing w = { .f = f, .s = s };
	struct copied c = { 0 };
	int64_t more, last = -1;
	pthread_t thread;

	pthread_create(&thread, NULL, write_on, &w);
	for (int i = 0; i < 5; i++) {
		struct db_config to =
			file_at(f, str_fmt(f->a, "while-%d.db", i).p);

		ok(copy_fix_copy(f, s, &to, &c));
		unlink(to.path);
		more = rows_of(&c, "leaf");
		assert_int_equal(more + 1, rows_of(&c, "thing"));
		assert_true(more >= last);
		last = more;
	}
	atomic_store(&w.stop, true);
	pthread_join(thread, NULL);
	assert_true(atomic_load(&w.done) > 0);
}

static void written_to_meanwhile(void **state)
{
	struct copy_fix *f = *state;
	struct db_config to = copy_fix_server(f);
	struct copied c = { 0 };
	struct store *s;

	if (to.path) {
		ok(copy_fix_copy(f, f->s, &to, &c));
		s = copy_fix_reopen(f, &to);
		view_is_one(f, s);
		store_close(s);
	}
	view_is_one(f, f->s);
}

#define T(test)                                                                \
	cmocka_unit_test_setup_teardown(test, copy_fix_open, copy_fix_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(files_arrive),
		T(values_come_back),
		T(no_rows_and_older_schemas),
		T(ids_go_on),
		T(what_no_other_could_keep_is_named),
		T(what_a_file_could_not_keep_is_named),
		T(what_the_server_could_not_keep_is_named),
		T(a_row_that_leads_nowhere),
		T(only_an_empty_place_is_taken),
		T(a_full_disk_leaves_nothing),
		T(tables_of_others_are_left_alone),
		T(a_difference_is_found),
		T(killed_it_is_empty_or_whole),
		T(halves_of_the_dead_go),
		T(reading_finds_what_is_gone),
		T(written_to_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
