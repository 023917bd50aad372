/* Comments and mentions: acts, and the pages through the door. */
#include "work/test/work_kit.h"

#include "account/account_act.h"
#include "audit/audit.h"
#include "base/perm.h"
#include "db/db.h"
#include "work/work_page.h"
#include "work/work_talk.h"
#include "work/work_talk_query.h"

enum { HOUR_MS = 3600 * 1000, MINUTE_MS = 60 * 1000 };

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_task_routes,
						    &work_mine_routes,
						    &work_talk_routes, NULL };

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

static struct err *try_add(enum kit_user who, enum kit_task t, const char *body,
			   int64_t *ret_id)
{
	struct cx cx = work_kit_as(&kit, who);

	return work_talk_add(&cx, kit.task[t],
			     &(struct work_talk_text){ .body = str_c(body) },
			     ret_id);
}

static int64_t add(enum kit_user who, enum kit_task t, const char *body)
{
	int64_t id;

	ok(try_add(who, t, body, &id));
	return id;
}

static struct talk_by_id_row row_of(int64_t id)
{
	struct talk_by_id_row k;
	bool found;

	ok(talk_by_id(kit.cx.db, &(struct talk_by_id_in){ .id = id }, &k,
		      &found));
	assert_true(found);
	return k;
}

static int64_t count_of(enum kit_task t)
{
	struct talk_count_row n;
	bool found;

	ok(talk_count(kit.cx.db,
		      &(struct talk_count_in){ .task = kit.task[t],
					       .until = INT64_MAX },
		      &n, &found));
	return n.n;
}

/* Mentions of one person that wait. */
static struct mention_list_rows waiting_for(enum kit_user who)
{
	struct mention_list_rows rows;

	ok(mention_list(kit.cx.db,
			&(struct mention_list_in){
				.person = kit.user[who],
				.limit = 20,
				.with = MENTION_LIST_WITH_PERSON },
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

/* ---- acts: writing ----------------------------------------------------------------- */

static void test_add(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	const struct work_talk_text text = {
		.body = STR("Nhờ @Quách Thanh Lĩnh gửi danh sách.")
	};
	struct talk_by_id_row k;
	int64_t id, again, before = events();

	(void)state;
	lead.key = STR("talk-add-0001");
	ok(work_talk_add(&lead, kit.task[TASK_RUNNING], &text, &id));
	/* the same form again: the same comment, nothing twice */
	ok(work_talk_add(&lead, kit.task[TASK_RUNNING], &text, &again));
	assert_int_equal(id, again);
	assert_int_equal(count_of(TASK_RUNNING), 1);
	assert_int_equal(events(), before + 1);
	k = row_of(id);
	same(k.actor_name, "Phan Hạ Nguyên");
	same(k.org_name, "Văn phòng Thành ủy");
	assert_int_equal(k.at, kit.cx.now);
	assert_int_equal(k.edited_at, DB_NULL);
	assert_int_equal(waiting_for(USER_OTHER).n, 1);
	assert_int_equal(waiting_for(USER_OTHER).p[0].talk, id);
	assert_int_equal(waiting_for(USER_LEAD).n, 0);
}

static void test_who_may_write(void **state)
{
	int64_t id, before = events();

	(void)state;
	/* the office and the cooperating unit do; drafts are the office's */
	add(USER_OFFICE, TASK_RUNNING, "Văn phòng đã xem.");
	add(USER_OTHER, TASK_RUNNING, "Ban đã nhận.");
	add(USER_OFFICE, TASK_CLEAR, "Chờ giao.");
	before += 3;
	/* a leader reads */
	refused(try_add(USER_LEADER, TASK_RUNNING, "x", &id), ERR_DENIED, "",
		before);
	/* not theirs: as if it weren't there */
	refused(try_add(USER_OTHER, TASK_SOON, "x", &id), ERR_NOT_FOUND, "",
		before);
	refused(try_add(USER_CELL, TASK_RUNNING, "x", &id), ERR_NOT_FOUND, "",
		before);
	refused(try_add(USER_LEAD, TASK_CLEAR, "x", &id), ERR_NOT_FOUND, "",
		before);
	/* ended */
	refused(try_add(USER_LEAD, TASK_CLOSED, "x", &id), ERR_CONFLICT, "",
		before);
	refused(try_add(USER_OFFICE, TASK_WITHDRAWN, "x", &id), ERR_CONFLICT,
		"", before);
	/* nothing said */
	refused(try_add(USER_LEAD, TASK_RUNNING, "", &id), ERR_INVALID, "said",
		before);
}

/* ---- acts: mentions ------------------------------------------------------------------ */

static bool listed(const struct talk_people *list, enum kit_user who)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->p[i].id == kit.user[who])
			return true;
	return false;
}

static void people_of(enum kit_task t, struct talk_people *ret)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);

	ok(work_talk_people(&cx, kit.task[t], ret));
}

