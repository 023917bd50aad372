/*
 * Fills a folder with the reference data of bench/run: a committee of 19
 * units and 5,000 tasks of about 300 characters, 3,089 of them open. All of
 * it is written by the program's own acts, so the trail and the history are
 * as full as after two years of use. No part of the product.
 *
 *	bench-fill DIR ANNEX.xlsx [OPEN]
 *
 * prints `office PATH` and `unit PATH` (one-time links), `lead N` and
 * `lead N` (the unit's organisation); writes an annex of 5,000 rows. With
 * OPEN, that many are open instead.
 */
#include "base/std.h"

#include <stdio.h>
#include <stdlib.h>

#include "account/account.h"
#include "app/app.h"
#include "auth/perm.h"
#include "base/date.h"
#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/work_act.h"

enum {
	UNITS = 19,
	TASKS = 5000,
	OPEN = 3089,
	PROGRAMMES = 4,
	GROUP = 250, /* tasks of one transaction */
	SECTIONS = 8,
};

static const char *const units[UNITS] = {
	"Văn phòng Đảng ủy",
	"Ban Xây dựng Đảng",
	"Ủy ban Kiểm tra Đảng ủy",
	"Trung tâm Chính trị",
	"Ủy ban Mặt trận Tổ quốc",
	"Đảng ủy Ủy ban nhân dân",
	"Đảng ủy các cơ quan Đảng",
	"Đảng ủy Công an",
	"Đảng ủy Quân sự",
	"Hội Liên hiệp Phụ nữ",
	"Hội Nông dân",
	"Hội Cựu chiến binh",
	"Đoàn Thanh niên",
	"Liên đoàn Lao động",
	"Phòng Kinh tế, Hạ tầng và Đô thị",
	"Phòng Văn hóa - Xã hội",
	"Trung tâm Phục vụ hành chính công",
	"Chi bộ Trường Trung học cơ sở Hòa Bình",
	"Chi bộ Trạm Y tế",
};
static const char *const verbs[] = {
	"Xây dựng",   "Ban hành", "Rà soát, bổ sung", "Tổ chức", "Kiểm tra",
	"Hoàn thiện", "Lập",	  "Triển khai",
};
static const char *const things[] = {
	"kế hoạch chuyển đổi số trong các cơ quan, đơn vị thuộc phạm vi quản "
	"lý của Đảng bộ",
	"quy chế phối hợp giữa cấp ủy với chính quyền, Mặt trận và các đoàn "
	"thể chính trị - xã hội",
	"danh mục thủ tục hành chính của Đảng thực hiện trên môi trường điện "
	"tử toàn trình",
	"hội nghị học tập, quán triệt nghị quyết đại hội cho cán bộ, đảng "
	"viên và nhân dân",
	"cơ sở dữ liệu đảng viên, số hóa hồ sơ lý lịch và kết nối với hệ "
	"thống dùng chung",
	"chương trình kiểm tra, giám sát chuyên đề về trách nhiệm nêu gương "
	"của người đứng đầu",
};
static const char *const places[] = {
	"tại các chi bộ trực thuộc trong năm, bảo đảm tiến độ đã giao",
	"trên địa bàn toàn phường, gắn với cải cách hành chính",
	"ở từng khu dân cư, có phân công người chịu trách nhiệm rõ ràng",
	"trong cán bộ, công chức, viên chức và người lao động",
};
static const char *const products[] = {
	"01 kế hoạch được Ban Thường vụ phê duyệt, gửi các đơn vị thực hiện",
	"01 báo cáo kết quả kèm danh sách từng đơn vị và số liệu đối chiếu",
	"12 biên bản kiểm tra và 01 thông báo kết luận của cấp ủy",
	"01 quyết định ban hành quy chế và 01 hướng dẫn thực hiện",
	"100% hồ sơ được cập nhật, 01 biên bản nghiệm thu hệ thống",
};
static const char *const sections[SECTIONS] = {
	"I. Công tác chính trị, tư tưởng",
	"II. Công tác tổ chức, cán bộ",
	"III. Công tác kiểm tra, giám sát",
	"IV. Công tác dân vận",
	"V. Chuyển đổi số và cải cách hành chính",
	"VI. Phát triển kinh tế - xã hội",
	"VII. Quốc phòng, an ninh",
	"VIII. Công tác văn phòng cấp ủy",
};

#define PICK(list, i) ((list)[(i) % N_ELEMENTS(list)])

static void stop_on(struct err *err)
{
	char line[2000];
	struct arena *a;

	if (!err)
		return;
	a = arena_open(1 << 20);
	snprintf(line, sizeof(line), "%.*s %.*s",
		 STR_ARG(tr_err(a, LANG_EN, err)), STR_ARG(err->detail));
	fprintf(stderr, "bench-fill: %s\n", line);
	exit(1);
}

