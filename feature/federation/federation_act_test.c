/*
 * Two committees, child and parent: keys, relations, what goes out and when,
 * what comes in and what doesn't, a parent that is away and comes back.
 */
#include "work/test/work_kit.h"

#include <stdlib.h>
#include <unistd.h>

#include "audit/audit.h"
#include "db/db.h"
#include "federation/federation.h"
#include "federation/federation_act.h"
#include "federation/federation_query.h"
#include "org/org.h"
#include "setting/setting_seal.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

static struct arena *arena;
static const char *keys;    /* folder of key files, of data on a server */
static struct work_kit kit; /* the child */
static struct cx above;	    /* the parent's */
static struct str child_key, parent_key, secret;
static int64_t parent; /* the child's row of it */
static const struct route_table *const tables[] = { NULL };

/* How the way between them is. */
static enum { WAY_GOOD, WAY_CUT, WAY_LOST_ANSWER } way;
static int delivered, tried, elsewhere;

static struct err *deliver(struct cx *cx, struct str realm,
			   const struct fed_letter *l)
{
	struct err *err;

	if (str_eq(realm, STR("khac"))) {
		elsewhere++;
		return NULL;
	}
	same(realm, "tren");
	tried++;
	if (way == WAY_CUT)
		return err_new(cx->arena, ERR_IO,
			       N_("The message is too "
				  "long."));
	above.now = cx->now;
	above.today = above.as_at = cx->today;
	err = fed_receive(&above, l);
	delivered++;
	if (!err && way == WAY_LOST_ANSWER)
		err = err_new(cx->arena, ERR_IO,
			      N_("The message is too "
				 "long."));
	return err;
}

static const struct federation_hooks hooks = { .deliver = deliver };

static void relate(void)
{
	int64_t id;

	ok(fed_key_ready(&kit.cx, false, &child_key));
	ok(fed_key_secret(&kit.cx, &secret));
	ok(fed_key_ready(&above, false, &parent_key));
	ok(fed_peer_add(&kit.cx,
			&(struct fed_peer_new){ .name = STR("Đảng bộ Tỉnh"),
						.role = FED_PARENT,
						.address = STR("realm:tren"),
						.key = parent_key,
						.from = kit.cx.today - 100 },
			&parent));
	ok(fed_peer_add(&above,
			&(struct fed_peer_new){ .name = STR("Thành ủy"),
						.role = FED_CHILD,
						.key = child_key,
						.from = kit.cx.today - 100 },
			&id));
}

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	keys = kit_folder(arena);
	setenv("ROVIEC_KEYS", keys, 1);
	work_kit_open(arena, tables, &kit);
	above = kit_realm(arena);
	relate();
	federation_set(&hooks);
	way = WAY_GOOD;
	return 0;
}

static void key_drop(struct cx *cx)
{
	unlink(str_to_c(arena, setting_key_path(cx)));
}

static int teardown(void **state)
{
	(void)state;
	federation_set(NULL);
	key_drop(&kit.cx);
	key_drop(&above);
	kit_close(&above);
	work_kit_close(&kit);
	kit_folder_remove(keys);
	arena_close(arena);
	return 0;
}

/* ---- looking ---------------------------------------------------------------- */

static struct fed_out_list_rows out_rows(void)
{
	struct fed_out_list_rows rows;

	ok(fed_out_list(kit.cx.db,
			&(struct fed_out_list_in){ .peer = parent,
						   .limit = 100 },
			&rows));
	return rows;
}

static struct fed_in_list_rows in_rows(void)
{
	struct fed_peer_list_rows peers;
	struct fed_in_list_rows rows, all = { 0 };

	ok(fed_peer_list(above.db, &(struct fed_peer_list_in){ .today = 0 },
			 &peers));
	for (ptrdiff_t i = 0; i < peers.n; i++) {
		ok(fed_in_list(above.db,
			       &(struct fed_in_list_in){ .peer = peers.p[i].id,
							 .limit = 100 },
			       &rows));
		for (ptrdiff_t k = 0; k < rows.n; k++)
			*vec_push(arena, &all) = rows.p[k];
	}
	return all;
}

static int64_t events(struct cx *cx)
{
	struct err *found = NULL;
	int64_t n = 0;

	ok(audit_verify(cx, &n, &found));
	assert_null(found);
	return n;
}

