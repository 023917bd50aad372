/* What happens around tasks: shares, comments, measures, acts on many at
 * once, lists that come back. */
#include "work/test/work_year.h"

#include "db/db.h"
#include "work/test/work_by_hand.h"
#include "work/test/work_sheet_kit.h"
#include "work/work_bulk.h"
#include "work/work_effect_act.h"
#include "work/work_notice.h"
#include "work/work_share.h"
#include "work/work_sheet.h"
#include "work/work_talk.h"
#include "work/work_view_act.h"

enum { ENDED = ORACLE_DONE | ORACLE_WITHDRAWN };

static int64_t open_task(struct year *y)
{
	return year_choose(y, &(struct year_want){ .is = ORACLE_ISSUED,
						   .isnt = ENDED,
						   .programme = DB_NULL });
}

/* ---- shares ------------------------------------------------------------ */

BY_HAND(helped_query, "select x.task from task_org x join task t on t.id = "
		      "x.task where t.issued_on is not null and t.done_on is "
		      "null and t.withdrawn_on is null and t.voided_at is null "
		      "order by (x.task * 31 + ?1) % 211 limit 1");
BY_HAND(helper_query, "select min(org) from task_org where task = ?1");
BY_HAND(share_query, "select id from share where dropped_on is null "
		     "and taken_on is null "
		     "and (delivered_on is null or returned_on is not null) "
		     "order by (id * 31 + ?1) % 97 limit 1");
BY_HAND(delivered_query, "select id from share where delivered_on is not null "
			 "and returned_on is null and taken_on is null "
			 "and dropped_on is null "
			 "order by (id * 31 + ?1) % 97 limit 1");
BY_HAND(share_org_query, "select org from share where id = ?1");

static struct err *share_ask(struct year *y, int arg)
{
	int64_t task = year_find(y, &helped_query, year_any(y, 1000)), id;

	(void)arg;
	if (!task)
		return year_nothing(y);
	return work_share_ask(
		&y->cx,
		&(struct work_share_new){
			.task = task,
			.org = year_find(y, &helper_query, task),
			.work = STR("Danh sách của đơn vị"),
			.due = year_often(y, 50) ? DAY_NONE : y->cx.today + 3 },
		&id);
}

static struct err *share_do(struct year *y, int what);

/* One that waits for this, or else what comes before it. */
static int64_t share_for(struct year *y, int what)
{
	bool owed = what == SHARE_DELIVER || what == SHARE_DROP;
	const struct db_query *q = owed ? &share_query : &delivered_query;
	int64_t id = year_find(y, q, year_any(y, 1000));
	struct err *err;

	if (id)
		return id;
	err = owed ? share_ask(y, 0) : share_do(y, SHARE_DELIVER);
	year_tick(y);
	return err ? 0 : year_find(y, q, year_any(y, 1000));
}

static struct err *share_do(struct year *y, int what)
{
	int64_t id = share_for(y, what), task;
	struct cx cx = y->cx;

	if (!id)
		return year_nothing(y);
	if (what == SHARE_DELIVER)
		cx = year_as(y, year_find(y, &share_org_query, id));
	return work_share_do(&cx,
			     &(struct work_share_deed){
				     .share = id,
				     .what = (enum work_share_do)what,
				     .text = STR("Gửi danh sách.") },
			     &task);
}

/* ---- comments ---------------------------------------------------------- */

BY_HAND(talk_query, "select id from talk where removed_at is null "
		    "and actor = ?1 order by id desc limit 1");
BY_HAND(talk_rev_query, "select rev from talk where id = ?1");
BY_HAND(mention_query, "select id from mention where seen_at is null "
		       "and person = ?1 order by id limit 1");

static struct err *talk_add(struct year *y, int mention)
{
	int64_t task = open_task(y), id;

	if (!task)
		return year_nothing(y);
	return work_talk_add(&y->cx, task,
			     &(struct work_talk_text){
				     .body = STR("Đề nghị sớm gửi."),
				     .mention = mention ? y->kit.user[USER_LEAD]
							: 0 },
			     &id);
}

static struct err *talk_edit(struct year *y, int remove)
{
	struct err *err = remove ? NULL : talk_add(y, 0);
	int64_t id = year_find(y, &talk_query, y->cx.actor.id);

	if (err || !id)
		return err ? err : year_nothing(y);
	if (remove)
		return work_talk_remove(&y->cx, id);
	year_tick(y);
	return work_talk_edit(&y->cx, id, year_find(y, &talk_rev_query, id),
			      &(struct work_talk_text){
				      .body = str_fmt(y->cx.arena,
						      "Đề nghị gửi, lần %d.",
						      ++y->n_added) });
}

