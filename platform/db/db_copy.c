/*
 * Copying: the source in one view, the target in one transaction, then both
 * read anew and compared row by row.
 */
#include "db/db_copy_priv.h"
#include "db/db_pg_priv.h"

#include <sodium.h>

enum { ROW_MOST = 1 << 30, SQL_MOST = 16 << 10 };

struct copy_job {
	struct arena *a;
	struct store *from;
	struct db view; /* of the source */
	const struct migration *list;
	int n; /* the steps that the source has had */
	struct db_tables all;
	struct copy_side src, dst;
	struct copied out;
};

const struct copy_engine *copy_engine_of(const struct engine *e)
{
	return e == &engine_lite ? &copy_lite : &copy_pg;
}

static struct copy_side side_of(struct arena *a, struct db *db)
{
	return (struct copy_side){ .x = copy_engine_of(db->engine),
				   .a = a,
				   .db = db,
				   .row = buf_init(a, ROW_MOST) };
}

/* ---- writing -------------------------------------------------------------------- */

static struct err *rows_write(struct copy_side *src, struct copy_side *dst)
{
	struct err *e = src->x->read_begin(src), *end;
	struct str row;

	if (!e)
		e = dst->x->write_begin(dst);
	while (!e) {
		e = src->x->read_row(src, &row);
		if (e || !row.p)
			break;
		e = dst->x->write_row(dst, row);
	}
	src->x->read_end(src);
	end = dst->x->write_end(dst);
	return e ? e : end;
}

/* The rows that the steps of the schema put into new tables. */
static struct err *seeds_drop(struct copy_job *job, struct db *db)
{
	struct err *e = NULL;

	for (ptrdiff_t i = job->all.n - 1; !e && i >= 0; i--)
		e = db->engine->exec(job->a, db,
				     str_fmt(job->a, "delete from \"%.*s\"",
					     STR_ARG(job->all.p[i].name))
					     .p);
	return e;
}

static struct err *all_write(struct cx *cx, struct copy_job *job)
{
	struct copy_side *src = &job->src, *dst = &job->dst;
	struct err *e;

	*dst = side_of(job->a, cx->db);
	e = dst->x->place_check(job->a, cx->db);
	if (!e)
		e = migrations_run(cx, job->list, job->n);
	if (!e)
		e = seeds_drop(job, cx->db);
	for (ptrdiff_t i = 0; !e && i < job->all.n; i++) {
		src->t = dst->t = &job->all.p[i];
		e = rows_write(src, dst);
	}
	if (!e && dst->x->settle)
		e = dst->x->settle(dst, &job->all);
	return e;
}

/* ---- comparing ------------------------------------------------------------------- */

static struct err *differs(struct copy_side *src, struct str x, struct str y)
{
	bool first = x.p && (!y.p || row_key_cmp(src->t, x, y) <= 0);

	return err_new(src->a, ERR_DB,
		       N_("The copy differs from its source in the table {0}, "
			  "row {1}; nothing of it was kept."),
		       src->t->name, row_key(src->a, src->t, first ? x : y));
}

static struct err *rows_compare(struct copy_side *src, struct copy_side *dst,
				crypto_hash_sha256_state *sum,
				struct copied_table *ret_done)
{
	struct err *e = NULL;
	struct str x, y;

	for (;;) {
		e = src->x->read_row(src, &x);
		if (!e)
			e = dst->x->read_row(dst, &y);
		if (e || (!x.p && !y.p))
			return e;
		if (!x.p || !y.p || !str_eq(x, y))
			return differs(src, x, y);
		crypto_hash_sha256_update(sum, (const unsigned char *)x.p,
					  (unsigned long long)x.n);
		ret_done->rows++;
	}
}

static struct err *table_compare(struct copy_job *job, const struct db_table *t)
{
	struct copied_table done = { .name = t->name };
	char *hex = arena_new(job->a, char, 2 * crypto_hash_sha256_BYTES + 1);
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state sum;
	struct err *e;

