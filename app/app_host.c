/*
 * Realms, lent and given back. An entry is never freed, so that whoever holds
 * one may ask later whether it is still there; what it says is guarded by one
 * lock, which nobody keeps while a file is opened or closed.
 */
#include "app/app_host.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "app/app.h"
#include "app/app_command.h"
#include "db/db.h"
#include "directory/directory.h"
#include "i18n/i18n.h"
#include "setting/setting.h"

enum {
	MOST_OPEN = 48,
	MEMORY = 512 << 20,
	LOOK_MEMORY = 64 << 20,
	TICK_MS = 500,
	READY_MS = 10 * 1000,
	PATIENCE_MS = 5 * 1000,
	HOSTS_MEMORY = 64 << 20,
	SPREAD_MS = 60 * 1000,
	DAY_MS = 25 * 3600 * 1000, /* and a little */
};

struct entry {
	struct str name; /* empty: the installation's own */
	struct str prefix, cookie;
	struct str data; /* as --data takes it */
	enum realm_state state;
	struct str next_data; /* moves there when nobody uses it; or absent */
	bool gone;	      /* from the directory */
	/* while it is open */
	struct store *store;
	const struct profile *profile;
	struct db_mark mark; /* how its file was when it was closed */
	bool busy;	     /* somebody opens or closes it */
	int refs;
	int64_t used_at, looked_at; /* steady_ms() */
	int64_t due;		    /* now_ms() of its next job */
	bool planned, lent_to_jobs;
};

struct by_host {
	struct str host;
	struct entry *entry;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct arena *mem;	 /* entries: as long as the process serves */
	struct arena *hosts_mem; /* of `hosts`: until the next change */
	struct host_config config;
	struct store *directory; /* or NULL */
	int folder;		 /* held for this process, or -1 */
	int64_t stamp;
	struct entry *own; /* or NULL */
	struct {
		struct entry **p; /* by name */
		ptrdiff_t n, cap;
	} all;
	struct {
		struct by_host *p; /* by host; nobody keeps one of these names
				    * beyond the lock */
		ptrdiff_t n, cap;
	} hosts;
	ptrdiff_t job_at; /* where the jobs' round is */
	int n_open;
	int64_t opened, looked, reached_at;
	pthread_t watcher;
	bool watches, stop;
} host = { .lock = PTHREAD_MUTEX_INITIALIZER,
	   .changed = PTHREAD_COND_INITIALIZER,
	   .folder = -1 };

static int64_t now_ms(void)
{
	return host.config.clock();
}

static void say(struct arena *a, const char *event, struct str realm,
		const struct err *why)
{
	struct buf b = buf_init(a, 8192);

	if (!host.config.log)
		return;
	buf_lit(&b, "{\"at\":");
	buf_i64(&b, now_ms());
	buf_lit(&b, ",\"event\":");
	buf_json_str(&b, str_c(event));
	buf_lit(&b, ",\"realm\":");
	buf_json_str(&b, realm);
	if (why) {
		buf_lit(&b, ",\"text\":");
		buf_json_str(&b, str_c(why->msgid));
		buf_lit(&b, ",\"detail\":");
		buf_json_str(&b, why->detail);
	}
	buf_lit(&b, "}\n");
	buf_char(&b, 0);
	host.config.log(b.p);
}

/* ---- finding one ------------------------------------------------------------ */

/* Index of the first that isn't before `name`. */
static ptrdiff_t place_of(struct str name)
{
	ptrdiff_t low = 0, high = host.all.n;

	while (low < high) {
		ptrdiff_t at = (low + high) / 2;

		if (str_cmp(host.all.p[at]->name, name) < 0)
			low = at + 1;
		else
			high = at;
	}
	return low;
}

static struct entry *by_name(struct str name)
{
	ptrdiff_t at = place_of(name);

	if (at < host.all.n && str_eq(host.all.p[at]->name, name))
		return host.all.p[at];
	return NULL;
}

static struct entry *by_host(struct str name)
{
	ptrdiff_t low = 0, high = host.hosts.n;

	while (low < high) {
		ptrdiff_t at = (low + high) / 2;
		int d = str_cmp(host.hosts.p[at].host, name);

		if (!d)
			return host.hosts.p[at].entry;
		if (d < 0)
			low = at + 1;
		else
			high = at;
	}
	return NULL;
}

static struct str lower(struct arena *a, struct str s)
{
	char *p = arena_new(a, char, s.n + 1);

	for (ptrdiff_t i = 0; i < s.n; i++)
		p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32)
						      : s.p[i];
	return (struct str){ p, s.n };
}

