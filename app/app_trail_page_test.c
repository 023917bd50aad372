/* The pages of the trail: who may read them, filters, pages, proofs, what stays
 * hidden of members. */
#include "app/app.h"

#include <unistd.h>

#include "testkit/testkit.h"

#include "account/account.h"
#include "audit/audit.h"
#include "audit/audit_kind.h"
#include "audit/audit_trail.h"
#include "auth/auth.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_act.h"
#include "org/org.h"
#include "trail/trail_read.h"

enum { MANY = 130, DAY_MS = 86400000 };

static struct cx cx;
static struct http_config http;
static const char *admin, *office, *both, *below;
static int64_t root, unit, admin_id, both_id, thu;

static int64_t clock_now(void)
{
	return cx.now;
}

static void log_line(const char *line)
{
	if (strstr(line, "\"error\""))
		print_error("%s", line);
}

/* Roles change; what is asked here is what somebody sees who reads the trail
 * and not the records of members. */
static struct err *(*actor_of)(struct cx *cx, const struct session *s,
			       bool *ret_ok);

static struct err *actor_fewer(struct cx *c, const struct session *s,
			       bool *ret_ok)
{
	struct err *err = actor_of(c, s, ret_ok);

	if (c->actor.id == admin_id)
		c->actor.perms &= ~(PERM_BIT(PERM_MEMBER_VIEW) |
				    PERM_BIT(PERM_MEMBER_PERSONAL));
	return err;
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

static int64_t person(const char *email, const char *name, const char *role,
		      int64_t org)
{
	int64_t id;

	ok(account_ensure(&cx,
			  &(struct account_new){ .email = str_c(email),
						 .name = str_c(name),
						 .post = STR("Văn phòng"),
						 .role = role,
						 .org = org },
			  &id));
	return id;
}

static const char *signed_in(int64_t user)
{
	struct sign s = { .user = user };

	ok(db_tx(&cx, sign_tx, &s));
	return str_fmt(cx.arena, "__Host-rv=%.*s", STR_ARG(s.token)).p;
}

struct put {
	const char *kind, *subject_kind, *reason, *before, *after;
	int64_t subject, id;
};

static struct str or_null(const char *s)
{
	return s ? str_c(s) : STR_NULL;
}

static struct err *put_tx(struct cx *c, void *arg)
{
	struct put *p = arg;

	return audit_write(c,
			   &(struct audit_event){
				   .kind = p->kind,
				   .subject_kind = p->subject_kind,
				   .subject = p->subject,
				   .before = or_null(p->before),
				   .after = or_null(p->after),
				   .reason = or_null(p->reason) },
			   &p->id);
}

static int64_t put(struct put p)
{
	ok(db_tx(&cx, put_tx, &p));
	return p.id;
}

static void member_put_one(void)
{
	static const struct member_value values[] = {
		{ STR_INIT("national_id"), STR_INIT("079088012482") },
		{ STR_INIT("phone"), STR_INIT("0912345417") },
	};
	struct member_new in = { .name = STR("Đặng Hạ Thư"),
				 .sex = STR("f"),
				 .birth = cx.today - 12000,
				 .org = unit,
				 .from = cx.today - 100,
				 .how = STR("in"),
				 .sent_on = DAY_NONE,
				 .admitted = cx.today - 4000,
				 .official = cx.today - 3600,
				 .state_from = DAY_NONE,
				 .value = values,
				 .n_values = N_ELEMENTS(values) };

	ok(member_add(&cx, &in, false, &thu));
}

static int open_realm(void **state)
{
	struct org_new org = { .parent = DB_NULL,
			       .kind = STR("dang_bo"),
			       .name = STR("Đảng bộ thử"),
			       .from = 0 };

	(void)state;
	cx = kit_realm(arena_open(512 << 20));
	org.from = cx.today - 9000;
	ok(org_add(&cx, &org, &root));
	org.parent = root;
	org.kind = STR("chi_bo");
	org.name = STR("Chi bộ Một");
	ok(org_add(&cx, &org, &unit));
	admin_id = person("admin@example.vn", "Quản Trị", ROLE_ADMIN, root);
	both_id = person("both@example.vn", "Kiểm Tra", ROLE_ADMIN, root);
	person("both@example.vn", "Kiểm Tra", ROLE_OFFICE, root);
	member_put_one();
	admin = signed_in(admin_id);
	both = signed_in(both_id);
	office = signed_in(
		person("office@example.vn", "Văn Phòng", ROLE_OFFICE, root));
	below = signed_in(
		person("below@example.vn", "Dưới", "inspector", unit));
	app_http_config(&http, &cx);
	actor_of = http.hooks.actor;
	http.hooks.actor = actor_fewer;
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

static struct reply ask(const char *who, const char *lang, const char *path)
{
	const struct http_try t = {
		.method = GET, .path = path, .cookie = who, .lang = lang
	};
	struct reply rp;

	ok(http_serve_one(cx.arena, &http, &t, &rp));
	return rp;
}

static struct reply get(const char *path)
{
	return ask(admin, "vi", path);
}

static bool has(const struct reply *rp, const char *text)
{
	return str_find(buf_view(&rp->body), str_c(text), 0) >= 0;
}

static void says(const struct reply *rp, const char *text)
{
	if (!has(rp, text)) {
		print_error("%.*s\n", STR_ARG(buf_view(&rp->body)));
		fail_msg("the page doesn't say: %s", text);
	}
}

static void says_not(const struct reply *rp, const char *text)
{
	if (has(rp, text)) {
		print_error("%.*s\n", STR_ARG(buf_view(&rp->body)));
		fail_msg("the page says: %s", text);
	}
}

static const char *path_of(const char *fmt, int64_t n)
{
	return str_fmt(cx.arena, fmt, (long long)n).p;
}

/* ---- words -------------------------------------------------------------------- */

static void every_kind_has_words(void **state)
{
	const struct audit_kind *k, *before = NULL;
	ptrdiff_t n = 0;

	(void)state;
	for (; (k = audit_kind_nth(n)); n++) {
		struct str vi = tr(LANG_VI, k->title);
		struct str en = tr(LANG_EN, k->title);

		assert_true(vi.n > 3 && en.n > 3);
		assert_false(str_eq(vi, en));
		assert_true(k->group < N_AUDIT_GROUP);
		assert_ptr_equal(audit_kind_find(str_c(k->kind)), k);
		if (before)
			assert_true(strcmp(before->kind, k->kind) < 0);
		before = k;
	}
	assert_true(n > 140);
	assert_null(audit_kind_find(STR("task.nothing")));
	assert_null(audit_kind_find(STR("")));
	assert_null(audit_kind_find(STR("zzz")));
}

/* What the tests lean on: a kind without words can't be written. */
static void a_kind_without_words_is_refused(void **state)
{
	struct put p = { .kind = "task.unheard", .subject_kind = "task" };

	(void)state;
	fails(db_tx(&cx, put_tx, &p), ERR_DB);
	p.kind = "task.issue";
	ok(db_tx(&cx, put_tx, &p));
}

/* ---- who may -------------------------------------------------------------------- */

static void nobody_else_may(void **state)
{
	static const char *const paths[] = {
		"/trail",	  "/trail.csv",	       "/trail/1",
		"/trail/1/proof", "/trail/checkpoint", "/trail/checkpoints",
	};
	struct reply rp;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(paths); i++) {
		/* of what has a number nobody learns whether it is there */
		int no = strchr(paths[i], '1') ? 404 : 403;

		assert_int_equal(ask(office, "vi", paths[i]).status, no);
		assert_int_equal(ask(NULL, "vi", paths[i]).status, 401);
		/* a role of one unit isn't one of the whole committee */
		assert_int_equal(ask(below, "vi", paths[i]).status, no);
	}
	rp = ask(below, "vi", "/org");
	says_not(&rp, "href=\"/trail\"");
	rp = get("/org");
	says(&rp, "href=\"/trail\"");
}

/* ---- the list -------------------------------------------------------------------- */

static void the_list_says_what_was_done(void **state)
{
	struct reply rp = get("/trail");

	(void)state;
	assert_int_equal(rp.status, 200);
	says(&rp, "Thêm tổ chức");
	says(&rp, "Quản Trị");
	says(&rp, "Chi bộ Một");
	says_not(&rp, "org.add<");
	rp = ask(admin, "en", "/trail");
	says(&rp, "Organisation added");
}

static void it_is_filtered(void **state)
{
	int64_t id, other;
	struct reply rp;

	(void)state;
	cx.actor.id = both_id;
	cx.on_behalf = admin_id;
	id = put((struct put){ .kind = "task.issue",
			       .subject_kind = "task",
			       .subject = 4711,
			       .reason = "Thực hiện Nghị quyết số 12" });
	cx.actor.id = ACTOR_SYSTEM;
	cx.on_behalf = 0;
	other = put((struct put){
		.kind = "mail.again", .subject_kind = "mail", .subject = 9 });
#define ONLY(query)                                                            \
	do {                                                                   \
		rp = get("/trail?" query);                                     \
		assert_int_equal(rp.status, 200);                              \
		says(&rp, path_of("href=\"/trail/%lld\"", id));                \
		says_not(&rp, path_of("href=\"/trail/%lld\"", other));         \
	} while (0)
	ONLY("group=work");
	ONLY("about=task&subject=4711");
	ONLY("about=task");
	ONLY("q=ngh%E1%BB%8B+quy%E1%BA%BFt");
	ONLY("q=nghi+quyet+so+12"); /* without marks */
	rp = get(path_of("/trail?actor=%lld", both_id));
	says(&rp, path_of("href=\"/trail/%lld\"", id));
	says(&rp, "thay cho Quản Trị");
	says_not(&rp, path_of("href=\"/trail/%lld\"", other));
	rp = get(path_of("/trail?behalf=%lld", admin_id));
	says(&rp, path_of("href=\"/trail/%lld\"", id));
	says_not(&rp, path_of("href=\"/trail/%lld\"", other));
	rp = get("/trail?actor=-1&group=system");
	says(&rp, path_of("href=\"/trail/%lld\"", other));
	says_not(&rp, path_of("href=\"/trail/%lld\"", id));
	/* a condition can be taken away */
	says(&rp, "href=\"/trail?actor=-1\"");
	rp = get("/trail?about=task&subject=4712");
	says(&rp, "Không có việc nào như vậy");
}

static void days_are_whole(void **state)
{
	struct str day = day_iso(cx.arena, cx.today + 1);
	int64_t id, was = cx.now;
	struct reply rp;

	(void)state;
	cx.now = day_begin(cx.today + 2) - 1; /* the last instant of tomorrow */
	id = put((struct put){ .kind = "task.close", .subject_kind = "task" });
	cx.now = was;
#define OF(from, to)                                                           \
	str_fmt(cx.arena, "/trail?from=%.*s&to=%.*s",                          \
		STR_ARG(day_iso(cx.arena, from)),                              \
		STR_ARG(day_iso(cx.arena, to)))                                \
		.p
	rp = get(OF(cx.today + 1, cx.today + 1));
	says(&rp, path_of("href=\"/trail/%lld\"", id));
	rp = get(OF(cx.today, cx.today));
	says_not(&rp, path_of("href=\"/trail/%lld\"", id));
	rp = get(OF(cx.today + 2, cx.today + 9));
	says_not(&rp, path_of("href=\"/trail/%lld\"", id));
	rp = get(str_fmt(cx.arena, "/trail?from=%.*s", STR_ARG(day)).p);
	says(&rp, path_of("href=\"/trail/%lld\"", id));
}

static void bad_input_is_named(void **state)
{
	static const struct {
		const char *path, *says;
	} bad[] = {
		{ "/trail?group=nonsense", "chọn một nhóm" },
		{ "/trail?about=nonsense", "chọn đối tượng" },
		{ "/trail?subject=5", "số này là của đối tượng nào" },
		{ "/trail?from=2026-10-05&to=2026-10-01", "đổi chỗ hai ngày" },
		{ "/trail?from=x", "id=\"h-err\"" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		struct reply rp = get(bad[i].path);

		assert_int_equal(rp.status, 422);
		says(&rp, bad[i].says);
	}
}

/* The address that a link with `words` leads to; absent: there is none. */
static const char *link_of(const struct reply *rp, const char *words)
{
	struct str body = buf_view(&rp->body);
	ptrdiff_t at = str_find(body, str_c(words), 0), from = at;
	struct str href;

	if (at < 0)
		return NULL;
	while (from > 0 && !str_starts(str_sub(body, from, at), STR("href=\"")))
		from--;
	href = str_sub(body, from + 6, at);
	href = str_cut(&href, '"');
	/* as a browser reads it */
	for (ptrdiff_t amp; (amp = str_find(href, STR("&amp;"), 0)) >= 0;)
		href = str_fmt(cx.arena, "%.*s&%.*s", (int)amp, href.p,
			       STR_ARG(str_sub(href, amp + 5, href.n)));
	return str_to_c(cx.arena, href);
}

/* Each of MANY events on exactly one page. */
static void walks_all(const char *path, int64_t first)
{
	int seen[MANY] = { 0 }, pages = 0;

	for (; path; pages++) {
		struct reply rp = get(path);

		assert_int_equal(rp.status, 200);
		for (int i = 0; i < MANY; i++)
			seen[i] += has(&rp, path_of("href=\"/trail/%lld\"",
						    first + i));
		path = link_of(&rp, ">Cũ hơn");
		assert_true(pages < 20);
	}
	for (int i = 0; i < MANY; i++)
		assert_int_equal(seen[i], 1);
	assert_true(pages >= 3);
}

static void pages_lose_nothing(void **state)
{
	static const char *const kinds[] = { "task.issue", "task.report",
					     "programme.add", "talk.add" };
	int64_t first = 0;

	(void)state;
	cx.actor.id = both_id;
	for (int i = 0; i < MANY; i++) { /* many of one instant, too */
		int64_t id = put((struct put){ .kind = kinds[i % 4],
					       .subject_kind = "view",
					       .subject = 77,
					       .reason = "trang" });

		first = first ? first : id;
		cx.now += i % 3 ? 0 : 1000;
	}
	cx.actor.id = ACTOR_SYSTEM;
	walks_all("/trail", first);
	walks_all("/trail?group=work", first);
	walks_all(path_of("/trail?actor=%lld", both_id), first);
	walks_all("/trail?about=view&subject=77", first);
	walks_all("/trail?q=trang&group=work", first);
}

/* A filter that lets little through stops, says how far it came, goes on. */
static void far_back_goes_on(void **state)
{
	struct trail_filter f = { .actor = DB_NULL,
				  .behalf = DB_NULL,
				  .group = TRAIL_ANY_GROUP,
				  .subject = DB_NULL,
				  .from = DAY_NONE,
				  .to = DAY_NONE,
				  .text = STR("nghi quyet so 12") };
	struct trail_events_row row;
	int64_t at, id;
	bool more = true;
	int stops = 0, found = 0;

	(void)state;
	for (; more || f.at; stops++) {
		struct trail_walk *w = trail_walk_open(&cx, cx.arena, &f, 20);

		for (more = true; more;) {
			ok(trail_walk_next(w, &row, &more));
			found += more;
		}
		if (!trail_walk_stopped(w, &at, &id))
			break;
		assert_true(f.at == 0 || at < f.at ||
			    (at == f.at && id < f.id));
		f.at = at;
		f.id = id;
		assert_true(stops < 100);
	}
	assert_int_equal(found, 1);
	assert_true(stops > 5);
}

/* ---- one event -------------------------------------------------------------------- */

static void an_event_says_all(void **state)
{
	struct trail_proved proved;
	struct tlog_key key;
	struct reply rp;
	int64_t id = put((struct put){
		.kind = "org.rename",
		.subject_kind = "org",
		.subject = unit,
		.before = "{\"name\":\"Chi bộ Cũ\",\"on\":\"2026-01-31\"}",
		.after = "{\"name\":\"Chi bộ Một\",\"parent\":1,"
			 "\"list\":[1,2],\"none\":null}",
		.reason = "Theo <b>quyết định</b>" });

	(void)state;
	rp = get(path_of("/trail/%lld", id));
	assert_int_equal(rp.status, 200);
	says(&rp, "Đổi tên tổ chức");
	says(&rp, "<del>Chi bộ Cũ</del>");
	says(&rp, "<ins>Chi bộ Một</ins>");
	says(&rp, "<del>31/01/2026</del>");
	says(&rp, "<ins>[1,2]</ins>");
	says(&rp, "Theo &lt;b&gt;quyết định");
	says(&rp, "chưa nằm trong điểm chốt nào");
	says(&rp, path_of("<dd>%lld</dd>", id - 1)); /* the leaf */
	says_not(&rp, "/proof");
	assert_int_equal(get(path_of("/trail/%lld/proof", id)).status, 503);
	assert_int_equal(get("/trail/999999").status, 404);
	assert_int_equal(get("/trail/999999/proof").status, 404);
	assert_int_equal(get("/trail/0").status, 404);

	ok(trail_sign(&cx));
	rp = get(path_of("/trail/%lld", id));
	says(&rp, "nằm trong điểm chốt gồm");
	rp = get(path_of("/trail/%lld/proof", id));
	assert_int_equal(rp.status, 200);
	ok(trail_key_read(&cx, &key));
	ok(trail_proof_check(cx.arena, buf_view(&rp.body), STR_NULL, &key,
			     &proved));
	assert_int_equal(proved.id, id);
	assert_true(str_find(proved.record, STR("org.rename"), 0) > 0);
}

static void checkpoints_are_shown(void **state)
{
	struct trail_mark mark;
	struct tlog_key key;
	struct reply rp;

	(void)state;
	ok(trail_sign(&cx));
	ok(trail_key_read(&cx, &key));
	ok(trail_last(&cx, &mark));
	rp = get("/trail/checkpoints");
	assert_int_equal(rp.status, 200);
	says(&rp, str_to_c(cx.arena, tlog_key_public(cx.arena, &key)));
	says(&rp,
	     str_to_c(cx.arena, tlog_base64(cx.arena, mark.root.b, TLOG_HASH)));
	says(&rp, "Chưa có bên làm chứng");
	rp = get("/trail/checkpoint");
	assert_int_equal(rp.status, 200);
	assert_true(str_eq(buf_view(&rp.body), mark.note));
	/* an hour later the newest events would have to be signed */
	put((struct put){ .kind = "task.close", .subject_kind = "task" });
	rp = get("/trail");
	says_not(&rp, "chưa được ký");
	cx.now += 40 * 60 * 1000;
	rp = get("/trail");
	says(&rp, "chưa được ký");
	ok(trail_sign(&cx));
	rp = get("/trail");
	says_not(&rp, "chưa được ký");
}

/* ---- of members -------------------------------------------------------------------- */

static int64_t event_of(const char *kind)
{
	struct trail_filter f = { .actor = DB_NULL,
				  .behalf = DB_NULL,
				  .group = AUDIT_MEMBER,
				  .subject = DB_NULL,
				  .from = DAY_NONE,
				  .to = DAY_NONE };
	struct trail_walk *w = trail_walk_open(&cx, cx.arena, &f, 0);
	struct trail_events_row row;
	bool more = true;

	while (more) {
		ok(trail_walk_next(w, &row, &more));
		if (more && str_eq(row.kind, str_c(kind)))
			return row.id;
	}
	fail_msg("there is no event %s", kind);
	return 0;
}

static int looks_of_thu(void)
{
	struct reply rp = ask(both, "vi", path_of("/member/%lld", thu));
	struct str body = buf_view(&rp.body);
	int n = 0;

	for (ptrdiff_t at = 0;
	     (at = str_find(body, STR("đọc trong nhật ký"), at)) >= 0; at++)
		n++;
	return n;
}

static void members_stay_hidden(void **state)
{
	int64_t id = event_of("member.add"), reason;
	struct trail_proved proved;
	struct trail_event_row row;
	struct tlog_key key;
	struct reply rp;
	bool found;

	(void)state;
	reason = put((struct put){ .kind = "member.show",
				   .subject_kind = "member",
				   .subject = thu,
				   .reason = "kiểm tra kỷ luật" });
	ok(trail_sign(&cx));
	/* without the right to members' records: neither name nor facts */
	rp = get(path_of("/trail/%lld", id));
	assert_int_equal(rp.status, 200);
	says(&rp, "nội dung được ẩn");
	says_not(&rp, "Đặng Hạ Thư");
	says_not(&rp, "0912345417");
	says_not(&rp, "/member/");
	rp = get("/trail");
	says_not(&rp, "Đặng Hạ Thư");
	says_not(&rp, "kiểm tra kỷ luật");
	rp = get("/trail.csv");
	says_not(&rp, "Đặng Hạ Thư");
	says_not(&rp, "kiểm tra kỷ luật");
	rp = get("/trail?q=kiem+tra+ky+luat"); /* no oracle either */
	says_not(&rp, path_of("href=\"/trail/%lld\"", reason));
	rp = get(path_of("/trail/%lld/proof", id));
	assert_int_equal(rp.status, 200);
	says_not(&rp, "extra ");
	/* … which holds for whoever is told the hash */
	ok(trail_key_read(&cx, &key));
	fails(trail_proof_check(cx.arena, buf_view(&rp.body), STR_NULL, &key,
				&proved),
	      ERR_INVALID);
	fails(trail_proof_check(cx.arena, buf_view(&rp.body), STR("12"), &key,
				&proved),
	      ERR_INVALID);
	ok(trail_event(cx.db, &(struct trail_event_in){ .id = id }, &row,
		       &found));
	ok(trail_proof_check(cx.arena, buf_view(&rp.body), row.hash, &key,
			     &proved));
	assert_int_equal(proved.id, id);
	assert_int_equal(looks_of_thu(), 0);
	/* with it: the facts, masked as on the record, and the look is told */
	rp = ask(both, "vi", path_of("/trail/%lld", id));
	says(&rp, "Đặng Hạ Thư");
	says_not(&rp, "079088012482");
	says_not(&rp, "0912345417");
	says(&rp, "417");
	rp = ask(both, "vi", path_of("/trail/%lld", reason));
	says(&rp, "kiểm tra kỷ luật");
	assert_int_equal(looks_of_thu(), 1);
	rp = ask(both, "vi", "/trail?q=kiem+tra+ky+luat");
	says(&rp, path_of("href=\"/trail/%lld\"", reason));
}

/* ---- csv -------------------------------------------------------------------- */

static void the_file_is_safe(void **state)
{
	struct reply rp;
	int64_t id = put((struct put){ .kind = "task.void",
				       .subject_kind = "task",
				       .subject = 5,
				       .reason = "=HYPERLINK(\"x\")" });
	ptrdiff_t lines = 0;

	(void)state;
	rp = get("/trail.csv?about=task&subject=5");
	assert_int_equal(rp.status, 200);
	same(rp.download, "nhat-ky 2026-10-14.csv");
	says(&rp, path_of("%lld", id));
	says(&rp, "\"'=HYPERLINK(\"\"x\"\")\"");
	says(&rp, "Hủy nhiệm vụ");
	says(&rp, "task.void");
	/* all of them, over many chunks */
	for (int i = 0; i < 900; i++)
		put((struct put){ .kind = i % 2 ? "task.issue" : "task.close",
				  .subject_kind = "task",
				  .subject = 6,
				  .reason = "một lý do đủ dài để đầy nhiều "
					    "khúc của luồng dữ liệu" });
	for (int by = 0; by < 2; by++) {
		rp = get(by ? "/trail.csv?group=work&q=mot+ly+do"
			    : "/trail.csv?about=task&subject=6");
		lines = 0;
		for (ptrdiff_t i = 0; i < rp.body.n; i++)
			lines += rp.body.p[i] == '\n';
		assert_int_equal(lines, 901);
	}
	assert_int_equal(get("/trail.csv?group=nonsense").status, 400);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_kind_has_words),
		cmocka_unit_test(a_kind_without_words_is_refused),
		cmocka_unit_test(nobody_else_may),
		cmocka_unit_test(the_list_says_what_was_done),
		cmocka_unit_test(it_is_filtered),
		cmocka_unit_test(days_are_whole),
		cmocka_unit_test(bad_input_is_named),
		cmocka_unit_test(pages_lose_nothing),
		cmocka_unit_test(far_back_goes_on),
		cmocka_unit_test(an_event_says_all),
		cmocka_unit_test(checkpoints_are_shown),
		cmocka_unit_test(members_stay_hidden),
		cmocka_unit_test(the_file_is_safe),
	};

	return cmocka_run_group_tests(all, open_realm, close_realm);
}
