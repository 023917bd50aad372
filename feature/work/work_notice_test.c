/* Who is told what, once; letters at once and in digests; their end. */
#include "work/test/work_tell_kit.h"

#include "account/account_act.h"
#include "base/perm.h"
#include "db/db.h"
#include "profile/profile.h"
#include "mail/mail_query.h"
#include "org/org.h"
#include "setting/setting.h"
#include "work/work_notice.h"
#include "work/work_notice_query.h"

/* ---- told in the same transaction --------------------------------------------- */

static void test_issued_and_returned(void **state)
{
	(void)state;
	forget();
	act(USER_OFFICE, TASK_CLEAR, WORK_DO_ISSUE);
	assert_int_equal(unread(USER_OTHER, "issued"), 1);
	for (int i = 0; i < N_KIT_USER; i++)
		assert_int_equal(unread((enum kit_user)i, "issued"),
				 i == USER_OTHER);
	/* handed back and issued anew: told anew */
	act(USER_OTHER, TASK_CLEAR, WORK_DO_HAND_BACK);
	act(USER_OFFICE, TASK_CLEAR, WORK_DO_ISSUE);
	assert_int_equal(unread(USER_OTHER, "issued"), 2);
	act(USER_OFFICE, TASK_SUBMITTED, WORK_DO_RETURN);
	assert_int_equal(unread(USER_LEAD, "returned"), 1);
	assert_int_equal(unread(USER_CELL, NULL), 0);
	/* nobody is told of what they did themselves */
	act(USER_LEAD, TASK_SUBMITTED, WORK_DO_REPORT);
	act(USER_LEAD, TASK_SUBMITTED, WORK_DO_SUBMIT);
	assert_int_equal(unread(USER_LEAD, NULL), 1);
}

static int64_t secretary(const char *email, int64_t org)
{
	int64_t user;

	ok(account_ensure(&kit.cx,
			  &(struct account_new){ .email = str_c(email),
						 .name = STR("Người Thử"),
						 .post = STR("Bí thư"),
						 .role = ROLE_SECRETARY,
						 .org = org },
			  &user));
	return user;
}

static ptrdiff_t told_user(int64_t user)
{
	struct notice_list_rows rows;

	ok(notice_list(kit.cx.db,
		       &(struct notice_list_in){ .user_id = user, .limit = 10 },
		       &rows));
	return rows.n;
}

static struct err *deed_tx(struct cx *cx, void *arg)
{
	const int64_t *task = arg;

	return work_notice_deed(
		cx, &(struct work_deed){ .task = *task, .what = WORK_DO_ISSUE },
		cx->now);
}

static const char *role_at(ptrdiff_t i)
{
	return str_to_c(arena, kit.cx.profile->role[i].code);
}

/* Where a role may be held: nowhere else is it given. */
static bool fits(const char *role, int64_t org)
{
	return !profile_role(kit.cx.profile, str_c(role))->at_root ||
	       org == kit.root;
}

static bool gives(const char *role, enum perm p)
{
	return profile_role(kit.cx.profile, str_c(role))->perms & PERM_BIT(p);
}

/* Of all pairs of roles, in the unit itself and at the root or elsewhere: told
 * is who may report for the unit from one of their seats. */
static void test_reporters_agree(void **state)
{
	int n = (int)kit.cx.profile->n_roles;

	(void)state;
	secretary("press@example.vn", kit.unit[UNIT_PRESS]);
	for (int i = 0; i < n * (2 * n + 1); i++) {
		int second = i / n; /* 0: none */
		struct account_new who = {
			.email = str_fmt(arena, "pair%d@example.vn", i),
			.name = STR("Người Thử"),
			.post = STR("x"),
			.role = role_at(i % n),
			.org = kit.unit[UNIT_PRESS],
		};
		bool may = gives(who.role, PERM_WORK_REPORT);
		int64_t user;

		if (!fits(who.role, who.org))
			continue;
		ok(account_ensure(&kit.cx, &who, &user));
		if (second > 0) {
			who.role = role_at((second - 1) % n);
			who.org = second > n ? kit.unit[UNIT_PEOPLE] : kit.root;
			if (fits(who.role, who.org))
				ok(account_ensure(&kit.cx, &who, &user));
		}
		kit.cx.now++;
		ok(db_tx(&kit.cx, deed_tx, &kit.task[TASK_OTHER]));
		if ((told_user(user) > 0) != may)
			fail_msg("pair %d", i);
		ok(account_disable(&kit.cx, user, STR("left")));
		kit.cx.now++;
		ok(db_tx(&kit.cx, deed_tx, &kit.task[TASK_OTHER]));
		assert_int_equal(told_user(user), may);
	}
}

