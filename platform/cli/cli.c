/*
 * The command line: finds the command, reads its options by the table, opens
 * what it needs, runs it, and says one sentence when it fails.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "i18n/i18n.h"

enum { MOST_OPTIONS = 24, MOST_ARGS = 4, OUT_MOST = 64 << 20 };

struct cli {
	const struct command *cmd;
	struct str arg[MOST_ARGS];
	int n_args;
	struct str text[MOST_OPTIONS]; /* by the option's place in its table */
	int64_t number[MOST_OPTIONS];
	bool given[MOST_OPTIONS];
	struct str realm; /* --realm, or absent */
	bool help;
	struct buf out;
};

struct str cli_arg(const struct cli *cli, int k)
{
	assert(k >= 0 && k < cli->n_args);
	return cli->arg[k];
}

/* Every command that has --data. */
static const struct option_row realm_option = {
	.name = "realm",
	.arg = "NAME",
	.kind = OPT_TEXT,
	.env = "ROVIEC_REALM",
	.help = N_("one of the realms of the installation"),
};

static bool takes_realm(const struct command *c)
{
	for (int i = 0; !c->whole && i < c->n_options; i++)
		if (!strcmp(c->options[i].name, "data"))
			return true;
	return false;
}

static int option_place(const struct cli *cli, const char *name)
{
	for (int i = 0; i < cli->cmd->n_options; i++)
		if (!strcmp(cli->cmd->options[i].name, name))
			return i;
	abort(); /* the command's table has no such option */
}

struct str cli_str(const struct cli *cli, const char *name)
{
	int i = option_place(cli, name);

	return cli->given[i] ? cli->text[i] : STR_NULL;
}

int64_t cli_int(const struct cli *cli, const char *name)
{
	int i = option_place(cli, name);

	return cli->given[i] ? cli->number[i] : INT64_MIN;
}

day_t cli_day(const struct cli *cli, const char *name)
{
	int i = option_place(cli, name);

	return cli->given[i] ? (day_t)cli->number[i] : DAY_NONE;
}

bool cli_flag(const struct cli *cli, const char *name)
{
	return cli->given[option_place(cli, name)];
}

struct buf *cli_out(struct cli *cli)
{
	return &cli->out;
}

static bool write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, (size_t)s.n);

		if (n <= 0)
			return false;
		s = str_sub(s, n, s.n);
	}
	return true;
}

void cli_flush(struct cli *cli)
{
	(void)write_all(STDOUT_FILENO, buf_view(&cli->out));
	buf_clear(&cli->out);
}

void cli_say(struct cli *cli, struct str text)
{
	buf_str(&cli->out, text);
	buf_char(&cli->out, '\n');
}

/* ---- reading the words ------------------------------------------------- */

/* How many words of argv the command's name takes, 0 when it isn't this. */
static int name_matches(const struct command *c, int argc, char **argv)
{
	struct str rest = str_c(c->name);
	int n = 0;

	while (rest.p) {
		struct str word = str_cut(&rest, ' ');

		if (n + 1 >= argc || !str_eq(word, str_c(argv[n + 1])))
			return 0;
		n++;
	}
	return n;
}

static const struct command *command_find(const struct cli_env *env, int argc,
					  char **argv, int *ret_words)
{
	for (int t = 0; t < env->n_tables; t++) {
		for (int i = 0; i < env->n_table[t]; i++) {
			const struct command *c = &env->tables[t][i];
			int n = name_matches(c, argc, argv);

			if (n) {
				*ret_words = n;
				return c;
			}
		}
	}
	return NULL;
}

static struct err *option_take(struct arena *a, struct cli *cli, int i,
			       struct str value)
{
	const struct option_row *o = &cli->cmd->options[i];
	day_t day;

	if (cli->given[i])
		return err_new(a, ERR_INVALID,
			       N_("--{0} is given twice; give it once."),
			       str_c(o->name));
	cli->given[i] = true;
	cli->text[i] = value;
	if (o->kind == OPT_INT) {
		if (!str_to_i64(value, &cli->number[i]) ||
		    ((o->min || o->max) &&
		     (cli->number[i] < o->min || cli->number[i] > o->max)))
			return err_new(a, ERR_INVALID,
				       N_("--{0} takes a whole number from "
					  "{1} to {2}, not \"{3}\"."),
				       str_c(o->name),
				       str_fmt(a, "%ld", (long)o->min),
				       str_fmt(a, "%ld", (long)o->max), value);
	} else if (o->kind == OPT_DAY) {
		if (!day_from_iso(value, &day))
			return err_new(a, ERR_INVALID,
				       N_("--{0} takes a day such as "
					  "2026-06-30, not \"{1}\"."),
				       str_c(o->name), value);
		cli->number[i] = day;
	}
	return NULL;
}

