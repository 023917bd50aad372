/*
 * A committee with tasks in every state, written by the program's own acts, so
 * that trail and history are as full as after two years of use.
 */
#include "app/app_sample.h"

#include "base/date.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/work_act.h"

enum {
	UNITS = SAMPLE_UNITS,
	GROUP = 250, /* tasks of one transaction */
	SECTIONS = 8,
	GROUP_MEMORY = 1 << 30,
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

struct str sample_unit(int i)
{
	return str_c(units[i % UNITS]);
}

struct str sample_work(struct arena *a, int i)
{
	return str_fmt(a, "%s %s %s (mục %d)", PICK(verbs, i),
		       PICK(things, i / 3), PICK(places, i / 7), i + 1);
}

struct str sample_product(int i)
{
	return str_c(PICK(products, i));
}

/* ---- one task and its life --------------------------------------------------- */

static bool is_done(const struct sample_ask *ask, int i)
{
	int64_t done = ask->tasks - ask->open;

	return i * done / ask->tasks != (i + 1) * done / ask->tasks;
}

int sample_due_in(const struct sample_ask *ask, int i)
{
	if (is_done(ask, i))
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
static struct err *live(struct cx *cx, const struct sample_ask *ask,
			int64_t task, int i)
{
	struct err *err = deed(cx, 120, task, WORK_DO_ISSUE, 0);

	if (err || (!is_done(ask, i) && i % 10 == 0))
		return err;
	err = deed(cx, 110, task, WORK_DO_ACCEPT, 0);
	if (!err)
		err = deed(cx, 80, task, WORK_DO_REPORT, 20);
	if (!err && (is_done(ask, i) || i % 2))
		err = deed(cx, 50, task, WORK_DO_REPORT,
			   i % 100 == 5 ? 40 : 60);
	if (!err && (is_done(ask, i) || i % 10 == 3))
		err = deed(cx, 45, task, WORK_DO_SUBMIT, 100);
	if (!err && is_done(ask, i))
		err = deed(cx, 40, task, WORK_DO_VERIFY, 0);
	return err;
}

struct plan {
	const struct sample_ask *ask;
	struct sample *s;
	int from; /* first task of this group */
};

static struct err *task_make(struct cx *cx, const struct plan *p, int i)
{
	const struct sample_ask *ask = p->ask;
	struct cx then = back(cx, 125);
	int lead = i % ask->units, other = (i + 5) % ask->units;
	int64_t with[1] = { p->s->org[other] };
	int per = MAX(ask->tasks / ask->programmes, 1);
	int section = i % per * SECTIONS / per;
	int64_t task;
	struct err *err = work_task_add(
		&then,
		&(struct work_task_words){
			.programme = p->s->programme[MIN(i / per,
							 ask->programmes - 1)],
			.section = str_c(sections[MIN(section, SECTIONS - 1)]),
			.number = str_fmt(cx->arena, "%d.%d", section + 1,
					  i % per + 1),
			.work = sample_work(cx->arena, i),
			.work_confirmed = true,
			.lead = p->s->org[lead],
			.lead_text = sample_unit(lead),
			.with = with,
			.n_with = 1,
			.with_text = sample_unit(other),
			.deadline = fmt_day(cx->arena,
					    cx->today + sample_due_in(ask, i)),
			.product = sample_product(i),
			.product_confirmed = true,
			.import = DB_NULL,
			.import_row = DB_NULL },
		&task);

	return err ? err : live(cx, ask, task, i);
}

static struct err *group_tx(struct cx *cx, void *arg)
{
	const struct plan *p = arg;
	int to = MIN(p->from + GROUP, p->ask->tasks);

	for (int i = p->from; i < to; i++) {
		struct err *err = task_make(cx, p, i);

		if (err)
			return err;
	}
	return NULL;
}

static struct err *tasks_make(struct cx *cx, struct plan *p)
{
	struct err *err = NULL;

	for (; !err && p->from < p->ask->tasks; p->from += GROUP) {
		struct arena *a CLEANUP(arena_closep) =
			arena_open(GROUP_MEMORY);
		struct cx mine = *cx;

		mine.arena = a;
		err = db_tx(&mine, group_tx, p);
		if (err) /* to where the caller looks */
			err = err_detail(cx->arena,
					 err_new(cx->arena, err->code,
						 err->msgid),
					 "%.*s", STR_ARG(err->detail));
	}
	return err;
}

/* ---- the rest ------------------------------------------------------------------ */

static struct err *programme_make(struct cx *cx, struct sample *s, int k)
{
	struct cx then = back(cx, 200);
	int year = day_ymd(then.today).y;
	int64_t document;
	struct err *err = work_document_add(
		&then,
		&(struct work_document_new){
			.kind = STR("CTr"),
			.number = 0,
			.term = STR("2025-2030"),
			.issuer = s->root,
			.issued_on = then.today,
			.title = STR("Chương trình hành động thực hiện Nghị "
				     "quyết Đại hội Đảng bộ") },
		&document);

	if (err)
		return err;
	return work_programme_add(
		&then,
		&(struct work_programme_new){
			.document = document,
			.title = str_fmt(cx->arena,
					 "Chương trình hành động năm %d, "
					 "phần %d",
					 year, k + 1),
			.year = year,
			.from = then.today,
			.to = then.today + 600,
			.owner = s->root },
		&s->programme[k]);
}

struct err *sample_make(struct cx *cx, const struct sample_ask *ask,
			int64_t root, struct sample *ret_sample)
{
	struct sample s = { .root = root };
	struct plan p = { .ask = ask, .s = &s };
	struct err *err = NULL;

	assert(ask->units > 0 && ask->units <= SAMPLE_UNITS);
	assert(ask->programmes > 0 && ask->programmes <= SAMPLE_PROGRAMMES);
	for (int i = 0; !err && i < ask->units; i++)
		err = org_add(cx,
			      &(struct org_new){ .parent = root,
						 .kind = STR("dang_bo_co_so"),
						 .name = sample_unit(i),
						 .from = cx->today - 400 },
			      &s.org[i]);
	for (int k = 0; !err && k < ask->programmes; k++)
		err = programme_make(cx, &s, k);
	if (!err && ask->tasks)
		err = tasks_make(cx, &p);
	*ret_sample = s;
	return err;
}
