/*
 * The command line: const tables of commands and options; --help is printed
 * from them. What has --data takes --realm, too, unless it is the whole
 * installation's. Every command ends with one clear sentence on failure and
 * leaves nothing half written.
 */
#ifndef RV_CLI_H
#define RV_CLI_H

#include "base/buf.h"
#include "base/cx.h"

enum opt_kind { OPT_FLAG, OPT_TEXT, OPT_INT, OPT_DAY };

struct option_row {
	const char *name; /* "data" for --data */
	const char *arg;  /* "DIR", NULL for a flag */
	const char *help; /* N_("…") */
	enum opt_kind kind;
	bool required;
	const char *env;  /* "ROVIEC_DATA": used when the option is absent */
	int64_t min, max; /* OPT_INT; both 0: any */
};

struct cli;
/* Exit status; errors are printed by the edge. */
struct command {
	const char *name; /* "annex check": one or two words */
	const char *args; /* "FILE", or NULL */
	const char *help; /* N_("…"), one line */
	int n_args;	  /* exactly so many */
	const struct option_row *options;
	int n_options;
	bool needs_store; /* opens --data / ROVIEC_DATA before it runs */
	bool may_create;  /* … and makes the data directory */
	bool whole;	  /* the installation's: takes no --realm */
	bool dated;	  /* looks at or changes a day: env->ready() first */
	struct err *(*run)(struct cx *cx, struct cli *cli, int *ret_status);
};

/* What a running command may ask. Names are asserted to be declared. */
struct str cli_arg(const struct cli *cli, int k);
struct str cli_str(const struct cli *cli, const char *name); /* or absent */
int64_t cli_int(const struct cli *cli, const char *name);    /* or INT64_MIN */
day_t cli_day(const struct cli *cli, const char *name);	     /* or DAY_NONE */
bool cli_flag(const struct cli *cli, const char *name);
/* Standard output, flushed at the end; `printf` is not used in features. */
struct buf *cli_out(struct cli *cli);
void cli_flush(struct cli *cli);
/* A line on it. */
void cli_say(struct cli *cli, struct str text);

/* Opens and closes a store for a command (the app lends it). */
struct cli_env {
	const char *program; /* "roviec" */
	const char *about;   /* N_("…") */
	const struct command *const *tables;
	const int *n_table;
	int n_tables;
	/* --realm NAME of a command with --data: where that one's data is */
	struct err *(*realm)(struct cx *cx, struct str name, struct str *data);
	/* cx->store and cx->profile are set for needs_store commands */
	struct err *(*open)(struct cx *cx, struct str data, bool create);
	/* before a `dated` command: what the day brings by itself; or NULL */
	struct err *(*ready)(struct cx *cx);
	void (*close)(struct cx *cx);
	enum lang lang; /* from LC_ALL/LC_MESSAGES/LANG; "vi…" is vi */
};
/* Parses argv, runs the command, prints an error to stderr as one sentence.
 * Exit status: the command's, 2 usage, 1 failure. */
int cli_main(const struct cli_env *env, int argc, char **argv);

#endif
