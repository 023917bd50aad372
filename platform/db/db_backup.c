/*
 * Keeping: a backup is one ordinary file, written beside its place, checked
 * whole, and only then given its name. What a killed process has left half is
 * removed by the next one that makes a file in the same folder. The same checks look at any backup
 * and at the store that is in use.
 */
#include "db/db_copy_priv.h"
#include "db/db_stream.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

static void conn_closep(struct db **db)
{
	db_conn_close(*db);
}

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static struct err *findings_first(struct arena *a, const char *path,
				  const struct err *found)
{
	if (!found)
		return NULL;
	return db_err_damaged(a, path,
			      found->n_args ? found->arg[0] : found->detail);
}

/* A page that was never written is empty; every other one has its sum. */
static bool page_whole(const unsigned char *page, int64_t number)
{
	static const unsigned char empty[DB_PAGE];
	uint64_t sum, want = db_cksum(page, (uint64_t)number);

	memcpy(&sum, page + DB_PAGE - DB_RESERVE, sizeof(sum));
	return sum == want || !memcmp(page, empty, DB_PAGE);
}

/* Page by page, also those that nothing refers to. */
static struct err *pages_check(struct arena *a, struct db *db, const char *path)
{
	unsigned char page[DB_PAGE];
	sqlite3_file *f = NULL;
	sqlite3_int64 size = 0;
	int rc = sqlite3_file_control(db->h, "main", SQLITE_FCNTL_FILE_POINTER,
				      &f);

	if (rc == SQLITE_OK)
		rc = f->pMethods->xFileSize(f, &size);
	if (rc != SQLITE_OK)
		return db_err(a, db->h, rc, path);
	if (size % DB_PAGE != 0)
		return db_err_damaged(a, path, STR("size"));
	for (sqlite3_int64 at = 0; at < size; at += DB_PAGE) {
		rc = f->pMethods->xRead(f, page, DB_PAGE, at);
		if (rc == SQLITE_IOERR_DATA &&
		    !page_whole(page, at / DB_PAGE + 1))
			return db_err_damaged(a, path, STR("checksum"));
		if (rc != SQLITE_OK && rc != SQLITE_IOERR_DATA)
			return db_err(a, db->h, rc, path);
	}
	return NULL;
}

static struct err *content_check(struct arena *a, struct db *db,
				 const char *path)
{
	struct err *found = NULL;
	struct err *e =
		db_findings(a, db, "pragma integrity_check(10)", &found);

	if (!e && !found)
		e = db_findings(a, db, "pragma foreign_key_check", &found);
	return e ? e : findings_first(a, path, found);
}

/* A damaged page met while opening is damage, not an odd disk. */
static struct err *file_open(struct arena *a, const char *path, struct db *db)
{
	struct err *e = db_conn_open(a, path, DB_KEEPER, db);

	if (e && e->code == ERR_DB)
		return db_err_damaged(a, path, e->detail);
	return e;
}

struct err *db_file_check(struct arena *a, const char *path, int *ret_version)
{
	struct db *db CLEANUP(conn_closep) = arena_new(a, struct db, 1);
	int newest = migrations_newest(db_migrations, db_n_migrations);
	int version = 0;
	struct err *e = db_engine_ready(a);

	if (!e)
		e = file_open(a, path, db);
	if (!e)
		e = pages_check(a, db, path);
	if (!e)
		e = content_check(a, db, path);
	if (!e)
		e = db_pragma_int(a, db, "pragma user_version", &version);
	if (e)
		return e;
	if (newest > 0 && version > newest)
		return err_new(a, ERR_UNSUPPORTED,
			       N_("The data {0} was written by a newer version "
				  "of the program; please install that one."),
			       str_c(path));
	if (ret_version)
		*ret_version = version;
	return NULL;
}

