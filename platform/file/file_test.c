/* Files: what is accepted, what is kept, what happens to damaged bytes. */
#include "file/file_priv.h"

#include <zip.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "db/db.h"
#include "testkit/testkit.h"

static int setup(void **state)
{
	struct arena *a = arena_open(512 << 20);
	struct cx *cx = arena_new(a, struct cx, 1);

	*cx = kit_realm(a);
	*state = cx;
	return 0;
}

static int teardown(void **state)
{
	struct cx *cx = *state;
	struct arena *a = cx->arena;

	kit_close(cx);
	arena_close(a);
	return 0;
}

/* ---- making archives ----------------------------------------------------- */
struct part {
	const char *name, *text;
};

static struct str zip_of(struct arena *a, const struct part *parts, int n,
			 const char *password)
{
	zip_error_t error;
	zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_t *z = zip_open_from_source(src, ZIP_TRUNCATE, &error);
	zip_stat_t st;
	char *bytes;

	assert_non_null(z);
	zip_source_keep(src);
	for (int i = 0; i < n; i++) {
		zip_int64_t at = zip_file_add(
			z, parts[i].name,
			zip_source_buffer(z, parts[i].text,
					  strlen(parts[i].text), 0),
			0);

		assert_true(at >= 0);
		if (!strcmp(parts[i].name, "mimetype"))
			zip_set_file_compression(z, (zip_uint64_t)at,
						 ZIP_CM_STORE, 0);
		if (password)
			zip_file_set_encryption(z, (zip_uint64_t)at,
						ZIP_EM_AES_256, password);
	}
	assert_int_equal(zip_close(z), 0);
	zip_source_stat(src, &st);
	bytes = arena_new(a, char, (ptrdiff_t)st.size);
	zip_source_open(src);
	assert_int_equal(zip_source_read(src, bytes, st.size), st.size);
	zip_source_close(src);
	zip_source_free(src);
	return (struct str){ bytes, (ptrdiff_t)st.size };
}

static const char types[] = "<Types><Override ContentType=\"plain\"/></Types>";
static const char macro_types[] = "<Types>word.document.macroEnabled.main+xml";
static const char odt_media[] = "application/vnd.oasis.opendocument.text";

#define ZIP(a, ...)                                                            \
	zip_of((a), (const struct part[]){ __VA_ARGS__ },                      \
	       (int)(sizeof((const struct part[]){ __VA_ARGS__ }) /            \
		     sizeof(struct part)),                                     \
	       NULL)

static struct str docx(struct arena *a)
{
	return ZIP(a, { "[Content_Types].xml", types },
		   { "word/document.xml", "<w/>" });
}

/* ---- kinds --------------------------------------------------------------- */
static struct err *examine(struct arena *a, const char *name, struct str bytes)
{
	struct str media = STR_NULL;
	struct err *e = file_examine(a, str_c(name), bytes, &media);

	assert_int_equal(media.p == NULL, e != NULL);
	return e;
}

#define PDF STR("%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n")
#define PNG STR("\x89PNG\r\n\x1a\n0000IHDR0000IEND0000")
#define JPG STR("\xFF\xD8\xFF\xE0 JFIF")

static void test_accepted(void **state)
{
	struct cx *cx = *state;
	struct arena *a = cx->arena;
	struct str media;

	ok(examine(a, "a.pdf", PDF));
	ok(examine(a, "Ảnh.PNG", PNG));
	ok(examine(a, "a.jpg", JPG));
	ok(examine(a, "a.jpeg", JPG));
	ok(examine(a, "a.csv", STR("tên;số\n")));
	ok(examine(a, "a.txt", STR("\xFF\xFEx\0y\0")));
	ok(file_examine(a, STR("a.b.docx"), docx(a), &media));
	same(media, "application/vnd.openxmlformats-officedocument."
		    "wordprocessingml.document");
	ok(examine(a, "a.xlsx",
		   ZIP(a, { "[Content_Types].xml", types },
		       { "xl/workbook.xml", "<x/>" })));
	ok(examine(a, "a.odt",
		   ZIP(a, { "mimetype", odt_media },
		       { "META-INF/manifest.xml", "<m/>" })));
}

static void test_refused(void **state)
{
	struct cx *cx = *state;
	struct arena *a = cx->arena;
	char *large = arena_new(a, char, FILE_MOST + 1);

	memset(large, 'x', FILE_MOST + 1);
	fails(examine(a, "a.exe", STR("MZ")), ERR_UNSUPPORTED);
	fails(examine(a, "a.svg", STR("<svg/>")), ERR_UNSUPPORTED);
	fails(examine(a, "pdf", PDF), ERR_UNSUPPORTED);
	fails(examine(a, "", PDF), ERR_UNSUPPORTED);
	fails(examine(a, "a.pdf", STR("")), ERR_INVALID);
	fails(examine(a, "a.txt", (struct str){ large, FILE_MOST + 1 }),
	      ERR_LIMIT);
	ok(examine(a, "a.txt", (struct str){ large, FILE_MOST }));
	fails(examine(a, "a.pdf", PNG), ERR_UNSUPPORTED);
	fails(examine(a, "a.pdf", STR("%PDF-1.7 cut off")), ERR_UNSUPPORTED);
	fails(examine(a, "a.pdf", STR("%PDF-1.7 /JavaScript (x) %%EOF")),
	      ERR_UNSUPPORTED);
	fails(examine(a, "a.png", STR("\x89PNG\r\n\x1a\n cut")),
	      ERR_UNSUPPORTED);
	fails(examine(a, "a.jpg", PDF), ERR_UNSUPPORTED);
	fails(examine(a, "a.txt", STR("a\0b")), ERR_UNSUPPORTED);
	fails(examine(a, "a.csv", docx(a)), ERR_UNSUPPORTED);
}

