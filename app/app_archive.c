/* The tar inside an encrypted backup: ustar heads, members in a fixed order. */
#include "app/app_archive.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "base/buf.h"

enum {
	BLOCK = 512,
	/* where fields of a head stand, and how long they are */
	AT_MODE = 100,
	AT_UID = 108,
	AT_GID = 116,
	AT_SIZE = 124,
	N_SIZE = 12,
	AT_TIME = 136,
	AT_SUM = 148,
	N_SUM = 8,
	AT_KIND = 156,
	AT_MAGIC = 257,
};
/* more than eleven octal digits hold is written in bytes */
#define OCTAL_MOST (((int64_t)1 << 33) - 1)

/* ---- heads ------------------------------------------------------------------ */

static void octal_put(unsigned char *p, int n, int64_t v)
{
	p[n - 1] = 0;
	for (int i = n - 2; i >= 0; i--, v >>= 3)
		p[i] = (unsigned char)('0' + (v & 7));
}

static void size_put(unsigned char *p, int64_t v)
{
	if (v <= OCTAL_MOST) {
		octal_put(p, N_SIZE, v);
		return;
	}
	for (int i = N_SIZE - 1; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)(v & 255);
	p[0] |= 0x80;
}

static bool octal_get(const unsigned char *p, int n, int64_t *ret_v)
{
	int64_t v = 0;
	int i = 0;

	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		v = v << 3 | (p[i] - '0');
	*ret_v = v;
	return i == n || p[i] == 0 || p[i] == ' ';
}

static bool size_get(const unsigned char *p, int64_t *ret_v)
{
	int64_t v = 0;

	if (!(p[0] & 0x80))
		return octal_get(p, N_SIZE, ret_v);
	if (p[0] != 0x80 || p[1] || p[2] || p[3] || p[4] & 0x80)
		return false;
	for (int i = 4; i < N_SIZE; i++)
		v = v << 8 | p[i];
	*ret_v = v;
	return v >= 0;
}

/* With the place of the sum itself as spaces. */
static int64_t sum_of(const unsigned char head[BLOCK])
{
	int64_t sum = 0;

	for (int i = 0; i < BLOCK; i++)
		sum += i >= AT_SUM && i < AT_SUM + N_SUM ? ' ' : head[i];
	return sum;
}

/* ---- writing ------------------------------------------------------------------ */

struct err *archive_member(struct archive_out *o, const char *name,
			   int64_t bytes)
{
	unsigned char head[BLOCK] = { 0 };

	assert(!o->left && strlen(name) < AT_MODE);
	memcpy(head, name, strlen(name));
	octal_put(head + AT_MODE, 8, 0400);
	octal_put(head + AT_UID, 8, 0);
	octal_put(head + AT_GID, 8, 0);
	size_put(head + AT_SIZE, bytes);
	octal_put(head + AT_TIME, 12, o->at);
	head[AT_KIND] = '0';
	memcpy(head + AT_MAGIC, "ustar\00000", 8);
	octal_put(head + AT_SUM, N_SUM - 1, sum_of(head));
	head[AT_SUM + N_SUM - 1] = ' ';
	o->left = bytes;
	o->pad = (int)((BLOCK - bytes % BLOCK) % BLOCK);
	return age_write(o->w, (struct str){ (const char *)head, BLOCK });
}

struct err *archive_more(struct archive_out *o, struct str bytes)
{
	static const char none[BLOCK];
	struct err *err = age_write(o->w, bytes);

	assert(bytes.n <= o->left);
	o->left -= bytes.n;
	if (!err && !o->left && o->pad) {
		err = age_write(o->w, (struct str){ none, o->pad });
		o->pad = 0;
	}
	return err;
}

struct err *archive_done(struct archive_out *o)
{
	static const char none[2 * BLOCK];

	assert(!o->left);
	return age_write(o->w, (struct str){ none, sizeof(none) });
}

/* ---- reading ------------------------------------------------------------------- */

static struct err *odd(struct archive *x)
{
	return err_new(x->a, ERR_INVALID,
		       N_("{0} can be opened, but isn't a backup of Rõ Việc."),
		       x->path);
}

bool archive_is(struct arena *a, struct str path)
{
	int fd = open(str_to_c(a, path), O_RDONLY | O_CLOEXEC);
	bool is = fd >= 0 && age_is(fd);

	if (fd >= 0)
		close(fd);
	return is;
}

struct err *archive_open(struct arena *a, struct str path, struct str identity,
			 struct archive *ret)
{
	struct age_identities who = { 0 };
	struct err *err = NULL;

