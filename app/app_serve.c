/* `serve`: listens, runs jobs, stops when asked to. */
#include "app/app.h"

#include <arpa/inet.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "account/account.h"
#include "app/app_command.h"
#include "app/app_federation.h"
#include "app/app_host.h"
#include "app/app_page.h"
#include "app/app_walls.h"
#include "audit/audit_trail.h"
#include "auth/auth.h"
#include "auth/auth_oidc.h"
#include "db/db.h"
#include "file/file_scan.h"
#include "i18n/i18n.h"
#include "job/job.h"
#include "mail/mail.h"
#include "org/org.h"
#include "privacy/privacy.h"
#include "view/site.h"

enum {
	MOST_TABLES = 80,
	NAME_MOST = 1000,
	KNOWN = 64,
	JOB_THREADS = 4,
	DRAIN_SECONDS_MOST = 30,
	DRAIN_BEHIND_PROXY = 5,
	PROXIES_MOST = 16,
	LARGE_BLOCK = 128 * 1024,
};

static int64_t clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* One write a line: lines of several threads don't mix. A line that the log
 * doesn't take is counted, and the count told once there is room. */
void app_log(const char *line)
{
	static atomic_int lost;
	struct str s = str_c(line);
	char told[64];
	int n = atomic_load(&lost);

	if (write(STDERR_FILENO, s.p, (size_t)s.n) != s.n) {
		atomic_fetch_add(&lost, 1);
		return;
	}
	if (!n || !atomic_compare_exchange_strong(&lost, &n, 0))
		return;
	snprintf(told, sizeof(told), "{\"event\":\"log\",\"lost\":%d}\n", n);
	if (write(STDERR_FILENO, told, strlen(told)) < 0)
		atomic_fetch_add(&lost, n);
}

/* What every page says of its realm, as it was at a generation of its store.
 * Realms of one remainder take turns. */
static struct known {
	uint64_t generation;
	ptrdiff_t n;
	bool demo;
	char name[NAME_MOST];
} known[KNOWN];
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

static bool about_take(struct cx *cx, uint64_t generation,
		       struct site_realm *ret_about)
{
	const struct known *k = &known[store_serial(cx->store) % KNOWN];
	bool good;

	pthread_mutex_lock(&known_lock);
	good = k->generation == generation && k->n;
	if (good)
		*ret_about = (struct site_realm){
			str_dup(cx->arena, (struct str){ k->name, k->n }),
			k->demo
		};
	pthread_mutex_unlock(&known_lock);
	return good;
}

static void about_put(struct cx *cx, uint64_t generation,
		      const struct site_realm *about)
{
	struct known *k = &known[store_serial(cx->store) % KNOWN];

	if (about->name.n > NAME_MOST)
		return;
	pthread_mutex_lock(&known_lock);
	memcpy(k->name, about->name.p, (size_t)about->name.n);
	k->n = about->name.n;
	k->demo = about->demo;
	k->generation = generation;
	pthread_mutex_unlock(&known_lock);
}

/* Every page asks. */
static struct err *site_about(struct cx *cx, struct site_realm *ret_about)
{
	uint64_t generation;
	struct org root;
	bool found = false;
	struct err *err = NULL;

	*ret_about = (struct site_realm){ .name = STR("Rõ Việc") };
	if (!cx->db)
		return NULL;
	generation = db_generation(cx->db);
	if (about_take(cx, generation, ret_about))
		return NULL;
	err = org_get_root(cx, &root, &found);
	if (err)
		return err;
	if (found)
		ret_about->name = root.name;
	ret_about->demo = app_is_demo(cx);
	about_put(cx, generation, ret_about);
	return NULL;
}

static struct err *site_ahead(struct cx *cx)
{
	struct site_realm about;
	struct err *err;

	if (!db_far(cx->db) || about_take(cx, db_generation(cx->db), &about))
		return NULL;
	err = org_get_root_ahead(cx);
	return err ? err : app_demo_ahead(cx);
}

/* Whoever comes first on the day of a decision finds it in effect. */
static struct err *actor_today(struct cx *cx, const struct session *s,
			       bool *ret_ok)
{
	struct err *err = org_settle(cx);

	return err ? err : account_hook_actor(cx, s, ret_ok);
}

static struct err *file_look(struct arena *a, struct str bytes)
{
	return file_scan_on() ? file_scan(a, bytes) : NULL;
}

