/* The outbox against mail servers of every temper, and the settings' rules. */
#include "mail/mail_priv.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/buf.h"
#include "db/db.h"
#include "mail/mail_query.h"
#include "setting/setting.h"
#include "setting/setting_seal.h"
#include "testkit/testkit.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };

/* ---- a server ---------------------------------------------------------------- */

enum temper {
	GOOD,
	REFUSES_ONE,	 /* 550 for "no@…" */
	LATER_ONE,	 /* 451 for "no@…" */
	REFUSES_MESSAGE, /* 554 behind the message */
	GREETS_421,
	RUBBISH,
	SILENT,
	HANGS_UP, /* after the sender */
};
static atomic_int temper;
static atomic_int taken, connections;
static int port, listener = -1;
static pthread_t thread;
static char last_message[65536];

static void say(int fd, const char *s)
{
	if (send(fd, s, strlen(s), MSG_NOSIGNAL) < 0)
		return;
}

/* A line from the client; false at the end. */
static bool line_read(int fd, char *line, size_t most)
{
	size_t n = 0;

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		char c;

		if (poll(&p, 1, 3000) != 1 || recv(fd, &c, 1, 0) != 1)
			return false;
		if (c == '\n')
			break;
		if (c != '\r' && n + 1 < most)
			line[n++] = c;
	}
	line[n] = '\0';
	return true;
}

static bool message_read(int fd)
{
	char line[2000];
	size_t n = 0;

	while (line_read(fd, line, sizeof(line))) {
		size_t k = strlen(line);

		if (!strcmp(line, ".")) {
			last_message[n] = '\0';
			return true;
		}
		if (n + k + 2 < sizeof(last_message)) {
			memcpy(last_message + n, line, k);
			n += k;
			last_message[n++] = '\n';
		}
	}
	return false;
}

static const char *answer_to(const char *line, enum temper t)
{
	bool no = strstr(line, "<no@") != NULL;

	if (!strncmp(line, "RCPT", 4) && no && t == REFUSES_ONE)
		return "550 5.1.1 no such\tmailbox\r\n";
	if (!strncmp(line, "RCPT", 4) && no && t == LATER_ONE)
		return "451 4.2.0 try later\r\n";
	return "250 good\r\n";
}

static void serve_one(int fd)
{
	enum temper t = (enum temper)atomic_load(&temper);
	char line[2000];

	if (t == SILENT) {
		line_read(fd, line, sizeof(line));
		return;
	}
	say(fd, t == GREETS_421 ? "421 too busy\r\n"
		: t == RUBBISH	? "HTTP/1.1 200 \xff\xfe OK\r\n\r\n"
				: "220 here\r\n");
	while (line_read(fd, line, sizeof(line))) {
		if (!strncmp(line, "QUIT", 4)) {
			say(fd, "221 bye\r\n");
			break;
		}
		if (!strncmp(line, "RCPT", 4) && t == HANGS_UP)
			break;
		if (strncmp(line, "DATA", 4)) {
			say(fd, answer_to(line, t));
			continue;
		}
		say(fd, "354 go on\r\n");
		if (!message_read(fd))
			break;
		if (t == REFUSES_MESSAGE) {
			say(fd, "554 5.6.0 not this\r\n");
			continue;
		}
		atomic_fetch_add(&taken, 1);
		say(fd, "250 2.0.0 queued as 7\r\n");
	}
}

static void *server_main(void *arg)
{
	(void)arg;
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			return NULL;
		atomic_fetch_add(&connections, 1);
		serve_one(fd);
		close(fd);
	}
}

static void server_begin(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(at);

	listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, n), 0);
	assert_int_equal(listen(listener, 8), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &n), 0);
	port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&thread, NULL, server_main, NULL), 0);
}

/* ---- the kit -------------------------------------------------------------------- */

