/*
 * `migrate`: brings the data of an installation to this program's schema, a
 * transaction a realm. The first realm goes alone; when it fails the others
 * stay as they are. What was broken off goes on where it was. What a realm was
 * before stays beside it, in one checked file, unless the data is new or
 * somebody says that a backup is elsewhere.
 */
#include "app/app_migrate.h"

#include <glob.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "app/app.h"
#include "app/app_each.h"
#include "app/app_realms.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum {
	WORKERS = 4,
	CANARY_MEMORY = 512 << 20,
	SPARE = 32 << 20, /* for the log while the steps are made */
};

struct round {
	struct cx *cx;
	struct cli *cli;
	struct str data;
	bool keep;
	struct str role; /* who serves, an account of the server; or absent */
	const struct realm_entries *list;
	pthread_mutex_t lock; /* of what stands below, and the output */
	ptrdiff_t first;      /* behind the canary */
	int done, already, failed;
};

/* ---- what it was before ------------------------------------------------------ */

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

/* ---- one realm ------------------------------------------------------------------ */

struct step {
	int from, to;
	int64_t ms;
	struct str kept; /* where it is as it was, or absent */
};

static struct err *steps_do(struct cx *cx, struct str place, bool keep,
			    struct str role, struct step *ret_step)
{
	int have, want;
	struct err *err = store_version(cx->store, cx->arena, &have, &want);

	if (!err && keep && have > 0 && have < want)
		err = before_keep(cx, place, have, &ret_step->kept);
	if (!err)
		err = store_migrate(cx->store, cx->arena, cx->now,
				    &ret_step->from, &ret_step->to);
	return err || !role.n ? err : store_lend(cx->store, cx->arena, role);
}

static struct err *place_migrate(struct cx *cx, struct str place, bool keep,
				 struct str role, struct step *ret_step)
{
	int64_t begin = steady_ms();
	struct err *err = realm_open_any(cx, place, false);

	if (err)
		return err;
	err = steps_do(cx, place, keep && !db_is_address(place), role,
		       ret_step);
	realm_close(cx);
	ret_step->ms = steady_ms() - begin;
	return err;
}

static struct str number(struct arena *a, int64_t n)
{
	return str_fmt(a, "%lld", (long long)n);
}

static void line(struct cli *cli, struct str text)
{
	cli_say(cli, text);
	cli_flush(cli);
}

/* With the lock. */
static void realm_said(struct round *r, struct cx *cx, struct str name,
		       const struct step *s, const struct err *err)
{
	struct arena *a = cx->arena;

	if (err) {
		r->failed++;
		line(r->cli, tr_fmt(a, cx->lang, N_("{0}: not done. {1}"), name,
				    tr_err(a, cx->lang, err)));
	} else if (s->from == s->to) {
		r->already++;
	} else {
		r->done++;
		line(r->cli,
		     tr_fmt(a, cx->lang, N_("{0}: schema {1} to {2} in {3} ms"),
			    name, number(a, s->from), number(a, s->to),
			    number(a, s->ms)));
	}
}

static bool one_migrate(struct arena *a, void *arg, ptrdiff_t i)
{
	struct round *r = arg;
	const struct realm_entry *e = &r->list->p[i];
	struct cx cx = { .arena = a, .now = r->cx->now, .lang = r->cx->lang };
	struct step s = { 0 };
	struct err *err;

	if (e->state == REALM_MAKING || e->state == REALM_REMOVING)
		return true;
	cx.today = cx.as_at = day_of_instant(cx.now);
	err = place_migrate(&cx, realm_place_of(a, r->data, e), r->keep,
			    r->role, &s);
	pthread_mutex_lock(&r->lock);
	realm_said(r, &cx, e->name, &s, err);
	pthread_mutex_unlock(&r->lock);
	return true;
}

/* The canary: up to the first that had something to do. */
static ptrdiff_t first_migrate(struct round *r)
{
	struct arena *a = arena_open(CANARY_MEMORY);
	ptrdiff_t i = 0;

	while (i < r->list->n && !r->done && !r->failed) {
		one_migrate(a, r, i++);
		arena_reset(a);
	}
	arena_close(a);
	return i;
}

static bool later_migrate(struct arena *a, void *arg, ptrdiff_t i)
{
	struct round *r = arg;

	return one_migrate(a, r, r->first + i);
}

static struct err *realms_migrate(struct cx *cx, struct cli *cli, struct cx *of)
{
	struct realm_entries list;
	struct round r = { .cx = cx,
			   .cli = cli,
			   .data = cli_str(cli, "data"),
			   .keep = !cli_flag(cli, "no-backup"),
			   .role = cli_str(cli, "serve-as"),
			   .list = &list,
			   .lock = PTHREAD_MUTEX_INITIALIZER };
	struct err *err = directory_list(of, &list);

	if (err)
		return err;
	r.first = first_migrate(&r);
	if (!r.failed)
		each_run(&(struct each){ .n = list.n - r.first,
					 .workers = WORKERS,
					 .one = later_migrate,
					 .arg = &r });
	line(cli,
	     tr_fmt(cx->arena, cx->lang,
		    N_("Realms: {0} brought to the new schema, {1} had it, "
		       "{2} failed, {3} not tried."),
		    number(cx->arena, r.done), number(cx->arena, r.already),
		    number(cx->arena, r.failed),
		    number(cx->arena,
			   r.failed && !r.done ? list.n - r.first : 0)));
	if (r.failed)
		return err_new(cx->arena, ERR_DB,
			       N_("Not every realm has the new schema: mend "
				  "what is said above and run `roviec migrate` "
				  "again, it goes on where it was."));
	return NULL;
}

static struct err *own_migrate(struct cx *cx, struct cli *cli)
{
	struct arena *a = cx->arena;
	struct step s = { 0 };
	struct err *err = place_migrate(cx, cli_str(cli, "data"),
					!cli_flag(cli, "no-backup"),
					cli_str(cli, "serve-as"), &s);

	if (err)
		return err;
	if (s.kept.p)
		line(cli, tr_fmt(a, cx->lang,
				 N_("The data as it was is in {0}; remove it "
				    "once all is well."),
				 s.kept));
	line(cli,
	     s.from == s.to
		     ? tr_fmt(a, cx->lang, N_("The schema is already {0}."),
			      number(a, s.to))
		     : tr_fmt(a, cx->lang,
			      N_("The schema went from {0} to {1}."),
			      number(a, s.from), number(a, s.to)));
	return NULL;
}

struct err *migrate_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str data = cli_str(cli, "data");
	struct err *err = own_migrate(cx, cli), *none;
	struct cx of;

	(void)ret_status;
	if (err && err->code != ERR_NOT_FOUND)
		return err;
	none = directory_lend(cx, data, false, &of);
	if (none) /* a single realm is a whole installation */
		return none->code == ERR_NOT_FOUND ? err : none;
	err = realms_migrate(cx, cli, &of);
	if (!err && cli_str(cli, "serve-as").n)
		err = store_lend(of.store, cx->arena, cli_str(cli, "serve-as"));
	directory_give(&of);
	return err;
}