static void test_people(void **state)
{
	struct account_role alone = { .role = STR(ROLE_SECRETARY),
				      .org = kit.unit[UNIT_OFFICE],
				      .alone = true,
				      .from = kit.cx.today,
				      .to = DAY_NONE };
	struct talk_people list;

	(void)state;
	people_of(TASK_RUNNING, &list);
	assert_int_equal(list.n, 4); /* all but the cell's */
	assert_false(listed(&list, USER_CELL));
	people_of(TASK_SOON, &list);
	assert_true(listed(&list, USER_LEAD));
	assert_false(listed(&list, USER_OTHER));
	/* in a seat that isn't their first, alone there */
	ok(account_role_give(&kit.cx, kit.user[USER_OTHER], &alone));
	people_of(TASK_SOON, &list);
	assert_true(listed(&list, USER_OTHER));
	/* a draft: the root only */
	people_of(TASK_CLEAR, &list);
	assert_int_equal(list.n, 2);
	assert_true(listed(&list, USER_OFFICE));
	assert_true(listed(&list, USER_LEADER));
	/* led elsewhere */
	people_of(TASK_OTHER, &list);
	assert_false(listed(&list, USER_LEAD));
}

static void test_mentions_stay_in_scope(void **state)
{
	int64_t id, before = events();
	struct cx lead = work_kit_as(&kit, USER_LEAD);

	(void)state;
	refused(try_add(USER_LEAD, TASK_SOON, "Nhờ @Quách Thanh Lĩnh", &id),
		ERR_INVALID, "said", before);
	refused(try_add(USER_LEAD, TASK_RUNNING, "Nhờ @Cao Hiểu Lam", &id),
		ERR_INVALID, "said", before);
	/* nor by the list's number */
	refused(work_talk_add(&lead, kit.task[TASK_SOON],
			      &(struct work_talk_text){ STR("x"),
							kit.user[USER_OTHER] },
			      &id),
		ERR_INVALID, "mention", before);
	assert_int_equal(count_of(TASK_SOON), 0);
	assert_int_equal(waiting_for(USER_OTHER).n, 0);
	/* the same comment where both see the task, and the one chosen */
	ok(work_talk_add(&lead, kit.task[TASK_RUNNING],
			 &(struct work_talk_text){ STR("@Lĩnh và một người "
						       "nữa"),
						   kit.user[USER_OFFICE] },
			 &id));
	assert_int_equal(waiting_for(USER_OTHER).n, 1);
	assert_int_equal(waiting_for(USER_OFFICE).n, 1);
	/* naming oneself is no news */
	add(USER_LEAD, TASK_RUNNING, "Tôi, @Phan Hạ Nguyên, đã gửi.");
	assert_int_equal(waiting_for(USER_LEAD).n, 0);
}

