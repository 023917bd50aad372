/*
 * Schema steps: each is a numbered file, run once, in order, all new ones in
 * one transaction. The file's version is the number of its newest step.
 */
#include "db/db_priv.h"

#include "db/db_ddl.h"

struct migrating {
	const struct migration *list;
	int n;
	int version; /* after it */
};

int migrations_newest(const struct migration *list, int n)
{
	return n > 0 ? list[n - 1].number : 0;
}

static struct err *step_note(struct cx *cx, const struct migration *m)
{
	static const char sql[] =
		"insert into migration (number, name, at) values (?1, ?2, ?3)";
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(cx->db->h, sql, -1, &st, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_bind_int(st, 1, m->number);
		sqlite3_bind_text(st, 2, m->name, -1, SQLITE_STATIC);
		sqlite3_bind_int64(st, 3, cx->now);
		rc = sqlite3_step(st);
	}
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? NULL
				 : db_err(cx->arena, cx->db->h, rc, m->name);
}

static struct err *step_run(struct cx *cx, const struct migration *m)
{
	struct strs sql = { 0 };
	struct err *e =
		db_ddl_translate(cx->arena, DB_SQLITE, str_c(m->sql), &sql);

	for (ptrdiff_t i = 0; !e && i < sql.n; i++)
		e = db_exec(cx->arena, cx->db, str_to_c(cx->arena, sql.p[i]));
	return e ? e : step_note(cx, m);
}

static struct err *steps_run(struct cx *cx, struct migrating *job)
{
	static const char table[] =
		"create table if not exists migration ("
		"number integer primary key, name text not null,"
		"at integer not null) strict";
	struct err *e = db_exec(cx->arena, cx->db, table);
	struct err *found = NULL;
	int from = job->version;

	for (int i = 0; !e && i < job->n; i++) {
		if (job->list[i].number <= from)
			continue;
		e = step_run(cx, &job->list[i]);
		job->version = job->list[i].number;
	}
	if (!e)
		e = db_exec(cx->arena, cx->db,
			    str_fmt(cx->arena, "pragma user_version=%d",
				    job->version)
				    .p);
	if (!e)
		e = db_findings(cx->arena, cx->db, "pragma foreign_key_check",
				&found);
	return e ? e : found;
}

static struct err *migrate_act(struct cx *cx, void *arg)
{
	struct migrating *job = arg;
	struct err *e;

	job->version = atomic_load(&cx->db->store->version);
	cx->db->trusted = true;
	e = steps_run(cx, job);
	cx->db->trusted = false;
	return e;
}

struct err *store_migrate_list(struct store *s, struct arena *a, int64_t now,
			       const struct migration *list, int n)
{
	struct cx cx = {
		.arena = a,
		.store = s,
		.actor = { .id = ACTOR_SYSTEM },
		.now = now,
	};
	struct migrating job = { .list = list, .n = n };
	struct err *e;

	for (int i = 1; i < n; i++)
		assert(list[i - 1].number < list[i].number);
	if (migrations_newest(list, n) <= atomic_load(&s->version))
		return NULL;
	e = db_tx(&cx, migrate_act, &job);
	if (!e)
		atomic_store(&s->version, job.version);
	return e;
}

struct err *store_migrate(struct store *s, struct arena *a, int64_t now,
			  int *ret_from, int *ret_to)
{
	int from = atomic_load(&s->version);
	struct err *e =
		store_migrate_list(s, a, now, db_migrations, db_n_migrations);

	if (e)
		return e;
	if (ret_from)
		*ret_from = from;
	if (ret_to)
		*ret_to = atomic_load(&s->version);
	return NULL;
}
