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

static struct err *step_run(struct cx *cx, const struct migration *m)
{
	const struct engine *x = cx->db->engine;
	struct migration noted = *m;
	struct strs sql = { 0 };
	struct err *e =
		db_ddl_translate(cx->arena, x->dialect, str_c(m->sql), &sql);

	for (ptrdiff_t i = 0; !e && i < sql.n; i++)
		e = x->exec(cx->arena, cx->db, str_to_c(cx->arena, sql.p[i]));
	if (m->bearable) /* older programs read it in the name */
		noted.name = str_fmt(cx->arena, "%s+", m->name).p;
	return e ? e : x->migration_note(cx, &noted);
}

static struct err *steps_run(struct cx *cx, struct migrating *job)
{
	const struct engine *x = cx->db->engine;
	struct err *e = x->migration_table
				? x->exec(cx->arena, cx->db, x->migration_table)
				: NULL;
	struct err *found = NULL;
	int from = job->version;

	for (int i = 0; !e && i < job->n; i++) {
		if (job->list[i].number <= from)
			continue;
		e = step_run(cx, &job->list[i]);
		job->version = job->list[i].number;
	}
	if (!e)
		e = x->set_version(cx->arena, cx->db, job->version);
	if (!e && x->keys_check)
		e = x->keys_check(cx->arena, cx->db, &found);
	return e ? e : found;
}

struct err *migrations_run(struct cx *cx, const struct migration *list, int n)
{
	struct migrating job = { .list = list, .n = n };
	bool was = cx->db->trusted;
	struct err *e;

	cx->db->trusted = true;
	e = steps_run(cx, &job);
	cx->db->trusted = was;
	return e;
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
	struct err *e = store_migrate_list(s, a, now, s->steps, s->n_steps);

	if (e)
		return e;
	if (ret_from)
		*ret_from = from;
	if (ret_to)
		*ret_to = atomic_load(&s->version);
	return NULL;
}