static void test_mention_seen(void **state)
{
	struct cx other = work_kit_as(&kit, USER_OTHER);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	int64_t id = add(USER_LEAD, TASK_RUNNING, "@Lĩnh xem giúp."), task,
		talk, m, before;

	(void)state;
	m = waiting_for(USER_OTHER).p[0].id;
	before = events();
	refused(work_mention_seen(&lead, m, &task, &talk), ERR_NOT_FOUND, "",
		before);
	refused(work_mention_seen(&other, 999, &task, &talk), ERR_NOT_FOUND, "",
		before);
	for (int i = 0; i < 2; i++) {
		ok(work_mention_seen(&other, m, &task, &talk));
		assert_int_equal(task, kit.task[TASK_RUNNING]);
		assert_int_equal(talk, id);
	}
	assert_int_equal(events(), before + 1);
	assert_int_equal(waiting_for(USER_OTHER).n, 0);
	/* an answer says so too, on its task only */
	add(USER_LEAD, TASK_RUNNING, "@Lĩnh còn thiếu.");
	add(USER_LEAD, TASK_LATE, "@Lĩnh hồ sơ nào?");
	assert_int_equal(waiting_for(USER_OTHER).n, 2);
	add(USER_OTHER, TASK_RUNNING, "Mai Ban gửi.");
	assert_int_equal(waiting_for(USER_OTHER).n, 1);
	same(waiting_for(USER_OTHER).p[0].body, "@Lĩnh hồ sơ nào?");
}

static void test_mention_list_for_all(void **state)
{
	struct mention_list_rows rows;

	(void)state;
	add(USER_LEAD, TASK_RUNNING, "@Lĩnh @Thước xem giúp.");
	ok(mention_list(kit.cx.db, &(struct mention_list_in){ .limit = 9 },
			&rows));
	assert_int_equal(rows.n, 2);
	ok(mention_list(kit.cx.db,
			&(struct mention_list_in){ .after = rows.p[1].id,
						   .limit = 9 },
			&rows));
	assert_int_equal(rows.n, 1);
	/* of a removed comment nobody hears */
	{
		struct cx lead = work_kit_as(&kit, USER_LEAD);

		ok(work_talk_remove(&lead, rows.p[0].talk));
	}
	ok(mention_list(kit.cx.db, &(struct mention_list_in){ .limit = 9 },
			&rows));
	assert_int_equal(rows.n, 0);
}

/* ---- acts: editing, removing ------------------------------------------------------------ */

static struct err *try_edit(struct cx *cx, int64_t id, int64_t rev,
			    const char *body)
{
	return work_talk_edit(cx, id, rev,
			      &(struct work_talk_text){ .body = str_c(body) });
}

static void test_edit(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	int64_t id = add(USER_LEAD, TASK_RUNNING, "Bản một");
	struct talk_old_list_rows old;
	int64_t before = events();

	(void)state;
	lead.now += 5 * MINUTE_MS;
	lead.key = STR("talk-edit-001");
	ok(try_edit(&lead, id, 1, "Bản hai, @Lĩnh"));
	ok(try_edit(&lead, id, 1, "Bản hai, @Lĩnh"));
	lead.key = STR_NULL;
	lead.now += 5 * MINUTE_MS;
	ok(try_edit(&lead, id, 2, "Bản ba, @Lĩnh"));
	/* saved as it was */
	ok(try_edit(&lead, id, 3, "Bản ba, @Lĩnh"));
	assert_int_equal(events(), before + 2);
	same(row_of(id).body, "Bản ba, @Lĩnh");
	assert_int_equal(row_of(id).edited_at, lead.now);
	assert_int_equal(waiting_for(USER_OTHER).n, 1);
	ok(talk_old_list(kit.cx.db, &(struct talk_old_list_in){ .talk = id },
			 &old));
	assert_int_equal(old.n, 2);
	same(old.p[0].body, "Bản hai, @Lĩnh");
	assert_int_equal(old.p[0].from_at, kit.cx.now + 5 * MINUTE_MS);
	assert_int_equal(old.p[0].to_at, lead.now);
	same(old.p[1].body, "Bản một");
	assert_int_equal(old.p[1].from_at, kit.cx.now);
}

