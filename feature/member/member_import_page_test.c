/* The pages of importing a register, through the door of platform/http. */
#include "work/test/work_kit.h"

#include "account/account_act.h"
#include "base/perm.h"
#include "db/db.h"
#include "doc/doc.h"
#include "member/member_import_priv.h"
#include "member/member_import_progress.h"

enum { ARENA = 512 << 20 };
#define GOLDEN "../../member/golden/"

static struct arena *arena;
static struct work_kit kit;
static const struct route_table *const tables[] = { &member_import_routes,
						    NULL };
static const char file[] =
	"Tính đến ngày 31/12/2025\n"
	"STT,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Ngày vào Đảng,Ngày chính "
	"thức,Chi bộ,Tổ chức cơ sở đảng\n"
	"1,Lê Văn An,05/03/1980,Nam,079080000111,03/02/2005,03/02/2006,,Đơn "
	"vị Ma\n"
	"2,Đỗ Công Sai,31/02/1979,Nam,079079000333,03/02/2005,03/02/2006,,Đơn "
	"vị Ma\n"
	"3,<b>Trần Thị Bình,1985,Nữ,0791850002,19/05/2025,,,Đơn vị Ma\n";

static struct reply upload(enum kit_user who, const char *name, struct str text)
{
	const struct kit_part parts[] = { { "file", name, text },
					  { NULL, NULL, STR_NULL } };

	return work_kit_send(&kit, who, "/members/import", 0, parts);
}

static void the_whole_way(void **data UNUSED)
{
	struct reply rp;
	struct str at;
	int64_t id;

	work_kit_golden(&kit, USER_OFFICE, "/members/import", 0,
			GOLDEN "member_import_form");
	rp = upload(USER_OFFICE, "danh-sach.csv", str_c(file));
	assert_int_equal(rp.status, 303);
	at = rp.location;
	assert_true(str_starts(at, STR("/members/import/")));
	assert_true(str_to_i64(str_sub(at, 16, at.n), &id));
	work_kit_golden(&kit, USER_OFFICE, "/members/import/%ld", id,
			GOLDEN "member_import_look");
	rp = work_kit_get(&kit, USER_OFFICE, "/members/import/%ld", id);
	assert_false(work_kit_says(&rp, "0791850002"));
	assert_false(work_kit_says(&rp, "<b>Trần"));
	/* an old page */
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=mend&rev=7&cell.4.birth=28/02/1979");
	assert_int_equal(rp.status, 409);
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=mend&rev=1&cell.4.birth=28/02/1979");
	assert_int_equal(rp.status, 303);
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   str_fmt(arena, "do=names&rev=2&name.1.unit=%ld",
				   (long)kit.unit[UNIT_PRESS])
				   .p);
	assert_int_equal(rp.status, 303);
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=all&rev=3");
	assert_int_equal(rp.status, 422);
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=good&rev=3");
	assert_int_equal(rp.status, 303);
	work_kit_golden(&kit, USER_OFFICE, "/members/import/%ld", id,
			GOLDEN "member_import_done");
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=undo");
	assert_int_equal(rp.status, 303);
	work_kit_golden(&kit, USER_OFFICE, "/members/import/%ld", id,
			GOLDEN "member_import_undone");
}

