/* org add: what it adds, where, what it refuses; org recount: what it mends. */
#include "testkit/testkit.h"

#include <stdio.h>
#include <unistd.h>

#include "db/db.h"
#include "org/org.h"
#include "org/org_tally.h"
#include "org/org_tally_query.h"
#include "view/feature.h"

enum { OUT_MOST = 8000 };

static struct cx *the_realm;
static char out[OUT_MOST];

static struct err *open_realm(struct cx *cx, struct str data UNUSED,
			      bool create UNUSED)
{
	cx->store = the_realm->store;
	cx->profile = the_realm->profile;
	cx->db = store_reader(cx->store, cx->arena);
	return NULL;
}

static void close_realm(struct cx *cx)
{
	store_return(cx->db);
}

/* Runs words that end at '|'; both outputs go to `out`. */
static int run_what(const char *what, const char *line)
{
	const struct command *tables[] = { org_feature.commands };
	const int counts[] = { org_feature.n_commands };
	struct cli_env env = { .program = "roviec",
			       .about = "test",
			       .tables = tables,
			       .n_table = counts,
			       .n_tables = 1,
			       .open = open_realm,
			       .close = close_realm,
			       .lang = LANG_EN };
	static char text[500];
	char *argv[30] = { text };
	int argc = 1, status, keep[2] = { dup(1), dup(2) };
	FILE *f = tmpfile();

	assert_non_null(f);
	(void)snprintf(text, sizeof(text), "roviec|org|%s|--data|x%s", what,
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
	out[fread(out, 1, sizeof(out) - 1, f)] = 0;
	fclose(f);
	return status;
}

#define run(line) run_what("add", "|" line)

static int64_t root_of(struct cx *cx)
{
	int64_t root;

	ok(org_add(cx,
		   &(struct org_new){ .parent = DB_NULL,
				      .kind = STR("dang_bo"),
				      .name = STR("Đảng bộ Mẫu"),
				      .from = cx->today },
		   &root));
	return root;
}

static void adds_below(void **state UNUSED)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct cx cx = kit_realm(a);
	int64_t root = root_of(&cx);
	struct orgs list;

	the_realm = &cx;
	assert_int_equal(run("--name|Đảng bộ Báo|--kind|dang_bo_co_so|"
			     "--short|Báo|--code|CS-16"),
			 0);
	assert_non_null(strstr(out, "was added"));
	/* by the short name, without marks, by what the kind is called */
	assert_int_equal(run("--name|Chi bộ 1|--kind|Chi bộ|--parent|Báo"), 0);
	assert_int_equal(run("--name|Chi bộ 2|--kind|Party cell|--parent|"
			     "dang bo bao|--from|2026-01-05"),
			 0);
	ok(org_list_below(&cx, root, &list));
	assert_int_equal(list.n, 4);
	assert_int_equal(list.p[2].parent, list.p[1].id);
	assert_int_equal(list.p[3].parent, list.p[1].id);
	same(list.p[2].kind, "chi_bo");
	kit_close(&cx);
}

static void refuses(void **state UNUSED)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct cx cx = kit_realm(a);
	int64_t root = root_of(&cx);
	struct orgs list;

	the_realm = &cx;
	assert_int_equal(run("--name|Chi bộ 1|--kind|club"), 1);
	assert_non_null(strstr(out, "chi_bo"));
	assert_int_equal(run("--name|Chi bộ 1|--kind|chi_bo|--parent|Sở"), 1);
	assert_non_null(strstr(out, "no organisation “Sở”"));
	assert_int_equal(run("--name| |--kind|chi_bo"), 1);
	assert_int_equal(run("--name|Chi bộ 1|--kind|chi_bo"), 0);
	assert_int_equal(run("--name|CHI BỘ 1|--kind|chi_bo"), 1);
	assert_non_null(strstr(out, "already stands below"));
	ok(org_list_below(&cx, root, &list));
	assert_int_equal(list.n, 2);
	kit_close(&cx);
}

/* From a day on; on its first day it is a correction. */
static void renames(void **state UNUSED)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct cx cx = kit_realm(a);
	int64_t root = root_of(&cx);
	struct org now;
	bool found;

	ok(org_rename(&cx, root,
		      &(struct org_named){ .name = STR("Đảng bộ Mẫu Một"),
					   .from = cx.today }));
	ok(org_rename(&cx, root,
		      &(struct org_named){ .name = STR("Đảng bộ Mẫu Hai"),
					   .short_name = STR("Mẫu Hai"),
					   .from = cx.today + 30 }));
	ok(org_get_root(&cx, &now, &found));
	same(now.name, "Đảng bộ Mẫu Hai");
	same(now.short_name, "Mẫu Hai");
	fails(org_rename(&cx, root, &(struct org_named){ .from = cx.today }),
	      ERR_INVALID);
	fails(org_rename(&cx, 4711,
			 &(struct org_named){ .name = STR("x"),
					      .from = cx.today }),
	      ERR_NOT_FOUND);
	kit_close(&cx);
}

static struct err *forget_tx(struct cx *cx, void *arg UNUSED)
{
	struct err *err = org_word_drop_all(cx->db, NULL);

	return err ? err : org_tally_drop_all(cx->db, NULL);
}

static void recounts(void **state UNUSED)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct cx cx = kit_realm(a);
	int64_t sums, words;

	root_of(&cx);
	the_realm = &cx;
	assert_int_equal(run("--name|Chi bộ 1|--kind|chi_bo|--short|CB1"), 0);
	assert_int_equal(run_what("recount", ""), 0);
	assert_non_null(strstr(out, "nothing was changed"));
	ok(db_tx(&cx, forget_tx, NULL));
	ok(org_tally_check(&cx, &sums));
	ok(org_words_check(&cx, &words));
	assert_int_equal(sums, 1);
	assert_int_equal(words, 2);
	assert_int_equal(run_what("recount", ""), 0);
	assert_non_null(strstr(out, "that were wrong: 3"));
	ok(org_tally_check(&cx, &sums));
	ok(org_words_check(&cx, &words));
	assert_int_equal(sums + words, 0);
	kit_close(&cx);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(adds_below),
		cmocka_unit_test(refuses),
		cmocka_unit_test(renames),
		cmocka_unit_test(recounts),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