static void at(const char *iso, int hours)
{
	kit_day(&kit.cx, iso);
	kit.cx.now = day_begin(kit.cx.today) + (int64_t)hours * HOUR_MS;
	above.now = kit.cx.now;
	above.today = above.as_at = kit.cx.today;
}

static struct fed_made make(const char *iso)
{
	struct fed_made made;
	day_t on;

	assert_true(day_from_iso(str_c(iso), &on));
	ok(fed_make(&kit.cx, &(struct fed_ask){ .as_of = on }, &made));
	return made;
}

static int64_t send_all(void)
{
	int64_t next;

	ok(fed_send(&kit.cx, &next));
	return next;
}

/* One more task is verified, so the figures change. */
static void figures_change(void)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_deed d = { .task = kit.task[TASK_SUBMITTED],
			       .what = WORK_DO_VERIFY };

	ok(work_do(&office, &d, NULL));
}

static void task_pause(void)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_deed d = { .task = kit.task[TASK_ISSUED],
			       .what = WORK_DO_PAUSE,
			       .reason = STR("Chờ kinh phí") };

	ok(work_do(&office, &d, NULL));
}

/* ---- a letter by hand ---------------------------------------------------------- */

static struct fed_report report(int64_t version)
{
	struct fed_report r = { .realm = STR("Thành ủy"),
				.to = parent_key,
				.kind = STR(FED_KIND_STATUS),
				.period = STR("2026-09"),
				.version = version };

	assert_true(day_from_iso(STR("2026-09-30"), &r.as_of));
	*vec_push(arena, &r.figures) =
		(struct work_figures){ .code = STR("01"),
				       .title = STR("Chương trình"),
				       .year = 2026,
				       .tasks = 10 + version };
	return r;
}

static struct fed_letter letter(const struct fed_report *r)
{
	struct fed_letter l = { .key = child_key,
				.id = STR("msg_a"),
				.stamp = above.now / 1000,
				.payload = fed_report_write(arena, r) };

	assert_true(fed_sign(arena, secret, &l));
	return l;
}

/* ---- keys and relations ---------------------------------------------------------- */

static void a_key_is_made_once(void **state)
{
	struct str again, other;

	(void)state;
	ok(fed_key_ready(&kit.cx, false, &again));
	assert_true(str_eq(again, child_key));
	ok(fed_key_public(&kit.cx, &again));
	assert_true(str_eq(again, child_key));
	ok(fed_key_ready(&kit.cx, true, &other));
	assert_false(str_eq(other, child_key));
	ok(fed_key_secret(&kit.cx, &again));
	assert_false(str_eq(again, secret));
	key_drop(&kit.cx);
	fails(fed_key_secret(&kit.cx, &again), ERR_NOT_FOUND);
}

static void relations_are_checked(void **state)
{
	struct fed_peer_new in = { .name = STR("Đảng bộ Tỉnh"),
				   .role = FED_PARENT,
				   .address = STR("https://x.example.vn"),
				   .key = child_key,
				   .from = DAY_NONE };
	int64_t id, n = events(&kit.cx);
	struct str much = { arena_new(arena, char, 300), 300 };

	(void)state;
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_CONFLICT);
	in.name = STR("  đảng bộ  tinh ");
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_CONFLICT);
	in.name = STR("Khác");
	in.key = parent_key;
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_CONFLICT);
	in.key = STR("whpk_");
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_INVALID);
	in.key = child_key;
	in.address = STR_NULL;
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_INVALID);
	in.address = STR("http://x.example.vn");
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_INVALID);
	in.address = STR("https://x.example.vn");
	in.name = STR(" ");
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_INVALID);
	memset((char *)(uintptr_t)much.p, 'x', 300);
	in.name = much;
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_INVALID);
	in.name = STR("Khác");
	in.from = kit.cx.today + 1;
	fails(fed_peer_add(&kit.cx, &in, &id), ERR_INVALID);
	assert_int_equal(events(&kit.cx), n);
	in.from = DAY_NONE;
	ok(fed_peer_add(&kit.cx, &in, &id));
	ok(fed_peer_remove(&kit.cx, STR("KHÁC")));
	fails(fed_peer_remove(&kit.cx, STR("Khác")), ERR_NOT_FOUND);
	ok(fed_peer_add(&kit.cx, &in, &id)); /* once more */
	assert_int_equal(events(&kit.cx), n + 3);
}

/* ---- out ------------------------------------------------------------------------------ */