static void test_nearest_above(void **state)
{
	int64_t cell, below, here;
	struct org_new in = { .kind = STR("chi_bo"),
			      .name = STR("Chi bộ Truyền hình"),
			      .from = kit.cx.today };

	(void)state;
	in.parent = kit.unit[UNIT_PEOPLE];
	ok(org_add(&kit.cx, &in, &cell));
	forget();
	ok(work_task_add(&kit.cx,
			 &(struct work_task_words){
				 .programme = kit.programme,
				 .section = STR(""),
				 .number = STR("9.1"),
				 .work = STR("Lập báo cáo công tác chi bộ"),
				 .work_confirmed = true,
				 .lead = cell,
				 .lead_text = STR(""),
				 .deadline = STR("30/11/2026"),
				 .product = STR("Báo cáo"),
				 .product_confirmed = true,
				 .import = DB_NULL,
				 .import_row = DB_NULL },
			 &below));
	ok(db_tx(&kit.cx, deed_tx, &below));
	assert_int_equal(unread(USER_OTHER, NULL), 1);
	here = secretary("below@example.vn", cell);
	kit.cx.now++;
	ok(db_tx(&kit.cx, deed_tx, &below));
	assert_int_equal(told_user(here), 1);
	assert_int_equal(unread(USER_OTHER, NULL), 1);
}

/* ---- reminders ------------------------------------------------------------------ */

static void remind(const char *day, int hour)
{
	kit_day(&kit.cx, day);
	ok(work_notice_remind(&kit.cx, hour));
}

static void test_reminders(void **state)
{
	struct notice_choice nine = { .day = 1, .hour = 9 };

	(void)state;
	forget();
	/* TASK_SOON is due on 20/10/2026, TASK_LATE was on 31/08/2026 */
	remind("2026-08-31", 7);
	assert_int_equal(unread(USER_LEAD, "overdue"), 0);
	/* the server was off the day before */
	assert_int_equal(unread(USER_LEAD, "due"), 1);
	remind("2026-09-01", 7);
	assert_int_equal(unread(USER_LEAD, "overdue"), 1);
	remind("2026-09-01", 7);
	remind("2026-09-02", 7);
	assert_int_equal(unread(USER_LEAD, "overdue"), 1);
	remind("2026-10-12", 7);
	assert_int_equal(unread(USER_LEAD, "due"), 1);
	remind("2026-10-13", 6);
	assert_int_equal(unread(USER_LEAD, "due"), 1);
	remind("2026-10-13", 7);
	assert_int_equal(unread(USER_LEAD, "due"), 2);
	/* another hour; the server was off the day before, too */
	choose(USER_LEAD, nine);
	remind("2026-10-20", 7);
	assert_int_equal(unread(USER_LEAD, "due"), 2);
	remind("2026-10-20", 9);
	assert_int_equal(unread(USER_LEAD, "due"), 3);
	remind("2026-10-21", 9);
	assert_int_equal(unread(USER_LEAD, "overdue"), 2);
	assert_int_equal(unread(USER_OTHER, NULL), 0);
	kit_day(&kit.cx, "2026-10-14");
}

/* ---- letters at once ----------------------------------------------------------------- */

static void test_news(void **state)
{
	struct mail_by_id_row m;

	(void)state;
	forget();
	server_set();
	act(USER_OFFICE, TASK_CLEAR, WORK_DO_ISSUE);
	act(USER_OFFICE, TASK_SUBMITTED, WORK_DO_RETURN);
	/* Wednesday: no digest; 8:00: the reminders of 7:00 come as well */
	job();
	m = letter_to(USER_OTHER, "notice");
	assert_true(m.id);
	same(m.subject, "Tin về nhiệm vụ của đơn vị: Mới giao 1");
	has(m.body, "Kính gửi đồng chí Quách Thanh Lĩnh,");
	has(m.body, "1.2 Xây dựng kế hoạch tuyên truyền năm 2027");
	has(m.body, str_fmt(arena, "https://rv.example.vn/task/%ld\n",
			    (long)kit.task[TASK_CLEAR])
			    .p);
	has(m.html, "<html lang=\"vi\">");
	has(m.html, "1.2 Xây dựng kế hoạch tuyên truyền năm 2027</b></a>");
	m = letter_to(USER_LEAD, "notice");
	has(m.body, "Mai Đình Thước: Thiếu số liệu của hai đơn vị.");
	has(m.body, "2.4 Số hóa hồ sơ đảng viên, đợt 2\n"
		    "  hạn 31/08/2026, quá hạn 44 ngày");
	assert_false(letter_to(USER_OFFICE, "notice").id);
	assert_false(letter_to(USER_LEADER, "notice").id);
	assert_int_equal(letters().n, 2);
	/* twice is once; nothing new, nothing sent */
	job();
	kit.cx.now += 3600 * 1000;
	job();
	assert_int_equal(letters().n, 2);
}