static bool says(const struct err *e, const char *what)
{
	return e && str_find(str_c(e->msgid), str_c(what), 0) >= 0;
}

static void test_office_refused(void **state)
{
	struct cx *cx = *state;
	struct arena *a = cx->arena;
	const struct part plain[] = { { "[Content_Types].xml", types },
				      { "word/document.xml", "<w/>" } };

	assert_true(says(examine(a, "a.xlsx", docx(a)), "not a real"));
	assert_true(says(examine(a, "a.odt", docx(a)), "not a real"));
	assert_true(
		says(examine(a, "a.docx", STR("PK\3\4 hello")), "not a real"));
	assert_true(says(examine(a, "a.docx", STR("hello")), "not a real"));
	assert_true(says(examine(a, "a.docx",
				 ZIP(a, { "[Content_Types].xml", types },
				     { "word/document.xml", "<w/>" },
				     { "word/vbaProject.bin", "x" })),
			 "macros"));
	assert_true(says(examine(a, "a.docx",
				 ZIP(a, { "[Content_Types].xml", macro_types },
				     { "word/document.xml", "<w/>" })),
			 "macros"));
	assert_true(says(examine(a, "a.odt",
				 ZIP(a, { "mimetype", odt_media },
				     { "META-INF/manifest.xml", "<m/>" },
				     { "Basic/script-lc.xml", "x" })),
			 "macros"));
	assert_true(says(examine(a, "a.odt",
				 ZIP(a, { "mimetype", odt_media },
				     { "META-INF/manifest.xml",
				       "<m:encryption-data/>" })),
			 "password"));
	assert_true(says(examine(a, "a.docx", zip_of(a, plain, 2, "secret")),
			 "password"));
	assert_true(says(examine(a, "a.xlsx",
				 STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")),
			 "password"));
}

/* Broken archives: every cut and every changed byte is answered, not
 * crashed upon. */
static void test_office_broken(void **state)
{
	struct cx *cx = *state;
	struct arena *a = arena_open(512 << 20);
	struct str good = docx(cx->arena);
	char *bytes = str_to_c(cx->arena, good);
	struct zip_look look;

	for (ptrdiff_t n = 0; n < good.n; n++)
		assert_false(zip_look_at(a, str_sub(good, 0, n), &look));
	for (ptrdiff_t i = 0; i < good.n; i++) {
		for (int x = 0; x < 3; x++) {
			static const char flips[] = { 1, 0x7f, -1 };

			bytes[i] ^= flips[x];
			(void)!zip_look_at(a, (struct str){ bytes, good.n },
					   &look);
			bytes[i] ^= flips[x];
			arena_reset(a);
		}
	}
	arena_close(a);
}

/* ---- names --------------------------------------------------------------- */
static void test_names(void **state)
{
	struct cx *cx = *state;
	struct arena *a = cx->arena;
	struct buf longer = buf_init(a, 4096);

	same(file_clean_name(a, STR("../../etc/passwd")), "passwd");
	same(file_clean_name(a, STR("C:\\tmp\\Báo cáo.docx")), "Báo cáo.docx");
	same(file_clean_name(a, STR("  a\tb.pdf ")), "a b.pdf");
	same(file_clean_name(a, STR("a\xE2\x80\xAE"
				    "fdp.exe")),
	     "afdp.exe");
	same(file_clean_name(a, STR("..")), "file");
	same(file_clean_name(a, STR("x/")), "file");
	same(file_clean_name(a, STR("\xff\xfe.pdf")), "file");
	for (int i = 0; i < 200; i++)
		buf_lit(&longer, "ế");
	assert_int_equal(utf8_length(file_clean_name(a, buf_view(&longer))),
			 120);
}

/* ---- keeping ------------------------------------------------------------- */
struct give {
	const char *name;
	struct str bytes;
	struct file_info info;
};

static struct err *act_give(struct cx *cx, void *arg)
{
	struct give *g = arg;

	return file_put(cx, str_c(g->name), g->bytes, &g->info);
}

static struct str large_text(struct arena *a)
{
	ptrdiff_t n = 2 * FILE_CHUNK + 17;
	char *p = arena_new(a, char, n);

	for (ptrdiff_t i = 0; i < n; i++)
		p[i] = (char)('a' + i % 23);
	return (struct str){ p, n };
}

static void test_keep(void **state)
{
	struct cx *cx = *state;
	struct give g = { .name = "dir/x.txt", .bytes = large_text(cx->arena) };
	struct file_info info;
	struct str bytes;
	bool found;

	ok(db_tx(cx, act_give, &g));
	ok(file_find(cx, g.info.id, &info, &found));
	assert_true(found);
	same(info.name, "x.txt");
	same(info.media, "text/plain");
	assert_int_equal(info.size, g.bytes.n);
	assert_int_equal(info.sha256.n, 64);
	assert_int_equal(info.at, cx->now);
	assert_int_equal(info.by, ACTOR_SYSTEM);
	ok(file_get(cx, g.info.id, &bytes));
	assert_true(str_eq(bytes, g.bytes));
	ok(file_find(cx, 999, &info, &found));
	assert_false(found);
	fails(file_get(cx, 999, &bytes), ERR_NOT_FOUND);
}

/* SHA-256 of "abc", from the standard. */
static void test_digest(void **state)
{
	struct cx *cx = *state;
	struct give g = { .name = "x.txt", .bytes = STR("abc") };

	ok(db_tx(cx, act_give, &g));
	same(g.info.sha256, "ba7816bf8f01cfea414140de5dae2223"
			    "b00361a396177a9cb410ff61f20015ad");
}

static void test_refused_keeps_nothing(void **state)
{
	struct cx *cx = *state;
	struct give g = { .name = "x.exe", .bytes = STR("MZ") };
	struct file_info info;
	bool found;

	fails(db_tx(cx, act_give, &g), ERR_UNSUPPORTED);
	ok(file_find(cx, 1, &info, &found));
	assert_false(found);
}

static int64_t chunks(struct cx *cx)
{
	return kit_number(cx, "select count(*) from file_chunk");
}

static void test_same_bytes_once(void **state)
{
	struct cx *cx = *state;
	struct give g = { .name = "a.txt", .bytes = large_text(cx->arena) };
	struct give h = { .name = "b.csv", .bytes = g.bytes };
	struct str bytes;

	ok(db_tx(cx, act_give, &g));
	ok(db_tx(cx, act_give, &h));
	assert_int_not_equal(g.info.id, h.info.id);
	assert_int_equal(chunks(cx), 3);
	ok(file_get(cx, h.info.id, &bytes));
	assert_true(str_eq(bytes, g.bytes));
}

static struct err *act_forget(struct cx *cx, void *arg)
{
	return file_forget(cx, *(const int64_t *)arg, STR("gone"));
}

/* What another file holds too stays for that one. */
static void test_forget(void **state)
{
	struct cx *cx = *state;
	struct give g = { .name = "a.txt", .bytes = large_text(cx->arena) };
	struct give h = { .name = "b.csv", .bytes = g.bytes };
	struct err *found = NULL;
	struct file_info info;
	struct str bytes;
	bool there;

	ok(db_tx(cx, act_give, &g));
	ok(db_tx(cx, act_give, &h));
	ok(db_tx(cx, act_forget, &g.info.id));
	assert_int_equal(chunks(cx), 4);
	ok(file_get(cx, h.info.id, &bytes));
	assert_true(str_eq(bytes, h.bytes));
	ok(file_get(cx, g.info.id, &bytes));
	same(bytes, "gone");
	ok(file_find(cx, g.info.id, &info, &there));
	same(info.name, "removed.txt");
	ok(db_tx(cx, act_forget, &h.info.id));
	ok(db_tx(cx, act_forget, &h.info.id));
	assert_int_equal(chunks(cx), 1);
	ok(file_check_all(cx, &found));
	assert_null(found);
}

static void damaged_after(struct cx *cx, const char *sql)
{
	struct give g = { .name = "a.txt", .bytes = large_text(cx->arena) };
	struct give small = { .name = "b.txt", .bytes = STR("fine") };
	struct err *found = NULL;
	struct str bytes;

	ok(db_tx(cx, act_give, &g));
	ok(file_check_all(cx, &found));
	assert_null(found);
	kit_sql(cx, sql);
	ok(db_tx(cx, act_give, &small));
	fails(file_get(cx, g.info.id, &bytes), ERR_DB);
	ok(file_check_all(cx, &found));
	assert_non_null(found);
	assert_null(found->next);
	same(found->arg[0], "1");
	/* giving the same bytes again does not trust what is there */
	fails(db_tx(cx, act_give, &g), ERR_DB);
}

static void test_changed_chunk(void **state)
{
	damaged_after(*state, "update file_chunk set bytes = substr(bytes, 1, "
			      "3) where part = 0");
}

static void test_missing_chunk(void **state)
{
	damaged_after(*state, "delete from file_chunk where part = 1");
}

int main(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest all[] = {
		T(test_accepted),
		T(test_refused),
		T(test_office_refused),
		T(test_office_broken),
		T(test_forget),
		T(test_names),
		T(test_keep),
		T(test_digest),
		T(test_refused_keeps_nothing),
		T(test_same_bytes_once),
		T(test_changed_chunk),
		T(test_missing_chunk),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