	*ret = (struct archive){ .a = a, .path = path, .fd = -1 };
	if (!identity.n)
		err = err_new(a, ERR_INVALID,
			      N_("The backup {0} is encrypted: give the file "
				 "with the identity of one of its recipients "
				 "(--identity FILE)."),
			      path);
	if (!err)
		err = age_identities_load(a, str_to_c(a, identity), &who);
	if (!err) {
		ret->fd = open(str_to_c(a, path), O_RDONLY | O_CLOEXEC);
		if (ret->fd < 0)
			err = err_detail(a,
					 err_new(a, ERR_NOT_FOUND,
						 N_("The backup {0} can't be "
						    "read."),
						 path),
					 "%s", strerror(errno));
	}
	if (!err)
		err = age_read_begin(a, ret->fd, &who, &ret->r);
	age_identities_forget(&who);
	if (err)
		archive_close(ret);
	return err;
}

void archive_close(struct archive *x)
{
	if (x->fd >= 0)
		close(x->fd);
	x->fd = -1;
	age_read_end(x->r);
	x->r = NULL;
	if (x->key.p)
		sodium_memzero((char *)(uintptr_t)x->key.p, (size_t)x->key.n);
	x->key = STR_NULL;
}

/* All of them, or it isn't one of ours. */
static struct err *exactly(struct archive *x, void *p, ptrdiff_t n)
{
	ptrdiff_t got;
	struct err *err = age_read(x->r, p, n, &got);

	return err || got == n ? err : odd(x);
}

static struct err *pad_skip(struct archive *x)
{
	char none[BLOCK];
	int n = x->pad;

	x->pad = 0;
	return exactly(x, none, n);
}

static struct err *member_next(struct archive *x, struct str *ret_name)
{
	unsigned char head[BLOCK];
	int64_t sum, bytes;
	struct err *err = exactly(x, head, BLOCK);

	if (err)
		return err;
	if (!octal_get(head + AT_SUM, N_SUM, &sum) || sum != sum_of(head) ||
	    (head[AT_KIND] != '0' && head[AT_KIND]) ||
	    !size_get(head + AT_SIZE, &bytes))
		return odd(x);
	*ret_name = str_dup(x->a,
			    (struct str){ (const char *)head,
					  (ptrdiff_t)strnlen((const char *)head,
							     AT_MODE) });
	x->left = bytes;
	x->pad = (int)((BLOCK - bytes % BLOCK) % BLOCK);
	return NULL;
}

static struct err *small_read(struct archive *x, struct str *ret_text)
{
	char *text;
	ptrdiff_t n = (ptrdiff_t)x->left;
	struct err *err;

	if (x->left > ARCHIVE_SMALL)
		return odd(x);
	text = arena_bytes(x->a, n + 1);
	err = exactly(x, text, n);
	x->left = 0;
	if (!err)
		err = pad_skip(x);
	if (!err)
		*ret_text = (struct str){ text, n };
	return err;
}

struct err *archive_head(struct archive *x, int64_t *ret_bytes)
{
	struct str name;
	struct err *err = member_next(x, &name);

	if (!err && !str_eq(name, STR(ARCHIVE_ABOUT)))
		err = odd(x);
	if (!err)
		err = small_read(x, &x->about);
	if (!err)
		err = member_next(x, &name);
	if (!err && str_eq(name, STR(ARCHIVE_KEY))) {
		err = small_read(x, &x->key);
		if (!err)
			err = member_next(x, &name);
	}
	if (!err && !str_eq(name, STR(ARCHIVE_DATA)))
		err = odd(x);
	if (!err)
		*ret_bytes = x->left;
	return err;
}

struct err *archive_data(struct archive *x, char *p, ptrdiff_t n,
			 ptrdiff_t *ret_n)
{
	ptrdiff_t want = (ptrdiff_t)MIN((int64_t)n, x->left);
	struct err *err = exactly(x, p, want);

	x->left -= want;
	if (!err)
		*ret_n = want;
	return err;
}

struct err *archive_tail(struct archive *x)
{
	char rest[2 * BLOCK + 1];
	ptrdiff_t n;
	struct err *err = pad_skip(x);

	/* what `age -d | tar x | tar c | age` made may be longer */
	do {
		if (!err)
			err = age_read(x->r, rest, sizeof(rest), &n);
	} while (!err && n == sizeof(rest));
	return err;
}

struct str archive_word(const struct archive *x, const char *name)
{
	struct str rest = x->about, key = str_c(name);

	while (rest.p) {
		struct str line = str_cut(&rest, '\n');

		if (str_starts(line, key) && line.n > key.n &&
		    line.p[key.n] == ' ')
			return str_sub(line, key.n + 1, line.n);
	}
	return STR_NULL;
}