static void test_edit_refused(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx cell = work_kit_as(&kit, USER_CELL);
	int64_t id = add(USER_LEAD, TASK_RUNNING, "Bản một"), before = events();

	(void)state;
	refused(try_edit(&office, id, 1, "Khác"), ERR_DENIED, "", before);
	refused(try_edit(&cell, id, 1, "Khác"), ERR_NOT_FOUND, "", before);
	refused(try_edit(&lead, 999, 1, "Khác"), ERR_NOT_FOUND, "", before);
	refused(try_edit(&lead, id, 2, "Khác"), ERR_CONFLICT, "", before);
	refused(try_edit(&lead, id, 1, ""), ERR_INVALID, "said", before);
	refused(try_edit(&lead, id, 1, "@Xa Lạ"), ERR_INVALID, "said", before);
	lead.now += 24 * (int64_t)HOUR_MS - 1;
	ok(try_edit(&lead, id, 1, "Kịp"));
	lead.now += 1;
	refused(try_edit(&lead, id, 2, "Muộn"), ERR_CONFLICT, "", before + 1);
	same(row_of(id).body, "Kịp");
}

static void test_edit_often(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	int64_t id = add(USER_LEAD, TASK_RUNNING, "Bản 0");

	(void)state;
	for (int i = 1; i <= TALK_EDITS_MOST; i++)
		ok(try_edit(&lead, id, i, str_fmt(arena, "Bản %d", i).p));
	refused(try_edit(&lead, id, TALK_EDITS_MOST + 1, "Nữa"), ERR_LIMIT, "",
		events());
}

static void test_edit_of_closed(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id = add(USER_LEAD, TASK_DONE, "Bản một");

	(void)state;
	ok(work_do(&office,
		   &(struct work_deed){ .task = kit.task[TASK_DONE],
					.what = WORK_DO_CLOSE },
		   NULL));
	refused(try_edit(&lead, id, 1, "Khác"), ERR_CONFLICT, "", events());
	/* what must not be read may go even then */
	ok(work_talk_remove(&office, id));
}

static void test_remove(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx other = work_kit_as(&kit, USER_OTHER);
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t own = add(USER_LEAD, TASK_RUNNING, "Của tôi");
	int64_t by_office = add(USER_LEAD, TASK_RUNNING, "Số điện thoại");
	int64_t before = events();

	(void)state;
	refused(work_talk_remove(&other, own), ERR_DENIED, "", before);
	refused(work_talk_remove(&lead, 999), ERR_NOT_FOUND, "", before);
	lead.key = STR("talk-remove-1");
	lead.now += 100 * (int64_t)HOUR_MS;
	ok(work_talk_remove(&lead, own));
	ok(work_talk_remove(&lead, own));
	lead.key = STR_NULL;
	ok(work_talk_remove(&office, by_office));
	assert_int_equal(events(), before + 2);
	/* the row stays as it was */
	same(row_of(own).body, "Của tôi");
	same(row_of(by_office).removed_name, "Mai Đình Thước");
	refused(work_talk_remove(&office, own), ERR_NOT_FOUND, "", before + 2);
	refused(try_edit(&lead, own, 1, "x"), ERR_NOT_FOUND, "", before + 2);
	assert_int_equal(count_of(TASK_RUNNING), 2);
}

/* ---- pages ---------------------------------------------------------------------------------- */

