/* Who is told of mentions and reminders, once; when a letter says it. */
#include "work/test/work_tell_kit.h"

#include "account/account_act.h"
#include "account/account_seat.h"
#include "auth/auth.h"
#include "base/perm.h"
#include "db/db.h"
#include "profile/profile.h"
#include "work/work_bulk.h"
#include "work/work_notice_query.h"
#include "work/work_talk.h"
#include "work/work_talk_query.h"
#include "work/work_task_priv.h"

/* ---- mentions --------------------------------------------------------------------- */

static int64_t say(enum kit_user who, enum kit_task t, const char *text)
{
	struct cx cx = work_kit_as(&kit, who);
	int64_t id;

	ok(work_talk_add(&cx, kit.task[t],
			 &(struct work_talk_text){ .body = str_c(text) }, &id));
	return id;
}

static void edit(enum kit_user who, int64_t talk, int64_t rev, const char *text)
{
	struct cx cx = work_kit_as(&kit, who);

	ok(work_talk_edit(&cx, talk, rev,
			  &(struct work_talk_text){ .body = str_c(text) }));
}

static void test_mention(void **state)
{
	int64_t talk;

	(void)state;
	forget();
	/* twice in one comment, and the author: one person, once */
	talk = say(USER_LEAD, TASK_RUNNING,
		   "Đồng chí @Quách Thanh Lĩnh và @Phan Hạ Nguyên xem; "
		   "@Lĩnh trả lời giúp.");
	assert_int_equal(unread(USER_OTHER, "mention"), 1);
	for (int i = 0; i < N_KIT_USER; i++)
		assert_int_equal(unread((enum kit_user)i, NULL),
				 i == USER_OTHER);
	/* an edit tells only whom it adds */
	edit(USER_LEAD, talk, 1, "@Lĩnh xem giúp, @Mai Đình Thước cũng xem.");
	edit(USER_LEAD, talk, 2, "@Mai Đình Thước xem giúp.");
	edit(USER_LEAD, talk, 3, "@Lĩnh, @Thước xem giúp.");
	assert_int_equal(unread(USER_OTHER, NULL), 1);
	assert_int_equal(unread(USER_OFFICE, NULL), 1);
	/* another comment is another notice */
	say(USER_LEAD, TASK_RUNNING, "@Lĩnh ơi, còn hạn 3 ngày.");
	assert_int_equal(unread(USER_OTHER, NULL), 2);
	/* who answers has read them all */
	say(USER_OTHER, TASK_RUNNING, "Đã xem, đang làm.");
	assert_int_equal(unread(USER_OTHER, NULL), 0);
	assert_int_equal(unread(USER_OFFICE, NULL), 1);
	/* a removed comment isn't told any more */
	{
		struct cx cx = work_kit_as(&kit, USER_LEAD);

		ok(work_talk_remove(&cx, talk));
	}
	assert_int_equal(unread(USER_OFFICE, NULL), 0);
}

static void test_mention_is_opened(void **state)
{
	struct mention_list_rows m;
	struct cx cx = work_kit_as(&kit, USER_OTHER);
	int64_t task, talk;

	(void)state;
	forget();
	say(USER_LEAD, TASK_RUNNING, "@Lĩnh xem giúp.");
	say(USER_LEAD, TASK_RUNNING, "@Lĩnh xem lại giúp.");
	ok(mention_list(kit.cx.db,
			&(struct mention_list_in){
				.person = kit.user[USER_OTHER],
				.limit = 10,
				.with = MENTION_LIST_WITH_PERSON },
			&m));
	assert_int_equal(m.n, 2);
	ok(work_mention_seen(&cx, m.p[0].id, &task, &talk));
	assert_int_equal(unread(USER_OTHER, NULL), 1);
}

