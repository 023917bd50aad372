/*
 * Several realms in one process: no way leads from one to another's rows. Two
 * realms, `near` and `far`; every text of far's is marked, and nothing that
 * near's pages, files, jobs or backup give may hold the mark. Far's own pages
 * are the control: there the mark is found.
 */
#include "app/app.h"

#include <stdlib.h>

#include "account/account.h"
#include "app/app_host.h"
#include "app/app_kit.h"
#include "app/app_realms.h"
#include "db/db_priv.h"
#include "job/job.h"
#include "setting/setting.h"

enum { IDS = 12, MEMORY = 1 << 30 };
static const char mark[] = "zzqx";

static struct world {
	struct arena *a;
	struct cx cx; /* of the installation's own realm: there is none */
	struct http_config http;
	struct str data;
	const char *near_cookie, *far_cookie, *forged;
} w;

/* ---- the two realms ------------------------------------------------------------ */

/* Text that people typed, wherever it is kept. */
static const char *const marked[] = {
	"update org set name = 'zzqx ' || name, "
	"short_name = 'zzqx ' || short_name "
	"where parent is not null", /* the root's is on the sign-in page */
	"update org_name set name = 'zzqx ' || name",
	"update user_account set name = 'zzqx ' || name",
	"update document set title = 'zzqx ' || title",
	"update programme set title = 'zzqx ' || title",
	"update section set title = 'zzqx ' || title",
	"update task set work = 'zzqx ' || work, "
	"work_fold = 'zzqx ' || work_fold, product = 'zzqx ' || product, "
	"lead_text = 'zzqx ' || lead_text",
	"update task_act set body = 'zzqx ' || body, "
	"actor_name = 'zzqx ' || actor_name",
	"update evidence set name = 'zzqx ' || name",
	"update file set name = 'zzqx ' || name",
	"update talk set body = 'zzqx ' || body",
	"update share set work = 'zzqx ' || work",
	"update work_view set name = 'zzqx ' || name",
	"update effect_goal set name = 'zzqx ' || name",
};

static struct cx realm_cx(const char *name)
{
	struct cx cx = { .arena = w.a,
			 .now = app_kit_now(),
			 .actor = { .id = ACTOR_SYSTEM,
				    .perms = UINT64_MAX,
				    .org_is_root = true } };
	struct str data = w.data;

	cx.today = cx.as_at = day_of_instant(cx.now);
	ok(realm_data(&cx, str_c(name), &data));
	ok(realm_open(&cx, data, false));
	return cx;
}

struct session_ask {
	int64_t user;
	struct str token;
};

/* An administrator who is the office and a leader as well. */
static struct err *session_tx(struct cx *cx, void *arg)
{
	struct account_new who = { .email = STR("tat-ca@example.vn"),
				   .name = STR("Tất Cả"),
				   .post = STR("") };
	struct session_ask *s = arg;
	struct err *err = NULL;

	static const char *const roles[] = { ROLE_ADMIN, ROLE_OFFICE,
					     ROLE_LEADER };

	for (int i = 0; i < N_ELEMENTS(roles) && !err; i++) {
		who.role = roles[i];
		err = account_ensure(cx, &who, &s->user);
	}
	/* every page is asked for: the rule has a test of its own */
	if (!err)
		err = setting_put(cx, SECOND_REQUIRED, STR("none"));
	return err ? err
		   : session_start(cx, s->user, STR("Firefox"),
				   STR("127.0.0.1"), &s->token);
}

static const char *cookie_of(const char *realm, struct str token)
{
	return str_fmt(w.a, "__Host-rv-%s=%.*s", realm, STR_ARG(token)).p;
}

static struct str signed_in(struct cx *cx)
{
	struct session_ask s = { 0 };

	ok(db_tx(cx, session_tx, &s));
	return s.token;
}

