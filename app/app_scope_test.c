/*
 * Nothing of one unit reaches another: in a demo every text of one unit's
 * tasks, files and people is marked, and people of a sister unit, in every role
 * that a unit has, ask for every page, file, list, search and form with every
 * number. The unit's own secretary is the control: there the mark is found.
 */
#include "app/app.h"

#include <string.h>

#include "account/account.h"
#include "app/app_kit.h"
#include "auth/auth.h"
#include "db/db_priv.h"
#include "job/job.h"
#include "mail/mail.h"
#include "mail/mail_query.h"
#include "org/org.h"
#include "profile/profile.h"
#include "setting/setting.h"
#include "work/work_feed.h"
#include "work/work_notice.h"

enum { MEMORY = 1 << 28, IDS_MOST = 50 };
/* What is typed into fields finds the mark by its beginning. */
#define TYPED "zzq"

static struct world {
	struct arena *a, *request;
	struct cx cx;
	struct http_config http;
	int64_t ours, theirs;
	int logged, told; /* lines of the log, and those that say too much */
} w;

/* ---- the world -------------------------------------------------------------------- */

/* Of a unit: what it leads, and the sister neither helps with nor gave. */
#define ALONE                                                                  \
	"(select t.id from task t where t.lead in (select c.descendant from "  \
	"org_closure c where c.ancestor = %1$lld) and not exists (select 1 "   \
	"from task_org x join org_closure c on c.descendant = x.org where "    \
	"x.task = t.id and c.ancestor = %2$lld) and (t.parent is null or "     \
	"t.parent in (select p.id from task p where p.lead in (select "        \
	"c.descendant from org_closure c where c.ancestor = %1$lld))))"
#define PEOPLE                                                                 \
	"(select m.id from member m where m.away is null and m.org in "        \
	"(select c.descendant from org_closure c where c.ancestor = "          \
	"%1$lld))"

/* Every text that people typed about a task or a person. */
static const char *const of_tasks[] = {
	"update task set work = 'zzqx ' || work, work_fold = 'zzqx ' || "
	"work_fold, product = 'zzqx ' || product where id in " ALONE,
	"update task_act set body = 'zzqx ' || body where task in " ALONE,
	"update task_words set work = 'zzqx ' || work where task in " ALONE,
	"update evidence set name = 'zzqx ' || name where task in " ALONE,
	"update talk set body = 'zzqx ' || body where task in " ALONE,
};
static const char *const of_people[] = {
	"update member set name = 'zzqx ' || name, name_fold = 'zzqx ' || "
	"name_fold where id in " PEOPLE,
	"update member_name set name = 'zzqx ' || name where member in " PEOPLE,
	"update member_fact set value = 'zzqx ' || value where member "
	"in " PEOPLE,
	"update member_in set basis = 'zzqx ' || basis where member in " PEOPLE,
};

static void run(struct store *s, const char *sql, int64_t unit)
{
	ok(s->engine->exec(
		w.a, s->writer,
		str_fmt(w.a, sql, (long long)unit, (long long)w.ours).p));
}

static void marks_put(struct store *s, int64_t unit)
{
	s->writer->trusted = true;
	assert_int_equal(s->engine->frame(s->writer, FRAME_BEGIN), 0);
	for (int i = 0; i < N_ELEMENTS(of_tasks); i++)
		run(s, of_tasks[i], unit);
	for (int i = 0; i < N_ELEMENTS(of_people); i++)
		run(s, of_people[i], unit);
	assert_int_equal(s->engine->frame(s->writer, FRAME_COMMIT), 0);
	s->writer->trusted = false;
}

static int64_t unit_find(const char *name)
{
	struct orgs all;
	struct org root;
	bool found;

	ok(org_get_root(&w.cx, &root, &found));
	assert_true(found);
	ok(org_list_below(&w.cx, root.id, &all));
	for (ptrdiff_t i = 0; i < all.n; i++)
		if (all.p[i].parent == root.id &&
		    str_eq(all.p[i].short_name, str_c(name)))
			return all.p[i].id;
	fail_msg("there is no unit %s", name);
	return 0;
}

/* Two units that have much to do. */
static void units_find(void)
{
	w.theirs = unit_find("Văn phòng Thành ủy");
	w.ours = unit_find("Ban Tuyên giáo và Dân vận");
}

/* The log says nothing of anybody's texts, nor of what was asked for. */
static void log_look(const char *line)
{
	w.logged++;
	if (str_find(str_c(line), STR(TYPED), 0) < 0)
		return;
	print_error("the log says %s\n", line);
	w.told++;
}

