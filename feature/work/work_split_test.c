/* Acts of splitting: what works, what is refused and leaves nothing behind. */
#include "work/test/work_split_kit.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_adjust_act.h"
#include "work/work_past.h"
#include "work/work_split_query.h"
#include "work/work_summary.h"

static struct arena *arena;
static struct work_kit kit;

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, NULL, &kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* What a refusal must leave as it was. */
struct mark {
	int64_t tasks, acts;
};

static int64_t count_of(const struct db_query *query)
{
	struct db_stmt *st;
	bool more;
	int64_t n;

	ok(db_stmt_get(kit.cx.db, query, 0, 0, &st));
	ok(db_step(st, &more));
	n = db_col_i64(st, 0);
	db_stmt_done(st);
	return n;
}

static struct mark mark_now(void)
{
	/* statements are kept by the address of their query */
	static const struct db_part part[] = {
		{ .sql = "select count(*) from task", .opt = -1, .order = -1 },
		{ .sql = "select count(*) from task_act",
		  .opt = -1,
		  .order = -1 }
	};
	static const struct db_query query[] = {
		{ .name = "tasks", .part = &part[0], .n_parts = 1 },
		{ .name = "acts", .part = &part[1], .n_parts = 1 }
	};

	return (struct mark){ count_of(&query[0]), count_of(&query[1]) };
}

static void refused(struct err *err, enum err_code code, const char *field,
		    struct mark was)
{
	struct mark is = mark_now();

	assert_non_null(err);
	assert_int_equal(err->code, code);
	if (field)
		assert_true(str_eq(err->field, str_c(field)));
	assert_int_equal(is.tasks, was.tasks);
	assert_int_equal(is.acts, was.acts);
}

static struct str newest_act(int64_t task, struct str *ret_body)
{
	struct task_act_list_rows rows;

	ok(task_act_list(kit.cx.db,
			 &(struct task_act_list_in){ .task = task,
						     .as_at = 1000000 },
			 &rows));
	assert_true(rows.n > 0);
	if (ret_body)
		*ret_body = rows.p[0].body;
	return rows.p[0].kind;
}

static bool has_act(int64_t task, const char *kind, const char *body)
{
	struct task_act_list_rows rows;

	ok(task_act_list(kit.cx.db,
			 &(struct task_act_list_in){ .task = task,
						     .as_at = 1000000 },
			 &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.p[i].kind, str_c(kind)) &&
		    str_eq(rows.p[i].body, str_c(body)))
			return true;
	return false;
}

/* ---- splitting -------------------------------------------------------------------- */

static void gives_parts(void **state)
{
	int64_t id[3];
	struct task_by_id_row t,
		up = kit_task_now(&kit, kit.task[TASK_RUNNING]);

	(void)state;
	kit_split_three(&kit, id);
	t = kit_task_now(&kit, id[0]);
	assert_true(str_eq(t.number, STR("2.1.1")));
	assert_true(str_eq(t.child, STR("part")));
	assert_int_equal(t.parent, up.id);
	assert_int_equal(t.programme, up.programme);
	assert_int_equal(t.section, up.section);
	assert_int_equal(t.position, up.position);
	assert_int_equal(t.weight, 50);
	assert_int_equal(t.issued_on, kit.cx.today);
	assert_int_equal(t.base_on, kit.cx.today);
	assert_int_equal(t.due_on, t.base_due_on);
	assert_true(t.due_on < up.due_on);
	t = kit_task_now(&kit, id[2]);
	/* without a deadline of its own it has that of the task above */
	assert_true(str_eq(t.deadline_text, up.deadline_text));
	assert_int_equal(t.due_on, up.due_on);
	assert_true(has_act(up.id, "split", "2.1.1, 2.1.2, 2.1.3"));
	assert_true(str_eq(newest_act(id[0], NULL), STR("issue")));
}

