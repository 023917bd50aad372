/* Tasks carried into another programme: act, form, undo. */
#include "work/test/work_kit.h"

#include "audit/audit.h"
#include "db/db.h"
#include "org/org.h"
#include "work/work_carry_act.h"
#include "work/work_page.h"

enum { KIT_OPEN = 10 }; /* tasks of the kit that are not done or withdrawn */

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = {
	&work_carry_routes, &work_task_routes, &work_programme_routes, NULL
};

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static void says(struct reply rp, const char *text)
{
	if (!work_kit_says(&rp, text))
		fail_msg("not said: %s", text);
}

static void says_not(struct reply rp, const char *text)
{
	if (work_kit_says(&rp, text))
		fail_msg("said: %s", text);
}

static day_t day(const char *iso)
{
	day_t d = DAY_NONE;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

static struct work_carry_new next_year(void)
{
	return (struct work_carry_new){
		.ask = { .origin = kit.programme,
			 .year = 2027,
			 .from = day("2027-01-01") },
		.programme = { .document = kit.document,
			       .title = STR("Chương trình năm 2027"),
			       .year = 2027,
			       .from = day("2027-01-01"),
			       .to = day("2027-12-31") }
	};
}

static int64_t copy_of(enum kit_task t, int64_t into)
{
	struct carry_tasks_rows rows;

	ok(carry_tasks(kit.cx.db,
		       &(struct carry_tasks_in){ .programme = kit.programme,
						 .into = into },
		       &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (rows.p[i].id == kit.task[t])
			return rows.p[i].copy;
	return DB_NULL;
}

static struct task_by_id_row task(int64_t id)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = id,
					       .today = kit.cx.today,
					       .soon = kit.cx.today },
		      &row, &found));
	assert_true(found);
	return row;
}

static int64_t n_tasks(int64_t programme)
{
	struct carry_tasks_rows rows;

	ok(carry_tasks(kit.cx.db,
		       &(struct carry_tasks_in){ .programme = programme },
		       &rows));
	return rows.n;
}

static struct carry_by_id_row carry(int64_t id)
{
	struct carry_by_id_row row;
	bool found;

	ok(carry_by_id(kit.cx.db, &(struct carry_by_id_in){ .id = id }, &row,
		       &found));
	assert_true(found);
	return row;
}

/* ---- the act --------------------------------------------------------------------- */

static void copies_what_goes_on(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	struct task_with_list_rows with;
	struct task_by_id_row t;
	struct carry_by_id_row c;
	int64_t id;

	(void)state;
	ok(work_carry(&office, &in, &id));
	c = carry(id);
	assert_int_equal(c.year, 2027);
	assert_true(c.made);
	assert_int_equal(n_tasks(c.into_programme), KIT_OPEN);
	assert_int_equal(copy_of(TASK_DONE, 0), DB_NULL);
	assert_int_equal(copy_of(TASK_WITHDRAWN, 0), DB_NULL);
	t = task(copy_of(TASK_RUNNING, 0));
	same(t.number, "2.1");
	same(t.deadline_text, "Quý IV/2027");
	assert_int_equal(t.due_on, day("2027-12-31"));
	same(t.product, "Danh mục hồ sơ");
	same(t.section_title, "II. Chuyển đổi số");
	assert_int_equal(t.lead, kit.unit[UNIT_OFFICE]);
	assert_int_equal(t.percent, 0);
	assert_int_equal(t.issued_on, DAY_NONE);
	assert_int_equal(t.missing, 0);
	ok(task_with_list(kit.cx.db,
			  &(struct task_with_list_in){ .task = t.id }, &with));
	assert_int_equal(with.n, 1);
	/* what named no year keeps its words; holes stay holes */
	same(task(copy_of(TASK_OTHER, 0)).deadline_text,
	     "Theo đề nghị cấp trên");
	assert_true(task(copy_of(TASK_VAGUE, 0)).missing != 0);
	/* the old one is as it was */
	t = task(kit.task[TASK_RUNNING]);
	assert_int_equal(t.percent, 40);
	assert_int_equal(t.withdrawn_on, DAY_NONE);
	same(t.deadline_text, "Quý IV/2026");
}

