/*
 * Packs pages. Encoders are kept: setting one up costs more than packing a
 * small page.
 *
 * Measured on a list of 50 rows (44 kB): zlib's level 3 0.18 ms and 4.7 kB;
 * libdeflate's level 1 0.128 ms and 4.8 kB; ISA-L's level 1 0.040 ms and
 * 5.0 kB. Packing was a third of the page's time, hence ISA-L where Debian has
 * it (amd64), libdeflate elsewhere.
 */
#include "http/http_priv.h"

#include <pthread.h>

#ifdef HAVE_ISAL
#include <isa-l/igzip_lib.h>
#else
#include <libdeflate.h>
#endif

enum {
	LEVEL = 1,
	SMALLEST = 1024, /* below it one packet carries the page anyway */
	KEPT = 8,
};

/* ---- one encoder -------------------------------------------------------- */

#ifdef HAVE_ISAL

struct encoder {
	struct arena *mem;
	struct isal_zstream z;
	uint8_t work[ISAL_DEF_LVL1_SMALL];
};

static struct encoder *encoder_new(void)
{
	struct arena *mem = arena_open((ptrdiff_t)sizeof(struct encoder) * 2);
	struct encoder *e = arena_new(mem, struct encoder, 1);

	e->mem = mem;
	return e;
}

static void encoder_free(struct encoder *e)
{
	arena_close(e->mem);
}

/* Bytes written, 0 when they don't fit. */
static size_t encode(struct encoder *e, struct str s, char *out, size_t room)
{
	struct isal_zstream *z = &e->z;

	isal_deflate_stateless_init(z);
	z->gzip_flag = IGZIP_GZIP;
	z->level = LEVEL;
	z->level_buf = e->work;
	z->level_buf_size = sizeof(e->work);
	z->end_of_stream = 1;
	z->flush = NO_FLUSH;
	z->next_in = (uint8_t *)(uintptr_t)s.p; /* it is only read */
	z->avail_in = (uint32_t)s.n;
	z->next_out = (uint8_t *)out;
	z->avail_out = (uint32_t)room;
	return isal_deflate_stateless(z) == COMP_OK ? z->total_out : 0;
}

#else

struct encoder {
	struct arena *mem;
	struct libdeflate_compressor *z;
};

static struct encoder *encoder_new(void)
{
	struct arena *mem = arena_open(8 * 1024);
	struct encoder *e = arena_new(mem, struct encoder, 1);

	e->mem = mem;
	e->z = libdeflate_alloc_compressor(LEVEL);
	return e;
}

static void encoder_free(struct encoder *e)
{
	if (e->z)
		libdeflate_free_compressor(e->z);
	arena_close(e->mem);
}

static size_t encode(struct encoder *e, struct str s, char *out, size_t room)
{
	return e->z ? libdeflate_gzip_compress(e->z, s.p, (size_t)s.n, out,
					       room)
		    : 0;
}

#endif

/* ---- those that rest ------------------------------------------------------ */

static struct encoders {
	pthread_mutex_t lock;
	struct encoder *kept[KEPT];
	int n;
} encoders = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct encoder *encoder_take(void)
{
	struct encoder *e = NULL;

	pthread_mutex_lock(&encoders.lock);
	if (encoders.n)
		e = encoders.kept[--encoders.n];
	pthread_mutex_unlock(&encoders.lock);
	return e ? e : encoder_new();
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
		encoder_free(e);
}

bool gzip_pack(struct arena *a, struct str s, struct str *ret_s)
{
	struct encoder *e;
	size_t room, n;
	char *out;

	if (s.n < SMALLEST || s.n > REPLY_MOST)
		return false;
	e = encoder_take();
	/* what does not fit would not have been worth it */
	room = (size_t)(s.n - s.n / 16);
	out = arena_bytes(a, (ptrdiff_t)room);
	n = encode(e, s, out, room);
	encoder_give(e);
	if (n)
		*ret_s = (struct str){ out, (ptrdiff_t)n };
	return n > 0;
}
