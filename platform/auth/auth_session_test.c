/* Sessions and one-time links on a realm. */
#include "testkit/testkit.h"

#include "auth/auth.h"
#include "base/buf.h"
#include "db/db.h"
#include "setting/setting.h"

enum { ARENA = 64 << 20, MINUTE = 60 * 1000, USER = 5 };

#define REALM                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct cx cx = kit_realm(a);                                           \
	struct session s UNUSED;                                               \
	bool found UNUSED;                                                     \
	struct str token UNUSED

struct io {
	int64_t user;
	struct str token, agent;
};

static struct err *start_fn(struct cx *cx, void *arg)
{
	struct io *io = arg;

	return session_start(cx, io->user, io->agent, STR("127.0.0.1"),
			     &io->token);
}

static struct str start(struct cx *cx, int64_t user)
{
	struct io io = { .user = user, .agent = STR("Firefox") };

	ok(db_tx(cx, start_fn, &io));
	return io.token;
}

static struct err *make_fn(struct cx *cx, void *arg)
{
	struct io *io = arg;

	return link_make(cx, io->user, LINK_LIFE_MS, &io->token);
}

static struct str make(struct cx *cx, int64_t user)
{
	struct io io = { .user = user };

	ok(db_tx(cx, make_fn, &io));
	return io.token;
}

static struct err *use_fn(struct cx *cx, void *arg)
{
	struct io *io = arg;

	return link_use(cx, io->token, &io->user);
}

static struct err *use(struct cx *cx, struct str token, int64_t *ret_user)
{
	struct io io = { .token = token };
	struct err *e = db_tx(cx, use_fn, &io);

	if (!e)
		*ret_user = io.user;
	return e;
}

static bool alive(struct cx *cx, struct str token)
{
	struct session s;
	bool found;

	ok(session_find(cx, token, &s, &found));
	return found;
}

/* ---- sessions ------------------------------------------------------------------ */

static void session_is_found(void **state UNUSED)
{
	REALM;

	token = start(&cx, USER);
	ok(session_find(&cx, token, &s, &found));
	assert_true(found);
	assert_int_equal(s.user, USER);
	assert_int_equal(s.made_at, cx.now);
	assert_int_equal(s.ends_at, cx.now + SESSION_LIFE_MS);
	same(s.agent, "Firefox");
	same(s.address, "127.0.0.1");
	assert_int_equal(s.csrf.n, 43);
	assert_false(str_eq(s.csrf, token));
	assert_false(alive(&cx, STR("")));
	assert_false(alive(&cx, STR("else")));
	/* the stored form is no key */
	assert_false(alive(&cx, auth_sha256_hex(a, token)));
	kit_close(&cx);
}

static void session_idle(void **state UNUSED)
{
	REALM;

	token = start(&cx, USER);
	cx.now += SESSION_IDLE_MS - 1;
	assert_true(alive(&cx, token));
	cx.now += 1;
	assert_false(alive(&cx, token));
	cx.now -= MINUTE;
	ok(session_find(&cx, token, &s, &found));
	ok(session_touch(&cx, s.id));
	cx.now += SESSION_IDLE_MS - 1;
	assert_true(alive(&cx, token));
	cx.now += 1;
	assert_false(alive(&cx, token));
	kit_close(&cx);
}

/* A clock that is ahead refuses, but ends nothing: once it is right, everybody
 * is there again. Who signed in while it was far ahead signs in anew, for that
 * session would live as long as the clock was wrong. */
static void session_outlives_a_jump(void **state UNUSED)
{
	int64_t then;
	struct str near, far;
	REALM;

	token = start(&cx, USER);
	then = cx.now;
	cx.now = then + SESSION_IDLE_MS;
	assert_false(alive(&cx, token));
	cx.now = then + 400 * 24 * (int64_t)SESSION_IDLE_MS;
	assert_false(alive(&cx, token));
	far = start(&cx, USER);
	assert_true(alive(&cx, far));
	cx.now = then - SESSION_IDLE_MS;
	assert_true(alive(&cx, token));
	cx.now = then + SESSION_IDLE_MS / 2;
	assert_true(alive(&cx, token));
	near = start(&cx, USER);
	ok(session_find(&cx, token, &s, &found));
	ok(session_touch(&cx, s.id));
	cx.now = then;
	assert_true(alive(&cx, token));
	assert_true(alive(&cx, near));
	assert_false(alive(&cx, far));
	kit_close(&cx);
}

/* Used all the time, it still ends. */
static void session_life(void **state UNUSED)
{
	int64_t end;
	REALM;

	token = start(&cx, USER);
	end = cx.now + SESSION_LIFE_MS;
	ok(session_find(&cx, token, &s, &found));
	for (; cx.now < end; cx.now += 30 * MINUTE) {
		assert_true(alive(&cx, token));
		ok(session_touch(&cx, s.id));
	}
	assert_false(alive(&cx, token));
	kit_close(&cx);
}