static void works_once(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_LEAD);
	struct work_part_new p = kit_part(&kit, "Lập danh mục hồ sơ chi bộ");
	struct work_split in = { kit.task[TASK_RUNNING], &p, 1 };

	(void)state;
	cx.key = STR("key-of-a-split-form");
	ok(work_split(&cx, &in, NULL));
	ok(work_split(&cx, &in, NULL));
	assert_int_equal(kit_parts(&kit, in.task).n, 1);
}

static void unclear_stays_a_draft(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_LEAD);
	struct work_part_new p[3] = {
		kit_part(&kit, "Lập danh mục hồ sơ chi bộ"),
		kit_part(&kit, "Lập danh mục hồ sơ chi bộ Văn thư"),
		kit_part(&kit, "Lập danh mục hồ sơ chi bộ Lưu trữ"),
	};
	struct part_list_rows rows;
	int drafts = -1;

	(void)state;
	p[1].product = STR("");
	p[2].lead = DB_NULL;
	ok(work_split(&cx, &(struct work_split){ kit.task[TASK_RUNNING], p, 3 },
		      &drafts));
	assert_int_equal(drafts, 2);
	rows = kit_parts(&kit, kit.task[TASK_RUNNING]);
	assert_int_equal(rows.p[0].missing, 0);
	assert_int_equal(rows.p[1].missing, WORK_MISS_PRODUCT);
	assert_int_equal(rows.p[2].missing, WORK_MISS_PERSON);
	/* the gate holds for who gave it, too */
	refused(kit_deed(&kit, USER_LEAD, rows.p[1].id, WORK_DO_ISSUE, 0),
		ERR_INVALID, NULL, mark_now());
}

static void bad_rows(void **state)
{
	struct work_part_new p[2] = { kit_part(&kit, "Lập danh mục hồ sơ A"),
				      kit_part(&kit, "Lập danh mục hồ sơ B") };
	struct work_part_new bad = p[1];
	struct mark was = mark_now();
	int64_t task = kit.task[TASK_RUNNING];

	(void)state;
	p[1].row = bad.row = 2;
	refused(kit_split(&kit, USER_LEAD, task, p, 0), ERR_INVALID, "work.1",
		was);
	p[1].weight = 0;
	refused(kit_split(&kit, USER_LEAD, task, p, 2), ERR_INVALID, "weight.2",
		was);
	p[1].weight = DB_NULL;
	refused(kit_split(&kit, USER_LEAD, task, p, 2), ERR_INVALID, "weight.2",
		was);
	p[1] = bad;
	p[1].lead = kit.unit[UNIT_PRESS];
	refused(kit_split(&kit, USER_LEAD, task, p, 2), ERR_INVALID, "lead.2",
		was);
	p[1].lead = 999999;
	refused(kit_split(&kit, USER_LEAD, task, p, 2), ERR_INVALID, "lead.2",
		was);
	p[1] = bad;
	p[1].deadline = STR("31/1/2027");
	refused(kit_split(&kit, USER_LEAD, task, p, 2), ERR_INVALID,
		"deadline.2", was);
	p[1].deadline = STR("Hằng tháng");
	refused(kit_split(&kit, USER_LEAD, task, p, 2), ERR_INVALID,
		"deadline.2", was);
	p[1].deadline = STR("31/2/2026");
	refused(kit_split(&kit, USER_LEAD, task, p, 2), ERR_INVALID,
		"deadline.2", was);
	p[1] = bad;
	p[1].work = STR("");
	refused(kit_split(&kit, USER_LEAD, task, p, 2), ERR_INVALID, "work.2",
		was);
}

/* All faults of a form come at once. */
static void faults_come_together(void **state)
{
	struct work_part_new p = kit_part(&kit, "Lập danh mục hồ sơ A");
	struct err *err;
	int n = 0;

	(void)state;
	p.weight = 0;
	p.lead = kit.unit[UNIT_PRESS];
	p.deadline = STR("31/1/2027");
	err = kit_split(&kit, USER_LEAD, kit.task[TASK_RUNNING], &p, 1);
	for (const struct err *e = err; e; e = e->next)
		n++;
	assert_int_equal(n, 3);
}