/* The same context on an earlier day. */
static struct cx back(const struct cx *cx, int days)
{
	struct cx then = *cx;

	then.today -= days;
	then.as_at = then.today;
	then.now -= (int64_t)days * 86400000;
	return then;
}

/* ---- words ------------------------------------------------------------------ */

static struct str work_words(struct arena *a, int i)
{
	return str_fmt(a, "%s %s %s (mục %d)", PICK(verbs, i),
		       PICK(things, i / 3), PICK(places, i / 7), i + 1);
}

/* ---- one task and its life --------------------------------------------------- */

struct plan {
	int64_t org[UNITS], programme[PROGRAMMES];
	int from; /* first task of this group */
};

static int done = TASKS - OPEN;

static bool is_done(int i)
{
	return i * done / TASKS != (i + 1) * done / TASKS;
}

/* Days from today to the deadline. */
static int due_in(int i)
{
	if (is_done(i))
		return i % 7 ? -30 - i % 11 : -60;
	if (i % 10 == 1)
		return -1 - i % 40;
	if (i % 10 == 2)
		return i % 14;
	return 15 + i % 300;
}

static struct err *deed(struct cx *cx, int days, int64_t task,
			enum work_do what, int percent)
{
	struct cx then = back(cx, days);

	return work_do(&then,
		       &(struct work_deed){
			       .task = task,
			       .what = what,
			       .report = { .percent = percent,
					   .body = STR("Đã hoàn thành phần "
						       "việc theo kế hoạch "
						       "tháng, đang lấy ý kiến "
						       "góp ý của các "
						       "đơn vị liên quan."),
					   .cause = STR("du_lieu"),
					   .ask = percent == 40
							  ? STR("help")
							  : STR("none") } },
		       NULL);
}

/* Issued, accepted, reported on; finished ones go to the end. */
static struct err *live(struct cx *cx, int64_t task, int i)
{
	struct err *err = deed(cx, 120, task, WORK_DO_ISSUE, 0);

	if (err || (!is_done(i) && i % 10 == 0))
		return err;
	err = deed(cx, 110, task, WORK_DO_ACCEPT, 0);
	if (!err)
		err = deed(cx, 80, task, WORK_DO_REPORT, 20);
	if (!err && (is_done(i) || i % 2))
		err = deed(cx, 50, task, WORK_DO_REPORT,
			   i % 100 == 5 ? 40 : 60);
	if (!err && (is_done(i) || i % 10 == 3))
		err = deed(cx, 45, task, WORK_DO_SUBMIT, 100);
	if (!err && is_done(i))
		err = deed(cx, 40, task, WORK_DO_VERIFY, 0);
	return err;
}

static struct err *task_make(struct cx *cx, const struct plan *p, int i)
{
	struct cx then = back(cx, 125);
	int64_t with[1] = { p->org[(i + 5) % UNITS] };
	int per = TASKS / PROGRAMMES, section = i % per * SECTIONS / per;
	int64_t task;
	struct err *err = work_task_add(
		&then,
		&(struct work_task_words){
			.programme = p->programme[i / per],
			.section = str_c(sections[section]),
			.number = str_fmt(cx->arena, "%d.%d", section + 1,
					  i % per + 1),
			.work = work_words(cx->arena, i),
			.work_confirmed = true,
			.lead = p->org[i % UNITS],
			.lead_text = str_c(units[i % UNITS]),
			.with = with,
			.n_with = 1,
			.with_text = str_c(units[(i + 5) % UNITS]),
			.deadline = fmt_day(cx->arena, cx->today + due_in(i)),
			.product = str_c(PICK(products, i)),
			.product_confirmed = true,
			.import = DB_NULL,
			.import_row = DB_NULL },
		&task);

	return err ? err : live(cx, task, i);
}

static struct err *group_tx(struct cx *cx, void *arg)
{
	const struct plan *p = arg;

	for (int i = p->from; i < p->from + GROUP; i++) {
		struct err *err = task_make(cx, p, i);

		if (err)
			return err;
	}
	return NULL;
}

static void tasks_make(const struct cx *cx, struct plan *p)
{
	for (p->from = 0; p->from < TASKS; p->from += GROUP) {
		struct arena *a CLEANUP(arena_closep) = arena_open(1 << 30);
		struct cx mine = *cx;

		mine.arena = a;
		stop_on(db_tx(&mine, group_tx, p));
	}
}

/* ---- the rest ------------------------------------------------------------------ */