static int health_fill(struct buf *b);
static int ready_fill(struct buf *b);
static int metrics_fill(struct buf *b);
static const struct http_probe probes[] = {
	{ .path = "/healthz", .fill = health_fill },
	{ .path = "/readyz", .fill = ready_fill },
	{ .path = "/metrics",
	  .type = "text/plain; version=0.0.4; charset=utf-8",
	  .fill = metrics_fill,
	  .local = true },
};
static const struct route *route_tables[MOST_TABLES];
static int route_counts[MOST_TABLES];
static struct http_config shared;
static struct site site;

static void table_add(int *n, struct route_table t)
{
	if (!t.n)
		return;
	assert(*n < MOST_TABLES);
	route_tables[*n] = t.p;
	route_counts[(*n)++] = t.n;
}

void app_http_config(struct http_config *c, struct cx *cx)
{
	int n = 0;

	table_add(&n, (struct route_table){ app_routes, app_n_routes });
	table_add(&n, app_mail_routes);
	table_add(&n, site_search_routes);
	for (int i = 0; i < app_n_features; i++) {
		const struct feature *f = app_features[i];

		table_add(&n, (struct route_table){ f->routes, f->n_routes });
		for (int k = 0; k < f->n_tables; k++)
			table_add(&n, *f->tables[k]);
	}
	*c = (struct http_config){
		.routes = route_tables,
		.n_routes = route_counts,
		.n_tables = n,
		.assets = app_assets,
		.n_assets = app_assets_n,
		.hooks = { .file = file_look,
			   .actor = actor_today,
			   .ahead = site_ahead,
			   .error_page = app_error_page,
			   .sign_in = account_hook_sign_in,
			   .fresh = account_hook_fresh,
			   .language = app_language },
		.probes = probes,
		.n_probes = (int)N_ELEMENTS(probes),
		.store = cx->store,
		.profile = cx->profile,
		.clock = clock_now,
		.log = app_log,
	};
	shared = *c;
	site = (struct site){ .features = app_features,
			      .n_features = app_n_features,
			      .http = &shared,
			      .about = site_about };
	site_set(&site);
}

/* "10.0.0.5,2001:db8::7", each as the socket will say it. */
static struct err *proxies_read(struct arena *a, struct str list,
				struct http_config *c)
{
	struct str *all = arena_new(a, struct str, PROXIES_MOST);
	unsigned char bytes[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];
	const char *one;
	int family;

	while (list.p) {
		one = str_to_c(a, str_trim(str_cut(&list, ',')));
		family = strchr(one, ':') ? AF_INET6 : AF_INET;
		if (inet_pton(family, one, bytes) != 1)
			return err_new(a, ERR_INVALID,
				       N_("--proxy takes addresses such as "
					  "10.0.0.5, not {0}."),
				       str_c(one));
		if (c->n_proxies == PROXIES_MOST)
			return err_new(a, ERR_LIMIT,
				       N_("--proxy takes at most {0} "
					  "addresses."),
				       str_fmt(a, "%d", PROXIES_MOST));
		inet_ntop(family, bytes, text, sizeof(text));
		/* an IPv4 address is itself, whatever it is written in */
		one = strchr(text, '.') && family == AF_INET6
			      ? strrchr(text, ':') + 1
			      : text;
		all[c->n_proxies++] = str_dup(a, str_c(one));
	}
	c->proxies = all;
	return NULL;
}

/* Plain HTTP leaves this machine only behind a proxy that adds TLS. */
static struct err *listen_check(struct cx *cx, const struct http_config *c)
{
	struct str at = str_c(c->listen);

	if (c->tls_cert || c->behind_proxy || c->n_proxies ||
	    str_starts(at, STR("127.")) || str_starts(at, STR("localhost:")) ||
	    str_starts(at, STR("[::1]")))
		return NULL;
	return err_new(
		cx->arena, ERR_INVALID,
		N_("Passwords would cross the network in the open: give "
		   "--tls-cert and --tls-key, or put a proxy with TLS in front "
		   "and add --behind-proxy, or listen on 127.0.0.1."));
}

static struct err *config_read(struct cx *cx, struct cli *cli,
			       struct http_config *c)
{
	struct arena *a = cx->arena;
	struct str listen = cli_str(cli, "listen");
	struct str cert = cli_str(cli, "tls-cert");
	struct str key = cli_str(cli, "tls-key");
	struct str host = cli_str(cli, "host");
	struct err *err = proxies_read(a, cli_str(cli, "proxy"), c);