static void does_it_once(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	int64_t id, again, events;
	struct err *findings = NULL;

	(void)state;
	office.key = STR("carry-1");
	ok(work_carry(&office, &in, &id));
	ok(work_carry(&office, &in, &again));
	assert_int_equal(id, again);
	/* a second time without the key: nothing is wanted any more */
	office.key = STR_NULL;
	fails(work_carry(&office, &in, &again), ERR_INVALID);
	in.ask.into = carry(id).into_programme;
	fails(work_carry(&office, &in, &again), ERR_INVALID);
	assert_int_equal(n_tasks(in.ask.into), KIT_OPEN);
	ok(audit_verify(&kit.cx, &events, &findings));
	assert_null(findings);
}

static void refuses_and_leaves_nothing(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_carry_new in = next_year();
	struct programme_list_rows list;
	int64_t id;

	(void)state;
	fails(work_carry(&lead, &in, &id), ERR_DENIED);
	in.seen = STR("1.2.3");
	fails(work_carry(&office, &in, &id), ERR_CONFLICT);
	in.seen = STR_NULL;
	in.ask.into = kit.programme;
	fails(work_carry(&office, &in, &id), ERR_INVALID);
	in.ask.into = 999;
	fails(work_carry(&office, &in, &id), ERR_NOT_FOUND);
	in = next_year();
	in.ask.origin = 999;
	fails(work_carry(&office, &in, &id), ERR_NOT_FOUND);
	in = next_year();
	in.programme.title = STR("");
	fails(work_carry(&office, &in, &id), ERR_INVALID);
	in = next_year();
	in.programme.document = 999;
	fails(work_carry(&office, &in, &id), ERR_NOT_FOUND);
	in = next_year();
	for (int t = 0; t < N_KIT_TASK; t++)
		work_ids_set(arena, &in.ask.flip, kit.task[t],
			     t != TASK_DONE && t != TASK_CLOSED &&
				     t != TASK_WITHDRAWN);
	fails(work_carry(&office, &in, &id), ERR_INVALID);
	ok(programme_list(kit.cx.db, &list));
	assert_int_equal(list.n, 1);
	assert_int_equal(copy_of(TASK_RUNNING, 0), DB_NULL);
}

static void into_one_that_is_there(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	struct task_by_id_row t;
	int64_t into, first, id;

	(void)state;
	in.programme.owner = kit.root;
	ok(work_programme_add(&office, &in.programme, &into));
	ok(work_task_add(&office,
			 &(struct work_task_words){
				 .programme = into,
				 .section = STR("II. Chuyển đổi số"),
				 .number = STR("2.1"),
				 .work = STR("Rà soát phần mềm"),
				 .lead = DB_NULL,
				 .import = DB_NULL,
				 .import_row = DB_NULL },
			 &first));
	ok(work_task_add(&office,
			 &(struct work_task_words){
				 .programme = into,
				 .section = STR("III. Kiểm tra"),
				 .number = STR("3.9"),
				 .work = STR("Kiểm tra"),
				 .lead = DB_NULL,
				 .import = DB_NULL,
				 .import_row = DB_NULL },
			 &id));
	in.ask.into = into;
	ok(work_carry(&office, &in, &id));
	assert_false(carry(id).made);
	t = task(copy_of(TASK_RUNNING, into));
	/* its number is taken there; it stands behind its section's last */
	same(t.number, "");
	assert_int_equal(t.position, task(first).position);
	same(task(copy_of(TASK_LATE, into)).number, "2.4");
	/* a closed programme takes no more */
	ok(work_close(&office,
		      &(struct work_close){
			      .ask = { .programme = into,
				       .others = { .fate = FATE_KEEP } } }));
	fails(work_carry(&office, &in, &id), ERR_CONFLICT);
}

/* Organisations end by acts of their own feature; here only the day counts. */
static struct err *press_ends(struct cx *cx, void *arg)
{
	static const struct db_part part = {
		.sql = "update org set to_on = '2026-12-31' where id = ?1",
		.opt = -1,
		.order = -1
	};
	static const struct db_query query = { .name = "press_ends",
					       .n_params = 1,
					       .types = "i",
					       .part = &part,
					       .n_parts = 1 };
	struct db_stmt *st;
	bool more;
	struct err *err = db_stmt_get(cx->db, &query, 0, 0, &st);

