/*
 * A store: one realm's data with its readers and its writer. Of the embedded
 * engine it is a file that one process writes (db_file.c); reading beside it
 * (backup) needs no lock.
 */
#include "db/db_priv.h"

#include "base/clock.h"

enum { STORE_MEMORY = 64 << 20, MARK_MEMORY = 64 << 10, READERS_USUAL = 8 };

static struct err *version_check(struct store *s, struct arena *a,
				 struct db *db)
{
	int newest = migrations_newest(s->steps, s->n_steps);
	int have = 0, unbearable = 0;
	struct err *e = s->engine->version(a, db, &have);

	if (e)
		return e;
	atomic_store(&s->version, have);
	if (newest <= 0 || have <= newest)
		return NULL;
	/* while processes are restarted one after the other, older ones go on
	 * with what newer ones have added */
	e = s->engine->unbearable(a, db, newest, &unbearable);
	if (e || unbearable)
		return e ? e
			 : err_new(a, ERR_UNSUPPORTED,
				   N_("The data {0} was written by a newer "
				      "version "
				      "of the program; please install that "
				      "one."),
				   db_address_shown(a, str_c(s->path)));
	return NULL;
}

static struct err *reader_open(struct store *s, struct arena *a,
			       struct db **ret_db)
{
	struct arena_mark mark = arena_mark(s->mem);
	struct db *db = arena_new(s->mem, struct db, 1);
	struct err *e;

	db->engine = s->engine;
	db->store = s;
	e = s->engine->open(a, s, DB_READER, db);
	if (e) {
		s->engine->close(db);
		arena_rewind(s->mem, mark);
		return e;
	}
	s->reader[s->n_readers++] = db;
	*ret_db = db;
	return NULL;
}

static struct err *writer_open(struct store *s, struct arena *a)
{
	s->writer = arena_new(s->mem, struct db, 1);
	s->writer->engine = s->engine;
	s->writer->store = s;
	return s->engine->open(a, s, DB_WRITER, s->writer);
}

static struct err *parts_open(struct store *s, struct arena *a, bool create)
{
	struct err *e = s->engine->begin(a, s, create);

	if (!e && !s->read_only)
		e = writer_open(s, a);
	if (!e)
		e = reader_open(s, a, &s->idle);
	if (!e)
		e = version_check(s, a, s->idle);
	if (!e && s->engine->look)
		e = s->engine->look(a, s, s->idle);
	if (!e && !s->read_only)
		e = writer_start(s, a);
	return e;
}

uint64_t generation_next(void)
{
	static atomic_uint_fast64_t last;

	return atomic_fetch_add(&last, 1) + 1;
}

const char *store_path(const struct store *s)
{
	return s->path;
}

const char *store_schema(const struct store *s)
{
	return s->schema;
}

bool store_was_looked(const struct store *s)
{
	return s->looked;
}

bool store_broken(const struct store *s)
{
	return atomic_load(&s->broken);
}

uint64_t store_serial(const struct store *s)
{
	return s->serial;
}

/* Where it is: a file, or a server's address with the schema behind "#". */
void store_place(struct store *s, const struct db_config *c)
{
	struct str path = str_c(c->path);
	struct str schema = str_c(c->schema ? c->schema : "roviec");
	ptrdiff_t at = path.n;

	s->engine = db_is_address(path) ? &engine_pg : &engine_lite;
	if (s->engine == &engine_pg) {
		while (at > 0 && path.p[at - 1] != '#')
			at--;
		if (at > 0) {
			schema = str_sub(path, at, path.n);
			path = str_sub(path, 0, at - 1);
		}
		s->schema = str_to_c(s->mem, schema);
	}
	s->path = str_to_c(s->mem, path);
	s->connections = c->connections;
}

struct err *store_lend(struct store *s, struct arena *a, struct str role)
{
	if (!s->engine->lend)
		return err_new(a, ERR_UNSUPPORTED,
			       N_("Only a database server has accounts: of a "
				  "file, its owner in the file system says who "
				  "may read and write it."));
	return s->engine->lend(a, s->writer, str_to_c(a, role));
}

