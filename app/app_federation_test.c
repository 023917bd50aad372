/*
 * Reports between two realms of one process: `xa` below, `tinh` above. They
 * never see each other's tables; a message is handed over as a request is.
 */
#include "app/app.h"

#include <stdlib.h>

#include "app/app_federation.h"
#include "app/app_host.h"
#include "app/app_kit.h"
#include "app/app_realms.h"
#include "db/db.h"
#include "federation/federation_act.h"
#include "federation/federation_query.h"
#include "job/job.h"

enum { MEMORY = 1 << 30, MINUTE_MS = 60 * 1000 };

static struct arena *a;
static struct str data;
static int64_t ahead; /* ms: how far the clock of these tests goes before */

static int64_t clock_ahead(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + ahead;
}

/* A realm as the host lends it. */
struct lent {
	struct cx cx;
	struct http_realm r;
};

static struct lent lend(const char *realm)
{
	struct lent l = { .cx = { .arena = a,
				  .now = clock_ahead(),
				  .actor = { .id = ACTOR_SYSTEM } } };

	l.cx.today = l.cx.as_at = day_of_instant(l.cx.now);
	ok(host_realms.find(a, STR("localhost"), str_fmt(a, "/r/%s", realm),
			    &l.r));
	ok(host_realms.take(a, &l.r));
	l.cx.store = l.r.store;
	l.cx.profile = l.r.profile;
	l.cx.db = store_reader(l.r.store, a);
	return l;
}

static void give(struct lent *l)
{
	store_return(l->cx.db);
	host_realms.give(&l->r);
}

static const char *key_of(const char *realm)
{
	struct cx cx = { .arena = a, .now = clock_ahead() };
	struct str place = data, key;

	cx.today = day_of_instant(cx.now);
	ok(realm_data(&cx, str_c(realm), &place));
	ok(realm_open(&cx, place, false));
	ok(fed_key_ready(&cx, false, &key));
	realm_close(&cx);
	return str_to_c(a, key);
}

static void relate(void)
{
	assert_int_equal(RUN("federation", "add", "Tỉnh ủy", "--as", "parent",
			     "--at", "realm:tinh", "--key", key_of("tinh"),
			     "--data", app_kit.data, "--realm", "xa"),
			 0);
	assert_int_equal(RUN("federation", "add", "Đảng ủy xã", "--as", "child",
			     "--key", key_of("xa"), "--data", app_kit.data,
			     "--realm", "tinh"),
			 0);
}

static void serve(void)
{
	struct cx cx = { .arena = a, .now = clock_ahead() };

	ok(host_start(&cx, &(struct host_config){ .data = data,
						  .clock = clock_ahead }));
	app_federation_start();
}

static int world_open(void **state)
{
	(void)state;
	a = app_kit_realms(MEMORY);
	data = str_c(app_kit.data);
	assert_int_equal(RUN("realm", "add", "tinh", "--name", "Tỉnh ủy",
			     "--admin", "a@b.example", "--data", app_kit.data),
			 0);
	assert_int_equal(RUN("realm", "add", "xa", "--name", "Đảng ủy xã",
			     "--admin", "c@d.example", "--data", app_kit.data),
			 0);
	relate();
	serve();
	return 0;
}

static int world_close(void **state)
{
	(void)state;
	host_stop();
	assert_int_equal(RUN("realm", "remove", "tinh", "--confirm", "--data",
			     app_kit.data),
			 0);
	assert_int_equal(RUN("realm", "remove", "xa", "--confirm", "--data",
			     app_kit.data),
			 0);
	kit_folder_remove(app_kit.folder);
	arena_close(a);
	return 0;
}

/* What the parent has: all children, periods and versions. */
static ptrdiff_t received(void)
{
	struct lent l = lend("tinh");
	struct fed_peer_list_rows peers;
	struct fed_in_list_rows rows;
	ptrdiff_t n = 0;

	ok(fed_peer_list(l.cx.db, &(struct fed_peer_list_in){ .today = 0 },
			 &peers));
	for (ptrdiff_t i = 0; i < peers.n; i++) {
		ok(fed_in_list(l.cx.db,
			       &(struct fed_in_list_in){ .peer = peers.p[i].id,
							 .limit = 100 },
			       &rows));
		n += rows.n;
	}
	give(&l);
	return n;
}

static void jobs_run(const char *realm)
{
	static const struct job_kind *kinds[64];
	struct lent l = lend(realm);
	int n = 0;

	for (int i = 0; i < app_n_features; i++)
		for (int k = 0; k < app_features[i]->n_jobs; k++)
			kinds[n++] = &app_features[i]->jobs[k];
	ok(job_ask(&l.cx, "federation.make", STR_NULL, STR("thử"), 0));
	ok(job_run_due(&l.cx, kinds, n, NULL));
	give(&l);
}