static void a_report_has_figures_only(void **state)
{
	struct fed_made made = make("2026-10-14");
	struct fed_out_list_rows rows = out_rows();
	const char *const never[] = { "Rà soát",  "Số hóa",   "Phan",
				      "Mai Đình", "example",  "Báo cáo rà",
				      "I. Công",  "Văn phòng" };
	const struct work_figures *f;
	struct fed_report r;

	(void)state;
	assert_int_equal(made.made, 1);
	assert_int_equal(rows.n, 1);
	same(rows.p[0].period, "2026-10");
	assert_int_equal(rows.p[0].version, 1);
	ok(fed_report_read(arena, rows.p[0].payload, &r));
	same(r.realm, "Đảng bộ các cơ quan Đảng Thành phố");
	assert_true(str_eq(r.to, parent_key));
	assert_int_equal(r.figures.n, 1);
	f = &r.figures.p[0];
	/* ten are issued and not withdrawn; two are drafts */
	assert_int_equal(f->tasks, 10);
	assert_int_equal(f->state[0], 2);
	assert_int_equal(f->done + f->late, 2); /* TASK_DONE, TASK_CLOSED */
	assert_int_equal(f->overdue, 1);	/* TASK_LATE */
	assert_true(f->judged >= 3 && f->kept < f->judged);
	for (int i = 0; i < N_ELEMENTS(never); i++)
		if (str_find(rows.p[0].payload, str_c(never[i]), 0) >= 0)
			fail_msg("the report says %s", never[i]);
}

static void only_new_figures_make_a_version(void **state)
{
	int64_t n = events(&kit.cx);
	struct fed_made made;

	(void)state;
	make("2026-10-14");
	assert_int_equal(events(&kit.cx), n + 1);
	made = make("2026-10-14");
	assert_int_equal(made.made, 0);
	assert_int_equal(made.same, 1);
	assert_int_equal(events(&kit.cx), n + 1);
	figures_change();
	n = events(&kit.cx);
	kit.cx.key = STR("form-1");
	assert_int_equal(make("2026-10-14").made, 1);
	task_pause();
	assert_int_equal(make("2026-10-14").made, 1); /* the form, once more */
	kit.cx.key = STR_NULL;
	assert_int_equal(events(&kit.cx), n + 2); /* with the pause */
	assert_int_equal(out_rows().n, 2);
	assert_int_equal(out_rows().p[0].version, 2);
	assert_int_equal(make("2026-10-14").made, 1);
}

static void only_the_office_sends(void **state)
{
	struct cx leader = work_kit_as(&kit, USER_LEADER);
	struct fed_made made;

	(void)state;
	fails(fed_make(&leader, &(struct fed_ask){ .as_of = leader.today },
		       &made),
	      ERR_DENIED);
	ok(fed_peer_remove(&kit.cx, STR("Đảng bộ Tỉnh")));
	fails(fed_make(&kit.cx, &(struct fed_ask){ .as_of = kit.cx.today },
		       &made),
	      ERR_CONFLICT);
	assert_int_equal(out_rows().n, 0);
}

/* The month that ended, once, from one o'clock on; what it said in between
 * doesn't count as its end. */
static void a_month_is_reported_when_it_ends(void **state)
{
	struct fed_out_list_rows rows;

	(void)state;
	make("2026-10-14");
	at("2026-11-01", 0);
	ok(fed_make_ended(&kit.cx));
	assert_int_equal(out_rows().n, 1);
	at("2026-11-01", 1);
	ok(fed_make_ended(&kit.cx));
	rows = out_rows();
	assert_int_equal(rows.n, 2);
	same(rows.p[0].period, "2026-10");
	assert_int_equal(rows.p[0].version, 2);
	same(day_iso(arena, rows.p[0].as_of), "2026-10-31");
	at("2026-11-02", 5);
	ok(fed_make_ended(&kit.cx));
	assert_int_equal(out_rows().n, 2);
	/* switched off over New Year: the last month that ended is told */
	at("2027-01-20", 5);
	ok(fed_make_ended(&kit.cx));
	rows = out_rows();
	assert_int_equal(rows.n, 3);
	same(rows.p[0].period, "2026-12");
}