	if (err)
		return err;
	db_bind_i64(st, 1, *(int64_t *)arg);
	err = db_step(st, &more);
	db_stmt_done(st);
	return err;
}

static void a_lead_that_ended_is_a_hole(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	struct task_by_id_row t;
	int64_t id;

	(void)state;
	ok(db_tx(&kit.cx, press_ends, &kit.unit[UNIT_PRESS]));
	ok(work_carry(&office, &in, &id));
	t = task(copy_of(TASK_OTHER, 0));
	assert_int_equal(t.lead, DB_NULL);
	same(t.lead_text, "Báo và Phát thanh – Truyền hình");
	assert_int_equal(t.missing, WORK_MISS_PERSON);
}

/* ---- undoing ----------------------------------------------------------------------- */

static void can_be_taken_back(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	int voided, kept;
	int64_t id, moved;

	(void)state;
	ok(work_carry(&office, &in, &id));
	moved = copy_of(TASK_CLEAR, 0);
	ok(work_do(&office,
		   &(struct work_deed){ .task = moved, .what = WORK_DO_ISSUE },
		   NULL));
	ok(work_do(&office,
		   &(struct work_deed){ .task = moved,
					.what = WORK_DO_WITHDRAW,
					.reason = STR("Không cần nữa.") },
		   NULL));
	office.key = STR("undo-1");
	ok(work_carry_undo(&office, id, &voided, &kept));
	assert_int_equal(voided, KIT_OPEN - 1);
	assert_int_equal(kept, 1);
	assert_int_equal(copy_of(TASK_RUNNING, 0), DB_NULL);
	assert_int_equal(copy_of(TASK_CLEAR, 0), moved);
	ok(work_carry_undo(&office, id, &voided, &kept));
	office.key = STR_NULL;
	fails(work_carry_undo(&office, id, &voided, &kept), ERR_CONFLICT);
	fails(work_carry_undo(&office, 99, &voided, &kept), ERR_NOT_FOUND);
	/* what was taken back may come along again */
	ok(work_carry(&office, &in, &id));
	assert_int_equal(n_tasks(carry(id).into_programme), KIT_OPEN - 1);
}

