/*
 * The ceiling: what this machine gives to a program that has nothing to do
 * but answer. The same HTTP library, the same SQLite, prepared statements,
 * the same tasks; no session, layout, escaping, log or packing. A measuring
 * stick for bench/run, no part of the product.
 *
 *	bench-ceiling make FILE FROM	copies the tasks of a realm
 *	bench-ceiling serve FILE PORT	answers on 127.0.0.1
 */
#include "base/std.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <unistd.h>

enum { SIDES = 64, OUT = 256 * 1024, LOOPS_PER_CORE = 2 };

/* What one thread of the pool has of its own. */
struct side {
	sqlite3 *h;
	sqlite3_stmt *list, *task, *history, *dash;
	char out[OUT];
};

static const char *data_file;
static struct side sides[SIDES];
static atomic_int n_sides;
static __thread struct side *mine;

static struct writer {
	pthread_mutex_t lock;
	sqlite3 *h;
	sqlite3_stmt *begin, *task, *history, *commit;
} writer = { .lock = PTHREAD_MUTEX_INITIALIZER };

static const char make_sql[] =
	"create table org (id integer primary key, name text);"
	"insert into org select id, short_name from org0.org;"
	"create table task (id integer primary key, programme int,"
	" number text, work text, lead int, deadline_text text, due_on text,"
	" product text, percent int, issued_on text, submitted_on text,"
	" done_on text, reported_on text);"
	"insert into task select id, programme, number, work, lead,"
	" deadline_text, due_on, product, percent, issued_on, submitted_on,"
	" done_on, reported_on from org0.task;"
	"create index task_open on task (due_on, id)"
	" where issued_on is not null and done_on is null;"
	"create index task_dash on task (lead, done_on, submitted_on, due_on);"
	"create table history (id integer primary key, task int, at int,"
	" kind text, actor text, percent int, body text);"
	"insert into history select id, task, at, kind, actor_name, percent,"
	" body from org0.task_act;"
	"create index history_task on history (task, id);"
	"analyze main;";

static const char list_sql[] =
	"select t.id, t.number, t.work, o.name, t.due_on, t.product, t.percent"
	" from task t left join org o on o.id = t.lead"
	" where t.issued_on is not null and t.done_on is null"
	" order by t.due_on, t.id limit 50";
static const char task_sql[] =
	"select t.id, t.number, t.work, o.name, t.due_on, t.product, t.percent"
	" from task t left join org o on o.id = t.lead where t.id = ?1";
static const char history_sql[] =
	"select at, kind, actor, percent, body from history where task = ?1"
	" order by id desc";
static const char dash_sql[] =
	"select (select name from org where id = t.lead), count(*),"
	" sum(done_on is not null),"
	" sum(done_on is null and submitted_on is not null),"
	" sum(done_on is null and submitted_on is null"
	" and due_on < '2026-10-14') from task t group by lead";

static NORETURN void die(const char *what, sqlite3 *h)
{
	fprintf(stderr, "ceiling: %s: %s\n", what, h ? sqlite3_errmsg(h) : "");
	_exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *h, const char *sql)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v3(h, sql, -1, SQLITE_PREPARE_PERSISTENT, &st,
			       NULL) != SQLITE_OK)
		die(sql, h);
	return st;
}

