/*
 * Pages of reports between committees: golden, who may, "send now", and the
 * door for messages as a program meets it.
 */
#include "work/test/work_kit.h"

#include <stdlib.h>
#include <unistd.h>

#include "db/db.h"
#include "federation/federation.h"
#include "federation/federation_act.h"
#include "federation/federation_priv.h"
#include "federation/federation_query.h"
#include "setting/setting_seal.h"

static struct arena *arena;
static const char *keys;
static struct work_kit kit;
static const struct route_table *const tables[] = { &federation_routes, NULL };
static struct str own, child_key[3], secret[3];
static int64_t child[3], parent;

static day_t day(const char *iso)
{
	day_t d;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

static void relate(void)
{
	static const char *const name[3] = { "Đảng ủy phường Tân An",
					     "Đảng ủy xã Hòa Bình",
					     "Đảng ủy phường Mỹ Lâm" };

	ok(fed_key_ready(&kit.cx, false, &own));
	for (int i = 0; i < 3; i++) {
		fed_key_make(arena, &child_key[i], &secret[i]);
		ok(fed_peer_add(&kit.cx,
				&(struct fed_peer_new){
					.name = str_c(name[i]),
					.role = FED_CHILD,
					.key = child_key[i],
					.from = i == 2 ? kit.cx.today
						       : day("2026-07-01") },
				&child[i]));
	}
}

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	keys = kit_folder(arena);
	setenv("ROVIEC_KEYS", keys, 1);
	work_kit_open(arena, tables, &kit);
	relate();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(str_to_c(arena, setting_key_path(&kit.cx)));
	work_kit_close(&kit);
	kit_folder_remove(keys);
	arena_close(arena);
	return 0;
}

static struct fed_letter letter(int who, const char *period, int64_t version,
				const char *as_of)
{
	struct fed_report r = { .realm = STR("Đảng ủy"),
				.to = own,
				.kind = STR(FED_KIND_STATUS),
				.period = str_c(period),
				.version = version,
				.as_of = day(as_of) };
	struct fed_letter l = { .key = child_key[who],
				.id = STR("msg_1"),
				.stamp = kit.cx.now / 1000 };

	for (int i = 0; i < 2 - who; i++)
		*vec_push(arena, &r.figures) = (struct work_figures){
			.code = i ? STR("12-NQ/ĐU") : STR("01-CTr/ĐU"),
			.title = i ? STR("Thực hiện Nghị quyết chuyên đề")
				   : STR("Chương trình công tác năm 2026"),
			.year = 2026,
			.tasks = 20 + version,
			.done = 8 + version,
			.late = 2,
			.overdue = i,
			.kept = 8 + version,
			.judged = 11 + version,
			.base_kept = 7,
			.base_judged = 11 + version,
			.state = { 1, [2] = 9, [5] = i, [7] = 8 + version, 2 }
		};
	l.payload = fed_report_write(arena, &r);
	assert_true(fed_sign(arena, secret[who], &l));
	return l;
}

static void come(int who, const char *period, int64_t version,
		 const char *as_of)
{
	struct fed_letter l = letter(who, period, version, as_of);

	ok(fed_receive(&kit.cx, &l));
}

static void reports_come(void)
{
	come(0, "2026-08", 1, "2026-08-31");
	come(0, "2026-09", 2, "2026-09-30");
	come(0, "2026-09", 1, "2026-09-10"); /* late: it replaces nothing */
	come(1, "2026-08", 1, "2026-08-31");
}

static void parent_add(void)
{
	ok(fed_peer_add(&kit.cx,
			&(struct fed_peer_new){
				.name = STR("Đảng bộ Trung tâm"),
				.role = FED_PARENT,
				.address = STR("https://tw.example.vn"),
				.key = child_key[0],
				.from = day("2026-07-01") },
			&parent));
}

/* ---- pages ------------------------------------------------------------------ */

static void a_parent_sees_its_children(void **state)
{
	struct reply rp;

	(void)state;
	reports_come();
	work_kit_golden(&kit, USER_LEADER, "/federation", 0,
			"../../federation/golden/federation_all");
	work_kit_golden(&kit, USER_LEADER, "/federation/%ld", child[0],
			"../../federation/golden/federation_child");
	rp = work_kit_get(&kit, USER_LEADER, "/federation/%ld", child[2]);
	assert_true(work_kit_says(&rp, "Chưa có báo cáo nào"));
	rp = work_kit_get(&kit, USER_LEADER, "/federation/%ld?report=1",
			  child[0]);
	assert_true(work_kit_says(&rp, "Tháng 8/2026, bản 1, tính đến"));
	rp = work_kit_get(&kit, USER_LEADER, "/federation/%ld?report=99",
			  child[0]);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_LEADER, "/federation/%ld", 99);
	assert_int_equal(rp.status, 404);
}