static const struct option_row *option_find(const struct command *c,
					    struct str name)
{
	for (int i = 0; i < c->n_options; i++)
		if (str_eq(name, str_c(c->options[i].name)))
			return &c->options[i];
	if (takes_realm(c) && str_eq(name, str_c(realm_option.name)))
		return &realm_option;
	return NULL;
}

/* One "--name", "--name value" or "--name=value"; *at moves on. */
static struct err *option_read(struct arena *a, struct cli *cli, int argc,
			       char **argv, int *at)
{
	struct str rest = str_c(argv[*at] + 2);
	struct str name = str_cut(&rest, '=');
	const struct command *c = cli->cmd;
	const struct option_row *o = option_find(c, name);

	if (!o)
		return err_new(a, ERR_INVALID,
			       N_("\"{0}\" has no option --{1}; `--help` lists "
				  "them."),
			       str_c(c->name), name);
	if (o->kind == OPT_FLAG) {
		if (rest.p)
			return err_new(a, ERR_INVALID,
				       N_("--{0} takes no value."), name);
		rest = STR("1");
	} else if (!rest.p) {
		if (*at + 1 >= argc)
			return err_new(a, ERR_INVALID,
				       N_("--{0} needs a value: {1}."), name,
				       str_c(o->arg));
		rest = str_c(argv[++*at]);
	}
	if (o != &realm_option)
		return option_take(a, cli, (int)(o - c->options), rest);
	cli->realm = rest;
	return NULL;
}

static struct err *words_read(struct arena *a, struct cli *cli, int argc,
			      char **argv, int at)
{
	struct err *err;

	for (; at < argc; at++) {
		struct str w = str_c(argv[at]);

		if (str_eq(w, STR("--help")) || str_eq(w, STR("-h"))) {
			cli->help = true;
		} else if (str_starts(w, STR("--"))) {
			err = option_read(a, cli, argc, argv, &at);
			if (err)
				return err;
		} else if (cli->n_args < cli->cmd->n_args) {
			cli->arg[cli->n_args++] = w;
		} else {
			return err_new(a, ERR_INVALID,
				       N_("\"{0}\" is one word too many; "
					  "`--help` shows what \"{1}\" takes."),
				       w, str_c(cli->cmd->name));
		}
	}
	return NULL;
}

static struct err *words_complete(struct arena *a, struct cli *cli)
{
	const struct command *c = cli->cmd;
	struct err *err;

	for (int i = 0; i < c->n_options; i++) {
		const struct option_row *o = &c->options[i];
		const char *v = o->env ? getenv(o->env) : NULL;

		if (!cli->given[i] && v && *v) {
			err = option_take(a, cli, i, str_c(v));
			if (err)
				return err;
		}
		if (o->required && !cli->given[i])
			return err_new(a, ERR_INVALID,
				       N_("\"{0}\" needs --{1} {2}."),
				       str_c(c->name), str_c(o->name),
				       str_c(o->arg));
	}
	if (takes_realm(c) && !cli->realm.p)
		cli->realm = str_c(getenv(realm_option.env));
	if (cli->n_args < c->n_args)
		return err_new(a, ERR_INVALID, N_("\"{0}\" needs {1}."),
			       str_c(c->name), str_c(c->args));
	return NULL;
}

/* ---- help ---------------------------------------------------------------- */

static void help_line(struct buf *b, struct str left, struct str right)
{
	buf_fmt(b, "  %-30.*s ", STR_ARG(left));
	buf_str(b, right);
	buf_char(b, '\n');
}

static void help_all(struct arena *a, const struct cli_env *env, struct buf *b)
{
	buf_str(b, tr(env->lang, env->about));
	buf_lit(b, "\n\n");
	for (int t = 0; t < env->n_tables; t++) {
		for (int i = 0; i < env->n_table[t]; i++) {
			const struct command *c = &env->tables[t][i];

			help_line(b,
				  str_fmt(a, "%s %s%s%s", env->program, c->name,
					  c->args ? " " : "",
					  c->args ? c->args : ""),
				  tr(env->lang, c->help));
		}
	}
}