static bool knows_host(struct str name)
{
	char room[REALM_HOST_MOST];
	struct str s = { room, name.n };
	bool found;

	if (name.n > REALM_HOST_MOST)
		return false;
	for (ptrdiff_t i = 0; i < name.n; i++)
		room[i] = name.p[i] >= 'A' && name.p[i] <= 'Z'
				  ? (char)(name.p[i] + 32)
				  : name.p[i];
	pthread_mutex_lock(&host.lock);
	found = by_host(s) != NULL;
	pthread_mutex_unlock(&host.lock);
	return found;
}

/* "/r/NAME" or "/r/NAME/…": the name, or absent. */
static struct str named_in(struct str path)
{
	struct str rest;

	if (!str_starts(path, STR("/r/")))
		return STR_NULL;
	rest = str_sub(path, 3, path.n);
	return str_cut(&rest, '/');
}

/* A host of a realm's own shows that one only: what a browser keeps for it is
 * nobody else's. */
static struct err *find(struct arena *a, struct str name, struct str path,
			struct http_realm *r)
{
	struct str in_path = named_in(path);
	struct entry *own, *e;

	name = lower(a, name);
	pthread_mutex_lock(&host.lock);
	own = by_host(name);
	e = own ? own : in_path.n ? by_name(in_path) : host.own;
	pthread_mutex_unlock(&host.lock);
	if (!e)
		return err_new(
			a, ERR_NOT_FOUND,
			N_("There is no committee at this address. Ask yours "
			   "for its whole address; it ends in /r/ and a name, "
			   "or has a host name of its own."));
	r->held = e;
	r->prefix = own ? STR("") : e->prefix;
	if (!own)
		r->cookie = e->cookie;
	return NULL;
}

/* ---- opening and closing ------------------------------------------------------- */

static struct err *state_err(struct arena *a, const struct entry *e)
{
	if (e->gone || e->state == REALM_REMOVING)
		return err_new(a, ERR_NOT_FOUND,
			       N_("This committee's data is no longer here."));
	if (e->state == REALM_CLOSED)
		return err_new(a, ERR_BUSY,
			       N_("This committee's pages are closed at "
				  "present; nothing is lost. Please ask your "
				  "administrator."));
	if (e->state == REALM_OPEN && !e->next_data.p)
		return err_new(a, ERR_BUSY,
			       N_("The data is being used by another process; "
				  "please try again."));
	return err_new(a, ERR_BUSY,
		       N_("The data is being moved to another place. Nothing "
			  "is lost; please try again in a few minutes."));
}

/* Opens the data; the entry is `busy`, so it is ours alone. */
static struct err *open_data(struct arena *a, struct entry *e)
{
	struct cx cx = { .arena = a, .now = now_ms() };
	struct err *err = realm_open_again(&cx, e->data, &e->mark);
	int have = 0, want = 0;

	if (!err)
		err = store_version(cx.store, a, &have, &want);
	if (!err && have < want)
		err = err_new(a, ERR_BUSY,
			      N_("The data is being brought to a new version; "
				 "please try again in a few minutes."));
	if (!err) {
		realm_read(&cx);
		err = realm_profile(&cx);
		if (!err)
			err = check_after_crash(&cx);
		store_return(cx.db);
	}
	if (err) {
		say(a, "realm-unopened", e->name, err);
		store_close(cx.store);
		return err;
	}
	e->store = cx.store;
	e->profile = cx.profile;
	return NULL;
}

static void close_data(struct entry *e)
{
	store_close_marked(e->store, &e->mark);
	e->store = NULL;
}

/* One that nobody uses and that wasn't used for the longest time. */
static struct entry *victim_find(void)
{
	struct entry *v = NULL;

	for (ptrdiff_t i = 0; i < host.all.n; i++) {
		struct entry *e = host.all.p[i];

		if (e->store && !e->refs && !e->busy &&
		    (!v || e->used_at < v->used_at))
			v = e;
	}
	return v;
}

/* With the lock, which it gives up meanwhile. */
static void entry_close(struct entry *e)
{
	e->busy = true;
	pthread_mutex_unlock(&host.lock);
	close_data(e);
	pthread_mutex_lock(&host.lock);
	e->busy = false;
	host.n_open--;
	/* what was asked for meanwhile may be due at once */
	e->due = MIN(e->due, now_ms() + SPREAD_MS);
	pthread_cond_broadcast(&host.changed);
}

/* So many more may be open until the watcher comes round. */
static int spare(void)
{
	return host.config.most_open / 3;
}