/* Many acts are one letter; what isn't so any more isn't said. */
static void test_news_are_gathered(void **state)
{
	struct mail_by_id_row m;

	(void)state;
	job();
	server_set();
	forget();
	act(USER_OFFICE, TASK_CLEAR, WORK_DO_ISSUE);
	act(USER_OTHER, TASK_CLEAR, WORK_DO_HAND_BACK);
	act(USER_OFFICE, TASK_CLEAR, WORK_DO_ISSUE);
	act(USER_OFFICE, TASK_RETURNED, WORK_DO_WITHDRAW);
	act(USER_OFFICE, TASK_SUBMITTED, WORK_DO_RETURN);
	act(USER_LEAD, TASK_SUBMITTED, WORK_DO_SUBMIT);
	job();
	m = letter_to(USER_OTHER, "notice");
	assert_true(m.id);
	m = letter_to(USER_LEAD, "notice");
	if (m.id) /* of the history, but nothing of the two */
		lacks(m.body, "3.1 Ban hành quy chế");
}

static void test_kinds_are_off(void **state)
{
	(void)state;
	server_set();
	forget();
	choose(USER_OTHER,
	       (struct notice_choice){
		       .off = 1 << WORK_NOTICE_ISSUED, .day = 1, .hour = 7 });
	act(USER_OFFICE, TASK_CLEAR, WORK_DO_ISSUE);
	job();
	assert_false(letter_to(USER_OTHER, "notice").id);
	assert_int_equal(unread(USER_OTHER, "issued"), 1);
	/* chosen again: the old news stay told */
	choose(USER_OTHER, (struct notice_choice){ .day = 1, .hour = 7 });
	job();
	assert_false(letter_to(USER_OTHER, "notice").id);
}

static void test_no_server_no_letters(void **state)
{
	(void)state;
	act(USER_OFFICE, TASK_CLEAR, WORK_DO_ISSUE);
	job();
	assert_int_equal(letters().n, 0);
	/* set days later: old news aren't mailed */
	server_set();
	kit_day(&kit.cx, "2026-10-21");
	job();
	assert_false(letter_to(USER_OTHER, "notice").id);
}

/* ---- digests ------------------------------------------------------------------------------ */

static void test_digest(void **state)
{
	struct mail_by_id_row m;
	ptrdiff_t n;

	(void)state;
	server_set();
	forget();
	kit_day(&kit.cx, "2026-10-12"); /* Monday 8:00 */
	job();
	m = letter_to(USER_LEAD, "digest");
	assert_true(m.id);
	same(m.subject, "Việc của đồng chí: Bị trả lại 1, Quá hạn 1, "
			"Mới giao 1, Sắp đến hạn 1");
	has(m.body, "3.2 Tham mưu sơ kết nghị quyết");
	has(m.body, "2.4 Số hóa hồ sơ");
	has(m.body, "hạn 20/10/2026, còn 8 ngày");
	lacks(m.body, "2.1 Lập danh mục");
	lacks(m.body, "3.5 Sửa chữa");
	has(m.stop, "https://rv.example.vn/stop/");
	/* the digest says what the reminders would */
	assert_false(letter_to(USER_LEAD, "notice").id);
	m = letter_to(USER_OFFICE, "digest");
	same(m.subject, "Việc của đồng chí: Chờ xác nhận 1");
	has(m.body, "3.1 Ban hành quy chế làm việc\n"
		    "  Văn phòng, báo hoàn thành ngày 10/10/2026");
	/* nothing to do: nothing is sent */
	assert_false(letter_to(USER_OTHER, "digest").id);
	assert_false(letter_to(USER_LEADER, "digest").id);
	assert_false(letter_to(USER_CELL, "digest").id);
	n = letters().n;
	job();
	kit.cx.now += 5 * 60 * 1000;
	job();
	kit_day(&kit.cx, "2026-10-13");
	job();
	kit_day(&kit.cx, "2026-10-18");
	job();
	assert_int_equal(letter_to(USER_LEAD, "digest").made_at,
			 20738LL * 24 * 3600 * 1000 + 3600 * 1000);
	kit_day(&kit.cx, "2026-10-19");
	job();
	assert_true(letters().n > n);
	assert_int_equal(letter_to(USER_LEAD, "digest").made_at, kit.cx.now);
}

