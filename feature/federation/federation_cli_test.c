/* federation add, list, key, remove, send: what they do and refuse. */
#include "testkit/testkit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/db.h"
#include "federation/federation.h"
#include "federation/federation_act.h"
#include "org/org.h"
#include "setting/setting_seal.h"
#include "view/feature.h"

enum { OUT_MOST = 8000 };
#define KEY   "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
#define KEY_2 "whpk_8S/9amk32cDbagWan0mh4kRRF9mgjgeVqOeur4I67hc="

static struct cx realm;
static const char *keys;
static char out[OUT_MOST];

static struct err *open_realm(struct cx *cx, struct str data UNUSED,
			      bool create UNUSED)
{
	cx->store = realm.store;
	cx->profile = realm.profile;
	cx->db = store_reader(cx->store, cx->arena);
	return NULL;
}

static void close_realm(struct cx *cx)
{
	store_return(cx->db);
}

/* Runs words that end at '|'; both outputs go to `out`. */
static int run(const char *line)
{
	const struct command *tables[] = {
		federation_feature.command_table->p
	};
	const int counts[] = { federation_feature.command_table->n };
	struct cli_env env = { .program = "roviec",
			       .about = "test",
			       .tables = tables,
			       .n_table = counts,
			       .n_tables = 1,
			       .open = open_realm,
			       .close = close_realm,
			       .lang = LANG_EN };
	static char text[800];
	char *argv[30] = { text };
	int argc = 1, status, keep[2] = { dup(1), dup(2) };
	FILE *f = tmpfile();

	assert_non_null(f);
	(void)snprintf(text, sizeof(text), "roviec|federation|%s|--data|x",
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

static void says(const char *text)
{
	if (!strstr(out, text))
		fail_msg("“%s” isn't in: %s", text, out);
}

static int setup(void **state UNUSED)
{
	int64_t root;

	realm = kit_realm(arena_open(128 << 20));
	keys = kit_folder(realm.arena);
	setenv("ROVIEC_KEYS", keys, 1);
	ok(org_add(&realm,
		   &(struct org_new){ .parent = DB_NULL,
				      .kind = STR("dang_bo"),
				      .name = STR("Đảng bộ Mẫu"),
				      .from = realm.today },
		   &root));
	return 0;
}

static int teardown(void **state UNUSED)
{
	struct arena *a = realm.arena;

	unlink(str_to_c(a, setting_key_path(&realm)));
	kit_close(&realm);
	kit_folder_remove(keys);
	arena_close(a);
	return 0;
}

static void a_key_is_printed(void **state UNUSED)
{
	char first[100];

	assert_int_equal(run("key"), 0);
	assert_true(!strncmp(out, "whpk_", 5) && strlen(out) == 50);
	memcpy(first, out, 51);
	assert_int_equal(run("key"), 0);
	assert_string_equal(out, first);
	assert_int_equal(run("key|--new"), 0);
	assert_string_not_equal(out, first);
}

static void relations_are_entered_and_ended(void **state UNUSED)
{
	assert_int_equal(run("add|Tỉnh ủy|--as|parent|--at|"
			     "https://tinh.example.vn/r/tu|--key|" KEY),
			 0);
	says("above: reports go there");
	says("whpk_");
	assert_int_equal(run("add|Phường 1|--as|child|--key|" KEY_2
			     "|--from|2026-10-01"),
			 0);
	assert_int_equal(run("list"), 0);
	says("parent\tTỉnh ủy\thttps://tinh.example.vn/r/tu\t" KEY "\t");
	says("child\tPhường 1\t\t" KEY_2 "\t2026-10-01\t\n");
	says("Committees: 2");
	assert_int_equal(run("remove|Phường 1"), 0);
	says("no longer exchanged");
	assert_int_equal(run("list"), 0);
	says("Committees: 2"); /* with the day of its end */
	assert_int_equal(run("remove|Phường 1"), 1);
	says("no committee “Phường 1”");
}

static void refuses_with_one_sentence(void **state UNUSED)
{
	assert_int_equal(run("add|A|--as|sister|--key|" KEY), 1);
	says("--as is parent");
	assert_int_equal(run("add|A|--as|parent|--key|" KEY), 1);
	says("--at https://HOST");
	assert_int_equal(run("add|A|--as|parent|--at|http://a.vn|--key|" KEY),
			 1);
	says("only by https");
	assert_int_equal(run("add|A|--as|parent|--at|realm:x|--key|k"), 1);
	says("is no public key");
	assert_int_equal(run("add|A|--as|parent|--at|realm:x"), 2);
	assert_int_equal(run("add|--help"), 0);
	says("realm:NAME");
	assert_int_equal(run("send"), 1);
	says("nowhere to send");
}

static struct err *deliver(struct cx *cx UNUSED, struct str name UNUSED,
			   const struct fed_letter *l UNUSED)
{
	return NULL;
}

static void a_report_is_sent(void **state UNUSED)
{
	static const struct federation_hooks hooks = { .deliver = deliver };

	assert_int_equal(run("add|A|--as|parent|--at|realm:x|--key|" KEY), 0);
	federation_set(NULL);
	assert_int_equal(run("send"), 1);
	says("1 new, 0 with the same figures");
	says("for “A” isn't sent yet and stays in the outbox: There is no way");
	federation_set(&hooks);
	assert_int_equal(run("send"), 0);
	says("0 new, 1 with the same figures");
	federation_set(NULL);
	assert_int_equal(run("send"), 0); /* nothing waits */
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest all[] = {
		CASE(a_key_is_printed),
		CASE(relations_are_entered_and_ended),
		CASE(refuses_with_one_sentence),
		CASE(a_report_is_sent),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