static void session_ends(void **state UNUSED)
{
	struct sessions list;
	struct str other, third, foreign;
	REALM;

	token = start(&cx, USER);
	other = start(&cx, USER);
	third = start(&cx, USER);
	foreign = start(&cx, USER + 1);
	ok(session_list(&cx, USER, &list));
	assert_int_equal(list.n, 3);
	assert_true(list.p[0].id > list.p[2].id);
	ok(session_end(&cx, list.p[0].id));
	assert_false(alive(&cx, third));
	ok(session_find(&cx, token, &s, &found));
	ok(session_end_all(&cx, USER, s.id));
	assert_true(alive(&cx, token));
	assert_false(alive(&cx, other));
	assert_true(alive(&cx, foreign));
	ok(session_end_all(&cx, USER, 0));
	assert_false(alive(&cx, token));
	kit_close(&cx);
}

static void session_list_shows_the_living(void **state UNUSED)
{
	struct sessions list;
	REALM;

	token = start(&cx, USER);
	cx.now += SESSION_IDLE_MS;
	ok(session_list(&cx, USER, &list));
	assert_int_equal(list.n, 0);
	kit_close(&cx);
}

static void long_agent_is_cut(void **state UNUSED)
{
	struct io io = { .user = USER };
	struct buf b;
	REALM;

	b = buf_init(a, 4096);
	for (int i = 0; i < 3000; i++)
		buf_char(&b, 'x');
	io.agent = buf_view(&b);
	ok(db_tx(&cx, start_fn, &io));
	token = io.token;
	ok(session_find(&cx, token, &s, &found));
	assert_int_equal(s.agent.n, 200);
	kit_close(&cx);
}

/* ---- links ------------------------------------------------------------------------ */

static struct err *shorten_fn(struct cx *cx, void *arg UNUSED)
{
	return session_shorten(cx, USER);
}

/* Who may more from now on goes by the shorter limits of such people. */
static void session_gets_shorter(void **state UNUSED)
{
	struct session other;
	REALM;

	token = start(&cx, USER);
	ok(session_find(&cx, start(&cx, USER + 1), &other, &found));
	cx.now += 60 * 1000;
	ok(db_tx(&cx, shorten_fn, NULL));
	ok(session_find(&cx, token, &s, &found));
	assert_true(found);
	assert_int_equal(s.ends_at, s.made_at + SESSION_LIFE_MANAGER_MS);
	cx.now += SESSION_IDLE_MANAGER_MS - 1;
	assert_true(alive(&cx, token));
	cx.now += 1;
	assert_false(alive(&cx, token));
	/* nobody else's */
	assert_int_equal(other.ends_at, other.made_at + SESSION_LIFE_MS);
	kit_close(&cx);
}

static struct err *begin_fn(struct cx *cx, void *arg)
{
	struct str token;
	int64_t id;

	return session_begin(cx, arg, &id, &token);
}

/* One that began elsewhere ends no later than there. */
static void session_ends_as_told(void **state UNUSED)
{
	struct session_new in = { .user = USER,
				  .agent = STR("Firefox"),
				  .address = STR("127.0.0.1") };
	struct sessions list;
	REALM;

	(void)token;
	(void)s;
	(void)found;
	in.ends_at = cx.now + 5 * 60 * 1000;
	ok(db_tx(&cx, begin_fn, &in));
	ok(session_list(&cx, USER, &list));
	assert_int_equal(list.p[0].ends_at, in.ends_at);
	/* nor later than every session does */
	in.user = USER + 1;
	in.ends_at = cx.now + SESSION_LIFE_MS + 1;
	ok(db_tx(&cx, begin_fn, &in));
	ok(session_list(&cx, USER + 1, &list));
	assert_int_equal(list.p[0].ends_at, cx.now + SESSION_LIFE_MS);
	kit_close(&cx);
}

struct setting_io {
	const char *name;
	struct str value;
};

static struct err *set_fn(struct cx *cx, void *arg)
{
	const struct setting_io *io = arg;

	return setting_put(cx, io->name, io->value);
}

static int most_with(struct cx *cx, int n)
{
	struct setting_io io = { SESSION_SET_MOST,
				 str_fmt(cx->arena, "%d", n) };
	struct session_limits l;

	ok(db_tx(cx, set_fn, &io));
	ok(session_limits(cx, &l));
	return (int)l.most;
}

static int64_t idle_with(struct cx *cx, int64_t minutes)
{
	struct setting_io io = {
		SESSION_SET_IDLE, str_fmt(cx->arena, "%lld", (long long)minutes)
	};
	struct session_limits l;

	ok(db_tx(cx, set_fn, &io));
	ok(session_limits(cx, &l));
	return l.idle_ms;
}