static void programmes_make(struct cx *cx, int64_t root, struct plan *p)
{
	struct cx then = back(cx, 200);
	int year = day_ymd(then.today).y;

	for (int k = 0; k < PROGRAMMES; k++) {
		int64_t document;

		stop_on(work_document_add(
			&then,
			&(struct work_document_new){
				.kind = STR("CTr"),
				.number = 0,
				.term = STR("2025-2030"),
				.issuer = root,
				.issued_on = then.today,
				.title = STR(
					"Chương trình hành động thực hiện Nghị "
					"quyết Đại hội Đảng bộ") },
			&document));
		stop_on(work_programme_add(
			&then,
			&(struct work_programme_new){
				.document = document,
				.title = str_fmt(cx->arena,
						 "Chương trình hành động "
						 "năm %d, phần %d",
						 year, k + 1),
				.year = year,
				.from = then.today,
				.to = then.today + 600,
				.owner = root },
			&p->programme[k]));
	}
}

static void person_make(struct cx *cx, const char *word, enum role role,
			int64_t org)
{
	struct str path;
	int64_t user;

	stop_on(account_ensure(
		cx,
		&(struct account_new){
			.email = str_fmt(cx->arena, "%s@bench.example", word),
			.name = STR("Nguyễn Thị Minh Khai"),
			.role = role,
			.org = org,
			.lang = STR("vi") },
		&user));
	stop_on(account_link(cx, user, &path));
	printf("%s %.*s\n", word, STR_ARG(path));
}

static void annex_make(struct cx *cx, const char *path)
{
	static const struct sheet_col col[] = {
		{ .title = STR_INIT("TT"), .width = 6 },
		{ .title = STR_INIT("Nội dung công việc"), .width = 60 },
		{ .title = STR_INIT("Cơ quan chủ trì"), .width = 30 },
		{ .title = STR_INIT("Cơ quan phối hợp"), .width = 30 },
		{ .title = STR_INIT("Thời gian hoàn thành"), .width = 16 },
		{ .title = STR_INIT("Sản phẩm"), .width = 40 },
	};
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes;
	FILE *f;

	stop_on(xlsx_begin(cx->arena, &x));
	stop_on(xlsx_sheet(x, STR("Phụ lục"), STR("PHỤ LỤC"), col,
			   (int)N_ELEMENTS(col)));
	for (int i = 0; i < TASKS; i++) {
		struct sheet_val v[N_ELEMENTS(col)] = {
			{ .text = str_fmt(cx->arena, "%d", i + 1) },
			{ .text = work_words(cx->arena, i) },
			{ .text = str_c(units[i % UNITS]) },
			{ .text = str_c(units[(i + 5) % UNITS]) },
			{ .text = fmt_day(cx->arena, cx->today + due_in(i)) },
			{ .text = str_c(PICK(products, i)) },
		};

		stop_on(xlsx_row(x, v));
	}
	stop_on(xlsx_end(x, &bytes));
	f = fopen(path, "wb");
	if (!f || fwrite(bytes.p, 1, (size_t)bytes.n, f) != (size_t)bytes.n ||
	    fclose(f)) {
		fprintf(stderr, "bench-fill: %s can't be written\n", path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 30);
	struct timespec t;
	struct cx cx = { .arena = a,
			 .lang = LANG_VI,
			 .actor = { .id = ACTOR_SYSTEM,
				    .perms = UINT64_MAX,
				    .name = STR("Hệ thống"),
				    .org_is_root = true } };
	struct plan p = { .from = 0 };
	int64_t root, admin;

	if (argc != 3 && argc != 4)
		return 2;
	if (argc == 4)
		done = TASKS - (int)strtol(argv[3], NULL, 10);
	clock_gettime(CLOCK_REALTIME, &t);
	cx.now = (int64_t)t.tv_sec * 1000;
	cx.today = cx.as_at = day_of_instant(cx.now);
	stop_on(realm_open(&cx, str_c(argv[1]), true));
	stop_on(realm_init(&cx,
			   &(struct realm_new){
				   .profile = STR("vn-party"),
				   .name = STR("Đảng bộ phường Mẫu"),
				   .admin = STR("admin@bench.example") },
			   &root, &admin));
	for (int i = 0; i < UNITS; i++)
		stop_on(org_add(&cx,
				&(struct org_new){ .parent = root,
						   .kind = STR("dang_bo_co_so"),
						   .name = str_c(units[i]),
						   .from = cx.today - 400 },
				&p.org[i]));
	programmes_make(&cx, root, &p);
	tasks_make(&cx, &p);
	person_make(&cx, "office", ROLE_OFFICE, root);
	person_make(&cx, "unit", ROLE_SECRETARY, p.org[0]);
	printf("lead %lld\n", (long long)p.org[0]);
	annex_make(&cx, argv[2]);
	realm_close(&cx);
	return 0;
}