static void marks_put(struct store *s)
{
	s->writer->trusted = true;
	assert_int_equal(s->engine->frame(s->writer, FRAME_BEGIN), 0);
	for (int i = 0; i < N_ELEMENTS(marked); i++)
		ok(s->engine->exec(w.a, s->writer, marked[i]));
	assert_int_equal(s->engine->frame(s->writer, FRAME_COMMIT), 0);
	s->writer->trusted = false;
}

static void far_make(void)
{
	struct cx cx;
	struct str token;

	assert_int_equal(RUN("realm", "add", "far", "--empty", "--data",
			     app_kit.data),
			 0);
	assert_int_equal(RUN("demo", "--data", app_kit.data, "--realm", "far",
			     "--members", "60"),
			 0);
	cx = realm_cx("far");
	marks_put(cx.store);
	token = signed_in(&cx);
	w.far_cookie = cookie_of("far", token);
	w.forged = cookie_of("near", token);
	realm_close(&cx);
}

static void near_make(void)
{
	struct cx cx;

	assert_int_equal(RUN("realm", "add", "near", "--name", "Đơn vị gần",
			     "--admin", "a@b.example", "--host",
			     "near.example.vn", "--data", app_kit.data),
			 0);
	cx = realm_cx("near");
	w.near_cookie = cookie_of("near", signed_in(&cx));
	realm_close(&cx);
}

static void world_serve(void)
{
	w.cx = (struct cx){ .arena = w.a, .now = app_kit_now() };
	w.cx.today = w.cx.as_at = day_of_instant(w.cx.now);
	ok(host_start(&w.cx, &(struct host_config){ .data = w.data,
						    .clock = app_kit_now }));
	app_http_config(&w.http, &w.cx);
	w.http.realms = &host_realms;
	w.http.log = NULL;
}

static int world_open(void **state)
{
	(void)state;
	w.a = app_kit_realms(MEMORY);
	w.data = str_c(app_kit.data);
	near_make();
	far_make();
	world_serve();
	return 0;
}

static int world_close(void **state)
{
	(void)state;
	host_stop();
	assert_int_equal(RUN("realm", "remove", "near", "--confirm", "--data",
			     app_kit.data),
			 0);
	assert_int_equal(RUN("realm", "remove", "far", "--confirm", "--data",
			     app_kit.data),
			 0);
	kit_folder_remove(app_kit.folder);
	arena_close(w.a);
	return 0;
}

/* ---- asking ------------------------------------------------------------------------ */

static struct reply ask(struct arena *a, enum method method, const char *path,
			const char *body, const char *cookie)
{
	const struct http_try t = { .method = method,
				    .path = path,
				    .body = body,
				    .cookie = cookie,
				    .lang = "vi" };
	struct reply rp;

	ok(http_serve_one(a, &w.http, &t, &rp));
	return rp;
}

static bool shows_mark(const struct reply *rp)
{
	return str_find(buf_view(&rp->body), str_c(mark), 0) >= 0;
}

/* Every token of far that can stand in an address. */
static const char *word_for(const struct route *r)
{
	if (str_starts(str_c(r->path), STR("/help")))
		return "lists";
	return str_c(w.forged).p + sizeof("__Host-rv-near=") - 1;
}

/* "/task/:id" as "/r/REALM/task/5". */
static const char *path_of(struct arena *a, const char *realm,
			   const struct route *r, int id)
{
	return app_kit_address(a, str_fmt(a, "/r/%s", realm).p, r, id,
			       word_for(r));
}

/* Something for every field that a form has. */
static const char *body_of(struct arena *a, const struct route *r, int id)
{
	struct buf b = buf_init(a, 16384);

	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];
		const char *star = strchr(f->name, '*');

		if (f->kind == FIELD_FILE)
			continue;
		buf_fmt(&b, "%s%.*s%s=", b.n ? "&" : "",
			star ? (int)(star - f->name) : (int)strlen(f->name),
			f->name, star ? "1" : "");
		if (f->kind == FIELD_INT)
			buf_i64(&b, id);
		else if (f->kind == FIELD_DAY)
			buf_lit(&b, "30%2F6%2F2027");
		else if (f->kind == FIELD_FLAG)
			buf_lit(&b, "1");
		else
			buf_lit(&b, "a");
	}
	buf_char(&b, 0);
	return b.p;
}

