/*
 * Whoever reads a member's record or a list with members on it is written down:
 * every route that needs a right to members stands in the table below with what
 * one reading of it writes, and is read. A new route without a row fails.
 */
#include "app/app.h"

#include <unistd.h>

#include "testkit/testkit.h"

#include "account/account.h"
#include "auth/auth.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_act.h"
#include "member/member_listed.h"
#include "member/member_query.h"
#include "org/org.h"
#include "view/feature.h"

static struct cx cx;
static struct http_config http;
static const char *office, *own;
static int64_t root, unit, thu, ha;

enum what {
	NOTHING, /* shows nobody: says why */
	RECORD,	 /* one entry "looked at the record" */
	LIST,	 /* one entry "stood in a list of N" */
	LIST_HA, /* … of somebody who votes */
};
/* {0}: thu, {1}: the root organisation */
static const struct {
	const char *path; /* as in the route */
	enum what what;
	const char *ask; /* what is asked for; or why nothing is written */
} reads[] = {
	{ "/member/:id", RECORD, "/member/{0}" },
	{ "/member/:id/edit", RECORD, "/member/{0}/edit?field=phone" },
	{ "/member/:id/papers", RECORD, "/member/{0}/papers" },
	{ "/member/:id/user", RECORD, "/member/{0}/user" },
	{ "/member/:id/move", RECORD, "/member/{0}/move" },
	{ "/member/:id/back", NOTHING, "names an entry of the own act" },
	{ "/member/:id/post", RECORD, "/member/{0}/post" },
	{ "/member/:id/post/:post", NOTHING, "names an office, not facts" },
	{ "/member/:id/show", NOTHING, "asks for the reason; POST shows it" },
	{ "/member/new", NOTHING, "an empty form" },
	{ "/members", LIST, "/members" },
	{ "/members.csv", LIST, "/members.csv" },
	{ "/members.xlsx", LIST, "/members.xlsx" },
	{ "/members/asks", LIST, "/members/asks" },
	{ "/members/due", LIST, "/members/due?org={1}" },
	{ "/members/due.csv", LIST, "/members/due.csv?org={1}" },
	{ "/members/due.xlsx", LIST, "/members/due.xlsx?org={1}" },
	{ "/members/due/list", LIST_HA, "/members/due/list?org={1}&by=base" },
	{ "/members/due/list.csv", LIST_HA,
	  "/members/due/list.csv?org={1}&by=base" },
	{ "/members/due/list.xlsx", LIST_HA,
	  "/members/due/list.xlsx?org={1}&by=base" },
	{ "/members/import", NOTHING, "an empty form" },
	{ "/members/import/:id", NOTHING, "the reader's own document" },
	{ "/members/moves", NOTHING, "figures" },
	{ "/members/moves.csv", NOTHING, "figures" },
	{ "/members/moves.xlsx", NOTHING, "figures" },
	{ "/members/moves/list", LIST, "/members/moves/list?org={1}&way=in" },
	{ "/members/moves/list.csv", LIST,
	  "/members/moves/list.csv?org={1}&way=in" },
	{ "/members/moves/list.xlsx", LIST,
	  "/members/moves/list.xlsx?org={1}&way=in" },
	{ "/members/sheet", NOTHING, "an empty form" },
	{ "/members/sheet/:id", NOTHING,
	  "the reader's own file, which was a list when it was made" },
	{ "/members/stats", NOTHING, "figures" },
	{ "/members/stats.csv", NOTHING, "figures" },
	{ "/members/stats.xlsx", NOTHING, "figures" },
	{ "/members/stats/list", LIST, "/members/stats/list?org={1}" },
	{ "/members/stats/list.csv", LIST, "/members/stats/list.csv?org={1}" },
	{ "/members/stats/list.xlsx", LIST,
	  "/members/stats/list.xlsx?org={1}" },
};

static int64_t clock_now(void)
{
	return cx.now;
}

static void log_line(const char *line)
{
	if (strstr(line, "\"error\""))
		print_error("%s", line);
}

struct sign {
	int64_t user;
	struct str token;
};

static struct err *sign_tx(struct cx *c, void *arg)
{
	struct sign *s = arg;

	return session_start(c, s->user, STR("Firefox"), STR("127.0.0.1"),
			     &s->token);
}

