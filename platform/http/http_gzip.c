/*
 * Packs pages. Encoders are kept: setting one up costs more than packing a
 * small page.
 *
 * Measured on a list of 50 rows (22 kB): level 1 0.040 ms and 3.1 kB, level 3
 * 0.041 ms and 2.9 kB, level 6 0.13 ms and 2.5 kB. A window smaller than the
 * page costs time (8 kB: 0.05 ms), so it has its full size; less memory for
 * pending codes costs nothing. Hence level 3, 15 bits, 7: 192 kB an encoder.
 */
#include "http/http_priv.h"

#include <pthread.h>
#include <zlib.h>

enum {
	LEVEL = 3,
	WINDOW_BITS = 15,
	MEM_LEVEL = 7,
	AS_GZIP = 16,	 /* zlib: added to the window's bits */
	SMALLEST = 1024, /* below it one packet carries the page anyway */
	KEPT = 8,
};

struct encoder {
	struct arena *arena;
	z_stream z;
};

static struct encoders {
	pthread_mutex_t lock;
	struct encoder *kept[KEPT];
	int n;
} encoders = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct encoder *encoder_open(void)
{
	struct arena *a = arena_open(16 * 1024);
	struct encoder *e = arena_new(a, struct encoder, 1);

	e->arena = a;
	if (deflateInit2(&e->z, LEVEL, Z_DEFLATED, WINDOW_BITS + AS_GZIP,
			 MEM_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK)
		return e;
	arena_close(a);
	return NULL;
}

static void encoder_close(struct encoder *e)
{
	deflateEnd(&e->z);
	arena_close(e->arena);
}

static struct encoder *encoder_take(void)
{
	struct encoder *e = NULL;

	pthread_mutex_lock(&encoders.lock);
	if (encoders.n)
		e = encoders.kept[--encoders.n];
	pthread_mutex_unlock(&encoders.lock);
	return e ? e : encoder_open();
}

static void encoder_give(struct encoder *e)
{
	bool keep;

	pthread_mutex_lock(&encoders.lock);
	keep = encoders.n < KEPT;
	if (keep)
		encoders.kept[encoders.n++] = e;
	pthread_mutex_unlock(&encoders.lock);
	if (!keep)
		encoder_close(e);
}

bool gzip_pack(struct arena *a, struct str s, struct str *ret_s)
{
	struct encoder *e;
	Bytef *out;
	bool good;
	ptrdiff_t n;

	if (s.n < SMALLEST || s.n > REPLY_MOST)
		return false;
	e = encoder_take();
	if (!e)
		return false;
	/* what does not fit would not have been worth it */
	n = s.n - s.n / 16;
	out = (Bytef *)arena_bytes(a, n);
	deflateReset(&e->z);
	e->z.next_in = (z_const Bytef *)s.p;
	e->z.avail_in = (uInt)s.n;
	e->z.next_out = out;
	e->z.avail_out = (uInt)n;
	good = deflate(&e->z, Z_FINISH) == Z_STREAM_END;
	n = (ptrdiff_t)e->z.total_out;
	encoder_give(e);
	if (good)
		*ret_s = (struct str){ (const char *)out, n };
	return good;
}