static void test_page(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx late = work_kit_as(&kit, USER_LEAD);
	int64_t first = add(
			USER_LEAD, TASK_RUNNING,
			"Nhờ @Quách Thanh Lĩnh gửi danh sách.\nHạn: 20/10."),
		gone_one;
	struct reply rp;

	(void)state;
	add(USER_OTHER, TASK_RUNNING, "Ban gửi <b>mai</b>.");
	gone_one = add(USER_OFFICE, TASK_RUNNING, "Nói nhầm chỗ");
	lead.now += 5 * MINUTE_MS;
	ok(try_edit(&lead, first, 1,
		    "Nhờ @Quách Thanh Lĩnh gửi danh sách.\nHạn: 22/10."));
	late.now += 6 * MINUTE_MS;
	late.actor = work_kit_as(&kit, USER_OFFICE).actor;
	ok(work_talk_remove(&late, gone_one));
	add(USER_LEAD, TASK_RUNNING, "@Lĩnh cả bản giấy nữa.");
	work_kit_golden(&kit, USER_OTHER, "/task/%ld", kit.task[TASK_RUNNING],
			"talk_other");
	rp = work_kit_get_en(&kit, USER_OTHER, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "Ban gửi &lt;b&gt;mai&lt;/b&gt;.");
	says(rp, "removed by Mai Đình Thước on 14/10/2026");
	says_not(rp, "Nói nhầm chỗ");
	says(rp, "edited ");
	says_not(rp, "20/10.");
	says(rp, "You were mentioned");
	/* a leader reads and has no form */
	rp = work_kit_get_en(&kit, USER_LEADER, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "gửi danh sách");
	says_not(rp, "name=\"said\"");
	says_not(rp, "Edit or remove");
	/* who doesn't see the task reads nothing of it */
	assert_int_equal(
		work_kit_get(&kit, USER_CELL, "/talk/%ld", first).status, 404);
	assert_int_equal(work_kit_get(&kit, USER_CELL, "/task/%ld/talk",
				      kit.task[TASK_RUNNING])
				 .status,
			 404);
	assert_int_equal(
		work_kit_get(&kit, USER_LEAD, "/talk/%ld", gone_one).status,
		404);
	assert_int_equal(work_kit_get(&kit, USER_LEAD, "/talk/%ld", 999).status,
			 404);
	work_kit_golden(&kit, USER_LEAD, "/talk/%ld", first, "talk_one");
	rp = work_kit_get_en(&kit, USER_OTHER, "/talk/%ld", first);
	says(rp, "20/10.");
	says_not(rp, "name=\"said\"");
	says_not(rp, "/remove");
}

static void test_write_here(void **state)
{
	int64_t task = kit.task[TASK_RUNNING];
	struct reply rp =
		work_kit_post(&kit, USER_OTHER, "/task/%ld/talk", task,
			      "said=Ban+g%E1%BB%ADi+mai&key=talk-1111");

	(void)state;
	assert_int_equal(rp.status, 303);
	assert_true(str_find(rp.location, STR("#talk-"), 0) > 0);
	assert_int_equal(count_of(TASK_RUNNING), 1);
	/* refused, and what was typed stays */
	rp = work_kit_post(&kit, USER_OTHER, "/task/%ld/talk", task,
			   "said=Nh%E1%BB%9D+%40Xa+xem&key=talk-2222");
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#said\"");
	says(rp, "id=\"said-e\"");
	says(rp, "Nhờ @Xa xem</textarea>");
	says(rp, "<select id=\"mention\"");
	rp = work_kit_post(&kit, USER_OTHER, "/task/%ld/talk", task,
			   "said=&key=talk-3333");
	assert_int_equal(rp.status, 422);
	says(rp, "id=\"said-e\"");
	/* the list of people, without writing */
	rp = work_kit_post(
		&kit, USER_OTHER, "/task/%ld/talk", task,
		"said=N%E1%BB%ADa+ch%E1%BB%ABng&choose=1&key=talk-4444");
	assert_int_equal(rp.status, 200);
	says(rp, "Nửa chừng</textarea>");
	says(rp, "Phan Hạ Nguyên, Phó Chánh Văn phòng");
	says_not(rp, ">Quách Thanh Lĩnh, Phó");
	says_not(rp, "Cao Hiểu Lam");
	/* nobody's number */
	rp = work_kit_post(&kit, USER_OTHER, "/task/%ld/talk", task,
			   str_fmt(arena, "said=x&mention=%ld&key=talk-5555",
				   (long)kit.user[USER_CELL])
				   .p);
	assert_int_equal(rp.status, 422);
	says(rp, "id=\"mention-e\"");
	assert_int_equal(count_of(TASK_RUNNING), 1);
	/* not theirs */
	assert_int_equal(work_kit_post(&kit, USER_CELL, "/task/%ld/talk", task,
				       "said=x&key=talk-6666")
				 .status,
			 404);
	assert_int_equal(work_kit_post(&kit, USER_LEADER, "/task/%ld/talk",
				       task, "said=x&key=talk-7777")
				 .status,
			 403);
	/* closed meanwhile: what was written is not lost */
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/talk",
			   kit.task[TASK_CLOSED],
			   "said=Mu%E1%BB%99n+r%E1%BB%93i&key=talk-8888");
	assert_int_equal(rp.status, 409);
	says(rp, "id=\"lost\"");
	says(rp, "Muộn rồi</textarea>");
}