static void fifty_at_most(void **state)
{
	struct work_part_new p[WORK_PARTS_MOST + 1];
	struct mark was = mark_now();

	(void)state;
	for (int i = 0; i <= WORK_PARTS_MOST; i++)
		p[i] = kit_part(&kit, "Lập danh mục hồ sơ");
	refused(kit_split(&kit, USER_LEAD, kit.task[TASK_RUNNING], p,
			  WORK_PARTS_MOST + 1),
		ERR_LIMIT, NULL, was);
	ok(kit_split(&kit, USER_LEAD, kit.task[TASK_RUNNING], p,
		     WORK_PARTS_MOST));
	was = mark_now();
	refused(kit_split(&kit, USER_LEAD, kit.task[TASK_RUNNING], p, 1),
		ERR_LIMIT, NULL, was);
}

static void who_may_give(void **state)
{
	struct work_part_new p = kit_part(&kit, "Lập danh mục hồ sơ A");
	int64_t task = kit.task[TASK_RUNNING];
	struct mark was = mark_now();

	(void)state;
	/* who cooperates, reads, or stands below doesn't lead it */
	refused(kit_split(&kit, USER_OTHER, task, &p, 1), ERR_NOT_FOUND, NULL,
		was);
	refused(kit_split(&kit, USER_LEADER, task, &p, 1), ERR_NOT_FOUND, NULL,
		was);
	refused(kit_split(&kit, USER_CELL, task, &p, 1), ERR_NOT_FOUND, NULL,
		was);
	refused(kit_split(&kit, USER_LEAD, 999999, &p, 1), ERR_NOT_FOUND, NULL,
		was);
	refused(kit_split(&kit, USER_LEAD, kit.task[TASK_OTHER], &p, 1),
		ERR_NOT_FOUND, NULL, was);
	/* the office may, at last */
	ok(kit_split(&kit, USER_OFFICE, task, &p, 1));
}

static void states_that_take_no_parts(void **state)
{
	static const enum kit_task no[] = { TASK_CLEAR,	    TASK_ISSUED,
					    TASK_SUBMITTED, TASK_DONE,
					    TASK_CLOSED,    TASK_PAUSED,
					    TASK_WITHDRAWN };
	struct work_part_new p = kit_part(&kit, "Lập danh mục hồ sơ A");
	struct mark was = mark_now();

	(void)state;
	p.lead = DB_NULL;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(no); i++)
		refused(kit_split(&kit, USER_OFFICE, kit.task[no[i]], &p, 1),
			ERR_CONFLICT, NULL, was);
}

/* A part of a part, down to the last level of the profile. */
static void four_levels(void **state)
{
	struct work_part_new p = kit_part(&kit, "Lập danh mục hồ sơ A");
	int64_t task = kit.task[TASK_RUNNING];

	(void)state;
	for (int depth = 1; depth <= 4; depth++) {
		struct part_list_rows rows;

		p.lead = kit.unit[depth < 2 ? UNIT_OFFICE : UNIT_CELL];
		ok(kit_split(&kit, depth < 3 ? USER_LEAD : USER_CELL, task, &p,
			     1));
		rows = kit_parts(&kit, task);
		task = rows.p[0].id;
		ok(kit_deed(&kit, depth < 2 ? USER_LEAD : USER_CELL, task,
			    WORK_DO_ACCEPT, 0));
	}
	assert_true(
		str_eq(kit_task_now(&kit, task).number, STR("2.1.1.1.1.1")));
	refused(kit_split(&kit, USER_CELL, task, &p, 1), ERR_CONFLICT, NULL,
		mark_now());
}

/* ---- the life of a part ----------------------------------------------------------- */

