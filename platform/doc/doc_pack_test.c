/* Packing that fails at any of its steps says so, and leaves nothing. */
#include "doc/doc_priv.h"

#include "testkit/testkit.h"

#include <dlfcn.h>
#include <stdio.h>

/* ---- steps of the library that can fail: these stand before its own --------- */
enum step {
	STEP_NONE,
	STEP_CREATE,
	STEP_OPEN,
	STEP_SOURCE,
	STEP_ADD,
	STEP_TIME,
	STEP_CLOSE,
	STEP_READ_OPEN,
	STEP_SEEK_END,
	STEP_TELL,
	STEP_SEEK_BACK,
	STEP_READ,
	N_STEPS
};

static enum step broken;
static int taken;  /* calls of the step that is broken */
static int inside; /* calls that the library makes of itself don't count */

static bool breaks(enum step step)
{
	taken += step == broken && !inside;
	return step == broken && !inside;
}

#define REAL(f) ((__typeof__(&(f)))dlsym(RTLD_NEXT, #f))
/* The body of a step: what it gives when it is broken, and the real call. */
#define STEP(step, type, bad, call)                                            \
	do {                                                                   \
		type result = bad;                                             \
		if (breaks(step))                                              \
			return result;                                         \
		inside++;                                                      \
		result = call;                                                 \
		inside--;                                                      \
		return result;                                                 \
	} while (0)

zip_source_t *zip_source_buffer_create(const void *p, zip_uint64_t n, int own,
				       zip_error_t *e)
{
	STEP(STEP_CREATE, zip_source_t *, NULL,
	     REAL(zip_source_buffer_create)(p, n, own, e));
}

zip_t *zip_open_from_source(zip_source_t *src, int flags, zip_error_t *e)
{
	STEP(STEP_OPEN, zip_t *, NULL,
	     REAL(zip_open_from_source)(src, flags, e));
}

zip_source_t *zip_source_buffer(zip_t *zip, const void *p, zip_uint64_t n,
				int own)
{
	STEP(STEP_SOURCE, zip_source_t *, NULL,
	     REAL(zip_source_buffer)(zip, p, n, own));
}

zip_int64_t zip_file_add(zip_t *zip, const char *name, zip_source_t *src,
			 zip_flags_t flags)
{
	STEP(STEP_ADD, zip_int64_t, -1,
	     REAL(zip_file_add)(zip, name, src, flags));
}

int zip_file_set_dostime(zip_t *zip, zip_uint64_t i, zip_uint16_t time,
			 zip_uint16_t day, zip_flags_t flags)
{
	STEP(STEP_TIME, int, -1,
	     REAL(zip_file_set_dostime)(zip, i, time, day, flags));
}

int zip_close(zip_t *zip)
{
	STEP(STEP_CLOSE, int, -1, REAL(zip_close)(zip));
}

int zip_source_open(zip_source_t *src)
{
	STEP(STEP_READ_OPEN, int, -1, REAL(zip_source_open)(src));
}

int zip_source_seek(zip_source_t *src, zip_int64_t at, int whence)
{
	STEP(whence == SEEK_END ? STEP_SEEK_END : STEP_SEEK_BACK, int, -1,
	     REAL(zip_source_seek)(src, at, whence));
}

zip_int64_t zip_source_tell(zip_source_t *src)
{
	STEP(STEP_TELL, zip_int64_t, -1, REAL(zip_source_tell)(src));
}

zip_int64_t zip_source_read(zip_source_t *src, void *p, zip_uint64_t n)
{
	STEP(STEP_READ, zip_int64_t, (zip_int64_t)n - 1,
	     REAL(zip_source_read)(src, p, n));
}

/* ---- the tests ---------------------------------------------------------------- */
static struct arena *arena;

static int fresh(void **state)
{
	(void)state;
	arena = arena_open(16 << 20);
	broken = STEP_NONE;
	return 0;
}

static int done(void **state)
{
	(void)state;
	arena_closep(&arena);
	return 0;
}

static const struct part parts[] = {
	{ STR_INIT("a.xml"), STR_INIT("<a>một</a>") },
	{ STR_INIT("b/c.xml"), STR_INIT("<c/>") },
};

/* The sanitizer's build also shows what a failed step leaves behind. */
static void test_every_step_may_fail(void **state)
{
	struct str bytes = STR("untouched");

	(void)state;
	for (int s = STEP_NONE + 1; s < N_STEPS; s++) {
		struct err *e;

		broken = (enum step)s;
		taken = 0;
		e = doc_zip_pack(arena, parts, 2, &bytes);
		if (!taken)
			fail_msg("step %d is never taken", s);
		if (!e)
			fail_msg("step %d failed, but nobody says so", s);
		fails(e, ERR_IO);
		same(bytes, "untouched");
	}
	/* and the next one is as good as ever */
	broken = STEP_NONE;
	ok(doc_zip_pack(arena, parts, 2, &bytes));
	assert_true(str_starts(bytes, STR("PK")));
	assert_true(str_find(bytes, STR("b/c.xml"), 0) > 0);
}

/* The library refuses a second part of the same name. */
static void test_no_twins(void **state)
{
	const struct part twins[] = { parts[0], parts[1], parts[0] };
	struct str bytes = STR_NULL;

	(void)state;
	fails(doc_zip_pack(arena, twins, 3, &bytes), ERR_IO);
	assert_null(bytes.p);
}

/* The same parts are the same bytes, whenever they are packed. */
static void test_same_bytes(void **state)
{
	struct str one, two;

	(void)state;
	ok(doc_zip_pack(arena, parts, 2, &one));
	ok(doc_zip_pack(arena, parts, 2, &two));
	assert_true(str_eq(one, two));
}

/* What writes a document passes the failure on. */
static void test_document(void **state)
{
	struct str bytes = STR_NULL;
	struct docx *d;

	(void)state;
	ok(docx_begin(arena, false, &d));
	docx_para(d, DOCX_TITLE, true, STR("Báo cáo"));
	broken = STEP_CLOSE;
	fails(docx_end(d, &bytes), ERR_IO);
	assert_null(bytes.p);
}

int main(void)
{
	const struct CMUnitTest all[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
		T(test_every_step_may_fail),
		T(test_no_twins),
		T(test_same_bytes),
		T(test_document),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