static struct err *mention_seen(struct year *y, int arg)
{
	struct cx cx = year_as(y, y->kit.unit[UNIT_OFFICE]);
	int64_t id = year_find(y, &mention_query, cx.actor.id), task, talk;

	(void)arg;
	return id ? work_mention_seen(&cx, id, &task, &talk) : year_nothing(y);
}

/* ---- measures, evidence ------------------------------------------------ */

BY_HAND(measured_query, "select task from effect_goal where dropped = 0 "
			"order by (id * 31 + ?1) % 97 limit 1");
BY_HAND(evidence_query, "select id from evidence where checked_on is null "
			"order by (id * 31 + ?1) % 97 limit 1");

static struct err *effect(struct year *y, int arg)
{
	int64_t task = open_task(y);

	(void)arg;
	return task ? effect_set(&y->cx, task,
				 &(struct effect_goal_ask){
					 .name = STR("Tỷ lệ hồ sơ tra được"),
					 .unit = STR("%"),
					 .baseline = STR("30"),
					 .target = STR("80"),
					 .note = STR(""),
					 .better = STR("higher") })
		    : year_nothing(y);
}

static struct err *effect_value(struct year *y, int give_up)
{
	int64_t task = year_find(y, &measured_query, year_any(y, 1000));

	if (!task)
		return year_nothing(y);
	if (give_up)
		return effect_drop(&y->cx, task);
	return effect_measure(&y->cx, task,
			      &(struct effect_value_ask){ .value = STR("45"),
							  .note = STR(""),
							  .on = y->cx.today });
}

static struct err *evidence(struct year *y, int arg)
{
	int64_t id = year_find(y, &evidence_query, year_any(y, 1000));

	(void)arg;
	return id ? work_evidence_check(&y->cx, id, year_often(y, 70))
		  : year_nothing(y);
}

/* ---- many at once ------------------------------------------------------ */

static void chosen(struct year *y, const struct year_want *w, int most,
		   struct work_chosen *c)
{
	for (int i = 0; i < most; i++) {
		int64_t id = year_choose(y, w);

		for (ptrdiff_t k = 0; k < c->n && id; k++)
			if (c->p[k] == id)
				id = 0;
		if (id)
			*vec_push(y->cx.arena, c) = id;
	}
}

static struct err *bulk(struct year *y, int kind)
{
	static const char *const keys[] = { "remind", "extend", "reassign",
					    "issue" };
	struct year_want w = { .is = ORACLE_ISSUED, .isnt = ENDED };
	struct work_chosen c = { 0 };
	struct work_bulk_ask ask = { .text = STR("Đề nghị khẩn trương."),
				     .deadline = year_date(y, 30, 90),
				     .cause = year_cause(y),
				     .lead = year_lead(y) };
	struct work_bulk_result r;

	if (kind == 3) {
		w.is = 0;
		w.isnt = ORACLE_ISSUED | ENDED;
		ask = (struct work_bulk_ask){ .lead = DB_NULL };
	}
	chosen(y, &w, 2 + year_any(y, 8), &c);
	if (!c.n)
		return year_nothing(y);
	return work_bulk(&y->cx, work_bulk_kind(&y->cx, str_c(keys[kind])), &c,
			 &ask, &r);
}

static struct err *issue_many(struct year *y, int arg)
{
	struct work_chosen c = { 0 };
	int issued = 0, left;
	struct err *err;

	(void)arg;
	chosen(y, &(struct year_want){ .isnt = ORACLE_ISSUED | ENDED }, 6, &c);
	if (!c.n)
		return year_nothing(y);
	err = work_issue_many(&y->cx, c.p, (int)c.n, &issued, &left);
	return err || issued ? err : year_nothing(y);
}

/* ---- lists that come back ---------------------------------------------- */

BY_HAND(sheet_query, "select num from edited_list where subject = 'task' and "
		     "confirmed_at is null and dropped_at is null "
		     "order by num limit 1");
BY_HAND(sheet_made_query, "select num from edited_list where subject = 'task' "
			  "and confirmed_at is not null and undone_at is null "
			  "order by num desc limit 1");

/* The lists of one section, with two tasks changed. */
static struct err *list_send(struct year *y, int arg)
{
	int64_t id =
		year_choose(y,
			    &(struct year_want){ .isnt = ORACLE_ISSUED | ENDED,
						 .places = YEAR_WHOLE });
	struct sheet_upload file = { .name = STR("nhiệm vụ.xlsx"),
				     .from = DAY_NONE,
				     .here = true };
	struct task_by_id_row t;
	struct doc *d;
	int64_t sheet;

