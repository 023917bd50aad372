/* The search: ranking, scope, limits, what it says when nothing is found. */
#include "work/work_overview_kit.h"

#include "db/db_priv.h"

#include "work/work_act.h"

static int open_kit(void **state)
{
	static struct overview_kit k;

	overview_kit_open(&k);
	overview_kit_programme(&k);
	*state = &k;
	return 0;
}

static int close_kit(void **state)
{
	overview_kit_close(*state);
	return 0;
}

static void golden(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_tasks(k);
	/* "ban" with other marks first in the plan, behind in the answer */
	overview_kit_task(k, &(struct kit_task){
				     .number = "9",
				     .work = "Lập bàn giao & bán tài sản" });
	overview_kit_task(k, &(struct kit_task){ .work = "Họp ban chỉ đạo",
						 .due = "2026-11-01" });
	rp = overview_kit_get(k, "/search?q=ban");
	assert_int_equal(rp.status, 200);
	kit_golden(k->a, "feature/work/golden/search.vi.html",
		   overview_kit_body(k, &rp));
	k->lang = "en";
	rp = overview_kit_get(k, "/search?q=ban");
	kit_golden(k->a, "feature/work/golden/search.en.html",
		   overview_kit_body(k, &rp));
}

static void marks_first(void **state)
{
	struct overview_kit *k = *state;
	struct str body;
	struct reply rp;

	overview_kit_task(k, &(struct kit_task){ .work = "Bán tài sản" });
	overview_kit_task(k, &(struct kit_task){ .work = "Bàn giao hồ sơ" });
	rp = overview_kit_get(k, "/search?q=b%C3%A0n");
	body = buf_view(&rp.body);
	assert_true(str_find(body, STR("Bàn giao"), 0) <
		    str_find(body, STR("Bán tài sản"), 0));
	rp = overview_kit_get(k, "/search?q=b%C3%A1n");
	body = buf_view(&rp.body);
	assert_true(str_find(body, STR("Bán tài sản"), 0) <
		    str_find(body, STR("Bàn giao"), 0));
}

/* As one types, few tasks are looked through as well. */
static void typing_finds_tasks(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_tasks(k);
	rp = overview_kit_get(k, "/search?q=ho%20so&part=1");
	shows(rp, "Số hóa hồ sơ");
	shows_not(rp, "Tìm thêm trong");
	shows_not(rp, "<html");
}

/* A task that was made after thousands of others. */
static const char late[] =
	"insert into task (id, programme, position, number, work, "
	"work_fold, work_confirmed, lead_text, with_text, "
	"deadline_text, deadline_kind, product, product_confirmed, "
	"missing, voided_at, percent, made_at, rev) "
	"select 5001, programme, position, number, work, work_fold, "
	"work_confirmed, lead_text, with_text, deadline_text, "
	"deadline_kind, product, product_confirmed, missing, made_at, "
	"percent, made_at, rev from task order by id limit 1";

/* While one types not all of many tasks are read; the page does. */
static void typing_leaves_many_tasks_out(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_tasks(k);
	kit_sql(&k->cx, late);
	rp = overview_kit_get(k, "/search?q=ho%20so&part=1");
	shows_not(rp, "Số hóa hồ sơ");
	shows(rp, "/search?q=ho%20so");
	shows(rp, "Tìm thêm trong");
	rp = overview_kit_get(k, "/search?q=ho%20so");
	shows(rp, "Số hóa hồ sơ");
	shows_not(rp, "Tìm thêm trong");
	rp = overview_kit_get(k, "/search?q=hanh%20dong&part=1");
	shows(rp, "Chương trình hành động năm 2026");
}

static void by_number_and_code(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_tasks(k);
	rp = overview_kit_get(k, "/search?q=2.4");
	shows(rp, "2.4 Số hóa hồ sơ đảng viên, đợt 2");
	shows_not(rp, "4.1 Kết luận");
	rp = overview_kit_get(k, "/search?q=05-ctr");
	shows(rp, "/document/1");
	rp = overview_kit_get(k, "/search?q=hanh%20dong");
	shows(rp, "Chương trình hành động năm 2026");
}

static void nothing_and_no_word(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp = overview_kit_get(k, "/search?q=%3Cxyz%3E");

	shows(rp, "Không tìm thấy gì với từ &quot;&lt;xyz&gt;&quot;.");
	shows(rp, "Đã tìm trong tên, nội dung");
	rp = overview_kit_get(k, "/search");
	shows(rp, "Gõ một tên");
	rp = overview_kit_get(k, "/search?q=%3F%3F");
	shows(rp, "Gõ một tên");
	/* no wildcard comes through */
	rp = overview_kit_get(k, "/search?q=b%25o");
	shows(rp, "Không tìm thấy gì");
}