static void nothing_is_owed_from_before(void **state)
{
	int64_t id;

	(void)state;
	ok(fed_peer_remove(&kit.cx, STR("Đảng bộ Tỉnh")));
	at("2026-11-10", 5);
	ok(fed_make_ended(&kit.cx));
	ok(fed_peer_add(&kit.cx,
			&(struct fed_peer_new){ .name = STR("Đảng bộ Tỉnh"),
						.role = FED_PARENT,
						.address = STR("realm:tren"),
						.key = parent_key,
						.from = DAY_NONE },
			&id));
	ok(fed_make_ended(&kit.cx));
	parent = id;
	assert_int_equal(out_rows().n, 0);
	at("2026-12-01", 5);
	ok(fed_make_ended(&kit.cx));
	same(out_rows().p[0].period, "2026-11");
}

/* ---- in ------------------------------------------------------------------------------- */

static void a_message_is_taken_once(void **state)
{
	struct fed_report r = report(1);
	struct fed_letter l = letter(&r);
	int64_t n = events(&above);

	(void)state;
	ok(fed_receive(&above, &l));
	assert_int_equal(in_rows().n, 1);
	assert_int_equal(events(&above), n + 1);
	ok(fed_receive(&above, &l));
	/* hours later, signed anew, under another id: the same report */
	above.now += 5 * HOUR_MS;
	l = letter(&r);
	l.id = STR("msg_b");
	assert_true(fed_sign(arena, secret, &l));
	ok(fed_receive(&above, &l));
	assert_int_equal(in_rows().n, 1);
	assert_int_equal(events(&above), n + 1);
}

static void old_and_early_ones_are_refused(void **state)
{
	struct fed_report r = report(1);
	struct fed_letter l = letter(&r);

	(void)state;
	above.now += (int64_t)DAY_MS + 1000;
	fails(fed_receive(&above, &l), ERR_EXPIRED);
	above.now -= 2 * ((int64_t)DAY_MS + 1000);
	fails(fed_receive(&above, &l), ERR_EXPIRED);
	above.now += (int64_t)DAY_MS + 1000;
	l.stamp = DB_NULL; /* none */
	fails(fed_receive(&above, &l), ERR_EXPIRED);
	assert_int_equal(in_rows().n, 0);
}

/* Nothing of a day to come, which would be shown as the newest for ever. */
static void days_to_come_are_refused(void **state)
{
	struct fed_report r = report(1);
	struct fed_letter l;

	(void)state;
	r.period = STR("2026-10");
	r.as_of = above.today + 2;
	l = letter(&r);
	fails(fed_receive(&above, &l), ERR_INVALID);
	r.as_of = above.today + 1; /* another zone's midnight */
	l = letter(&r);
	ok(fed_receive(&above, &l));
}

static void forged_ones_are_refused(void **state)
{
	struct fed_report r = report(1);
	struct fed_letter l = letter(&r), x = l;
	struct str open, other;
	int64_t n = events(&above);

	(void)state;
	/* altered on its way */
	r.figures.p[0].tasks++;
	x.payload = fed_report_write(arena, &r);
	fails(fed_receive(&above, &x), ERR_DENIED);
	/* by somebody who isn't entered, under the own name and the child's */
	fed_key_make(arena, &open, &other);
	x = l;
	assert_true(fed_sign(arena, other, &x));
	fails(fed_receive(&above, &x), ERR_DENIED);
	x.key = open;
	fails(fed_receive(&above, &x), ERR_DENIED);
	/* a parent isn't a child */
	assert_true(str_eq(l.key, child_key));
	fails(fed_receive(&kit.cx, &l), ERR_DENIED);
	/* for another committee */
	r.to = open;
	x = letter(&r);
	fails(fed_receive(&above, &x), ERR_DENIED);
	/* after the relation has ended */
	ok(fed_peer_remove(&above, STR("Thành ủy")));
	fails(fed_receive(&above, &l), ERR_DENIED);
	assert_int_equal(in_rows().n, 0);
	assert_int_equal(events(&above), n + 1); /* the end */
}

static void what_isnt_a_report_is_refused(void **state)
{
	struct fed_report r = report(1);
	struct fed_letter l = letter(&r);
	struct str much = { arena_new(arena, char, FED_PAYLOAD_MOST + 1),
			    FED_PAYLOAD_MOST + 1 };

	(void)state;
	l.payload = STR("{}");
	assert_true(fed_sign(arena, secret, &l));
	fails(fed_receive(&above, &l), ERR_INVALID);
	l.payload = much;
	fails(fed_receive(&above, &l), ERR_LIMIT);
	l = letter(&r);
	l.id = STR("");
	fails(fed_receive(&above, &l), ERR_INVALID);
	l.id = much;
	fails(fed_receive(&above, &l), ERR_LIMIT);
	assert_int_equal(in_rows().n, 0);
}