static void test_too_long(void **state)
{
	struct buf b = buf_init(arena, 32768);
	struct reply rp;

	(void)state;
	buf_lit(&b, "key=talk-long&said=");
	for (int i = 0; i <= TALK_TEXT_MOST; i++)
		buf_char(&b, 'a');
	buf_char(&b, 0);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/talk",
			   kit.task[TASK_RUNNING], b.p);
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#said\"");
	assert_int_equal(count_of(TASK_RUNNING), 0);
}

static void test_edit_here(void **state)
{
	int64_t id = add(USER_LEAD, TASK_RUNNING, "Bản một");
	struct cx late = work_kit_as(&kit, USER_LEAD);
	struct reply rp =
		work_kit_post(&kit, USER_LEAD, "/talk/%ld/edit", id,
			      "said=B%E1%BA%A3n+hai&rev=1&key=edit-11111");

	(void)state;
	assert_int_equal(rp.status, 303);
	same(row_of(id).body, "Bản hai");
	rp = work_kit_post(&kit, USER_LEAD, "/talk/%ld/edit", id,
			   "said=&rev=2&key=edit-22222");
	assert_int_equal(rp.status, 422);
	says(rp, "id=\"said-e\"");
	rp = work_kit_post(&kit, USER_LEAD, "/talk/%ld/edit", id,
			   "said=B%E1%BA%A3n+kh%C3%A1c&rev=1&key=edit-33333");
	assert_int_equal(rp.status, 409);
	says(rp, "Bản khác</textarea>");
	says(rp, "Bản hai");
	rp = work_kit_post(&kit, USER_OTHER, "/talk/%ld/edit", id,
			   "said=x&rev=2&key=edit-44444");
	assert_int_equal(rp.status, 403);
	rp = work_kit_post(&kit, USER_CELL, "/talk/%ld/edit", id,
			   "said=x&rev=2&key=edit-55555");
	assert_int_equal(rp.status, 404);
	/* too late: the page says so and keeps what was typed */
	late.now -= 25 * (int64_t)HOUR_MS;
	ok(work_talk_add(&late, kit.task[TASK_RUNNING],
			 &(struct work_talk_text){ .body = STR("Hôm qua") },
			 &id));
	rp = work_kit_post(
		&kit, USER_LEAD, "/talk/%ld/edit", id,
		"said=B%E1%BA%A3n+mu%E1%BB%99n&rev=1&key=edit-66666");
	assert_int_equal(rp.status, 409);
	says(rp, "id=\"lost\"");
	says(rp, "Bản muộn");
	rp = work_kit_get(&kit, USER_LEAD, "/talk/%ld", id);
	says_not(rp, "name=\"said\"");
	/* but removed it may be */
	rp = work_kit_post(&kit, USER_OTHER, "/talk/%ld/remove", id,
			   "key=remove-11111");
	assert_int_equal(rp.status, 403);
	rp = work_kit_post(&kit, USER_LEAD, "/talk/%ld/remove", id,
			   "key=remove-22222");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_RUNNING]);
	says(rp, "Phan Hạ Nguyên đã gỡ");
}