static const char *person(const char *email, const char *role, int64_t *ret_id)
{
	struct sign s;

	ok(account_ensure(&cx,
			  &(struct account_new){ .email = str_c(email),
						 .name = STR("Mai Đình Thước"),
						 .post = STR("Chuyên viên"),
						 .role = role,
						 .org = root },
			  &s.user));
	ok(db_tx(&cx, sign_tx, &s));
	*ret_id = s.user;
	return str_fmt(cx.arena, "__Host-rv=%.*s", STR_ARG(s.token)).p;
}

static void thu_put(void)
{
	static const struct member_value values[] = {
		{ STR_INIT("phone"), STR_INIT("0912345417") },
	};
	struct member_new in = { .name = STR("Đặng Hạ Thư"),
				 .sex = STR("f"),
				 .birth = cx.today - 12000,
				 .org = unit,
				 .from = cx.today - 20,
				 .how = STR("in"),
				 .sent_on = DAY_NONE,
				 .admitted = cx.today - 350,
				 .official = DAY_NONE,
				 .state_from = DAY_NONE,
				 .value = values,
				 .n_values = N_ELEMENTS(values) };

	ok(member_add(&cx, &in, false, &thu));
	in.name = STR("Lê Thị Hà");
	in.birth = cx.today - 14000;
	in.admitted = cx.today - 4000;
	in.official = cx.today - 3600;
	in.n_values = 0;
	ok(member_add(&cx, &in, false, &ha));
}

/* She asks for a correction, so that she stands on that list, too. */
static void thu_asks(int64_t user)
{
	struct member_wish wish = { .member = thu,
				    .field = STR("name"),
				    .want = STR("Đặng Hà Thư"),
				    .note = STR("sai dấu") };
	struct actor was = cx.actor;
	int64_t ask;
	bool good;

	ok(member_link_user(&cx, thu, user));
	ok(account_actor(&cx, user, &cx.actor, &good));
	ok(member_ask(&cx, &wish, &ask));
	cx.actor = was;
}

static int open_realm(void **state)
{
	struct org_new org = { .parent = DB_NULL,
			       .kind = STR("dang_bo"),
			       .name = STR("Đảng bộ thử") };
	int64_t id;

	(void)state;
	cx = kit_realm(arena_open(512 << 20));
	org.from = cx.today - 9000;
	ok(org_add(&cx, &org, &root));
	org.parent = root;
	org.kind = STR("chi_bo");
	org.name = STR("Chi bộ Một");
	ok(org_add(&cx, &org, &unit));
	thu_put();
	office = person("office@example.vn", ROLE_OFFICE, &id);
	own = person("thu@example.vn", ROLE_SECRETARY, &id);
	thu_asks(id);
	app_http_config(&http, &cx);
	http.clock = clock_now;
	http.log = log_line;
	return 0;
}

static int close_realm(void **state)
{
	struct arena *a = cx.arena;

	(void)state;
	kit_close(&cx);
	arena_close(a);
	return 0;
}

static struct reply get(const char *who, const char *path)
{
	const struct http_try t = {
		.method = GET, .path = path, .cookie = who, .lang = "vi"
	};
	struct reply rp;

	ok(http_serve_one(cx.arena, &http, &t, &rp));
	return rp;
}

static struct err *forget_tx(struct cx *c, void *arg UNUSED)
{
	static const struct db_part part = { .sql = "delete from member_look",
					     .opt = -1,
					     .order = -1 };
	static const struct db_query q = { .name = "look_forget",
					   .part = &part,
					   .n_parts = 1,
					   .writes = true };
	struct db_stmt *st;
	bool row;
	struct err *err = db_stmt_get(c->db, &q, 0, 0, &st);

	if (err)
		return err;
	err = db_step(st, &row);
	db_stmt_done(st);
	return err;
}

static void looks_forget(void)
{
	ok(db_tx(&cx, forget_tx, NULL));
	member_listed_forget();
}

static struct member_looks_rows looks_at(int64_t who)
{
	struct member_looks_rows rows;

	ok(member_looks(cx.db,
			&(struct member_looks_in){ .member = who,
						   .since = cx.today - 1,
						   .limit = 100 },
			&rows));
	return rows;
}

static struct member_looks_rows looks(void)
{
	return looks_at(thu);
}

