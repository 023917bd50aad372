/*
 * Commands of the installation: the table, and `init`. `serve` stands in
 * app_serve.c, `backup` in app_backup.c, `restore` in app_restore.c, `verify`
 * and `drill` in app_trial.c with the checks in app_check.c, `key` in
 * app_key.c, `demo` in app_demo.c, `copy` in app_copy.c, `migrate` in
 * app_migrate.c, `doctor` in app_doctor.c.
 */
#include "app/app.h"

#include <errno.h>
#include <unistd.h>

#include "account/account.h"
#include "app/app_command.h"
#include "app/app_migrate.h"
#include "audit/audit_trail.h"
#include "auth/auth.h"
#include "db/db.h"
#include "i18n/i18n.h"

#define SCAN_OPTION                                                            \
	{                                                                      \
		.name = "scan", .arg = "SOCKET", .kind = OPT_TEXT,             \
		.env = "ROVIEC_SCAN",                                          \
		.help = N_("the socket of clamd: files that people send are "  \
			   "taken only when it finds nothing harmful")         \
	}
#define DATA_OPTION                                                            \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.kind = OPT_TEXT, .required = true, .env = "ROVIEC_DATA"       \
	}

/* ---- init ------------------------------------------------------------------ */

static struct err *init_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str profile = cli_str(cli, "profile"), path;
	int64_t root, admin;
	struct err *err;

	(void)ret_status;
	err = realm_init(cx,
			 &(struct realm_new){
				 .profile =
					 profile.p ? profile : STR("vn-party"),
				 .name = cli_str(cli, "name"),
				 .admin = cli_str(cli, "admin") },
			 &root, &admin);
	if (!err)
		err = account_link(cx, admin, &path);
	if (err)
		return err;
	cli_say(cli, tr_fmt(cx->arena, cx->lang, N_("\"{0}\" is ready in {1}."),
			    cli_str(cli, "name"),
			    db_address_shown(cx->arena, cli_str(cli, "data"))));
	cli_say(cli, tr_fmt(cx->arena, cx->lang,
			    N_("Start it with `roviec serve --data {0}`, then "
			       "open this "
			       "link once, within 24 hours: "
			       "http://127.0.0.1:8080{1}"),
			    cli_str(cli, "data"),
			    str_cat(cx->arena, cx->prefix, path)));
	return NULL;
}

/* ---- beside a server -------------------------------------------------------------- */

struct err *data_open_beside(struct cx *cx, struct str data)
{
	struct arena *a = cx->arena;
	struct str file = realm_file(a, data);

	if (!db_is_address(data) && access(str_to_c(a, file), R_OK) != 0)
		return realm_unseen(a, data, errno);
	return store_open(a,
			  &(struct db_config){ .path = str_to_c(a, file),
					       .read_only = true },
			  &cx->store);
}

struct err *data_look(struct cx *cx, struct str data, bool *ret_there)
{
	struct cx of = *cx;
	struct err *err = data_open_beside(&of, data);
	int have = 1, want;

	*ret_there = false;
	if (err)
		return err->code == ERR_NOT_FOUND ? NULL : err;
	if (db_is_address(data))
		err = store_version(of.store, cx->arena, &have, &want);
	realm_close(&of);
	*ret_there = !err && have > 0;
	return err;
}

/* ---- the table -------------------------------------------------------------------- */