static bool is_there(int64_t programme)
{
	struct programme_list_rows rows;
	struct programme_by_id_row p;
	bool found, listed = false;

	ok(programme_by_id(kit.cx.db,
			   &(struct programme_by_id_in){ .id = programme }, &p,
			   &found));
	ok(programme_list(kit.cx.db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		listed |= rows.p[i].id == programme;
	assert_int_equal(listed, found);
	return found;
}

/* What was made for the copies alone goes with them, and the page says so. */
static void the_empty_programme_goes_too(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	struct programme_open_rows open;
	struct reply rp;
	int voided, kept;
	int64_t id, into;

	(void)state;
	ok(work_carry(&office, &in, &id));
	into = carry(id).into_programme;
	rp = work_kit_get(&kit, USER_OFFICE, "/carry/%ld", id);
	says(rp, "Chương trình lập riêng cho đợt này cũng bỏ");
	ok(work_carry_undo(&office, id, &voided, &kept));
	assert_int_equal(kept, 0);
	assert_false(is_there(into));
	ok(programme_open(kit.cx.db, &(struct programme_open_in){ .except = 0 },
			  &open));
	assert_int_equal(open.n, 1);
	rp = work_kit_get(&kit, USER_OFFICE, "/carry/%ld", id);
	assert_int_equal(rp.status, 200);
	says(rp, "trong đó không còn gì khác nên cũng đã bỏ");
	rp = work_kit_get_en(&kit, USER_OFFICE, "/carry/%ld", id);
	says(rp, "nothing else was in it, so it was removed too");
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld", into);
	assert_int_equal(rp.status, 404);
	/* its document can be carried out anew */
	ok(work_carry(&office, &in, &id));
	assert_true(carry(id).into_programme != into);
}

/* … but not with what somebody put there meanwhile. */
static void what_holds_something_stays(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	struct work_task_words w = { .work = STR("Lập kế hoạch năm 2027"),
				     .lead = DB_NULL,
				     .import = DB_NULL,
				     .import_row = DB_NULL };
	struct reply rp;
	int voided, kept;
	int64_t id, task;

	(void)state;
	ok(work_carry(&office, &in, &id));
	w.programme = carry(id).into_programme;
	ok(work_task_add(&office, &w, &task));
	ok(work_carry_undo(&office, id, &voided, &kept));
	assert_true(is_there(w.programme));
	rp = work_kit_get(&kit, USER_OFFICE, "/carry/%ld", id);
	says(rp, "nhưng vẫn giữ vì còn nội dung khác (nhiệm vụ: 1)");
	rp = work_kit_get_en(&kit, USER_OFFICE, "/carry/%ld", id);
	says(rp, "but stays: it holds something else (tasks: 1)");
	/* a programme that was there before isn't this carrying's to remove */
	in.ask.into = w.programme;
	ok(work_carry(&office, &in, &id));
	ok(work_carry_undo(&office, id, &voided, &kept));
	assert_true(is_there(w.programme));
	rp = work_kit_get(&kit, USER_OFFICE, "/carry/%ld", id);
	says_not(rp, "được lập riêng");
}

static void not_for_ever_and_not_after_closing(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_carry_new in = next_year();
	int voided, kept;
	int64_t id;

	(void)state;
	ok(work_carry(&office, &in, &id));
	fails(work_carry_undo(&lead, id, &voided, &kept), ERR_DENIED);
	kit_day(&office, "2026-10-22");
	fails(work_carry_undo(&office, id, &voided, &kept), ERR_CONFLICT);
	kit_day(&office, "2026-10-21");
	ok(work_close(&office,
		      &(struct work_close){
			      .ask = { .programme = kit.programme } }));
	fails(work_carry_undo(&office, id, &voided, &kept), ERR_CONFLICT);
}

/* ---- the form ----------------------------------------------------------------------- */

static struct str field_of(const struct reply *rp, const char *name)
{
	struct str s = buf_view(&rp->body);
	struct str mark = str_fmt(arena, "name=\"%s\" value=\"", name);
	ptrdiff_t at = str_find(s, mark, 0);
	ptrdiff_t end;

	assert_true(at >= 0);
	at += mark.n;
	end = str_find(s, STR("\""), at);
	return str_sub(s, at, end);
}

static const char *form(const struct reply *rp, const char *rest)
{
	struct buf b = buf_init(arena, 1 << 16);

	buf_fmt(&b,
		"into=0&document=%ld&title=N%%C4%%83m+2027&year=2027"
		"&from=1/1/2027&to=31/12/2027&page=1&flip=&seen=%.*s%s",
		(long)kit.document, STR_ARG(field_of(rp, "seen")), rest);
	return str_to_c(arena, buf_view(&b));
}

/* Every row of the kit's, with the ticks of the rule but for `less`. */
static const char *rows(enum kit_task less)
{
	struct buf b = buf_init(arena, 1 << 16);

	for (int t = 0; t < N_KIT_TASK; t++) {
		bool open = t != TASK_DONE && t != TASK_CLOSED &&
			    t != TASK_WITHDRAWN;

		buf_fmt(&b, "&row=%ld", (long)kit.task[t]);
		if (open && t != (int)less)
			buf_fmt(&b, "&take=%ld", (long)kit.task[t]);
	}
	return str_to_c(arena, buf_view(&b));
}

static const char *cat(const char *a, const char *b)
{
	return str_fmt(arena, "%s%s", a, b).p;
}

static void form_shows_and_confirms(void **state)
{
	const char *path = "/programme/%ld/carry";
	struct reply rp = work_kit_get(&kit, USER_OFFICE, path, kit.programme);

	(void)state;
	assert_int_equal(rp.status, 200);
	says(rp, "Chuyển tiếp 10 trong 13 nhiệm vụ");
	says(rp,
	     "<del class=\"m\">Quý IV/2026</del><br><ins>Quý IV/2027</ins>");
	says(rp, "value=\"Chương trình hành động năm 2027\"");
	says(rp, "Lập chương trình với 10 nhiệm vụ");
	/* one less: shown again, nothing written */
	rp = work_kit_post(
		&kit, USER_OFFICE, path, kit.programme,
		form(&rp, cat(rows(TASK_LATE), "&do=look&key=carry-k1-form")));
	assert_int_equal(rp.status, 200);
	says(rp, "Chuyển tiếp 9 trong 13 nhiệm vụ");
	assert_int_equal(copy_of(TASK_SOON, 0), DB_NULL);
	/* the choice travels without the rows, too */
	rp = work_kit_post(&kit, USER_OFFICE, path, kit.programme,
			   form(&rp, cat(rows(TASK_LATE),
					 "&do=confirm&key=carry-k2-form")));
	assert_int_equal(rp.status, 303);
	same(rp.location, "/carry/1");
	assert_int_equal(copy_of(TASK_LATE, 0), DB_NULL);
	assert_true(copy_of(TASK_SOON, 0) != DB_NULL);
	rp = work_kit_get(&kit, USER_OFFICE, "/carry/1", 0);
	says(rp, "Đã chuyển tiếp 9 nhiệm vụ");
	says(rp, "Đến hết ngày 21/10/2026 có thể rút lại");
	rp = work_kit_get_en(&kit, USER_OFFICE, "/carry/1", 0);
	says(rp, "9 tasks were carried forward");
	rp = work_kit_post(&kit, USER_OFFICE, "/carry/1/undo", 0,
			   "key=carry-u1-form");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE, "/carry/1", 0);
	says(rp, "Đã rút lại nhiệm vụ chuyển tiếp");
	says_not(rp, "/carry/1/undo");
}

static void changed_since_it_was_shown(void **state)
{
	const char *path = "/programme/%ld/carry";
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct reply rp = work_kit_get(&kit, USER_OFFICE, path, kit.programme);

	(void)state;
	/* another year than the preview's */
	rp = work_kit_post(
		&kit, USER_OFFICE, path, kit.programme,
		str_fmt(arena,
			"into=0&document=%ld&title=x&year=2028&from=1/1/2028"
			"&to=31/12/2028&flip=&page=1&seen=%.*s&do=confirm%s",
			(long)kit.document, STR_ARG(field_of(&rp, "seen")),
			rows(N_KIT_TASK))
			.p);
	assert_int_equal(rp.status, 422);
	says(rp, "Hãy xem lại rồi xác nhận.");
	says(rp, "Quý IV/2028");
	/* a task that was verified meanwhile */
	rp = work_kit_get(&kit, USER_OFFICE, path, kit.programme);
	ok(work_do(&office,
		   &(struct work_deed){ .task = kit.task[TASK_SUBMITTED],
					.what = WORK_DO_VERIFY },
		   NULL));
	rp = work_kit_post(&kit, USER_OFFICE, path, kit.programme,
			   form(&rp, cat(rows(N_KIT_TASK),
					 "&do=confirm&key=carry-k3-form")));
	assert_int_equal(rp.status, 422);
	says(rp, "Hãy xem lại rồi xác nhận.");
	assert_int_equal(copy_of(TASK_SOON, 0), DB_NULL);
}

static void faults_keep_what_was_typed(void **state)
{
	const char *path = "/programme/%ld/carry";
	struct reply rp;

	(void)state;
	rp = work_kit_post(&kit, USER_OFFICE, path, kit.programme,
			   "into=0&document=&title=M%E1%BB%9Bi&year=abc"
			   "&from=&to=31/12/2027&do=confirm");
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#year\"");
	says(rp, "href=\"#from\"");
	says(rp, "value=\"abc\"");
	says(rp, "value=\"Mới\"");
	rp = work_kit_post(&kit, USER_OFFICE, path, kit.programme,
			   "into=77&title=x&year=2027&from=1/1/2027"
			   "&to=31/12/2027&do=look");
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#into\"");
	assert_int_equal(copy_of(TASK_SOON, 0), DB_NULL);
}

static void whose_it_is(void **state)
{
	const char *path = "/programme/%ld/carry";

	(void)state;
	assert_int_equal(
		work_kit_get(&kit, USER_LEAD, path, kit.programme).status, 404);
	assert_int_equal(
		work_kit_get(&kit, USER_LEADER, path, kit.programme).status,
		404);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE, path, 999).status,
			 404);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE, "/carry/9", 0).status,
			 404);
	assert_int_equal(work_kit_post(&kit, USER_LEAD, "/carry/9/undo", 0,
				       "key=carry-u9-form")
				 .status,
			 404);
}