static const char *asked(const char *path)
{
	return str_to_c(cx.arena,
			tr_fmt(cx.arena, LANG_EN, path,
			       str_fmt(cx.arena, "%lld", (long long)thu),
			       str_fmt(cx.arena, "%lld", (long long)root)));
}

static void each_read_is_written_once(void **state)
{
	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(reads); i++) {
		int64_t who = reads[i].what == LIST_HA ? ha : thu;
		struct member_looks_rows rows;
		struct reply rp;

		if (reads[i].what == NOTHING) {
			assert_true(strlen(reads[i].ask) > 5);
			continue;
		}
		looks_forget();
		for (int twice = 0; twice < 2; twice++) {
			rp = get(office, asked(reads[i].ask));
			if (rp.status != 200)
				fail_msg("%s: %d", reads[i].path, rp.status);
		}
		rows = looks_at(who);
		if (rows.n != 1)
			fail_msg("%s wrote %td entries", reads[i].path, rows.n);
		if (reads[i].what == RECORD) {
			same(rows.p[0].field, "");
			assert_int_equal(rows.p[0].n, DB_NULL);
		} else {
			assert_true(str_starts(rows.p[0].field, STR("list.")));
			assert_in_range(rows.p[0].n, 1, 2);
		}
		assert_int_equal(rows.p[0].at, cx.now);
		same(rows.p[0].unit, "Đảng bộ thử");
		same(rows.p[0].post, "Chuyên viên");
		/* also when the process has forgotten what it wrote */
		member_listed_forget();
		get(office, asked(reads[i].ask));
		assert_int_equal(looks_at(who).n, 1);
	}
}

static bool is_of_members(enum perm p)
{
	return p == PERM_MEMBER_VIEW || p == PERM_MEMBER_PERSONAL ||
	       p == PERM_MEMBER_MANAGE || p == PERM_MEMBER_SECRET;
}

static bool stands_there(const char *path)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(reads); i++)
		if (!strcmp(reads[i].path, path))
			return true;
	return false;
}

static int table_walk(const struct route *p, int n)
{
	int found = 0;

	for (int i = 0; i < n; i++) {
		if (p[i].method != GET || !is_of_members(p[i].perm))
			continue;
		found++;
		if (!stands_there(p[i].path))
			fail_msg("%s reads members: say in this test what it "
				 "writes down",
				 p[i].path);
	}
	return found;
}

static void every_route_stands_there(void **state)
{
	int found = 0;

	(void)state;
	for (int i = 0; i < app_n_features; i++) {
		const struct feature *f = app_features[i];

		found += table_walk(f->routes, f->n_routes);
		for (int t = 0; t < f->n_tables; t++)
			found += table_walk(f->tables[t]->p, f->tables[t]->n);
	}
	/* the form of /show is anybody's: of one's own record, too */
	assert_int_equal(found, N_ELEMENTS(reads) - 1);
}

/* The person reads it on the own record; what they read themselves isn't
 * told. */
static void the_person_reads_it(void **state)
{
	struct reply rp;

	(void)state;
	looks_forget();
	get(office, "/members");
	get(office, "/members.csv");
	get(own, "/members");
	get(own, asked("/member/{0}"));
	assert_int_equal(looks().n, 2);
	rp = get(own, "/me/record");
	assert_int_equal(rp.status, 200);
	assert_true(str_find(buf_view(&rp.body),
			     STR("có tên trong danh sách 2 người: danh sách "
				 "đảng viên"),
			     0) > 0);
	assert_true(str_find(buf_view(&rp.body),
			     STR("danh sách đảng viên dạng tệp"), 0) > 0);
	assert_true(str_find(buf_view(&rp.body),
			     STR("Chuyên viên, Đảng bộ thử"), 0) > 0);
	/* found by a name: on the list of what was found */
	looks_forget();
	get(office, "/search?q=dang+ha");
	assert_int_equal(looks().n, 1);
	/* another day is another entry */
	cx.now += 86400000;
	cx.today++;
	office = person("office@example.vn", ROLE_OFFICE, &(int64_t){ 0 });
	get(office, "/search?q=dang+ha");
	assert_int_equal(looks().n, 2);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_route_stands_there),
		cmocka_unit_test(each_read_is_written_once),
		cmocka_unit_test(the_person_reads_it),
	};

	return cmocka_run_group_tests(all, open_realm, close_realm);
}
