/*
 * Commands of the installation: init, backup, restore, verify. `serve` stands
 * in app_serve.c, `demo` in app_demo.c, `copy` in app_copy.c, `migrate` in
 * app_migrate.c, `doctor` in app_doctor.c, the checks of verify in app_check.c.
 */
#include "app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/account.h"
#include "app/app_command.h"
#include "app/app_migrate.h"
#include "audit/audit_trail.h"
#include "db/db.h"
#include "i18n/i18n.h"

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

/* ---- backup, restore ------------------------------------------------------------- */

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

static struct err *backup_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str to = cli_str(cli, "to");
	struct stat st;
	struct err *err = data_open_beside(cx, cli_str(cli, "data"));

	(void)ret_status;
	if (err)
		return err;
	err = store_backup(cx->store, cx->arena, str_to_c(cx->arena, to));
	realm_close(cx);
	if (err)
		return err;
	if (stat(str_to_c(cx->arena, to), &st) != 0)
		st.st_size = 0;
	cli_say(cli,
		tr_fmt(cx->arena, cx->lang,
		       N_("The backup is in {0} ({1}); it was read back and is "
			  "whole."),
		       to, fmt_bytes(cx->arena, cx->lang, st.st_size)));
	return NULL;
}

/* Copies a checked backup beside the target and puts it there in one step. */
static struct err *copy_into(struct cx *cx, struct str from, struct str to)
{
	struct arena *a = cx->arena;
	struct str part = str_fmt(a, "%.*s.restoring", STR_ARG(to));
	const char *part_c = str_to_c(a, part);
	int in = open(str_to_c(a, from), O_RDONLY | O_CLOEXEC);
	int out = open(part_c, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = in >= 0 && out >= 0;
	char bytes[1 << 16];
	ssize_t n = 0;

	while (good && (n = read(in, bytes, sizeof(bytes))) > 0)
		good = write(out, bytes, (size_t)n) == n;
	good = good && n == 0 && fsync(out) == 0;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	if (good && rename(part_c, str_to_c(a, to)) == 0)
		return NULL;
	struct err *err =
		err_detail(a,
			   err_new(a, ERR_IO,
				   N_("The backup can't be copied to {0}; look "
				      "whether there is "
				      "room and the folder may be written to."),
				   to),
			   "%s", strerror(errno));
	unlink(part_c);
	return err;
}

static struct err *restore_folder(struct cx *cx, struct str from,
				  struct str data)
{
	struct arena *a = cx->arena;
	struct str file = realm_file(a, data);

	if (mkdir(str_to_c(a, data), 0700) != 0 && errno != EEXIST)
		return err_detail(a,
				  err_new(a, ERR_IO,
					  N_("The data folder \"{0}\" can't be "
					     "made; give a "
					     "folder that you may write to."),
					  db_address_shown(a, data)),
				  "%s", strerror(errno));
	if (access(str_to_c(a, file), F_OK) == 0)
		return err_new(
			a, ERR_CONFLICT,
			N_("\"{0}\" already holds data; restore into an empty "
			   "folder, look at it, then put it in place."),
			data);
	return copy_into(cx, from, file);
}

/* Where a trail was signed beside this folder, the restored one is another:
 * it says so itself and goes on under the next name. */
static struct err *restored_trail(struct cx *cx, struct str from)
{
	struct trail_mark kept;
	struct err *err = trail_kept(cx, &kept);

	if (err || !kept.size)
		return err;
	realm_read(cx);
	return trail_restart(cx,
			     tr_fmt(cx->arena, cx->lang,
				    N_("Restored from the backup {0}"), from));
}

static struct err *restore_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct arena *a = cx->arena;
	struct str data = cli_str(cli, "data"), from = cli_str(cli, "from");
	int version;
	struct err *err = db_file_check(a, str_to_c(a, from), &version);

	(void)ret_status;
	if (!err)
		err = db_is_address(data) ? restore_server(cx, from, data)
					  : restore_folder(cx, from, data);
	if (!err)
		err = realm_open_any(cx, data, false);
	if (!err) {
		err = store_migrate(cx->store, a, cx->now, NULL, NULL);
		if (!err)
			err = restored_trail(cx, from);
		realm_close(cx);
	}
	if (!err)
		cli_say(cli, tr_fmt(a, cx->lang,
				    N_("The backup was restored into {0}; "
				       "start it with "
				       "`roviec serve --data {0}`."),
				    db_address_shown(a, data)));
	return err;
}

/* ---- verify ---------------------------------------------------------------------- */

static struct err *verify_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct err *found = NULL;
	int64_t events = 0;
	struct str sums;
	struct err *err = data_open_beside(cx, cli_str(cli, "data"));

	if (err)
		return err;
	realm_read(cx);
	found = data_check(
		cx, db_address_shown(cx->arena, cli_str(cli, "data")), &events);
	err = pages_sums(cx, &sums);
	if (err)
		err_add(&found, err);
	realm_close(cx);
	if (found) {
		*ret_status = 1;
		return found;
	}
	cli_say(cli,
		tr_fmt(cx->arena, cx->lang,
		       N_("Whole: the database, {0} events of the trail, every "
			  "file."),
		       fmt_int(cx->arena, cx->lang, events)));
	if (sums.n)
		cli_say(cli,
			tr_fmt(cx->arena, cx->lang,
			       N_("Not looked at: the pages on the server's "
				  "disk, "
				  "which are its own (data_checksums: {0})."),
			       sums));
	return NULL;
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
};
static const struct option_row doctor_options[] = {
	DATA_OPTION,
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
};
static const struct option_row restore_options[] = {
	DATA_OPTION,
	{ .name = "from",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the backup file") },
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
	{ .name = "backup",
	  .help = N_("writes one file with everything, also "
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