/* A limit that makes no sense doesn't count. */
static void limits_have_limits(void **state UNUSED)
{
	const int64_t minute = 60 * 1000;
	REALM;

	assert_int_equal(idle_with(&cx, SESSION_MINUTES_MOST),
			 SESSION_MINUTES_MOST * minute);
	assert_int_equal(idle_with(&cx, SESSION_MINUTES_MOST + 1),
			 SESSION_IDLE_MS);
	assert_int_equal(idle_with(&cx, SESSION_MINUTES_LEAST),
			 SESSION_MINUTES_LEAST * minute);
	assert_int_equal(idle_with(&cx, SESSION_MINUTES_LEAST - 1),
			 SESSION_IDLE_MS);
	assert_int_equal(most_with(&cx, SESSION_NUMBER_MOST),
			 SESSION_NUMBER_MOST);
	assert_int_not_equal(most_with(&cx, SESSION_NUMBER_MOST + 1),
			     SESSION_NUMBER_MOST + 1);
	/* the oldest ends when there is one too many */
	assert_int_equal(most_with(&cx, 2), 2);
	token = start(&cx, USER);
	cx.now += 1000;
	(void)start(&cx, USER);
	assert_true(alive(&cx, token));
	cx.now += 1000;
	(void)start(&cx, USER);
	assert_false(alive(&cx, token));
	kit_close(&cx);
}

static void link_works_once(void **state UNUSED)
{
	int64_t user = 0;
	REALM;

	token = make(&cx, USER);
	assert_int_equal(token.n, 43);
	ok(use(&cx, token, &user));
	assert_int_equal(user, USER);
	fails(use(&cx, token, &user), ERR_EXPIRED);
	fails(use(&cx, STR("else"), &user), ERR_EXPIRED);
	fails(use(&cx, auth_sha256_hex(a, token), &user), ERR_EXPIRED);
	kit_close(&cx);
}

static void link_lives_a_while(void **state UNUSED)
{
	int64_t user = 0;
	REALM;

	token = make(&cx, USER);
	cx.now += LINK_LIFE_MS;
	fails(use(&cx, token, &user), ERR_EXPIRED);
	cx.now -= 1;
	ok(use(&cx, token, &user));
	kit_close(&cx);
}

static void link_replaces_older(void **state UNUSED)
{
	int64_t user = 0;
	struct str fresh, other;
	REALM;

	token = make(&cx, USER);
	other = make(&cx, USER + 1);
	fresh = make(&cx, USER);
	fails(use(&cx, token, &user), ERR_EXPIRED);
	ok(use(&cx, fresh, &user));
	ok(use(&cx, other, &user));
	assert_int_equal(user, USER + 1);
	kit_close(&cx);
}

static void sweep_keeps_the_living(void **state UNUSED)
{
	int64_t user = 0;
	struct str link, old_link;
	REALM;

	start(&cx, USER);
	old_link = make(&cx, USER + 1);
	cx.now += LINK_LIFE_MS;
	token = start(&cx, USER);
	link = make(&cx, USER);
	ok(session_sweep(&cx));
	assert_true(alive(&cx, token));
	ok(use(&cx, link, &user));
	cx.now -= LINK_LIFE_MS;
	/* gone, not only too old */
	fails(use(&cx, old_link, &user), ERR_EXPIRED);
	kit_close(&cx);
}

static int64_t sessions(struct cx *cx)
{
	return kit_number(cx, "select count(*) from session");
}

/* Of one that was used to the end, and of one that was left. */
static void sweep_removes_the_ended(void **state UNUSED)
{
	REALM;

	token = start(&cx, USER);
	ok(session_find(&cx, token, &s, &found));
	while (cx.now < s.ends_at - SESSION_IDLE_MS / 2) {
		cx.now += SESSION_IDLE_MS / 2;
		ok(session_touch(&cx, s.id));
	}
	assert_true(alive(&cx, token));
	cx.now = s.ends_at - 1;
	ok(session_sweep(&cx));
	assert_int_equal(sessions(&cx), 1);
	cx.now = s.ends_at;
	start(&cx, USER + 1);
	ok(session_sweep(&cx));
	assert_int_equal(sessions(&cx), 1);
	cx.now += SESSION_IDLE_MS - 1;
	ok(session_sweep(&cx));
	assert_int_equal(sessions(&cx), 1);
	cx.now += 1;
	ok(session_sweep(&cx));
	assert_int_equal(sessions(&cx), 0);
	kit_close(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session_is_found),
		cmocka_unit_test(session_idle),
		cmocka_unit_test(session_outlives_a_jump),
		cmocka_unit_test(session_life),
		cmocka_unit_test(session_ends),
		cmocka_unit_test(session_list_shows_the_living),
		cmocka_unit_test(long_agent_is_cut),
		cmocka_unit_test(session_gets_shorter),
		cmocka_unit_test(session_ends_as_told),
		cmocka_unit_test(limits_have_limits),
		cmocka_unit_test(link_works_once),
		cmocka_unit_test(link_lives_a_while),
		cmocka_unit_test(link_replaces_older),
		cmocka_unit_test(sweep_keeps_the_living),
		cmocka_unit_test(sweep_removes_the_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
