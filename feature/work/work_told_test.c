/*
 * Who is told of what others did: cooperating units, who decides about a
 * task, its lead; what is decided asks nobody any more.
 */
#include "work/test/work_split_kit.h"
#include "work/test/work_tell_kit.h"

#include "account/account.h"
#include "account/account_act.h"
#include "db/db.h"
#include "org/org.h"
#include "work/work_adjust_act.h"
#include "work/work_adjust_query.h"
#include "work/work_notice_query.h"
#include "work/work_share.h"

/* Of every user how much isn't read: "office leader lead other cell". */
static void unread_is(const char *kind, const int want[N_KIT_USER])
{
	for (int i = 0; i < N_KIT_USER; i++)
		if (unread((enum kit_user)i, kind) != want[i])
			fail_msg("%s: user %d has %d, not %d",
				 kind ? kind : "all", i,
				 unread((enum kit_user)i, kind), want[i]);
}
#define UNREAD(kind, ...) unread_is(kind, (const int[]){ __VA_ARGS__ })

/* A clear draft. */
static int64_t draft(int64_t lead, const int64_t *with, int n)
{
	int64_t id;

	ok(work_task_add(&kit.cx,
			 &(struct work_task_words){
				 .programme = kit.programme,
				 .section = STR(""),
				 .number = STR("9.1"),
				 .work = STR("Lập báo cáo công tác chi bộ"),
				 .work_confirmed = true,
				 .lead = lead,
				 .lead_text = STR(""),
				 .with = with,
				 .n_with = n,
				 .deadline = STR("30/11/2026"),
				 .product = STR("Báo cáo"),
				 .product_confirmed = true,
				 .import = DB_NULL,
				 .import_row = DB_NULL },
			 &id));
	return id;
}

static struct notice_list_row newest(enum kit_user who)
{
	struct notice_list_rows rows;

	ok(notice_list(kit.cx.db,
		       &(struct notice_list_in){ .user_id = kit.user[who],
						 .limit = 1 },
		       &rows));
	assert_int_equal(rows.n, 1);
	return rows.p[0];
}

static void page_says(enum kit_user who, const char *text)
{
	struct reply rp = work_kit_get(&kit, who, "/notices", 0);

	assert_int_equal(rp.status, 200);
	has(buf_view(&rp.body), text);
}

/* ---- cooperating units --------------------------------------------------------- */

static void test_with_is_issued(void **state)
{
	const int64_t with[] = { kit.unit[UNIT_OFFICE], kit.unit[UNIT_CELL],
				 kit.unit[UNIT_PRESS] };
	int64_t t = draft(kit.unit[UNIT_PEOPLE], with, 3);

	(void)state;
	forget();
	ok(kit_deed(&kit, USER_OFFICE, t, WORK_DO_ISSUE, 0));
	UNREAD("issued", 0, 0, 0, 1, 0);
	/* nobody reports for the press: those above it, at the root */
	UNREAD("with", 0, 0, 1, 0, 1);
	UNREAD(NULL, 0, 0, 1, 1, 1);
	page_says(USER_CELL, "Phối hợp");
	/* whoever is told as the lead isn't told again */
	t = draft(kit.unit[UNIT_CELL], with, 2);
	forget();
	ok(kit_deed(&kit, USER_OFFICE, t, WORK_DO_ISSUE, 0));
	UNREAD("issued", 0, 0, 0, 0, 1);
	UNREAD("with", 0, 0, 1, 0, 0);
}