/* What is late or near in the pipeline, to those who keep it, without names. */
static void test_digest_of_the_pipeline(void **state)
{
	struct mail_by_id_row m;

	(void)state;
	server_set();
	kit_day(&kit.cx, "2026-10-09");
	work_kit_candidate(&kit, "Trần Lan", UNIT_CELL, "2021-11-01");
	work_kit_candidate(&kit, "Đỗ Mai", UNIT_CELL, "2021-10-05");
	work_kit_candidate(&kit, "Lê Hoa", UNIT_PEOPLE, "2021-12-20");
	forget();
	kit_day(&kit.cx, "2026-10-12"); /* Monday 8:00 */
	job();
	m = letter_to(USER_LEAD, "digest");
	has(m.subject, "Phát triển đảng 2");
	has(m.body,
	    "Phát triển đảng (2)\n- Giấy chứng nhận học lớp nhận thức hết hạn\n"
	    "  2 người; sớm nhất: hạn 05/10/2026, quá hạn 7 ngày\n"
	    "  https://rv.example.vn/growth/due?kind=course\n");
	lacks(m.body, "Trần Lan");
	m = letter_to(USER_OFFICE, "digest");
	has(m.body, "Phát triển đảng (3)\n");
	has(m.body, "3 người; sớm nhất: hạn 05/10/2026");
	/* those who don't keep it, and where nothing is near */
	assert_false(letter_to(USER_LEADER, "digest").id);
	assert_false(letter_to(USER_OTHER, "digest").id);
}

static void test_digest_of_one_s_own_hour(void **state)
{
	(void)state;
	server_set();
	choose(USER_LEAD, (struct notice_choice){ .day = 3, .hour = 14 });
	choose(USER_OFFICE, (struct notice_choice){ .day = 0, .hour = 6 });
	kit_day(&kit.cx, "2026-10-14"); /* Wednesday 8:00 */
	job();
	assert_false(letter_to(USER_LEAD, "digest").id);
	assert_true(letter_to(USER_OFFICE, "digest").id);
	kit.cx.now += 6 * 3600 * 1000LL - 1;
	job();
	assert_false(letter_to(USER_LEAD, "digest").id);
	kit.cx.now += 1;
	job();
	assert_true(letter_to(USER_LEAD, "digest").id);
	choose(USER_OFFICE,
	       (struct notice_choice){
		       .off = 1 << WORK_NOTICE_DIGEST, .day = 0, .hour = 6 });
	kit_day(&kit.cx, "2026-10-15");
	job();
	assert_true(letter_to(USER_OFFICE, "digest").made_at < kit.cx.now);
}

/* A slot whose end wasn't written: the same people again, nobody twice. */
static struct err *slots_forget(struct cx *cx, void *arg)
{
	(void)arg;
	return slot_sweep(cx->db,
			  &(struct slot_sweep_in){ .before = cx->today + 1 },
			  NULL);
}

static void test_digest_broken_off(void **state)
{
	ptrdiff_t n;

	(void)state;
	server_set();
	kit_day(&kit.cx, "2026-10-12");
	job();
	n = letters().n;
	ok(db_tx(&kit.cx, slots_forget, NULL));
	job();
	assert_int_equal(letters().n, n);
}

static struct err *secret_tx(struct cx *cx, void *arg)
{
	(void)arg;
	return setting_put(cx, "notice.secret", STR("the same for all"));
}

static void test_language(void **state)
{
	struct mail_by_id_row m;
	struct cx cx = work_kit_as(&kit, USER_LEAD);

	(void)state;
	server_set();
	ok(db_tx(&kit.cx, secret_tx, NULL));
	ok(account_settings(&cx, &(struct account_look){ .lang = STR("en"),
							 .theme = STR(""),
							 .size = STR("") }));
	kit_day(&kit.cx, "2026-10-12");
	job();
	m = letter_to(USER_LEAD, "digest");
	same(m.subject, "Your tasks: Sent back 1, Overdue 1, Newly issued 1, "
			"Due soon 1, Decided 1");
	has(m.body, "Dear Comrade Phan Hạ Nguyên,");
	has(m.body, "due 31/08/2026, 42 days overdue");
	has(m.html, "<html lang=\"en\">");
	kit_golden(arena, "feature/work/golden/letter.en.html", m.html);
	kit_golden(arena, "feature/work/golden/letter.en.txt", m.body);
	m = letter_to(USER_OFFICE, "digest");
	kit_golden(arena, "feature/work/golden/letter.vi.html", m.html);
	kit_golden(arena, "feature/work/golden/letter.vi.txt", m.body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, tell_open, tell_close)
		T(test_issued_and_returned),
		T(test_reporters_agree),
		T(test_nearest_above),
		T(test_reminders),
		T(test_news),
		T(test_news_are_gathered),
		T(test_kinds_are_off),
		T(test_no_server_no_letters),
		T(test_digest),
		T(test_digest_of_the_pipeline),
		T(test_digest_of_one_s_own_hour),
		T(test_digest_broken_off),
		T(test_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
