/* Shares of cooperating organisations: acts, and the pages through the door. */
#include "work/test/work_kit.h"

#include "audit/audit.h"
#include "db/db.h"
#include "work/work_evidence_query.h"
#include "work/work_page.h"
#include "work/work_share.h"
#include "work/work_share_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_task_routes,
						    &work_mine_routes,
						    &work_share_routes, NULL };

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

#define says(rp, text)                                                         \
	do {                                                                   \
		if (!work_kit_says(&(rp), text)) {                             \
			print_error("%.*s\n", STR_ARG(buf_view(&(rp).body)));  \
			fail_msg("the page doesn't say: %s", text);            \
		}                                                              \
	} while (0)
#define says_not(rp, text) assert_false(work_kit_says(&(rp), text))

/* ---- helpers -------------------------------------------------------------------- */

static day_t day_of(const char *iso)
{
	day_t d = DAY_NONE;

	assert_true(!iso || day_from_iso(str_c(iso), &d));
	return d;
}

static struct err *try_ask(enum kit_user who, enum kit_task t, int64_t org,
			   const char *work, const char *due, int64_t *ret_id)
{
	struct cx cx = work_kit_as(&kit, who);

	return work_share_ask(&cx,
			      &(struct work_share_new){ .task = kit.task[t],
							.org = org,
							.work = str_c(work),
							.due = day_of(due) },
			      ret_id);
}

static int64_t ask(enum kit_task t, const char *work, const char *due)
{
	int64_t id;

	ok(try_ask(USER_LEAD, t, kit.unit[UNIT_PEOPLE], work, due, &id));
	return id;
}

static struct err *step_on(enum kit_user who, int64_t id,
			   enum work_share_do what, const char *text,
			   const char *day)
{
	struct cx cx = work_kit_as(&kit, who);
	struct work_file file = { STR("Danh sách.pdf"), work_kit_pdf() };
	struct work_share_deed d = { .share = id,
				     .what = what,
				     .text = str_c(text) };
	int64_t task;

	if (what == SHARE_DELIVER) {
		d.files = &file;
		d.n_files = 1;
	}
	kit_day(&cx, day);
	return work_share_do(&cx, &d, &task);
}

static struct err *step(enum kit_user who, int64_t id, enum work_share_do what,
			const char *text)
{
	return step_on(who, id, what, text, "2026-10-14");
}

static struct share_by_id_row row_of(int64_t id)
{
	struct share_by_id_row s;
	bool found;

	ok(share_by_id(kit.cx.db, &(struct share_by_id_in){ .id = id }, &s,
		       &found));
	assert_true(found);
	return s;
}

static struct attachment_list_rows files_of(enum kit_task t)
{
	struct attachment_list_rows rows;

	ok(attachment_list(kit.cx.db,
			   &(struct attachment_list_in){ .task = kit.task[t],
							 .until = INT64_MAX },
			   &rows));
	return rows;
}

static struct task_act_list_rows acts_of(enum kit_task t)
{
	struct task_act_list_rows rows;

	ok(task_act_list(kit.cx.db,
			 &(struct task_act_list_in){ .task = kit.task[t],
						     .as_at = kit.cx.today +
							      99 },
			 &rows));
	return rows;
}

static int64_t events(void)
{
	struct err *findings = NULL;
	int64_t n;

	ok(audit_verify(&kit.cx, &n, &findings));
	assert_null(findings);
	return n;
}

/* The act was refused for this reason and left nothing. */
#define refused(got, why, at, before)                                          \
	do {                                                                   \
		struct err *e_ = (got);                                        \
		assert_non_null(e_);                                           \
		assert_int_equal(e_->code, (why));                             \
		same(e_->field.p ? e_->field : STR(""), at);                   \
		assert_int_equal(events(), (before));                          \
	} while (0)

/* ---- acts ------------------------------------------------------------------------- */