struct tour {
	int asked, marked, good;
};

/* All routes of a method, by a realm's name and with a cookie. */
static struct tour tour(enum method method, const char *realm,
			const char *cookie)
{
	struct arena *a = arena_open(MEMORY);
	struct tour t = { 0 };

	for (int i = 0; i < w.http.n_tables; i++) {
		for (int k = 0; k < w.http.n_routes[i]; k++) {
			const struct route *r = &w.http.routes[i][k];
			bool ids = strchr(r->path, ':');

			for (int id = 1; id <= (ids ? IDS : 1); id++) {
				struct reply rp;

				if (r->method != method)
					continue;
				rp = ask(a, method, path_of(a, realm, r, id),
					 method == POST ? body_of(a, r, id)
							: NULL,
					 cookie);
				t.asked++;
				t.good += rp.status < 400;
				t.marked += shows_mark(&rp);
				if (shows_mark(&rp) && !strcmp(realm, "near"))
					print_error("%s shows far's\n",
						    r->path);
				arena_reset(a);
			}
		}
	}
	arena_close(a);
	return t;
}

/* ---- tests ----------------------------------------------------------------------------- */

static int64_t events_of(const char *realm)
{
	struct cx cx = { .arena = w.a, .now = app_kit_now() };
	struct http_realm r;
	struct err *found = NULL;
	int64_t n = 0;

	ok(host_realms.find(w.a, STR("localhost"), str_fmt(w.a, "/r/%s", realm),
			    &r));
	ok(host_realms.take(w.a, &r));
	cx.store = r.store;
	cx.db = store_reader(r.store, w.a);
	ok(audit_verify(&cx, &n, &found));
	assert_null(found);
	store_return(cx.db);
	host_realms.give(&r);
	return n;
}

static void pages_stay_apart(void **state)
{
	struct tour near = tour(GET, "near", w.near_cookie);
	struct tour far = tour(GET, "far", w.far_cookie);

	(void)state;
	assert_int_equal(near.marked, 0);
	assert_true(near.good > 40);
	/* the control: the mark would be seen */
	assert_true(far.marked > 60);
	assert_int_equal(near.asked, far.asked);
}

/* Far's session in near's cookie is nobody's; so is near's own on far. */
static void forged_sessions_are_nobody(void **state)
{
	const char *near_on_far =
		cookie_of("far",
			  str_c(w.near_cookie + sizeof("__Host-rv-near=") - 1));
	struct reply rp;

	(void)state;
	rp = ask(w.a, GET, "/r/near/overview", NULL, w.forged);
	assert_int_equal(rp.status, 401);
	rp = ask(w.a, GET, "/r/far/overview", NULL, near_on_far);
	assert_int_equal(rp.status, 401);
	/* nor does the right cookie of one open the other */
	rp = ask(w.a, GET, "/r/far/overview", NULL, w.near_cookie);
	assert_int_equal(rp.status, 401);
	rp = ask(w.a, GET, "/r/far/overview", NULL, w.far_cookie);
	assert_int_equal(rp.status, 200);
	assert_int_equal(tour(GET, "far", near_on_far).marked, 0);
}

/* Who guesses at a name in one realm keeps nobody of that name out of another. */
static void guesses_stay_apart(void **state)
{
	const char *body = "email=nobody%40a.vn&password=x";
	struct reply rp;

	(void)state;
	for (int i = 0; i < 6; i++)
		rp = ask(w.a, POST, "/r/near/sign-in", body, NULL);
	assert_int_equal(rp.status, 429);
	rp = ask(w.a, POST, "/r/far/sign-in", body, NULL);
	assert_int_equal(rp.status, 403);
}