	if (err)
		return err;
	c->listen = str_to_c(a, listen.p ? listen : STR("127.0.0.1:8080"));
	c->tls_cert = cert.p ? str_to_c(a, cert) : NULL;
	c->tls_key = key.p ? str_to_c(a, key) : NULL;
	c->public_host = host.p ? str_to_c(a, host) : NULL;
	c->behind_proxy = cli_flag(cli, "behind-proxy");
	if (!cert.p != !key.p)
		return err_new(a, ERR_INVALID,
			       N_("--tls-cert and --tls-key go together."));
	return listen_check(cx, c);
}

static struct err *jobs_start(struct cx *cx, struct job_runner **ret_runner)
{
	static const struct job_kind *kinds[64];
	int n = 0;

	for (int i = 0; i < app_n_features; i++)
		for (int k = 0; k < app_features[i]->n_jobs; k++) {
			assert(n < N_ELEMENTS(kinds));
			kinds[n++] = &app_features[i]->jobs[k];
		}
	for (int k = 0; k < app_n_jobs; k++) {
		assert(n < N_ELEMENTS(kinds));
		kinds[n++] = &app_jobs[k];
	}
	/* last: a slow mail server keeps nobody waiting */
	for (int k = 0; k < mail_n_jobs; k++) {
		assert(n < N_ELEMENTS(kinds));
		kinds[n++] = &mail_jobs[k];
	}
	return job_start(cx->arena,
			 &(struct job_config){ .realms = &host_jobs,
					       .threads = JOB_THREADS,
					       .kinds = kinds,
					       .n_kinds = n,
					       .clock = clock_now,
					       .ready = org_settle,
					       .jumped = app_clock_jumped },
			 ret_runner);
}

static void signals_ours(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
}

/* Until a signal comes, or for `seconds` at most (0: for ever). */
static void wait_for_end(int seconds)
{
	const struct timespec most = { seconds, 0 };
	sigset_t set;
	int sig;

	signals_ours(&set);
	if (seconds)
		(void)sigtimedwait(&set, NULL, &most);
	else
		while (sigwait(&set, &sig) != 0)
			;
}