static void test_ask(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	const struct work_share_new in = { .task = kit.task[TASK_RUNNING],
					   .org = kit.unit[UNIT_PEOPLE],
					   .work = STR("Danh sách hồ sơ"),
					   .due = day_of("2026-10-20") };
	int64_t id, again, before = events();
	ptrdiff_t acts = acts_of(TASK_RUNNING).n;

	(void)state;
	lead.key = STR("share-ask-001");
	ok(work_share_ask(&lead, &in, &id));
	ok(work_share_ask(&lead, &in, &again));
	assert_int_equal(id, again);
	assert_int_equal(events(), before + 1);
	assert_int_equal(acts_of(TASK_RUNNING).n, acts + 1);
	same(acts_of(TASK_RUNNING).p[0].kind, "share_ask");
	same(acts_of(TASK_RUNNING).p[0].body, "Ban Tổ chức: Danh sách hồ sơ");
	same(row_of(id).work, "Danh sách hồ sơ");
	assert_int_equal(row_of(id).due_on, day_of("2026-10-20"));
}

static void test_ask_refused(void **state)
{
	int64_t id, people = kit.unit[UNIT_PEOPLE], before = events();

	(void)state;
	/* cooperating isn't leading; a leader reads; another's task */
	refused(try_ask(USER_OTHER, TASK_RUNNING, people, "x", NULL, &id),
		ERR_DENIED, "", before);
	refused(try_ask(USER_LEADER, TASK_RUNNING, people, "x", NULL, &id),
		ERR_DENIED, "", before);
	refused(try_ask(USER_CELL, TASK_RUNNING, people, "x", NULL, &id),
		ERR_NOT_FOUND, "", before);
	/* who doesn't cooperate owes nothing */
	refused(try_ask(USER_LEAD, TASK_RUNNING, kit.unit[UNIT_PRESS], "x",
			NULL, &id),
		ERR_INVALID, "share_org", before);
	refused(try_ask(USER_LEAD, TASK_RUNNING, DB_NULL, "x", NULL, &id),
		ERR_INVALID, "share_org", before);
	refused(try_ask(USER_LEAD, TASK_RUNNING, people, "", NULL, &id),
		ERR_INVALID, "share_what", before);
	refused(try_ask(USER_LEAD, TASK_RUNNING, people, "x", "2026-10-13",
			&id),
		ERR_INVALID, "share_due", before);
	refused(try_ask(USER_LEAD, TASK_RUNNING, people, "x", "2027-01-01",
			&id),
		ERR_INVALID, "share_due", before);
	/* not issued, done */
	refused(try_ask(USER_OFFICE, TASK_CLEAR, people, "x", NULL, &id),
		ERR_CONFLICT, "", before);
	refused(try_ask(USER_LEAD, TASK_DONE, people, "x", NULL, &id),
		ERR_CONFLICT, "", before);
	/* the office may, for the lead */
	ok(try_ask(USER_OFFICE, TASK_RUNNING, people, "x", "2026-12-31", &id));
	/* a task that is late itself */
	ok(try_ask(USER_LEAD, TASK_LATE, people, "x", "2026-10-20", &id));
}

static void test_ask_most(void **state)
{
	int64_t id;

	(void)state;
	for (int i = 0; i < SHARES_MOST; i++)
		ask(TASK_RUNNING, "Danh sách", NULL);
	refused(try_ask(USER_LEAD, TASK_RUNNING, kit.unit[UNIT_PEOPLE], "x",
			NULL, &id),
		ERR_LIMIT, "", events());
}

static void test_deliver(void **state)
{
	struct cx other = work_kit_as(&kit, USER_OTHER);
	const struct work_file file = { STR("Danh sách.pdf"), work_kit_pdf() };
	int64_t id = ask(TASK_RUNNING, "Danh sách hồ sơ", "2026-10-20"), task,
		before = events();
	const struct work_share_deed d = { .share = id,
					   .what = SHARE_DELIVER,
					   .text = STR("Đủ 120 hồ sơ."),
					   .files = &file,
					   .n_files = 1 };
	struct attachment_list_rows files;

	(void)state;
	other.key = STR("share-deliver");
	for (int i = 0; i < 2; i++) {
		ok(work_share_do(&other, &d, &task));
		assert_int_equal(task, kit.task[TASK_RUNNING]);
	}
	assert_int_equal(events(), before + 1);
	assert_int_equal(row_of(id).delivered_on, kit.cx.today);
	files = files_of(TASK_RUNNING);
	assert_int_equal(files.n, 1);
	assert_int_equal(files.p[0].share, id);
	assert_int_equal(files.p[0].version, 1);
	assert_int_equal(files.p[0].checked_on, DAY_NONE);
	same(acts_of(TASK_RUNNING).p[0].body, "Ban Tổ chức: Đủ 120 hồ sơ.");
}