static int world_open(void **state)
{
	(void)state;
	app_kit.a = arena_open(MEMORY);
	app_kit_places();
	assert_int_equal(
		RUN("demo", "--data", app_kit.data, "--members", "400"), 0);
	w.a = app_kit.a;
	w.request = arena_open(1 << 26);
	w.cx = (struct cx){ .arena = w.a,
			    .now = app_kit_now(),
			    .actor = { .id = ACTOR_SYSTEM,
				       .perms = UINT64_MAX,
				       .org_is_root = true } };
	w.cx.today = w.cx.as_at = day_of_instant(w.cx.now);
	ok(realm_open(&w.cx, str_c(app_kit.data), false));
	units_find();
	marks_put(w.cx.store, w.theirs);
	app_http_config(&w.http, &w.cx);
	w.http.log = log_look;
	return 0;
}

static int world_close(void **state)
{
	arena_close(w.request);
	realm_close(&w.cx);
	return app_kit_close(state);
}

/* ---- a person ------------------------------------------------------------------------ */

struct seating {
	const char *role;
	int64_t org;
	bool alone;
	struct str token;
};

static struct err *seat_tx(struct cx *cx, void *arg)
{
	struct seating *s = arg;
	struct account_new who = {
		.email = str_fmt(cx->arena, "%s.%lld.%d@scope.example", s->role,
				 (long long)s->org, s->alone),
		.name = STR("Người Thử"),
		.post = STR(""),
		.role = s->role,
		.org = s->org,
		.alone = s->alone,
	};
	int64_t user;
	struct err *err = account_ensure(cx, &who, &user);

	return err ? err
		   : session_start(cx, user, STR("Firefox"), STR("127.0.0.1"),
				   &s->token);
}

static const char *sign_in(const char *role, int64_t org, bool alone)
{
	struct seating s = { .role = role, .org = org, .alone = alone };

	ok(db_tx(&w.cx, seat_tx, &s));
	return str_fmt(w.a, "__Host-rv=%.*s", STR_ARG(s.token)).p;
}

/* ---- asking ----------------------------------------------------------------------------- */

/* Something for every field: numbers that exist, words that find. */
static struct str fields_of(struct arena *a, const struct route *r, int id)
{
	struct buf b = buf_init(a, 16384);

	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];
		const char *star = strchr(f->name, '*');

		if (f->kind == FIELD_FILE || f->kind == FIELD_DAY ||
		    (r->method == GET && !strcmp(f->name, "page")))
			continue;
		buf_fmt(&b, "%s%.*s%s=", b.n ? "&" : "",
			star ? (int)(star - f->name) : (int)strlen(f->name),
			f->name, star ? "1" : "");
		if (f->kind == FIELD_INT)
			buf_i64(&b, id);
		else if (f->kind == FIELD_FLAG)
			buf_lit(&b, "1");
		else
			buf_lit(&b, TYPED);
	}
	return buf_view(&b);
}

static bool has_mark(struct str s)
{
	return str_find(s, STR("zzqx"), 0) >= 0;
}

/* In the body, whose hash is the ETag, and in the headers with words of ours. */
static bool shows_mark(const struct reply *rp)
{
	return has_mark(buf_view(&rp->body)) || has_mark(rp->location) ||
	       has_mark(rp->download);
}

struct tour {
	const char *cookie;
	bool tell; /* what shows a mark */
	int marked, good;
};

static void one(struct tour *t, const struct route *r, int id, bool with)
{
	struct arena *a = w.request;
	struct str fields = with ? fields_of(a, r, id) : STR("");
	const char *path = app_kit_address(a, "", r, id, "word");
	struct http_try ask = {
		.method = r->method,
		.path = r->method == GET && fields.n
				? str_fmt(a, "%s?%.*s", path, STR_ARG(fields)).p
				: path,
		.body = r->method == POST ? str_to_c(a, fields) : NULL,
		.cookie = t->cookie,
		.lang = "vi"
	};
	struct reply rp;

	ok(http_serve_one(a, &w.http, &ask, &rp));
	t->good += rp.status < 400;
	if (shows_mark(&rp)) {
		t->marked++;
		if (t->tell)
			print_error("%s %s shows what it mustn't\n",
				    r->method == GET ? "GET" : "POST",
				    ask.path);
	}
	arena_reset(a);
}

/* All routes of a method, with every step-th number; some with fields. */
static struct tour tour(enum method method, const char *cookie, int step,
			bool tell)
{
	struct tour t = { .cookie = cookie, .tell = tell };

	for (int i = 0; i < w.http.n_tables; i++)
		for (int k = 0; k < w.http.n_routes[i]; k++) {
			const struct route *r = &w.http.routes[i][k];
			bool ids = strchr(r->path, ':');

			if (r->method != method ||
			    str_starts(str_c(r->path), STR("/sign-out")) ||
			    str_starts(str_c(r->path), STR("/account")))
				continue;
			for (int id = 1; id <= (ids ? IDS_MOST : 6);
			     id += step) {
				one(&t, r, id, false);
				if (r->n_fields && (!ids || id % 5 == 1))
					one(&t, r, id, true);
			}
		}
	return t;
}

