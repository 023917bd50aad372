/*
 * Many invented committees: as many as asked for, dealt out evenly, and whole
 * when a try was broken off before.
 */
#include "app/app.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/app_kit.h"
#include "base/date.h"
#include "db/db.h"
#include "member/member.h"
#include "member/member_due.h"
#include "member/member_query.h"
#include "org/org.h"

enum { KILLS = 5, REALMS = 8, PEOPLE = 7001 };

/* 3,600 realms have 50,000 organisations, a fiftieth of them a fiftieth. */
static void a_country_has_its_number(void **state UNUSED)
{
	assert_int_equal(RUN("demo", "--data", app_kit_path("fiftieth"),
			     "--realms", "72", "--tasks", "72"),
			 0);
	says(app_kit.out, "72 realms, 1,000 organisations, 72 tasks");
}

/* ---- members --------------------------------------------------------------- */

static struct cx realm_cx(const char *place)
{
	struct cx cx = kit_cx(app_kit.a);
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	cx.now = (int64_t)t.tv_sec * 1000;
	cx.today = cx.as_at = day_of_instant(cx.now);
	ok(realm_open(&cx, str_c(place), false));
	realm_read(&cx);
	return cx;
}

/* What the figures of a realm count. */
static int64_t members_of(const char *place)
{
	static const char key[] = "\"members\":";
	struct str text, digits;
	ptrdiff_t at;
	int64_t n;

	assert_int_equal(RUN("members", "stats", "--data", place, "--format",
			     "json"),
			 0);
	text = kit_file(app_kit.a, app_kit.out);
	at = str_find(text, str_c(key), 0);
	assert_true(at >= 0);
	text = str_sub(text, at + (ptrdiff_t)sizeof(key) - 1, text.n);
	digits = str_cut(&text, ',');
	assert_true(str_to_i64(digits, &n));
	return n;
}

/* Every cell has members, and a secretary. */
static int64_t cells_are_led(const char *place)
{
	struct cx cx = realm_cx(place);
	struct member_due due;
	struct org root;
	bool found;
	int64_t n;

	ok(org_get_root(&cx, &root, &found));
	ok(member_due_read(&cx, root.id, cx.today, &due));
	n = due.cells.n;
	for (ptrdiff_t i = 0; i < n; i++) {
		struct member_post_taken_row head;

		assert_true(due.cells.p[i].official > 0);
		ok(member_post_taken(cx.db,
				     &(struct member_post_taken_in){
					     .org = due.cells.p[i].id,
					     .office = STR("bi_thu"),
					     .from_on = cx.today,
					     .to_on = DAY_NONE },
				     &head, &found));
		assert_true(found);
	}
	realm_close(&cx);
	return n;
}

static struct err *lock_of(const char *place)
{
	struct cx cx = realm_cx(place);
	struct member_lock lock;
	struct err *err = member_lock_ready(&cx, &lock);

	realm_close(&cx);
	return err;
}

static const char *const realms[REALMS] = {
	"xa-an-an",	"phuong-an-an",	    "xa-binh-binh", "phuong-binh-binh",
	"xa-chau-chau", "phuong-chau-chau", "xa-cam-cuong", "phuong-cam-cuong",
};

/* As many as asked for, in realms of different sizes. */
static void members_have_their_number(void **state UNUSED)
{
	const char *data = app_kit_path("people");
	int64_t all = 0, least = PEOPLE, most = 0, cells = 0;

	assert_int_equal(RUN("demo", "--data", data, "--realms", "8", "--tasks",
			     "8", "--members", "7001"),
			 0);
	says(app_kit.out, "Members: 7,001 in 206 cells");
	for (int i = 0; i < REALMS; i++) {
		const char *place =
			str_fmt(app_kit.a, "%s/realms/%s", data, realms[i]).p;
		int64_t n = members_of(place);

		all += n;
		least = MIN(least, n);
		most = MAX(most, n);
		cells += cells_are_led(place);
		assert_int_equal(RUN("verify", "--data", place), 0);
	}
	assert_int_equal(all, PEOPLE);
	assert_int_equal(cells, 206);
	assert_true(most > least);
}