static void what_ended_is_still_shown(void **state)
{
	struct reply rp;

	(void)state;
	reports_come();
	ok(fed_peer_remove(&kit.cx, STR("Đảng ủy xã Hòa Bình")));
	rp = work_kit_get(&kit, USER_OFFICE, "/federation", 0);
	assert_false(work_kit_says(&rp, "Hòa Bình"));
	rp = work_kit_get(&kit, USER_OFFICE, "/federation/%ld", child[1]);
	assert_true(work_kit_says(&rp, "đến 14/10/2026"));
	assert_true(work_kit_says(&rp, "Tháng 8/2026"));
}

static void a_child_sends_now(void **state)
{
	struct reply rp;

	(void)state;
	parent_add();
	rp = work_kit_get(&kit, USER_LEADER, "/federation", 0);
	assert_true(work_kit_says(&rp, "https://tw.example.vn"));
	assert_false(work_kit_says(&rp, "/federation/send"));
	rp = work_kit_post(&kit, USER_LEADER, "/federation/send", 0, "");
	assert_int_equal(rp.status, 403);
	rp = work_kit_get(&kit, USER_OFFICE, "/federation", 0);
	assert_true(work_kit_says(&rp, "/federation/send"));
	rp = work_kit_post(&kit, USER_OFFICE, "/federation/send", 0, "");
	assert_int_equal(rp.status, 303);
	same(rp.location, "/federation?done=new");
	rp = work_kit_post(&kit, USER_OFFICE, "/federation/send", 0, "");
	same(rp.location, "/federation?done=same");
	rp = work_kit_get(&kit, USER_OFFICE, "/federation?done=same", 0);
	assert_true(work_kit_says(&rp, "không đổi"));
	work_kit_golden(&kit, USER_OFFICE, "/federation?done=new", 0,
			"../../federation/golden/federation_sent");
	work_kit_golden(&kit, USER_OFFICE, "/federation/%ld", parent,
			"../../federation/golden/federation_parent");
}

/* What the last attempt said stands there until it is sent. */
static void what_waits_says_why(void **state)
{
	struct reply rp;
	int64_t next;

	(void)state;
	parent_add();
	unlink(str_to_c(arena, setting_key_path(&kit.cx)));
	rp = work_kit_post(&kit, USER_OFFICE, "/federation/send", 0, "");
	assert_int_equal(rp.status, 303);
	ok(fed_send(&kit.cx, &next));
	rp = work_kit_get(&kit, USER_OFFICE, "/federation", 0);
	assert_true(work_kit_says(&rp, "Chưa gửi được, thử lại lúc"));
	assert_true(work_kit_says(&rp, "Không mở được khóa"));
	rp = work_kit_get(&kit, USER_OFFICE, "/federation/%ld", parent);
	assert_true(work_kit_says(&rp, "Không mở được khóa"));
}

static void others_may_not(void **state)
{
	struct reply rp;

	(void)state;
	rp = work_kit_get(&kit, USER_LEAD, "/federation", 0);
	assert_int_equal(rp.status, 403);
	rp = work_kit_get(&kit, USER_LEAD, "/federation/%ld", child[0]);
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_LEAD, "/federation/send", 0, "");
	assert_int_equal(rp.status, 403);
}

static void nobody_is_entered(void **state)
{
	struct reply rp;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct fed_peer_by_id_row row;
		bool found;

		ok(fed_peer_by_id(kit.cx.db,
				  &(struct fed_peer_by_id_in){ .id = child[i] },
				  &row, &found));
		ok(fed_peer_remove(&kit.cx, row.name));
	}
	rp = work_kit_get(&kit, USER_OFFICE, "/federation", 0);
	assert_true(work_kit_says(&rp, "roviec federation add"));
	rp = work_kit_post(&kit, USER_OFFICE, "/federation/send", 0, "");
	assert_int_equal(rp.status, 409);
}

static void the_menu_shows_it_to_who_may(void **state)
{
	struct cx leader = work_kit_as(&kit, USER_LEADER);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct arena *a = arena_open(128 << 20);
	struct cx other = kit_realm(a);

	(void)state;
	assert_true(fed_is_used(&leader));
	assert_true(fed_is_used(&leader)); /* from what is known */
	assert_false(fed_is_used(&lead));
	other.actor.org_is_root = true;
	assert_false(fed_is_used(&other));
	assert_true(fed_is_used(&leader));
	kit_close(&other);
	arena_close(a);
}