static void who_does_what(void **state)
{
	int64_t id[3];

	(void)state;
	kit_split_three(&kit, id);
	/* who gave it doesn't take it, nor does a neighbour or the office */
	assert_non_null(kit_deed(&kit, USER_LEAD, id[0], WORK_DO_ACCEPT, 0));
	assert_non_null(kit_deed(&kit, USER_OTHER, id[0], WORK_DO_ACCEPT, 0));
	assert_non_null(kit_deed(&kit, USER_OFFICE, id[0], WORK_DO_ACCEPT, 0));
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_ACCEPT, 0));
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_REPORT, 30));
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_SUBMIT, 100));
	/* the lead of the task above verifies, not who did it */
	assert_non_null(kit_deed(&kit, USER_CELL, id[0], WORK_DO_VERIFY, 0));
	assert_non_null(kit_deed(&kit, USER_OTHER, id[0], WORK_DO_VERIFY, 0));
	ok(kit_deed(&kit, USER_LEAD, id[0], WORK_DO_RETURN, 0));
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_SUBMIT, 100));
	ok(kit_deed(&kit, USER_LEAD, id[0], WORK_DO_VERIFY, 0));
	ok(kit_deed(&kit, USER_LEAD, id[0], WORK_DO_CLOSE, 0));
	/* a part that the unit kept for itself: both are its own */
	ok(kit_deed(&kit, USER_LEAD, id[2], WORK_DO_ACCEPT, 0));
	ok(kit_deed(&kit, USER_LEAD, id[2], WORK_DO_PAUSE, 0));
	ok(kit_deed(&kit, USER_LEAD, id[2], WORK_DO_RESUME, 0));
	/* the office acts as a last resort */
	ok(kit_deed(&kit, USER_OFFICE, id[1], WORK_DO_WITHDRAW, 0));
	/* whole tasks stay the office's */
	assert_non_null(kit_deed(&kit, USER_LEAD, kit.task[TASK_SUBMITTED],
				 WORK_DO_VERIFY, 0));
}

static struct work_task_words words_of(const struct task_by_id_row *t)
{
	return (struct work_task_words){ .work = t->work,
					 .work_confirmed = true,
					 .lead = t->lead,
					 .deadline = t->deadline_text,
					 .product = t->product,
					 .product_confirmed = true,
					 .import = DB_NULL,
					 .import_row = DB_NULL };
}

static void handed_back_and_given_again(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx cell = work_kit_as(&kit, USER_CELL);
	struct task_by_id_row t;
	struct work_task_words w;
	struct mark was;
	int64_t id[3];

	(void)state;
	kit_split_three(&kit, id);
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_HAND_BACK, 0));
	t = kit_task_now(&kit, id[0]);
	assert_int_equal(t.issued_on, DAY_NONE);
	w = words_of(&t);
	w.lead = kit.unit[UNIT_PRESS];
	was = mark_now();
	refused(work_task_edit(&lead, t.id, t.rev, &w), ERR_INVALID, "lead",
		was);
	w.lead = kit.unit[UNIT_OFFICE];
	w.deadline = STR("15/1/2027");
	refused(work_task_edit(&lead, t.id, t.rev, &w), ERR_INVALID, "deadline",
		was);
	w.deadline = STR("1/12/2026");
	refused(work_task_edit(&cell, t.id, t.rev, &w), ERR_DENIED, NULL, was);
	w.number = STR("9.9");
	ok(work_task_edit(&lead, t.id, t.rev, &w));
	t = kit_task_now(&kit, id[0]);
	assert_true(str_eq(t.number, STR("2.1.1"))); /* its place stays */
	assert_int_equal(t.lead, kit.unit[UNIT_OFFICE]);
	ok(kit_deed(&kit, USER_LEAD, id[0], WORK_DO_ISSUE, 0));
}

