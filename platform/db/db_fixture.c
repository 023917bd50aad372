/* Shared by the tests of platform/db. */
#include "db/db_fixture.h"

const struct migration fix_steps[2] = {
	{ .number = 1,
	  .name = "0001_thing",
	  .sql = "create table thing (id identity, name text not null, n "
		 "bigint,"
		 " on_day day, body blob, ratio real,"
		 " constraint thing_name_uq unique (name));\n" },
	{ .number = 2,
	  .name = "0002_part",
	  .sql = "create table part (id identity, thing_id bigint not null,"
		 " constraint part_thing_fk foreign key (thing_id)"
		 " references thing (id));\n"
		 "create index part_thing_ix on part (thing_id);\n" },
};

const char *const fix_names[5] = { "a", "b", "c", "d", "e" };

QUERY(put, "insert into thing (name, n, body) values (?1, ?2, zeroblob(?3))", 3,
      true);
QUERY(count, "select count(*), sum(n) from thing", 0, false);

struct store *fix_open(struct fix *f, bool create)
{
	struct db_config c = { .path = f->path, .create = create };
	struct store *s = NULL;

	ok(store_open(f->a, &c, &s));
	return s;
}

int fix_setup(void **state)
{
	struct arena *a = arena_open(256 << 20);
	struct fix *f = arena_new(a, struct fix, 1);

	f->a = a;
	f->folder = kit_folder(a);
	f->path = str_fmt(a, "%s/realm.db", f->folder).p;
	f->s = fix_open(f, true);
	f->cx = (struct cx){ .arena = a, .store = f->s, .now = 1000 };
	ok(store_migrate_list(f->s, a, 1000, fix_steps, 2));
	*state = f;
	return 0;
}

int fix_teardown(void **state)
{
	struct fix *f = *state;

	store_close(f->s);
	kit_folder_remove(f->folder);
	arena_close(f->a);
	return 0;
}

void fix_reopen(struct fix *f)
{
	store_close(f->s);
	f->s = NULL;
	f->s = fix_open(f, false);
	f->cx.store = f->s;
}

static struct err *put_one(struct db *db, const struct want *w)
{
	struct db_stmt *st;
	bool row;
	struct err *e = db_stmt_get(db, &put, 0, 0, &st);

	if (e)
		return e;
	db_bind_str(st, 1, str_c(w->name));
	db_bind_i64(st, 2, w->n);
	db_bind_i64(st, 3, w->body);
	e = db_step(st, &row);
	db_stmt_done(st);
	return e;
}

struct err *act_put(struct cx *cx, void *want)
{
	const struct want *w = want;
	struct err *e;

	assert_true(cx->in_tx);
	e = put_one(cx->db, w);
	if (!e && w->fail)
		e = err_new(cx->arena, ERR_INVALID, "asked to fail");
	return e;
}

void fix_count(struct db *db, int64_t *ret_n, int64_t *ret_sum)
{
	struct db_stmt *st;
	bool row = false;

	ok(db_stmt_get(db, &count, 0, 0, &st));
	ok(db_step(st, &row));
	assert_true(row);
	*ret_n = db_col_i64(st, 0);
	*ret_sum = db_col_i64(st, 1);
	ok(db_step(st, &row));
	assert_false(row);
	db_stmt_done(st);
}

int64_t fix_things(struct fix *f)
{
	struct db *db = store_reader(f->s, f->a);
	int64_t n, sum;

	fix_count(db, &n, &sum);
	store_return(db);
	return n;
}