/* The lead's own evidence stays what it was. */
static void test_attachments_apart(void **state)
{
	struct evidence_list_rows own;
	struct evidence_count_row n;
	struct evidence_by_id_row e;
	bool found;
	int64_t id = ask(TASK_RUNNING, "Danh sách", NULL);

	(void)state;
	ok(step(USER_OTHER, id, SHARE_DELIVER, "Gửi."));
	ok(evidence_list(kit.cx.db,
			 &(struct evidence_list_in){
				 .task = kit.task[TASK_RUNNING],
				 .until = INT64_MAX },
			 &own));
	assert_int_equal(own.n, 1);
	same(own.p[0].name, "Danh mục đợt 1.pdf");
	ok(evidence_count(kit.cx.db,
			  &(struct evidence_count_in){
				  .task = kit.task[TASK_RUNNING] },
			  &n, &found));
	assert_int_equal(n.n, 1);
	/* the office's check isn't for them */
	ok(evidence_by_id(kit.cx.db,
			  &(struct evidence_by_id_in){
				  .id = files_of(TASK_RUNNING).p[0].id },
			  &e, &found));
	assert_false(found);
}

static void test_return_and_take(void **state)
{
	int64_t id = ask(TASK_RUNNING, "Danh sách hồ sơ", "2026-10-20");
	struct attachment_list_rows files;

	(void)state;
	ok(step(USER_OTHER, id, SHARE_DELIVER, "Đủ 120 hồ sơ."));
	ok(step_on(USER_LEAD, id, SHARE_RETURN, "Thiếu 4 hồ sơ.",
		   "2026-10-15"));
	assert_int_equal(row_of(id).returned_on, day_of("2026-10-15"));
	assert_int_equal(row_of(id).delivered_on, day_of("2026-10-14"));
	assert_int_equal(files_of(TASK_RUNNING).p[0].checked_ok, 0);
	ok(step_on(USER_OTHER, id, SHARE_DELIVER, "Đủ 124 hồ sơ.",
		   "2026-10-16"));
	assert_int_equal(row_of(id).returned_on, DAY_NONE);
	ok(step_on(USER_LEAD, id, SHARE_TAKE, "", "2026-10-17"));
	assert_int_equal(row_of(id).taken_on, day_of("2026-10-17"));
	/* the second version matches, the first one never did */
	files = files_of(TASK_RUNNING);
	assert_int_equal(files.n, 2);
	assert_int_equal(files.p[0].version, 2);
	assert_int_equal(files.p[0].checked_ok, 1);
	assert_int_equal(files.p[0].checked_on, day_of("2026-10-17"));
	assert_int_equal(files.p[1].checked_ok, 0);
	assert_int_equal(files.p[1].checked_on, day_of("2026-10-15"));
	same(acts_of(TASK_RUNNING).p[0].kind, "share_take");
	same(acts_of(TASK_RUNNING).p[2].kind, "share_return");
	same(acts_of(TASK_RUNNING).p[2].body, "Ban Tổ chức: Thiếu 4 hồ sơ.");
}

static void test_steps_refused(void **state)
{
	struct cx other = work_kit_as(&kit, USER_OTHER);
	int64_t id = ask(TASK_RUNNING, "Danh sách", NULL), before = events(),
		task;
	struct buf b = buf_init(arena, 16384);
	const struct work_file many[WORK_FILES_MOST + 1] = { 0 };

	(void)state;
	refused(step(USER_LEAD, id, SHARE_DELIVER, "x"), ERR_DENIED, "",
		before);
	refused(step(USER_OFFICE, id, SHARE_DELIVER, "x"), ERR_DENIED, "",
		before);
	refused(step(USER_CELL, id, SHARE_DELIVER, "x"), ERR_NOT_FOUND, "",
		before);
	refused(step(USER_OTHER, 999, SHARE_DELIVER, "x"), ERR_NOT_FOUND, "",
		before);
	refused(step(USER_OTHER, id, SHARE_DELIVER, ""), ERR_INVALID,
		"delivered", before);
	for (int i = 0; i <= WORK_TEXT_MOST; i++)
		buf_char(&b, 'a');
	buf_char(&b, 0);
	refused(step(USER_OTHER, id, SHARE_DELIVER, b.p), ERR_LIMIT,
		"delivered", before);
	refused(work_share_do(&other,
			      &(struct work_share_deed){
				      .share = id,
				      .what = SHARE_DELIVER,
				      .text = STR("x"),
				      .files = many,
				      .n_files = WORK_FILES_MOST + 1 },
			      &task),
		ERR_LIMIT, "attached", before);
	/* a file that isn't one: nothing of the delivery is kept */
	refused(work_share_do(
			&other,
			&(struct work_share_deed){
				.share = id,
				.what = SHARE_DELIVER,
				.text = STR("x"),
				.files = &(struct work_file){ STR("virus.exe"),
							      STR("MZ") },
				.n_files = 1 },
			&task),
		ERR_UNSUPPORTED, "attached", before);
	assert_int_equal(row_of(id).delivered_on, DAY_NONE);
	refused(step(USER_LEAD, id, SHARE_TAKE, ""), ERR_CONFLICT, "", before);
	refused(step(USER_OTHER, id, SHARE_DROP, "x"), ERR_DENIED, "", before);
	refused(step(USER_LEAD, id, SHARE_DROP, ""), ERR_INVALID, "reason",
		before);
	ok(step(USER_LEAD, id, SHARE_DROP, "Lấy từ hệ thống."));
	refused(step(USER_OTHER, id, SHARE_DELIVER, "x"), ERR_CONFLICT, "",
		before + 1);
}