/* Every form of near, with far's numbers: far's trail has nothing new. */
static void forms_stay_apart(void **state)
{
	int64_t far = events_of("far"), near = events_of("near");
	struct tour t = tour(POST, "near", w.near_cookie);

	(void)state;
	assert_int_equal(t.marked, 0);
	assert_true(events_of("near") > near);
	assert_int_equal(events_of("far"), far);
}

static struct err *jobs_run(const char *realm)
{
	static const struct job_kind *kinds[64];
	struct cx cx = { .arena = w.a,
			 .now = app_kit_now(),
			 .actor = { .id = ACTOR_SYSTEM,
				    .perms = UINT64_MAX,
				    .org_is_root = true } };
	struct http_realm r;
	struct err *err;
	int n = 0, ran;

	cx.today = cx.as_at = day_of_instant(cx.now);
	for (int i = 0; i < app_n_features; i++)
		for (int k = 0; k < app_features[i]->n_jobs; k++)
			kinds[n++] = &app_features[i]->jobs[k];
	ok(host_realms.find(w.a, STR("localhost"), str_fmt(w.a, "/r/%s", realm),
			    &r));
	ok(host_realms.take(w.a, &r));
	cx.store = r.store;
	cx.profile = r.profile;
	cx.db = store_reader(r.store, w.a);
	for (int i = 0; i < n; i++)
		ok(job_ask(&cx, kinds[i]->name, STR(""), STR("thử"), 0));
	err = job_run_due(&cx, kinds, n, &ran);
	assert_true(ran >= n);
	store_return(cx.db);
	host_realms.give(&r);
	return err;
}

static void jobs_stay_apart(void **state)
{
	int64_t far = events_of("far");

	(void)state;
	ok(jobs_run("near"));
	assert_int_equal(events_of("far"), far);
	assert_int_equal(tour(GET, "near", w.near_cookie).marked, 0);
}

static struct str backup_of(const char *realm)
{
	const char *to = app_kit_path(str_fmt(w.a, "%s.backup", realm).p);

	assert_int_equal(RUN("backup", "--plain", "--data", app_kit.data,
			     "--realm", realm, "--to", to),
			 0);
	return kit_file(w.a, to);
}

static void backups_stay_apart(void **state)
{
	(void)state;
	if (db_is_address(w.data)) {
		skip();
		return;
	}
	assert_true(str_find(backup_of("near"), str_c(mark), 0) < 0);
	assert_true(str_find(backup_of("far"), str_c(mark), 0) >= 0);
}

/* A host of its own shows that realm at its root, and no other. */
static void hosts_lead_to_theirs(void **state)
{
	struct http_realm r = { .cookie = STR("__Host-rv") };

	(void)state;
	assert_true(host_realms.host(STR("NEAR.example.vn")));
	assert_false(host_realms.host(STR("far.example.vn")));
	ok(host_realms.find(w.a, STR("near.example.vn"), STR("/mine"), &r));
	same(r.prefix, "");
	same(r.cookie, "__Host-rv");
	ok(host_realms.take(w.a, &r));
	same(r.name, "near");
	host_realms.give(&r);
	/* another's path means nothing there */
	ok(host_realms.find(w.a, STR("near.example.vn"), STR("/r/far/mine"),
			    &r));
	same(r.prefix, "");
	ok(host_realms.take(w.a, &r));
	same(r.name, "near");
	host_realms.give(&r);
	fails(host_realms.find(w.a, STR("localhost"), STR("/mine"), &r),
	      ERR_NOT_FOUND);
	fails(host_realms.find(w.a, STR("localhost"), STR("/r/"), &r),
	      ERR_NOT_FOUND);
}

static void addresses_have_the_prefix(void **state)
{
	struct reply rp = ask(w.a, GET, "/r/far/overview", NULL, w.far_cookie);
	struct str body = buf_view(&rp.body);
	ptrdiff_t n = 0;

	(void)state;
	for (ptrdiff_t at = 0; at >= 0; n++) {
		struct str to;

		at = str_find(body, STR("href=\"/"), at + (n > 0));
		if (at < 0)
			break;
		to = str_sub(body, at + 6, MIN(at + 20, body.n));
		if (!str_starts(to, STR("/r/far")) &&
		    !str_starts(to, STR("/a/")))
			fail_msg("an address without prefix: %.*s",
				 STR_ARG(to));
	}
	assert_true(n > 30);
}