/* ---- letters and calendars ------------------------------------------------------------------- */

static struct err *mail_tx(struct cx *cx, void *arg)
{
	(void)arg;
	return mail_config_put(cx,
			       &(struct mail_config){
				       .host = STR("mail.scope.example"),
				       .port = 587,
				       .tls = MAIL_STARTTLS,
				       .from = STR("rv@scope.example"),
				       .site = STR("https://scope.example") });
}

/* Reminders and digests of a week of mornings and evenings. */
static void letters_write(void)
{
	struct cx cx = w.cx;
	struct job job = { 0 };

	ok(db_tx(&cx, mail_tx, NULL));
	for (int half = 0; half < 14; half++) {
		cx.arena = w.request;
		cx.now = w.cx.now + half * (int64_t)12 * 3600000;
		cx.today = cx.as_at = day_of_instant(cx.now);
		ok(work_notice_run(&cx, &job));
		arena_reset(w.request);
	}
}

static bool is_marked(const struct mail_by_id_row *m)
{
	return has_mark(m->subject) || has_mark(m->body) || has_mark(m->html);
}

static struct mail_by_id_row letter(int64_t id)
{
	struct mail_by_id_row row;
	bool found;

	ok(mail_by_id(w.cx.db, &(struct mail_by_id_in){ .id = id }, &row,
		      &found));
	assert_true(found);
	return row;
}

static struct str calendar(const char *role, int64_t org)
{
	struct cx cx = w.cx;
	int64_t user;
	struct str token;
	struct reply rp;
	bool good;

	(void)sign_in(role, org, false);
	ok(account_find_by_email(&cx,
				 str_fmt(w.a, "%s.%lld.0@scope.example", role,
					 (long long)org),
				 &user));
	ok(account_actor(&cx, user, &cx.actor, &good));
	ok(work_feed_make(&cx, 0, &token));
	ok(http_serve_one(w.a, &w.http,
			  &(struct http_try){
				  .method = GET,
				  .path = str_fmt(w.a, "/calendar/%.*s.ics",
						  STR_ARG(token))
						  .p,
				  .lang = "vi" },
			  &rp));
	assert_int_equal(rp.status, 200);
	return buf_view(&rp.body);
}

/* ---- tests --------------------------------------------------------------------------------- */

static void test_control(void **state)
{
	struct tour t =
		tour(GET, sign_in("secretary", w.theirs, false), 1, false);

	(void)state;
	assert_true(t.marked > 20);
}

/* Every role that a unit has, with those below and alone. */
static void test_sister(void **state)
{
	const struct profile *p = w.cx.profile;

	(void)state;
	for (ptrdiff_t i = 0; i < p->n_roles; i++) {
		const char *role = str_to_c(w.a, p->role[i].code);
		bool whole = !strcmp(role, "secretary");
		struct tour t;

		if (p->role[i].at_root)
			continue;
		t = tour(GET, sign_in(role, w.ours, false), whole ? 1 : 7,
			 true);
		assert_int_equal(t.marked, 0);
		assert_true(t.good > 20);
		t = tour(POST, sign_in(role, w.ours, false), whole ? 3 : 11,
			 true);
		assert_int_equal(t.marked, 0);
	}
}

/* Who acts for the root alone sees nothing of those below. */
static void test_alone(void **state)
{
	struct org root;
	struct tour t;
	bool found;

	(void)state;
	ok(org_get_root(&w.cx, &root, &found));
	t = tour(GET, sign_in("leader", root.id, true), 3, true);
	assert_int_equal(t.marked, 0);
	assert_true(t.good > 20);
}

static void test_calendars(void **state)
{
	(void)state;
	assert_true(has_mark(calendar("secretary", w.theirs)));
	assert_false(has_mark(calendar("secretary", w.ours)));
	assert_false(has_mark(calendar("unit_staff", w.ours)));
}

/* Everybody who signed in above is told, and only of what is theirs. */
static void test_letters(void **state)
{
	struct mail_list_rows rows;
	int own = 0, sister = 0;

	(void)state;
	letters_write();
	ok(mail_list(w.cx.db, &(struct mail_list_in){ .limit = 100000 },
		     &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct mail_by_id_row m = letter(rows.p[i].id);
		struct str of = str_fmt(w.a, ".%lld.", (long long)w.ours);
		struct str of_them =
			str_fmt(w.a, ".%lld.", (long long)w.theirs);

		if (str_find(m.address, of_them, 0) > 0)
			own += is_marked(&m);
		if (str_find(m.address, of, 0) < 0)
			continue;
		sister++;
		assert_false(is_marked(&m));
	}
	assert_true(own > 0 && sister > 0);
}

static void test_log(void **state)
{
	(void)state;
	assert_true(w.logged > 0);
	assert_int_equal(w.told, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_sister),
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_calendars),
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_log),
	};

	return cmocka_run_group_tests(tests, world_open, world_close);
}
