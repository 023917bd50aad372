/*
 * `migrate`: brings a realm to this program's schema. What it was before
 * stays beside it, in one checked file, unless the data is new or somebody
 * says that a backup is elsewhere.
 */
#include "app/app.h"

#include <glob.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/app_command.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum { SPARE = 32 << 20 }; /* for the log while the steps are made */

static int64_t size_of(struct arena *a, struct str file, const char *end)
{
	struct stat st;

	return stat(str_fmt(a, "%.*s%s", STR_ARG(file), end).p, &st) == 0
		       ? st.st_size
		       : 0;
}

/* Room for the backup and for what the steps write. */
static struct err *room_check(struct cx *cx, struct str data)
{
	struct arena *a = cx->arena;
	struct str file = realm_file(a, data);
	int64_t size = size_of(a, file, "") + size_of(a, file, "-wal");
	int64_t need = 2 * size + SPARE, have;
	struct statvfs fs;

	if (statvfs(str_to_c(a, data), &fs) != 0)
		return NULL; /* the backup itself says what is wrong */
	have = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	if (have >= need)
		return NULL;
	return err_new(a, ERR_FULL,
		       N_("Nothing was changed: the new schema and a backup of "
			  "the old one need {0} on the disk of \"{1}\", and "
			  "{2} are free. Make room, or keep a backup elsewhere "
			  "and add --no-backup."),
		       fmt_bytes(a, cx->lang, need), data,
		       fmt_bytes(a, cx->lang, have));
}

/* What a try that was killed has left half: whoever gets here holds the data. */
static void halves_remove(struct arena *a, struct str data)
{
	glob_t all = { 0 };

	glob(str_fmt(a, "%.*s/.schema-*.backup.part-*", STR_ARG(data)).p, 0,
	     NULL, &all);
	for (size_t i = 0; i < all.gl_pathc; i++)
		(void)unlink(all.gl_pathv[i]);
	globfree(&all);
}

/* One file a step and moment: what an earlier try has kept stays. */
static struct err *before_keep(struct cx *cx, struct str data, int have,
			       struct str *ret_path)
{
	struct err *err;

	halves_remove(cx->arena, data);
	err = room_check(cx, data);
	*ret_path = str_fmt(cx->arena, "%.*s/schema-%d-%lld.backup",
			    STR_ARG(data), have, (long long)cx->now);
	return err ? err
		   : store_backup(cx->store, cx->arena,
				  str_to_c(cx->arena, *ret_path));
}

static struct err *migrate(struct cx *cx, struct str data, bool keep,
			   struct str *ret_kept, int ret_step[2])
{
	int have, want;
	struct err *err = store_version(cx->store, cx->arena, &have, &want);

	if (!err && keep && have > 0 && have < want)
		err = before_keep(cx, data, have, ret_kept);
	return err ? err
		   : store_migrate(cx->store, cx->arena, cx->now, &ret_step[0],
				   &ret_step[1]);
}

static void say(struct cx *cx, struct cli *cli, struct str text)
{
	(void)cx;
	buf_str(cli_out(cli), text);
	buf_char(cli_out(cli), '\n');
}

struct err *migrate_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct arena *a = cx->arena;
	struct str data = cli_str(cli, "data"), kept = STR_NULL;
	bool keep = !cli_flag(cli, "no-backup") && !db_is_address(data);
	int step[2];
	struct err *err = realm_open_any(cx, data, false);

	(void)ret_status;
	if (err)
		return err;
	err = migrate(cx, data, keep, &kept, step);
	realm_close(cx);
	if (err)
		return err;
	if (kept.p)
		say(cx, cli,
		    tr_fmt(a, cx->lang,
			   N_("The data as it was is in {0}; remove it once "
			      "all is well."),
			   kept));
	say(cx, cli,
	    step[0] == step[1]
		    ? tr_fmt(a, cx->lang, N_("The schema is already {0}."),
			     str_fmt(a, "%d", step[1]))
		    : tr_fmt(a, cx->lang,
			     N_("The schema went from {0} to {1}."),
			     str_fmt(a, "%d", step[0]),
			     str_fmt(a, "%d", step[1])));
	return NULL;
}
