/* The realm's folder: one database file, opened for one command or server. */
#include "app/app.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/account.h"
#include "audit/audit.h"
#include "auth/auth.h"
#include "db/db.h"
#include "directory/directory.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "setting/setting.h"

enum { READERS = 64, PROFILES = 16, PROFILE_MEMORY = 64 << 20 };

struct str realm_file(struct arena *a, struct str data)
{
	if (db_is_address(data))
		return data;
	return str_fmt(a, "%.*s/roviec.db", STR_ARG(data));
}

struct err *realm_folder(struct arena *a, struct str data)
{
	if (mkdir(str_to_c(a, data), 0700) == 0 || errno == EEXIST)
		return NULL;
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The data folder \"{0}\" can't be made; "
				     "give a folder that "
				     "you may write to."),
				  data),
			  "%s", strerror(errno));
}

struct err *realm_absent(struct arena *a, struct str data)
{
	const char *several = str_fmt(a, "%.*s/directory.db", STR_ARG(data)).p;

	if (!db_is_address(data) && access(several, F_OK) == 0)
		return err_new(a, ERR_NOT_FOUND,
			       N_("\"{0}\" holds several realms: say which one "
				  "by --realm NAME; `roviec realm list --data "
				  "{0}` shows them."),
			       data);
	return err_new(a, ERR_NOT_FOUND,
		       N_("There is no Rõ Việc data in \"{0}\"; make it with "
			  "`roviec init --data {0} …` or `roviec demo --data "
			  "{0}`."),
		       data);
}

/* What can't be looked at isn't absent: nobody may go on as if it were. */
struct err *realm_unseen(struct arena *a, struct str data, int no)
{
	if (no == ENOENT || no == ENOTDIR)
		return realm_absent(a, data);
	return err_detail(
		a,
		err_new(a, no == EACCES || no == EPERM ? ERR_DENIED : ERR_IO,
			N_("There is no readable Rõ Việc data in "
			   "\"{0}\"."),
			data),
		"%s", strerror(no));
}

static struct err *store_there(struct cx *cx, struct str data, bool create,
			       const struct db_mark *mark)
{
	struct arena *a = cx->arena;
	struct str file = realm_file(a, data);
	struct stat st;
	bool folder = !db_is_address(data);
	struct err *err = create && folder ? realm_folder(a, data) : NULL;

	if (err)
		return err;
	if (!create && folder && stat(str_to_c(a, file), &st) != 0)
		return realm_unseen(a, data, errno);
	/* opened as they are needed; a request keeps its own while it waits
	 * for the writer, and the more wait the more share a commit */
	return store_open(a,
			  &(struct db_config){ .path = str_to_c(a, file),
					       .create = create,
					       .mark = mark,
					       .readers = READERS },
			  &cx->store);
}

/* Profiles are read once and kept as long as the process runs: thousands of
 * realms have the same few. */
static struct {
	pthread_mutex_t lock;
	const struct profile *p[PROFILES];
	struct arena *mem[PROFILES];
	int n;
} profiles = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct err *profile_read(struct cx *cx, struct str name)
{
	const struct profile *p;
	struct arena *mem = arena_open(PROFILE_MEMORY);
	struct err *err = profile_load(mem, name, &p);

	if (err || profiles.n == PROFILES) {
		/* said again where the caller looks */
		arena_close(mem);
		return profile_load(cx->arena, name, &cx->profile);
	}
	profiles.mem[profiles.n] = mem;
	cx->profile = profiles.p[profiles.n++] = p;
	return NULL;
}

struct err *realm_profile(struct cx *cx)
{
	struct str name;
	struct err *err = setting_get(cx, "profile", STR("vn-party"), &name);

	if (err)
		return err;
	cx->profile = NULL;
	pthread_mutex_lock(&profiles.lock);
	for (int i = 0; i < profiles.n; i++)
		if (str_eq(profiles.p[i]->name, name))
			cx->profile = profiles.p[i];
	if (!cx->profile)
		err = profile_read(cx, name);
	pthread_mutex_unlock(&profiles.lock);
	return err;
}

struct err *realm_data(struct cx *cx, struct str name, struct str *data)
{
	struct cx of = *cx;
	struct realm_entry e;
	struct err *err = directory_open(cx->arena, *data, false, true, cx->now,
					 &of.store);

	if (!err && !of.store)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("\"{0}\" has a single realm, its own: leave "
				 "--realm out, or add one by `roviec realm "
				 "add`."),
			      *data);
	if (err)
		return err;
	of.db = store_reader(of.store, cx->arena);
	err = directory_find(&of, name, &e);
	store_return(of.db);
	store_close(of.store);
	if (err)
		return err;
	*data = realm_place_of(cx->arena, *data, &e);
	cx->prefix = str_cat(cx->arena, STR("/r/"), e.name);
	return NULL;
}

void realm_read(struct cx *cx)
{
	if (!cx->db)
		cx->db = store_reader(cx->store, cx->arena);
}

struct err *realm_open_any(struct cx *cx, struct str data, bool create)
{
	struct err *err = auth_init(cx->arena);

	if (!err)
		err = store_there(cx, data, create, NULL);
	return err;
}