/* ---- many reports: pages of a history -------------------------------------- */

static void a_long_history_has_pages(void **state)
{
	struct reply rp;

	(void)state;
	for (int i = 1; i <= 60; i++)
		come(1, "2026-09", i, "2026-09-20");
	rp = work_kit_get(&kit, USER_OFFICE, "/federation/%ld", child[1]);
	assert_true(work_kit_says(&rp, "?page=2"));
	assert_true(work_kit_says(&rp, "bản 60, tính đến"));
	rp = work_kit_get(&kit, USER_OFFICE, "/federation/%ld?page=2",
			  child[1]);
	assert_true(work_kit_says(&rp, "bản 10, tính đến"));
	assert_true(work_kit_says(&rp, "?report=1&amp;page=2"));
	/* figures of a day within the month aren't its report */
	rp = work_kit_get(&kit, USER_OFFICE, "/federation", 0);
	assert_true(work_kit_says(&rp, "Còn thiếu: Đảng ủy phường Tân An; "
				       "Đảng ủy xã Hòa Bình."));
	assert_true(work_kit_says(&rp, "bản 60, tính đến 20/09/2026"));
}

/* ---- the door ------------------------------------------------------------------ */

static struct str encoded(struct str s)
{
	struct buf b = buf_init(arena, 1 << 20);

	for (ptrdiff_t i = 0; i < s.n; i++)
		buf_fmt(&b, "%%%02X", (unsigned char)s.p[i]);
	return buf_view(&b);
}

static struct reply post(const struct fed_letter *l)
{
	struct str body = str_fmt(
		arena,
		"webhook-id=%.*s&webhook-timestamp=%lld&webhook-signature=%.*s"
		"&from=%.*s&payload=%.*s",
		STR_ARG(encoded(l->id)), (long long)l->stamp,
		STR_ARG(encoded(l->signature)), STR_ARG(encoded(l->key)),
		STR_ARG(encoded(l->payload)));
	const struct http_try t = { .method = POST,
				    .path = "/federation/inbox",
				    .body = str_to_c(arena, body),
				    .lang = "vi" };
	struct reply rp;

	ok(http_serve_one(arena, &kit.http, &t, &rp));
	return rp;
}

static void answers(const struct fed_letter *l, int status, const char *text)
{
	struct reply rp = post(l);

	if (rp.status != status || !work_kit_says(&rp, text))
		fail_msg("%d %.*s", rp.status, STR_ARG(buf_view(&rp.body)));
	assert_string_equal(rp.type, "text/plain; charset=utf-8");
}

static void messages_are_answered_in_one_line(void **state)
{
	struct fed_letter l = letter(0, "2026-09", 1, "2026-09-30"), x;

	(void)state;
	answers(&l, 200, "ok\n");
	answers(&l, 200, "ok\n");
	x = l;
	x.stamp++;
	answers(&x, 403, "Chữ ký không khớp");
	x.stamp -= 3 * 86400;
	answers(&x, 410, "đồng hồ");
	x = l;
	x.key = own;
	answers(&x, 403, "chưa khai báo cấp dưới");
	x = letter(0, "2026-09", 1, "2026-09-29");
	answers(&x, 409, "Đã có một báo cáo khác");
	x = letter(0, "2026-09", 2, "2026-09-30");
	x.payload = STR("x");
	assert_true(fed_sign(arena, secret[0], &x));
	answers(&x, 400, "không phải là báo cáo");
	x.payload = STR("");
	assert_int_equal(post(&x).status, 400);
	x.payload = (struct str){ arena_new(arena, char, FED_PAYLOAD_MOST),
				  FED_PAYLOAD_MOST };
	memset((char *)(uintptr_t)x.payload.p, 'x', FED_PAYLOAD_MOST);
	assert_true(fed_sign(arena, secret[0], &x));
	answers(&x, 400, "không phải là báo cáo");
	x.payload.n = FED_PAYLOAD_MOST;
	x.id = x.payload;
	assert_true(post(&x).status >= 400);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest all[] = {
		CASE(a_parent_sees_its_children),
		CASE(what_ended_is_still_shown),
		CASE(a_child_sends_now),
		CASE(what_waits_says_why),
		CASE(others_may_not),
		CASE(nobody_is_entered),
		CASE(the_menu_shows_it_to_who_may),
		CASE(a_long_history_has_pages),
		CASE(messages_are_answered_in_one_line),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
