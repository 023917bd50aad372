/*
 * A list of leaked passwords that the operator brings along: lines "HASH:COUNT"
 * or "HASH", sorted, the hashes SHA-1 or SHA-256 in hex, whole or cut to one
 * length. Nothing is loaded: a look-up reads some thirty places of the file, and
 * no hash leaves the machine.
 */
#include "auth/auth.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	HEX_LEAST = 16, /* shorter ones would hit by chance */
	SHA1_HEX = 40,
	SHA256_HEX = 64,
	LINE_MOST = 128,
};

/* Set once at the start, before threads. */
static struct {
	int fd;
	off_t size;
	ptrdiff_t n_hex;
} list = { .fd = -1 };

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* The hash that begins the line which begins at `at`; *ret_next is where the
 * next line begins. False when it can't be read or isn't a line of ours. */
static bool line_read(off_t at, char hex[LINE_MOST], ptrdiff_t *ret_n,
		      off_t *ret_next)
{
	char text[LINE_MOST];
	ssize_t got = pread(list.fd, text, sizeof(text), at);
	const char *end;
	ptrdiff_t n = 0;

	if (got <= 0)
		return false;
	end = memchr(text, '\n', (size_t)got);
	if (!end && at + got < list.size)
		return false;
	*ret_next = end ? at + (end - text) + 1 : list.size;
	while (n < got && is_hex(text[n])) {
		hex[n] = text[n] >= 'a' ? (char)(text[n] - 32) : text[n];
		n++;
	}
	*ret_n = n;
	return n > 0 && (n == got || text[n] == ':' || text[n] == '\r' ||
			 text[n] == '\n');
}

/* Where the first line begins that begins behind `at`. */
static bool line_behind(off_t at, off_t *ret_at)
{
	char text[LINE_MOST];
	ssize_t got = pread(list.fd, text, sizeof(text), at);
	const char *end = got > 0 ? memchr(text, '\n', (size_t)got) : NULL;

	if (!end)
		return false;
	*ret_at = at + (end - text) + 1;
	return true;
}

static struct err *bad_file(struct arena *a, const char *path)
{
	return err_new(a, ERR_INVALID,
		       N_("“{0}” is no list of leaked passwords: it needs "
			  "sorted lines HASH:COUNT with SHA-1 or SHA-256 in "
			  "hex, all of one length of at least {1} digits."),
		       str_c(path), str_fmt(a, "%d", HEX_LEAST));
}

struct err *auth_set_breached(struct arena *a, const char *path)
{
	char hex[LINE_MOST];
	struct stat st;
	off_t next;
	int fd;

	if (list.fd >= 0)
		close(list.fd);
	list.fd = -1;
	if (!path)
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_new(a, ERR_IO,
			       N_("The list of leaked passwords “{0}” can't be "
				  "read: {1}."),
			       str_c(path), str_c(strerrordesc_np(errno)));
	list.fd = fd;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return bad_file(a, path);
	list.size = st.st_size;
	if (!line_read(0, hex, &list.n_hex, &next) || list.n_hex < HEX_LEAST ||
	    list.n_hex > SHA256_HEX) {
		close(fd);
		list.fd = -1;
		return bad_file(a, path);
	}
	return NULL;
}

static struct err *unreadable(struct arena *a)
{
	return err_new(a, ERR_IO,
		       N_("The list of leaked passwords can't be read, so no "
			  "password can be set now: tell the operator."));
}

/* Lines that begin at `low` or later and before `high` are left. */
static struct err *search(struct arena *a, const char *want, bool *ret_found)
{
	off_t low = 0, high = list.size;
	char hex[LINE_MOST];
	ptrdiff_t n;

	while (low < high) {
		off_t middle = low + (high - low) / 2, at = low, next;
		int order;

		/* the first line that begins at the middle or behind it */
		if (middle > low &&
		    (!line_behind(middle - 1, &at) || at >= high)) {
			high = middle;
			continue;
		}
		if (!line_read(at, hex, &n, &next) || n != list.n_hex)
			return unreadable(a);
		order = memcmp(want, hex, (size_t)n);
		if (!order) {
			*ret_found = true;
			return NULL;
		}
		if (order < 0)
			high = middle;
		else
			low = next;
	}
	return NULL;
}

struct err *auth_is_breached(struct arena *a, struct str password,
			     bool *ret_found)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char sum[EVP_MAX_MD_SIZE];
	char want[2 * EVP_MAX_MD_SIZE];
	unsigned n = 0;

	*ret_found = false;
	if (list.fd < 0)
		return NULL;
	if (EVP_Digest(password.p, (size_t)password.n, sum, &n,
		       list.n_hex <= SHA1_HEX ? EVP_sha1() : EVP_sha256(),
		       NULL) != 1)
		return unreadable(a);
	for (unsigned i = 0; i < n; i++) {
		want[2 * i] = digits[sum[i] >> 4];
		want[2 * i + 1] = digits[sum[i] & 15];
	}
	return search(a, want, ret_found);
}
