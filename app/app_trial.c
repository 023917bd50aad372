/*
 * `verify` and `drill`: whether the data, or a backup of it, is whole. A backup
 * is unpacked into a work file, brought to this program's schema there, looked
 * at as `verify` looks at data, and read as people would read it.
 */
#include "app/app_trial.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/app.h"
#include "app/app_command.h"
#include "app/app_kept.h"
#include "audit/audit_trail.h"
#include "base/clock.h"
#include "db/db.h"
#include "db/db_stream.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "setting/setting_key.h"

enum { PART = 1 << 16, SAMPLE = 20 };

#define SAY(cx, cli, msgid, ...)                                               \
	cli_say((cli), tr_fmt((cx)->arena, (cx)->lang, (msgid), ##__VA_ARGS__))

/* ---- the data in use --------------------------------------------------------------- */

static struct err *verify_data(struct cx *cx, struct cli *cli, int *ret_status)
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

/* ---- a backup's data ---------------------------------------------------------------- */

const char *trial_temporary(void)
{
	const char *named = getenv("TMPDIR");

	return named && *named ? named : "/tmp";
}

struct err *trial_unpack(struct archive *x, const char *work)
{
	char *part = arena_bytes(x->a, PART);
	ptrdiff_t n = 0;
	int64_t at = 0, all;
	struct err *err = archive_head(x, &all);

	do {
		if (!err)
			err = archive_data(x, part, PART, &n);
		if (!err && n)
			err = db_veil_write(x->a, work, (struct str){ part, n },
					    at);
		at += n;
	} while (!err && n);
	return err ? err : archive_tail(x);
}

/* A backup in clear is worked on as noise, too: it is a copy of what may be
 * somewhere safer. */
static struct err *plain_unpack(struct arena *a, struct str from,
				const char *work)
{
	char *part = arena_bytes(a, PART);
	int fd = open(str_to_c(a, from), O_RDONLY | O_CLOEXEC);
	struct err *err = NULL;
	int64_t at = 0;
	ssize_t n = -1;

	while (fd >= 0 && !err && (n = read(fd, part, PART)) > 0) {
		err = db_veil_write(a, work, (struct str){ part, n }, at);
		at += n;
	}
	if (!err && n < 0)
		err = err_detail(a,
				 err_new(a, ERR_NOT_FOUND,
					 N_("The backup {0} can't be read."),
					 from),
				 "%s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return err;
}

static struct err *unpack(struct trial *t, struct str from, struct str identity)
{
	struct arena *a = t->cx.arena;
	int64_t begin = steady_ms();
	struct err *err;

	if (archive_is(a, from)) {
		err = archive_open(a, from, identity, &t->x);
		if (!err)
			err = trial_unpack(&t->x, t->work);
	} else {
		err = plain_unpack(a, from, t->work);
	}
	if (!err)
		err = db_file_check(a, t->work, NULL);
	t->took.unpack_ms = steady_ms() - begin;
	return err;
}

static struct err *trial_open(struct trial *t)
{
	struct arena *a = t->cx.arena;
	int64_t begin = steady_ms();
	struct err *err = auth_init(a);

	if (!str_to_i64(archive_word(&t->x, "made"), &t->made))
		t->made = DB_NULL;
	/* an empty text is a key file without a key: never another one's */
	setting_key_hold(t->x.key.p ? t->x.key : STR(""));
	if (!err)
		err = store_open(a, &(struct db_config){ .path = t->work },
				 &t->cx.store);
	if (!err)
		err = store_migrate(t->cx.store, a, t->cx.now, NULL, NULL);
	if (!err)
		realm_read(&t->cx);
	if (!err)
		err = realm_profile(&t->cx);
	t->took.open_ms = steady_ms() - begin;
	return err;
}

static void trial_close(struct trial *t)
{
	if (t->cx.store)
		realm_close(&t->cx);
	setting_key_hold(STR_NULL);
	archive_close(&t->x);
	if (t->work)
		db_veil_end(t->cx.arena, t->work);
}

/* What `verify` looks at; findings, and what the backup says of itself. */
static struct err *trial_check(struct trial *t, struct str name,
			       struct err **ret_found)
{
	struct cx *cx = &t->cx;
	int64_t begin = steady_ms(), said = 0;
	struct trail_mark mark;
	struct err *found = data_check(cx, name, &t->events), *err;

	err = trail_last(cx, &mark);
	t->signed_to = mark.size;
	if (str_to_i64(archive_word(&t->x, "events"), &said) &&
	    t->events < said)
		err_add(&found,
			err_new(cx->arena, ERR_DB,
				N_("The backup says that it has {0} events, "
				   "and there are {1}."),
				fmt_int(cx->arena, cx->lang, said),
				fmt_int(cx->arena, cx->lang, t->events)));
	t->took.check_ms = steady_ms() - begin;
	*ret_found = found;
	return err;
}

/* As somebody would: whole files, and protected fields opened. */
static struct err *trial_sample(struct trial *t, struct err **found)
{
	int64_t begin = steady_ms();
	struct err *err = file_sample_check(&t->cx, SAMPLE, &t->files,
					    &t->sample_files, found);

	if (!err)
		err = member_sample_check(&t->cx, SAMPLE, &t->people,
					  &t->sample_people, found);
	t->took.sample_ms = steady_ms() - begin;
	return err;
}

/* ---- what is said ------------------------------------------------------------------- */

static struct str seconds(struct cx *cx, int64_t ms)
{
	return fmt_tenths(cx->arena, cx->lang, (ms + 99) / 100);
}

static void result_say(struct cx *cx, struct cli *cli, const struct trial *t)
{
	struct arena *a = cx->arena;
	enum lang l = cx->lang;
	const struct trial_times *k = &t->took;

	if (t->made != DB_NULL)
		SAY(cx, cli, N_("The backup was made on {0}."),
		    fmt_instant(a, t->made));
	SAY(cx, cli,
	    N_("Whole: the database, {0} events of the trail, every file."),
	    fmt_int(a, l, t->events));
	if (t->signed_to)
		SAY(cx, cli, N_("The trail is signed up to event {0}."),
		    fmt_int(a, l, t->signed_to));
	SAY(cx, cli,
	    N_("Read one by one: {0} of {1} files, the protected fields of {2} "
	       "of {3} people."),
	    fmt_int(a, l, t->sample_files), fmt_int(a, l, t->files),
	    fmt_int(a, l, t->sample_people), fmt_int(a, l, t->people));
	if (!t->x.key.p)
		SAY(cx, cli,
		    N_("There is no key in it: what is encrypted in the data "
		       "needs the key file, from where you keep it."));
	SAY(cx, cli,
	    N_("It took {0} s to unpack, {1} s to open, {2} s to check, {3} s "
	       "to read."),
	    seconds(cx, k->unpack_ms), seconds(cx, k->open_ms),
	    seconds(cx, k->check_ms), seconds(cx, k->sample_ms));
}

/* ---- the commands ---------------------------------------------------------------------- */

/* The folder of a file, without its slash. */
static const char *beside(struct arena *a, struct str file)
{
	ptrdiff_t n = file.n;

	while (n > 0 && file.p[n - 1] != '/')
		n--;
	return n > 1 ? str_to_c(a, str_sub(file, 0, n - 1)) : n ? "/" : ".";
}

static struct err *trial_run(struct cx *cx, struct cli *cli, struct trial *t,
			     struct err **ret_found)
{
	struct str from = cli_str(cli, "backup"), work = cli_str(cli, "work");
	const char *folder =
		work.n ? str_to_c(cx->arena, work) : beside(cx->arena, from);
	struct err *err;

	*t = (struct trial){ .cx = *cx, .x = { .fd = -1 } };
	*ret_found = NULL;
	db_halves_remove(cx->arena, str_fmt(cx->arena, "%s/", folder).p);
	err = db_veil_new(cx->arena, folder, &t->work);
	if (!err)
		err = unpack(t, from, cli_str(cli, "identity"));
	if (!err)
		err = trial_open(t);
	if (!err)
		err = trial_check(t, from, ret_found);
	if (!err)
		err = trial_sample(t, ret_found);
	if (!err && !*ret_found)
		result_say(cx, cli, t);
	return err;
}

struct err *verify_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct err *err, *found;
	struct trial t;

	if (!cli_str(cli, "backup").n && !cli_str(cli, "data").n)
		return err_new(cx->arena, ERR_INVALID,
			       N_("Say what is to be looked at: --data DIR, or "
				  "--backup FILE."));
	if (!cli_str(cli, "backup").n)
		return verify_data(cx, cli, ret_status);
	err = trial_run(cx, cli, &t, &found);
	trial_close(&t);
	if (!err && found)
		*ret_status = 1;
	return err ? err : found;
}

/* Where `doctor` finds it. */
static struct err *drill_note(struct cx *cx, struct str data,
			      const struct kept *k)
{
	struct err *err = data_open_beside(cx, data);

	if (err)
		return err;
	err = kept_write(cx, KEPT_DRILL, k);
	realm_close(cx);
	return err;
}

struct err *drill_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str data = cli_str(cli, "data");
	int64_t begin = steady_ms();
	struct err *err, *found, *note = NULL;
	struct kept k = { .at = cx->now, .file = cli_str(cli, "backup") };
	struct trial t;

	err = trial_run(cx, cli, &t, &found);
	k.made = t.made ? t.made : DB_NULL;
	trial_close(&t);
	k.took_ms = steady_ms() - begin;
	k.whole = !err && !found;
	if (k.whole)
		SAY(cx, cli,
		    N_("The drill went well: from the file to data that can be "
		       "served in {0} s."),
		    seconds(cx, k.took_ms));
	if (data.n)
		note = drill_note(cx, data, &k);
	*ret_status = k.whole && !note ? 0 : 1;
	if (err)
		return err;
	if (found && note)
		err_add(&found, note);
	return found ? found : note;
}
