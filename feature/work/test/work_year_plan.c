/* Where tasks come from and go to: annexes, documents, programmes that are
 * carried on and closed. */
#include "work/test/work_year.h"

#include "db/db.h"
#include "work/test/work_by_hand.h"
#include "work/work_baseline_act.h"
#include "work/work_carry_act.h"
#include "work/work_count.h"
#include "work/work_import_act.h"
#include "work/work_source_act.h"

/* ---- imports ----------------------------------------------------------- */

BY_HAND(staged_query, "select id from annex_import where confirmed_at is null "
		      "and dropped_at is null order by id limit 1");
BY_HAND(import_rev_query, "select rev from annex_import where id = ?1");
BY_HAND(import_made_query, "select id from annex_import where confirmed_at "
			   "is not null and undone_at is null "
			   "order by id desc limit 1");

static struct err *stage_act(struct year *y, int arg)
{
	struct buf b = buf_init(y->cx.arena, 1 << 16);
	int64_t id;

	(void)arg;
	buf_lit(&b, "STT,Nội dung nhiệm vụ,Cơ quan chủ trì,Cơ quan phối "
		    "hợp,Thời gian hoàn thành,Sản phẩm\n");
	for (int i = 1; i <= 4; i++) {
		static const char *const lead[] = { "Văn phòng Thành ủy",
						    "Ban Tổ chức Thành ủy",
						    "Các đơn vị" };
		int n = ++y->n_added;

		buf_fmt(&b,
			"%d,Ban hành quy định số %d,%s,,%.*s,Quy định số %d\n",
			i, n, lead[year_any(y, 3)],
			STR_ARG(year_date(y, 10, 120)), n);
	}
	return work_import_stage(
		&y->cx,
		&(struct work_import_new){
			.programme = year_open_programme(y),
			.here = true,
			.file = { STR("phụ lục.csv"), buf_view(&b) } },
		&id);
}

static struct err *staged_act(struct year *y, int what)
{
	int64_t id = year_find(y, &staged_query, DB_NULL), rev;
	struct work_import_mend mend = { .n = 1 + year_any(y, 3),
					 .lead = y->kit.unit[UNIT_PRESS],
					 .product = STR("Biên bản"),
					 .take = -1,
					 .work_ok = 1,
					 .product_ok = 1 };
	struct work_import_made made;

	if (!id)
		return year_nothing(y);
	rev = year_find(y, &import_rev_query, id);
	if (what == 0)
		return work_import_mend(&y->cx, id, rev, &mend, 1);
	if (what == 1)
		return work_import_drop(&y->cx, id);
	return work_import_confirm(&y->cx,
				   &(struct work_import_deed){
					   .id = id,
					   .rev = rev,
					   .all = year_often(y, 60),
					   .issue = year_often(y, 60) },
				   &made);
}

static struct err *import_undo_act(struct year *y, int arg)
{
	int64_t id = year_find(y, &import_made_query, DB_NULL);
	int voided = 0, kept;
	struct err *err;

	(void)arg;
	if (!id)
		return year_nothing(y);
	err = work_import_undo(&y->cx, id, &voided, &kept);
	return err || voided ? err : year_nothing(y);
}

/* ---- programmes, documents --------------------------------------------- */

BY_HAND(carry_query, "select id from carry where undone_at is null "
		     "and closing = 0 order by id desc limit 1");
BY_HAND(carried_into_query, "select into_programme from carry where id = ?1");
BY_HAND(document_query, "select id from document where kind = 'KL' "
			"order by id desc limit 1");
BY_HAND(link_query, "select id from programme_document where to_on is null "
		    "and role <> 'main' and programme = ?1 limit 1");

static struct err *document_act(struct year *y, int conclusion)
{
	int64_t id;

	return work_document_add(&y->cx,
				 &(struct work_document_new){
					 .kind = conclusion ? STR("KL")
							    : STR("CTr"),
					 .term = STR("2025-2030"),
					 .issuer = y->kit.root,
					 .issued_on = y->cx.today,
					 .title = STR("Văn bản của cấp trên") },
				 &id);
}

BY_HAND(any_document_query, "select max(id) from document");

static struct err *programme_act(struct year *y, int arg)
{
	int64_t id;
	struct ymd now = day_ymd(y->cx.today);
	day_t to = DAY_NONE;
	struct err *err;

	(void)arg;
	if (y->n_recorded == YEAR_RECORDED)
		return year_nothing(y);
	assert_true(day_from_ymd(now.y, 12, 31, &to));
	err = work_programme_add(
		&y->cx,
		&(struct work_programme_new){
			.document = year_find(y, &any_document_query, DB_NULL),
			.title = STR("Kế hoạch thực hiện"),
			.year = now.y,
			.from = y->cx.today - year_any(y, 30),
			.to = to,
			.owner = y->kit.root },
		&id);
	if (!err)
		year_programme_put(y, id);
	y->n_recorded += !err;
	return err;
}

static struct err *link_document(struct year *y, int end)
{
	int64_t programme_id = year_open_programme(y), link;

	if (!end)
		return work_link_add(
			&y->cx,
			&(struct work_link){
				.programme = programme_id,
				.document =
					year_find(y, &document_query, DB_NULL),
				.role = STR("basis"),
				.from = y->cx.today });
	link = year_find(y, &link_query, programme_id);
	return link ? work_link_end(&y->cx, programme_id, link)
		    : year_nothing(y);
}

static struct err *conclusions(struct year *y, int arg)
{
	int64_t id = year_find(y, &document_query, DB_NULL);
	int n = ++y->n_added, made;