static void help_option(struct arena *a, const struct cli_env *env,
			const struct option_row *o, struct buf *b)
{
	struct str help = tr(env->lang, o->help);

	if (o->env)
		help = str_fmt(a, "%.*s (%s)", STR_ARG(help), o->env);
	help_line(b, str_fmt(a, "--%s %s", o->name, o->arg ? o->arg : ""),
		  help);
}

static void help_command(struct arena *a, const struct cli_env *env,
			 const struct command *c, struct buf *b)
{
	buf_fmt(b, "%s %s%s%s", env->program, c->name, c->args ? " " : "",
		c->args ? c->args : "");
	for (int i = 0; i < c->n_options; i++) {
		const struct option_row *o = &c->options[i];
		bool must = o->required && !o->env;

		buf_fmt(b, must ? " --%s" : " [--%s", o->name);
		if (o->arg)
			buf_fmt(b, " %s", o->arg);
		if (!must)
			buf_char(b, ']');
	}
	buf_lit(b, "\n  ");
	buf_str(b, tr(env->lang, c->help));
	buf_lit(b, "\n");
	for (int i = 0; i < c->n_options; i++)
		help_option(a, env, &c->options[i], b);
	if (takes_realm(c))
		help_option(a, env, &realm_option, b);
}

/* ---- running -------------------------------------------------------------- */

static void complain(struct arena *a, const struct cli_env *env,
		     const struct err *err)
{
	for (; err; err = err->next) {
		struct str text = tr_err(a, env->lang, err);

		fprintf(stderr, "%s: %.*s\n", env->program, STR_ARG(text));
		if (err->detail.n)
			fprintf(stderr, "  (%.*s)\n", STR_ARG(err->detail));
	}
}

static struct err *command_run(const struct cli_env *env, struct cx *cx,
			       struct cli *cli, int *ret_status)
{
	const struct command *c = cli->cmd;
	struct err *err = NULL;

	if (cli->realm.n)
		err = env->realm(cx, cli->realm,
				 &cli->text[option_place(cli, "data")]);
	if (err)
		return err;
	if (!c->needs_store)
		return c->run(cx, cli, ret_status);
	err = env->open(cx, cli_str(cli, "data"), c->may_create);
	if (err)
		return err;
	if (c->dated && env->ready)
		err = env->ready(cx);
	if (!err)
		err = c->run(cx, cli, ret_status);
	env->close(cx);
	return err;
}

static int64_t clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int no_command(struct arena *a, const struct cli_env *env,
		      struct cli *cli, int argc, char **argv)
{
	bool asked = argc > 1 &&
		     (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
		      !strcmp(argv[1], "help"));

	if (argc > 1 && !asked) {
		complain(a, env,
			 err_new(a, ERR_INVALID,
				 N_("There is no command \"{0}\"; "
				    "`--help` lists them."),
				 str_c(argv[1])));
		return 2;
	}
	help_all(a, env, &cli->out);
	cli_flush(cli);
	return asked ? 0 : 2;
}

int cli_main(const struct cli_env *env, int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 30);
	struct cli cli = { .out = buf_init(a, OUT_MOST) };
	int words = 0, status = 0;
	struct err *err;
	struct cx cx = {
		.arena = a,
		.actor = { .id = ACTOR_SYSTEM,
			   .perms = UINT64_MAX,
			   .org_is_root = true },
		.now = clock_now(),
		.lang = env->lang,
	};

	cx.today = cx.as_at = day_of_instant(cx.now);
	cli.cmd = command_find(env, argc, argv, &words);
	if (!cli.cmd)
		return no_command(a, env, &cli, argc, argv);
	assert(cli.cmd->n_options <= MOST_OPTIONS &&
	       cli.cmd->n_args <= MOST_ARGS);
	err = words_read(a, &cli, argc, argv, 1 + words);
	if (!err && cli.help) {
		help_command(a, env, cli.cmd, &cli.out);
		cli_flush(&cli);
		return 0;
	}
	if (!err)
		err = words_complete(a, &cli);
	if (err) {
		complain(a, env, err);
		return 2;
	}
	err = command_run(env, &cx, &cli, &status);
	cli_flush(&cli);
	if (err) {
		complain(a, env, err);
		return status ? status : 1;
	}
	return status;
}