static struct mail_config config_of(int at)
{
	return (struct mail_config){ .host = STR("127.0.0.1"),
				     .port = at,
				     .tls = MAIL_PLAIN,
				     .from = STR("roviec@example.vn"),
				     .site = STR("https://rv.example.vn") };
}

static int setup(void **state)
{
	struct arena *a = arena_open(64 << 20);
	struct cx *cx = arena_new(a, struct cx, 1);
	struct mail_config c = config_of(port);

	*cx = kit_realm(a);
	atomic_store(&temper, GOOD);
	atomic_store(&taken, 0);
	atomic_store(&connections, 0);
	mail_set_timeouts(200, 1000, 1500);
	ok(mail_config_put(cx, &c));
	*state = cx;
	return 0;
}

static int teardown(void **state)
{
	struct cx *cx = *state;
	struct arena *a = cx->arena;

	kit_close(cx);
	arena_close(a);
	return 0;
}

static struct err *put_tx(struct cx *cx, void *arg)
{
	return mail_put(cx, arg);
}

static struct err *put(struct cx *cx, const char *to, const char *once)
{
	struct mail_letter l = { .kind = "notice",
				 .to = str_c(to),
				 .name = STR("Lan"),
				 .sender = STR("Đảng bộ"),
				 .subject = STR("Một\nviệc"),
				 .body = STR("Chào\n..\n.\n"),
				 .html = STR("<p>Chào</p>"),
				 .once = str_c(once) };

	return db_tx(cx, put_tx, &l);
}

static void run(struct cx *cx)
{
	ok(mail_jobs[0].run(cx, &(struct job){ .attempt = 1 }));
}

static struct mail_by_id_row row(struct cx *cx, int64_t id)
{
	struct mail_by_id_row r;
	bool found;

	ok(mail_by_id(cx->db, &(struct mail_by_id_in){ .id = id }, &r, &found));
	assert_true(found);
	return r;
}

static struct mail_list_row in_log(struct cx *cx, int64_t id)
{
	struct mail_list_rows rows;