static void adjusted_by_who_gave_it(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx cell = work_kit_as(&kit, USER_CELL);
	struct work_adjust_new ask = { .kind = ADJUST_EXTENSION,
				       .cause = STR("he_thong"),
				       .body = STR("Chờ máy quét."),
				       .deadline = STR("15/1/2027"),
				       .work = STR(""),
				       .product = STR(""),
				       .lead = DB_NULL };
	bool approved = true;
	int64_t id[3];

	(void)state;
	kit_split_three(&kit, id);
	ask.task = id[0];
	refused(work_adjust(&cell, &ask, NULL), ERR_INVALID, "deadline",
		mark_now());
	ask.deadline = STR("15/12/2026");
	ok(work_adjust(&cell, &ask, &approved));
	assert_false(approved);
	ask.task = id[1];
	ask.kind = ADJUST_LEAD;
	ask.lead = kit.unit[UNIT_PRESS];
	refused(work_adjust(&lead, &ask, NULL), ERR_INVALID, "lead",
		mark_now());
	ask.lead = kit.unit[UNIT_OFFICE];
	ok(work_adjust(&lead, &ask, &approved));
	assert_true(approved);
}

/* ---- the task above and its open parts ---------------------------------------------- */

static struct err *over(enum kit_user who, enum work_do what, const char *why)
{
	struct cx cx = work_kit_as(&kit, who);

	return work_do(&cx,
		       &(struct work_deed){ .task = kit.task[TASK_RUNNING],
					    .what = what,
					    .reason = str_c(why),
					    .report = { .percent = 100,
							.body = STR("Đã xong."),
							.difficulty = STR(""),
							.cause = STR(""),
							.ask = STR("none") } },
		       NULL);
}

static void goes_on_with_a_reason(void **state)
{
	int64_t id[3], task = kit.task[TASK_RUNNING];

	(void)state;
	kit_split_three(&kit, id);
	refused(over(USER_LEAD, WORK_DO_SUBMIT, ""), ERR_INVALID, "reason",
		mark_now());
	ok(over(USER_LEAD, WORK_DO_SUBMIT, "Hai phần sau không ảnh hưởng."));
	assert_true(
		has_act(task, "parts_open", "Hai phần sau không ảnh hưởng."));
	assert_true(has_act(task, "submit", "Đã xong."));
	refused(over(USER_OFFICE, WORK_DO_VERIFY, ""), ERR_INVALID, "reason",
		mark_now());
	ok(over(USER_OFFICE, WORK_DO_VERIFY, "Sản phẩm đã đủ."));
	refused(over(USER_OFFICE, WORK_DO_CLOSE, ""), ERR_INVALID, "reason",
		mark_now());
	/* once every part is finished or withdrawn nobody asks */
	for (int i = 0; i < 3; i++)
		ok(kit_deed(&kit, USER_LEAD, id[i], WORK_DO_WITHDRAW, 0));
	ok(over(USER_OFFICE, WORK_DO_CLOSE, ""));
	assert_true(str_eq(newest_act(task, NULL), STR("close")));
}

static void hands_back_without_open_parts(void **state)
{
	int64_t id[3], task = kit.task[TASK_RUNNING];

	(void)state;
	kit_split_three(&kit, id);
	refused(kit_deed(&kit, USER_LEAD, task, WORK_DO_HAND_BACK, 0),
		ERR_CONFLICT, NULL, mark_now());
	for (int i = 0; i < 3; i++)
		ok(kit_deed(&kit, USER_LEAD, id[i], WORK_DO_WITHDRAW, 0));
	ok(kit_deed(&kit, USER_LEAD, task, WORK_DO_HAND_BACK, 0));
}