/* The digest by default, at once or never by choice. */
static void test_mention_letters(void **state)
{
	struct mail_by_id_row m;
	int64_t talk;

	(void)state;
	job();
	server_set();
	forget();
	wants(USER_OFFICE, WORK_NOTICE_MENTION, WHEN_ONCE);
	wants(USER_LEADER, WORK_NOTICE_MENTION, WHEN_NEVER);
	talk = say(USER_LEAD, TASK_RUNNING,
		   "@Quách Thanh Lĩnh, @Mai Đình Thước, @Tạ Quỳnh Lâm: còn hai "
		   "đơn vị chưa gửi số liệu.");
	job();
	m = letter_to(USER_OFFICE, "notice");
	assert_true(m.id);
	same(m.subject, "Tin về nhiệm vụ của đơn vị: Nhắc đến đồng chí 1");
	has(m.body, "2.1 Lập danh mục hồ sơ cần số hóa\n"
		    "  Phan Hạ Nguyên: @Quách Thanh Lĩnh, @Mai Đình Thước");
	has(m.body, str_fmt(arena, "https://rv.example.vn/task/%ld#talk-%ld\n",
			    (long)kit.task[TASK_RUNNING], (long)talk)
			    .p);
	has(m.body, "Ngừng nhận thư: Trao đổi có nhắc tên tôi");
	has(m.html, "còn hai đơn vị chưa gửi số liệu.");
	assert_false(letter_to(USER_OTHER, "notice").id);
	assert_false(letter_to(USER_LEADER, "notice").id);
	kit_day(&kit.cx, "2026-10-19"); /* Monday */
	job();
	m = letter_to(USER_OTHER, "digest");
	assert_true(m.id);
	same(m.subject, "Việc của đồng chí: Nhắc đến đồng chí 1");
	has(m.body, "Phan Hạ Nguyên: @Quách Thanh Lĩnh");
	has(m.body, "Ngừng nhận thư: Bản tin việc của tôi");
	has(m.body, "Ngừng nhận thư: Trao đổi có nhắc tên tôi");
	/* one press of a mail program ends the digest, not more */
	has(m.stop, str_fmt(arena, "/stop/%ld-%d-", (long)kit.user[USER_OTHER],
			    1 << WORK_NOTICE_DIGEST)
			    .p);
	m = letter_to(USER_OFFICE, "digest");
	lacks(m.body, "Phan Hạ Nguyên:");
	assert_false(letter_to(USER_LEADER, "digest").id);
	/* said once */
	kit_day(&kit.cx, "2026-10-26");
	job();
	assert_int_equal(letter_to(USER_OTHER, "digest").made_at,
			 20745LL * 24 * 3600 * 1000 + 3600 * 1000);
}

/* What was read, answered, removed, or isn't theirs any more. */
static void test_mention_moot(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_LEAD);
	int64_t talk;

	(void)state;
	job();
	server_set();
	forget();
	for (int i = 0; i < N_KIT_USER; i++)
		wants((enum kit_user)i, WORK_NOTICE_MENTION, WHEN_ONCE);
	talk = say(USER_LEAD, TASK_RUNNING, "@Thước xem giúp.");
	ok(work_talk_remove(&cx, talk));
	say(USER_LEAD, TASK_RUNNING, "@Lâm xem giúp.");
	ok(account_grant_end(&kit.cx, USER_LEADER + 1, STR("ended")));
	say(USER_LEAD, TASK_RUNNING, "@Lĩnh xem giúp.");
	say(USER_OTHER, TASK_RUNNING, "@Nguyên: đã xem.");
	job();
	assert_false(letter_to(USER_OFFICE, "notice").id);
	assert_false(letter_to(USER_LEADER, "notice").id);
	assert_false(letter_to(USER_OTHER, "notice").id);
	assert_true(letter_to(USER_LEAD, "notice").id);
	/* nor in the list */
	cx = work_kit_as(&kit, USER_LEADER);
	assert_false(cx_may(&cx, PERM_WORK_VIEW));
}

/* Who could see a task from one of their seats is who a letter is written to,
 * over all pairs of roles. */
static struct err *mention_tx(struct cx *cx, void *arg)
{
	const int64_t *person = arg;

	return work_notice_mention(cx, kit.task[TASK_RUNNING], cx->now,
				   *person);
}

static bool is_written(int64_t user)
{
	struct notice_waiting_rows rows;

	ok(notice_waiting(kit.cx.db,
			  &(struct notice_waiting_in){ .after = user - 1,
						       .last = user,
						       .today = kit.cx.today },
			  &rows));
	return rows.n > 0;
}

static const struct profile_role *role_at(int i)
{
	return &kit.cx.profile->role[i];
}

static bool seat_sees(int64_t user, const struct seat *seat)
{
	struct session s = { .user = user,
			     .seat = seat->scope,
			     .seat_for = seat->lender };
	struct cx cx = kit.cx;
	struct task_by_id_row t;
	bool good;

	ok(account_hook_actor(&cx, &s, &good));
	return good && cx_may(&cx, PERM_WORK_VIEW) &&
	       !work_task_see(&cx, kit.task[TASK_RUNNING], &t);
}