static struct err *copy_write(struct store *s, struct arena *a, const char *to)
{
	struct db *db CLEANUP(conn_closep) = arena_new(a, struct db, 1);
	sqlite3_stmt *st = NULL;
	struct err *e = db_conn_open(a, s->path, DB_KEEPER, db);
	int rc;

	if (e)
		return e;
	rc = sqlite3_prepare_v2(db->h, "vacuum into ?1", -1, &st, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_bind_text(st, 1, to, -1, SQLITE_STATIC);
		rc = sqlite3_step(st);
	}
	if (rc != SQLITE_DONE)
		e = db_err(a, db->h, rc, "vacuum into");
	sqlite3_finalize(st);
	return e;
}

static struct err *path_sync(struct arena *a, const char *path, int flags)
{
	int fd CLEANUP(fd_close) = open(path, O_RDONLY | O_CLOEXEC | flags);

	if (fd < 0 || fsync(fd) != 0)
		return db_err_file(a, path, errno);
	return NULL;
}

/* Gives the finished copy its name unless somebody else took it. */
static struct err *copy_name(struct arena *a, const char *temp, const char *to,
			     const char *folder)
{
	if (renameat2(AT_FDCWD, temp, AT_FDCWD, to, RENAME_NOREPLACE) != 0)
		return db_err_file(a, to, errno);
	return path_sync(a, folder, O_DIRECTORY);
}

/* ---- halves ---------------------------------------------------------------------- */

/* The file itself, and what the engine may have left beside it. */
static void temp_drop(struct arena *a, const char *temp)
{
	static const char *const beside[] = { "", "-wal", "-shm", "-journal" };

	for (int i = 0; i < N_ELEMENTS(beside); i++)
		(void)unlink(str_fmt(a, "%s%s", temp, beside[i]).p);
}

/* Who makes a file holds its lock while it has no name. A network's locks
 * would shut out the engine's own ones. */
static bool half_lock(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && !store_fs_remote((uint64_t)fs.f_type) &&
	       flock(fd, LOCK_EX | LOCK_NB) == 0;
}

/* The process in ".NAME.part-PID", or 0 for another name. */
static int64_t half_maker(struct str name)
{
	const struct str part = STR(".part-");
	ptrdiff_t at = str_find(name, part, 0), next = at;
	int64_t pid;

	while (next >= 0) {
		at = next;
		next = str_find(name, part, at + 1);
	}
	if (at < 1 || name.p[0] != '.' ||
	    !str_to_i64(str_sub(name, at + part.n, name.n), &pid) || pid <= 0 ||
	    pid > INT32_MAX)
		return 0;
	return pid;
}

/* Where processes are numbered anew for each start (containers) the dead one's
 * number may be ours: then the lock alone tells. */
static bool maker_gone(int64_t pid)
{
	return pid == getpid() || (kill((pid_t)pid, 0) != 0 && errno == ESRCH);
}

/* A file of the engine, or one that has no first page yet; an encrypted one;
 * one of noise, which only its name tells. */
static bool half_ours(int fd, const char *path)
{
	static const char first[16] = "SQLite format 3", none[16];
	static const char sealed[] = "age-encryption.o";
	char head[16] = { 0 };
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       st.st_uid == geteuid() &&
	       pread(fd, head, sizeof(head), 0) >= 0 &&
	       (!memcmp(head, first, sizeof(head)) ||
		!memcmp(head, none, sizeof(head)) ||
		!memcmp(head, sealed, sizeof(head)) ||
		strstr(path, DB_VEIL_NAME));
}

static void half_remove(struct arena *a, const char *path)
{
	int fd CLEANUP(fd_close) =
		open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd >= 0 && half_ours(fd, path) && half_lock(fd))
		temp_drop(a, path);
}

static void dir_closep(DIR **d)
{
	if (*d)
		closedir(*d);
}

void db_halves_remove(struct arena *a, const char *folder)
{
	DIR *d CLEANUP(dir_closep) = opendir(folder);
	struct dirent *x;

	while (d && (x = readdir(d))) {
		int64_t pid = half_maker(str_c(x->d_name));

		if (pid && maker_gone(pid))
			half_remove(a, str_fmt(a, "%s%s", folder, x->d_name).p);
	}
}

