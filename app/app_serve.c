/* `serve`: listens, runs jobs, stops when asked to. */
#include "app/app.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "account/account.h"
#include "app/app_command.h"
#include "app/app_page.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "job/job.h"
#include "mail/mail.h"
#include "org/org.h"
#include "view/site.h"

enum {
	MOST_TABLES = 48,
	NAME_MOST = 1000,
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

/* The committee's name as it was at a generation of the store. */
static struct {
	pthread_mutex_t lock;
	uint64_t generation;
	ptrdiff_t n;
	char text[NAME_MOST];
} known = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool name_take(struct cx *cx, uint64_t generation, struct str *ret_name)
{
	bool good;

	pthread_mutex_lock(&known.lock);
	good = known.generation == generation && known.n;
	if (good)
		*ret_name =
			str_dup(cx->arena, (struct str){ known.text, known.n });
	pthread_mutex_unlock(&known.lock);
	return good;
}

static void name_put(uint64_t generation, struct str name)
{
	if (name.n > NAME_MOST)
		return;
	pthread_mutex_lock(&known.lock);
	memcpy(known.text, name.p, (size_t)name.n);
	known.n = name.n;
	known.generation = generation;
	pthread_mutex_unlock(&known.lock);
}

/* Every page asks. */
static struct err *site_name(struct cx *cx, struct str *ret_name)
{
	uint64_t generation = store_generation(cx->store);
	struct org root;
	bool found;
	struct err *err;

	if (name_take(cx, generation, ret_name))
		return NULL;
	err = org_get_root(cx, &root, &found);
	if (err)
		return err;
	*ret_name = found ? root.name : STR("Rõ Việc");
	name_put(generation, *ret_name);
	return NULL;
}

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
		.hooks = { .actor = account_hook_actor,
			   .error_page = app_error_page,
			   .sign_in = account_hook_sign_in,
			   .language = app_language },
		.store = cx->store,
		.profile = cx->profile,
		.clock = clock_now,
		.log = app_log,
	};
	shared = *c;
	site = (struct site){ .features = app_features,
			      .n_features = app_n_features,
			      .http = &shared,
			      .name = site_name,
			      .demo = app_is_demo(cx) };
	site_set(&site);
}

/* Plain HTTP leaves this machine only behind a proxy that adds TLS. */
static struct err *listen_check(struct cx *cx, const struct http_config *c)
{
	struct str at = str_c(c->listen);

	if (c->tls_cert || c->behind_proxy || str_starts(at, STR("127.")) ||
	    str_starts(at, STR("localhost:")) || str_starts(at, STR("[::1]")))
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
			 &(struct job_config){ .store = cx->store,
					       .profile = cx->profile,
					       .kinds = kinds,
					       .n_kinds = n,
					       .clock = clock_now,
					       .jumped = app_clock_jumped },
			 ret_runner);
}

static void wait_for_end(void)
{
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	while (sigwait(&set, &sig) != 0)
		;
}

/* Signals are for wait_for_end() alone; threads inherit the mask. */
static void signals_block(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
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

/* What a large answer took goes back at its end: left to itself the allocator
 * raises these limits to the largest block it has seen, and keeps the memory
 * of the busiest moment in several pools for each processor. */
static void memory_limit(void)
{
	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
	mallopt(M_TRIM_THRESHOLD, LARGE_BLOCK);
	mallopt(M_ARENA_MAX, (int)MAX(sysconf(_SC_NPROCESSORS_ONLN), 2));
}

struct err *serve_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct http_config c;
	struct http *http;
	struct job_runner *jobs;
	struct err *err;

	(void)ret_status;
	memory_limit();
	app_http_config(&c, cx);
	err = config_read(cx, cli, &c);
	if (err)
		return err;
	shared = c;
	err = check_after_crash(cx);
	if (err)
		return err;
	password_seal(cx, cli);
	/* the command's own reader isn't needed while serving */
	store_return(cx->db);
	cx->db = NULL;
	signals_block();
	err = jobs_start(cx, &jobs);
	if (err)
		return err;
	err = http_start(cx->arena, &c, &http);
	if (!err) {
		struct str at = str_c(c.listen);

		buf_str(cli_out(cli),
			tr_fmt(cx->arena, cx->lang,
			       N_("Rõ Việc listens on {0}://{1} (Ctrl+C stops "
				  "it)."),
			       c.tls_cert ? STR("https") : STR("http"), at));
		buf_char(cli_out(cli), '\n');
		cli_flush(cli);
		wait_for_end();
		mail_stop();
		http_stop(http);
	}
	mail_stop();
	job_stop(jobs);
	return err;
}
