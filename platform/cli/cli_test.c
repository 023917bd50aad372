/* Commands and options by table. */
#include "testkit/testkit.h"

#include "cli/cli.h"

static char seen[200];

static struct err *show(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str s =
		str_fmt(cx->arena, "%.*s|%.*s|%ld|%d|%d",
			STR_ARG(cli_arg(cli, 0)), STR_ARG(cli_str(cli, "name")),
			(long)cli_int(cli, "year"), (int)cli_day(cli, "day"),
			cli_flag(cli, "fast"));

	snprintf(seen, sizeof(seen), "%.*s", STR_ARG(s));
	*ret_status = 7;
	return NULL;
}

static struct err *refuse(struct cx *cx, struct cli *cli, int *ret_status)
{
	(void)cli;
	(void)ret_status;
	return err_new(cx->arena, ERR_INVALID, "no {0}", STR("way"));
}

static const struct option_row options[] = {
	{ .name = "name",
	  .arg = "TEXT",
	  .help = "a name",
	  .kind = OPT_TEXT,
	  .required = true,
	  .env = "RV_CLI_TEST_NAME" },
	{ .name = "year",
	  .arg = "Y",
	  .help = "a year",
	  .kind = OPT_INT,
	  .min = 2000,
	  .max = 2100 },
	{ .name = "day", .arg = "DAY", .help = "a day", .kind = OPT_DAY },
	{ .name = "fast", .help = "a flag", .kind = OPT_FLAG },
};
static const struct command commands[] = {
	{ .name = "thing show",
	  .args = "FILE",
	  .help = "shows",
	  .n_args = 1,
	  .options = options,
	  .n_options = 4,
	  .run = show },
	{ .name = "refuse", .help = "refuses", .run = refuse },
};

static int run(const char *line)
{
	const struct command *tables[] = { commands };
	const int counts[] = { 2 };
	struct cli_env env = { .program = "t",
			       .about = "about",
			       .tables = tables,
			       .n_table = counts,
			       .n_tables = 1,
			       .lang = LANG_EN };
	static char text[300];
	char *argv[20] = { text };
	int argc = 1;

	snprintf(text, sizeof(text), "t %s", line);
	for (char *p = text; *p; p++) {
		if (*p == ' ') {
			*p = 0;
			argv[argc++] = p + 1;
		}
	}
	seen[0] = 0;
	return cli_main(&env, line[0] ? argc : 1, argv);
}

static void options_reach_the_command(void **state)
{
	(void)state;
	assert_int_equal(run("thing show F --name=x --year 2026 --fast "
			     "--day 1970-01-03"),
			 7);
	assert_string_equal(seen, "F|x|2026|2|1");
}

static void environment_fills_in(void **state)
{
	(void)state;
	setenv("RV_CLI_TEST_NAME", "env", 1);
	assert_int_equal(run("thing show F"), 7);
	unsetenv("RV_CLI_TEST_NAME");
	assert_true(strstr(seen, "F|env|") == seen);
}

static void wrong_words_are_usage_errors(void **state)
{
	static const char *const bad[] = {
		"thing",
		"nothing",
		"thing show",
		"thing show F",
		"thing show F G --name x",
		"thing show F --name",
		"thing show F --name x --name y",
		"thing show F --other 1",
		"thing show F --name x --year 1999",
		"thing show F --name x --year no",
		"thing show F --name x --day 31/6/2026",
		"thing show F --name x --fast=1",
		"",
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		assert_int_equal(run(bad[i]), 2);
		assert_string_equal(seen, "");
	}
}

static void help_and_failure(void **state)
{
	(void)state;
	assert_int_equal(run("--help"), 0);
	assert_int_equal(run("thing show --help"), 0);
	assert_int_equal(run("refuse"), 1);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(options_reach_the_command),
		cmocka_unit_test(environment_fills_in),
		cmocka_unit_test(wrong_words_are_usage_errors),
		cmocka_unit_test(help_and_failure),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