/* ---- a new file -------------------------------------------------------------------- */

static struct err *copy_make(struct arena *a, const char *temp,
			     file_fill_fn *fill, void *arg)
{
	int fd CLEANUP(fd_close) =
		open(temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		     0600);
	struct err *e;

	if (fd < 0)
		return db_err_file(a, temp, errno);
	(void)half_lock(fd);
	e = fill(a, temp, arg);
	if (!e)
		e = path_sync(a, temp, 0);
	if (!e)
		e = db_file_check(a, temp, NULL);
	return e;
}

/* The length of a path's folder with its slash; 0 when it has none. */
static ptrdiff_t folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash - path + 1 : 0;
}

struct err *file_new(struct arena *a, const char *to, file_fill_fn *fill,
		     void *arg)
{
	struct str name = str_c(to);
	ptrdiff_t n = folder_len(to);
	const char *folder = n ? str_to_c(a, str_sub(name, 0, n)) : "./";
	const char *temp =
		str_fmt(a, "%s.%.*s.part-%ld", folder,
			STR_ARG(str_sub(name, n, name.n)), (long)getpid())
			.p;
	struct err *e;

	if (access(to, F_OK) == 0)
		return err_new(a, ERR_CONFLICT,
			       N_("The file {0} exists already; please give "
				  "another name."),
			       name);
	db_halves_remove(a, folder);
	e = copy_make(a, temp, fill, arg);
	if (!e)
		e = copy_name(a, temp, to, folder);
	if (e)
		temp_drop(a, temp);
	return e;
}

/* signature: file_fill_fn */
static struct err *backup_fill(struct arena *a, const char *temp, void *arg)
{
	return copy_write(arg, a, temp);
}

struct err *store_backup(struct store *s, struct arena *a, const char *to)
{
	struct copied copied;

	if (!s->schema)
		return file_new(a, to, backup_fill, s);
	return store_copy(s, a, &(struct db_config){ .path = to }, &copied);
}

struct err *store_check(struct store *s, struct arena *a,
			struct err **ret_findings)
{
	struct db *db CLEANUP(conn_closep) = arena_new(a, struct db, 1);
	struct err *found = NULL;
	struct err *e;

	*ret_findings = NULL;
	if (s->schema) /* a server checks its pages itself */
		return store_read_all(s, a, ret_findings);
	e = db_conn_open(a, s->path, DB_KEEPER, db);
	if (!e)
		e = db_findings(a, db, "pragma integrity_check", &found);
	if (!e)
		e = db_findings(a, db, "pragma foreign_key_check", &found);
	if (!e)
		*ret_findings = found;
	return e;
}

static struct err *log_empty(struct arena *a, struct db *db)
{
	int rc = sqlite3_wal_checkpoint_v2(
		db->h, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (rc == SQLITE_OK)
		return NULL;
	return (rc & 0xff) == SQLITE_BUSY
		       ? err_new(a, ERR_BUSY,
				 N_("The database is being read: please try "
				    "again in a moment."))
		       : db_err(a, db->h, rc, "wal_checkpoint");
}

struct err *store_scrub(struct cx *cx)
{
	struct arena *a = cx->arena;
	struct store *s = cx->store;
	struct db *db CLEANUP(conn_closep) = arena_new(a, struct db, 1);
	struct err *e;

	assert(!cx->in_tx);
	if (s->schema) /* of a server */
		return NULL;
	if (cx->db) {
		db_stmts_rest(cx->db);
		db_read_end(cx->db);
	}
	e = db_conn_open(a, s->path, DB_WRITER, db);
	if (e)
		return e;
	db->trusted = true;
	e = db_exec(a, db, "vacuum");
	return e ? e : log_empty(a, db);
}