/* A step says how the task stood, as any day is shown. */
static void test_act_holds_the_task(void **state)
{
	static const struct db_part part = {
		.sql = "select is_percent, is_issued_on, is_done_on"
		       " from task_act where id = ?1",
		.opt = -1,
		.order = -1
	};
	static const char *const param[] = { "id" };
	static const struct db_query query = { .name = "act_state",
					       .part = &part,
					       .n_parts = 1,
					       .param = param,
					       .n_params = 1,
					       .types = "i" };
	struct db_stmt *st;
	bool row;

	(void)state;
	ask(TASK_RUNNING, "Danh sách", NULL);
	ok(db_stmt_get(kit.cx.db, &query, 0, 0, &st));
	db_bind_i64(st, 1, acts_of(TASK_RUNNING).p[0].id);
	ok(db_step(st, &row));
	assert_true(row);
	assert_int_equal(db_col_i64(st, 0), 40);
	assert_int_equal(db_col_day(st, 1), day_of("2026-01-28"));
	assert_int_equal(db_col_day(st, 2), DAY_NONE);
	db_stmt_done(st);
}

/* ---- pages -------------------------------------------------------------------------- */

static void table_make(int64_t *ret_waiting)
{
	int64_t late = ask(TASK_RUNNING, "Số liệu đảng viên", "2026-10-14"),
		back = ask(TASK_RUNNING, "Danh sách cán bộ số hóa",
			   "2026-10-20"),
		waiting = ask(TASK_RUNNING, "Biên bản kiểm kê", NULL),
		taken = ask(TASK_RUNNING, "Danh sách hồ sơ", "2026-10-22"),
		dropped = ask(TASK_RUNNING, "Ảnh kho lưu trữ", NULL);
	struct cx office = work_kit_as(&kit, USER_OFFICE);

	/* asked in time, and its day is over now */
	kit_day(&office, "2026-10-01");
	ok(work_share_ask(&office,
			  &(struct work_share_new){
				  .task = kit.task[TASK_RUNNING],
				  .org = kit.unit[UNIT_PEOPLE],
				  .work = STR("Bảng tổng hợp quý III"),
				  .due = day_of("2026-10-05") },
			  &late));
	ok(step(USER_OTHER, back, SHARE_DELIVER, "Ban gửi 12 đồng chí."));
	ok(step(USER_LEAD, back, SHARE_RETURN, "Thiếu số điện thoại."));
	ok(step(USER_OTHER, waiting, SHARE_DELIVER, "Biên bản có chữ ký."));
	ok(step(USER_OTHER, taken, SHARE_DELIVER, "Đủ 120 hồ sơ."));
	ok(step(USER_LEAD, taken, SHARE_TAKE, ""));
	ok(step(USER_LEAD, dropped, SHARE_DROP, "Không cần nữa."));
	*ret_waiting = waiting;
}