static void run(sqlite3 *h, const char *sql)
{
	if (sqlite3_exec(h, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql, h);
}

static sqlite3 *open_file(const char *path)
{
	sqlite3 *h = NULL;

	if (sqlite3_open(path, &h) != SQLITE_OK)
		die(path, h);
	run(h, "pragma journal_mode = wal; pragma synchronous = full");
	return h;
}

static struct side *side_of_thread(void)
{
	int at;

	if (mine)
		return mine;
	at = atomic_fetch_add(&n_sides, 1);
	if (at >= SIDES)
		die("too many threads", NULL);
	mine = &sides[at];
	mine->h = open_file(data_file);
	mine->list = prepare(mine->h, list_sql);
	mine->task = prepare(mine->h, task_sql);
	mine->history = prepare(mine->h, history_sql);
	mine->dash = prepare(mine->h, dash_sql);
	return mine;
}

/* Adds a statement's rows as rows of a table. */
static size_t rows_put(struct side *s, sqlite3_stmt *st, size_t n)
{
	int columns = sqlite3_column_count(st);

	while (sqlite3_step(st) == SQLITE_ROW) {
		n += (size_t)snprintf(s->out + n, OUT - n, "<tr>");
		for (int i = 0; i < columns && n < OUT / 2; i++) {
			const char *p =
				(const char *)sqlite3_column_text(st, i);

			n += (size_t)snprintf(s->out + n, OUT - n,
					      "<td>%s</td>", p ? p : "");
		}
	}
	sqlite3_reset(st);
	return n;
}

static size_t answer(struct side *s, const char *url)
{
	if (!strcmp(url, "/list"))
		return rows_put(s, s->list, 0);
	if (!strcmp(url, "/dash"))
		return rows_put(s, s->dash, 0);
	if (strncmp(url, "/task/", 6))
		return 0;
	sqlite3_bind_int64(s->task, 1, strtoll(url + 6, NULL, 10));
	sqlite3_bind_int64(s->history, 1, strtoll(url + 6, NULL, 10));
	return rows_put(s, s->history, rows_put(s, s->task, 0));
}

static bool step(sqlite3_stmt *st)
{
	int rc = sqlite3_step(st);

	sqlite3_reset(st);
	return rc == SQLITE_DONE;
}

/* One task and one row of history, durable before the answer. */
static bool write_one(int64_t task)
{
	bool good;

	pthread_mutex_lock(&writer.lock);
	sqlite3_bind_int64(writer.task, 1, task);
	sqlite3_bind_int64(writer.history, 1, task);
	good = step(writer.begin) && step(writer.task) &&
	       step(writer.history) && step(writer.commit);
	pthread_mutex_unlock(&writer.lock);
	return good;
}

static enum MHD_Result reply(struct MHD_Connection *con, unsigned status,
			     const char *p, size_t n)
{
	struct MHD_Response *r =
		MHD_create_response_from_buffer(n, (void *)(uintptr_t)p,
						MHD_RESPMEM_MUST_COPY);
	enum MHD_Result done;

	MHD_add_response_header(r, "Content-Type", "text/html; charset=utf-8");
	done = MHD_queue_response(con, status, r);
	MHD_destroy_response(r);
	return done;
}

/* signature: MHD_AccessHandlerCallback */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *con,
				  const char *url, const char *method,
				  const char *version, const char *data,
				  size_t *size, void **state)
{
	struct side *s = side_of_thread();
	bool good;
	size_t n;

	(void)cls;
	(void)version;
	(void)data;
	if (!*state) {
		*state = s;
		return MHD_YES;
	}
	if (*size) {
		*size = 0;
		return MHD_YES;
	}
	if (!strcmp(method, "POST") && !strncmp(url, "/write/", 7)) {
		good = write_one(strtoll(url + 7, NULL, 10));
		return reply(con, good ? 200 : 500, "ok\n", 3);
	}
	n = answer(s, url);
	return reply(con, n ? 200 : 404, s->out, n);
}

static void make(const char *path, const char *from)
{
	sqlite3 *h = open_file(path);
	sqlite3_stmt *st = prepare(h, "attach ?1 as org0");

	sqlite3_bind_text(st, 1, from, -1, SQLITE_STATIC);
	if (!step(st))
		die("attach", h);
	sqlite3_finalize(st);
	run(h, make_sql);
	sqlite3_close(h);
}

static void serve(const char *path, const char *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	sigset_t ends;
	int sig;

	data_file = path;
	writer.h = open_file(path);
	writer.begin = prepare(writer.h, "begin immediate");
	writer.commit = prepare(writer.h, "commit");
	writer.task = prepare(writer.h,
			      "update task set percent = (percent + 1) % 100,"
			      " reported_on = '2026-10-14' where id = ?1");
	writer.history = prepare(
		writer.h,
		"insert into history (task, at, kind, actor, percent, body)"
		" values (?1, 1, 'report', 'bench', 40,"
		" 'The same words as in the other program.')");
	at.sin_port = htons((uint16_t)strtol(port, NULL, 10));
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	if (!MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL,
			      on_request, NULL, MHD_OPTION_SOCK_ADDR, &at,
			      MHD_OPTION_THREAD_POOL_SIZE,
			      (unsigned)(LOOPS_PER_CORE * cores),
			      MHD_OPTION_END))
		die("listen", NULL);
	sigwait(&ends, &sig);
	_exit(0);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		die("usage: make FILE FROM | serve FILE PORT", NULL);
	sqlite3_initialize();
	if (!strcmp(argv[1], "make"))
		make(argv[2], argv[3]);
	else
		serve(argv[2], argv[3]);
	return 0;
}
