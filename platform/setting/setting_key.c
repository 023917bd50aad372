/*
 * The file of a realm's keys. It is only ever added to, or overwritten in
 * place within one sector, so that it is whole at any moment and stays the
 * same file for processes whose walls know it by its number.
 */
#include "setting/setting_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/db.h"

enum {
	NAME_BYTES = SETTING_KEY_NAME / 2,
	HEX = 2 * SETTING_KEY_BYTES,
	TEXT_MOST = SETTING_KEYS_MOST * (HEX + 2),
};

/* ---- where it is ------------------------------------------------------------ */

/* Of a server's data there is no folder to stand beside. */
static struct str place_of_schema(struct arena *a, const char *schema)
{
	static const char *const named[] = { "ROVIEC_KEYS", "STATE_DIRECTORY",
					     "HOME" };
	const char *folder = NULL;

	for (int i = 0; i < N_ELEMENTS(named) && !folder; i++)
		folder = getenv(named[i]);
	return str_fmt(a, "%s/%s.key", folder ? folder : ".", schema);
}

static struct str place_of_file(struct arena *a, struct str file)
{
	struct str folder = STR(".");
	ptrdiff_t slash = file.n;
	char *whole;

	while (slash > 0 && file.p[slash - 1] != '/')
		slash--;
	if (slash > 1)
		folder = str_sub(file, 0, slash - 1);
	whole = realpath(str_to_c(a, folder), NULL);
	if (whole)
		folder = str_dup(a, str_c(whole));
	free(whole);
	return str_cat(a, folder, STR(".key"));
}

/* What systemd puts there is named as the file would be. */
static struct str credential(struct arena *a, struct str path)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	ptrdiff_t slash = path.n;
	struct str there;

	while (slash > 0 && path.p[slash - 1] != '/')
		slash--;
	if (!folder)
		return STR_NULL;
	there = str_fmt(a, "%s/%.*s", folder,
			STR_ARG(str_sub(path, slash, path.n)));
	return access(str_to_c(a, there), F_OK) == 0 ? there : STR_NULL;
}

struct str setting_key_beside(struct arena *a, struct str file,
			      const char *schema)
{
	return schema ? place_of_schema(a, schema) : place_of_file(a, file);
}

struct str setting_key_place(struct arena *a, struct str file,
			     const char *schema)
{
	const char *named = getenv("ROVIEC_KEY_FILE");
	struct str path, given;

	if (named && *named)
		return str_c(named);
	path = setting_key_beside(a, file, schema);
	given = credential(a, path);
	return given.p ? given : path;
}

struct str setting_key_path(const struct cx *cx)
{
	return setting_key_place(cx->arena, str_c(store_path(cx->store)),
				 store_schema(cx->store));
}

static bool is_credential(struct str path)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	return folder && *folder && str_starts(path, str_c(folder));
}

/* ---- reading it -------------------------------------------------------------- */