static void test_page(void **state)
{
	struct reply rp;
	int64_t waiting;

	(void)state;
	table_make(&waiting);
	work_kit_golden(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_RUNNING],
			"share_lead");
	work_kit_golden(&kit, USER_OTHER, "/task/%ld", kit.task[TASK_RUNNING],
			"share_other");
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "Who owes what");
	says(rp, "<span class=\"st red\">9 days overdue</span>");
	says(rp, "<span class=\"st amb\">Sent back</span>");
	says(rp, "<span class=\"st grn\">Delivered</span>");
	says(rp, "<span class=\"st don\">Taken</span>");
	says(rp, "Share returned");
	says(rp, str_fmt(arena, "/share/%ld/take", (long)waiting).p);
	says_not(rp, "name=\"delivered\"");
	says_not(rp, "name=\"share_what\"");
	work_kit_golden(&kit, USER_LEAD, "/task/%ld?ask=1",
			kit.task[TASK_RUNNING], "share_ask");
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld?ask=1",
			     kit.task[TASK_RUNNING]);
	says(rp, "name=\"share_what\"");
	rp = work_kit_get_en(&kit, USER_OTHER, "/task/%ld?ask=1",
			     kit.task[TASK_RUNNING]);
	says_not(rp, "name=\"share_what\"");
	/* a leader reads; the unit delivers and doesn't ask */
	rp = work_kit_get_en(&kit, USER_LEADER, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "Who owes what");
	says_not(rp, "/share/");
	says_not(rp, "Ask a cooperating");
	rp = work_kit_get_en(&kit, USER_OTHER, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "name=\"delivered\"");
	says_not(rp, "Ask a cooperating");
	says_not(rp, "/take");
	/* without cooperating units there is nothing to say */
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_SOON]);
	says_not(rp, "Who owes what");
}

/* A past day shows the shares as they stood, replayed from their steps. */
static void test_past(void **state)
{
	static const struct {
		const char *day, *says, *says_not;
	} days[] = {
		{ "2026-10-03", "History", "Danh sách hồ sơ" },
		{ "2026-10-04", "<span class=\"st non\">Owed</span>",
		  "Đủ 120 hồ sơ." },
		{ "2026-10-05", "waiting to be checked", "Returned" },
		{ "2026-10-06", "checked, it doesn&#39;t match", "Đủ 124" },
		{ "2026-10-07", "<span class=\"st red\">1 days overdue</span>",
		  "Đủ 124" },
		{ "2026-10-08", "Đủ 124 hồ sơ.", "Taken" },
		{ "2026-10-10", "Taken, late", "No longer asked" },
		{ "2026-10-11", "No longer asked since 11/10/2026", "Adjust:" },
	};
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_share_new in = { .task = kit.task[TASK_RUNNING],
				     .org = kit.unit[UNIT_PEOPLE],
				     .work = STR("Danh sách hồ sơ"),
				     .due = day_of("2026-10-06") };
	int64_t id, other;

	(void)state;
	kit_day(&lead, "2026-10-04");
	ok(work_share_ask(&lead, &in, &id));
	in.work = STR("Ảnh kho");
	ok(work_share_ask(&lead, &in, &other));
	ok(step_on(USER_OTHER, id, SHARE_DELIVER, "Đủ 120 hồ sơ.",
		   "2026-10-05"));
	ok(step_on(USER_LEAD, id, SHARE_RETURN, "Thiếu.", "2026-10-06"));
	ok(step_on(USER_OTHER, id, SHARE_DELIVER, "Đủ 124 hồ sơ.",
		   "2026-10-08"));
	ok(step_on(USER_LEAD, id, SHARE_TAKE, "", "2026-10-10"));
	ok(step_on(USER_LEAD, other, SHARE_DROP, "Thôi.", "2026-10-11"));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(days); i++) {
		struct reply rp = work_kit_get_en(
			&kit, USER_LEAD,
			str_fmt(arena, "/task/%ld?as_at=%s",
				(long)kit.task[TASK_RUNNING], days[i].day)
				.p,
			0);

		says(rp, days[i].says);
		says_not(rp, days[i].says_not);
		says_not(rp, "/share/");
		says_not(rp, "Ask a cooperating");
	}
}

static void test_download(void **state)
{
	int64_t id = ask(TASK_RUNNING, "Danh sách", NULL), file;

	(void)state;
	ok(step(USER_OTHER, id, SHARE_DELIVER, "Gửi."));
	/* bytes that nothing else in this realm holds */
	file = files_of(TASK_RUNNING).p[0].file;
	assert_int_equal(
		work_kit_get(&kit, USER_LEAD, "/file/%ld", file).status, 200);
	assert_int_equal(
		work_kit_get(&kit, USER_OTHER, "/file/%ld", file).status, 200);
	assert_int_equal(
		work_kit_get(&kit, USER_CELL, "/file/%ld", file).status, 404);
}