static void parts_fall_with_the_task(void **state)
{
	struct work_part_new p = kit_part(&kit, "Lập danh mục hồ sơ A");
	int64_t id[3], deep;

	(void)state;
	kit_split_three(&kit, id);
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_ACCEPT, 0));
	ok(kit_split(&kit, USER_CELL, id[0], &p, 1));
	deep = kit_parts(&kit, id[0]).p[0].id;
	ok(kit_deed(&kit, USER_CELL, id[1], WORK_DO_ACCEPT, 0));
	ok(kit_deed(&kit, USER_CELL, id[1], WORK_DO_SUBMIT, 100));
	ok(kit_deed(&kit, USER_LEAD, id[1], WORK_DO_VERIFY, 0));
	ok(kit_deed(&kit, USER_OFFICE, kit.task[TASK_RUNNING], WORK_DO_WITHDRAW,
		    0));
	assert_int_equal(kit_task_now(&kit, id[0]).withdrawn_on, kit.cx.today);
	assert_int_equal(kit_task_now(&kit, deep).withdrawn_on, kit.cx.today);
	assert_int_equal(kit_task_now(&kit, id[1]).withdrawn_on, DAY_NONE);
	assert_true(has_act(deep, "withdraw", "vì"));
}

static void parts_fall_with_an_adjustment(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id[3];

	(void)state;
	kit_split_three(&kit, id);
	office.key = STR("key-of-a-withdrawal");
	ok(work_adjust(&office,
		       &(struct work_adjust_new){
			       .task = kit.task[TASK_RUNNING],
			       .kind = ADJUST_WITHDRAWAL,
			       .cause = STR("he_thong"),
			       .body = STR("Lồng ghép vào nhiệm vụ khác."),
			       .deadline = STR(""),
			       .work = STR(""),
			       .product = STR(""),
			       .lead = DB_NULL },
		       NULL));
	for (int i = 0; i < 3; i++)
		assert_int_equal(kit_task_now(&kit, id[i]).withdrawn_on,
				 kit.cx.today);
}

/* ---- weights -------------------------------------------------------------------------- */

static void another_weight(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx cell = work_kit_as(&kit, USER_CELL);
	struct mark was;
	int64_t id[3];

	(void)state;
	kit_split_three(&kit, id);
	was = mark_now();
	refused(work_part_weight(&cell, id[0], 40), ERR_NOT_FOUND, NULL, was);
	refused(work_part_weight(&lead, id[0], 0), ERR_INVALID, "weight", was);
	refused(work_part_weight(&lead, id[0], 1001), ERR_INVALID, "weight",
		was);
	refused(work_part_weight(&lead, id[0], 50), ERR_INVALID, "weight", was);
	refused(work_part_weight(&lead, kit.task[TASK_RUNNING], 5),
		ERR_NOT_FOUND, NULL, was);
	ok(work_part_weight(&lead, id[0], 40));
	assert_int_equal(kit_task_now(&kit, id[0]).weight, 40);
	assert_true(has_act(id[0], "weight", "50 → 40"));
	ok(kit_deed(&kit, USER_LEAD, id[0], WORK_DO_WITHDRAW, 0));
	refused(work_part_weight(&lead, id[0], 30), ERR_CONFLICT, NULL,
		mark_now());
}

/* The past doesn't move: neither weights nor what was a part. */
static void as_it_was(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct part_list_in in = { .task = kit.task[TASK_RUNNING],
				   .today = kit.cx.today,
				   .soon = kit.cx.today,
				   .limit = 10,
				   .as_at = kit.cx.today,
				   .until = day_begin(kit.cx.today + 1),
				   .with = PART_LIST_WITH_PAST };
	struct part_list_rows rows;
	int64_t id[3];

	(void)state;
	kit_split_three(&kit, id);
	lead.today = lead.as_at = kit.cx.today + 1;
	lead.now = day_begin(lead.today) + 1000;
	ok(work_part_weight(&lead, id[0], 40));
	ok(part_list(kit.cx.db, &in, &rows));
	assert_int_equal(rows.n, 3);
	assert_int_equal(rows.p[0].weight, 50);
	in.as_at++;
	in.until += 86400000;
	ok(part_list(kit.cx.db, &in, &rows));
	assert_int_equal(rows.p[0].weight, 40);
	in.as_at -= 2;
	in.until -= 2 * INT64_C(86400000);
	ok(part_list(kit.cx.db, &in, &rows));
	assert_int_equal(rows.n, 0);
}

/* ---- attaching ---------------------------------------------------------------------- */

