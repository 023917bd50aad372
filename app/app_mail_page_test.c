/* The pages of the mail server: who may, faults, test, log. */
#include "app/app.h"

#include <unistd.h>

#include "testkit/testkit.h"

#include "account/account.h"
#include "auth/auth.h"
#include "db/db.h"
#include "mail/mail.h"
#include "org/org.h"
#include "setting/setting_seal.h"

static struct cx cx;
static struct http_config http;
static const char *admin, *office;

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

static const char *person(const char *email, const char *role, int64_t org)
{
	struct sign s;

	ok(account_ensure(&cx,
			  &(struct account_new){ .email = str_c(email),
						 .name = STR("Mai Đình Thước"),
						 .post = STR("Văn phòng"),
						 .role = role,
						 .org = org },
			  &s.user));
	ok(db_tx(&cx, sign_tx, &s));
	return str_fmt(cx.arena, "__Host-rv=%.*s", STR_ARG(s.token)).p;
}

static int open_realm(void **state)
{
	int64_t root;

	(void)state;
	cx = kit_realm(arena_open(256 << 20));
	ok(org_add(&cx,
		   &(struct org_new){ .parent = DB_NULL,
				      .kind = STR("dang_bo"),
				      .name = STR("Đảng bộ thử"),
				      .from = cx.today },
		   &root));
	admin = person("admin@example.vn", ROLE_ADMIN, root);
	office = person("office@example.vn", ROLE_OFFICE, root);
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

static struct reply ask(enum method method, const char *path, const char *body)
{
	const struct http_try t = { .method = method,
				    .path = path,
				    .body = body,
				    .cookie = admin,
				    .lang = "vi" };
	struct reply rp;

	ok(http_serve_one(cx.arena, &http, &t, &rp));
	return rp;
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

#define GOOD                                                                   \
	"host=127.0.0.1&port=1&tls=none&user=rv&password=geheim-9&"            \
	"from=roviec%40example.vn&site=https%3A%2F%2Frv.example.vn"

static void nobody_else_may(void **state)
{
	static const char *const get[] = { "/settings/mail",
					   "/settings/mail/log" };
	static const char *const post[] = { "/settings/mail",
					    "/settings/mail/test",
					    "/settings/mail/log/1/again" };
	const char *of_admin = admin;

	(void)state;
	admin = office;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(get); i++)
		assert_int_equal(ask(GET, get[i], NULL).status, 403);
	assert_int_equal(ask(POST, post[0], GOOD).status, 403);
	assert_int_equal(ask(POST, post[1], "to=a%40b.vn").status, 403);
	assert_int_equal(ask(POST, post[2], "").status, 404);
	admin = of_admin;
}

static void is_saved_and_never_shown(void **state)
{
	struct reply rp = ask(GET, "/settings/mail", NULL);
	struct mail_config c;

	(void)state;
	assert_int_equal(rp.status, 200);
	says(&rp, "value=\"587\"");
	assert_false(has(&rp, "Gửi thư thử"));
	rp = ask(POST, "/settings/mail", GOOD);
	assert_int_equal(rp.status, 303);
	ok(mail_config_get(&cx, &c));
	same(c.password, "geheim-9");
	rp = ask(GET, "/settings/mail?done=1", NULL);
	says(&rp, "Đã lưu");
	says(&rp, "value=\"127.0.0.1\"");
	says(&rp, "để trống nếu giữ nguyên");
	assert_false(has(&rp, "geheim"));
	rp = ask(GET, "/account", NULL);
	says(&rp, "href=\"/settings/mail\"");
}

/* A restored backup without its key file. */
static void says_that_the_key_is_gone(void **state)
{
	struct str path = setting_key_path(&cx);
	struct reply rp;

	(void)state;
	assert_int_equal(ask(POST, "/settings/mail", GOOD).status, 303);
	rp = ask(GET, "/settings/mail", NULL);
	assert_false(has(&rp, "không đọc được mật khẩu"));
	assert_int_equal(unlink(str_to_c(cx.arena, path)), 0);
	rp = ask(GET, "/settings/mail", NULL);
	says(&rp, "không đọc được mật khẩu");
	says(&rp, str_to_c(cx.arena, path));
	rp = ask(POST, "/settings/mail",
		 "host=127.0.0.1&port=1&tls=none&user=rv&"
		 "from=roviec%40example.vn&site=https%3A%2F%2Frv.example.vn");
	assert_int_equal(rp.status, 422);
	says(&rp, "khóa mã hóa mật khẩu cũ không còn");
	assert_int_equal(ask(POST, "/settings/mail", GOOD).status, 303);
	rp = ask(GET, "/settings/mail", NULL);
	assert_false(has(&rp, "không đọc được mật khẩu"));
}

static void faults_keep_what_was_typed(void **state)
{
	struct reply rp;
	struct mail_config c;

	(void)state;
	rp = ask(POST, "/settings/mail",
		 "host=a+b&port=99999&tls=none&user=&password=geheim-9&"
		 "from=nobody&site=x");
	assert_int_equal(rp.status, 422);
	says(&rp, "value=\"99999\"");
	says(&rp, "id=\"port-e\"");
	rp = ask(POST, "/settings/mail",
		 "host=a+b&port=25&tls=none&user=&password=geheim-9&"
		 "from=nobody&site=x");
	assert_int_equal(rp.status, 422);
	says(&rp, "value=\"a b\"");
	says(&rp, "id=\"host-e\"");
	says(&rp, "value=\"nobody\"");
	says(&rp, "id=\"from-e\"");
	says(&rp, "id=\"site-e\"");
	assert_false(has(&rp, "geheim"));
	rp = ask(POST, "/settings/mail",
		 "host=a.vn&port=25&tls=ssl3&from=a%40b.vn&"
		 "site=https%3A%2F%2Fa.vn");
	assert_int_equal(rp.status, 422);
	says(&rp, "id=\"tls-e\"");
	ok(mail_config_get(&cx, &c));
	same(c.host, "");
}

static void the_test_shows_the_answer(void **state)
{
	struct reply rp = ask(POST, "/settings/mail/test", "to=a%40b.vn");

	(void)state;
	assert_int_equal(rp.status, 409);
	ok(mail_config_put(&cx, &(struct mail_config){
					.host = STR("127.0.0.1"),
					.port = 1,
					.tls = MAIL_PLAIN,
					.from = STR("rv@example.vn"),
					.site = STR("https://a.vn") }));
	rp = ask(POST, "/settings/mail/test", "to=admin%40example.vn");
	assert_int_equal(rp.status, 200);
	says(&rp, "Không gửi được thư");
	says(&rp, "Failed to connect to 127.0.0.1 port 1");
	rp = ask(POST, "/settings/mail/test", "to=no+address");
	assert_int_equal(rp.status, 422);
	says(&rp, "value=\"no address\"");
	rp = ask(POST, "/settings/mail/test", "to=");
	assert_int_equal(rp.status, 422);
}

static struct err *put_tx(struct cx *c, void *arg)
{
	return mail_put(c, arg);
}

static void the_log_shows_why(void **state)
{
	struct mail_letter l = { .kind = "notice",
				 .to = STR("lan@example.vn"),
				 .subject = STR("Tin về nhiệm vụ: Mới giao 1"),
				 .body = STR("x"),
				 .html = STR("x") };
	struct reply rp = ask(GET, "/settings/mail/log", NULL);

	(void)state;
	says(&rp, "Chưa có thư nào");
	ok(mail_config_put(&cx, &(struct mail_config){
					.host = STR("127.0.0.1"),
					.port = 1,
					.tls = MAIL_PLAIN,
					.from = STR("rv@example.vn"),
					.site = STR("https://a.vn") }));
	ok(db_tx(&cx, put_tx, &l));
	rp = ask(GET, "/settings/mail/log", NULL);
	says(&rp, "Đang chờ");
	assert_false(has(&rp, "Gửi lại<"));
	rp = ask(GET, "/settings/mail/log?failed=1", NULL);
	says(&rp, "Chưa có thư nào");
	ok(mail_jobs[0].run(&cx, &(struct job){ .attempt = 1 }));
	rp = ask(GET, "/settings/mail/log?failed=1", NULL);
	says(&rp, "lan@example.vn<small>Tin về nhiệm vụ: Mới giao 1");
	says(&rp, "đã thử 1 lần, lần tới lúc 14/10/2026 08:01");
	says(&rp, "Failed to connect");
	rp = ask(POST, "/settings/mail/log/1/again", "");
	assert_int_equal(rp.status, 303);
	assert_int_equal(ask(POST, "/settings/mail/log/7/again", "").status,
			 404);
}

int main(void)
{
#define realm_test(f)                                                          \
	cmocka_unit_test_setup_teardown(f, open_realm, close_realm)
	const struct CMUnitTest tests[] = {
		realm_test(nobody_else_may),
		realm_test(is_saved_and_never_shown),
		realm_test(says_that_the_key_is_gone),
		realm_test(faults_keep_what_was_typed),
		realm_test(the_test_shows_the_answer),
		realm_test(the_log_shows_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