/* Addresses are kept in histories: of somebody's number there is none. */
static void a_number_stays_out_of_addresses(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp =
		overview_kit_get(k, "/search?q=079%20088%20012%20482");

	assert_int_equal(rp.status, 200);
	shows(rp, "không được tìm qua địa chỉ");
	shows(rp, "value=\"079 088 012 482\"");
	rp = overview_kit_get(k, "/search?q=0790880&part=1");
	shows(rp, "không được tìm qua địa chỉ");
	rp = overview_kit_post(k, "/search", "q=079088012482");
	assert_int_equal(rp.status, 200);
	shows(rp, "Không tìm thấy gì với từ &quot;079088012482&quot;.");
	/* a year, a number of a document, words: an address that can be kept */
	rp = overview_kit_post(k, "/search", "q=b%C3%A0n+2026");
	assert_int_equal(rp.status, 303);
	same(rp.location, "/search?q=b%C3%A0n%202026");
	rp = overview_kit_post(k, "/search", "q=123");
	assert_int_equal(rp.status, 303);
	rp = overview_kit_post(k, "/search", "q=123.4");
	assert_int_equal(rp.status, 200);
	rp = overview_kit_post(k, "/search", "q=CCCD+079088012482");
	assert_int_equal(rp.status, 200);
	rp = overview_kit_post(k, "/search", "");
	assert_int_equal(rp.status, 303);
	same(rp.location, "/search");
}

static void scope_of_a_unit(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_tasks(k);
	overview_kit_task(k, &(struct kit_task){ .work = "Số hóa dự thảo",
						 .lead = k->unit[0] });
	overview_kit_person(k, PERM_BIT(PERM_WORK_VIEW), k->unit[0]);
	rp = overview_kit_get(k, "/search?q=so%20hoa");
	shows(rp, "2.4 Số hóa hồ sơ");
	shows_not(rp, "Số hóa dự thảo");
	/* below it */
	rp = overview_kit_get(k, "/search?q=dinh%20muc");
	shows(rp, "4.3 Rà soát");
	rp = overview_kit_get(k, "/search?q=chuyen%20de");
	shows_not(rp, "4.1 Kết luận");
	/* the tree is not this person's to see */
	rp = overview_kit_get(k, "/search?q=chi%20bo");
	shows(rp, "Không tìm thấy gì");
	/* … and tasks aren't this one's */
	overview_kit_person(k, PERM_BIT(PERM_ORG_VIEW), k->unit[0]);
	rp = overview_kit_get(k, "/search?q=chi%20bo");
	shows(rp, "Chi bộ Tổng hợp");
	rp = overview_kit_get(k, "/search?q=so%20hoa");
	shows(rp, "Không tìm thấy gì");
}

/* What a script asks for as one types: the list without the page around it. */
static void the_list_alone(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;

	overview_kit_tasks(k);
	rp = overview_kit_get(k, "/search?q=hanh%20dong&part=1");
	shows(rp, "<div id=\"found\" data-said=\"");
	shows(rp, "Chương trình hành động");
	shows_not(rp, "<h1>");
	shows_not(rp, "<html");
	rp = overview_kit_get(k, "/search?part=1");
	shows(rp, "Gõ một tên");
}

static void many(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;
	int64_t id;

	for (int i = 0; i < 40; i++)
		overview_kit_task(
			k, &(struct kit_task){
				   .work = str_fmt(k->a, "Hội nghị %d", i).p });
	for (int i = 0; i < 12; i++)
		ok(work_document_add(
			&k->cx,
			&(struct work_document_new){
				.kind = STR("KH"),
				.term = STR("2025-2030"),
				.issuer = k->root,
				.issued_on = k->cx.today,
				.title = STR("Kế hoạch tổ chức hội nghị") },
			&id));
	rp = overview_kit_get(k, "/search?q=h%E1%BB%99i%20ngh%E1%BB%8B");
	shows(rp, "30 kết quả");
	shows(rp, "/tasks?q=h%E1%BB%99i%20ngh%E1%BB%8B");
	shows(rp, "10 kết quả");
	shows(rp, "Còn nữa");
}

int main(void)
{
#define page_test(f) cmocka_unit_test_setup_teardown(f, open_kit, close_kit)
	const struct CMUnitTest tests[] = {
		page_test(golden),
		page_test(marks_first),
		page_test(typing_finds_tasks),
		page_test(typing_leaves_many_tasks_out),
		page_test(by_number_and_code),
		page_test(nothing_and_no_word),
		page_test(a_number_stays_out_of_addresses),
		page_test(scope_of_a_unit),
		page_test(the_list_alone),
		page_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