static bool any_sees(int64_t user)
{
	struct account_seats seats;
	bool may = false;

	ok(account_seats(&kit.cx, user, &seats));
	for (ptrdiff_t i = 0; i < seats.n; i++)
		may = seat_sees(user, &seats.p[i]) || may;
	return may;
}

static void test_seeing_agrees(void **state)
{
	const int64_t unit[] = { kit.unit[UNIT_PEOPLE], kit.unit[UNIT_OFFICE],
				 kit.unit[UNIT_PRESS], kit.unit[UNIT_CELL] };
	int n = (int)kit.cx.profile->n_roles;

	(void)state;
	for (int i = 0; i < n * 4 * (2 * n + 1); i++) {
		int second = i / n / 4; /* 0: none */
		struct account_new who = {
			.email = str_fmt(arena, "pair%d@example.vn", i),
			.name = STR("Người Thử"),
			.post = STR("x"),
			.role = str_to_c(arena, role_at(i % n)->code),
			.org = unit[i / n % 4],
			.alone = second % 2,
		};
		int64_t user;

		if (role_at(i % n)->at_root)
			continue;
		ok(account_ensure(&kit.cx, &who, &user));
		if (second > 0) {
			const struct profile_role *r =
				role_at((second - 1) % n);

			who.role = str_to_c(arena, r->code);
			who.org = second > n ? kit.unit[UNIT_PRESS] : kit.root;
			if (!r->at_root || second <= n)
				ok(account_ensure(&kit.cx, &who, &user));
		}
		kit.cx.now++;
		ok(db_tx(&kit.cx, mention_tx, &user));
		if (is_written(user) != any_sees(user))
			fail_msg("pair %d", i);
	}
}

/* ---- reminders from the office ------------------------------------------------------ */

static void chase(enum kit_task t, const char *text)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct work_chosen one = { 0 };
	struct work_bulk_result r;

	*vec_push(arena, &one) = kit.task[t];
	ok(work_bulk(&cx, work_bulk_kind(&cx, STR("remind")), &one,
		     &(struct work_bulk_ask){ .text = str_c(text),
					      .lead = DB_NULL },
		     &r));
	assert_int_equal(r.done, 1);
}

static void test_reminded(void **state)
{
	struct mail_by_id_row m;
	ptrdiff_t n;

	(void)state;
	server_set();
	job(); /* what the kit made */
	n = letters().n;
	forget();
	chase(TASK_LATE, "Đề nghị báo cáo nguyên nhân chậm trong tuần này.");
	assert_int_equal(unread(USER_LEAD, "remind"), 1);
	for (int i = 0; i < N_KIT_USER; i++)
		assert_int_equal(unread((enum kit_user)i, NULL),
				 i == USER_LEAD);
	job();
	assert_int_equal(letters().n, n);
	kit_day(&kit.cx, "2026-10-19");
	job();
	m = letter_to(USER_LEAD, "digest");
	has(m.subject, "Nhắc việc 1");
	has(m.body, "2.4 Số hóa hồ sơ đảng viên, đợt 2\n  Mai Đình Thước: Đề "
		    "nghị báo cáo nguyên nhân chậm");
	/* at once; what was reported since isn't said */
	wants(USER_LEAD, WORK_NOTICE_REMIND, WHEN_ONCE);
	chase(TASK_LATE, "Đề nghị báo cáo ngay.");
	chase(TASK_SOON, "Sắp đến hạn.");
	{
		struct cx cx = work_kit_as(&kit, USER_LEAD);

		ok(work_do(&cx,
			   &(struct work_deed){
				   .task = kit.task[TASK_LATE],
				   .what = WORK_DO_REPORT,
				   .report = { .percent = 60,
					       .body = STR("Đang làm."),
					       .difficulty = STR("Thiếu máy"),
					       .cause = STR("khac"),
					       .ask = STR("none") } },
			   NULL));
	}
	job();
	m = letter_to(USER_LEAD, "notice");
	same(m.subject, "Tin về nhiệm vụ của đơn vị: Nhắc việc 1");
	has(m.body, "Mai Đình Thước: Sắp đến hạn.");
	lacks(m.body, "báo cáo ngay");
	assert_int_equal(unread(USER_LEAD, "remind"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, tell_open, tell_close)
		T(test_mention),	 T(test_mention_is_opened),
		T(test_mention_letters), T(test_mention_moot),
		T(test_seeing_agrees),	 T(test_reminded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