static void test_ask_here(void **state)
{
	int64_t task = kit.task[TASK_RUNNING];
	const char *good = str_fmt(arena,
				   "share_org=%ld&share_what=Danh+s%%C3%%A1ch&"
				   "share_due=20%%2F10"
				   "%%2F2026&key=ask-11111",
				   (long)kit.unit[UNIT_PEOPLE])
				   .p;
	struct reply rp =
		work_kit_post(&kit, USER_LEAD, "/task/%ld/share", task, good);
	struct share_count_row n;
	bool found;

	(void)state;
	assert_int_equal(rp.status, 303);
	same(rp.location, str_fmt(arena, "/task/%ld#h-share", (long)task).p);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/share", task,
			   "share_org=&share_what=R%E1%BA%A5t+g%E1%BA%A5p&"
			   "share_due=1%2F1%2F2026&"
			   "key=ask-22222");
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#share_org\"");
	says(rp, "href=\"#share_due\"");
	says(rp, "Rất gấp</textarea>");
	says(rp, "value=\"1/1/2026\"");
	rp = work_kit_post(
		&kit, USER_LEAD, "/task/%ld/share", task,
		"share_org=&share_what=&share_due=mai&key=ask-33333");
	assert_int_equal(rp.status, 422);
	says(rp, "value=\"mai\"");
	assert_int_equal(work_kit_post(&kit, USER_OTHER, "/task/%ld/share",
				       task, good)
				 .status,
			 403);
	assert_int_equal(work_kit_post(&kit, USER_CELL, "/task/%ld/share", task,
				       good)
				 .status,
			 404);
	/* done meanwhile: what was written is not lost */
	rp = work_kit_post(
		&kit, USER_LEAD, "/task/%ld/share", kit.task[TASK_DONE],
		"share_org=&share_what=Mu%E1%BB%99n&share_due=&key=ask-44444");
	assert_int_equal(rp.status, 409);
	says(rp, "id=\"lost\"");
	says(rp, "Muộn</textarea>");
	ok(share_count(kit.cx.db, &(struct share_count_in){ .task = task }, &n,
		       &found));
	assert_int_equal(n.n, 1);
}

static void test_deliver_here(void **state)
{
	int64_t id = ask(TASK_RUNNING, "Danh sách", NULL);
	struct kit_part parts[] = {
		{ "key", NULL, STR("deliver-1") },
		{ "delivered", NULL, STR("") },
		{ "attached", "Danh sách.pdf", work_kit_pdf() },
		{ NULL, NULL, STR_NULL },
	};
	struct reply rp = work_kit_send(&kit, USER_OTHER, "/share/%ld/deliver",
					id, parts);

	(void)state;
	assert_int_equal(rp.status, 422);
	says(rp, str_fmt(arena, "href=\"#delivered-%ld\"", (long)id).p);
	says(rp, str_fmt(arena, "id=\"delivered-%ld-e\"", (long)id).p);
	parts[1].value = STR("Đủ 120 hồ sơ.");
	parts[2] = (struct kit_part){ "attached", "virus.exe", STR("MZ") };
	rp = work_kit_send(&kit, USER_OTHER, "/share/%ld/deliver", id, parts);
	assert_int_equal(rp.status, 422);
	says(rp, str_fmt(arena, "href=\"#attached-%ld\"", (long)id).p);
	says(rp, "Đủ 120 hồ sơ.</textarea>");
	assert_int_equal(row_of(id).delivered_on, DAY_NONE);
	parts[2] = (struct kit_part){ "attached", "Danh sách.pdf",
				      work_kit_pdf() };
	rp = work_kit_send(&kit, USER_OTHER, "/share/%ld/deliver", id, parts);
	assert_int_equal(rp.status, 303);
	assert_int_equal(row_of(id).delivered_on, kit.cx.today);
	/* again, in another form */
	parts[0].value = STR("deliver-2");
	rp = work_kit_send(&kit, USER_OTHER, "/share/%ld/deliver", id, parts);
	assert_int_equal(rp.status, 409);
	says(rp, "id=\"lost\"");
	assert_int_equal(files_of(TASK_RUNNING).n, 1);
	/* others may not even ask */
	assert_int_equal(work_kit_send(&kit, USER_LEADER, "/share/%ld/deliver",
				       id, parts)
				 .status,
			 404);
	assert_int_equal(work_kit_send(&kit, USER_CELL, "/share/%ld/deliver",
				       id, parts)
				 .status,
			 404);
}