static struct err *entry_open(struct arena *a, struct entry *e)
{
	struct entry *v = NULL;
	struct err *err;

	e->busy = true;
	/* closing may wait for the disk: best the watcher does it */
	if (host.n_open >= host.config.most_open + spare() && e != host.own)
		v = victim_find();
	if (v)
		entry_close(v);
	pthread_mutex_unlock(&host.lock);
	err = open_data(a, e);
	pthread_mutex_lock(&host.lock);
	e->busy = false;
	host.n_open += !err;
	host.opened += !err;
	host.looked += !err && store_was_looked(e->store);
	pthread_cond_broadcast(&host.changed);
	return err;
}

/* Whether it has to be closed before it is lent again. */
static bool is_stale(const struct entry *e)
{
	return e->store &&
	       (e->next_data.p || e->state != REALM_OPEN || e->gone);
}

static void move_on(struct entry *e)
{
	if (e->next_data.p && !e->store)
		e->data = e->next_data;
	if (!e->store)
		e->next_data = STR_NULL;
}

static bool wait_changed(const struct timespec *until)
{
	return pthread_cond_clockwait(&host.changed, &host.lock,
				      CLOCK_MONOTONIC, until) == 0;
}

/* With the lock. */
static struct err *entry_take(struct arena *a, struct entry *e)
{
	struct timespec until;
	struct err *err = NULL;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += host.config.patience_ms / 1000;
	until.tv_nsec += host.config.patience_ms % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	while (!err) {
		if (e->busy || (is_stale(e) && e->refs)) {
			if (!wait_changed(&until))
				return state_err(a, e);
		} else if (is_stale(e)) {
			entry_close(e);
		} else if (e->state != REALM_OPEN || e->gone) {
			return state_err(a, e);
		} else if (e->store) {
			e->refs++;
			e->used_at = steady_ms();
			return NULL;
		} else {
			move_on(e);
			err = entry_open(a, e);
		}
	}
	return err;
}

static void entry_give(struct entry *e)
{
	pthread_mutex_lock(&host.lock);
	assert(e->refs > 0);
	if (!--e->refs && is_stale(e))
		pthread_cond_broadcast(&host.changed);
	pthread_mutex_unlock(&host.lock);
}

static struct err *take(struct arena *a, struct http_realm *r)
{
	struct entry *e = r->held;
	struct err *err;

	pthread_mutex_lock(&host.lock);
	err = entry_take(a, e);
	if (!err) {
		r->store = e->store;
		r->profile = e->profile;
		r->name = e->name;
	}
	pthread_mutex_unlock(&host.lock);
	return err;
}

static void give(struct http_realm *r)
{
	entry_give(r->held);
}

const struct http_realms host_realms = {
	.host = knows_host,
	.find = find,
	.take = take,
	.give = give,
};

/* ---- jobs -------------------------------------------------------------------------- */

/* An open one is asked again and again, since requests put jobs into it; a
 * closed one when its next job is due. */
static bool wants_look(const struct entry *e, int64_t now)
{
	if (e->state != REALM_OPEN || e->gone || e->lent_to_jobs)
		return false;
	/* nothing waits for longer than a day, but by a clock that was ahead */
	if (e->due <= now || (e->due != JOB_NEVER && e->due > now + DAY_MS))
		return true;
	return e->store && steady_ms() - e->looked_at >= JOB_POLL_MS;
}

static struct entry *next_for_jobs(int64_t now)
{
	if (host.own && wants_look(host.own, now))
		return host.own;
	for (ptrdiff_t i = 0; i < host.all.n; i++) {
		struct entry *e = host.all.p[(host.job_at + i) % host.all.n];

		if (!wants_look(e, now))
			continue;
		host.job_at = (host.job_at + i + 1) % host.all.n;
		return e;
	}
	return NULL;
}

static bool jobs_take(struct arena *a, struct job_realm *r)
{
	int64_t now = now_ms();
	struct entry *e;
	struct err *err = NULL;

	pthread_mutex_lock(&host.lock);
	e = next_for_jobs(now);
	if (e) {
		int64_t used = e->used_at;

		e->lent_to_jobs = true;
		e->looked_at = steady_ms();
		err = entry_take(a, e);
		/* a look at the jobs isn't a use that keeps it open */
		e->used_at = used;
		e->lent_to_jobs = !err;
		if (err)
			e->due = now + SPREAD_MS;
		else
			*r = (struct job_realm){ .store = e->store,
						 .profile = e->profile,
						 .prefix = e->prefix,
						 .planned = e->planned,
						 .held = e };
	}
	pthread_mutex_unlock(&host.lock);
	return e && !err;
}

