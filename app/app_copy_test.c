/*
 * A whole realm on the move: the demo goes to a server (ROVIEC_PG, test/pg; else
 * to another folder) and back, and whoever signs in sees the same on every page,
 * byte for byte. Backups are taken and restored across.
 */
#include "app/app_kit.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "account/account.h"
#include "app/app_command.h"
#include "audit/audit.h"
#include "auth/auth.h"
#include "db/db_pg_priv.h"
#include "mail/mail.h"

enum { PAGES_MOST = 260, ALIKE_MOST = 2, PEOPLE = 4 };

static const char *place; /* where the demo went */

/* ---- the realms ------------------------------------------------------------------ */

/* Where nothing is yet: a database of its own, or a folder. */
static const char *place_new(void)
{
	const char *server = kit_database(app_kit.a);

	return server ? server : app_kit_path("place");
}

/* The demo is made once, and put down for each test. */
static struct arena *demo_in;
static struct str demo_file, demo_key;

static void file_put(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.p, (size_t)bytes.n), bytes.n);
	assert_int_equal(close(fd), 0);
}

static int open_demo(void **state)
{
	app_kit_open(state);
	/* of data on a server the key stands there */
	setenv("ROVIEC_KEYS", app_kit.folder, 1);
	place = place_new();
	app_kit.data = app_kit_path("demo");
	if (demo_in) {
		assert_int_equal(mkdir(app_kit.data, 0700), 0);
		file_put(app_kit_path("demo/roviec.db"), demo_file);
		file_put(app_kit_path("demo.key"), demo_key);
		return 0;
	}
	/* each kind of row, not thousands of members */
	assert_int_equal(
		RUN("demo", "--data", app_kit.data, "--members", "400"), 0);
	demo_in = arena_open(128 << 20);
	demo_file = kit_file(demo_in, app_kit_path("demo/roviec.db"));
	demo_key = kit_file(demo_in, app_kit_path("demo.key"));
	return 0;
}

/* What the copy printed as its tables. */
static struct str tables_said(void)
{
	struct str all = kit_file(app_kit.a, app_kit.out);

	return str_sub(all, 0, str_find(all, STR("rows in"), 0));
}

static struct str copied(const char *from, const char *to)
{
	assert_int_equal(RUN("copy", "--from", from, "--to", to), 0);
	says(app_kit.out, "each was read back and is that of the source.");
	says(app_kit.out, "Whole there: the database, ");
	says(app_kit.out, "The key file");
	return tables_said();
}

static void there_and_back(void **state)
{
	const char *home = app_kit_path("home");
	struct str there, back;

	(void)state;
	there = copied(app_kit.data, place);
	back = copied(place, home);
	assert_true(there.n > 2000);
	/* the same rows and sums; the last line counts for another place */
	assert_true(str_eq(there, back));
	assert_int_equal(RUN("verify", "--data", place), 0);
	assert_int_equal(RUN("verify", "--data", home), 0);
	assert_int_equal(
		RUN("doctor", "--data", home, "--listen", "127.0.0.1:0"), 1);
	says(app_kit.out, "the database is whole");
	says(app_kit.out, "every figure is that of the tasks");
	/* neither is a place any more */
	assert_int_equal(RUN("copy", "--from", home, "--to", place), 1);
	says(app_kit.err, "choose an empty place. Nothing was touched.");
	assert_int_equal(RUN("copy", "--from", place, "--to", home), 1);
	says(app_kit.err, "choose an empty place. Nothing was touched.");
	assert_int_equal(RUN("copy", "--from", app_kit_path("none"), "--to",
			     app_kit_path("other")),
			 1);
	assert_int_equal(access(app_kit_path("other"), F_OK), -1);
}

/* A pair of keys for backups: the path of the one, the other. */
static const char *identity_make(struct str *ret_recipient)
{
	const char *to = app_kit_path("identity");
	struct str said;

	assert_int_equal(RUN("backup", "key", "--to", to), 0);
	said = kit_file(app_kit.a, app_kit.out);
	*ret_recipient = str_dup(app_kit.a, str_cut(&said, '\n'));
	return to;
}

