/*
 * `restore`: a backup, plain or encrypted, into an empty folder or schema. The
 * data gets its name last, after the whole backup was read and found
 * authentic; the key file that came with it stands there before.
 */
#include "app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_archive.h"
#include "app/app_command.h"
#include "app/app_trial.h"
#include "audit/audit_trail.h"
#include "db/db.h"
#include "privacy/privacy.h"
#include "db/db_stream.h"
#include "i18n/i18n.h"
#include "setting/setting_key.h"

enum { PART = 1 << 16 };

static struct err *unwritten(struct arena *a, struct str to)
{
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The backup can't be copied to {0}; look "
				     "whether there is "
				     "room and the folder may be written to."),
				  to),
			  "%s", strerror(errno));
}

/* ---- into a folder --------------------------------------------------------------- */

static bool plain_copy(const char *from, int out)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	char bytes[PART];
	ssize_t n = -1;
	bool good = in >= 0;

	while (good && (n = read(in, bytes, sizeof(bytes))) > 0)
		good = write(out, bytes, (size_t)n) == n;
	if (in >= 0)
		close(in);
	return good && n == 0;
}

/* To the end of the file: what comes before it proves nothing of the rest. */
static struct err *sealed_copy(struct archive *x, struct str to, int out)
{
	char bytes[PART];
	ptrdiff_t n = 0;
	int64_t all;
	struct err *err = archive_head(x, &all);

	do {
		if (!err)
			err = archive_data(x, bytes, sizeof(bytes), &n);
		if (!err && write(out, bytes, (size_t)n) != n)
			err = unwritten(x->a, to);
	} while (!err && n);
	return err ? err : archive_tail(x);
}

/* A checked copy beside its place; *x is NULL of a plain backup. */
static struct err *part_make(struct arena *a, struct str from, const char *part,
			     struct archive *x)
{
	struct err *err = NULL;
	int out = open(part,
		       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		       0600);

	if (out < 0)
		return unwritten(a, str_c(part));
	if (x)
		err = sealed_copy(x, str_c(part), out);
	else if (!plain_copy(str_to_c(a, from), out))
		err = unwritten(a, str_c(part));
	if (!err && fsync(out))
		err = unwritten(a, str_c(part));
	close(out);
	return err ? err : db_file_check(a, part, NULL);
}

static struct err *copy_into(struct arena *a, struct str from, struct str to,
			     struct archive *x)
{
	const char *part = str_fmt(a, "%.*s.restoring", STR_ARG(to)).p;
	struct err *err = part_make(a, from, part, x);

	if (!err && x && x->key.p)
		err = setting_key_put(a, setting_key_place(a, to, NULL),
				      x->key);
	if (!err && rename(part, str_to_c(a, to)))
		err = unwritten(a, to);
	if (err)
		unlink(part);
	return err;
}

static struct err *restore_folder(struct cx *cx, struct str from,
				  struct str data, struct archive *x)
{
	struct arena *a = cx->arena;
	struct str file = realm_file(a, data);
	bool made = mkdir(str_to_c(a, data), 0700) == 0;
	struct err *err = NULL;

	if (!made && errno != EEXIST)
		return err_detail(a,
				  err_new(a, ERR_IO,
					  N_("The data folder \"{0}\" can't be "
					     "made; give a "
					     "folder that you may write to."),
					  db_address_shown(a, data)),
				  "%s", strerror(errno));
	if (access(str_to_c(a, file), F_OK) == 0)
		err = err_new(
			a, ERR_CONFLICT,
			N_("\"{0}\" already holds data; restore into an empty "
			   "folder, look at it, then put it in place."),
			data);
	if (!err)
		err = copy_into(a, from, file, x);
	if (err && made)
		(void)rmdir(str_to_c(a, data));
	return err;
}

/* ---- into a server ---------------------------------------------------------------- */

static struct err *key_carry(struct cx *cx, struct str data,
			     const struct archive *x)
{
	struct err *err = x->key.p ? data_open_beside(cx, data) : NULL;

	if (err || !x->key.p)
		return err;
	err = setting_key_put(cx->arena, setting_key_path(cx), x->key);
	realm_close(cx);
	return err;
}

/* What is copied from lies in the folder of temporary files, as noise. */
static struct err *restore_sealed_server(struct cx *cx, struct str data,
					 struct archive *x)
{
	const char *work;
	struct err *err = db_veil_new(cx->arena, trial_temporary(), &work);

	if (err)
		return err;
	err = trial_unpack(x, work);
	if (!err)
		err = db_file_check(cx->arena, work, NULL);
	if (!err)
		err = restore_server(cx, str_c(work), data);
	db_veil_end(cx->arena, work);
	return err ? err : key_carry(cx, data, x);
}

/* ---- the command ------------------------------------------------------------------- */

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

/* Before anybody can open it: whom the backup still has and who was erased
 * since is erased again. */
static struct err *erased_again(struct cx *cx, struct cli *cli)
{
	struct str list = cli_str(cli, "erased");
	bool known = true;
	int64_t n = 0;
	struct err *err;

	realm_read(cx);
	err = realm_profile(cx);
	if (!err)
		err = privacy_replay(cx, list, &known, &n);
	if (!err && n)
		err = store_scrub(cx);
	if (!err && list.p && !known)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The list of erased persons \"{0}\" isn't "
				 "there."),
			      list);
	if (err)
		return err;
	if (known)
		cli_say(cli, tr_fmt(cx->arena, cx->lang,
				    N_("People erased again: {0}."),
				    fmt_int(cx->arena, cx->lang, n)));
	else
		cli_say(cli, tr_fmt(cx->arena, cx->lang,
				    N_("There is no list of erased persons at "
				       "{0}: if people were erased since the "
				       "backup was made, restore it again "
				       "with --erased FILE."),
				    privacy_ledger_path(cx)));
	return NULL;
}

static struct err *data_put(struct cx *cx, struct str from, struct str data,
			    struct archive *x)
{
	struct err *err = NULL;

	if (!x)
		err = db_file_check(cx->arena, str_to_c(cx->arena, from), NULL);
	if (err)
		return err;
	if (!db_is_address(data))
		return restore_folder(cx, from, data, x);
	return x ? restore_sealed_server(cx, data, x)
		 : restore_server(cx, from, data);
}

static struct err *place_restore(struct cx *cx, struct cli *cli)
{
	struct str data = cli_str(cli, "data"), from = cli_str(cli, "from");
	bool sealed = archive_is(cx->arena, from);
	struct archive x = { .fd = -1 };
	struct err *err = sealed ? archive_open(cx->arena, from,
						cli_str(cli, "identity"), &x)
				 : NULL;

	if (!err)
		err = data_put(cx, from, data, sealed ? &x : NULL);
	archive_close(&x);
	return err;
}

struct err *restore_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct arena *a = cx->arena;
	struct str data = cli_str(cli, "data");
	struct err *err = place_restore(cx, cli);

	(void)ret_status;
	if (!err)
		err = realm_open_any(cx, data, false);
	if (!err) {
		err = store_migrate(cx->store, a, cx->now, NULL, NULL);
		if (!err)
			err = restored_trail(cx, cli_str(cli, "from"));
		if (!err)
			err = erased_again(cx, cli);
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
