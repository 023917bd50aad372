/* What tools/embed wrote: the same bytes, hashed paths, linked styles. */
#include "testkit/testkit.h"

#include <zlib.h>

#include "base/embed.h"
#include "http/http.h"

extern const struct embedded sample_files[];
extern const int sample_files_n;
extern const struct asset sample_assets[];
extern const int sample_assets_n;

static struct arena *arena;

static void test_plain(void **state UNUSED)
{
	struct str note = kit_file(arena, "tools/embed_sample/note.txt");

	assert_int_equal(sample_files_n, 2);
	assert_string_equal(sample_files[0].name, "embed_sample/note.txt");
	assert_true(str_eq(sample_files[0].bytes, note));
	assert_string_equal(sample_files[1].name, "embed_sample/mark.svg");
}

static void test_assets(void **state UNUSED)
{
	const struct asset *css = &sample_assets[0];
	const struct asset *svg = &sample_assets[1];
	struct str text = { (const char *)css->bytes, (ptrdiff_t)css->n_bytes };

	assert_int_equal(sample_assets_n, 3);
	assert_string_equal(css->name, "page.css");
	assert_string_equal(css->type, "text/css; charset=utf-8");
	assert_string_equal(svg->type, "image/svg+xml");
	assert_true(str_starts(str_c(svg->path), STR("/a/mark.")));
	assert_true(str_ends(str_c(svg->path), STR(".svg")));
	assert_int_equal(strlen(svg->path), strlen("/a/mark.12345678.svg"));
	assert_true(str_find(text, str_c(svg->path), 0) > 0);
	assert_true(str_find(text, STR("asset:"), 0) < 0);
	assert_null(svg->gzip);
}

static void test_gzip(void **state UNUSED)
{
	const struct asset *txt = &sample_assets[2];
	unsigned char out[8192];
	z_stream z = { 0 };

	assert_string_equal(txt->name, "readme.txt");
	assert_non_null(txt->gzip);
	assert_true(txt->n_gzip < txt->n_bytes);
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_in = (z_const Bytef *)(uintptr_t)txt->gzip;
	z.avail_in = (uInt)txt->n_gzip;
	z.next_out = out;
	z.avail_out = sizeof(out);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_out, txt->n_bytes);
	assert_memory_equal(out, txt->bytes, txt->n_bytes);
	inflateEnd(&z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_assets),
		cmocka_unit_test(test_gzip),
	};
	int failed;

	arena = arena_open(16 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