/* A unit that comes in later is told then, the others aren't told again. */
static void test_with_is_added(void **state)
{
	const int64_t with[] = { kit.unit[UNIT_PEOPLE], kit.unit[UNIT_CELL] };
	int64_t t = draft(kit.unit[UNIT_OFFICE], with, 1);
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct task_by_id_row row;
	struct work_task_words w;

	(void)state;
	ok(kit_deed(&kit, USER_OFFICE, t, WORK_DO_ISSUE, 0));
	forget();
	row = kit_task_now(&kit, t);
	w = (struct work_task_words){ .programme = row.programme,
				      .section = STR(""),
				      .number = row.number,
				      .work = row.work,
				      .work_confirmed = true,
				      .lead = row.lead,
				      .lead_text = row.lead_text,
				      .with = with,
				      .n_with = 2,
				      .deadline = row.deadline_text,
				      .product = row.product,
				      .product_confirmed = true,
				      .import = DB_NULL,
				      .import_row = DB_NULL };
	ok(work_task_edit(&cx, t, row.rev, &w));
	UNREAD(NULL, 0, 0, 0, 0, 1);
	UNREAD("with", 0, 0, 0, 0, 1);
	/* words that the ledger keeps are told to the lead */
	row = kit_task_now(&kit, t);
	w.product = STR("Báo cáo và phụ lục");
	w.cause = STR("khac");
	w.reason = STR("Bổ sung phụ lục theo kết luận.");
	ok(work_task_edit(&cx, t, row.rev, &w));
	UNREAD("decision", 0, 0, 1, 0, 0);
	UNREAD(NULL, 0, 0, 1, 0, 1);
}

static void test_shares(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx other = work_kit_as(&kit, USER_OTHER);
	struct work_share_deed d = { .what = SHARE_DELIVER,
				     .text = STR("Đủ số liệu.") };
	int64_t task;

	(void)state;
	forget();
	ok(work_share_ask(&lead,
			  &(struct work_share_new){
				  .task = kit.task[TASK_RUNNING],
				  .org = kit.unit[UNIT_PEOPLE],
				  .work = STR("Số liệu hồ sơ của Ban"),
				  .due = DAY_NONE },
			  &d.share));
	UNREAD(NULL, 0, 0, 0, 1, 0);
	UNREAD("with", 0, 0, 0, 1, 0);
	page_says(USER_OTHER, "Yêu cầu phần việc");
	page_says(USER_OTHER, "#h-share");
	ok(work_share_do(&other, &d, &task));
	UNREAD("with", 0, 0, 1, 1, 0);
	d.what = SHARE_RETURN;
	d.text = STR("Thiếu hai chi bộ.");
	ok(work_share_do(&lead, &d, &task));
	UNREAD("with", 0, 0, 1, 2, 0);
	UNREAD(NULL, 0, 0, 1, 2, 0);
}

/* ---- who decides ------------------------------------------------------------------ */

static void test_submitted_and_verified(void **state)
{
	(void)state;
	forget();
	act(USER_LEAD, TASK_RUNNING, WORK_DO_SUBMIT);
	UNREAD("request", 1, 1, 0, 0, 0);
	UNREAD(NULL, 1, 1, 0, 0, 0);
	page_says(USER_OFFICE, "Chờ xác nhận");
	/* returned: nobody is to verify it any more */
	act(USER_OFFICE, TASK_RUNNING, WORK_DO_RETURN);
	UNREAD(NULL, 0, 0, 1, 0, 0);
	UNREAD("returned", 0, 0, 1, 0, 0);
	page_says(USER_LEADER, "Đã xử lý");
	act(USER_LEAD, TASK_RUNNING, WORK_DO_SUBMIT);
	UNREAD("request", 1, 1, 0, 0, 0);
	act(USER_OFFICE, TASK_RUNNING, WORK_DO_VERIFY);
	UNREAD("request", 0, 0, 0, 0, 0);
	UNREAD("decision", 0, 0, 1, 0, 0);
	/* closing it is no news */
	act(USER_OFFICE, TASK_RUNNING, WORK_DO_CLOSE);
	UNREAD("decision", 0, 0, 1, 0, 0);
}

