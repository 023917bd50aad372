/*
 * The file of a store of the embedded engine: its place, its lock, a look at
 * it before it is used. The lock keeps a second process from writing the same
 * data.
 */
#include "db/db_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

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

/* Who holds it has written its number. */
static struct err *held_err(struct store *s, struct arena *a, int fd)
{
	char text[24];
	ssize_t n = pread(fd, text, sizeof(text), 0);
	struct str pid = str_trim((struct str){ text, MAX(n, 0) });

	return err_new(a, ERR_BUSY,
		       N_("The data {0} is already in use by another process "
			  "({1}); stop that one first."),
		       str_c(s->path), pid.n ? str_dup(a, pid) : STR("?"));
}

/* The pid inside is for people; what counts is the lock itself. */
static struct err *lock_take(struct store *s, struct arena *a, const char *path)
{
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
		return held_err(s, a, fd);
	}
	if (ftruncate(fd, 0) != 0 || write(fd, pid.p, (size_t)pid.n) != pid.n)
		return db_err_file(a, path, errno);
	s->lock_fd = fd;
	fd = -1;
	return NULL;
}

static struct err *file_lock(struct store *s, struct arena *a)
{
	return lock_take(s, a, str_fmt(s->mem, "%s-lock", s->path).p);
}

struct err *db_folder_hold(struct arena *a, const char *folder, int *ret_fd)
{
	struct store s = { .mem = a, .path = folder, .lock_fd = -1 };
	struct err *e = lock_take(&s, a, str_fmt(a, "%s/serve-lock", folder).p);

	*ret_fd = s.lock_fd;
	return e;
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

struct err *file_take(struct arena *a, struct store *s, bool create)
{
	struct err *e = db_engine_ready(a);

	if (!e && !s->read_only)
		e = file_lock(s, a);
	if (!e && create)
		e = file_make(s, a);
	return e;
}

/* The file goes first: without it the rest is nobody's. */
struct err *file_destroy(struct arena *a, struct store *s)
{
	static const char *const behind[] = { "", "-wal", "-shm", "-lock" };
	struct err *e = access(s->path, F_OK) == 0 ? file_lock(s, a) : NULL;

	for (int i = 0; !e && i < N_ELEMENTS(behind); i++) {
		const char *path = str_fmt(a, "%s%s", s->path, behind[i]).p;

		if (unlink(path) != 0 && errno != ENOENT)
			e = db_err_file(a, path, errno);
		else if (!i)
			folder_sync(s->path, a);
	}
	fd_close(&s->lock_fd);
	return e;
}

void file_leave(struct store *s)
{
	fd_close(&s->lock_fd);
}

/* The time of its last change is the system's: nobody can set it back. */
void file_mark(const char *path, struct db_mark *ret_mark)
{
	struct stat st;

	*ret_mark = (struct db_mark){ 0 };
	if (stat(path, &st) == 0)
		*ret_mark = (struct db_mark){
			.device = st.st_dev,
			.number = st.st_ino,
			.size = st.st_size,
			.changed_ns = (int64_t)st.st_ctim.tv_sec * 1000000000 +
				      st.st_ctim.tv_nsec
		};
}

/* As this process left it, and nobody has begun a log since. */
static bool is_known(struct arena *a, const struct store *s)
{
	const char *log = str_fmt(a, "%s-wal", s->path).p;
	struct db_mark now;
	struct stat st;

	file_mark(s->path, &now);
	return s->mark.size && now.device == s->mark.device &&
	       now.number == s->mark.number && now.size == s->mark.size &&
	       now.changed_ns == s->mark.changed_ns &&
	       (stat(log, &st) != 0 || st.st_size == 0);
}

/* Walks the whole file once, so that damage stops the start, not the work. A
 * process with many realms opens each again and again; what it left itself it
 * needn't walk, for a page is checked whenever it is read. */
struct err *file_look(struct arena *a, struct store *s, struct db *db)
{
	struct err *found = NULL;
	struct err *e;
	bool was = db->trusted;

	if (is_known(a, s))
		return NULL;
	s->looked = true;
	db->trusted = true;
	e = db_findings(a, db, "pragma quick_check(1)", &found);
	db->trusted = was;
	if (!e && found)
		e = db_err_damaged(a, s->path,
				   found->n_args ? found->arg[0]
						 : found->detail);
	return e;
}