/* Whatever a register holds, a page shows ten lines of one part of it. */
static void pages_stay_short(void **data UNUSED)
{
	struct buf b = buf_init(arena, 1 << 16);
	struct reply rp;
	int64_t id;

	buf_lit(&b, "Họ và tên,Ngày sinh,Số CCCD,Ngày vào Đảng,Đơn vị\n");
	for (int i = 0; i < 25; i++)
		buf_fmt(&b,
			"Người %c,31/02/1980,0790800002%02d,03/02/2000,%s %c\n"
			"Ngươi %c,28/02/1981,0790810003%02d,03/02/2000,%s %c\n",
			'A' + i, i, "Đơn vị", 'a' + i, 'A' + i, i, "ĐƠN VỊ",
			'A' + i);
	rp = upload(USER_OFFICE, "nhieu.csv", buf_view(&b));
	assert_int_equal(rp.status, 303);
	assert_true(str_to_i64(str_sub(rp.location, 16, rp.location.n), &id));
	/* 25 units in 50 spellings, asked for by tens */
	rp = work_kit_get(&kit, USER_OFFICE, "/members/import/%ld", id);
	assert_true(work_kit_says(&rp, "<b>25</b>"));
	assert_true(work_kit_says(&rp, "name=\"name.1.unit\""));
	assert_true(work_kit_says(&rp, "“ĐƠN VỊ A”"));
	assert_true(work_kit_says(&rp, "name=\"name.10.unit\""));
	assert_false(work_kit_says(&rp, "name=\"name.11.unit\""));
	assert_false(work_kit_says(&rp, "name=\"cell."));
	rp = work_kit_get(&kit, USER_OFFICE,
			  "/members/import/%ld?part=names&page=3", id);
	assert_true(work_kit_says(&rp, "name=\"name.25.unit\""));
	rp = work_kit_get(&kit, USER_OFFICE,
			  "/members/import/%ld?part=faults&page=2", id);
	assert_true(work_kit_says(&rp, "name=\"cell.22.birth\""));
	assert_false(work_kit_says(&rp, "name=\"cell.2.birth\""));
	assert_false(work_kit_says(&rp, "name=\"name."));
	/* back to where it was said */
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=mend&rev=1&part=faults&page=2"
			   "&cell.22.birth=28/02/1980");
	assert_int_equal(rp.status, 303);
	assert_true(str_ends(rp.location, STR("?part=faults&page=2&saved=1")));
	/* what was decided can be seen, and decided otherwise */
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=names&rev=2&part=names&name.1.unit=leave");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE,
			  "/members/import/%ld?part=names&page=3", id);
	assert_true(work_kit_says(&rp, "name=\"name.1.unit\""));
	assert_true(work_kit_says(&rp, "value=\"leave\" selected"));
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=drop");
	assert_int_equal(rp.status, 303);
}

/* While a large one is written the page says how far it is; with a script only
 * that part of it is looked at again. */
static void progress_is_shown(void **data UNUSED)
{
	struct buf b = buf_init(arena, 1 << 20);
	struct import_progress *p;
	struct reply rp;
	int64_t id;

	buf_lit(&b, "Tính đến ngày 31/12/2025\nHọ và tên,Ngày sinh,Số "
		    "CCCD,Ngày vào Đảng,Đơn vị,Chức vụ\n");
	for (int i = 0; i <= MEMBER_IMPORT_AT_ONCE; i++)
		buf_fmt(&b,
			"Người %d,01/02/1980,07908000%04d,03/02/2000,%s,%s\n",
			i, i, "Đơn vị Ma", i % 2 ? "Tổ viên" : "Bí thư");
	rp = upload(USER_OFFICE, "lon.csv", buf_view(&b));
	assert_int_equal(rp.status, 303);
	assert_true(str_to_i64(str_sub(rp.location, 16, rp.location.n), &id));
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   str_fmt(arena, "do=names&rev=1&name.1.unit=%ld",
				   (long)kit.unit[UNIT_PRESS])
				   .p);
	assert_int_equal(rp.status, 303);
	/* a position that nobody knows, and what it is to mean */
	rp = work_kit_get_en(&kit, USER_OFFICE,
			     "/members/import/%ld?part=titles", id);
	assert_true(work_kit_says(&rp, "As its words say: Secretary"));
	assert_true(work_kit_says(&rp, "name=\"title.2\""));
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=titles&rev=2&part=titles&title.2=no.such");
	assert_int_equal(rp.status, 422);
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=titles&rev=2&part=titles&title.2=none"
			   "&title.1=cap_uy_vien.unit");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE, "/members/import/%ld?part=titles",
			  id);
	assert_true(work_kit_says(&rp, "value=\"cap_uy_vien.unit\" selected"));
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", id,
			   "do=good&rev=3");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get_en(&kit, USER_OFFICE, "/members/import/%ld", id);
	assert_true(work_kit_says(&rp, "<noscript><meta http-equiv="
				       "\"refresh\" content=\"2\">"));
	assert_true(work_kit_says(&rp, "id=\"waits\" data-again=\"2\""));
	assert_true(work_kit_says(&rp, "<progress id=\"bar\"></progress>"));
	p = import_progress_begin(&kit.cx, id);
	assert_non_null(p);
	import_progress_at(p, IMPORT_WRITES, 500, 2001);
	rp = work_kit_get_en(&kit, USER_OFFICE, "/members/import/%ld", id);
	assert_true(work_kit_says(&rp, "500 of 2,001 rows written"));
	assert_true(work_kit_says(&rp, "max=\"2001\" value=\"500\""));
	/* nobody else's is shown */
	import_progress_end(p);
	rp = work_kit_get_en(&kit, USER_OFFICE, "/members/import/%ld", id);
	assert_false(work_kit_says(&rp, "500 of 2,001"));
	assert_null(import_progress_begin(&kit.cx, 0));
}