static void jobs_give(struct job_realm *r, int64_t due)
{
	struct entry *e = r->held;

	pthread_mutex_lock(&host.lock);
	e->planned = r->planned;
	e->due = due;
	e->lent_to_jobs = false;
	pthread_mutex_unlock(&host.lock);
	entry_give(e);
}

const struct job_realms host_jobs = { .take = jobs_take, .give = jobs_give };

/* ---- the directory -------------------------------------------------------------------- */

static struct entry *entry_new(struct str name, struct str data)
{
	struct entry *e = arena_new(host.mem, struct entry, 1);

	e->name = str_dup(host.mem, name);
	e->data = str_dup(host.mem, data);
	e->prefix = name.n ? str_cat(host.mem, STR("/r/"), name) : STR("");
	e->cookie = name.n ? str_cat(host.mem, STR("__Host-rv-"), name)
			   : STR("__Host-rv");
	e->state = REALM_OPEN;
	return e;
}

static void entry_insert(struct entry *e)
{
	ptrdiff_t at = place_of(e->name);

	*vec_push(host.mem, &host.all) = e;
	for (ptrdiff_t i = host.all.n - 1; i > at; i--)
		host.all.p[i] = host.all.p[i - 1];
	host.all.p[at] = e;
}

static void entry_update(struct arena *a, const struct realm_entry *x,
			 int64_t due)
{
	struct str data = realm_place_of(a, host.config.data, x);
	struct entry *e = by_name(x->name);

	if (!e) {
		e = entry_new(x->name, data);
		e->due = due;
		entry_insert(e);
	} else if (str_eq(data, e->data)) {
		e->next_data = STR_NULL; /* it is back before it was closed */
	} else if (!str_eq(data, e->next_data)) {
		e->next_data = str_dup(host.mem, data);
	}
	e->state = x->state;
	e->gone = false;
	for (ptrdiff_t i = 0; i < x->hosts.n; i++)
		*vec_push(host.hosts_mem, &host.hosts) = (struct by_host){
			str_dup(host.hosts_mem, x->hosts.p[i]), e
		};
}

static int host_order(const void *x, const void *y)
{
	const struct by_host *a = x, *b = y;

	return str_cmp(a->host, b->host);
}

/* Jobs of realms that weren't looked at yet are spread, so that a start isn't
 * followed by the opening of all. */
static void list_apply(struct arena *a, const struct realm_entries *list)
{
	int64_t now = now_ms();

	for (ptrdiff_t i = 0; i < host.all.n; i++)
		host.all.p[i]->gone = true;
	arena_reset(host.hosts_mem);
	host.hosts.p = NULL;
	host.hosts.n = host.hosts.cap = 0;
	for (ptrdiff_t i = 0; i < list->n; i++)
		entry_update(a, &list->p[i], now + i * SPREAD_MS / 100);
	if (host.hosts.n)
		qsort(host.hosts.p, (size_t)host.hosts.n, sizeof(*host.hosts.p),
		      host_order);
	pthread_cond_broadcast(&host.changed);
}

static struct err *directory_read(struct arena *a)
{
	struct cx cx = { .arena = a, .store = host.directory };
	struct realm_entries list;
	int64_t stamp = 0;
	struct err *err;

	cx.db = store_reader(host.directory, a);
	err = directory_stamp(&cx, &stamp);
	if (!err && stamp != host.stamp) {
		err = directory_list(&cx, &list);
		if (!err) {
			pthread_mutex_lock(&host.lock);
			list_apply(a, &list);
			host.stamp = stamp;
			pthread_mutex_unlock(&host.lock);
		}
	}
	store_return(cx.db);
	return err;
}

/* Closes what was moved, closed or removed, and what is too much. */
static void tidy(void)
{
	struct entry *v;

	pthread_mutex_lock(&host.lock);
	for (ptrdiff_t i = 0; i < host.all.n; i++) {
		struct entry *e = host.all.p[i];

		if (is_stale(e) && !e->refs && !e->busy)
			entry_close(e);
		if (!e->store && !e->busy)
			move_on(e);
	}
	for (int i = spare(); i > 0 && host.n_open > host.config.most_open;
	     i--) {
		v = victim_find();
		if (!v)
			break;
		entry_close(v);
	}
	pthread_mutex_unlock(&host.lock);
}

/* Whether the own data answers, where there is no directory to ask. */
static struct err *own_ask(struct arena *a)
{
	struct cx cx = { .arena = a, .store = host.own->store };
	struct str ignored;
	struct err *err;