static void report_make(void)
{
	struct lent l = lend("xa");
	struct fed_made made;

	ok(fed_make(&l.cx,
		    &(struct fed_ask){ .as_of = l.cx.today, .hurry = true },
		    &made));
	give(&l);
}

/* What the last attempt said; absent once everything is sent. */
static struct str answer(void)
{
	struct lent l = lend("xa");
	struct fed_out_due_rows due;
	struct fed_out_list_rows rows;
	struct str s = STR_NULL;

	ok(fed_out_due(l.cx.db,
		       &(struct fed_out_due_in){ .now = INT64_MAX,
						 .today = l.cx.today,
						 .limit = 1 },
		       &due));
	if (due.n) {
		ok(fed_out_list(l.cx.db,
				&(struct fed_out_list_in){
					.peer = due.p[0].peer, .limit = 1 },
				&rows));
		s = rows.p[0].answer;
	}
	give(&l);
	return s;
}

static void a_report_goes_up(void **state)
{
	(void)state;
	report_make();
	assert_int_equal(received(), 0);
	jobs_run("xa");
	assert_int_equal(received(), 1);
	jobs_run("xa");
	jobs_run("tinh");
	assert_int_equal(received(), 1);
}

/* `federation send` finds the parent by the directory. */
static void a_command_delivers(void **state)
{
	const char *const words[] = { "federation", "send",    "--data",
				      app_kit.data, "--realm", "xa",
				      NULL };

	(void)state;
	host_stop();
	/* the figures are those of before: nothing new */
	assert_int_equal(app_kit_run(words), 0);
	says(app_kit.out, "0 new, 1 with the same figures");
	/* for another key they are new */
	assert_int_equal(RUN("federation", "key", "--new", "--data",
			     app_kit.data, "--realm", "tinh"),
			 0);
	assert_int_equal(RUN("federation", "remove", "Tỉnh ủy", "--data",
			     app_kit.data, "--realm", "xa"),
			 0);
	assert_int_equal(RUN("federation", "remove", "Đảng ủy xã", "--data",
			     app_kit.data, "--realm", "tinh"),
			 0);
	relate();
	assert_int_equal(app_kit_run(words), 0);
	says(app_kit.out, "1 new, 0 with the same figures");
	serve();
	assert_int_equal(received(), 2);
}

/* The next month's; the parent's pages are closed meanwhile. */
static void a_closed_parent_gets_it_later(void **state)
{
	(void)state;
	assert_int_equal(RUN("realm", "close", "tinh", "--data", app_kit.data),
			 0);
	realms_wait_noticed();
	/* to the next month's days, and not to its first hour */
	ahead += 40LL * 24 * 60 * MINUTE_MS;
	if (clock_ahead() - day_begin(day_of_instant(clock_ahead())) <
	    61 * MINUTE_MS)
		ahead += 61 * MINUTE_MS;
	report_make();
	jobs_run("xa");
	assert_true(str_find(answer(), STR("không có gì bị mất"), 0) > 0);
	assert_int_equal(RUN("realm", "open", "tinh", "--data", app_kit.data),
			 0);
	realms_wait_noticed();
	jobs_run("xa"); /* it isn't time yet */
	assert_int_equal(received(), 2);
	ahead += 2 * MINUTE_MS;
	jobs_run("xa");
	assert_int_equal(answer().n, 0);
	/* the month that ended meanwhile was reported as well */
	assert_int_equal(received(), 4);
}

static void one_that_isnt_there_is_said(void **state)
{
	struct lent l = lend("xa");
	struct fed_peer_new in = { .name = STR("Trung ương"),
				   .role = FED_PARENT,
				   .address = STR("realm:"),
				   .from = DAY_NONE };
	int64_t id;

	(void)state;
	ok(fed_key_public(&l.cx, &in.key));
	ok(fed_peer_remove(&l.cx, STR("Tỉnh ủy")));
	ok(fed_peer_add(&l.cx, &in, &id));
	give(&l);
	report_make();
	jobs_run("xa");
	assert_true(str_find(answer(), STR("Không có đơn vị"), 0) >= 0);
	assert_int_equal(received(), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_goes_up),
		cmocka_unit_test(a_command_delivers),
		cmocka_unit_test(a_closed_parent_gets_it_later),
		cmocka_unit_test(one_that_isnt_there_is_said),
	};

	return cmocka_run_group_tests(tests, world_open, world_close);
}