/* ---- elsewhere ------------------------------------------------------------------------ */

static void both_histories_say_it(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	int64_t id, copy;
	struct reply rp;

	(void)state;
	ok(work_carry(&office, &in, &id));
	copy = copy_of(TASK_RUNNING, 0);
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld", copy);
	says(rp, "Chuyển tiếp từ");
	says(rp,
	     str_fmt(arena, "<a href=\"/task/%ld\">12-CTr/ĐU (2026), 2.1</a>",
		     (long)kit.task[TASK_RUNNING])
		     .p);
	rp = work_kit_get_en(&kit, USER_OFFICE, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "Carried over into");
	says(rp,
	     str_fmt(arena, "<a href=\"/task/%ld\">12-CTr/ĐU (2027), 2.1</a>",
		     (long)copy)
		     .p);
	/* the unit doesn't see a draft, but that there is one */
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_RUNNING]);
	says(rp, "Đã chuyển sang 12-CTr/ĐU (2027), 2.1");
	says_not(rp, str_fmt(arena, "href=\"/task/%ld\"", (long)copy).p);
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld", kit.programme);
	says(rp, "Đã chuyển sang Chương trình năm 2027 ngày 14/10/2026");
	says(rp, "/carry\">Chuyển tiếp nhiệm vụ</a>");
	rp = work_kit_get(&kit, USER_LEAD, "/programme/%ld", kit.programme);
	says_not(rp, "/carry");
	says_not(rp, "/close");
}