/* Nothing in the folder, hidden or not, is a copy in clear. */
static void no_clear_copy(void)
{
	DIR *d = opendir(app_kit.folder);
	struct dirent *x;

	while ((x = readdir(d))) {
		int fd = open(app_kit_path(x->d_name), O_RDONLY | O_CLOEXEC);
		char head[14] = "";

		if (fd >= 0 && read(fd, head, 13) == 13 &&
		    !strcmp(head, "SQLite format"))
			fail_msg("in clear: %s", x->d_name);
		if (fd >= 0)
			close(fd);
		if (strstr(x->d_name, ".part-"))
			fail_msg("left: %s", x->d_name);
	}
	closedir(d);
}

/* An encrypted backup of either engine comes up on the other, with its key. */
static void backups_cross(void **state)
{
	const char *file = app_kit_path("one.age"), *again, *id, *to;
	const char *folder = app_kit_path("restored");
	struct str before, after, recipient;

	(void)state;
	id = identity_make(&recipient);
	to = str_to_c(app_kit.a, recipient);
	assert_int_equal(RUN("backup", "--recipient", to, "--data",
			     app_kit.data, "--to", file),
			 0);
	assert_int_equal(RUN("restore", "--identity", id, "--data", place,
			     "--from", file),
			 0);
	assert_int_equal(RUN("verify", "--data", place), 0);
	assert_int_equal(RUN("restore", "--identity", id, "--data", place,
			     "--from", file),
			 1);
	says(app_kit.err, "already holds");
	again = app_kit_path("two.age");
	assert_int_equal(RUN("backup", "--recipient", to, "--data", place,
			     "--to", again),
			 0);
	says(app_kit.out, "what was written was read back.");
	no_clear_copy();
	assert_int_equal(RUN("drill", "--backup", again, "--identity", id,
			     "--data", place),
			 0);
	no_clear_copy();
	(void)RUN("doctor", "--data", place);
	says(app_kit.out, "the last drill was 0 days ago");
	assert_int_equal(RUN("restore", "--identity", id, "--data", folder,
			     "--from", again),
			 0);
	assert_int_equal(RUN("verify", "--data", folder), 0);
	before = copied(app_kit.data, app_kit_path("x"));
	after = copied(folder, app_kit_path("y"));
	assert_true(str_eq(before, after));
}

/* Of an older program: it is carried as it is, and comes up where it is
 * restored. */
static void older_data_is_carried(void **state)
{
	const char *old = app_kit_path("old"), *file = app_kit_path("old.db");
	const char *again = app_kit_path("again.db");
	struct cx cx = kit_cx(app_kit.a);

	(void)state;
	ok(realm_open_any(&cx, str_c(old), true));
	ok(store_migrate_list(cx.store, cx.arena, cx.now, db_migrations,
			      db_n_migrations - 1));
	realm_close(&cx);
	assert_int_equal(RUN("copy", "--from", old, "--to", place), 0);
	says(app_kit.out, "run `roviec migrate --data ");
	/* a backup before the program's newest schema */
	assert_int_equal(
		RUN("backup", "--plain", "--data", place, "--to", again), 0);
	assert_int_equal(RUN("migrate", "--data", place), 0);
	says(app_kit.out, "The schema went from");
	assert_int_equal(RUN("verify", "--data", place), 0);
	if (!getenv("ROVIEC_PG"))
		kit_folder_remove(place);
	place = place_new();
	assert_int_equal(RUN("backup", "--plain", "--data", old, "--to", file),
			 0);
	assert_int_equal(RUN("restore", "--data", place, "--from", file), 0);
	assert_int_equal(RUN("migrate", "--data", place), 0);
	says(app_kit.out, "The schema is already");
}

/* ---- what is said ------------------------------------------------------------------- */

