/* Shared by the tests of PostgreSQL. */
#include "db/db_pg_fixture.h"

#include <stdlib.h>
#include <unistd.h>

const struct migration fix_steps[2] = {
	{ .number = 1,
	  .name = "0001_thing",
	  .sql = "create table thing (id identity, name text not null, n "
		 "bigint,"
		 " on_day day, body blob, ratio real, done bool,"
		 " constraint thing_name_uq unique (name));\n"
		 "create index session_user on thing (n);\n" },
	{ .number = 2,
	  .name = "0002_more",
	  .sql = "alter table thing add column note text;\n" },
};
const char *const fix_names[6] = { "a", "b", "c", "d", "e", "f" };

QUERY(put,
      "insert into thing (name, n, on_day, body, ratio, done) "
      "values (?1, ?2, ?3, ?4, ?5, ?6)",
      6, "tidbri", .writes = true, .last_id = true);
QUERY(many, "select id from thing order by id", 0, "");

const char *server(void)
{
	static char address[1000];
	const char *given = getenv("ROVIEC_PG");

	if (given) /* our connections have a name of their own */
		snprintf(address, sizeof(address), "%s&application_name=t%ld",
			 given, (long)getpid());
	return given ? address : NULL;
}

struct err *open_as(struct arena *a, const char *path, const char *schema,
		    bool create, struct store **ret)
{
	return store_open(a,
			  &(struct db_config){ .path = path,
					       .schema = schema,
					       .create = create,
					       .readers = 4 },
			  ret);
}

struct store *fix_fresh(struct arena *a, const char *path)
{
	static int n;
	struct store *s;

	ok(open_as(a, path, str_fmt(a, "pg\"%ld_%d", (long)getpid(), ++n).p,
		   true, &s));
	ok(store_migrate_list(s, a, 7, fix_steps, 2));
	return s;
}

int setup(void **state)
{
	struct arena *a = arena_open(64 << 20);
	struct fix *f = arena_new(a, struct fix, 1);
	*state = f;
	f->a = a;
	if (!server())
		return 0;
	f->s = fix_fresh(a, server());
	f->cx = (struct cx){ .arena = a, .store = f->s, .now = 1000 };
	return 0;
}

int teardown(void **state)
{
	struct fix *f = *state;

	store_close(f->s);
	arena_close(f->a);
	return 0;
}

struct err *act_put(struct cx *cx, void *arg)
{
	struct thing *t = arg;
	struct db_stmt *st;
	bool more;
	struct err *e = db_stmt_get(cx->db, &put, 0, 0, &st);

	if (e)
		return e;
	db_bind_str(st, 1, str_c(t->name));
	db_bind_i64(st, 2, t->n);
	db_bind_day(st, 3, t->on);
	db_bind_blob(st, 4, t->body);
	db_bind_f64(st, 5, t->ratio);
	db_bind_i64(st, 6, 1);
	e = db_step(st, &more);
	if (!e)
		t->id = db_last_id(cx->db);
	db_stmt_done(st);
	if (!e && t->fail)
		e = err_new(cx->arena, ERR_INVALID, "asked to fail");
	return e;
}

struct err *count_things(struct store *s, struct arena *a, int64_t *ret_n)
{
	struct db *db = store_reader(s, a);
	struct db_stmt *st = NULL;
	bool more = false;
	struct err *e = db_stmt_get(db, &many, 0, 0, &st);

	*ret_n = 0;
	if (!e)
		e = db_step(st, &more);
	while (!e && more) {
		++*ret_n;
		e = db_step(st, &more);
	}
	db_stmt_done(st);
	store_return(db);
	return e;
}

int64_t things(struct fix *f)
{
	int64_t n;

	ok(count_things(f->s, f->a, &n));
	return n;
}

/* Ends every connection of ours, from outside; their number. */
int kill_all(void)
{
	PGconn *c = PQconnectdb(server());
	PGresult *res =
		PQexec(c, "select count(pg_terminate_backend(pid)) from "
			  "pg_stat_activity where pid <> pg_backend_pid() "
			  "and application_name = "
			  "current_setting('application_name')");
	int64_t n = 0;

	assert_true(str_to_i64(str_c(PQgetvalue(res, 0, 0)), &n));
	PQclear(res);
	PQfinish(c);
	return (int)n;
}