/* A lower version that comes late is kept and replaces nothing; a version
 * can't say two things. */
static void versions_come_in_any_order(void **state)
{
	struct fed_report r = report(3);
	struct fed_letter l = letter(&r);
	struct fed_in_list_rows rows;

	(void)state;
	ok(fed_receive(&above, &l));
	r = report(1);
	l = letter(&r);
	ok(fed_receive(&above, &l));
	rows = in_rows();
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.p[0].version, 3);
	assert_int_equal(rows.p[1].version, 1);
	r.figures.p[0].tasks = 99;
	l = letter(&r);
	fails(fed_receive(&above, &l), ERR_CONFLICT);
	assert_int_equal(in_rows().n, 2);
}

/* ---- both ------------------------------------------------------------------------------ */

static void what_is_made_arrives(void **state)
{
	(void)state;
	make("2026-10-14");
	assert_int_equal(send_all(), DB_NULL);
	assert_int_equal(in_rows().n, 1);
	assert_true(str_eq(in_rows().p[0].payload, out_rows().p[0].payload));
	assert_true(out_rows().p[0].sent_at == kit.cx.now);
	assert_int_equal(send_all(), DB_NULL); /* nothing more */
	assert_int_equal(out_rows().p[0].attempts, 1);
}

static void another_parent(void)
{
	struct fed_peer_new in = { .name = STR("Đảng ủy khối"),
				   .role = FED_PARENT,
				   .address = STR("realm:khac"),
				   .from = kit.cx.today };
	struct str ignored;
	int64_t id;

	fed_key_make(arena, &in.key, &ignored);
	ok(fed_peer_add(&kit.cx, &in, &id));
}

/* Two reports wait while the parent is away, and it is asked once; both come
 * when it is back. Another parent has its own meanwhile. */
static void a_parent_that_is_away_loses_nothing(void **state)
{
	int64_t next;

	(void)state;
	way = WAY_CUT;
	tried = elsewhere = 0;
	another_parent();
	make("2026-10-14");
	figures_change();
	make("2026-10-14");
	next = send_all();
	assert_int_equal(tried, 1);
	assert_int_equal(elsewhere, 2);
	assert_int_equal(next, kit.cx.now + 60 * 1000);
	assert_int_equal(out_rows().p[0].attempts, 1);
	assert_int_equal(out_rows().p[1].attempts, 1);
	assert_true(out_rows().p[0].answer.n > 0);
	assert_int_equal(send_all(), next); /* not before its time */
	assert_int_equal(out_rows().p[1].attempts, 1);
	for (int i = 0; i < 12; i++) {
		kit.cx.now = next;
		next = send_all();
	}
	assert_int_equal(next, kit.cx.now + 6 * HOUR_MS);
	way = WAY_GOOD;
	kit.cx.now = next;
	assert_int_equal(send_all(), DB_NULL);
	assert_int_equal(in_rows().n, 2);
}

/* The answer never comes: sent again, taken once. */
static void a_lost_answer_doubles_nothing(void **state)
{
	int64_t next;

	(void)state;
	way = WAY_LOST_ANSWER;
	make("2026-10-14");
	delivered = 0;
	next = send_all();
	assert_int_equal(in_rows().n, 1);
	way = WAY_GOOD;
	kit.cx.now = next;
	assert_int_equal(send_all(), DB_NULL);
	assert_int_equal(delivered, 2);
	assert_int_equal(in_rows().n, 1);
}

