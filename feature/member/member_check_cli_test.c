/* `members check`: what it prints, its status, what it refuses. */
#include "testkit/testkit.h"

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "doc/doc.h"
#include "member/member_register_cli.h"

#define HEAD                                                                      \
	"STT,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Ngày vào Đảng," \
	"Ngày chính thức,Đơn vị,Tôn giáo\n"
#define GOOD "1,Lê An,1/2/1980,Nam,079080000001,3/2/2010,3/2/2011,Sở A,\n"
#define BAD                                                                    \
	"2,,31/2/1980,Nữ,079180,3/2/2010,3/2/2009,Sở C,\n"                 \
	"3,Võ Bình,1960,Nam,79080000001,3/2/2025,,Uỷ ban B,\n"             \
	"4,Hồ Chi,sau,x,07908000000A,3/2/1990,,SỞ A,\n"                    \
	"5,Đỗ Dũng,1/1/1980,Nữ,079081000005,3/2/1995,3/2/96,Sở A,\n"   \
	"6,Đỗ Dũng,1/1/1980,Nữ,,5/2020,5/2021,Sở A,\n"

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

/* Runs `members check`; what it says goes to two files. */
static int check(enum lang lang, const char *const *words)
{
	const struct command *tables[] = { member_check_commands.p };
	const int counts[] = { member_check_commands.n };
	struct cli_env env = { .program = "roviec",
			       .about = "test",
			       .tables = tables,
			       .n_table = counts,
			       .n_tables = 1,
			       .lang = lang };
	char *argv[12] = { (char[]){ "roviec" }, (char[]){ "members" },
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
	assert_int_equal(status, MEMBER_STATUS_UNREADABLE);
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
	const char *path = file("r.csv", STR(HEAD GOOD));

	assert_int_equal(CHECK(path), 0);
	says(out, "1 people; 1 without an error; errors: 0; warnings: 1.\n");
	assert_int_equal(kit_file(arena, err).n, 0);
	assert_int_equal(CHECK(path, "--format", "json"), 0);
	says(out, "{\"rows\":1,\"ok\":1,\"errors\":[],\"warnings\":[\n");
}

/* What people and programs see, in both languages. */
static void faults_are_shown(void **state UNUSED)
{
	const char *path = file("r.csv", STR(HEAD GOOD BAD));
	const char *units = file("units.txt", STR("\xEF\xBB\xBFSở A\r\n\r\n"
						  "Ủy ban B\r\n"));
	static const char *const names[N_LANG] = { "vi", "en" };

	for (int lang = 0; lang < N_LANG; lang++)
		for (int json = 0; json < 2; json++) {
			const char *const words[] = { path,
						      "--units",
						      units,
						      "--format",
						      json ? "json" : "text",
						      NULL };

			assert_int_equal(check((enum lang)lang, words),
					 MEMBER_STATUS_UNCLEAR);
			kit_golden(arena,
				   str_fmt(arena,
					   "feature/member/golden/"
					   "register.%s.%s",
					   names[lang], json ? "json" : "txt")
					   .p,
				   kit_file(arena, out));
		}
}

static void json_is_json(void **state UNUSED)
{
	const char *path = file("r.csv", STR(HEAD GOOD BAD));
	struct str text;
	json_t *all, *errors;

	assert_int_equal(CHECK(path, "--format", "json"),
			 MEMBER_STATUS_UNCLEAR);
	text = kit_file(arena, out);
	all = json_loadb(text.p, (size_t)text.n, 0, NULL);
	assert_non_null(all);
	errors = json_object_get(all, "errors");
	assert_int_equal(json_integer_value(json_object_get(all, "rows")), 6);
	assert_int_equal(json_integer_value(json_object_get(all, "ok")), 3);
	assert_int_equal(json_array_size(errors), 7);
	assert_true(json_array_size(json_object_get(all, "warnings")) > 3);
	json_decref(all);
}

/* A common fault doesn't hide a rare one; --all shows the rest. */
static void some_are_shown(void **state UNUSED)
{
	struct buf b = buf_init(arena, 1 << 20);
	const char *path;

	buf_lit(&b, HEAD);
	for (int i = 1; i <= 300; i++)
		buf_fmt(&b, "%d,A B,31/2/1980,Nam,07908000%04d,3/2/2025,,S,\n",
			i, i);
	buf_lit(&b, "301,,1/2/1980,Nam,079080900001,3/2/2025,,S,\n");
	path = file("r.csv", buf_view(&b));
	assert_int_equal(CHECK(path), MEMBER_STATUS_UNCLEAR);
	says(out, "Date of birth: 300 – No calendar has this day;");
	says(out, "year.\n  C2 “31/2/1980”\n  C3 ");
	says(out, "Full name: 1 – Full name is missing.\n  B302\n");
	says(out, " more; --all shows them.");
	assert_true(str_find(kit_file(arena, out), STR("C250"), 0) < 0);
	assert_int_equal(CHECK(path, "--all"), MEMBER_STATUS_UNCLEAR);
	says(out, "C250");
	assert_true(str_find(kit_file(arena, out), STR("--all"), 0) < 0);
}

static void book_put(struct xlsx *x, const char *sheet, const char *name)
{
	static const struct sheet_col col[] = {
		{ .title = STR_INIT("Họ và tên"), .width = 20 },
		{ .title = STR_INIT("Ngày sinh"),
		  .width = 12,
		  .kind = COL_DAY },
		{ .title = STR_INIT("Số thẻ"), .width = 12 },
	};
	struct sheet_val v[3] = { { .text = str_c(name) },
				  { .day = 3683 },
				  { .text = STR("1") } };

	ok(xlsx_sheet(x, str_c(sheet), STR(""), col, 3));
	ok(xlsx_row(x, v));
}

static void sheet_is_chosen(void **state UNUSED)
{
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes;
	const char *path;

	ok(xlsx_begin(arena, &x));
	book_put(x, "Một", "Lê An");
	book_put(x, "Hai", "");
	ok(xlsx_end(x, &bytes));
	path = file("r.xlsx", bytes);
	assert_int_equal(CHECK(path), 0);
	says(out, "Other sheets hold registers, too, and were not read: Hai.");
	assert_int_equal(CHECK(path, "--sheet", "MỘT"), 0);
	refuses(CHECK(path, "--sheet", "Ba"), "No sheet “Ba” holds a register");
}

static void refused(void **state UNUSED)
{
	const char *path = file("r.csv", STR(HEAD GOOD));
	const char *large = file("large.csv", STR("a"));

	refuses(CHECK(path, "--format", "xml"),
		"--format must be text or json, not xml.");
	refuses(CHECK(str_fmt(arena, "%s/none.csv", folder).p),
		"none.csv can't be opened.");
	refuses(CHECK(folder), "can't be read.");
	refuses(CHECK(file("a.exe", STR("MZ"))),
		"This kind of file isn't read;");
	refuses(CHECK(file("no.csv", STR("a,b\n1,2\n"))),
		"No table of the file (1) is a register");
	refuses(CHECK(path, "--units", file("u.txt", STR(" \n\n"))),
		"is empty; it needs one unit a line.");
	refuses(CHECK(path, "--units", file("u.txt", STR("S\xF4\n"))),
		"u.txt isn't UTF-8 text.");
	refuses(CHECK(path, "--units", "/none"), "/none can't be opened.");
	/* a byte more than is taken; the file itself is nearly empty */
	assert_int_equal(truncate(large, (20 << 20) + 1), 0);
	refuses(CHECK(large), "is larger than 20 MB.");
}

int main(int argc, char **argv)
{
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
	const struct CMUnitTest tests[] = {
		T(clear_is_zero),  T(faults_are_shown), T(json_is_json),
		T(some_are_shown), T(sheet_is_chosen),	T(refused),
	};
	int child = doc_child_main(argc, argv);

	return child >= 0 ? child : cmocka_run_group_tests(tests, NULL, NULL);
}