static void test_handed_back(void **state)
{
	(void)state;
	forget();
	act(USER_LEAD, TASK_ISSUED, WORK_DO_HAND_BACK);
	UNREAD(NULL, 1, 1, 0, 0, 0);
	page_says(USER_OFFICE, "Mai Đình Thước");
	same(newest(USER_OFFICE).act, "hand_back");
	act(USER_OFFICE, TASK_ISSUED, WORK_DO_ISSUE);
	UNREAD("request", 0, 0, 0, 0, 0);
	UNREAD("issued", 0, 0, 1, 0, 0);
}

static void test_help(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_LEAD);
	struct work_deed d = { .task = kit.task[TASK_RUNNING],
			       .what = WORK_DO_REPORT,
			       .report = { .percent = 50,
					   .body = STR("Đang làm."),
					   .difficulty = STR("Thiếu máy quét"),
					   .cause = STR("khac"),
					   .ask = STR("help") } };

	(void)state;
	forget();
	ok(work_do(&cx, &d, NULL));
	UNREAD(NULL, 1, 1, 0, 0, 0);
	page_says(USER_LEADER, "Cần hỗ trợ");
	d.report.ask = STR("none");
	ok(work_do(&cx, &d, NULL));
	UNREAD(NULL, 0, 0, 0, 0, 0);
}

static void ask(enum kit_task t, enum work_adjust k)
{
	struct cx cx = work_kit_as(&kit, USER_LEAD);

	ok(work_adjust(&cx,
		       &(struct work_adjust_new){
			       .task = kit.task[t],
			       .kind = k,
			       .cause = STR("khac"),
			       .body = STR("Thiếu người."),
			       .deadline = STR("30/11/2026"),
			       .lead = kit.unit[UNIT_PEOPLE] },
		       NULL));
}

static void decide(enum kit_user who, enum kit_task t, enum work_verdict v)
{
	struct cx cx = work_kit_as(&kit, who);
	struct adjust_list_rows rows;

	ok(adjust_list(kit.cx.db,
		       &(struct adjust_list_in){ .task = kit.task[t],
						 .as_at = kit.cx.today },
		       &rows));
	ok(work_adjust_decide(&cx, rows.p[0].id, v, STR("Đã xem xét.")));
}

static void test_adjusted(void **state)
{
	(void)state;
	forget();
	ask(TASK_LATE, ADJUST_EXTENSION);
	UNREAD(NULL, 1, 1, 0, 0, 0);
	page_says(USER_OFFICE, "#h-adjust");
	page_says(USER_OFFICE, "Phan Hạ Nguyên: Thiếu người.");
	/* taken back: nothing waits, nobody is told */
	decide(USER_LEAD, TASK_LATE, WORK_DROPPED);
	UNREAD(NULL, 0, 0, 0, 0, 0);
	ask(TASK_LATE, ADJUST_EXTENSION);
	decide(USER_OFFICE, TASK_LATE, WORK_REFUSED);
	UNREAD(NULL, 0, 0, 1, 0, 0);
	same(newest(USER_LEAD).act, "adjust_refuse");
	ask(TASK_LATE, ADJUST_EXTENSION);
	decide(USER_OFFICE, TASK_LATE, WORK_APPROVED);
	UNREAD("decision", 0, 0, 2, 0, 0);
	/* one request of two is decided: the other one waits */
	ask(TASK_SOON, ADJUST_EXTENSION);
	ask(TASK_SOON, ADJUST_LEAD);
	UNREAD("request", 2, 2, 0, 0, 0);
	decide(USER_OFFICE, TASK_SOON, WORK_APPROVED);
	/* its new lead is to accept it */
	UNREAD("request", 1, 1, 0, 0, 0);
	UNREAD("issued", 0, 0, 0, 1, 0);
	UNREAD("decision", 0, 0, 2, 0, 0);
}

