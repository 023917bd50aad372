/* Personal data by the command line: who saw, a copy, a restored backup that
 * forgets again. */
#include "app/app_kit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "app/app_command.h"
#include "db/db.h"
#include "growth/growth.h"
#include "member/member_act.h"
#include "org/org.h"
#include "privacy/privacy.h"
#include "privacy/privacy_act.h"

static int64_t somebody;

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

/* `days` after the commands' own clock: who came today can leave tomorrow. */
static struct cx data_open(int days)
{
	struct cx cx = kit_cx(app_kit.a);

	cx.now = ((int64_t)time(NULL) + days * 24 * 3600) * 1000;
	cx.today = cx.as_at = day_of_instant(cx.now);
	ok(realm_open(&cx, str_c(app_kit.data), false));
	return cx;
}

static void member_make(void)
{
	struct cx cx = data_open(0);
	struct member_new in = { .name = STR("Nguyễn Zqmot"),
				 .birth = d("1988-05-19"),
				 .from = d("2022-09-05"),
				 .how = STR("in"),
				 .sent_on = DAY_NONE,
				 .admitted = d("2014-02-03"),
				 .official = d("2015-02-03"),
				 .state_from = DAY_NONE };
	struct org root;
	bool found;

	ok(org_get_root(&cx, &root, &found));
	/* the committee was founded by `init` just now */
	in.org = root.id;
	in.from = cx.today;
	ok(member_add(&cx, &in, false, &somebody));
	realm_close(&cx);
}

static void member_erase(void)
{
	struct cx cx = data_open(1);

	ok(member_move(&cx, &(struct member_move){ .member = somebody,
						   .how = STR("resigned"),
						   .on = cx.today,
						   .sent_on = DAY_NONE }));
	ok(privacy_erase(&cx, &(struct privacy_erasing){
				      .who = { .member = somebody },
				      .cause = "request" }));
	realm_close(&cx);
}

static const char *number(void)
{
	return str_fmt(app_kit.a, "%lld", (long long)somebody).p;
}

static void test_all(void **state UNUSED)
{
	const char *backup = app_kit_path("before.db");
	const char *copy = app_kit_path("copy.json");

	member_make();
	assert_int_equal(RUN("backup", "--plain", "--data", app_kit.data,
			     "--to", backup),
			 0);
	assert_int_equal(RUN("privacy", "who-saw", "--data", app_kit.data,
			     "--record", number(), "--since", "2020-01-01"),
			 0);
	says(app_kit.out, "Looks at record");
	assert_int_not_equal(RUN("privacy", "who-saw", "--data", app_kit.data,
				 "--record", "999", "--since", "2020-01-01"),
			     0);
	assert_int_equal(RUN("privacy", "copy", "--data", app_kit.data,
			     "--record", number(), "--to", copy),
			 0);
	says(copy, "Nguyễn Zqmot");
	assert_int_not_equal(RUN("privacy", "copy", "--data", app_kit.data,
				 "--record", number(), "--to", copy),
			     0); /* never over another file */
	assert_int_equal(RUN("privacy", "due", "--data", app_kit.data), 0);
	says(app_kit.out, "Records whose time is over: 0");

	member_erase();
	RUN("doctor", "--data", app_kit.data, "--listen", "127.0.0.1:0");
	says(app_kit.out, "privacy erased");
	assert_int_equal(RUN("privacy", "erased", "--data", app_kit.data), 0);
	says(app_kit.out, "Erased: 1");
	RUN("doctor", "--data", app_kit.data, "--listen", "127.0.0.1:0");
	says(app_kit.out, "erased persons: 1, all in the list");
	assert_int_equal(RUN("privacy", "scrub", "--data", app_kit.data), 0);
	assert_int_equal(RUN("verify", "--data", app_kit.data), 0);

	/* a restored backup: without the list it says so, with it it forgets */
	assert_int_equal(RUN("restore", "--data", app_kit_path("to"), "--from",
			     backup),
			 0);
	says(app_kit.out, "There is no list of erased persons");
	assert_int_not_equal(RUN("restore", "--data", app_kit_path("to2"),
				 "--from", backup, "--erased",
				 app_kit_path("nothing")),
			     0);
	assert_int_equal(RUN("restore", "--data", app_kit_path("to3"), "--from",
			     backup, "--erased", app_kit_path("data.erased")),
			 0);
	says(app_kit.out, "People erased again: 1.");
	assert_int_equal(RUN("verify", "--data", app_kit_path("to3")), 0);
	assert_int_equal(RUN("privacy", "copy", "--data", app_kit_path("to3"),
			     "--record", number(), "--to",
			     app_kit_path("after.json")),
			 0);
	assert_true(str_find(kit_file(app_kit.a, app_kit_path("after.json")),
			     STR("Zqmot"), 0) < 0);
}