static struct err *act_exec(struct cx *cx, void *sql)
{
	struct err *e;

	cx->db->trusted = true;
	e = cx->db->engine->exec(cx->arena, cx->db, sql);
	cx->db->trusted = false;
	return e;
}

/* Faults of the data are carried along, and told. */
static void faults_are_told(void **state)
{
	struct cx cx = kit_cx(app_kit.a);

	(void)state;
	ok(realm_open(&cx, str_c(app_kit.data), false));
	ok(db_tx(&cx, act_exec,
		 (char[]){ "update event set at = at + 1 where id = 7" }));
	realm_close(&cx);
	assert_int_equal(RUN("copy", "--from", app_kit.data, "--to", place), 1);
	says(app_kit.out, "The copy is exact, but the data has faults");
	says(app_kit.err, "7");
	assert_int_equal(RUN("verify", "--data", place), 1);
}

static void the_key_is_named(void **state)
{
	const char *key =
		app_kit_path(getenv("ROVIEC_PG") ? "roviec.key" : "place.key");
	struct cx cx = kit_cx(app_kit.a);

	(void)state;
	/* another key is there already: it is told which to carry where */
	file_put(key, STR("00112233445566778899aabbccddeeff"
			  "00112233445566778899aabbccddeeff"));
	ok(realm_open(&cx, str_c(app_kit.data), false));
	ok(mail_config_put(&cx,
			   &(struct mail_config){
				   .host = STR("127.0.0.1"),
				   .port = 25,
				   .user = STR("rv"),
				   .password = STR("geheim-9"),
				   .from = STR("rv@example.vn"),
				   .site = STR("https://rv.example.vn") }));
	realm_close(&cx);
	assert_int_equal(RUN("copy", "--from", app_kit.data, "--to", place), 1);
	says(app_kit.out, "Another key is in");
	says(app_kit.out, "carry the key file ");
	says(app_kit.out, app_kit_path("demo.key"));
	says(app_kit.out, key);
	says(app_kit.err, "The key that seals stored files is missing");
}

struct writer {
	struct cx cx;
	atomic_bool stop;
};

static struct err *act_event(struct cx *cx, void *arg)
{
	(void)arg;
	return audit_write(cx,
			   &(struct audit_event){ .kind = "test.try",
						  .subject_kind = "task",
						  .subject = 1 },
			   NULL);
}

static void *write_on(void *arg)
{
	struct writer *w = arg;

	while (!atomic_load(&w->stop)) {
		arena_reset(w->cx.arena);
		ok(db_tx(&w->cx, act_event, NULL));
	}
	return NULL;
}

/* Copied while people work: one moment of it, and how much came after. */
static void what_came_after_is_counted(void **state)
{
	struct writer w = { .cx = kit_cx(app_kit.a) };
	pthread_t thread;

	(void)state;
	ok(realm_open(&w.cx, str_c(app_kit.data), false));
	store_return(w.cx.db);
	w.cx.db = NULL;
	w.cx.arena = arena_open(64 << 20);
	pthread_create(&thread, NULL, write_on, &w);
	assert_int_equal(RUN("copy", "--from", app_kit.data, "--to", place), 0);
	atomic_store(&w.stop, true);
	pthread_join(thread, NULL);
	arena_close(w.cx.arena);
	realm_close(&w.cx);
	says(app_kit.out, "Whole there: ");
	says(app_kit.out, "Events written to the source meanwhile");
}

/* An address is shown without its password. */
static void passwords_are_not_shown(void **state)
{
	static const char *const all[][2] = {
		{ "postgresql://me:secret@db.example/x?y=z",
		  "postgresql://me:***@db.example/x?y=z" },
		{ "postgresql://me@db.example/x", NULL },
		{ "postgresql:///x?host=/run", NULL },
		{ "postgres://db.example:5433/x", NULL },
		{ "postgresql:///x?password=secret&user=me",
		  "postgresql:///x?password=***&user=me" },
		{ "postgresql://u:p@h/x?password=s",
		  "postgresql://u:***@h/x?password=***" },
		{ "/var/lib/ro:viec@home", NULL },
	};

	(void)state;
	for (int i = 0; i < N_ELEMENTS(all); i++)
		same(db_address_shown(app_kit.a, str_c(all[i][0])),
		     all[i][1] ? all[i][1] : all[i][0]);
}