static int64_t draft_new(int64_t programme, int64_t lead, const char *deadline)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id;

	ok(work_task_add(&office,
			 &(struct work_task_words){
				 .programme = programme,
				 .number = STR("9.9"),
				 .work = STR("Lập danh mục hồ sơ số hóa"),
				 .work_confirmed = true,
				 .lead = lead,
				 .deadline = str_c(deadline),
				 .product = STR("1 danh mục"),
				 .product_confirmed = true,
				 .import = DB_NULL,
				 .import_row = DB_NULL },
			 &id));
	return id;
}

static struct err *attach(enum kit_user who, int64_t draft, int64_t task,
			  int64_t weight)
{
	struct cx cx = work_kit_as(&kit, who);

	return work_part_attach(&cx,
				&(struct work_attach){ draft, task, weight });
}

static void a_draft_becomes_a_part(void **state)
{
	int64_t task = kit.task[TASK_RUNNING];
	int64_t draft =
		draft_new(kit.programme, kit.unit[UNIT_CELL], "30/11/2026");
	struct task_by_id_row t;
	struct mark was = mark_now();

	(void)state;
	refused(attach(USER_LEAD, draft, task, 3), ERR_NOT_FOUND, NULL, was);
	refused(attach(USER_OFFICE, draft, task, 0), ERR_INVALID, "weight",
		was);
	refused(attach(USER_OFFICE, DB_NULL, task, 3), ERR_INVALID, "draft",
		was);
	ok(attach(USER_OFFICE, draft, task, 3));
	t = kit_task_now(&kit, draft);
	assert_int_equal(t.parent, task);
	assert_int_equal(t.weight, 3);
	assert_true(str_eq(t.number, STR("2.1.1")));
	assert_int_equal(t.issued_on, DAY_NONE);
	assert_true(has_act(draft, "attach", "9.9 → 2.1.1"));
	/* now its lead issues it */
	ok(kit_deed(&kit, USER_LEAD, draft, WORK_DO_ISSUE, 0));
	refused(attach(USER_OFFICE, draft, task, 3), ERR_INVALID, "draft",
		mark_now());
}

static void drafts_that_dont_fit(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t task = kit.task[TASK_RUNNING], other;
	int64_t press =
		draft_new(kit.programme, kit.unit[UNIT_PRESS], "30/11/2026");
	int64_t late =
		draft_new(kit.programme, kit.unit[UNIT_CELL], "31/1/2027");
	struct mark was;

	(void)state;
	ok(work_programme_add(&office,
			      &(struct work_programme_new){
				      .document = kit.document,
				      .title = STR("Chương trình năm 2027"),
				      .year = 2027,
				      .from = kit.cx.today,
				      .to = kit.cx.today + 400,
				      .owner = kit.root },
			      &other));
	other = draft_new(other, kit.unit[UNIT_CELL], "30/11/2026");
	was = mark_now();
	refused(attach(USER_OFFICE, other, task, 1), ERR_INVALID, "draft", was);
	refused(attach(USER_OFFICE, press, task, 1), ERR_INVALID, "draft", was);
	refused(attach(USER_OFFICE, late, task, 1), ERR_INVALID, "draft", was);
	refused(attach(USER_OFFICE, kit.task[TASK_SOON], task, 1), ERR_INVALID,
		"draft", was);
}