/* Pages ask for patience while a realm is closed; it opens again by itself. */
static void closed_ones_say_so(void **state)
{
	struct reply rp;

	(void)state;
	assert_int_equal(RUN("realm", "close", "far", "--data", app_kit.data),
			 0);
	realms_wait_noticed();
	rp = ask(w.a, GET, "/r/far/overview", NULL, w.far_cookie);
	assert_int_equal(rp.status, 503);
	assert_true(str_find(buf_view(&rp.body), STR("đang đóng"), 0) >= 0);
	assert_int_equal(RUN("realm", "open", "far", "--data", app_kit.data),
			 0);
	assert_int_equal(RUN("realm", "open", "far", "--data", app_kit.data),
			 1);
	realms_wait_noticed();
	rp = ask(w.a, GET, "/r/far/overview", NULL, w.far_cookie);
	assert_int_equal(rp.status, 200);
	rp = ask(w.a, GET, "/r/nowhere/overview", NULL, w.far_cookie);
	assert_int_equal(rp.status, 404);
}

/* To another place and back while it is served: what was done before is there,
 * the trail goes on, sessions stay good. */
static void moves_and_loses_nothing(void **state)
{
	const char *server = kit_database(w.a);
	const char *other = app_kit_path("other");
	int64_t events = events_of("far");
	const char *const to[] = { other,
				   server ? server : app_kit_path("third") };

	(void)state;
	for (int i = 0; i < N_ELEMENTS(to); i++) {
		struct reply rp;

		assert_int_equal(RUN("realm", "move", "far", "--to", to[i],
				     "--data", app_kit.data),
				 0);
		says(app_kit.out, "each compared");
		realms_wait_noticed();
		rp = ask(w.a, GET, "/r/far/overview", NULL, w.far_cookie);
		assert_int_equal(rp.status, 200);
		assert_true(shows_mark(&rp));
		assert_int_equal(events_of("far"), events + 1 + i);
		assert_int_equal(RUN("realm", "move", "far", "--to", to[i],
				     "--data", app_kit.data),
				 1);
		says(app_kit.err, "is there already");
	}
}

/* A place that holds something is refused, and the realm stays open. */
static void taken_places_are_refused(void **state)
{
	const char *taken = app_kit_path("taken");

	(void)state;
	assert_int_equal(RUN("init", "--data", str_fmt(w.a, "%s/far", taken).p,
			     "--name", "x", "--admin", "a@b.example"),
			 1);
	ok(realm_folder(w.a, str_c(taken)));
	assert_int_equal(RUN("init", "--data", str_fmt(w.a, "%s/far", taken).p,
			     "--name", "x", "--admin", "a@b.example"),
			 0);
	assert_int_equal(RUN("realm", "move", "far", "--to", taken, "--data",
			     app_kit.data),
			 1);
	says(app_kit.err, "already holds data");
	assert_int_equal(
		ask(w.a, GET, "/r/far/overview", NULL, w.far_cookie).status,
		200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_stay_apart),
		cmocka_unit_test(forged_sessions_are_nobody),
		cmocka_unit_test(guesses_stay_apart),
		cmocka_unit_test(forms_stay_apart),
		cmocka_unit_test(jobs_stay_apart),
		cmocka_unit_test(backups_stay_apart),
		cmocka_unit_test(hosts_lead_to_theirs),
		cmocka_unit_test(addresses_have_the_prefix),
		cmocka_unit_test(closed_ones_say_so),
		cmocka_unit_test(moves_and_loses_nothing),
		cmocka_unit_test(taken_places_are_refused),
	};

	return cmocka_run_group_tests(tests, world_open, world_close);
}