static const struct option_row init_options[] = {
	DATA_OPTION,
	{ .name = "name",
	  .arg = "NAME",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the committee's name") },
	{ .name = "admin",
	  .arg = "EMAIL",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the first administrator's e-mail address") },
	{ .name = "profile",
	  .arg = "PROFILE",
	  .kind = OPT_TEXT,
	  .help = N_("words and rules: vn-party (default) or association") },
};
static const struct option_row serve_options[] = {
	DATA_OPTION,
	{ .name = "listen",
	  .arg = "ADDR:PORT",
	  .kind = OPT_TEXT,
	  .help = N_("where to listen; 127.0.0.1:8080 by default") },
	{ .name = "tls-cert",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .help = N_("certificate chain (PEM)") },
	{ .name = "tls-key",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .help = N_("private key (PEM)") },
	{ .name = "host",
	  .arg = "NAME",
	  .kind = OPT_TEXT,
	  .help = N_("the public host name that browsers use") },
	{ .name = "drain",
	  .arg = "SECONDS",
	  .kind = OPT_INT,
	  .min = 0,
	  .max = 30,
	  .help = N_("how long /readyz says no before the end, so that a "
		     "balancer notices; 5 behind a proxy, else 0") },
	{ .name = "behind-proxy",
	  .kind = OPT_FLAG,
	  .help = N_("trust X-Forwarded-* of a proxy on this machine") },
	{ .name = "proxy",
	  .arg = "ADDRESS,…",
	  .kind = OPT_TEXT,
	  .help = N_("… and of proxies on other machines") },
	{ .name = "trail-key",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .env = "ROVIEC_TRAIL_KEY",
	  .help = N_("the key that signs the trail; else it is made from the "
		     "key beside the data") },
	{ .name = "breached",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .env = "ROVIEC_BREACHED",
	  .help = N_("a sorted list of leaked passwords, HASH:COUNT; none of "
		     "them can be set") },
	SCAN_OPTION,
	{ .name = "argon2-memory",
	  .arg = "MIB",
	  .kind = OPT_INT,
	  .min = ARGON_MIB_LEAST,
	  .max = ARGON_MIB_MOST,
	  .help = N_("memory for hashing one password; 64 by default") },
	{ .name = "argon2-passes",
	  .arg = "N",
	  .kind = OPT_INT,
	  .min = ARGON_PASSES_LEAST,
	  .max = ARGON_PASSES_MOST,
	  .help = N_("passes over that memory; 3 by default") },
	{ .name = "no-walls",
	  .kind = OPT_FLAG,
	  .help = N_("without Landlock and seccomp, to look for a fault") },
};
static const struct option_row demo_options[] = {
	DATA_OPTION,
	{ .name = "members",
	  .arg = "N",
	  .kind = OPT_INT,
	  .min = 0,
	  .max = 100000000,
	  .help = N_("how many people the committee has; with --realms: all "
		     "of them together, each realm's protected numbers sealed "
		     "with its own key") },
	{ .name = "seed",
	  .arg = "S",
	  .kind = OPT_INT,
	  .min = 0,
	  .max = INT32_MAX,
	  .help = N_("another seed gives other people") },
	{ .name = "realms",
	  .arg = "R",
	  .kind = OPT_INT,
	  .min = 1,
	  .max = 100000,
	  .help = N_("instead: an installation with so many committees") },
	{ .name = "tasks",
	  .arg = "N",
	  .kind = OPT_INT,
	  .min = 1,
	  .max = 100000000,
	  .help = N_("… that have so many tasks together") },
};
static const struct option_row data_options[] = { DATA_OPTION };
static const struct option_row migrate_options[] = {
	DATA_OPTION,
	{ .name = "no-backup",
	  .kind = OPT_FLAG,
	  .help = N_("keep no backup of the old schema beside the data") },
	{ .name = "serve-as",
	  .arg = "ACCOUNT",
	  .kind = OPT_TEXT,
	  .help = N_("let this account of a database server serve: it reads "
		     "and writes, and changes neither tables nor the trail") },
};
static const struct option_row doctor_options[] = {
	DATA_OPTION,
	SCAN_OPTION,
	{ .name = "listen",
	  .arg = "ADDR:PORT",
	  .kind = OPT_TEXT,
	  .help = N_("the address that `serve` would use") },
	{ .name = "tls-cert",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .help = N_("certificate chain (PEM)") },
	{ .name = "tls-key",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .help = N_("private key (PEM)") },
};
static const struct option_row backup_options[] = {
	DATA_OPTION,
	{ .name = "to",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the file to write; it must not exist") },
	{ .name = "recipient",
	  .arg = "age1…,age1…",
	  .kind = OPT_TEXT,
	  .env = "ROVIEC_RECIPIENTS",
	  .help = N_("whom it is encrypted for; else those that `backup "
		     "recipients` has set") },
	{ .name = "plain",
	  .kind = OPT_FLAG,
	  .help = N_("not encrypted: whoever has the file reads it") },
};
static const struct option_row backup_key_options[] = {
	{ .name = "to",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the file for the secret half; it must not exist") },
};
static const struct option_row backup_recipients_options[] = {
	DATA_OPTION,
	{ .name = "set",
	  .arg = "age1…,age1…",
	  .kind = OPT_TEXT,
	  .help = N_("the new ones, all of them; without it they are only "
		     "shown") },
};
#define FROM_OPTION                                                            \
	{                                                                      \
		.name = "from", .arg = "FILE", .kind = OPT_TEXT,               \
		.required = true, .help = N_("the backup file")                \
	}
#define IDENTITY_OPTION                                                        \
	{                                                                      \
		.name = "identity", .arg = "FILE", .kind = OPT_TEXT,           \
		.env = "ROVIEC_IDENTITY",                                      \
		.help = N_("the identity of one of its recipients, of an "     \
			   "encrypted backup")                                 \
	}
#define WORK_OPTION                                                            \
	{                                                                      \
		.name = "work", .arg = "DIR", .kind = OPT_TEXT,                \
		.help = N_("where the work file lies meanwhile, unreadable "   \
			   "to others; beside the backup by default")          \
	}
static const struct option_row restore_options[] = {
	DATA_OPTION,
	FROM_OPTION,
	IDENTITY_OPTION,
	{ .name = "erased",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .help = N_("the list of erased persons, when it doesn't stand beside "
		     "the data as DATA.erased") },
};
static const struct option_row verify_options[] = {
	{ .name = "data",
	  .arg = "DIR",
	  .help = N_("the folder that holds the data"),
	  .kind = OPT_TEXT,
	  .env = "ROVIEC_DATA" },
	{ .name = "backup",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .help = N_("instead: a backup") },
	IDENTITY_OPTION,
	WORK_OPTION,
};
static const struct option_row drill_options[] = {
	{ .name = "backup",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the backup file") },
	IDENTITY_OPTION,
	{ .name = "data",
	  .arg = "DIR",
	  .kind = OPT_TEXT,
	  .env = "ROVIEC_DATA",
	  .help = N_("the data that it is a backup of: `doctor` tells there "
		     "when the last drill was") },
	WORK_OPTION,
};
static const struct option_row copy_options[] = {
	{ .name = "from",
	  .arg = "DATA",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("what is copied: a data folder or postgresql://…") },
	{ .name = "to",
	  .arg = "DATA",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("where to; nothing may be there yet") },
};
#define OPTIONS(o) .options = (o), .n_options = (int)N_ELEMENTS(o)

const struct command app_commands[] = {
	{ .name = "serve",
	  .help = N_("serves the pages"),
	  .run = serve_run,
	  OPTIONS(serve_options) },
	{ .name = "init",
	  .help = N_("makes an empty realm, prints a one-time "
		     "sign-in link"),
	  .run = init_run,
	  .needs_store = true,
	  .may_create = true,
	  OPTIONS(init_options) },
	{ .name = "demo",
	  .help = N_("makes the reference committee with "
		     "invented people, prints the sign-ins"),
	  .run = demo_run,
	  OPTIONS(demo_options) },
	{ .name = "backup key",
	  .help = N_("makes a pair of keys for backups, prints the public "
		     "one"),
	  .run = backup_key_run,
	  OPTIONS(backup_key_options) },
	{ .name = "backup recipients",
	  .help = N_("says whom backups are encrypted for, or sets it"),
	  .run = backup_recipients_run,
	  .needs_store = true,
	  OPTIONS(backup_recipients_options) },
	{ .name = "backup",
	  .help = N_("writes one encrypted file with everything, also "
		     "while serving"),
	  .run = backup_run,
	  OPTIONS(backup_options) },
	{ .name = "restore",
	  .help = N_("puts a backup into an empty folder or server"),
	  .run = restore_run,
	  OPTIONS(restore_options) },
	{ .name = "copy",
	  .help = N_("copies all data to another folder or server, "
		     "and compares"),
	  .run = copy_run,
	  OPTIONS(copy_options) },
	{ .name = "verify",
	  .help = N_("proves that database, trail and files "
		     "are whole"),
	  .run = verify_run,
	  OPTIONS(verify_options) },
	{ .name = "drill",
	  .help = N_("tries a backup out: restores it beside, looks at "
		     "everything, tells how long it took"),
	  .run = drill_run,
	  OPTIONS(drill_options) },
	{ .name = "key show",
	  .help = N_("says which keys seal the secrets in the data"),
	  .run = key_show_run,
	  OPTIONS(data_options) },
	{ .name = "key rotate",
	  .help = N_("makes a new key, and seals everything with it"),
	  .run = key_rotate_run,
	  OPTIONS(data_options) },
	{ .name = "key seal",
	  .help = N_("seals with the newest key what isn't yet"),
	  .run = key_seal_run,
	  OPTIONS(data_options) },
	{ .name = "key retire",
	  .help = N_("takes the older keys away"),
	  .run = key_retire_run,
	  OPTIONS(data_options) },
	{ .name = "doctor",
	  .help = N_("says what is wrong and how to mend "
		     "it"),
	  .run = doctor_run,
	  OPTIONS(doctor_options) },
	{ .name = "migrate",
	  .help = N_("brings the data to this program's "
		     "schema"),
	  .run = migrate_run,
	  OPTIONS(migrate_options) },
};
const int app_n_commands = (int)N_ELEMENTS(app_commands);
