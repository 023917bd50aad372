/* `annex import`: what it prints, its status, what it refuses. */
#include "work/test/work_import_kit.h"

#include <unistd.h>

#include "db/db.h"
#include "doc/doc.h"
#include "work/work_import_query.h"
#include "work/work_page.h"

enum { ARENA = 256 << 20, OUT_MOST = 8000 };

static struct import_kit *the_kit;
static char out[OUT_MOST];

static struct err *realm_open(struct cx *cx, struct str data UNUSED,
			      bool create)
{
	assert_false(create);
	cx->store = the_kit->cx.store;
	cx->profile = the_kit->cx.profile;
	cx->db = store_reader(cx->store, cx->arena);
	return NULL;
}

static void realm_close(struct cx *cx)
{
	store_return(cx->db);
}

/* Runs `annex import` with words that end at '|'; both outputs in `out`. */
static int run(const char *line)
{
	const struct command *tables[] = { work_commands.p };
	const int counts[] = { work_commands.n };
	struct cli_env env = { .program = "roviec",
			       .about = "test",
			       .tables = tables,
			       .n_table = counts,
			       .n_tables = 1,
			       .open = realm_open,
			       .close = realm_close,
			       .lang = LANG_EN };
	static char text[500];
	char *argv[30] = { text };
	int argc = 1, status, keep[2] = { dup(1), dup(2) };
	FILE *f = tmpfile();
	size_t n;

	assert_non_null(f);
	(void)snprintf(text, sizeof(text), "roviec|annex|import|--data|d|%s",
		       line);
	for (char *p = text; *p; p++)
		if (*p == '|') {
			*p = 0;
			argv[argc++] = p + 1;
		}
	fflush(stdout);
	dup2(fileno(f), 1);
	dup2(fileno(f), 2);
	status = cli_main(&env, argc, argv);
	fflush(stdout);
	dup2(keep[0], 1);
	dup2(keep[1], 2);
	close(keep[0]);
	close(keep[1]);
	rewind(f);
	n = fread(out, 1, sizeof(out) - 1, f);
	out[n] = 0;
	fclose(f);
	return status;
}

static bool says(const char *what)
{
	if (strstr(out, what))
		return true;
	print_message("not in: %s\n", out);
	return false;
}

/* Writes a file into a folder of the test; gives its path. */
static const char *file(struct arena *a, const char *folder, const char *name,
			const char *text)
{
	const char *path = str_fmt(a, "%s/%s", folder, name).p;
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return path;
}

#define KIT                                                                    \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	const char *folder = kit_folder(a);                                    \
	struct import_kit k;                                                   \
	import_kit_open(&k, a);                                                \
	the_kit = &k
#define END                                                                    \
	kit_close(&k.cx);                                                      \
	kit_folder_remove(folder)

static int import(struct arena *a, const char *path, const char *more)
{
	return run(str_fmt(a, "%s|--programme|12-ctr/du%s", path, more).p);
}

static void imports_and_counts(void **state UNUSED)
{
	const char *five;
	KIT;

	five = file(a, folder, "five.csv", ANNEX_FIVE);
	assert_int_equal(import(a, five, ""), 1);
	assert_true(says("Tasks made: 5"));
	assert_true(says("With the four clarities: 2"));
	assert_true(says("Drafts that still lack something: 3"));
	assert_int_equal(import_kit_tasks(&k), 5);
	/* again: refused, then all are here already */
	assert_int_equal(import(a, five, ""), 2);
	assert_true(says("imported before"));
	assert_int_equal(import(a, five, "|--again"), 2);
	assert_int_equal(import_kit_tasks(&k), 5);
	END;
}

static void all_clear_is_zero(void **state UNUSED)
{
	KIT;

	assert_int_equal(import(a,
				file(a, folder, "x.csv",
				     ANNEX_HEAD "1,Rà soát danh mục,Ban Tổ "
						"chức,,30/11/2026,Báo cáo\n"
						",Ghi chú: tạm tính,,,,\n"),
				""),
			 0);
	assert_true(says("Rows that are no task: 1"));
	assert_int_equal(import(a,
				file(a, folder, "y.csv",
				     ANNEX_HEAD "1,Rà soát danh mục,Ban Tổ "
						"chức,,30/11/2026,Báo cáo\n"
						"2,Lập danh mục,Ban Tổ "
						"chức,,30/11/2026,Danh mục\n"),
				""),
			 0);
	assert_true(says("already, left out: 1"));
	END;
}

static void refused(void **state UNUSED)
{
	struct import_list_rows rows;
	KIT;

	assert_int_equal(import(a, "/nowhere/x.csv", ""), 2);
	assert_int_equal(import(a, file(a, folder, "no.csv", "a,b\n1,2\n"), ""),
			 2);
	assert_int_equal(run(str_fmt(a, "%s|--programme|99-NQ/TW",
				     file(a, folder, "five.csv", ANNEX_FIVE))
				     .p),
			 2);
	assert_true(says("99-NQ/TW"));
	ok(import_list(k.cx.db,
		       &(struct import_list_in){ .programme = k.programme },
		       &rows));
	assert_int_equal(rows.n, 0);
	END;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(imports_and_counts),
		cmocka_unit_test(all_clear_is_zero),
		cmocka_unit_test(refused),
	};
	int child = doc_child_main(argc, argv);

	if (child >= 0)
		return child;
	return cmocka_run_group_tests(tests, import_kit_setup, NULL);
}