struct err *realm_open_again(struct cx *cx, struct str data,
			     const struct db_mark *mark)
{
	struct err *err = auth_init(cx->arena);

	return err ? err : store_there(cx, data, false, mark);
}

/* A file without anything in it was cut off, or never made to its end; to
 * begin anew on it is for a person to say. */
static struct err *empty_err(struct cx *cx, struct str data)
{
	return err_new(cx->arena, ERR_DB,
		       N_("The data file in \"{0}\" is empty: if there was "
			  "data, restore the newest backup; if not, make it "
			  "with `roviec init --data {0} …`."),
		       data);
}

/* The newest schema, a reader, the profile. */
static struct err *realm_ready(struct cx *cx, struct str data, bool create)
{
	int have, want;
	struct err *err = store_version(cx->store, cx->arena, &have, &want);

	if (!err && have == 0 && !create && !db_is_address(data))
		err = empty_err(cx, data);
	else if (!err && have == 0)
		err = store_migrate(cx->store, cx->arena, cx->now, NULL, NULL);
	else if (!err && have < want)
		err = err_new(
			cx->arena, ERR_CONFLICT,
			N_("The data in \"{0}\" has schema {1}, this program "
			   "needs {2}; run `roviec migrate --data {0}`."),
			db_address_shown(cx->arena, data),
			str_fmt(cx->arena, "%d", have),
			str_fmt(cx->arena, "%d", want));
	if (err)
		return err;
	realm_read(cx);
	err = realm_profile(cx);
	return err ? err : account_roles_keep(cx);
}

struct err *realm_open(struct cx *cx, struct str data, bool create)
{
	struct err *err = realm_open_any(cx, data, create);

	if (err)
		return err;
	err = realm_ready(cx, data, create);
	if (err)
		realm_close(cx);
	return err;
}

void realm_close(struct cx *cx)
{
	if (cx->db)
		store_return(cx->db);
	store_close(cx->store);
	cx->db = NULL;
	cx->store = NULL;
}

/* ---- the first act of a realm ------------------------------------------- */

struct init_io {
	const struct realm_new *in;
	int64_t root, admin;
};

/* In minutes, for demos. */
static const char *const long_day[] = { SESSION_SET_IDLE,
					SESSION_SET_IDLE_MANAGER };

static struct err *settings_write(struct cx *cx, const struct realm_new *in)
{
	struct buf after = audit_obj(cx);
	struct err *err = setting_put(cx, "profile", in->profile);

	if (!err && !in->invented)
		err = setting_put(cx, SECOND_REQUIRED, STR("others"));
	if (!err && !in->invented)
		err = setting_put(cx, STEPUP_REQUIRED, STR("all"));

	/* who tries a demo comes back to it after lunch */
	for (ptrdiff_t i = 0; in->invented && !err && i < N_ELEMENTS(long_day);
	     i++)
		err = setting_put(cx, long_day[i], STR("720"));
	audit_str(&after, "profile", in->profile);
	audit_str(&after, "name", in->name);
	if (!err)
		err = audit_write(cx,
				  &(struct audit_event){
					  .kind = "realm.init",
					  .subject_kind = "realm",
					  .subject = 0,
					  .after = audit_end(&after) },
				  NULL);
	return err;
}

/* The first administrator; also of the committee's office unless a demo
 * brings people of its own, so that work can begin at once. */
static struct err *admin_make(struct cx *cx, struct init_io *io)
{
	const struct realm_new *in = io->in;
	struct account_new who = {
		.email = in->admin,
		.name = in->admin_name.n ? in->admin_name : in->admin,
		.post = in->admin_post,
		.password = in->admin_password,
		.role = ROLE_ADMIN,
		.org = io->root,
	};
	struct err *err = account_ensure(cx, &who, &io->admin);

	who.role = ROLE_OFFICE;
	if (!err && !in->admin_name.n)
		err = account_ensure(cx, &who, &io->admin);
	return err;
}

static struct err *init_tx(struct cx *cx, void *arg)
{
	struct init_io *io = arg;
	const struct realm_new *in = io->in;
	struct org root;
	bool found;
	struct err *err = org_get_root(cx, &root, &found);

	if (err)
		return err;
	if (found)
		return err_new(
			cx->arena, ERR_CONFLICT,
			N_("This folder already holds \"{0}\"; choose another "
			   "--data folder."),
			root.name);
	err = profile_load(cx->arena, in->profile, &cx->profile);
	if (!err)
		err = settings_write(cx, in);
	if (!err)
		err = org_add(cx,
			      &(struct org_new){
				      .parent = DB_NULL,
				      .kind = cx->profile->kind[0].code,
				      .name = in->name,
				      .from = cx->today },
			      &io->root);
	return err ? err : admin_make(cx, io);
}

struct err *realm_init(struct cx *cx, const struct realm_new *in,
		       int64_t *ret_root, int64_t *ret_admin)
{
	struct init_io io = { .in = in };
	struct err *err = db_tx(cx, init_tx, &io);

	if (!err)
		err = profile_load(cx->arena, in->profile, &cx->profile);
	if (err)
		return err;
	*ret_root = io.root;
	*ret_admin = io.admin;
	return NULL;
}