/* What the parent refuses waits for itself; the next one goes. */
static void a_refusal_holds_up_nothing_else(void **state)
{
	struct fed_report other = report(1);
	struct fed_letter l;

	(void)state;
	make("2026-10-14");
	figures_change();
	make("2026-10-14");
	other.period = STR("2026-10");
	assert_true(day_from_iso(STR("2026-10-02"), &other.as_of));
	l = letter(&other);
	ok(fed_receive(&above, &l)); /* another version 1 */
	assert_true(send_all() > kit.cx.now);
	assert_int_equal(in_rows().n, 2);
	assert_int_equal(in_rows().p[0].version, 2);
	assert_true(out_rows().p[0].sent_at != DB_NULL);
	assert_true(out_rows().p[1].sent_at == DB_NULL);
	/* "send now" doesn't wait for the next attempt */
	ok(fed_make(&kit.cx,
		    &(struct fed_ask){ .as_of = kit.cx.today, .hurry = true },
		    &(struct fed_made){ 0 }));
	assert_int_equal(out_rows().p[1].not_before, kit.cx.now);
	assert_true(send_all() > kit.cx.now);
	assert_int_equal(out_rows().p[1].version, 1);
	/* what a parent that was removed hasn't got stays */
	ok(fed_peer_remove(&kit.cx, STR("Đảng bộ Tỉnh")));
	assert_int_equal(send_all(), DB_NULL);
	assert_true(out_rows().p[1].sent_at == DB_NULL);
}

/* The child came back from an older backup: the parent has its versions 1 and
 * 2 with other figures; the newest goes on behind them. */
static void a_restored_child_goes_on(void **state)
{
	struct fed_letter l;
	int64_t next, n;

	(void)state;
	for (int i = 1; i <= 2; i++) {
		struct fed_report r = report(i);

		r.period = STR("2026-10");
		assert_true(day_from_iso(STR("2026-10-02"), &r.as_of));
		l = letter(&r);
		ok(fed_receive(&above, &l));
	}
	make("2026-10-14");
	n = events(&kit.cx);
	next = send_all();
	kit.cx.now = next;
	next = send_all();
	kit.cx.now = next;
	assert_int_equal(send_all(), DB_NULL);
	assert_int_equal(out_rows().n, 1);
	assert_int_equal(out_rows().p[0].version, 3);
	assert_int_equal(in_rows().n, 3);
	assert_true(str_eq(in_rows().p[0].payload, out_rows().p[0].payload));
	assert_int_equal(events(&kit.cx), n + 2);
}

static void without_key_or_way_it_waits(void **state)
{
	(void)state;
	make("2026-10-14");
	federation_set(NULL);
	assert_true(send_all() > kit.cx.now);
	federation_set(&hooks);
	kit.cx.now += HOUR_MS;
	key_drop(&kit.cx);
	assert_true(send_all() > kit.cx.now);
	assert_true(str_find(out_rows().p[0].answer, STR("--new"), 0) > 0);
	assert_int_equal(in_rows().n, 0);
}

/* The parent has moved: the relation begins anew, versions go on. */
static void versions_go_on_with_a_new_address(void **state)
{
	struct fed_peer_new in = { .name = STR("Đảng bộ Tỉnh"),
				   .role = FED_PARENT,
				   .address = STR("realm:tren"),
				   .key = parent_key,
				   .from = kit.cx.today - 50 };

	(void)state;
	make("2026-10-14");
	assert_int_equal(send_all(), DB_NULL);
	ok(fed_peer_remove(&kit.cx, in.name));
	ok(fed_peer_add(&kit.cx, &in, &parent));
	assert_int_equal(make("2026-10-14").made, 0); /* it has them */
	figures_change();
	make("2026-10-14");
	assert_int_equal(out_rows().p[0].version, 2);
	ok(fed_peer_remove(&kit.cx, in.name)); /* before it is sent */
	ok(fed_peer_add(&kit.cx, &in, &parent));
	assert_int_equal(make("2026-10-14").made, 1);
	assert_int_equal(out_rows().p[0].version, 3);
	assert_int_equal(send_all(), DB_NULL);
	assert_int_equal(in_rows().n, 2);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest all[] = {
		CASE(a_key_is_made_once),
		CASE(relations_are_checked),
		CASE(a_report_has_figures_only),
		CASE(only_new_figures_make_a_version),
		CASE(only_the_office_sends),
		CASE(a_month_is_reported_when_it_ends),
		CASE(nothing_is_owed_from_before),
		CASE(a_message_is_taken_once),
		CASE(old_and_early_ones_are_refused),
		CASE(days_to_come_are_refused),
		CASE(forged_ones_are_refused),
		CASE(what_isnt_a_report_is_refused),
		CASE(versions_come_in_any_order),
		CASE(what_is_made_arrives),
		CASE(a_parent_that_is_away_loses_nothing),
		CASE(a_lost_answer_doubles_nothing),
		CASE(a_refusal_holds_up_nothing_else),
		CASE(a_restored_child_goes_on),
		CASE(without_key_or_way_it_waits),
		CASE(versions_go_on_with_a_new_address),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
