/* Pages of organisations on other days, after decisions changed them. */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "org/org.h"
#include "org/org_page_priv.h"
#include "org/org_reorg.h"
#include "org/org_tally.h"
#include "profile/profile.h"
#include "view/site.h"

static struct arena *arena;
static struct work_kit kit;
static const struct route_table *const tables[] = { &org_tree_routes,
						    &org_one_routes,
						    &org_export_routes, NULL };
static int64_t cell[2];

/* ---- a feature above, with columns of its own ------------------------------------ */

static int asked;
static ptrdiff_t asked_rows;
static day_t asked_day;

static struct err *people_fill(struct cx *cx, day_t day, const int64_t *org,
			       ptrdiff_t n, struct feature_cell *ret_cells)
{
	asked++;
	asked_rows = n;
	asked_day = day;
	for (ptrdiff_t i = 0; i < n; i++)
		ret_cells[i] = (struct feature_cell){
			.text = str_fmt(cx->arena, "%lld",
					(long long)org[i] * 10),
			.href = str_fmt(cx->arena, "/members?org=%lld",
					(long long)org[i])
		};
	return NULL;
}

static struct err *head_fill(struct cx *cx, day_t day, const int64_t *org,
			     ptrdiff_t n, struct feature_cell *ret_cells)
{
	(void)cx;
	(void)day;
	(void)org;
	if (n)
		ret_cells[0].text = STR("Đ/c Vi Thế Khải");
	return NULL;
}

static const struct feature_org_column columns[] = {
	{ .title = N_("Programmes, tasks"),
	  .order = 30,
	  .perm = PERM_ORG_VIEW,
	  .fill = head_fill },
	{ .title = N_("My work"),
	  .order = 10,
	  .numeric = true,
	  .perm = PERM_ORG_VIEW,
	  .fill = people_fill },
	{ .title = N_("Sign out"),
	  .order = 15,
	  .perm = PERM_ACCOUNT_MANAGE, /* not for the office */
	  .fill = head_fill },
};
static const struct feature above = { .name = "above",
				      .org_columns = columns,
				      .n_org_columns = 3 };

/* ---- what happened ------------------------------------------------------------------ */

static void decide(const char *number, const char *day, struct org_step step)
{
	struct org_decision_new in = { .number = str_c(number),
				       .title = STR("Sắp xếp tổ chức"),
				       .signer = STR("Chu Vĩnh Thụy"),
				       .note = STR("") };
	struct org_decision d;
	int64_t id, step_id;
	bool found;

	assert_true(day_from_iso(str_c(day), &in.effective_on));
	in.signed_on = in.effective_on - 5;
	if (in.signed_on > kit.cx.today)
		in.signed_on = kit.cx.today;
	ok(decision_make(&kit.cx, &in, &id));
	ok(step_add(&kit.cx, id, &step, &step_id));
	ok(decision_find(&kit.cx, id, &d, &found));
	ok(decision_approve(&kit.cx, id, d.rev));
}

static void cell_make(int i, const char *name, const char *code)
{
	ok(org_add(&kit.cx,
		   &(struct org_new){ .parent = kit.unit[UNIT_PRESS],
				      .kind = STR("chi_bo"),
				      .name = str_c(name),
				      .code = str_c(code),
				      .from = kit.cx.today - 200 },
		   &cell[i]));
}

static int setup(void **state)
{
	int64_t *source;

	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	kit.features[1] = &above;
	((struct site *)(uintptr_t)site_get())->n_features = 2;
	cell_make(0, "Chi bộ Biên tập 1", "01001002003004");
	cell_make(1, "Chi bộ Biên tập 2", "01001002003005");
	source = arena_new(arena, int64_t, 1);
	source[0] = cell[1];
	decide("11-QĐ/ĐU", "2026-09-01",
	       (struct org_step){ .kind = STEP_RENAME,
				  .org = kit.unit[UNIT_PEOPLE],
				  .name = STR("Ban Tổ chức và Cán bộ"),
				  .short_name = STR("Ban TC-CB") });
	decide("12-QĐ/ĐU", "2026-09-15",
	       (struct org_step){ .kind = STEP_MOVE,
				  .org = kit.unit[UNIT_CELL],
				  .parent = kit.unit[UNIT_PEOPLE],
				  .code = STR("01001002003777") });
	decide("13-QĐ/ĐU", "2026-10-01",
	       (struct org_step){ .kind = STEP_MERGE_INTO,
				  .heir = cell[0],
				  .source = source,
				  .n_sources = 1 });
	decide("14-QĐ/ĐU", "2026-11-01",
	       (struct org_step){ .kind = STEP_CHANGE_KIND,
				  .org = kit.unit[UNIT_PRESS],
				  .org_kind = STR("dang_bo_co_so") });
	return 0;
}