	ok(mail_list(cx->db, &(struct mail_list_in){ .limit = 100 }, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (rows.p[i].id == id)
			return rows.p[i];
	fail_msg("no such letter");
	return rows.p[0];
}

/* ---- sending -------------------------------------------------------------------- */

static void test_sent(void **state)
{
	struct cx *cx = *state;
	struct mail_list_row r;

	ok(put(cx, "a@example.vn", NULL));
	ok(put(cx, "b@example.vn", "digest:1"));
	ok(put(cx, "b@example.vn", "digest:1"));
	run(cx);
	assert_int_equal(atomic_load(&taken), 2);
	assert_int_equal(atomic_load(&connections), 1);
	r = in_log(cx, 1);
	assert_int_equal(r.sent_at, cx->now);
	same(r.answer, "250 2.0.0 queued as 7");
	same(r.subject, "Một việc");
	/* what it said isn't kept */
	assert_null(row(cx, 1).body.p);
	assert_null(row(cx, 1).html.p);
	/* dots at line starts arrive as they were */
	assert_non_null(strstr(last_message, "Ch=C3=A0o\n...\n..\n"));
	run(cx);
	assert_int_equal(atomic_load(&taken), 2);
}

static void test_nothing_without_a_server(void **state)
{
	struct cx *cx = *state;
	struct mail_config none = { .port = 25 };

	ok(put(cx, "a@example.vn", NULL));
	ok(mail_config_put(cx, &none));
	run(cx);
	assert_int_equal(atomic_load(&connections), 0);
	assert_int_equal(row(cx, 1).attempt, 0);
}

static void test_a_bad_address(void **state)
{
	struct cx *cx = *state;
	struct mail_count_row n;
	bool found;

	fails(put(cx, "a@example.vn\r\nRCPT TO:<x@y.vn>", NULL), ERR_INVALID);
	ok(mail_count(cx->db, &n, &found));
	assert_int_equal(n.n, 0);
}

static void test_one_is_refused(void **state)
{
	struct cx *cx = *state;
	int64_t start = cx->now;
	struct mail_list_row r;

	atomic_store(&temper, REFUSES_ONE);
	ok(put(cx, "no@example.vn", NULL));
	ok(put(cx, "yes@example.vn", NULL));
	run(cx);
	/* the others aren't held up */
	assert_int_equal(in_log(cx, 2).sent_at, cx->now);
	r = in_log(cx, 1);
	assert_int_equal(r.sent_at, DB_NULL);
	assert_int_equal(r.not_before, start + MINUTE);
	assert_true(str_find(r.answer, STR("550 5.1.1 no such mailbox"), 0) >=
		    0);
	/* not before its time */
	cx->now = start + MINUTE - 1;
	run(cx);
	assert_int_equal(row(cx, 1).attempt, 1);
	for (int i = 1; i < MAIL_ATTEMPTS_REFUSED; i++) {
		cx->now = in_log(cx, 1).not_before;
		run(cx);
		assert_int_equal(row(cx, 1).attempt, i + 1);
	}
	assert_int_equal(row(cx, 1).gave_up_at, cx->now);
	/* 1 + 2 + 4 + 8 minutes */
	assert_int_equal(cx->now, start + 15 * MINUTE);
	cx->now += 24 * HOUR;
	run(cx);
	assert_int_equal(row(cx, 1).attempt, MAIL_ATTEMPTS_REFUSED);
	assert_int_equal(atomic_load(&taken), 1);
}

static void test_refused_for_now(void **state)
{
	struct cx *cx = *state;
	int64_t waited = 0;

	atomic_store(&temper, LATER_ONE);
	ok(put(cx, "no@example.vn", NULL));
	for (int i = 1; i < MAIL_ATTEMPTS; i++) {
		int64_t before = cx->now;

		run(cx);
		assert_int_equal(row(cx, 1).gave_up_at, DB_NULL);
		cx->now = in_log(cx, 1).not_before;
		assert_true(cx->now - before >= waited);
		waited = cx->now - before;
	}
	assert_int_equal(waited, 6 * HOUR);
	run(cx);
	assert_int_equal(row(cx, 1).gave_up_at, cx->now);
}

static void test_message_refused(void **state)
{
	struct cx *cx = *state;

	atomic_store(&temper, REFUSES_MESSAGE);
	ok(put(cx, "a@example.vn", NULL));
	ok(put(cx, "b@example.vn", NULL));
	run(cx);
	for (int64_t id = 1; id <= 2; id++) {
		assert_int_equal(in_log(cx, id).sent_at, DB_NULL);
		assert_true(str_find(in_log(cx, id).answer,
				     STR("554 5.6.0 not this"), 0) >= 0);
	}
}

/* No server, a silent one, rubbish, one that is too busy or hangs up: one
 * attempt for all of them, all wait, none is lost, all go out later. */
static void away(struct cx *cx, int at, enum temper t, const char *why)
{
	struct mail_config c = config_of(at);
	int before = atomic_load(&connections);

	atomic_store(&temper, (int)t);
	ok(mail_config_put(cx, &c));
	for (int i = 0; i < 60; i++)
		ok(put(cx, "a@example.vn", NULL));
	run(cx);
	assert_in_range(atomic_load(&connections) - before, 0, 1);
	for (int64_t id = 1; id <= 60; id++) {
		struct mail_list_row r = in_log(cx, id);

		assert_int_equal(r.sent_at, DB_NULL);
		assert_int_equal(r.attempt, 1);
		assert_int_equal(r.not_before, cx->now + MINUTE);
		if (str_find(r.answer, str_c(why), 0) < 0)
			fail_msg("%.*s", STR_ARG(r.answer));
	}
	atomic_store(&temper, GOOD);
	c = config_of(port);
	ok(mail_config_put(cx, &c));
	cx->now += MINUTE;
	run(cx);
	assert_int_equal(atomic_load(&taken), 60);
}

static void test_closed_port(void **state)
{
	away(*state, 1, GOOD, "connect");
}

static void test_silent(void **state)
{
	away(*state, port, SILENT, "");
}

static void test_rubbish(void **state)
{
	away(*state, port, RUBBISH, "timed out");
}

static void test_too_busy(void **state)
{
	away(*state, port, GREETS_421, "421 too busy");
}

static void test_hangs_up(void **state)
{
	away(*state, port, HANGS_UP, "");
}

/* The statement for many and the function for one go the same steps. */
static void test_away_for_days(void **state)
{
	struct cx *cx = *state;
	struct mail_config c = config_of(1);
	int64_t start = cx->now;

	ok(mail_config_put(cx, &c));
	for (int i = 0; i < MAIL_BATCH + 1; i++)
		ok(put(cx, "a@example.vn", NULL));
	for (int i = 1; i <= MAIL_ATTEMPTS; i++) {
		struct mail_list_row one, held;

		run(cx);
		one = in_log(cx, 1);
		held = in_log(cx, MAIL_BATCH + 1);
		assert_int_equal(one.attempt, i);
		assert_int_equal(held.attempt, i);
		assert_int_equal(one.gave_up_at, held.gave_up_at);
		if (i < MAIL_ATTEMPTS) {
			assert_int_equal(one.not_before, held.not_before);
			cx->now = one.not_before;
		}
	}
	assert_int_equal(in_log(cx, 1).gave_up_at, cx->now);
	assert_in_range(cx->now - start, 60 * HOUR, 80 * HOUR);
}

/* ---- again ---------------------------------------------------------------------- */

static void test_again(void **state)
{
	struct cx *cx = *state;

	atomic_store(&temper, REFUSES_ONE);
	ok(put(cx, "no@example.vn", NULL));
	for (int i = 0; i < MAIL_ATTEMPTS_REFUSED; i++) {
		run(cx);
		cx->now += 24 * HOUR;
	}
	assert_int_not_equal(row(cx, 1).gave_up_at, DB_NULL);
	atomic_store(&temper, GOOD);
	cx->key = STR("again1");
	ok(mail_again(cx, 1));
	ok(mail_again(cx, 1));
	cx->key = STR_NULL;
	assert_int_equal(row(cx, 1).gave_up_at, DB_NULL);
	run(cx);
	assert_int_equal(row(cx, 1).sent_at, cx->now);
	fails(mail_again(cx, 1), ERR_NOT_FOUND);
	fails(mail_again(cx, 99), ERR_NOT_FOUND);
}

static struct err *lease_tx(struct cx *cx, void *arg)
{
	return mail_lease(cx->db, arg, NULL);
}

/* Another process has it and dies: it comes again when the lease is over. */
static void test_lease(void **state)
{
	struct cx *cx = *state;
	struct mail_lease_in in = { .id = 1, .until = cx->now + MINUTE };

	ok(put(cx, "a@example.vn", NULL));
	ok(db_tx(cx, lease_tx, &in));
	run(cx);
	assert_int_equal(atomic_load(&connections), 0);
	fails(mail_again(cx, 1), ERR_NOT_FOUND);
	cx->now += MINUTE;
	run(cx);
	assert_int_equal(atomic_load(&taken), 1);
	assert_int_equal(row(cx, 1).attempt, 2);
}

static void test_sweep(void **state)
{
	struct cx *cx = *state;
	struct mail_count_row n;
	bool found;

	ok(put(cx, "a@example.vn", NULL));
	cx->now += 91LL * 24 * HOUR;
	ok(put(cx, "b@example.vn", NULL));
	ok(mail_jobs[1].run(cx, &(struct job){ .attempt = 1 }));
	ok(mail_count(cx->db, &n, &found));
	assert_int_equal(n.n, 1);
}

/* ---- the test letter ---------------------------------------------------------------- */

static void test_try(void **state)
{
	struct cx *cx = *state;
	struct mail_config c = config_of(port);
	struct mail_letter l = { .kind = "test",
				 .to = STR("no@example.vn"),
				 .subject = STR("Thử"),
				 .body = STR("x"),
				 .html = STR("x") };
	struct str answer = STR_NULL;

	ok(mail_try(cx, &c, &l, &answer));
	same(answer, "250 2.0.0 queued as 7");
	atomic_store(&temper, REFUSES_ONE);
	fails(mail_try(cx, &c, &l, &answer), ERR_IO);
	assert_true(str_find(answer, STR("550 5.1.1 no such"), 0) >= 0);
	l.to = STR("nobody");
	fails(mail_try(cx, &c, &l, &answer), ERR_INVALID);
	/* a server without TLS isn't spoken to in the open */
	l.to = STR("a@example.vn");
	c.tls = MAIL_STARTTLS;
	atomic_store(&temper, GOOD);
	atomic_store(&taken, 0);
	fails(mail_try(cx, &c, &l, &answer), ERR_IO);
	assert_int_equal(atomic_load(&taken), 0);
}

/* ---- settings ------------------------------------------------------------------------ */

static void faulty(struct cx *cx, struct mail_config c, const char *field)
{
	struct mail_config was, is;
	struct err *e = mail_config_put(cx, &c);

	fails(e, ERR_INVALID);
	same(e->field, field);
	ok(mail_config_get(cx, &is));
	was = config_of(port);
	assert_int_equal(is.port, was.port);
	assert_true(str_eq(is.host, was.host));
}

static void test_rules(void **state)
{
	struct cx *cx = *state;
	struct mail_config c = config_of(25);

	c.host = STR("smtp.example.vn/x?y");
	faulty(cx, c, "host");
	c.host = STR("smtp.example.vn\r\nX: y");
	faulty(cx, c, "host");
	c = config_of(0);
	faulty(cx, c, "port");
	c = config_of(65536);
	faulty(cx, c, "port");
	c = config_of(25);
	c.from = STR("Rõ Việc");
	faulty(cx, c, "from");
	c = config_of(25);
	c.site = STR("rv.example.vn");
	faulty(cx, c, "site");
	c.site = STR("https://rv.example.vn/path");
	faulty(cx, c, "site");
	c.site = STR("javascript:alert(1)");
	faulty(cx, c, "site");
	c = config_of(25);
	c.user = STR("u");
	c.password = STR("p\nq");
	faulty(cx, c, "password");
	c.password = STR("");
	faulty(cx, c, "password");
	c.password = STR("p");
	c.host = STR("smtp.example.vn");
	faulty(cx, c, "tls");
	c.tls = MAIL_STARTTLS;
	c.site = STR("https://rv.example.vn/");
	ok(mail_config_put(cx, &c));
	ok(mail_config_get(cx, &c));
	same(c.site, "https://rv.example.vn");
}

static void test_password_is_kept(void **state)
{
	struct cx *cx = *state;
	struct mail_config c = config_of(port), is;
	struct err *e;

	c.user = STR("u");
	c.password = STR("ngỗng tím");
	ok(mail_config_put(cx, &c));
	c.password = STR_NULL;
	c.from = STR("other@example.vn");
	ok(mail_config_put(cx, &c));
	ok(mail_config_get(cx, &is));
	same(is.password, "ngỗng tím");
	same(is.from, "other@example.vn");
	/* never to another server, nor with less security */
	c.host = STR("localhost");
	e = mail_config_put(cx, &c);
	fails(e, ERR_INVALID);
	same(e->field, "password");
	c.host = STR("");
	ok(mail_config_put(cx, &c));
	ok(mail_config_get(cx, &is));
	same(is.password, "");
}

static struct err *plain_tx(struct cx *cx, void *arg)
{
	return setting_put(cx, "mail.password", *(const struct str *)arg);
}

static struct str password_raw(struct cx *cx)
{
	struct str raw;

	ok(setting_get(cx, "mail.password", STR(""), &raw));
	return raw;
}

/* The database alone doesn't tell it; without the key no letter goes out and
 * it must be typed again. */
static void test_password_is_sealed(void **state)
{
	struct cx *cx = *state;
	struct mail_config c = config_of(port), is;
	struct str plain = STR("ngỗng tím"), answer = STR("");
	const char *key = str_to_c(cx->arena, setting_key_path(cx));
	struct err *e;

	c.user = STR("u");
	c.password = plain;
	ok(mail_config_put(cx, &c));
	assert_true(str_find(password_raw(cx), plain, 0) < 0);
	assert_int_equal(unlink(key), 0);
	ok(mail_config_get(cx, &is));
	assert_true(is.lost);
	same(is.password, "");
	c.password = STR_NULL;
	e = mail_config_put(cx, &c);
	fails(e, ERR_INVALID);
	same(e->field, "password");
	e = mail_try(cx, &is,
		     &(struct mail_letter){ .kind = "test",
					    .to = STR("a@example.vn"),
					    .subject = STR("x"),
					    .body = STR("x"),
					    .html = STR("x") },
		     &answer);
	fails(e, ERR_IO);
	assert_true(str_starts(answer, STR("the password's key")));
	c.password = STR("again");
	ok(mail_config_put(cx, &c));
	ok(mail_config_get(cx, &is));
	same(is.password, "again");
	assert_false(is.lost);
	/* from before there were keys */
	ok(db_tx(cx, plain_tx, &plain));
	ok(mail_config_get(cx, &is));
	same(is.password, "ngỗng tím");
	ok(mail_config_seal(cx));
	ok(mail_config_seal(cx));
	assert_true(str_find(password_raw(cx), plain, 0) < 0);
	ok(mail_config_get(cx, &is));
	same(is.password, "ngỗng tím");
}

/* Where the key can't be written nothing is saved, and the page says so. */
static void test_key_cannot_be_written(void **state)
{
	struct cx *cx = *state;
	struct mail_config c = config_of(port), is;
	const char *key = str_to_c(cx->arena, setting_key_path(cx));
	struct err *e;

	unlink(key);
	assert_int_equal(mkdir(key, 0700), 0);
	c.user = STR("u");
	c.password = STR("p");
	e = mail_config_put(cx, &c);
	fails(e, ERR_INVALID);
	same(e->field, "password");
	ok(mail_config_get(cx, &is));
	same(is.password, "");
	assert_int_equal(rmdir(key), 0);
	ok(mail_config_put(cx, &c));
}

static void test_event_has_no_password(void **state)
{
	struct cx *cx = *state;
	struct mail_config c = config_of(port);
	struct err *findings = NULL;
	int64_t n;

	c.user = STR("u");
	c.password = STR("geheim-7");
	cx->key = STR("k1");
	ok(mail_config_put(cx, &c));
	c.from = STR("x@example.vn");
	ok(mail_config_put(cx, &c)); /* the same form again: nothing */
	ok(mail_config_get(cx, &c));
	same(c.from, "roviec@example.vn");
	cx->key = STR_NULL;
	ok(audit_verify(cx, &n, &findings));
	assert_null(findings);
	assert_int_equal(n, 2); /* setup's and this one */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(test_sent),
		T(test_nothing_without_a_server),
		T(test_a_bad_address),
		T(test_one_is_refused),
		T(test_refused_for_now),
		T(test_message_refused),
		T(test_closed_port),
		T(test_silent),
		T(test_rubbish),
		T(test_too_busy),
		T(test_hangs_up),
		T(test_away_for_days),
		T(test_again),
		T(test_lease),
		T(test_sweep),
		T(test_try),
		T(test_rules),
		T(test_password_is_kept),
		T(test_password_is_sealed),
		T(test_key_cannot_be_written),
		T(test_event_has_no_password),
	};
	int failed;

	server_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	shutdown(listener, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(listener);
	return failed;
}