/* ---- pages -------------------------------------------------------------------------- */

struct seen {
	const char *path;
	int status;
	struct str location, body;
};
struct crawl {
	struct arena *a; /* for what is kept */
	struct cx cx;
	struct http_config http;
	const char *cookie;
	struct seen page[PAGES_MOST];
	int n;
};
static int64_t now;

static int64_t clock_of_test(void)
{
	return now;
}

static void realm_show(struct crawl *w, const char *data)
{
	w->cx = kit_cx(app_kit.a);
	w->cx.now = now;
	w->cx.today = w->cx.as_at = day_of_instant(now);
	ok(realm_open(&w->cx, str_c(data), false));
	app_http_config(&w->http, &w->cx);
	w->http.clock = clock_of_test;
}

/* Keys and tokens of forms are drawn anew each time. */
static struct str without(struct arena *a, struct str body, const char *name)
{
	struct str mark = str_fmt(a, "name=\"%s\" value=\"", name);
	struct buf b = buf_init(a, 64 << 20);
	ptrdiff_t at = 0, next;

	while ((next = str_find(body, mark, at)) >= 0) {
		buf_str(&b, str_sub(body, at, next + mark.n));
		at = str_find(body, STR("\""), next + mark.n);
	}
	buf_str(&b, str_sub(body, at, body.n));
	return buf_view(&b);
}

/* Workbooks hold the time at which they were made. */
static bool is_text(const struct reply *rp)
{
	return !rp->type || str_starts(str_c(rp->type), STR("text/"));
}

static struct seen page_get(struct crawl *w, struct arena *a, const char *path)
{
	const struct http_try t = {
		.method = GET, .path = path, .cookie = w->cookie, .lang = "vi"
	};
	struct reply rp;

	ok(http_serve_one(a, &w->http, &t, &rp));
	if (!is_text(&rp))
		buf_clear(&rp.body);
	return (struct seen){
		.path = path,
		.status = rp.status,
		.location = rp.location,
		.body = without(a, without(a, buf_view(&rp.body), "key"),
				"csrf")
	};
}

/* "/task/57?sort=due" is like "/task/9?sort=due". */
static bool is_alike(const char *x, const char *y)
{
	while (*x && *y) {
		bool digit = *x >= '0' && *x <= '9';

		if (digit && *y >= '0' && *y <= '9') {
			while (*x >= '0' && *x <= '9')
				x++;
			while (*y >= '0' && *y <= '9')
				y++;
		} else if (*x++ != *y++) {
			return false;
		}
	}
	return *x == *y;
}