static void test_answer_here(void **state)
{
	int64_t id = ask(TASK_RUNNING, "Danh sách", NULL);
	struct reply rp;

	(void)state;
	ok(step(USER_OTHER, id, SHARE_DELIVER, "Gửi."));
	rp = work_kit_post(&kit, USER_LEAD, "/share/%ld/return", id,
			   "reason=&key=return-1");
	assert_int_equal(rp.status, 422);
	says(rp, str_fmt(arena, "href=\"#reason-return-%ld\"", (long)id).p);
	rp = work_kit_post(&kit, USER_LEAD, "/share/%ld/return", id,
			   "reason=Thi%E1%BA%BFu+t%C3%AAn&key=return-2");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OTHER, "/task/%ld",
			  kit.task[TASK_RUNNING]);
	says(rp, "Thiếu tên");
	assert_int_equal(work_kit_post(&kit, USER_LEAD, "/share/%ld/take", id,
				       "key=take-1111")
				 .status,
			 409);
	ok(step(USER_OTHER, id, SHARE_DELIVER, "Gửi lại."));
	assert_int_equal(work_kit_post(&kit, USER_OTHER, "/share/%ld/take", id,
				       "key=take-2222")
				 .status,
			 403);
	assert_int_equal(work_kit_post(&kit, USER_CELL, "/share/%ld/take", id,
				       "key=take-3333")
				 .status,
			 404);
	for (int i = 0; i < 2; i++)
		assert_int_equal(work_kit_post(&kit, USER_OFFICE,
					       "/share/%ld/take", id,
					       "key=take-4444")
					 .status,
				 303);
	assert_int_equal(row_of(id).taken_on, kit.cx.today);
	id = ask(TASK_RUNNING, "Ảnh", NULL);
	rp = work_kit_post(&kit, USER_LEAD, "/share/%ld/drop", id,
			   "reason=Th%C3%B4i&key=drop-1111");
	assert_int_equal(rp.status, 303);
	assert_int_equal(work_kit_post(&kit, USER_LEAD, "/share/%ld/drop",
				       99999, "reason=x&key=drop-2222")
				 .status,
			 404);
}

static void test_mine(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_OTHER, "/mine", 0);
	int64_t waiting;

	(void)state;
	says_not(rp, "id=\"owed\"");
	table_make(&waiting);
	rp = work_kit_get_en(&kit, USER_OTHER, "/mine", 0);
	says(rp, "<h2 id=\"owed\">");
	says(rp, "Bảng tổng hợp quý III");
	says(rp, "9 days overdue");
	says(rp, "Returned: Thiếu số điện thoại.");
	says_not(rp, "Biên bản kiểm kê");
	says_not(rp, "Ảnh kho lưu trữ");
	work_kit_golden(&kit, USER_OTHER, "/mine", 0, "mine_owed");
	rp = work_kit_get_en(&kit, USER_LEAD, "/mine", 0);
	says(rp, "<h2 id=\"delivered\">");
	says(rp, "Biên bản kiểm kê");
	says(rp, "delivered on 14/10/2026");
	says_not(rp, "id=\"owed\"");
	rp = work_kit_get(&kit, USER_CELL, "/mine", 0);
	says_not(rp, "id=\"delivered\"");
	says_not(rp, "Biên bản kiểm kê");
	/* there may be more than a page takes */
	for (int i = 0; i < 21; i++)
		ask(TASK_LATE, str_fmt(arena, "Hồ sơ số %d", i).p, NULL);
	rp = work_kit_get_en(&kit, USER_OTHER, "/mine", 0);
	says(rp, "More come up when these are delivered.");
	says_not(rp, "Hồ sơ số 20");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_ask),
		T(test_ask_refused),
		T(test_ask_most),
		T(test_deliver),
		T(test_attachments_apart),
		T(test_return_and_take),
		T(test_steps_refused),
		T(test_act_holds_the_task),
		T(test_page),
		T(test_past),
		T(test_download),
		T(test_ask_here),
		T(test_deliver_here),
		T(test_answer_here),
		T(test_mine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
