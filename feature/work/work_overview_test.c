/* The overview page: golden pages, words for none, one and many, faults. */
#include "work/work_overview_kit.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"

static int open_kit(void **state)
{
	static struct overview_kit k;

	overview_kit_open(&k);
	*state = &k;
	return 0;
}

static int close_kit(void **state)
{
	overview_kit_close(*state);
	return 0;
}

static void empty_realm(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp = overview_kit_get(k, "/overview");

	assert_int_equal(rp.status, 200);
	shows(rp, "Chưa có chương trình nào");
	shows_not(rp, "class=\"lead\"");
}

static void golden(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_programme(k);
	overview_kit_tasks(k);
	rp = overview_kit_get(k, "/overview");
	assert_int_equal(rp.status, 200);
	kit_golden(k->a, "feature/work/golden/overview.vi.html",
		   overview_kit_body(k, &rp));
	k->lang = "en";
	rp = overview_kit_get(k, "/overview");
	kit_golden(k->a, "feature/work/golden/overview.en.html",
		   overview_kit_body(k, &rp));
}

static void sentence_for_none(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_programme(k);
	rp = overview_kit_get(k, "/overview");
	shows(rp, "<p class=\"lead\">Chương trình này chưa có việc nào.</p>");
	overview_kit_task(k,
			  &(struct kit_task){ .work = "Làm rõ", .missing = 2 });
	rp = overview_kit_get(k, "/overview");
	shows(rp, "Chưa giao việc nào; dự thảo: 1.");
	shows(rp, "1 dự thảo chưa rõ");
	overview_kit_task(k, &(struct kit_task){ .work = "Xây dựng đề án",
						 .due = "2026-12-01",
						 .issued = "2026-02-01",
						 .lead = k->unit[0] });
	rp = overview_kit_get(k, "/overview");
	shows(rp, "Không có việc nào đỏ, không có việc nào chờ đồng chí. "
		  "Đã xong 0 trên 1 việc đã giao.");
	shows(rp, "Không có việc nào quá hạn.");
}

static void sentence_for_one(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_programme(k);
	overview_kit_task(k, &(struct kit_task){ .number = "7",
						 .work = "Xây dựng đề án",
						 .due = "2026-10-10",
						 .issued = "2026-02-01",
						 .accepted = "2026-02-02",
						 .reported = "2026-09-01",
						 .cause = "kinh_phi",
						 .text = "Đang làm.",
						 .lead = k->root });
	rp = overview_kit_get(k, "/overview");
	shows(rp, "<b class=\"red\">Một việc đang đỏ,</b> không việc nào cần "
		  "đồng chí quyết. Đó là 7 Xây dựng đề án, quá hạn 4 ngày.");
	k->lang = "en";
	rp = overview_kit_get(k, "/overview");
	shows(rp, "<b class=\"red\">One task is red,</b> none needs your "
		  "decision. It is 7 Xây dựng đề án: overdue by 4 days.");
}

static void sentence_for_need_only(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_programme(k);
	overview_kit_task(k, &(struct kit_task){ .work = "Xây dựng đề án",
						 .due = "2026-11-10",
						 .issued = "2026-02-01",
						 .accepted = "2026-02-02",
						 .submitted = "2026-10-01",
						 .lead = k->unit[1] });
	rp = overview_kit_get(k, "/overview");
	shows(rp, "Không có việc nào đỏ. Một việc chờ xác nhận.");
	for (int i = 0; i < 2; i++)
		overview_kit_task(k,
				  &(struct kit_task){ .work = "Tuyên truyền",
						      .due = "2026-12-30",
						      .issued = "2026-02-01",
						      .accepted = "2026-02-02",
						      .reported = "2026-09-01",
						      .ask = "help",
						      .lead = k->unit[1] });
	rp = overview_kit_get(k, "/overview");
	shows(rp, "Không có việc nào đỏ. Hai việc cần đồng chí quyết, một "
		  "việc chờ xác nhận.");
}

static void more_than_fit(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_programme(k);
	for (int i = 0; i < 13; i++)
		overview_kit_task(
			k,
			&(struct kit_task){
				.number = str_fmt(k->a, "9.%d", i).p,
				.work = "Rà soát, sửa đổi, bổ sung các quy "
					"định về "
					"công tác cán bộ, công tác kiểm tra, "
					"giám sát "
					"và kỷ luật của Đảng bộ",
				.due = str_fmt(k->a, "2026-09-%02d", 11 + i).p,
				.issued = "2026-02-01",
				.accepted = "2026-02-02",
				.reported = "2026-09-01",
				.ask = "help",
				.text = "Đang làm.",
				.lead = k->unit[1] });
	for (int i = 0; i < 8; i++)
		overview_kit_task(k,
				  &(struct kit_task){ .work = "Xây dựng đề án",
						      .issued = "2026-02-01",
						      .accepted = "2026-02-02",
						      .submitted = "2026-10-01",
						      .lead = k->unit[1] });
	rp = overview_kit_get(k, "/overview");
	shows(rp, "13 việc đang đỏ,</b> 13 việc cần đồng chí quyết, tám việc "
		  "chờ xác nhận.");
	shows(rp, "tác kiểm tra, giám sát và…: quá hạn 33 ngày.");
	shows(rp, "Xem mọi việc đỏ: còn 3 việc");
	shows(rp, "Còn 7 việc nữa xin giúp.");
	shows(rp, "còn 2 việc chờ xác nhận");
	shows_not(rp, "/task/11\"><");
}

static void programme_of_the_address(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;
	char path[64];

	overview_kit_programme(k);
	overview_kit_tasks(k);
	overview_kit_programme_next(k);
	/* the next year's has not begun: this year's is shown */
	rp = overview_kit_get(k, "/overview");
	shows(rp, "Ba việc đang đỏ");
	shows(rp, "Chương trình năm 2027");
	snprintf(path, sizeof(path), "/overview?programme=%ld",
		 (long)k->programme + 1);
	rp = overview_kit_get(k, path);
	shows(rp, "Chương trình này chưa có việc nào");
	rp = overview_kit_get(k, "/overview?programme=999");
	assert_int_equal(rp.status, 404);
	rp = overview_kit_get(k, "/overview?programme=x");
	assert_int_equal(rp.status, 400);
}

static void only_for_who_may(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_person(k, PERM_BIT(PERM_WORK_VIEW), k->unit[0]);
	rp = overview_kit_get(k, "/overview");
	assert_int_equal(rp.status, 403);
}

int main(void)
{
#define page_test(f) cmocka_unit_test_setup_teardown(f, open_kit, close_kit)
	const struct CMUnitTest tests[] = {
		page_test(empty_realm),
		page_test(golden),
		page_test(sentence_for_none),
		page_test(sentence_for_one),
		page_test(sentence_for_need_only),
		page_test(more_than_fit),
		page_test(programme_of_the_address),
		page_test(only_for_who_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