struct err *db_retire(struct db *db, struct arena *a, struct str name)
{
	return db->engine->retire ? db->engine->retire(a, db, name) : NULL;
}

struct err *db_destroy(struct arena *a, const char *path)
{
	struct store s = { .mem = a, .lock_fd = -1 };

	store_place(&s, &(struct db_config){ .path = path });
	return s.engine->destroy(a, &s);
}

struct err *store_open(struct arena *a, const struct db_config *c,
		       struct store **ret_store)
{
	struct arena *mem;
	struct store *s;
	struct err *e;

	mem = arena_open(STORE_MEMORY);
	s = arena_new(mem, struct store, 1);
	s->mem = mem;
	store_place(s, c);
	s->steps = c->steps ? c->steps : db_migrations;
	s->n_steps = c->steps ? c->n_steps : db_n_migrations;
	s->lock_fd = -1;
	s->serial = generation_next();
	atomic_store(&s->generation, s->serial);
	s->checkpoint_frames = CHECKPOINT_FRAMES;
	s->read_only = c->read_only;
	if (c->mark)
		s->mark = *c->mark;
	s->sync_off = c->unsafe_sync_off;
	s->most_readers =
		MIN(c->readers > 0 ? c->readers : READERS_USUAL, READERS_MOST);
	pthread_mutex_init(&s->pool_lock, NULL);
	pthread_cond_init(&s->pool_free, NULL);
	pthread_mutex_init(&s->queue_lock, NULL);
	pthread_cond_init(&s->to_keep, NULL);
	pthread_cond_init(&s->rests, NULL);
	e = parts_open(s, a, c->create && !c->read_only);
	if (e) {
		store_close(s);
		return e;
	}
	*ret_store = s;
	return NULL;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	if (s->writer_runs)
		writer_stop(s);
	for (int i = 0; i < s->n_readers; i++)
		s->engine->close(s->reader[i]);
	if (s->writer)
		s->engine->close(s->writer);
	s->engine->end(s);
	pthread_cond_destroy(&s->rests);
	pthread_cond_destroy(&s->to_keep);
	pthread_mutex_destroy(&s->queue_lock);
	pthread_cond_destroy(&s->pool_free);
	pthread_mutex_destroy(&s->pool_lock);
	arena_close(s->mem);
}

void store_close_marked(struct store *s, struct db_mark *ret_mark)
{
	bool file = s->engine == &engine_lite;
	struct arena *a = arena_open(MARK_MEMORY);
	const char *path = str_to_c(a, str_c(s->path));

	*ret_mark = (struct db_mark){ 0 };
	store_close(s);
	if (file)
		file_mark(path, ret_mark);
	arena_close(a);
}

/* The reader that came back last goes out first: its cache is warm and the
 * others need not exist. One that cannot be opened is waited for. */
struct db *store_reader(struct store *s, struct arena *a)
{
	struct db *db = NULL;

	pthread_mutex_lock(&s->pool_lock);
	while (!db) {
		if (s->idle) {
			db = s->idle;
			s->idle = db->below;
		} else if (s->n_readers >= s->most_readers ||
			   reader_open(s, a, &db)) {
			pthread_cond_wait(&s->pool_free, &s->pool_lock);
		}
	}
	pthread_mutex_unlock(&s->pool_lock);
	db->below = NULL;
	db->waited = 0;
	db->arena = a;
	return db;
}

void store_return(struct db *db)
{
	struct store *s = db->store;

	db_stmts_rest(db);
	db_view(db, false);
	db->arena = NULL;
	pthread_mutex_lock(&s->pool_lock);
	db->below = s->idle;
	s->idle = db;
	pthread_cond_signal(&s->pool_free);
	pthread_mutex_unlock(&s->pool_lock);
}

struct err *store_version(struct store *s, struct arena *a, int *ret_have,
			  int *ret_want)
{
	(void)a;
	*ret_have = atomic_load(&s->version);
	*ret_want = migrations_newest(s->steps, s->n_steps);
	return NULL;
}
