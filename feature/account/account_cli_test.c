/* user add, link, disable: what they print and what they refuse. */
#include "testkit/testkit.h"

#include <unistd.h>

#include "account/account_act.h"
#include "auth/auth.h"
#include "db/db.h"
#include "org/org.h"
#include "view/feature.h"

static bool second_asked; /* a second factor is asked for */

enum { ARENA = 64 << 20, OUT_MOST = 8000 };

static struct cx *the_realm;

static struct err *realm_open(struct cx *cx, struct str data UNUSED,
			      bool create)
{
	assert_false(create);
	cx->store = the_realm->store;
	cx->profile = the_realm->profile;
	cx->db = store_reader(cx->store, cx->arena);
	return NULL;
}

static void realm_close(struct cx *cx)
{
	store_return(cx->db);
}

static char out[OUT_MOST];

/* Runs a command line (words end at '|') with both outputs in `out`. */
static int run(const char *line)
{
	const struct command *tables[] = { account_feature.commands };
	const int counts[] = { account_feature.n_commands };
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
	(void)snprintf(text, sizeof(text), "roviec|%s", line);
	for (char *p = text; *p; p++) {
		if (*p == '|') {
			*p = 0;
			argv[argc++] = p + 1;
		}
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

#define REALM                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct cx cx = kit_realm(a);                                           \
	int64_t root UNUSED = town(&cx)

static int64_t town(struct cx *cx)
{
	int64_t root, unit;

	ok(org_add(cx,
		   &(struct org_new){ .parent = DB_NULL,
				      .kind = STR("dang_bo"),
				      .name = STR("City"),
				      .from = cx->today },
		   &root));
	ok(org_add(cx,
		   &(struct org_new){ .parent = root,
				      .kind = STR("chi_bo"),
				      .name = STR("Branch Two"),
				      .short_name = STR("B2"),
				      .from = cx->today },
		   &unit));
	the_realm = cx;
	return root;
}

static void add_prints_a_link(void **state UNUSED)
{
	struct account_place at = { .agent = STR("x"),
				    .address = STR("127.0.0.1") };
	struct str link, token;
	struct actor who;
	int64_t user;
	bool good;
	REALM;

	assert_int_equal(run("user|add|--data|d|--email|lam@dn.vn|--name|Cao "
			     "Lam|--role|secretary|--org|B2|--post|Secretary|"
			     "--url|https://x.vn/"),
			 0);
	assert_true(says("https://x.vn/sign-in/link/"));
	assert_true(says("The link works once, until "));
	ok(account_find_by_email(&cx, STR("lam@dn.vn"), &user));
	kit_day(&cx, "2099-01-01");
	ok(account_actor(&cx, user, &who, &good));
	same(who.org_name, "Branch Two");
	same(who.post, "Secretary");
	link = str_sub(str_c(out),
		       (ptrdiff_t)strlen("https://x.vn/sign-in/"
					 "link/"),
		       MIN((ptrdiff_t)strlen(out), 26 + 43));
	link = str_trim(link);
	fails(account_link_use(&cx, link, &at, &token, &second_asked),
	      ERR_EXPIRED);
	kit_close(&cx);
}

static void add_finds_the_organisation(void **state UNUSED)
{
	struct actor who;
	int64_t user;
	bool good;
	REALM;

	assert_int_equal(run("user|add|--data|d|--email|a@dn.vn|--name|A|"
			     "--role|office"),
			 0);
	assert_true(strncmp(out, "/sign-in/link/", 14) == 0);
	ok(account_find_by_email(&cx, STR("a@dn.vn"), &user));
	kit_day(&cx, "2099-01-01");
	ok(account_actor(&cx, user, &who, &good));
	assert_int_equal(who.org, root);
	assert_int_equal(run("user|add|--data|d|--email|b@dn.vn|--name|B|"
			     "--role|office|--org|2"),
			 0);
	assert_int_equal(run("user|add|--data|d|--email|c@dn.vn|--name|C|"
			     "--role|office|--org|Branch Two"),
			 0);
	assert_int_equal(run("user|add|--data|d|--email|e@dn.vn|--name|E|"
			     "--role|office|--org|Branch"),
			 1);
	assert_true(says("Branch"));
	ok(account_find_by_email(&cx, STR("e@dn.vn"), &user));
	assert_int_equal(user, 0);
	kit_close(&cx);
}

static void add_refuses(void **state UNUSED)
{
	REALM;

	assert_int_equal(run("user|add|--data|d|--email|a@dn.vn|--name|A|"
			     "--role|king"),
			 1);
	assert_true(says("king"));
	assert_int_equal(run("user|add|--data|d|--email|a|--name|A|--role|"
			     "office"),
			 1);
	assert_int_equal(run("user|add|--data|d|--email|a@dn.vn|--name|A|"
			     "--role|secretary"),
			 0); /* the root is an organisation too */
	assert_int_equal(run("user|add|--data|d|--email|a@dn.vn|--name|A|"
			     "--role|office"),
			 1);
	assert_int_equal(run("user|add|--data|d"), 2);
	assert_int_equal(run("user|add|--help"), 0);
	assert_true(says("--email"));
	kit_close(&cx);
}

/* Before the first organisation a role is for the whole realm. */
static void add_without_organisations(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);
	struct cx cx = kit_realm(a);
	struct actor who;
	int64_t user;
	bool good;

	the_realm = &cx;
	assert_int_equal(run("user|add|--data|d|--email|a@dn.vn|--name|A|"
			     "--role|admin"),
			 0);
	ok(account_find_by_email(&cx, STR("a@dn.vn"), &user));
	kit_day(&cx, "2099-01-01");
	ok(account_actor(&cx, user, &who, &good));
	assert_true(who.org_is_root);
	assert_int_equal(who.org, 0);
	assert_true(who.perms & PERM_BIT(PERM_ACCOUNT_MANAGE));
	kit_close(&cx);
}

static void link_and_disable(void **state UNUSED)
{
	REALM;

	assert_int_equal(run("user|add|--data|d|--email|a@dn.vn|--name|A|"
			     "--role|office"),
			 0);
	assert_int_equal(run("user|link|--data|d|--email|A@dn.vn"), 0);
	assert_true(says("/sign-in/link/"));
	assert_int_equal(run("user|link|--data|d|--email|x@dn.vn"), 1);
	assert_true(says("x@dn.vn"));
	assert_int_equal(run("user|disable|--data|d|--email|x@dn.vn"), 1);
	assert_int_equal(run("user|disable|--data|d|--email|a@dn.vn|--reason|"
			     "left"),
			 0);
	assert_true(says("a@dn.vn"));
	assert_int_equal(run("user|disable|--data|d|--email|a@dn.vn"), 1);
	assert_int_equal(run("user|link|--data|d|--email|a@dn.vn"), 1);
	kit_close(&cx);
}

static int setup(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);

	ok(auth_init(a));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add_prints_a_link),
		cmocka_unit_test(add_finds_the_organisation),
		cmocka_unit_test(add_refuses),
		cmocka_unit_test(add_without_organisations),
		cmocka_unit_test(link_and_disable),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