static int teardown(void **state)
{
	int64_t wrong;

	(void)state;
	ok(org_tally_check(&kit.cx, &wrong));
	assert_int_equal(wrong, 0);
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static struct reply get(const char *path, int64_t n)
{
	return work_kit_get(&kit, USER_OFFICE, path, n);
}

#define shows(rp, text)	    assert_true(work_kit_says(&(rp), (text)))
#define shows_not(rp, text) assert_false(work_kit_says(&(rp), (text)))
#define golden(path, n, name)                                                  \
	work_kit_golden(&kit, USER_OFFICE, (path), (n),                        \
			"../../org/golden/" name)

static void golden_pages(void **state)
{
	(void)state;
	golden("/org?to=cell", 0, "org_day_cells");
	golden("/org?to=cell&as_at=2026-08-31", 0, "org_day_past");
	golden("/org?q=ban+to+chuc+thanh+uy", 0, "org_day_former");
	golden("/org/%ld", cell[0], "org_day_heir");
	golden("/org/%ld", cell[1], "org_day_ended");
}

/* ---- the tree ------------------------------------------------------------------------- */

static void each_day_has_its_tree(void **state)
{
	struct reply rp = get("/org?to=cell&as_at=31/8/2026", 0);

	(void)state;
	assert_int_equal(rp.status, 200);
	shows(rp, "Tổ chức tại ngày 31/08/2026");
	shows(rp, ">Ban Tổ chức Thành ủy</a>");
	shows(rp, "Chi bộ Biên tập 2");
	rp = get("/org?to=cell&as_at=1/9/2026", 0);
	shows(rp, ">Ban Tổ chức và Cán bộ</a>");
	shows_not(rp, ">Ban Tổ chức Thành ủy</a>");
	/* two days with changes around it */
	rp = get("/org?as_at=20/9/2026", 0);
	shows(rp, "href=\"/org?as_at=2026-09-15\"");
	shows(rp, "href=\"/org?as_at=2026-10-01\"");
	rp = get("/org?to=cell", 0);
	shows_not(rp, "Chi bộ Biên tập 2</a>");
	shows(rp, "Nhận từ Chi bộ Biên tập 2 từ 01/10/2026");
	shows(rp, "Chuyển về đây từ 15/09/2026");
	shows(rp, "Tên hoặc loại mới từ 01/09/2026");
	/* the same day by another name is today */
	rp = get("/org?as_at=2026-10-14", 0);
	shows_not(rp, "Tổ chức tại ngày");
}

static void days_that_are_none(void **state)
{
	struct reply rp = get("/org?as_at=31/6/2026", 0);

	(void)state;
	assert_int_equal(rp.status, 422);
	shows(rp, "Còn 1 chỗ cần sửa");
	shows(rp, "value=\"31/6/2026\"");
	shows(rp, ">Ban Tổ chức và Cán bộ</a>"); /* today's */
	rp = get("/org?as_at=2020-05-01", 0);
	assert_int_equal(rp.status, 200);
	shows(rp, "Ngày 01/05/2020 chưa có tổ chức nào: tổ chức đầu tiên có từ "
		  "27/01/2026.");
	shows(rp, "href=\"/org?as_at=2026-01-27\"");
	rp = get("/org?as_at=2026-10-31", 0);
	shows(rp, "Ngày 31/10/2026 chưa đến");
	shows_not(rp, "quyết định đã duyệt");
	rp = get("/org?as_at=2026-11-01", 0);
	shows(rp, "1 quyết định đã duyệt có hiệu lực đến ngày đó");
	rp = get("/org?top=99999", 0);
	shows(rp, "Ngày này không có tổ chức đó.");
	rp = get("/org?page=0", 0);
	assert_int_equal(rp.status, 400);
}

static void branches(void **state)
{
	struct reply rp = get("/org?to=cell&shut=%ld", kit.unit[UNIT_PRESS]);

	(void)state;
	shows_not(rp, "Chi bộ Biên tập 1</a>");
	shows(rp, "Chi bộ Văn thư</a>");
	rp = get("/org?open=%ld", kit.unit[UNIT_PRESS]);
	shows(rp, "Chi bộ Biên tập 1</a>");
	shows_not(rp, "Chi bộ Văn thư</a>");
	/* one branch alone says where it stands */
	rp = get("/org?top=%ld&as_at=2026-08-31", kit.unit[UNIT_PRESS]);
	shows(rp, "class=\"crumb\"");
	shows(rp, "Chi bộ Biên tập 2</a>");
	shows_not(rp, "Chi bộ Văn thư</a>");
	rp = get("/org?kind=chi_bo&as_at=2026-08-31", 0);
	shows(rp, "3 kết quả");
	shows(rp, "Chi bộ Văn thư</a>");
	rp = get("/org?kind=chi_bo", 0);
	shows(rp, "2 kết quả");
}

/* A level of many is cut; the rest stands page by page. */
static void a_wide_level(void **state)
{
	int64_t wide, id;
	struct reply rp;

	(void)state;
	ok(org_add(&kit.cx,
		   &(struct org_new){ .parent = kit.root,
				      .kind = STR("dang_bo_co_so"),
				      .name = STR("Đảng bộ rộng"),
				      .from = kit.cx.today },
		   &wide));
	for (int i = 0; i < 230; i++)
		ok(org_add(&kit.cx,
			   &(struct org_new){
				   .parent = wide,
				   .kind = STR("to_dang"),
				   .name = str_fmt(arena, "Tổ %d", i + 1),
				   .from = kit.cx.today },
			   &id));
	rp = get("/org?open=%ld", wide);
	shows(rp, ">Tổ 100</a>");
	shows_not(rp, ">Tổ 101</a>");
	shows(rp, "130 tổ chức nữa");
	assert_true(work_kit_says(
		&rp, str_fmt(arena, "href=\"/org?top=%lld&amp;page=2\"",
			     (long long)wide)
			     .p));
	rp = get("/org?top=%ld&page=3", wide);
	shows(rp, ">Tổ 201</a>");
	shows(rp, ">Tổ 230</a>");
	shows_not(rp, ">Tổ 200</a>");
	shows(rp, "201 đến 230 trong tổng số 230");
	rp = get("/org/%ld", wide);
	shows(rp, "130 tổ chức nữa");
}

/* ---- columns of other features ---------------------------------------------- */

static void columns_are_asked_once(void **state)
{
	struct reply rp;

	(void)state;
	asked = 0;
	rp = get("/org?open=%ld&as_at=2026-08-31", kit.unit[UNIT_PRESS]);
	assert_int_equal(asked, 1);
	assert_true(asked_rows > 4);
	assert_int_equal(asked_day, kit.cx.today - 44);
	shows(rp, "<a href=\"/members?org=1\">10</a>");
	shows(rp, "Đ/c Vi Thế Khải");
	shows_not(rp, "Đăng xuất</th>");
	/* in their order, own ones between */
	assert_true(str_find(buf_view(&rp.body), STR(">Việc của tôi</th>"), 0) <
		    str_find(buf_view(&rp.body), STR(">Chi bộ</th>"), 0));
	assert_true(str_find(buf_view(&rp.body), STR(">Chi bộ</th>"), 0) <
		    str_find(buf_view(&rp.body),
			     STR(">Chương trình, nhiệm vụ</th>"), 0));
}

/* ---- one organisation ------------------------------------------------------------------------ */

static void what_became_of_it(void **state)
{
	struct reply rp = get("/org/%ld", cell[1]);

	(void)state;
	assert_int_equal(rp.status, 200);
	shows(rp, "đã kết thúc hoạt động từ 01/10/2026: sáp nhập vào Chi bộ "
		  "Biên tập 1");
	shows(rp, "Quyết định 13-QĐ/ĐU ngày 26/09/2026, do Chu Vĩnh Thụy ký");
	rp = get("/org/%ld?as_at=2026-09-30", cell[1]);
	shows_not(rp, "đã kết thúc");
	shows(rp, "Mã 01001002003005");
	rp = get("/org/%ld?as_at=2026-01-30", cell[1]);
	shows(rp, "Ngày 30/01/2026 chưa có tổ chức này: tổ chức có từ "
		  "28/03/2026.");
	rp = get("/org/%ld", cell[0]);
	shows(rp, "nhận sáp nhập");
	rp = get("/org/%ld?as_at=2026-08-31", kit.unit[UNIT_PEOPLE]);
	shows(rp, "<h1>Ban Tổ chức Thành ủy</h1>");
	shows(rp, "<del>Ban Tổ chức Thành ủy</del> → <ins>Ban Tổ chức và Cán "
		  "bộ</ins>");
	rp = get("/org/%ld", 99999);
	assert_int_equal(rp.status, 404);
	rp = get("/org/%ld?as_at=x", cell[0]);
	assert_int_equal(rp.status, 422);
}

/* ---- found by what it was ---------------------------------------------------- */

static void found_by_former_names(void **state)
{
	struct reply rp = get("/org?q=ban+to+chuc+thanh", 0);

	(void)state;
	shows(rp, "Ban Tổ chức và Cán bộ</a>");
	shows(rp, "còn có tên “Ban Tổ chức Thành ủy”");
	/* words apart, any begun */
	rp = get("/org?q=can+to+ch", 0);
	shows(rp, "Ban Tổ chức và Cán bộ</a>");
	shows_not(rp, "còn có tên");
	rp = get("/org?q=01001002003005", 0);
	shows(rp, "Chi bộ Biên tập 2</a>");
	shows(rp, "mã cũ 01001002003005; kết thúc từ 01/10/2026");
	rp = get("/org?q=bien+tap&as_at=2026-08-31", 0);
	shows(rp, "Chi bộ Biên tập 2</a>");
	shows_not(rp, "kết thúc từ");
	rp = get("/org?q=bien+tap&as_at=2026-02-28", 0);
	shows(rp, "bắt đầu từ 28/03/2026");
	/* with its marks before without */
	rp = get("/org?q=b%C3%A1o&kind=co_quan", 0);
	shows(rp, "Báo và Phát thanh");
	rp = get("/org?q=bao&kind=chi_bo", 0);
	shows(rp, "Không có tổ chức nào có hoặc từng có");
	rp = get("/org?q=%25", 0);
	assert_int_equal(rp.status, 200);
}

/* ---- files -------------------------------------------------------------------- */

static void files_of_a_day(void **state)
{
	struct reply rp = get("/org/export.csv?as_at=2026-08-31", 0);
	struct str csv = buf_view(&rp.body);

	(void)state;
	assert_int_equal(rp.status, 200);
	same(rp.download, "to-chuc 2026-08-31.csv");
	shows(rp, "Ban Tổ chức Thành ủy");
	shows(rp, "\"01001002003005\",\"Chi bộ Biên tập 2\",\"Chi bộ Biên tập "
		  "2\",\"Chi bộ\",\"Báo và Phát thanh – Truyền hình\","
		  "\"2026-03-28\",\"2026-10-01\"");
	shows(rp, "Số dòng: 7");
	/* what stands below follows it */
	assert_true(str_find(csv, STR("Văn phòng Thành ủy"), 0) <
		    str_find(csv, STR("Chi bộ Văn thư"), 0));
	assert_true(str_find(csv, STR("Chi bộ Văn thư"), 0) <
		    str_find(csv, STR("Ban Tổ chức Thành ủy"), 0));
	rp = get("/org/export.xlsx", 0);
	assert_int_equal(rp.status, 200);
	assert_true(str_starts(buf_view(&rp.body), STR("PK")));
	rp = get("/org/export.csv?as_at=1/1/2000", 0);
	shows(rp, "Số dòng: 0");
	rp = get("/org/export.csv?as_at=x", 0);
	assert_int_equal(rp.status, 400);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(golden_pages),
		cmocka_unit_test(each_day_has_its_tree),
		cmocka_unit_test(days_that_are_none),
		cmocka_unit_test(branches),
		cmocka_unit_test(columns_are_asked_once),
		cmocka_unit_test(what_became_of_it),
		cmocka_unit_test(found_by_former_names),
		cmocka_unit_test(files_of_a_day),
		cmocka_unit_test(a_wide_level),
	};

	return cmocka_run_group_tests(all, setup, teardown);
}
