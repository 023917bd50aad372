/* `annex check`: what it prints, its status, what it refuses. */
#include "work/work_page.h"

#include "testkit/testkit.h"

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "doc/doc.h"
#include "work/work_cli.h"

#define HEAD                                                                     \
	"STT,Nội dung nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp," \
	"Thời gian hoàn thành,Sản phẩm\n"
#define CLEAR_ROW "1,Rà soát danh mục,Ban Tổ chức,,30/11/2026,Báo cáo\n"
#define VAGUE_ROW "2,Lập danh mục,Các đơn vị,,31/06/2027,Nâng cao nhận thức\n"

static struct arena *arena;
static const char *folder, *out, *err;

static int fresh(void **state UNUSED)
{
	arena = arena_open(256 << 20);
	folder = kit_folder(arena);
	out = str_fmt(arena, "%s/out", folder).p;
	err = str_fmt(arena, "%s/err", folder).p;
	return 0;
}

static int done(void **state UNUSED)
{
	kit_folder_remove(folder);
	arena_close(arena);
	return 0;
}

/* Lets a descriptor write to a file; gives what it was before. */
static int turn(int fd, const char *path)
{
	int was = dup(fd);
	int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(was >= 0 && to >= 0);
	dup2(to, fd);
	close(to);
	return was;
}

static void turn_back(int fd, int was)
{
	fflush(NULL);
	dup2(was, fd);
	close(was);
}

/* Runs `annex check`; what it says goes to two files. */
static int check(enum lang lang, const char *const *words)
{
	const struct command *tables[] = { work_commands.p };
	const int counts[] = { work_commands.n };
	struct cli_env env = { .program = "roviec",
			       .about = "test",
			       .tables = tables,
			       .n_table = counts,
			       .n_tables = 1,
			       .lang = lang };
	char *argv[12] = { (char[]){ "roviec" }, (char[]){ "annex" },
			   (char[]){ "check" } };
	int argc = 3, was_out, was_err, status;

	for (; *words; words++)
		argv[argc++] = str_to_c(arena, str_c(*words));
	fflush(NULL);
	was_out = turn(1, out);
	was_err = turn(2, err);
	status = cli_main(&env, argc, argv);
	turn_back(1, was_out);
	turn_back(2, was_err);
	return status;
}
#define CHECK(...) check(LANG_EN, (const char *const[]){ __VA_ARGS__, NULL })

static void says(const char *path, const char *text)
{
	struct str all = kit_file(arena, path);

	if (str_find(all, str_c(text), 0) < 0)
		fail_msg("\"%s\" isn't in \"%.*s\"", text, STR_ARG(all));
}

/* Refused: status 2, this sentence, and nothing on the output. */
static void refuses(int status, const char *sentence)
{
	assert_int_equal(status, WORK_STATUS_UNREADABLE);
	says(err, sentence);
	assert_int_equal(kit_file(arena, out).n, 0);
}

static const char *file(const char *name, struct str bytes)
{
	const char *path = str_fmt(arena, "%s/%s", folder, name).p;
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, (size_t)bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
	return path;
}

static void clear_is_zero(void **state UNUSED)
{
	const char *path = file("a.csv", STR(HEAD CLEAR_ROW));

	assert_int_equal(CHECK(path), 0);
	same(kit_file(arena, out), "1 of 1 tasks are clear.\n");
	assert_int_equal(kit_file(arena, err).n, 0);
	assert_int_equal(CHECK(path, "--format", "text"), 0);
	same(kit_file(arena, out), "1 of 1 tasks are clear.\n");
}

static void unclear_is_one(void **state UNUSED)
{
	const char *path = file("a.csv", STR(HEAD CLEAR_ROW VAGUE_ROW));

	assert_int_equal(CHECK(path), WORK_STATUS_UNCLEAR);
	says(out, "1 of 2 tasks are clear.\n");
	says(out, "2. [2] Lập danh mục\n");
	says(out, "31/06/2027");
	assert_true(str_find(kit_file(arena, out), STR("Rà soát"), 0) < 0);
	/* in the reader's language */
	assert_int_equal(check(LANG_VI, (const char *const[]){ path, NULL }),
			 WORK_STATUS_UNCLEAR);
	assert_true(str_find(kit_file(arena, out), STR("are clear"), 0) < 0);
	says(out, "Lập danh mục");
}

static json_t *row_of(const json_t *all, size_t i)
{
	return json_array_get(json_object_get(all, "rows"), i);
}

static const char *text_of(const json_t *row, const char *name)
{
	const char *s = json_string_value(json_object_get(row, name));

	return s ? s : "";
}