static void fd_end(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static struct err *unreadable(struct arena *a, struct str path, int why)
{
	return err_detail(a,
			  err_new(a, why == ENOENT ? ERR_NOT_FOUND : ERR_DENIED,
				  N_("The key file \"{0}\" can't be read."),
				  path),
			  "%s", strerror(why));
}

/* Ours alone, or it is no secret. What systemd gives is its own, and may name
 * us as one of a group. */
static struct err *owner_check(struct arena *a, struct str path, int fd)
{
	bool given = is_credential(path);
	struct stat st;

	if (fstat(fd, &st))
		return unreadable(a, path, errno);
	if (S_ISREG(st.st_mode) &&
	    (st.st_uid == geteuid() || (given && !st.st_uid)) &&
	    !(st.st_mode & (given ? 037 : 077)))
		return NULL;
	return err_new(a, ERR_DENIED,
		       N_("Others can read the key file \"{0}\", or it belongs "
			  "to another user: `chmod 600` it and give it to the "
			  "user of the service."),
		       path);
}

static struct err *text_read(struct arena *a, struct str path,
			     char text[TEXT_MOST], struct str *ret_text)
{
	int fd CLEANUP(fd_end) =
		open(str_to_c(a, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;
	struct err *err;

	if (fd < 0)
		return unreadable(a, path, errno);
	err = owner_check(a, path, fd);
	if (err)
		return err;
	n = read(fd, text, TEXT_MOST);
	if (n <= 0) /* empty: to be filled */
		return unreadable(a, path, n < 0 ? errno : ENOENT);
	*ret_text = (struct str){ text, n };
	return NULL;
}

static void forget(struct str text)
{
	if (text.p)
		sodium_memzero((char *)(uintptr_t)text.p, (size_t)text.n);
}

static void key_of(struct arena *a, const unsigned char *bytes,
		   struct setting_key *ret_key)
{
	unsigned char name[crypto_generichash_BYTES_MIN];
	char hex[SETTING_KEY_NAME + 1];

	/* the file's key makes others one day; this one is for settings */
	crypto_kdf_derive_from_key(ret_key->bytes, SETTING_KEY_BYTES, 1,
				   "setting_", bytes);
	crypto_generichash(name, sizeof(name), ret_key->bytes,
			   SETTING_KEY_BYTES, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), name, NAME_BYTES);
	ret_key->name = str_dup(a, str_c(hex));
}

/* False for what is no key: a line of zeros that was one, a line that a
 * process was killed over, an empty one. */
static bool line_key(struct arena *a, struct str line,
		     struct setting_key *ret_key)
{
	unsigned char bytes[SETTING_KEY_BYTES];
	size_t got = 0;
	bool good = line.n == HEX &&
		    !sodium_hex2bin(bytes, sizeof(bytes), line.p, HEX, NULL,
				    &got, NULL) &&
		    got == sizeof(bytes) &&
		    !sodium_is_zero(bytes, sizeof(bytes));

	if (good)
		key_of(a, bytes, ret_key);
	sodium_memzero(bytes, sizeof(bytes));
	return good;
}

static bool text_keys(struct arena *a, struct str text,
		      struct setting_key *ret_key)
{
	const struct setting_key *newest = NULL;

	while (text.p) {
		struct str line = str_trim(str_cut(&text, '\n'));
		struct setting_key key = { .older = newest }, *kept;

		if (!line_key(a, line, &key))
			continue;
		kept = arena_new(a, struct setting_key, 1);
		*kept = key;
		newest = kept;
		sodium_memzero(&key, sizeof(key));
	}
	if (newest)
		*ret_key = *newest;
	return newest != NULL;
}

static struct str held;

void setting_key_hold(struct str text)
{
	held = text;
}

struct err *setting_key_read(const struct cx *cx, struct setting_key *ret_key)
{
	struct str path = setting_key_path(cx), text;
	char room[TEXT_MOST];
	struct err *err = NULL;

	if (held.p) {
		text = held;
	} else {
		err = text_read(cx->arena, path, room, &text);
		if (err)
			return err;
	}
	if (!text_keys(cx->arena, text, ret_key))
		err = err_new(cx->arena, ERR_DENIED,
			      N_("The key file \"{0}\" holds no key."), path);
	if (!held.p)
		forget(text);
	return err;
}

const struct setting_key *setting_key_named(const struct setting_key *key,
					    struct str name)
{
	while (key && !str_eq(key->name, name))
		key = key->older;
	return key;
}

void setting_key_for(const struct setting_key *key, const char use[8],
		     unsigned char ret_bytes[SETTING_KEY_BYTES])
{
	crypto_kdf_derive_from_key(ret_bytes, SETTING_KEY_BYTES, 2, use,
				   key->bytes);
}

/* ---- writing it --------------------------------------------------------------- */

static struct err *unwritable(struct arena *a, struct str path, int why)
{
	return err_detail(
		a,
		err_new(a, ERR_IO,
			N_("The key file \"{0}\" can't be written. Make it "
			   "for the user of the service: `install -m 600 -o "
			   "USER /dev/null {0}`."),
			path),
		"%s", strerror(why));
}

/* A file for the user alone may be his to read only. */
static int open_to_write(struct arena *a, struct str path, int more)
{
	const char *name = str_to_c(a, path);
	int fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | more, 0600);
	struct stat st;

	if (fd < 0 && errno == EACCES && !lstat(name, &st) &&
	    S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    !chmod(name, 0600)) {
		fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		if (fd >= 0)
			fchmod(fd, st.st_mode & 0777);
	}
	return fd;
}

/* A fresh key behind what is there, in one write that waits for the disk. */
static struct err *key_append(struct arena *a, struct str path, int fd)
{
	unsigned char bytes[SETTING_KEY_BYTES];
	char line[1 + HEX + 1] = "\n";
	off_t end = lseek(fd, 0, SEEK_END);
	int from = end > 0 ? 0 : 1; /* a first line needs no break before it */
	ssize_t n;

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(line + 1, HEX + 1, bytes, sizeof(bytes));
	n = end < 0 ? -1 : write(fd, line + from, (size_t)(1 + HEX - from));
	sodium_memzero(bytes, sizeof(bytes));
	sodium_memzero(line, sizeof(line));
	return n == 1 + HEX - from && !fsync(fd) ? NULL
						 : unwritable(a, path, errno);
}

/* A new file's name must be on the disk before anything is sealed. */
static void folder_sync(struct arena *a, struct str path)
{
	ptrdiff_t n = path.n;
	int fd CLEANUP(fd_end) = -1;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	fd = open(n ? str_to_c(a, str_sub(path, 0, n)) : ".",
		  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		(void)!fsync(fd);
}

struct err *setting_key_ready(const struct cx *cx, struct setting_key *ret_key)
{
	struct str path = setting_key_path(cx);
	struct err *err = setting_key_read(cx, ret_key);
	int fd CLEANUP(fd_end) = -1;

	if (!err || err->code != ERR_NOT_FOUND)
		return err;
	fd = open_to_write(cx->arena, path, O_CREAT);
	if (fd < 0)
		return unwritable(cx->arena, path, errno);
	err = owner_check(cx->arena, path, fd);
	if (!err)
		err = key_append(cx->arena, path, fd);
	if (!err)
		folder_sync(cx->arena, path);
	return err ? err : setting_key_read(cx, ret_key);
}

static struct err *not_ours(struct arena *a, struct str path)
{
	return err_new(a, ERR_UNSUPPORTED,
		       N_("The key file \"{0}\" is given by the system: change "
			  "it where it comes from; a new key is a further line "
			  "of 64 hex digits at its end."),
		       path);
}

struct err *setting_key_add(const struct cx *cx)
{
	struct str path = setting_key_path(cx);
	int fd CLEANUP(fd_end) = -1;
	struct err *err;
	off_t end;

	if (is_credential(path))
		return not_ours(cx->arena, path);
	fd = open_to_write(cx->arena, path, 0);
	if (fd < 0)
		return unwritable(cx->arena, path, errno);
	err = owner_check(cx->arena, path, fd);
	end = lseek(fd, 0, SEEK_END);
	if (!err && end + 1 + HEX > TEXT_MOST)
		err = err_new(
			cx->arena, ERR_LIMIT,
			N_("The key file \"{0}\" has room for no more "
			   "keys: while nothing runs, leave only its last "
			   "line."),
			path);
	return err ? err : key_append(cx->arena, path, fd);
}

/* Where the key of a line stands; the newest is left out by the caller. */
static bool line_retire(int fd, off_t at)
{
	char none[HEX];

	memset(none, '0', HEX);
	return pwrite(fd, none, HEX, at) == HEX;
}

static bool lines_retire(const struct cx *cx, int fd, struct str text,
			 int *ret_n)
{
	struct str rest = text;
	off_t last = -1;
	int n = 0;
	bool good = true;

	while (rest.p && good) {
		struct str line = str_trim(str_cut(&rest, '\n'));
		struct setting_key key;

		if (!line_key(cx->arena, line, &key))
			continue;
		sodium_memzero(&key, sizeof(key));
		if (last >= 0) {
			good = line_retire(fd, last);
			n++;
		}
		last = line.p - text.p;
	}
	*ret_n = n;
	return good && !fsync(fd);
}

struct err *setting_key_retire(const struct cx *cx, int *ret_n)
{
	struct str path = setting_key_path(cx), text;
	int fd CLEANUP(fd_end) = -1;
	char room[TEXT_MOST];
	struct err *err = NULL;

	if (is_credential(path))
		return not_ours(cx->arena, path);
	err = text_read(cx->arena, path, room, &text);
	if (err)
		return err;
	fd = open_to_write(cx->arena, path, 0);
	if (fd < 0 || !lines_retire(cx, fd, text, ret_n))
		err = unwritable(cx->arena, path, errno);
	forget(text);
	return err;
}

struct err *setting_key_text(struct arena *a, struct str path,
			     struct str *ret_text)
{
	struct err *err =
		text_read(a, path, arena_bytes(a, TEXT_MOST), ret_text);

	if (!err || err->code != ERR_NOT_FOUND)
		return err;
	*ret_text = STR_NULL;
	return NULL;
}

struct err *setting_key_put(struct arena *a, struct str path, struct str text)
{
	struct str is;
	int fd CLEANUP(fd_end) = -1;
	char room[TEXT_MOST];
	struct err *err = text_read(a, path, room, &is);

	if (!err && str_eq(is, text)) {
		forget(is);
		return NULL;
	}
	if (!err)
		return err_new(a, ERR_CONFLICT,
			       N_("Another key is in \"{0}\" already: move it "
				  "away, since it is another realm's or "
				  "another time's. Nothing was written."),
			       path);
	if (err->code != ERR_NOT_FOUND)
		return err;
	fd = open(str_to_c(a, path),
		  O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0400);
	if (fd < 0 || fchmod(fd, 0400) ||
	    write(fd, text.p, (size_t)text.n) != text.n || fsync(fd))
		return unwritable(a, path, errno);
	folder_sync(a, path);
	return owner_check(a, path, fd);
}
