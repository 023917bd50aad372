/*
 * A trail and its witnesses over HTTP: a second process countersigns, is away,
 * comes back; rogues answer something else; a database that was put back or
 * whose cosignatures were changed is found.
 */
#include "app/app_kit.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/audit.h"
#include "audit/audit_trail.h"
#include "audit/audit_trail_query.h"
#include "db/db_priv.h"
#include "http/http_plain.h"
#include "trail/trail_post.h"
#include "trail/trail_query.h"
#include "trail/trail_witness.h"

enum { HOUR_MS = 3600 * 1000, PORT_MOST = 8 };

/* ---- the second process -------------------------------------------------------- */

struct child {
	pid_t pid;
	char port[PORT_MOST];
};

/* The number at the end of "… listens on port 40123." */
static void port_read(int fd, char port[PORT_MOST])
{
	char said[400];
	ssize_t n = 0, at;

	while (n < (ssize_t)sizeof(said) - 1 &&
	       !memchr(said, '\n', (size_t)n)) {
		ssize_t got = read(fd, said + n, sizeof(said) - 1 - (size_t)n);

		if (got <= 0)
			fail_msg("the witness didn't start: %.*s", (int)n,
				 said);
		n += got;
	}
	for (at = n - 1; at > 0 && said[at] != '.'; at--)
		;
	said[at] = 0;
	while (at > 0 && said[at - 1] >= '0' && said[at - 1] <= '9')
		at--;
	snprintf(port, PORT_MOST, "%s", said + at);
	assert_true(strlen(port) > 0);
}

static void child_start(struct child *c, const char *dir, const char *port)
{
	char listen[40];
	int pipe_of[2];

	snprintf(listen, sizeof(listen), "127.0.0.1:%s", port);
	assert_int_equal(pipe(pipe_of), 0);
	fflush(NULL);
	c->pid = fork();
	assert_true(c->pid >= 0);
	if (!c->pid) {
		char *argv[] = { (char *)(uintptr_t) "roviec",
				 (char *)(uintptr_t) "witness",
				 (char *)(uintptr_t) "serve",
				 (char *)(uintptr_t) "--dir",
				 (char *)(uintptr_t)dir,
				 (char *)(uintptr_t) "--listen",
				 listen,
				 NULL };
		FILE *log;

		dup2(pipe_of[1], 1);
		log = freopen(app_kit_path("witness.log"), "a", stderr);
		_exit(log ? app_main(7, argv) : 9);
	}
	close(pipe_of[1]);
	port_read(pipe_of[0], c->port);
	close(pipe_of[0]);
}