	crypto_hash_sha256_init(&sum);
	job->src.t = job->dst.t = t;
	e = job->src.x->read_begin(&job->src);
	if (!e)
		e = job->dst.x->read_begin(&job->dst);
	if (!e)
		e = rows_compare(&job->src, &job->dst, &sum, &done);
	job->src.x->read_end(&job->src);
	job->dst.x->read_end(&job->dst);
	if (e)
		return e;
	crypto_hash_sha256_final(&sum, hash);
	sodium_bin2hex(hex, 2 * sizeof(hash) + 1, hash, sizeof(hash));
	done.sha256 = (struct str){ hex, 2 * sizeof(hash) };
	*vec_push(job->a, &job->out) = done;
	job->out.rows += done.rows;
	return NULL;
}

static struct err *all_compare(struct copy_job *job)
{
	struct err *e = NULL;

	job->out = (struct copied){ .version = job->out.version };
	for (ptrdiff_t i = 0; !e && i < job->all.n; i++)
		e = table_compare(job, &job->all.p[i]);
	return e;
}

/* ---- to a file -------------------------------------------------------------------- */

/* A file that nobody knows yet needs no log: it is kept whole or not at all. */
static const char no_log[] = "pragma journal_mode=memory;"
			     "pragma synchronous=off;pragma foreign_keys=off;"
			     "pragma cache_size=-32768";

static struct err *file_write(struct copy_job *job, const char *temp)
{
	struct db *db = arena_new(job->a, struct db, 1);
	struct cx cx = { .arena = job->a, .db = db, .in_tx = true };
	struct err *e = db_conn_open(job->a, temp, DB_WRITER, db);
	int rc = 0;

	db->trusted = true;
	if (!e)
		e = db_exec(job->a, db, no_log);
	if (!e)
		rc = db->engine->frame(db, FRAME_BEGIN);
	if (!e && !rc)
		e = all_write(&cx, job);
	if (!e && !rc)
		rc = db->engine->frame(db, FRAME_COMMIT);
	if (!e && rc)
		e = db_err(job->a, db->h, rc, temp);
	db_conn_close(db);
	return e;
}

static struct err *file_compare(struct copy_job *job, const char *temp)
{
	struct db *db = arena_new(job->a, struct db, 1);
	struct err *e = db_conn_open(job->a, temp, DB_KEEPER, db);

	job->dst = side_of(job->a, db);
	if (!e)
		e = all_compare(job);
	db_conn_close(db);
	return e;
}

/* signature: file_fill_fn */
static struct err *file_fill(struct arena *a UNUSED, const char *temp,
			     void *arg)
{
	struct err *e = file_write(arg, temp);

	return e ? e : file_compare(arg, temp);
}

/* ---- to a server ------------------------------------------------------------------ */

/* Written and compared before the commit: else nothing of it was ever there. */
static struct err *server_act(struct cx *cx, void *arg)
{
	struct err *e = pg_unhurried(cx->arena, cx->db);

	if (!e)
		e = all_write(cx, arg);
	return e ? e : all_compare(arg);
}

/* Before a frame is put there: the schema may be somebody else's. */
static struct err *server_look(struct copy_job *job, const struct db_config *to)
{
	struct store place = { .mem = job->a, .lock_fd = -1 };
	struct db *db = arena_new(job->a, struct db, 1);
	struct err *e;

	store_place(&place, to);
	e = pg_reach(job->a, &place);
	if (!e)
		e = engine_pg.open(job->a, &place, DB_KEEPER, db);
	if (!e)
		e = copy_pg.place_check(job->a, db);
	engine_pg.close(db);
	pg_end(&place);
	return e;
}

static struct err *server_fill(struct copy_job *job, const struct db_config *to)
{
	struct db_config c = *to;
	struct cx cx = { .arena = job->a, .actor = { .id = ACTOR_SYSTEM } };
	struct err *e;

	c.create = true;
	c.read_only = false;
	c.steps = job->list;
	c.n_steps = job->n;
	e = server_look(job, &c);
	if (!e)
		e = store_open(job->a, &c, &cx.store);
	if (e)
		return e;
	e = db_tx_large(&cx, server_act, job);
	store_close(cx.store);
	return e;
}

/* ---- the whole --------------------------------------------------------------------- */

static struct err *view_open(struct store *s, struct arena *a, struct db *db)
{
	struct err *e = s->engine->open(a, s, DB_KEEPER, db);

	return e ? e : copy_engine_of(s->engine)->snapshot(a, db);
}