	cx.db = store_reader(cx.store, a);
	err = setting_get(&cx, "profile", STR(""), &ignored);
	store_return(cx.db);
	return err;
}

static void *watcher_main(void *arg)
{
	struct arena *a = arena_open(LOOK_MEMORY);
	const struct timespec tick = { 0, TICK_MS * 1000000L };

	(void)arg;
	for (;;) {
		struct err *err =
			host.directory ? directory_read(a) : own_ask(a);
		bool stop;

		tidy();
		pthread_mutex_lock(&host.lock);
		if (!err)
			host.reached_at = steady_ms();
		stop = host.stop;
		pthread_mutex_unlock(&host.lock);
		arena_reset(a);
		if (stop)
			break;
		nanosleep(&tick, NULL);
	}
	arena_close(a);
	return NULL;
}

/* ---- start and stop ---------------------------------------------------------------------- */

/* The own realm is pinned; a directory alone is enough to serve, too. */
static struct err *own_open(struct cx *cx)
{
	struct err *err = realm_open(cx, host.config.data, false);

	if (err && err->code == ERR_NOT_FOUND && host.directory)
		return NULL;
	if (err)
		return err;
	err = check_after_crash(cx);
	if (err)
		return err;
	host.own = entry_new(STR(""), host.config.data);
	host.own->store = cx->store;
	host.own->profile = cx->profile;
	host.own->refs = 1;
	return NULL;
}

struct err *host_start(struct cx *cx, const struct host_config *c)
{
	struct err *err;

	host.config = *c;
	if (host.config.most_open <= 0)
		host.config.most_open = MOST_OPEN;
	if (host.config.patience_ms <= 0)
		host.config.patience_ms = PATIENCE_MS;
	host.mem = arena_open(MEMORY);
	host.hosts_mem = arena_open(HOSTS_MEMORY);
	host.stop = false;
	host.opened = host.looked = 0;
	err = directory_open(cx->arena, c->data, false, true, cx->now,
			     &host.directory);
	if (!err && host.directory && !db_is_address(c->data))
		err = db_folder_hold(cx->arena, str_to_c(cx->arena, c->data),
				     &host.folder);
	if (!err)
		err = own_open(cx);
	if (!err && host.directory)
		err = directory_read(cx->arena);
	host.reached_at = steady_ms();
	if (!err && pthread_create(&host.watcher, NULL, watcher_main, NULL))
		err = err_new(cx->arena, ERR_IO,
			      N_("The system gives no more threads."));
	host.watches = !err;
	if (err)
		host_stop();
	return err;
}

void host_stop(void)
{
	pthread_mutex_lock(&host.lock);
	host.stop = true;
	pthread_mutex_unlock(&host.lock);
	if (host.watches)
		pthread_join(host.watcher, NULL);
	for (ptrdiff_t i = 0; i < host.all.n; i++)
		if (host.all.p[i]->store)
			close_data(host.all.p[i]);
	if (host.own)
		store_close(host.own->store);
	store_close(host.directory);
	if (host.folder >= 0)
		close(host.folder);
	arena_close(host.mem);
	arena_close(host.hosts_mem);
	host.own = NULL;
	host.directory = NULL;
	host.folder = -1;
	host.mem = host.hosts_mem = NULL;
	host.all.p = NULL;
	host.hosts.p = NULL;
	host.all.n = host.all.cap = host.hosts.n = host.hosts.cap = 0;
	host.watches = false;
	host.stamp = 0;
	host.n_open = 0;
	host.job_at = 0;
}

bool host_is_ready(void)
{
	bool ready;

	pthread_mutex_lock(&host.lock);
	ready = steady_ms() - host.reached_at < READY_MS;
	pthread_mutex_unlock(&host.lock);
	return ready;
}

bool host_is_broken(void)
{
	bool broken;

	pthread_mutex_lock(&host.lock);
	broken = host.own && store_broken(host.own->store);
	for (ptrdiff_t i = 0; i < host.all.n && !broken; i++) {
		const struct entry *e = host.all.p[i];

		broken = e->store && !e->busy && store_broken(e->store);
	}
	pthread_mutex_unlock(&host.lock);
	return broken;
}

struct host_counts host_count(void)
{
	struct host_counts n;

	pthread_mutex_lock(&host.lock);
	n = (struct host_counts){
		(int)host.all.n + (host.own != NULL),
		host.n_open + (host.own != NULL), host.opened, host.looked,
		host.mem ? arena_used(host.mem) + arena_used(host.hosts_mem) : 0
	};
	pthread_mutex_unlock(&host.lock);
	return n;
}