static void golden(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new in = next_year();
	int64_t id;

	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/carry",
			kit.programme, "carry");
	ok(work_carry(&office, &in, &id));
	work_kit_golden(&kit, USER_OFFICE, "/carry/%ld", id, "carry_done");
}

/* 55 tasks more: the form goes on over two pages, the choice with it. */
static void over_two_pages(void **state)
{
	const char *path = "/programme/%ld/carry";
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct reply rp;
	int64_t id;

	(void)state;
	for (int i = 0; i < 45; i++)
		ok(work_task_add(&office,
				 &(struct work_task_words){
					 .programme = kit.programme,
					 .work = STR("Rà soát"),
					 .lead = DB_NULL,
					 .import = DB_NULL,
					 .import_row = DB_NULL },
				 &id));
	rp = work_kit_get(&kit, USER_OFFICE, path, kit.programme);
	says(rp, "1 đến 50 trong tổng số 58");
	says_not(rp, str_fmt(arena, "name=\"row\" value=\"%ld\"", (long)id).p);
	rp = work_kit_post(&kit, USER_OFFICE, path, kit.programme,
			   form(&rp, cat(rows(TASK_LATE), "&do=next")));
	says(rp, "51 đến 58 trong tổng số 58");
	says(rp, str_fmt(arena, "name=\"row\" value=\"%ld\"", (long)id).p);
	says(rp, str_fmt(arena, "name=\"flip\" value=\"%ld\"",
			 (long)kit.task[TASK_LATE])
			 .p);
	says(rp, "Chuyển tiếp 54 trong 58 nhiệm vụ");
}

int main(void)
{
#define t(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		t(copies_what_goes_on),
		t(does_it_once),
		t(refuses_and_leaves_nothing),
		t(into_one_that_is_there),
		t(a_lead_that_ended_is_a_hole),
		t(can_be_taken_back),
		t(the_empty_programme_goes_too),
		t(what_holds_something_stays),
		t(not_for_ever_and_not_after_closing),
		t(form_shows_and_confirms),
		t(changed_since_it_was_shown),
		t(faults_keep_what_was_typed),
		t(whose_it_is),
		t(both_histories_say_it),
		t(golden),
		t(over_two_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