static void path_add(struct crawl *w, struct str path)
{
	char *c = str_to_c(w->a, path), *to = c;
	int alike = 0;

	for (char *p = c; *p && *p != '#'; p++) {
		if (str_starts(str_c(p), STR("&amp;"))) {
			*to++ = '&';
			p += 4;
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	for (int i = 0; i < w->n; i++) {
		if (!strcmp(w->page[i].path, c))
			return;
		alike += is_alike(w->page[i].path, c);
	}
	if (alike < ALIKE_MOST && w->n < PAGES_MOST)
		w->page[w->n++].path = c;
}

static void links_add(struct crawl *w, struct str body)
{
	static const struct str mark = STR_INIT("href=\"/");
	ptrdiff_t at = 0, end;

	while ((at = str_find(body, mark, at)) >= 0) {
		at += mark.n - 1;
		end = str_find(body, STR("\""), at);
		if (!str_starts(str_sub(body, at, end), STR("/a/")))
			path_add(w, str_sub(body, at, end));
	}
}

/* Every page that links lead to, from the first one. */
static void walk(struct crawl *w, const char *data)
{
	struct arena *a = arena_open(256 << 20);

	realm_show(w, data);
	path_add(w, STR("/"));
	for (int i = 0; i < w->n; i++) {
		struct seen s = page_get(w, a, w->page[i].path);

		s.body = str_dup(w->a, s.body);
		s.location = str_dup(w->a, s.location);
		w->page[i] = s;
		links_add(w, s.body);
		if (s.location.p)
			path_add(w, s.location);
		arena_reset(a);
	}
	realm_close(&w->cx);
	arena_close(a);
}

static void differ(const struct seen *x, const struct seen *y)
{
	ptrdiff_t at = 0;

	while (at < x->body.n && at < y->body.n &&
	       x->body.p[at] == y->body.p[at])
		at++;
	fail_msg("%s: %d, %d; at %td \"%.*s\" and \"%.*s\"", x->path, x->status,
		 y->status, at, STR_ARG(str_sub(x->body, at - 80, at + 80)),
		 STR_ARG(str_sub(y->body, at - 80, at + 80)));
}

/* The same addresses, in the same order. */
static void walk_again(struct crawl *w, const char *data)
{
	struct arena *a = arena_open(256 << 20);

	realm_show(w, data);
	for (int i = 0; i < w->n; i++) {
		struct seen s = page_get(w, a, w->page[i].path);

		if (s.status != w->page[i].status ||
		    !str_eq(s.location, w->page[i].location) ||
		    !str_eq(s.body, w->page[i].body))
			differ(&w->page[i], &s);
		arena_reset(a);
	}
	realm_close(&w->cx);
	arena_close(a);
}

struct signing {
	int64_t user;
	struct str token;
};

static struct err *sign_in(struct cx *cx, void *arg)
{
	struct signing *s = arg;

	return session_start(cx, s->user, STR("Firefox"), STR("127.0.0.1"),
			     &s->token);
}

/* A session of each, which the copy carries along. */
static void sessions_make(struct signing who[PEOPLE])
{
	static const char *const people[PEOPLE] = { "quan-tri@demo.example",
						    "van-phong@demo.example",
						    "bi-thu@demo.example",
						    "bien-tap-2@demo.example" };
	struct cx cx = kit_cx(app_kit.a);

	cx.now = now;
	ok(realm_open(&cx, str_c(app_kit.data), false));
	for (int i = 0; i < PEOPLE; i++) {
		ok(account_find_by_email(&cx, str_c(people[i]), &who[i].user));
		ok(db_tx(&cx, sign_in, &who[i]));
		who[i].token = str_dup(app_kit.a, who[i].token);
	}
	realm_close(&cx);
}

static void pages_are_the_same(void **state)
{
	struct arena *a = arena_open((ptrdiff_t)1 << 30);
	struct signing who[PEOPLE];
	int good = 0, all = 0;
	struct timespec t;

	(void)state;
	clock_gettime(CLOCK_REALTIME, &t);
	now = (int64_t)t.tv_sec * 1000;
	sessions_make(who);
	copied(app_kit.data, place);
	for (int i = 0; i < PEOPLE; i++) {
		struct crawl *w = arena_new(a, struct crawl, 1);

		w->a = a;
		w->cookie =
			str_fmt(a, "__Host-rv=%.*s", STR_ARG(who[i].token)).p;
		walk(w, app_kit.data);
		walk_again(w, place);
		for (int k = 0; k < w->n; k++)
			good += w->page[k].status == 200;
		all += w->n;
	}
	print_message("%d pages, %d good\n", all, good);
	assert_true(good > 300);
	arena_close(a);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_demo, app_kit_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(there_and_back),
		T(backups_cross),
		T(older_data_is_carried),
		T(faults_are_told),
		T(the_key_is_named),
		T(what_came_after_is_counted),
		cmocka_unit_test_setup_teardown(passwords_are_not_shown,
						app_kit_open, app_kit_close),
		T(pages_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
