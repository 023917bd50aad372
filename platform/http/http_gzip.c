/*
 * Packs pages. Encoders are kept: setting one up costs more than packing a
 * small page.
 *
 * Measured on a list of 50 rows (44 kB): zlib's level 3 0.18 ms and 4.7 kB;
 * libdeflate's level 1 0.128 ms and 4.8 kB; ISA-L's level 1 0.040 ms and
 * 5.0 kB, its level 0 with a code made for our pages 0.029 ms and 5.2 kB; a
 * small page costs half. Packing was a third of the page's time, hence ISA-L
 * where Debian has it (amd64), libdeflate elsewhere.
 */
#include "http/http_priv.h"

#include <pthread.h>

#ifdef HAVE_ISAL
#include <isa-l/igzip_lib.h>
#else
#include <libdeflate.h>
#endif

enum {
	LEVEL = 1,	 /* of libdeflate */
	SMALLEST = 1024, /* below it one packet carries the page anyway */
	KEPT = 8,
};

/* ---- one encoder -------------------------------------------------------- */

#ifdef HAVE_ISAL

struct encoder {
	struct arena *mem;
	struct isal_zstream z;
};

/*
 * How many bits each byte and length, and each distance, is worth in our
 * pages: -log2 of how often it stands in the golden pages (`bench-huff`). Any
 * code packs any page; a page unlike these only becomes a little longer.
 */
static const uint8_t bits[ISAL_DEF_LIT_LEN_SYMBOLS] = {
	/* clang-format off */
	15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 7, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,
	15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 4, 11, 5, 10, 15, 9, 11, 15, 12, 12, 15, 15,
	8, 8, 8, 6, 7, 7, 7, 8, 9, 9, 9, 10, 9, 10, 9, 10, 6, 6, 5, 10, 13, 10,
	10, 9, 10, 11, 9, 11, 10, 11, 15, 11, 10, 9, 10, 12, 10, 11, 11, 9, 8, 11, 10, 11,
	10, 14, 15, 15, 15, 15, 15, 10, 15, 5, 7, 6, 6, 5, 7, 6, 5, 5, 11, 8, 6, 6,
	5, 5, 6, 9, 5, 5, 5, 6, 7, 8, 9, 7, 12, 15, 15, 15, 15, 15, 10, 11, 15, 9,
	15, 15, 14, 10, 15, 13, 15, 10, 15, 11, 15, 13, 9, 9, 14, 10, 15, 11, 15, 13, 15, 10,
	15, 10, 12, 11, 15, 13, 9, 8, 12, 9, 15, 10, 15, 10, 14, 10, 10, 12, 10, 9, 15, 11,
	10, 11, 11, 10, 11, 12, 15, 10, 15, 14, 8, 7, 15, 11, 15, 10, 15, 15, 11, 7, 8, 15,
	9, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,
	15, 15, 15, 15, 15, 6, 10, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,
	15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 11, 15, 4, 5, 5, 6, 6, 6,
	7, 6, 7, 7, 8, 7, 7, 8, 9, 8, 8, 9, 10, 9, 10, 11, 11, 10, 12, 14, 12, 15,
	/* clang-format on */
};
static const uint8_t distance_bits[ISAL_DEF_DIST_SYMBOLS] = {
	/* clang-format off */
	15, 15, 15, 12, 8, 7, 6, 6, 5, 5, 4, 5, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4,
	4, 5, 5, 6, 6, 7, 8, 9,
	/* clang-format on */
};

enum { BITS_MOST = 16 };

static struct isal_hufftables code;

static void code_make(void)
{
	static struct isal_huff_histogram h;

	for (int i = 0; i < N_ELEMENTS(bits); i++)
		h.lit_len_histogram[i] = UINT64_C(1) << (BITS_MOST - bits[i]);
	for (int i = 0; i < N_ELEMENTS(distance_bits); i++)
		h.dist_histogram[i] = UINT64_C(1)
				      << (BITS_MOST - distance_bits[i]);
	isal_create_hufftables(&code, &h);
}

static struct encoder *encoder_new(void)
{
	struct arena *mem = arena_open((ptrdiff_t)sizeof(struct encoder) * 2);
	struct encoder *e = arena_new(mem, struct encoder, 1);
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, code_make);
	e->mem = mem;
	return e;
}

static void encoder_free(struct encoder *e)
{
	arena_close(e->mem);
}

/*
 * ISA-L leaves the upper halves of the vector registers in use. Until they
 * are cleared every older vector instruction of the thread waits for them,
 * and copying a text is made of such: pages took half as long again.
 */
#ifdef __x86_64__
static __attribute__((target("avx"))) void upper_halves_clear(void)
{
	__builtin_ia32_vzeroupper();
}

static void vectors_clear(void)
{
	if (__builtin_cpu_supports("avx"))
		upper_halves_clear();
}
#else
static void vectors_clear(void)
{
}
#endif

/* Bytes written, 0 when they don't fit. */
static size_t encode(struct encoder *e, struct str s, char *out, size_t room)
{
	struct isal_zstream *z = &e->z;
	int rc;

	isal_deflate_stateless_init(z);
	z->gzip_flag = IGZIP_GZIP;
	z->hufftables = &code;
	z->end_of_stream = 1;
	z->flush = NO_FLUSH;
	z->next_in = (uint8_t *)(uintptr_t)s.p; /* it is only read */
	z->avail_in = (uint32_t)s.n;
	z->next_out = (uint8_t *)out;
	z->avail_out = (uint32_t)room;
	rc = isal_deflate_stateless(z);
	vectors_clear();
	return rc == COMP_OK ? z->total_out : 0;
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