/* The key of one realm opens nothing in another. */
static void each_realm_has_its_key(void **state UNUSED)
{
	const char *one = app_kit_path("people/realms/xa-an-an");
	const char *own = app_kit_path("people/realms/xa-an-an.key");
	const char *other = app_kit_path("people/realms/phuong-an-an.key");

	ok(lock_of(one));
	assert_int_equal(rename(other, own), 0);
	fails(lock_of(one), ERR_CONFLICT);
}

/* One committee stays as small as it was. */
static void one_committee_is_not_a_country(void **state UNUSED)
{
	assert_int_equal(RUN("demo", "--data", app_kit_path("one"), "--members",
			     "100001"),
			 1);
	says(app_kit.err, "give --realms to spread them");
}

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* A country in another process, with so much room for each file. */
static pid_t country_begin(const char *data, rlim_t room)
{
	const struct rlimit most = { room, room };
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid)
		return pid;
	signal(SIGXFSZ, SIG_IGN);
	(void)setrlimit(RLIMIT_FSIZE, &most);
	_exit(RUN("demo", "--data", data, "--realms", "4", "--tasks", "9"));
}

static int ended(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* 0 when it is made, 1 when it was there. */
static int country_again(const char *data)
{
	int status =
		RUN("demo", "--data", data, "--realms", "4", "--tasks", "9");

	if (status)
		says(app_kit.err, "is there already: give --data another");
	assert_int_equal(RUN("realm", "list", "--data", data), 0);
	says(app_kit.out, "Realms: 4");
	assert_int_equal(
		RUN("verify", "--data", data, "--realm", "xa-binh-binh"), 0);
	assert_int_not_equal(
		access(str_fmt(app_kit.a, "%s/patterns", data).p, F_OK), 0);
	return status;
}

/* Killed at any moment: done again, it is whole. */
static void a_killed_country_is_made_anew(void **state UNUSED)
{
	int64_t took = -now_us();
	int killed = 0, made = 0;

	assert_int_equal(
		ended(country_begin(app_kit_path("first"), RLIM_INFINITY)), 0);
	took += now_us();
	for (int i = 0; i < KILLS; i++) {
		const char *data =
			app_kit_path(str_fmt(app_kit.a, "killed-%d", i).p);
		pid_t pid = country_begin(data, RLIM_INFINITY);

		usleep((useconds_t)(took * (i + 1) / (KILLS + 1)));
		kill(pid, SIGKILL);
		killed += ended(pid) != 0;
		made += country_again(data) == 0;
	}
	assert_true(killed > 0);
	assert_true(made > 0);
}

/* Without room it says so, and leaves nothing in the way of the next try. */
static void a_failed_country_leaves_nothing(void **state UNUSED)
{
	const char *full = app_kit_path("full");

	assert_int_not_equal(ended(country_begin(full, 300000)), 0);
	says(app_kit.err, "The demo's realms can't be made");
	assert_int_not_equal(access(app_kit_path("full/demo-unfinished"), F_OK),
			     0);
	assert_int_not_equal(access(app_kit_path("full/patterns"), F_OK), 0);
	assert_int_equal(country_again(full), 0);
}

/* Data in the place of a realm that nobody knows of is somebody's. */
static void unknown_data_stays(void **state UNUSED)
{
	const char *data = app_kit_path("taken");
	const char *own = app_kit_path("taken/realms/xa-binh-binh");

	ok(realm_folder(app_kit.a, str_c(data)));
	ok(realm_folder(app_kit.a, str_c(app_kit_path("taken/realms"))));
	assert_int_equal(RUN("init", "--data", own, "--name", "B", "--admin",
			     "b@b.example"),
			 0);
	assert_int_equal(RUN("demo", "--data", data, "--realms", "4"), 1);
	says(app_kit.err, "already holds data that is no realm");
	assert_int_equal(RUN("verify", "--data", own), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_country_has_its_number),
		cmocka_unit_test(members_have_their_number),
		cmocka_unit_test(each_realm_has_its_key),
		cmocka_unit_test(one_committee_is_not_a_country),
		cmocka_unit_test(a_killed_country_is_made_anew),
		cmocka_unit_test(a_failed_country_leaves_nothing),
		cmocka_unit_test(unknown_data_stays),
	};

	return cmocka_run_group_tests(tests, app_kit_open, app_kit_close);
}