static void view_close(struct db *db)
{
	struct err *e = NULL;

	if (db->engine == &engine_pg && db->pg && db->pg->on)
		e = pg_exec(db->arena, db, "rollback");
	(void)e; /* then it is lost, and nobody gets it again */
	if (db->engine)
		db->engine->close(db);
}

/* Which steps the viewed data has had, and so which tables. */
static struct err *view_tables(struct arena *a, struct db *db,
			       const struct migration *list, int n,
			       int *ret_steps, struct db_tables *ret_tables)
{
	int version = 0, steps = 0;
	struct err *e = db->engine->version(a, db, &version);

	while (steps < n && list[steps].number <= version)
		steps++;
	*ret_steps = steps;
	return e ? e : db_tables(a, list, steps, ret_tables);
}

struct err *store_copy_list(struct store *from, struct arena *a,
			    const struct db_config *to,
			    const struct migration *list, int n,
			    struct copied *ret_copied)
{
	struct copy_job *job = arena_new(a, struct copy_job, 1);
	struct err *e = view_open(from, a, &job->view);

	job->a = a;
	job->from = from;
	job->list = list;
	job->src = side_of(a, &job->view);
	if (!e)
		e = view_tables(a, &job->view, list, n, &job->n, &job->all);
	if (!e && !job->n)
		e = err_new(a, ERR_NOT_FOUND,
			    N_("There is nothing to copy: the source holds no "
			       "data."));
	if (!e && db_is_address(str_c(to->path)))
		e = server_fill(job, to);
	else if (!e)
		e = file_new(a, to->path, file_fill, job);
	view_close(&job->view);
	if (e)
		return e;
	job->out.version = migrations_newest(list, job->n);
	*ret_copied = job->out;
	return NULL;
}

struct err *store_copy(struct store *from, struct arena *a,
		       const struct db_config *to, struct copied *ret_copied)
{
	return store_copy_list(from, a, to, from->steps, from->n_steps,
			       ret_copied);
}

/* ---- only reading ------------------------------------------------------------------- */

static struct err *rows_read(struct copy_side *s)
{
	struct err *e = s->x->read_begin(s);
	struct str row = STR("");

	while (!e && row.p)
		e = s->x->read_row(s, &row);
	s->x->read_end(s);
	return e;
}

/* A fault ends the view; the next table is read in another one. */
static struct err *table_read(struct copy_side *s, struct err **ret_findings)
{
	struct err *e = rows_read(s);

	if (!e && s->x->orphans)
		e = s->x->orphans(s, ret_findings);
	if (!e)
		return NULL;
	err_add(ret_findings,
		err_detail(s->a,
			   err_new(s->a, ERR_DB,
				   N_("The table {0} can't be read."),
				   s->t->name),
			   "%s %.*s", e->msgid, STR_ARG(e->detail)));
	view_close(s->db);
	return view_open(s->db->store, s->a, s->db);
}

struct err *store_read_list(struct store *s, struct arena *a,
			    const struct migration *list, int n,
			    struct err **ret_findings)
{
	struct db *db = arena_new(a, struct db, 1);
	struct db_tables all = { 0 };
	struct err *e = view_open(s, a, db);
	struct copy_side side = side_of(a, db);
	int steps;

	*ret_findings = NULL;
	if (!e)
		e = view_tables(a, db, list, n, &steps, &all);
	for (ptrdiff_t i = 0; !e && i < all.n; i++) {
		side.t = &all.p[i];
		e = table_read(&side, ret_findings);
	}
	view_close(db);
	return e;
}

struct err *store_read_all(struct store *s, struct arena *a,
			   struct err **ret_findings)
{
	return store_read_list(s, a, s->steps, s->n_steps, ret_findings);
}

struct err *store_pages(struct store *s, struct arena *a, bool *ret_ours,
			bool *ret_summed)
{
	struct db *db = arena_new(a, struct db, 1);
	struct err *e;

	*ret_ours = s->engine == &engine_lite;
	*ret_summed = *ret_ours;
	if (*ret_ours)
		return NULL;
	e = s->engine->open(a, s, DB_KEEPER, db);
	if (!e)
		e = pg_pages_summed(a, db, ret_summed);
	s->engine->close(db);
	return e;
}