/* A task that went back to draft can't be put below its own part. */
static void no_cycle(void **state)
{
	struct work_part_new p = kit_part(&kit, "Lập danh mục hồ sơ A");
	int64_t task = kit.task[TASK_RUNNING], part, deep;

	(void)state;
	p.lead = kit.unit[UNIT_OFFICE];
	p.deadline = STR("10/11/2026");
	ok(kit_split(&kit, USER_LEAD, task, &p, 1));
	part = kit_parts(&kit, task).p[0].id;
	ok(kit_deed(&kit, USER_LEAD, part, WORK_DO_ACCEPT, 0));
	ok(kit_split(&kit, USER_LEAD, part, &p, 1));
	deep = kit_parts(&kit, part).p[0].id;
	ok(kit_deed(&kit, USER_LEAD, deep, WORK_DO_ACCEPT, 0));
	/* done parts don't hold it back */
	ok(kit_deed(&kit, USER_LEAD, deep, WORK_DO_SUBMIT, 100));
	ok(kit_deed(&kit, USER_LEAD, deep, WORK_DO_VERIFY, 0));
	ok(kit_deed(&kit, USER_LEAD, part, WORK_DO_HAND_BACK, 0));
	refused(attach(USER_LEAD, part, deep, 1), ERR_INVALID, "draft",
		mark_now());
	refused(attach(USER_LEAD, part, part, 1), ERR_INVALID, "draft",
		mark_now());
	/* elsewhere it goes, with its own part */
	ok(attach(USER_LEAD, part, kit.task[TASK_RETURNED], 2));
	assert_true(str_eq(kit_task_now(&kit, part).number, STR("3.2.1")));
}

/* ---- figures --------------------------------------------------------------------------- */

static int64_t total_for(enum kit_user who)
{
	struct cx cx = work_kit_as(&kit, who);
	struct work_cells cells;

	ok(work_cells_seen(&cx, kit.programme, &cells));
	return work_cells_sum(&cells, &(struct work_pick){ 0 }).n;
}

/* Tomorrow another unit leads the whole; today it was theirs, and so the parts
 * didn't count for themselves. */
static void a_past_day_counts_as_then(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t then = total_for(USER_LEAD), id[3];

	(void)state;
	kit_split_three(&kit, id);
	kit_day(&office, "2026-10-15");
	ok(work_adjust(&office,
		       &(struct work_adjust_new){
			       .task = kit.task[TASK_RUNNING],
			       .kind = ADJUST_LEAD,
			       .cause = STR("khac"),
			       .body = STR("Chuyển đơn vị chủ trì."),
			       .deadline = STR(""),
			       .lead = kit.unit[UNIT_PEOPLE] },
		       NULL));
	kit.cx.past = true;
	assert_int_equal(total_for(USER_LEAD), then);
	kit.cx.past = false;
	kit_day(&kit.cx, "2026-10-15");
	assert_int_equal(total_for(USER_LEAD), then - 1 + 3);
}

static void nothing_counts_twice(void **state)
{
	int64_t office = total_for(USER_OFFICE), lead = total_for(USER_LEAD);
	int64_t id[3];

	(void)state;
	assert_int_equal(total_for(USER_CELL), 0);
	kit_split_three(&kit, id);
	assert_int_equal(total_for(USER_OFFICE), office);
	/* the unit that split it sees the whole, the one below its parts */
	assert_int_equal(total_for(USER_LEAD), lead);
	assert_int_equal(total_for(USER_CELL), 2);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	/* these leave nothing behind, but for the last */
	static const struct CMUnitTest refusals[] = {
		cmocka_unit_test(states_that_take_no_parts),
		cmocka_unit_test(bad_rows),
		cmocka_unit_test(faults_come_together),
		cmocka_unit_test(who_may_give),
	};
	static const struct CMUnitTest tests[] = {
		T(gives_parts),
		T(works_once),
		T(unclear_stays_a_draft),
		T(fifty_at_most),
		T(four_levels),
		T(who_does_what),
		T(handed_back_and_given_again),
		T(adjusted_by_who_gave_it),
		T(goes_on_with_a_reason),
		T(hands_back_without_open_parts),
		T(parts_fall_with_the_task),
		T(parts_fall_with_an_adjustment),
		T(another_weight),
		T(as_it_was),
		T(a_draft_becomes_a_part),
		T(drafts_that_dont_fit),
		T(no_cycle),
		T(nothing_counts_twice),
		T(a_past_day_counts_as_then),
	};

	return cmocka_run_group_tests(refusals, setup, teardown) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