static void json_for_programs(void **state UNUSED)
{
	const char *path = file("a.csv", STR(HEAD CLEAR_ROW VAGUE_ROW));
	struct str text;
	json_t *all, *due;

	assert_int_equal(CHECK(path, "--format", "json"), WORK_STATUS_UNCLEAR);
	text = kit_file(arena, out);
	all = json_loadb(text.p, (size_t)text.n, 0, NULL);
	assert_non_null(all);
	assert_int_equal(json_integer_value(json_object_get(all, "total")), 2);
	assert_int_equal(json_integer_value(json_object_get(all, "clear")), 1);
	assert_string_equal(text_of(row_of(all, 0), "work"),
			    "Rà soát danh mục");
	due = json_object_get(row_of(all, 0), "deadline");
	assert_string_equal(text_of(due, "due"), "2026-11-30");
	assert_int_equal(
		json_array_size(json_object_get(row_of(all, 0), "missing")), 0);
	assert_true(json_array_size(
			    json_object_get(row_of(all, 1), "missing")) > 0);
	json_decref(all);
}

/* A deadline without a year means the programme's. */
static void year_is_taken(void **state UNUSED)
{
	const char *path = file(
		"a.csv",
		STR(HEAD "1,Rà soát danh mục,Ban Tổ chức,,Quý II,Báo cáo\n"));

	(void)CHECK(path, "--format", "json", "--year", "2031");
	says(out, "\"due\":\"2031-06-30\"");
	(void)CHECK(path, "--format", "json", "--year", "2027");
	says(out, "\"due\":\"2027-06-30\"");
	assert_int_equal(CHECK(path, "--year", "1000"), 2);
	assert_int_equal(kit_file(arena, out).n, 0);
}

static void annex_put(struct docx *d, const char *title, const char *work)
{
	static const struct str head[] = { STR_INIT("STT"),
					   STR_INIT("Nội dung nhiệm vụ"),
					   STR_INIT("Cơ quan chủ trì"),
					   STR_INIT("Cơ quan phối hợp"),
					   STR_INIT("Thời gian"),
					   STR_INIT("Sản phẩm") };
	static const int width[] = { 10, 30, 15, 15, 15, 15 };
	static const bool right[N_ELEMENTS(head)];
	const struct str row[] = { STR("1"),	       str_c(work),
				   STR("Ban Tổ chức"), STR(""),
				   STR("30/11/2026"),  STR("Báo cáo") };

	docx_para(d, DOCX_TITLE, true, str_c(title));
	docx_table_begin(d, head, width, right, (int)N_ELEMENTS(head));
	docx_table_row(d, row, false);
	docx_table_end(d);
}

static void one_of_several(void **state UNUSED)
{
	struct docx *d;
	struct str bytes;
	const char *path;

	ok(docx_begin(arena, false, &d));
	annex_put(d, "Phụ lục 1", "Rà soát danh mục");
	annex_put(d, "Phụ lục 2", "Lập bảng kê tài sản");
	ok(docx_end(d, &bytes));
	path = file("two.docx", bytes);
	refuses(CHECK(path), "The document holds 2 annexes");
	assert_int_equal(CHECK(path, "--table", "2", "--format", "json"), 0);
	says(out, "Lập bảng kê tài sản");
	assert_true(str_find(kit_file(arena, out), STR("Rà soát"), 0) < 0);
	assert_int_equal(CHECK(path, "--table", "1", "--format", "json"), 0);
	says(out, "Rà soát danh mục");
	refuses(CHECK(path, "--table", "3"), "The document holds 2 annexes");
}

static void refused(void **state UNUSED)
{
	const char *path = file("a.csv", STR(HEAD CLEAR_ROW));
	const char *large = file("large.csv", STR("a"));

	refuses(CHECK(path, "--format", "xml"),
		"--format must be text or json, not xml.");
	refuses(CHECK(str_fmt(arena, "%s/none.csv", folder).p),
		"none.csv can't be opened.");
	refuses(CHECK(folder), "can't be read.");
	refuses(CHECK(file("a.exe", STR("MZ"))),
		"This kind of file isn't read;");
	refuses(CHECK(file("no.csv", STR("a,b\n1,2\n"))),
		"None of the document's tables");
	/* a byte more than is taken; the file itself is nearly empty */
	assert_int_equal(truncate(large, (20 << 20) + 1), 0);
	refuses(CHECK(large), "is larger than 20 MB.");
}

int main(int argc, char **argv)
{
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
	const struct CMUnitTest tests[] = {
		T(clear_is_zero), T(unclear_is_one), T(json_for_programs),
		T(year_is_taken), T(one_of_several), T(refused),
	};
	int child = doc_child_main(argc, argv);

	return child >= 0 ? child : cmocka_run_group_tests(tests, NULL, NULL);
}