	(void)arg;
	if (!id)
		return year_nothing(y);
	t = year_task(y, id);
	if (!t.section_title.p || t.issued_on != DAY_NONE ||
	    t.withdrawn_on != DAY_NONE || t.parent != DB_NULL)
		return year_nothing(y);
	y->kit.cx.now = y->cx.now;
	y->kit.cx.today = y->kit.cx.as_at = y->cx.today;
	work_kit_go_on(&y->kit);
	y->kit.task[TASK_CLEAR] = id;
	d = sheet_kit_open(&y->kit, USER_OFFICE,
			   str_fmt(y->cx.arena,
				   "/tasks.xlsx?state=draft&section=%ld",
				   (long)t.section)
				   .p);
	sheet_kit_type(&y->kit, d, TASK_CLEAR, WCOL_PRODUCT, "Sổ theo dõi");
	sheet_kit_type(&y->kit, d, TASK_CLEAR, WCOL_LEAD,
		       "Ban Tổ chức Thành ủy");
	file.bytes = sheet_kit_save(y->cx.arena, d);
	return sheet_stage(&y->cx, &work_sheet, &file, &sheet);
}

/* One that waits, or else a new one; what was taken is taken back later. */
static struct err *list_do(struct year *y, int what)
{
	const struct sheet_verdicts none = { 0 };
	bool undo = what == 3;
	int64_t id =
		year_find(y, undo ? &sheet_made_query : &sheet_query, DB_NULL);
	struct err *err = id || undo ? NULL : list_send(y, 0);

	if (!id && !undo && !err)
		id = year_find(y, &sheet_query, DB_NULL);
	if (err || !id)
		return err ? err : year_nothing(y);
	year_tick(y);
	return what == 0 || what == 2
		       ? sheet_settle(&y->cx, &work_sheet, id, &none, what == 2)
	       : what == 1 ? sheet_put_away(&y->cx, &work_sheet, id)
			   : sheet_back(&y->cx, &work_sheet, id);
}

/* ---- what leaves tasks alone ------------------------------------------- */

BY_HAND(view_query, "select max(id) from work_view where dropped_at is null");

static struct err *view(struct year *y, int what)
{
	int64_t id;

	if (what == 0)
		return work_view_save(&y->cx,
				      &(struct work_view_new){
					      .name = str_fmt(y->cx.arena,
							      "Việc %d",
							      ++y->n_added),
					      .asks = STR("state=open"),
					      .sharing = SHARING_OWN },
				      &id);
	id = year_find(y, &view_query, DB_NULL);
	if (!id)
		return year_nothing(y);
	return what == 1   ? work_view_rename(&y->cx, id,
					      str_fmt(y->cx.arena, "Việc %d",
						      ++y->n_added))
	       : what == 2 ? work_view_open_with(&y->cx, id, true)
			   : work_view_drop(&y->cx, id);
}

static struct err *remind(struct year *y, int arg)
{
	(void)arg;
	return work_notice_remind(&y->cx, 7);
}

/* ---- all of it --------------------------------------------------------- */

const struct year_act year_side_acts[] = {
	{ "ask for a share", share_ask, 0, 5, 3 },
	{ "deliver a share", share_do, SHARE_DELIVER, 4, 3 },
	{ "take a share", share_do, SHARE_TAKE, 2, 3 },
	{ "return a share", share_do, SHARE_RETURN, 2, 3 },
	{ "drop a share", share_do, SHARE_DROP, 1, 3 },
	{ "comment", talk_add, 0, 2, 3 },
	{ "mention", talk_add, 1, 2, 3 },
	{ "edit a comment", talk_edit, 0, 3, 3 },
	{ "remove a comment", talk_edit, 1, 1, 3 },
	{ "see a mention", mention_seen, 0, 2, 3 },
	{ "set a measure", effect, 0, 2, 3 },
	{ "measure", effect_value, 0, 2, 3 },
	{ "give a measure up", effect_value, 1, 1, 3 },
	{ "check evidence", evidence, 0, 3, 3 },
	{ "remind many", bulk, 0, 2, 3 },
	{ "extend many", bulk, 1, 2, 3 },
	{ "reassign many", bulk, 2, 1, 3 },
	{ "issue many", bulk, 3, 5, 5 },
	{ "issue many at once", issue_many, 0, 3, 3 },
	{ "stage a sheet", list_send, 0, 1, 2 },
	{ "decide a sheet", list_do, 0, 1, 2 },
	{ "put a sheet away", list_do, 1, 1, 2 },
	{ "take a sheet", list_do, 2, 2, 3 },
	{ "undo a sheet", list_do, 3, 3, 2 },
	{ "save a view", view, 0, 1, 3 },
	{ "rename a view", view, 1, 1, 3 },
	{ "open with a view", view, 2, 1, 3 },
	{ "drop a view", view, 3, 1, 3 },
	{ "reminders", remind, 0, 2, 3 },
};
const int year_n_side_acts = (int)N_ELEMENTS(year_side_acts);
