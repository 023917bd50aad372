/*
 * A store: one realm's file with its lock, its readers and its writer. The
 * lock keeps a second process from writing the same data; reading beside it
 * (backup) needs none.
 */
#include "db/db_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/statfs.h>
#include <unistd.h>

enum { STORE_MEMORY = 64 << 20, READERS_USUAL = 8 };

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

bool store_fs_remote(uint64_t type)
{
	static const uint32_t remote[] = {
		0x6969,	    /* NFS */
		0xff534d42, /* CIFS */
		0xfe534d42, /* SMB 2 */
		0x517b,	    /* SMB */
	};

	for (int i = 0; i < N_ELEMENTS(remote); i++)
		if ((uint32_t)type == remote[i])
			return true;
	return false;
}

/* A network's locks and syncs do not hold what the log needs. */
static struct err *place_check(struct store *s, struct arena *a, int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) == 0 && store_fs_remote((uint64_t)fs.f_type))
		return err_new(a, ERR_UNSUPPORTED,
			       N_("The data {0} lies on a network drive, where "
				  "it can be lost; please use a disk of this "
				  "machine."),
			       str_c(s->path));
	return NULL;
}

/* The pid inside is for people; what counts is the lock itself. */
static struct err *lock_take(struct store *s, struct arena *a)
{
	const char *path = str_fmt(s->mem, "%s-lock", s->path).p;
	struct str pid = str_fmt(a, "%ld\n", (long)getpid());
	int fd CLEANUP(fd_close) =
		open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct err *e;

	if (fd < 0)
		return db_err_file(a, path, errno);
	e = place_check(s, a, fd);
	if (e)
		return e;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK)
			return db_err_file(a, path, errno);
		return err_new(a, ERR_BUSY,
			       N_("The data {0} is already in use by another "
				  "process; stop that one first."),
			       str_c(s->path));
	}
	if (ftruncate(fd, 0) != 0 || write(fd, pid.p, (size_t)pid.n) != pid.n)
		return db_err_file(a, path, errno);
	s->lock_fd = fd;
	fd = -1;
	return NULL;
}

static void folder_sync(const char *path, struct arena *a)
{
	const char *slash = strrchr(path, '/');
	struct str name =
		slash ? (struct str){ path, slash - path + 1 } : STR(".");
	int fd CLEANUP(fd_close) =
		open(str_to_c(a, name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		(void)!fsync(fd);
}

/* Other people on the machine may not read it; the engine gives its side
 * files the same mode. */
static struct err *file_make(struct store *s, struct arena *a)
{
	int fd CLEANUP(fd_close) =
		open(s->path,
		     O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 && errno != EEXIST)
		return db_err_file(a, s->path, errno);
	if (fd >= 0)
		folder_sync(s->path, a);
	return NULL;
}

static struct err *version_check(struct store *s, struct arena *a,
				 struct db *db)
{
	int newest = migrations_newest(db_migrations, db_n_migrations);
	bool was = db->trusted;
	int have = 0;
	struct err *e;

	db->trusted = true;
	e = db_pragma_int(a, db, "pragma user_version", &have);
	db->trusted = was;
	if (e)
		return e;
	atomic_store(&s->version, have);
	if (newest > 0 && have > newest)
		return err_new(a, ERR_UNSUPPORTED,
			       N_("The data {0} was written by a newer version "
				  "of the program; please install that one."),
			       str_c(s->path));
	return NULL;
}

/* Walks the whole file once, so that damage stops the start, not the work. */
static struct err *quick_check(struct store *s, struct arena *a, struct db *db)
{
	struct err *found = NULL;
	struct err *e;
	bool was = db->trusted;

	db->trusted = true;
	e = db_findings(a, db, "pragma quick_check(1)", &found);
	db->trusted = was;
	if (!e && found)
		e = db_err_damaged(a, s->path,
				   found->n_args ? found->arg[0]
						 : found->detail);
	return e;
}

static struct err *reader_open(struct store *s, struct arena *a,
			       struct db **ret_db)
{
	struct arena_mark mark = arena_mark(s->mem);
	struct db *db = arena_new(s->mem, struct db, 1);
	struct err *e = db_conn_open(a, s->path, DB_READER, db);

	if (e) {
		db_conn_close(db);
		arena_rewind(s->mem, mark);
		return e;
	}
	db->store = s;
	s->reader[s->n_readers++] = db;
	*ret_db = db;
	return NULL;
}

static struct err *writer_open(struct store *s, struct arena *a, bool create)
{
	struct err *e = lock_take(s, a);

	if (!e && create)
		e = file_make(s, a);
	if (e)
		return e;
	s->writer = arena_new(s->mem, struct db, 1);
	s->writer->store = s;
	e = db_conn_open(a, s->path, DB_WRITER, s->writer);
	if (!e && s->sync_off) {
		s->writer->trusted = true;
		e = db_exec(a, s->writer, "pragma synchronous=off");
		s->writer->trusted = false;
	}
	return e;
}

static struct err *parts_open(struct store *s, struct arena *a, bool create)
{
	struct err *e = NULL;

	if (!s->read_only)
		e = writer_open(s, a, create);
	if (!e)
		e = reader_open(s, a, &s->idle);
	if (!e)
		e = version_check(s, a, s->idle);
	if (!e)
		e = quick_check(s, a, s->idle);
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

uint64_t store_generation(const struct store *s)
{
	return atomic_load(&s->generation);
}

uint64_t store_serial(const struct store *s)
{
	return s->serial;
}

struct err *store_open(struct arena *a, const struct db_config *c,
		       struct store **ret_store)
{
	struct arena *mem;
	struct store *s;
	struct err *e = db_engine_ready(a);

	if (e)
		return e;
	mem = arena_open(STORE_MEMORY);
	s = arena_new(mem, struct store, 1);
	s->mem = mem;
	s->path = str_to_c(mem, str_c(c->path));
	s->lock_fd = -1;
	s->serial = generation_next();
	atomic_store(&s->generation, s->serial);
	s->checkpoint_frames = CHECKPOINT_FRAMES;
	s->read_only = c->read_only;
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
	if (s->keeper_runs)
		writer_stop(s);
	for (int i = 0; i < s->n_readers; i++)
		db_conn_close(s->reader[i]);
	if (s->writer && s->writer->h && atomic_load(&s->broken))
		sqlite3_db_config(s->writer->h,
				  SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	db_conn_close(s->writer);
	fd_close(&s->lock_fd);
	pthread_cond_destroy(&s->rests);
	pthread_cond_destroy(&s->to_keep);
	pthread_mutex_destroy(&s->queue_lock);
	pthread_cond_destroy(&s->pool_free);
	pthread_mutex_destroy(&s->pool_lock);
	arena_close(s->mem);
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
	db->arena = a;
	return db;
}

void store_return(struct db *db)
{
	struct store *s = db->store;

	db_stmts_rest(db);
	db_read_end(db);
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
	*ret_want = migrations_newest(db_migrations, db_n_migrations);
	return NULL;
}