static void child_stop(struct child *c)
{
	int status;

	assert_int_equal(kill(c->pid, SIGTERM), 0);
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- words ------------------------------------------------------------------- */

/* The public key that a command printed behind a colon. */
static const char *key_said(void)
{
	struct str said = kit_file(app_kit.a, app_kit.out), line;

	line = str_cut(&said, '\n');
	for (ptrdiff_t at; (at = str_find_char(line, ':')) >= 0;)
		line = str_trim(str_sub(line, at + 1, line.n));
	return str_to_c(app_kit.a, line);
}

static const char *url_of(const char *port)
{
	return str_fmt(app_kit.a, "http://127.0.0.1:%s", port).p;
}

static const char *witness_make(const char *dir, const char *name)
{
	assert_int_equal(RUN("witness", "init", "--dir", dir, "--name", name),
			 0);
	return key_said();
}

static const char *log_key(const char *data)
{
	assert_int_equal(RUN("trail", "show", "--data", data), 0);
	return key_said();
}

static void happens(const char *email)
{
	assert_int_equal(RUN("user", "add", "--data", app_kit.data, "--email",
			     email, "--name", "C", "--role", "office"),
			 0);
}

static struct cx opened(void)
{
	struct cx cx = kit_cx(app_kit.a);

	ok(realm_open(&cx, str_c(app_kit.data), false));
	return cx;
}

static struct trail_witness only(struct cx *cx)
{
	struct trail_witness_list list;

	ok(trail_witness_read(cx, &list));
	assert_int_equal(list.n, 1);
	return list.p[0];
}

/* ---- what they do ------------------------------------------------------------- */

static void it_countersigns_by_itself(void **state)
{
	const char *data = app_kit.data, *dir = app_kit_path("w"), *own, *key;
	const char *proof = app_kit_path("proof");
	struct child c;

	(void)state;
	own = witness_make(dir, "w.example/1");
	key = log_key(data);
	child_start(&c, dir, "0");
	assert_int_equal(RUN("trail", "witness", "list", "--data", data), 0);
	says(app_kit.out, "has no witness");
	assert_int_equal(RUN("trail", "witness", "add", "ftp://x", own,
			     "--data", data),
			 1);
	says(app_kit.err, "begins with https:// or http://");
	assert_int_equal(RUN("trail", "witness", "add", url_of(c.port), key,
			     "--data", data),
			 1);
	says(app_kit.err, "isn't the public key of a witness");
	assert_int_equal(RUN("trail", "witness", "add",
			     str_fmt(app_kit.a, "%s/", url_of(c.port)).p, own,
			     "--data", data),
			 0);
	assert_int_equal(RUN("trail", "witness", "add", url_of(c.port), own,
			     "--data", data),
			 1);
	says(app_kit.err, "is set already");
	/* a log that it doesn't know: said, and signing goes on */
	assert_int_equal(RUN("trail", "sign", "--data", data), 0);
	assert_int_equal(RUN("trail", "witness", "list", "--data", data), 0);
	says(app_kit.out, "countersigned nothing yet");
	says(app_kit.out, "người vận hành phải khai báo khóa công khai");
	assert_int_equal(RUN("witness", "log", key, "--dir", dir), 0);
	/* it is asked again when its time has come */
	happens("c@b.example");
	{
		struct cx cx = opened();

		cx.now = only(&cx).next_at;
		ok(trail_sign(&cx));
		ok(trail_witness_ask(&cx));
		assert_int_equal(only(&cx).tries, 0);
		assert_null(only(&cx).answer.p);
		realm_close(&cx);
	}
	happens("d@b.example");
	assert_int_equal(RUN("trail", "sign", "--data", data), 0);
	says(app_kit.out, "\xe2\x80\x94 w.example/1 ");
	says(app_kit_path("data.trail"), "\xe2\x80\x94 w.example/1 ");
	assert_int_equal(RUN("verify", "--data", data), 0);
	/* the proof holds with the witness' key, too */
	assert_int_equal(
		RUN("trail", "prove", "2", "--data", data, "--out", proof), 0);
	assert_int_equal(RUN("trail", "check", proof, "--key", key, "--witness",
			     own),
			 0);
	assert_int_equal(RUN("trail", "witness", "remove", "w.example/2",
			     "--data", data),
			 1);
	says(app_kit.err, "There is no witness");
	assert_int_equal(RUN("trail", "witness", "remove", "w.example/1",
			     "--data", data),
			 0);
	assert_int_equal(RUN("trail", "witness", "list", "--data", data), 0);
	says(app_kit.out, "has no witness");
	assert_int_equal(RUN("verify", "--data", data), 0);
	child_stop(&c);
}

/* It is away, asked later and later, late after 26 hours; it comes back. */
static void away_and_back(void **state)
{
	const char *data = app_kit.data, *dir = app_kit_path("w"), *own, *key;
	struct trail_witness w;
	struct child c;
	struct str text;
	struct cx cx;
	int64_t now;

	(void)state;
	own = witness_make(dir, "w.example/1");
	key = log_key(data);
	assert_int_equal(RUN("witness", "log", key, "--dir", dir), 0);
	child_start(&c, dir, "0");
	assert_int_equal(RUN("trail", "witness", "add", url_of(c.port), own,
			     "--data", data),
			 0);
	child_stop(&c);
	cx = opened();
	now = cx.now;
	ok(trail_sign(&cx));
	ok(trail_witness_ask(&cx));
	w = only(&cx);
	assert_int_equal(w.tries, 1);
	assert_int_equal(w.next_at, now + 5 * 60 * 1000);
	assert_true(str_find(w.answer, STR("Không kết nối được"), 0) >= 0);
	cx.now += 60 * 1000; /* not yet */
	ok(trail_witness_ask(&cx));
	assert_int_equal(only(&cx).tries, 1);
	for (int i = 1; i < 12; i++) {
		cx.now = only(&cx).next_at;
		ok(trail_witness_ask(&cx));
		assert_int_equal(only(&cx).tries, i + 1);
	}
	assert_int_equal(only(&cx).next_at - cx.now, 6 * HOUR_MS);
	w = only(&cx);
	cx.now = w.added_at + 26 * (int64_t)HOUR_MS;
	assert_false(trail_witness_is_late(&cx, &w));
	ok(trail_warning(&cx, &text));
	assert_null(text.p);
	cx.now++;
	assert_true(trail_witness_is_late(&cx, &w));
	ok(trail_warning(&cx, &text));
	assert_true(str_find(text, STR("26"), 0) >= 0);
	child_start(&c, dir, c.port);
	cx.now = w.next_at;
	ok(trail_witness_ask(&cx));
	w = only(&cx);
	assert_int_equal(w.tries, 0);
	assert_true(w.signed_at == cx.now && w.size > 0);
	ok(trail_warning(&cx, &text));
	assert_null(text.p);
	/* nothing new: nothing is asked */
	child_stop(&c);
	ok(trail_witness_ask(&cx));
	assert_int_equal(only(&cx).tries, 0);
	realm_close(&cx);
}

/* What the protocol answers to whom. */
static void each_answer_has_its_number(void **state)
{
	const char *data = app_kit.data, *dir = app_kit_path("w"), *key;
	struct trail_answer a;
	struct tlog_proof p = { 0 };
	struct trail_mark m, n;
	struct child c;
	struct str url, big;
	struct cx cx;
	char *bytes;

	(void)state;
	witness_make(dir, "w.example/1");
	key = log_key(data);
	child_start(&c, dir, "0");
	cx = opened();
	url = str_c(url_of(c.port));
	ok(trail_sign(&cx));
	ok(trail_last(&cx, &m));
	trail_post(&cx, url, tlog_request(cx.arena, 0, &p, m.note), &a);
	assert_int_equal(a.status, 404);
	assert_int_equal(RUN("witness", "log", key, "--dir", dir), 0);
	trail_post(&cx, url, STR("hello"), &a);
	assert_int_equal(a.status, 400);
	trail_post(&cx, str_cat(cx.arena, url, STR("/x")), STR("hello"), &a);
	assert_int_equal(a.status, 404);
	bytes = arena_bytes(cx.arena, 200 * 1024);
	memset(bytes, 'x', 200 * 1024);
	big = (struct str){ bytes, 200 * 1024 };
	trail_post(&cx, url, big, &a);
	assert_int_equal(a.status, 413);
	/* a signature that isn't the log's */
	bytes = str_to_c(cx.arena, m.note);
	bytes[m.note.n - 8] = bytes[m.note.n - 8] == 'A' ? 'B' : 'A';
	trail_post(&cx, url, tlog_request(cx.arena, 0, &p, str_c(bytes)), &a);
	assert_int_equal(a.status, 403);
	trail_post(&cx, url, tlog_request(cx.arena, m.size + 1, &p, m.note),
		   &a);
	assert_int_equal(a.status, 400);
	/* its size is another one: it says which */
	trail_post(&cx, url, tlog_request(cx.arena, 1, &p, m.note), &a);
	assert_int_equal(a.status, 409);
	same(a.body, "0\n");
	trail_post(&cx, url, tlog_request(cx.arena, 0, &p, m.note), &a);
	assert_int_equal(a.status, 200);
	assert_true(str_starts(a.body, STR("\xe2\x80\x94 w.example/1 ")));
	trail_post(&cx, url, tlog_request(cx.arena, 0, &p, m.note), &a);
	assert_int_equal(a.status, 409);
	same(a.body, str_fmt(cx.arena, "%lld\n", (long long)m.size).p);
	/* no proof, no signature */
	realm_close(&cx);
	happens("c@b.example");
	cx = opened();
	ok(trail_sign(&cx));
	ok(trail_last(&cx, &n));
	trail_post(&cx, url, tlog_request(cx.arena, m.size, &p, n.note), &a);
	assert_int_equal(a.status, 422);
	ok(trail_continues(&cx, m.size, n.size, &p));
	trail_post(&cx, url, tlog_request(cx.arena, m.size, &p, n.note), &a);
	assert_int_equal(a.status, 200);
	realm_close(&cx);
	child_stop(&c);
}

/* ---- rogues --------------------------------------------------------------------- */

static int rogue_status;
static const char *rogue_body;

static void rogue(void *ctx UNUSED, struct arena *a UNUSED,
		  const struct http_plain_ask *ask UNUSED,
		  struct http_plain_said *said)
{
	said->status = rogue_status;
	said->body = str_c(rogue_body);
}

static void rogues_get_nothing(void **state)
{
	static const struct {
		int status;
		const char *body, *says;
	} all[] = {
		{ 200, "", "không phải chữ ký" },
		{ 200, "hello\n", "không phải chữ ký" },
		{ 200,
		  "\xe2\x80\x94 w.example/1 "
		  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
		  "không phải chữ ký" },
		{ 409, "1\n", "đã thấy một nhật ký khác" },
		{ 409, "-5\n", "đã thấy một nhật ký khác" },
		{ 409, "99999999\n", "đã thấy một nhật ký khác" },
		{ 409, "x", "đã thấy một nhật ký khác" },
		{ 403, "", "biết khóa khác" },
		{ 422, "", "đã thấy một nhật ký khác" },
		{ 500, "", "mã 500" },
		{ 302, "", "mã 302" },
	};
	struct http_plain_config config = { .listen = "127.0.0.1:0",
					    .body_max = 90000,
					    .answer = rogue };
	struct http_plain *h;
	struct trail_mark m;
	struct str note;
	struct cx cx;
	char port[PORT_MOST];

	(void)state;
	ok(http_plain_start(app_kit.a, &config, &h));
	snprintf(port, sizeof(port), "%d", http_plain_port(h));
	assert_int_equal(RUN("trail", "witness", "add", url_of(port),
			     witness_make(app_kit_path("w"), "w.example/1"),
			     "--data", app_kit.data),
			 0);
	cx = opened();
	ok(trail_sign(&cx));
	ok(trail_last(&cx, &m));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(all); i++) {
		rogue_status = all[i].status;
		rogue_body = all[i].body;
		cx.now += 7 * HOUR_MS;
		ok(trail_witness_ask(&cx));
		assert_int_equal(only(&cx).tries, i + 1);
		if (str_find(only(&cx).answer, str_c(all[i].says), 0) < 0)
			fail_msg("%td: %.*s", i, STR_ARG(only(&cx).answer));
	}
	ok(trail_note_whole(&cx, &m, &note));
	assert_true(str_eq(note, m.note)); /* nothing was kept */
	realm_close(&cx);
	http_plain_stop(h);
}