static void others_dont_get_in(void **data UNUSED)
{
	struct reply rp = work_kit_get(&kit, USER_LEADER, "/members/import", 0);

	assert_int_equal(rp.status, 403);
	rp = work_kit_get(&kit, USER_OTHER, "/members/import/%ld", 1);
	assert_true(rp.status == 403 || rp.status == 404);
	rp = work_kit_get(&kit, USER_OFFICE, "/members/import/%ld", 99999);
	assert_int_equal(rp.status, 404);
}

/* Who keeps the records of a unit sees no file of another. */
static void files_of_the_own_unit(void **data UNUSED)
{
	struct account_role role = { .role = STR(ROLE_OFFICE),
				     .org = kit.unit[UNIT_PEOPLE],
				     .from = kit.cx.today,
				     .to = DAY_NONE };
	struct reply rp;

	rp = upload(USER_OFFICE, "cua-toan-dang-bo.csv", str_c(file));
	assert_int_equal(rp.status, 303);
	ok(account_role_give(&kit.cx, kit.user[USER_OTHER], &role));
	rp = work_kit_get(&kit, USER_OFFICE, "/members/import", 0);
	assert_true(work_kit_says(&rp, "cua-toan-dang-bo.csv"));
	rp = work_kit_get(&kit, USER_OTHER, "/members/import", 0);
	assert_int_equal(rp.status, 200);
	assert_false(work_kit_says(&rp, "cua-toan-dang-bo.csv"));
}

static void bad_files_are_told(void **data UNUSED)
{
	struct reply rp = upload(USER_OFFICE, "a.csv", STR("x,y\n1,2\n"));

	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "id=\"file-e\""));
	rp = upload(USER_OFFICE, "a.pdf", STR("%PDF-1.4"));
	assert_int_equal(rp.status, 422);
	rp = upload(USER_OFFICE, "", STR(""));
	assert_int_equal(rp.status, 422);
	rp = work_kit_post(&kit, USER_OFFICE, "/members/import/%ld", 99999,
			   "do=good&rev=1");
	assert_int_equal(rp.status, 404);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_way),
		cmocka_unit_test(pages_stay_short),
		cmocka_unit_test(progress_is_shown),
		cmocka_unit_test(others_dont_get_in),
		cmocka_unit_test(files_of_the_own_unit),
		cmocka_unit_test(bad_files_are_told),
	};
	int child = doc_child_main(argc, argv), failed;

	if (child >= 0)
		return child;
	arena = arena_open(ARENA);
	work_kit_found(arena, tables, "2025-08-01", &kit);
	kit_day(&kit.cx, "2026-10-14");
	work_kit_go_on(&kit);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	work_kit_close(&kit);
	arena_close(arena);
	return failed;
}