	(void)arg;
	if (!id)
		return year_nothing(y);
	return work_source_add(
		&y->cx,
		&(struct work_source){
			.document = id,
			.programme = year_open_programme(y),
			.section = STR("IV. Kết luận"),
			.lines = str_fmt(y->cx.arena,
					 "Rà soát hồ sơ số %d | Văn phòng "
					 "Thành ủy | %.*s | Báo cáo\n"
					 "Chấn chỉnh nền nếp, lần %d",
					 n, STR_ARG(year_date(y, 5, 60)), n) },
		&made);
}

/* A few of those that would come along, into another programme or a new one. */
static struct err *carry_act(struct year *y, int new)
{
	struct work_carry_new in = { .ask = { .origin = year_open_programme(
						      y) } };
	struct work_carry_plan plan;
	int left = 2 + year_any(y, 4);
	int64_t id;
	struct err *err;

	if (new && y->n_carried == YEAR_CARRIED)
		return year_nothing(y);
	if (new) {
		in.programme = (struct work_programme_new){
			.document = year_find(y, &any_document_query, DB_NULL),
			.title = STR("Chương trình tiếp theo"),
			.year = 2027,
			.from = y->cx.today,
			.to = y->cx.today + 400
		};
		in.ask.year = 2027;
		in.ask.from = in.programme.from;
	} else {
		in.ask.into = year_open_programme(y);
	}
	err = work_carry_plan(&y->cx, &in.ask, &plan);
	for (ptrdiff_t i = 0; !err && i < plan.rows.n; i++) {
		bool take =
			left > 0 && !plan.rows.p[i].there && year_often(y, 20);

		left -= take;
		if (plan.rows.p[i].taken != take)
			work_ids_set(y->cx.arena, &in.ask.flip,
				     plan.rows.p[i].t.id, true);
	}
	if (!err)
		err = work_carry(&y->cx, &in, &id);
	y->n_carried += !err && new;
	if (!err && new)
		year_programme_put(y, year_find(y, &carried_into_query, id));
	return err;
}

static struct err *carry_undo_act(struct year *y, int arg)
{
	int64_t id = year_find(y, &carry_query, DB_NULL);
	int voided = 0, kept;
	struct err *err;

	(void)arg;
	if (!id)
		return year_nothing(y);
	err = work_carry_undo(&y->cx, id, &voided, &kept);
	return err || voided ? err : year_nothing(y);
}

/* Ends most, keeps some, carries a few; always another stays open. */
static struct err *close_programme_act(struct year *y, int arg)
{
	struct work_close in = { 0 };
	struct work_close_plan plan;
	int open = 0, at = year_any(y, y->n_programmes);
	struct err *err;

	(void)arg;
	for (int i = 0; i < y->n_programmes; i++)
		open += !y->programme[i].closed;
	if (open < 4 || y->programme[at].closed)
		return year_nothing(y);
	in.ask.programme = y->programme[at].id;
	y->programme[at].closed = true;
	in.ask.others = (struct work_fated){ .fate = FATE_END,
					     .reason = STR("Hết kỳ.") };
	err = work_close_plan(&y->cx, &in.ask, &plan);
	for (ptrdiff_t i = 0; !err && i < plan.rows.n; i++) {
		struct work_fated f = { .task = plan.rows.p[i].t.id,
					.fate = FATE_KEEP,
					.reason = STR("Còn làm tiếp.") };
		int chance = year_any(y, 10);

		if (chance == 0 && plan.rows.p[i].t.parent == DB_NULL) {
			f.fate = FATE_CARRY;
			f.into = year_open_programme(y);
		}
		if (chance < 3)
			work_fates_put(y->cx.arena, &in.ask.fates, &f);
	}
	if (!err)
		err = work_close(&y->cx, &in);
	y->programme[at].closed = !err;
	return err;
}

/* The plan of a day from the first on. */
static struct err *baseline(struct year *y, int arg)
{
	int64_t programme = year_open_programme(y);
	struct work_baseline_ask ask = {
		.day = y->first + year_any(y, y->cx.today - y->first + 1),
		.note = STR("Theo kết luận.")
	};

	(void)arg;
	return work_baseline_set(&y->cx, programme, &ask);
}

static struct err *recount(struct year *y, int arg)
{
	(void)arg;
	return work_count_rebuild(&y->cx);
}

/* ---- all of it --------------------------------------------------------- */

const struct year_act year_plan_acts[] = {
	{ "stage an annex", stage_act, 0, 4, 3 },
	{ "mend an annex", staged_act, 0, 3, 3 },
	{ "put an annex away", staged_act, 1, 1, 3 },
	{ "import an annex", staged_act, 2, 4, 3 },
	{ "undo an import", import_undo_act, 0, 3, 3 },
	{ "record a document", document_act, 0, 1, 3 },
	{ "record conclusions", document_act, 1, 1, 3 },
	{ "record a programme", programme_act, 0, 1, 3 },
	{ "put a document behind", link_document, 0, 1, 3 },
	{ "take a document off", link_document, 1, 2, 3 },
	{ "draw conclusions", conclusions, 0, 2, 3 },
	{ "carry over", carry_act, 0, 3, 3 },
	{ "carry into a new programme", carry_act, 1, 1, 3 },
	{ "undo a carrying", carry_undo_act, 0, 3, 3 },
	{ "close a programme", close_programme_act, 0, 1, 3 },
	{ "fix a baseline", baseline, 0, 4, 5 },
	{ "recount", recount, 0, 1, 3 },
};
const int year_n_plan_acts = (int)N_ELEMENTS(year_plan_acts);