static void test_pages_of_50(void **state)
{
	struct reply rp;

	(void)state;
	for (int i = 1; i <= 53; i++)
		add(USER_LEAD, TASK_RUNNING,
		    str_fmt(arena, "Ý kiến số %d.", i).p);
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "Ý kiến số 53.");
	says(rp, "Ý kiến số 44.");
	says_not(rp, "Ý kiến số 43.");
	says(rp, "See all comments");
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld/talk",
			     kit.task[TASK_RUNNING]);
	says(rp, "Ý kiến số 4.");
	says_not(rp, "Ý kiến số 3.");
	says(rp, "1 to 50 of 53");
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld/talk?page=2",
			     kit.task[TASK_RUNNING]);
	says(rp, "Ý kiến số 3.");
	says_not(rp, "Ý kiến số 4.");
	assert_int_equal(work_kit_get(&kit, USER_LEAD, "/task/%ld/talk?page=x",
				      kit.task[TASK_RUNNING])
				 .status,
			 400);
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld/talk",
			     kit.task[TASK_SOON]);
	says(rp, "No comments yet.");
}

static void test_mine(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_OTHER, "/mine", 0);
	struct mention_list_rows m;

	(void)state;
	says_not(rp, "id=\"mentions\"");
	for (int i = 0; i < 9; i++)
		add(USER_LEAD, TASK_RUNNING, "@Lĩnh gửi danh sách nhé.");
	rp = work_kit_get_en(&kit, USER_OTHER, "/mine", 0);
	says(rp, "<h2 id=\"mentions\">");
	says(rp, "@Lĩnh gửi danh sách nhé.");
	says(rp, "Older ones come up");
	/* opening one says that it was seen, and leads to it */
	m = waiting_for(USER_OTHER);
	assert_int_equal(work_kit_post(&kit, USER_LEAD, "/mention/%ld/seen",
				       m.p[0].id, "key=seen-1111")
				 .status,
			 404);
	rp = work_kit_post(&kit, USER_OTHER, "/mention/%ld/seen", m.p[0].id,
			   "key=seen-2222");
	assert_int_equal(rp.status, 303);
	same(rp.location,
	     str_fmt(arena, "/task/%ld#talk-%ld", (long)kit.task[TASK_RUNNING],
		     (long)m.p[0].talk)
		     .p);
	assert_int_equal(waiting_for(USER_OTHER).n, 8);
	work_kit_golden(&kit, USER_OTHER, "/mine", 0, "mine_mentions");
	/* a leader, who only reads, may be mentioned too */
	add(USER_OFFICE, TASK_RUNNING, "Báo cáo @Tạ Quỳnh Lâm.");
	rp = work_kit_get(&kit, USER_LEADER, "/mine", 0);
	says(rp, "<h2 id=\"mentions\">");
}

/* Who no longer cooperates isn't told any more what is said there. */
static void test_mine_in_scope(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_task_words w = { .programme = kit.programme,
				     .section = STR("II. Chuyển đổi số"),
				     .number = STR("2.1"),
				     .work = STR(
					     "Lập danh mục hồ sơ cần số hóa"),
				     .work_confirmed = true,
				     .lead = kit.unit[UNIT_OFFICE],
				     .lead_text = STR(""),
				     .with_text = STR(""),
				     .deadline = STR("Quý IV/2026"),
				     .product = STR("Danh mục hồ sơ"),
				     .product_confirmed = true,
				     .import = DB_NULL,
				     .import_row = DB_NULL };
	struct reply rp;

	(void)state;
	add(USER_LEAD, TASK_RUNNING, "@Lĩnh gửi danh sách nhé.");
	rp = work_kit_get(&kit, USER_OTHER, "/mine", 0);
	says(rp, "id=\"mentions\"");
	ok(work_task_edit(&office, kit.task[TASK_RUNNING],
			  work_kit_rev(&kit, TASK_RUNNING), &w));
	rp = work_kit_get(&kit, USER_OTHER, "/mine", 0);
	says_not(rp, "id=\"mentions\"");
	says_not(rp, "gửi danh sách");
}