/* ---- verify ---------------------------------------------------------------------- */

static void run_sql(struct cx *cx, const char *sql)
{
	ok(cx->store->engine->exec(cx->arena, cx->store->writer, sql));
}

static void found_by_verify(const char *words)
{
	assert_int_equal(RUN("verify", "--data", app_kit.data), 1);
	says(app_kit.err, words);
}

static void changed_cosignatures_are_found(void **state)
{
	const char *data = app_kit.data, *dir = app_kit_path("w"), *own;
	struct child c;
	struct cx cx;

	(void)state;
	own = witness_make(dir, "w.example/1");
	assert_int_equal(RUN("witness", "log", log_key(data), "--dir", dir), 0);
	child_start(&c, dir, "0");
	assert_int_equal(RUN("trail", "witness", "add", url_of(c.port), own,
			     "--data", data),
			 0);
	assert_int_equal(RUN("trail", "sign", "--data", data), 0);
	child_stop(&c);
	assert_int_equal(RUN("verify", "--data", data), 0);
#define CHANGED(sql, words, back)                                              \
	do {                                                                   \
		cx = opened();                                                 \
		run_sql(&cx, sql);                                             \
		realm_close(&cx);                                              \
		found_by_verify(words);                                        \
		cx = opened();                                                 \
		run_sql(&cx, back);                                            \
		realm_close(&cx);                                              \
		assert_int_equal(RUN("verify", "--data", data), 0);            \
	} while (0)
	CHANGED("update trail_cosignature set line = replace(line, 'w.', 'v.')",
		"isn't one of its witness",
		"update trail_cosignature set line = replace(line, 'v.', "
		"'w.')");
	CHANGED("update trail_witness set vkey = replace(vkey, 'w.', 'v.')",
		"isn't one of its witness",
		"update trail_witness set vkey = replace(vkey, 'v.', 'w.')");
	CHANGED("update trail_cosignature set witness = witness + 5",
		"isn't one of its witness",
		"update trail_cosignature set witness = witness - 5");
	CHANGED("update trail_cosignature set size = size + 1",
		"the checkpoint of them is gone",
		"update trail_cosignature set size = size - 1");
}

#define T(test)                                                                \
	cmocka_unit_test_setup_teardown(test, app_kit_open, app_kit_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(it_countersigns_by_itself),	   T(away_and_back),
		T(each_answer_has_its_number),	   T(rogues_get_nothing),
		T(changed_cosignatures_are_found),
	};

	trail_post_set_timeouts(2000, 5000);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