/* ---- somebody in the pipeline of admission -------------------------------- */

static int64_t candidate_make(void)
{
	struct cx cx = data_open(0);
	struct growth_new in = { .name = STR("Lê Zqhai"),
				 .birth = d("1996-03-05"),
				 .source = STR("youth"),
				 .proposer = STR("Đoàn Thanh niên"),
				 .national_id = STR("079096000111") };
	struct org root;
	int64_t id;
	bool found;

	ok(org_get_root(&cx, &root, &found));
	in.org = root.id;
	in.consent = in.on = cx.today;
	ok(growth_propose(&cx, &in, false, &id));
	realm_close(&cx);
	return id;
}

static void candidate_erase(int64_t id)
{
	struct cx cx = data_open(1);

	ok(growth_leave(&cx, id, 0,
			&(struct growth_exit){ STR("unwilling"), cx.today,
					       STR("") }));
	ok(privacy_erase(&cx,
			 &(struct privacy_erasing){ .who = { .candidate = id },
						    .cause = "request" }));
	realm_close(&cx);
}

static void test_candidate(void **state UNUSED)
{
	int64_t id = candidate_make();
	const char *backup = app_kit_path("candidate.db");
	const char *copy = app_kit_path("candidate.json");
	const char *n = str_fmt(app_kit.a, "%lld", (long long)id).p;

	assert_int_equal(RUN("backup", "--plain", "--data", app_kit.data,
			     "--to", backup),
			 0);
	assert_int_not_equal(RUN("privacy", "copy", "--data", app_kit.data,
				 "--to", copy),
			     0); /* whose? */
	assert_int_not_equal(RUN("privacy", "copy", "--data", app_kit.data,
				 "--candidate", n, "--record", n, "--to", copy),
			     0);
	assert_int_not_equal(RUN("privacy", "copy", "--data", app_kit.data,
				 "--candidate", "999", "--to", copy),
			     0);
	assert_int_equal(RUN("privacy", "copy", "--data", app_kit.data,
			     "--candidate", n, "--to", copy),
			 0);
	says(copy, "Lê Zqhai");
	says(copy, "079096000111");
	assert_int_equal(RUN("privacy", "due", "--data", app_kit.data), 0);
	candidate_erase(id);
	assert_int_equal(RUN("privacy", "erased", "--data", app_kit.data), 0);
	assert_int_equal(RUN("verify", "--data", app_kit.data), 0);
	/* a restored backup forgets */
	assert_int_equal(RUN("restore", "--data", app_kit_path("to4"), "--from",
			     backup, "--erased", app_kit_path("data.erased")),
			 0);
	says(app_kit.out, "People erased again: 1.");
	assert_int_equal(RUN("verify", "--data", app_kit_path("to4")), 0);
	assert_int_equal(RUN("privacy", "copy", "--data", app_kit_path("to4"),
			     "--candidate", n, "--to",
			     app_kit_path("after2.json")),
			 0);
	assert_true(str_find(kit_file(app_kit.a, app_kit_path("after2.json")),
			     STR("Zqhai"), 0) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_candidate),
	};

	return cmocka_run_group_tests(tests, app_kit_open, app_kit_close);
}