/* Signals are for wait_for_end() alone; threads inherit the mask. */
static void signals_block(void)
{
	sigset_t set;

	signals_ours(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* ---- for those who watch over it ------------------------------------------ */

static struct http *the_http;
static atomic_bool draining;

static int health_fill(struct buf *b)
{
	bool broken = host_is_broken();

	buf_str(b, broken ? STR("the disk failed: restart\n") : STR("ok\n"));
	return broken ? 503 : 200;
}

/* Red as soon as the end is near, and while the data can't be reached. */
static int ready_fill(struct buf *b)
{
	if (atomic_load(&draining)) {
		buf_lit(b, "draining\n");
		return 503;
	}
	if (!host_is_ready()) {
		buf_lit(b, "the data can't be reached\n");
		return 503;
	}
	buf_lit(b, "ready\n");
	return 200;
}

static int metrics_fill(struct buf *b)
{
	struct host_counts n = host_count();

	http_metrics(the_http, b);
	buf_fmt(b,
		"# TYPE roviec_realms gauge\nroviec_realms %d\n"
		"# TYPE roviec_realms_open gauge\nroviec_realms_open %d\n"
		"# TYPE roviec_realms_opened_total counter\n"
		"roviec_realms_opened_total %lld\n"
		"# TYPE roviec_ready gauge\nroviec_ready %d\n",
		n.realms, n.open, (long long)n.opened,
		host_is_ready() && !atomic_load(&draining));
	return 200;
}

/* A password from before there were keys. Without a key it stays as it is:
 * letters matter more. */
static void password_seal(struct cx *cx, struct cli *cli)
{
	struct err *err = mail_config_seal(cx);

	if (!err)
		return;
	buf_str(cli_out(cli), tr_err(cx->arena, cx->lang, err));
	buf_char(cli_out(cli), '\n');
}

/* A database that was put back by hand still has whom its list names. */
static struct err *erased_again(struct cx *cx)
{
	bool there;
	int64_t n;

	return privacy_replay(cx, STR_NULL, &there, &n);
}

/* What a large answer took goes back at its end: left to itself the allocator
 * raises these limits to the largest block it has seen, and keeps the memory
 * of the busiest moment in several pools for each processor. */
static void memory_limit(void)
{
	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
	mallopt(M_TRIM_THRESHOLD, LARGE_BLOCK);
	mallopt(M_ARENA_MAX, (int)MAX(sysconf(_SC_NPROCESSORS_ONLN), 2));
}

/* Readiness goes red first, so that a balancer sends nothing more; what still
 * comes is answered. A second signal is for those who can't wait. */
static void drain(const struct cli *cli, const struct http_config *c)
{
	int64_t given = cli_int(cli, "drain");
	int seconds = given != INT64_MIN		? (int)given
		      : c->behind_proxy || c->n_proxies ? DRAIN_BEHIND_PROXY
							: 0;

	atomic_store(&draining, true);
	http_drain(the_http);
	if (seconds)
		wait_for_end(seconds);
}

static struct err *serve_pages(struct cx *cx, struct cli *cli,
			       struct http_config *c)
{
	struct err *err = http_start(cx->arena, c, &the_http);

	if (err)
		return err;
	buf_str(cli_out(cli),
		tr_fmt(cx->arena, cx->lang,
		       N_("Rõ Việc listens on {0}://{1} (Ctrl+C stops it)."),
		       c->tls_cert ? STR("https") : STR("http"),
		       str_c(c->listen)));
	buf_char(cli_out(cli), '\n');
	cli_flush(cli);
	app_walls_say(cx);
	wait_for_end(0);
	drain(cli, c);
	mail_stop();
	http_stop(the_http);
	return NULL;
}

static struct err *serve_jobs_and_pages(struct cx *cx, struct cli *cli,
					struct http_config *c)
{
	struct job_runner *jobs;
	struct err *err;

	signals_block();
	err = jobs_start(cx, &jobs);
	if (err)
		return err;
	err = serve_pages(cx, cli, c);
	mail_stop();
	job_stop(jobs);
	return err;
}

static struct str listen_of(const struct cli *cli)
{
	struct str listen = cli_str(cli, "listen");

	return listen.p ? listen : STR("127.0.0.1:8080");
}

static struct err *walls_up(struct cx *cx, struct cli *cli)
{
	struct str key = cli_str(cli, "trail-key");

	if (key.p)
		trail_set_key_file(str_to_c(cx->arena, key));
	if (cli_flag(cli, "no-walls"))
		return NULL;
	return app_walls(cx, &(struct walls){
				     .data = cli_str(cli, "data"),
				     .listen = listen_of(cli),
				     .file = { cli_str(cli, "tls-cert"),
					       cli_str(cli, "tls-key"), key,
					       str_c(getenv(FEDERATION_CA)),
					       str_c(getenv(OIDC_CA)) },
			     });
}

/* The list stays open behind the walls; another file counts after a restart. */
static struct err *passwords_read(struct cx *cx, struct cli *cli)
{
	int64_t mib = cli_int(cli, "argon2-memory");
	int64_t passes = cli_int(cli, "argon2-passes");
	struct str file = cli_str(cli, "breached");
	struct err *err =
		auth_set_cost(cx->arena, mib == DB_NULL ? ARGON_MIB : mib,
			      passes == DB_NULL ? ARGON_PASSES : passes);

	return err ? err
		   : auth_set_breached(cx->arena,
				       file.n ? str_to_c(cx->arena, file)
					      : NULL);
}

struct err *serve_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct http_config c = { .listen = NULL };
	struct err *err;

	(void)ret_status;
	memory_limit();
	/* what is wrong with the command is said before anything is closed */
	err = config_read(cx, cli, &c);
	if (!err)
		err = passwords_read(cx, cli);
	if (!err)
		err = file_scan_set(cx->arena, cli_str(cli, "scan"));
	if (!err)
		err = walls_up(cx, cli);
	if (err)
		return err;
	err = host_start(cx,
			 &(struct host_config){ .data = cli_str(cli, "data"),
						.clock = clock_now,
						.log = app_log });
	if (err)
		return err;
	app_federation_start();
	app_http_config(&c, cx);
	err = config_read(cx, cli, &c);
	if (!err) {
		c.realms = &host_realms;
		shared = c;
		if (cx->db) {
			password_seal(cx, cli);
			err = erased_again(cx);
			/* the command's own reader isn't needed any more */
			store_return(cx->db);
			cx->db = NULL;
		}
		if (!err)
			err = serve_jobs_and_pages(cx, cli, &c);
	}
	host_stop();
	return err;
}