static void test_office_decides(void **state)
{
	(void)state;
	forget();
	act(USER_OFFICE, TASK_RUNNING, WORK_DO_PAUSE);
	act(USER_OFFICE, TASK_RUNNING, WORK_DO_RESUME);
	act(USER_OFFICE, TASK_RUNNING, WORK_DO_WITHDRAW);
	UNREAD(NULL, 0, 0, 3, 0, 0);
	UNREAD("decision", 0, 0, 3, 0, 0);
	page_says(USER_LEAD, "Đã rút");
}

/* Parts belong to who gave them, not to the office. */
static void test_parts(void **state)
{
	int64_t id[3];

	(void)state;
	forget();
	kit_split_three(&kit, id);
	UNREAD("issued", 0, 0, 0, 0, 2);
	UNREAD(NULL, 0, 0, 0, 0, 2);
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_ACCEPT, 0));
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_SUBMIT, 100));
	UNREAD("request", 0, 0, 1, 0, 0);
	/* a draft again, which only the giver sees */
	ok(kit_deed(&kit, USER_CELL, id[1], WORK_DO_HAND_BACK, 0));
	UNREAD("request", 0, 0, 2, 0, 0);
	page_says(USER_LEAD, "Đối chiếu danh mục với kho lưu trữ");
	ok(kit_deed(&kit, USER_LEAD, id[0], WORK_DO_VERIFY, 0));
	UNREAD("request", 0, 0, 1, 0, 0);
	UNREAD("decision", 0, 0, 0, 0, 1);
}

/* ---- letters ---------------------------------------------------------------------- */

static void english(enum kit_user who)
{
	struct cx cx = work_kit_as(&kit, who);

	ok(account_settings(&cx, &(struct account_look){ .lang = STR("en"),
							 .theme = STR(""),
							 .size = STR("") }));
}

static void test_letters(void **state)
{
	struct mail_by_id_row m;

	(void)state;
	server_set();
	job();
	forget();
	english(USER_LEADER);
	wants(USER_LEAD, WORK_NOTICE_DECISION, WHEN_ONCE);
	act(USER_LEAD, TASK_RUNNING, WORK_DO_SUBMIT);
	ask(TASK_LATE, ADJUST_EXTENSION);
	ask(TASK_SOON, ADJUST_EXTENSION);
	decide(USER_OFFICE, TASK_SOON, WORK_REFUSED);
	job();
	m = letter_to(USER_LEAD, "notice");
	same(m.subject, "Tin về nhiệm vụ của đơn vị: Đã quyết định 1");
	has(m.body, "Không đồng ý điều chỉnh. Mai Đình Thước: Đã xem xét.");
	has(m.body, "#h-adjust");
	assert_false(letter_to(USER_OFFICE, "notice").id);
	kit_day(&kit.cx, "2026-10-19");
	job();
	/* the office verifies: a section of its own, no second line */
	m = letter_to(USER_OFFICE, "digest");
	same(m.subject, "Việc của đồng chí: Chờ xác nhận 2, Chờ quyết định 1");
	m = letter_to(USER_LEADER, "digest");
	same(m.subject, "Your tasks: To decide 2");
	has(m.body, "To verify. Phan Hạ Nguyên: Đã xong.");
	has(m.body, "Asked for an adjustment. Phan Hạ Nguyên: Thiếu người.");
	has(m.html, "Asked for an adjustment. Phan Hạ Nguyên: Thiếu người.");
	has(m.body, "No more letters: What waits for your decision");
	/* what was decided since isn't said */
	ask(TASK_SOON, ADJUST_EXTENSION);
	decide(USER_OFFICE, TASK_SOON, WORK_REFUSED);
	kit_day(&kit.cx, "2026-10-26");
	job();
	assert_true(letter_to(USER_LEADER, "digest").made_at < kit.cx.now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, tell_open, tell_close)
		T(test_with_is_issued), T(test_with_is_added),
		T(test_shares),		T(test_submitted_and_verified),
		T(test_handed_back),	T(test_help),
		T(test_adjusted),	T(test_office_decides),
		T(test_parts),		T(test_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