/* A past day shows what was said by then, in the words of then. */
static void test_past(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	const struct work_talk_text first = { .body = STR("Bản một") };
	struct reply rp;
	int64_t id;

	(void)state;
	kit_day(&lead, "2026-10-05");
	lead.now += 14 * (int64_t)HOUR_MS;
	ok(work_talk_add(&lead, kit.task[TASK_RUNNING], &first, &id));
	lead.now += 10 * (int64_t)HOUR_MS;
	ok(try_edit(&lead, id, 1, "Bản hai, @Lĩnh"));
	lead.now += 5 * (int64_t)HOUR_MS;
	ok(try_edit(&lead, id, 2, "Bản ba, @Lĩnh"));
	add(USER_LEAD, TASK_RUNNING, "Hôm nay");
	rp = work_kit_get_en(&kit, USER_OTHER, "/task/%ld?as_at=2026-10-04",
			     kit.task[TASK_RUNNING]);
	assert_int_equal(rp.status, 200);
	says_not(rp, "Bản");
	rp = work_kit_get_en(&kit, USER_OTHER, "/task/%ld?as_at=2026-10-05",
			     kit.task[TASK_RUNNING]);
	says(rp, "Bản một");
	says_not(rp, "edited");
	says_not(rp, "Bản hai");
	says_not(rp, "Bản ba");
	says_not(rp, "Hôm nay");
	says_not(rp, "name=\"said\"");
	says_not(rp, "/mention/");
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld/talk?as_at=2026-10-06",
			     kit.task[TASK_RUNNING]);
	says(rp, "Bản ba");
	says(rp, "edited");
	says_not(rp, "Hôm nay");
	says_not(rp, "Edit or remove");
	says(rp, "1 to 1 of 1");
}

/* Between two edits the one before counts. */
static void test_past_between(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	const struct work_talk_text first = { .body = STR("Bản một") };
	struct reply rp;
	int64_t id;

	(void)state;
	kit_day(&lead, "2026-10-05");
	ok(work_talk_add(&lead, kit.task[TASK_RUNNING], &first, &id));
	lead.now += HOUR_MS;
	ok(try_edit(&lead, id, 1, "Bản hai"));
	lead.now += 22 * (int64_t)HOUR_MS;
	ok(try_edit(&lead, id, 2, "Bản ba"));
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld?as_at=2026-10-05",
			     kit.task[TASK_RUNNING]);
	says(rp, "Bản hai");
	says(rp, "edited 09:00");
}

static void test_disabled(void **state)
{
	struct talk_people list;

	(void)state;
	ok(account_disable(&kit.cx, kit.user[USER_OTHER], STR("chuyển")));
	people_of(TASK_RUNNING, &list);
	assert_false(listed(&list, USER_OTHER));
	assert_true(listed(&list, USER_LEAD));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_add),	      T(test_who_may_write),
		T(test_people),	      T(test_mentions_stay_in_scope),
		T(test_mention_seen), T(test_mention_list_for_all),
		T(test_edit),	      T(test_edit_refused),
		T(test_edit_often),   T(test_edit_of_closed),
		T(test_remove),	      T(test_page),
		T(test_write_here),   T(test_too_long),
		T(test_edit_here),    T(test_pages_of_50),
		T(test_mine),	      T(test_mine_in_scope),
		T(test_past),	      T(test_past_between),
		T(test_disabled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
