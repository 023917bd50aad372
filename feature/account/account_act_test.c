/* Acts of accounts on a realm. */
#include "testkit/testkit.h"

#include "account/account_act.h"
#include "auth/auth.h"
#include "base/utf8.h"
#include "db/db.h"
#include "org/org.h"

static bool second_asked; /* a second factor is asked for */

enum { ARENA = 64 << 20, MINUTE = 60 * 1000 };

#define PASSWORD STR("ngỗng tím gõ cửa nhà kho")
#define SECOND	 STR("bốn chiếc ghế mây xoay tròn")

/* A realm with a root, a unit below it, and an administrator who acts. */
struct town {
	struct cx cx;
	int64_t root, unit, admin;
};
static const struct account_place here = { .agent = STR_INIT("Firefox"),
					   .address = STR_INIT("127.0.0.1") };

static struct town town_open(struct arena *a)
{
	struct town t = { .cx = kit_realm(a) };
	struct cx *cx = &t.cx;

	ok(org_add(cx,
		   &(struct org_new){ .parent = DB_NULL,
				      .kind = STR("dang_bo"),
				      .name = STR("Đảng bộ thành phố"),
				      .from = cx->today },
		   &t.root));
	ok(org_add(cx,
		   &(struct org_new){ .parent = t.root,
				      .kind = STR("chi_bo"),
				      .name = STR("Chi bộ Hai"),
				      .from = cx->today },
		   &t.unit));
	ok(account_ensure(cx,
			  &(struct account_new){ .email = STR("admin@dn.vn"),
						 .name = STR("Quản Trị"),
						 .role = ROLE_ADMIN,
						 .org = t.root },
			  &t.admin));
	cx->actor.id = t.admin;
	return t;
}

#define TOWN                                                                   \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct town t = town_open(a);                                          \
	struct cx *cx = &t.cx

static struct account_new thuoc(const struct town *t)
{
	return (struct account_new){ .email = STR("Thuoc@DN.vn"),
				     .name = STR("Mai Đình Thước"),
				     .post = STR("Bí thư"),
				     .role = ROLE_SECRETARY,
				     .org = t->unit };
}

static int64_t add(struct town *t)
{
	struct account_new in = thuoc(t);
	struct str token;
	int64_t id;

	ok(account_add(&t->cx, &in, &id, &token));
	return id;
}

static int64_t add_with_password(struct town *t)
{
	struct account_new in = thuoc(t);
	struct str token;
	int64_t id;

	in.password = PASSWORD;
	ok(account_add(&t->cx, &in, &id, &token));
	return id;
}

/* A context of whoever has this session. */
static struct cx as(struct town *t, struct str token)
{
	struct cx mine = t->cx;
	struct session s;
	bool found, good;

	ok(session_find(&mine, token, &s, &found));
	assert_true(found);
	ok(account_hook_actor(&mine, &s, &good));
	assert_true(good);
	return mine;
}

static bool alive(struct town *t, struct str token)
{
	struct session s;
	bool found;

	ok(session_find(&t->cx, token, &s, &found));
	return found;
}

static int64_t events(struct town *t)
{
	struct err *findings;
	int64_t n;

	ok(audit_verify(&t->cx, &n, &findings));
	ok(findings);
	return n;
}

/* ---- adding ------------------------------------------------------------------ */

static void add_and_find(void **state UNUSED)
{
	struct account_new in;
	struct actor who;
	struct str token;
	int64_t id, found;
	bool good;
	TOWN;
	int64_t before = events(&t);

	in = thuoc(&t);
	ok(account_add(cx, &in, &id, &token));
	assert_int_equal(events(&t), before + 1);
	assert_int_equal(token.n, 43);
	ok(account_find_by_email(cx, STR(" THUOC@dn.vn"), &found));
	assert_int_equal(found, id);
	ok(account_find_by_email(cx, STR("nobody@dn.vn"), &found));
	assert_int_equal(found, 0);
	ok(account_find_by_email(cx, STR("no address"), &found));
	assert_int_equal(found, 0);
	ok(account_actor(cx, id, &who, &good));
	assert_true(good);
	same(who.name, "Mai Đình Thước");
	same(who.post, "Bí thư");
	same(who.org_name, "Chi bộ Hai");
	assert_int_equal(who.org, t.unit);
	assert_false(who.org_is_root);
	assert_true(who.few);
	assert_true(who.perms & PERM_BIT(PERM_WORK_REPORT));
	assert_false(who.perms & PERM_BIT(PERM_WORK_MANAGE));
	kit_close(cx);
}

static void add_refuses(void **state UNUSED)
{
	struct account_new in;
	struct str token;
	struct err *e;
	int64_t id = 0;
	TOWN;
	int64_t before = events(&t);

	in = (struct account_new){ .email = STR("x"), .name = STR("  ") };
	e = account_add(cx, &in, &id, &token);
	fails(e, ERR_INVALID);
	same(e->field, "email");
	same(e->next->field, "name");
	assert_null(e->next->next);

	in = thuoc(&t);
	in.org = 0;
	e = account_add(cx, &in, &id, &token);
	fails(e, ERR_INVALID);
	same(e->field, "org");
	in.org = 999;
	fails(account_add(cx, &in, &id, &token), ERR_INVALID);
	in = thuoc(&t);
	in.password = STR("too short");
	e = account_add(cx, &in, &id, &token);
	fails(e, ERR_INVALID);
	same(e->field, "password");
	in = thuoc(&t);
	in.lang = STR("fr");
	fails(account_add(cx, &in, &id, &token), ERR_INVALID);
	in = thuoc(&t);
	in.email = STR("ADMIN@dn.vn");
	e = account_add(cx, &in, &id, &token);
	fails(e, ERR_CONFLICT);
	same(e->field, "email");
	assert_int_equal(id, 0);
	assert_int_equal(events(&t), before);
	kit_close(cx);
}

static void add_once_by_key(void **state UNUSED)
{
	struct account_new in;
	struct str token;
	int64_t first, again;
	TOWN;

	in = thuoc(&t);
	cx->key = STR("form-1");
	ok(account_add(cx, &in, &first, &token));
	ok(account_add(cx, &in, &again, &token));
	assert_int_equal(first, again);
	assert_null(token.p);
	/* the key of another act */
	fails(account_link_make(cx, first, &token), ERR_CONFLICT);
	kit_close(cx);
}

static void ensure_twice(void **state UNUSED)
{
	struct account_new in;
	struct actor who;
	int64_t first, again, before;
	bool good;
	TOWN;

	in = thuoc(&t);
	ok(account_ensure(cx, &in, &first));
	before = events(&t);
	ok(account_ensure(cx, &in, &again));
	assert_int_equal(first, again);
	assert_int_equal(events(&t), before);
	/* another role is granted beside it */
	in.role = ROLE_OFFICE;
	in.org = t.root;
	ok(account_ensure(cx, &in, &again));
	ok(account_actor(cx, first, &who, &good));
	assert_int_equal(who.org, t.root);
	assert_true(who.org_is_root);
	assert_true(who.perms & PERM_BIT(PERM_WORK_MANAGE));
	assert_false(who.perms & PERM_BIT(PERM_WORK_REPORT));
	in.email = STR("bad");
	fails(account_ensure(cx, &in, &again), ERR_INVALID);
	kit_close(cx);
}

/* ---- roles -------------------------------------------------------------------- */

static void grants_are_dated(void **state UNUSED)
{
	struct actor who;
	int64_t id;
	bool good;
	TOWN;

	id = add(&t);
	fails(account_grant(cx, id, ROLE_SECRETARY, t.unit, STR_NULL),
	      ERR_CONFLICT);
	fails(account_grant(cx, 999, ROLE_LEADER, t.unit, STR_NULL),
	      ERR_NOT_FOUND);
	fails(account_grant(cx, id, ROLE_SECRETARY, 0, STR_NULL), ERR_INVALID);
	fails(account_grant(cx, id, ROLE_LEADER, 999, STR_NULL), ERR_INVALID);
	/* grants: 1 the administrator's, 2 this one's */
	ok(account_grant_end(cx, 2, STR("moved")));
	fails(account_grant_end(cx, 2, STR("ended")), ERR_CONFLICT);
	fails(account_grant_end(cx, 99, STR("ended")), ERR_NOT_FOUND);
	fails(account_grant_end(cx, 1, STR("ended")), ERR_DENIED);
	ok(account_actor(cx, id, &who, &good));
	assert_true(good);
	assert_int_equal(who.perms,
			 PERM_BIT(PERM_PUBLIC) | PERM_BIT(PERM_SIGNED_IN));
	assert_int_equal(who.org, 0);
	assert_false(who.org_is_root);
	ok(account_grant(cx, id, ROLE_LEADER, t.root, STR("new post")));
	ok(account_actor(cx, id, &who, &good));
	assert_true(who.perms & PERM_BIT(PERM_OVERVIEW_VIEW));
	assert_false(who.few);
	/* a role of tomorrow is none today */
	cx->today -= 1;
	ok(account_actor(cx, id, &who, &good));
	assert_false(who.perms & PERM_BIT(PERM_OVERVIEW_VIEW));
	kit_close(cx);
}

static void grant_acts_are_idempotent(void **state UNUSED)
{
	int64_t id, before;
	TOWN;

	id = add(&t);
	cx->key = STR("g1");
	ok(account_grant(cx, id, ROLE_LEADER, t.unit, STR_NULL));
	before = events(&t);
	ok(account_grant(cx, id, ROLE_LEADER, t.unit, STR_NULL));
	cx->key = STR("g2");
	ok(account_grant_end(cx, 3, STR("ended")));
	ok(account_grant_end(cx, 3, STR("ended")));
	cx->key = STR("g3");
	ok(account_disable(cx, id, STR("left")));
	ok(account_disable(cx, id, STR("left")));
	assert_int_equal(events(&t), before + 2);
	kit_close(cx);
}

/* ---- signing in ------------------------------------------------------------------ */

static void sign_in_and_out(void **state UNUSED)
{
	struct str token, clean = STR("THUOC@dn.vn ");
	struct cx mine;
	TOWN;
	int64_t id = add_with_password(&t), before = events(&t);

	ok(account_sign_in(cx, clean, PASSWORD, &here, &token, &second_asked));
	assert_int_equal(events(&t), before + 1);
	mine = as(&t, token);
	assert_int_equal(mine.actor.id, id);
	assert_true(mine.actor.session > 0);
	ok(account_sign_out(&mine));
	assert_false(alive(&t, token));
	assert_int_equal(events(&t), before + 2);
	ok(account_sign_out(&mine)); /* twice */
	mine.actor.session = 0;
	ok(account_sign_out(&mine));
	assert_int_equal(events(&t), before + 2);
	kit_close(cx);
}

/* Signing in anew: the token from before is dead. */
static void sign_in_again(void **state UNUSED)
{
	struct str first, second;
	struct cx mine;
	TOWN;

	add_with_password(&t);
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &first,
			   &second_asked));
	mine = as(&t, first);
	ok(account_sign_in(&mine, STR("thuoc@dn.vn"), PASSWORD, &here, &second,
			   &second_asked));
	assert_false(alive(&t, first));
	assert_true(alive(&t, second));
	kit_close(cx);
}

/* Unknown, disabled, without a password, wrong: one text for all. */
static void sign_in_tells_nothing(void **state UNUSED)
{
	static const char *const who[] = { "thuoc@dn.vn", "nobody@dn.vn",
					   "not an address", "admin@dn.vn",
					   "gone@dn.vn" };
	const char *text = NULL;
	struct account_new in;
	struct str token;
	int64_t gone, hashes;
	TOWN;

	add_with_password(&t);
	in = thuoc(&t);
	in.email = STR("gone@dn.vn");
	in.password = PASSWORD;
	ok(account_add(cx, &in, &gone, &token));
	ok(account_disable(cx, gone, STR("left")));
	hashes = auth_load().done;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(who); i++) {
		struct err *e = account_sign_in(
			cx, str_c(who[i]), i == 4 ? PASSWORD : SECOND,
			&(struct account_place){ .agent = STR("x"),
						 .address = STR("10.9.0.1") },
			&token, &second_asked);

		fails(e, ERR_DENIED);
		/* the same work: one hash each */
		assert_int_equal(auth_load().done, ++hashes);
		assert_int_equal(e->n_args, 0);
		assert_null(e->field.p);
		if (text)
			assert_string_equal(text, e->msgid);
		text = e->msgid;
	}
	kit_close(cx);
}

static void sign_in_is_throttled(void **state UNUSED)
{
	const struct account_place far = { .agent = STR_INIT("x"),
					   .address = STR_INIT("10.8.0.1") };
	struct account_new in;
	struct str token;
	struct err *e;
	int64_t id;
	TOWN;

	in = thuoc(&t);
	in.email = STR("slow@dn.vn");
	in.password = PASSWORD;
	ok(account_add(cx, &in, &id, &token));
	for (int i = 0; i < 5; i++)
		fails(account_sign_in(cx, in.email, SECOND, &far, &token,
				      &second_asked),
		      ERR_DENIED);
	/* even the right one waits */
	e = account_sign_in(cx, in.email, PASSWORD, &far, &token,
			    &second_asked);
	fails(e, ERR_OFTEN);
	same(e->arg[0], "1");
	cx->now += 1000;
	ok(account_sign_in(cx, in.email, PASSWORD, &far, &token,
			   &second_asked));
	ok(account_sign_in(cx, in.email, PASSWORD, &far, &token,
			   &second_asked));
	kit_close(cx);
}

/* ---- links ------------------------------------------------------------------------ */

static void link_signs_in(void **state UNUSED)
{
	struct str path, token, before, link;
	struct cx mine;
	bool free, set;
	TOWN;
	int64_t id = add_with_password(&t);

	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &before,
			   &second_asked));
	ok(account_link(cx, id, &path));
	assert_true(str_starts(path, STR("/sign-in/link/")));
	link = str_sub(path, 14, path.n);
	ok(account_link_use(cx, link, &here, &token, &second_asked));
	/* whoever lost the password may have lost a session too */
	assert_false(alive(&t, before));
	mine = as(&t, token);
	ok(account_password_free(&mine, &free));
	assert_true(free);
	ok(account_password_set(cx, token, &set));
	assert_true(set);
	ok(account_set_password(&mine, STR(""), SECOND));
	ok(account_password_free(&mine, &free));
	assert_false(free);
	assert_true(alive(&t, token));
	fails(account_link_use(cx, link, &here, &token, &second_asked),
	      ERR_EXPIRED);
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), SECOND, &here, &token,
			   &second_asked));
	kit_close(cx);
}

static void link_of_a_new_user(void **state UNUSED)
{
	struct account_new in;
	struct str link, token;
	int64_t id;
	bool set;
	TOWN;

	in = thuoc(&t);
	ok(account_add(cx, &in, &id, &link));
	ok(account_link_use(cx, link, &here, &token, &second_asked));
	ok(account_password_set(cx, token, &set));
	assert_false(set);
	kit_close(cx);
}

static void link_of_a_disabled_user(void **state UNUSED)
{
	struct str link;
	struct str token;
	TOWN;
	int64_t id = add(&t);

	ok(account_link_make(cx, id, &link));
	ok(account_disable(cx, id, STR("left")));
	fails(account_link_use(cx, link, &here, &token, &second_asked),
	      ERR_EXPIRED);
	fails(account_link_make(cx, id, &link), ERR_CONFLICT);
	fails(account_link_make(cx, 999, &link), ERR_NOT_FOUND);
	kit_close(cx);
}

/* ---- disabling --------------------------------------------------------------------- */

static void disable_ends_sessions(void **state UNUSED)
{
	struct str token;
	struct actor who;
	struct session s;
	struct cx mine;
	bool good;
	TOWN;
	int64_t id = add_with_password(&t);

	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &token,
			   &second_asked));
	s = (struct session){ .user = id };
	ok(account_disable(cx, id, STR("left")));
	assert_false(alive(&t, token));
	ok(account_actor(cx, id, &who, &good));
	assert_false(good);
	mine = *cx;
	ok(account_hook_actor(&mine, &s, &good));
	assert_false(good);
	fails(account_disable(cx, id, STR("left")), ERR_CONFLICT);
	ok(account_enable(cx, id, STR_NULL));
	fails(account_enable(cx, id, STR_NULL), ERR_CONFLICT);
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &token,
			   &second_asked));
	fails(account_disable(cx, t.admin, STR("left")), ERR_DENIED);
	fails(account_disable(cx, 999, STR("left")), ERR_NOT_FOUND);
	ok(account_actor(cx, 999, &who, &good));
	assert_false(good);
	kit_close(cx);
}

/* ---- sessions, password, settings ----------------------------------------------------- */

static void own_sessions(void **state UNUSED)
{
	struct str one, two, three, foreign;
	struct account_new in;
	struct cx mine, theirs;
	int64_t id;
	TOWN;

	add_with_password(&t);
	in = thuoc(&t);
	in.email = STR("lam@dn.vn");
	in.password = PASSWORD;
	ok(account_add(cx, &in, &id, &one));
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &one,
			   &second_asked));
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &two,
			   &second_asked));
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &three,
			   &second_asked));
	ok(account_sign_in(cx, STR("lam@dn.vn"), PASSWORD, &here, &foreign,
			   &second_asked));
	mine = as(&t, one);
	theirs = as(&t, foreign);
	fails(account_session_end(&mine, theirs.actor.session), ERR_NOT_FOUND);
	assert_true(alive(&t, foreign));
	ok(account_session_end(&mine, as(&t, two).actor.session));
	assert_false(alive(&t, two));
	mine.key = STR("s1");
	ok(account_sessions_end(&mine));
	ok(account_sessions_end(&mine));
	assert_true(alive(&t, one));
	assert_false(alive(&t, three));
	assert_true(alive(&t, foreign));
	kit_close(cx);
}

static void password_change(void **state UNUSED)
{
	struct str one, two;
	struct cx mine;
	struct err *e;
	TOWN;
	int64_t before;

	add_with_password(&t);
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &one,
			   &second_asked));
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &two,
			   &second_asked));
	mine = as(&t, one);
	before = events(&t);
	e = account_set_password(&mine, SECOND, SECOND);
	fails(e, ERR_INVALID);
	same(e->field, "current");
	e = account_set_password(&mine, PASSWORD, STR("short"));
	fails(e, ERR_INVALID);
	same(e->field, "fresh");
	e = account_set_password(&mine, PASSWORD,
				 STR("kho của Mai Đình Thước đây"));
	fails(e, ERR_INVALID);
	assert_int_equal(events(&t), before);
	mine.key = STR("p1");
	ok(account_set_password(&mine, PASSWORD, SECOND));
	assert_int_equal(events(&t), before + 1);
	assert_true(alive(&t, one));
	assert_false(alive(&t, two));
	fails(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &two,
			      &second_asked),
	      ERR_DENIED);
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), SECOND, &here, &two,
			   &second_asked));
	kit_close(cx);
}

/* A session left open is no way to guess the password. */
static void password_change_is_throttled(void **state UNUSED)
{
	struct cx mine;
	struct str one;
	TOWN;

	add_with_password(&t);
	ok(account_sign_in(cx, STR("thuoc@dn.vn"), PASSWORD, &here, &one,
			   &second_asked));
	mine = as(&t, one);
	mine.now += 300 * MINUTE; /* other tests counted for this user too */
	for (int i = 0; i < 5; i++)
		fails(account_set_password(&mine, SECOND, SECOND), ERR_INVALID);
	fails(account_set_password(&mine, PASSWORD, SECOND), ERR_OFTEN);
	/* the same number in another realm is somebody else */
	mine.realm = STR("far");
	ok(account_set_password(&mine, PASSWORD, SECOND));
	kit_close(cx);
}

static void settings_are_kept(void **state UNUSED)
{
	struct account_look look = { STR("en"), STR("dark"), STR("lon") };
	struct account_look got;
	struct actor who;
	struct str name;
	bool good;
	TOWN;
	int64_t id = add(&t);

	cx->actor.id = id;
	ok(account_settings(cx, &look));
	ok(account_look(cx, id, &got));
	same(got.lang, "en");
	same(got.theme, "dark");
	same(got.size, "lon");
	ok(account_actor(cx, id, &who, &good));
	same(who.lang, "en");
	same(who.theme, "dark");
	look = (struct account_look){ STR(""), STR_NULL, STR("") };
	cx->key = STR("l1");
	ok(account_settings(cx, &look));
	ok(account_settings(cx, &look));
	ok(account_look(cx, id, &got));
	assert_null(got.lang.p);
	look.theme = STR("pink");
	fails(account_settings(cx, &look), ERR_INVALID);
	ok(account_look(cx, 999, &got));
	assert_null(got.theme.p);
	ok(account_name(cx, id, &name));
	same(name, "Mai Đình Thước");
	ok(account_name(cx, 999, &name));
	same(name, "");
	kit_close(cx);
}

static void acts_of_nobody(void **state UNUSED)
{
	bool free;
	TOWN;

	cx->actor.id = 999;
	fails(account_password_free(cx, &free), ERR_NOT_FOUND);
	fails(account_set_password(cx, PASSWORD, SECOND), ERR_NOT_FOUND);
	kit_close(cx);
}

/* 300 characters, however many bytes they take. */
static void reasons_have_a_limit(void **state UNUSED)
{
	char text[302 * 3 + 1];
	TOWN;
	int64_t id = add(&t);

	for (int i = 0; i < 302; i++)
		snprintf(&text[(ptrdiff_t)i * 3], 4, "ế");
	fails(account_grant(cx, id, ROLE_LEADER, t.root,
			    (struct str){ text, 301L * 3 }),
	      ERR_INVALID);
	ok(account_grant(cx, id, ROLE_LEADER, t.root,
			 (struct str){ text, 300L * 3 }));
	kit_close(cx);
}

static void history_is_newest_first(void **state UNUSED)
{
	struct audit_rows rows;
	TOWN;
	int64_t id = add(&t);

	ok(account_disable(cx, id, STR("left")));
	ok(account_history(cx, "user", id, 10, &rows));
	assert_int_equal(rows.n, 2);
	same(rows.p[0].kind, "user.disable");
	same(rows.p[0].reason, "left");
	same(rows.p[0].actor_name, "Quản Trị");
	same(rows.p[1].kind, "user.add");
	/* no secret in the trail */
	assert_true(str_find(rows.p[1].after, STR("token"), 0) < 0);
	ok(account_history(cx, "user", id, 1, &rows));
	assert_int_equal(rows.n, 1);
	kit_close(cx);
}

static struct err *veiled_fn(struct cx *cx, void *arg)
{
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = "test.change",
				   .subject_kind = "user",
				   .subject = *(const int64_t *)arg,
				   .before = STR("{\"post\":\"Bí thư\"}"),
				   .after = STR("{\"post\":\"Phó\"}"),
				   .reason = STR("moved"),
				   .personal = true },
			   NULL);
}

/* All that stands under the person's veil, not only what came of it. */
static void history_is_read_in_the_open(void **state UNUSED)
{
	struct audit_rows rows;
	TOWN;
	int64_t id = add(&t);

	ok(db_tx(cx, veiled_fn, &id));
	ok(account_history(cx, "user", id, 1, &rows));
	assert_int_equal(rows.n, 1);
	same(rows.p[0].kind, "test.change");
	same(rows.p[0].before, "{\"post\":\"Bí thư\"}");
	same(rows.p[0].after, "{\"post\":\"Phó\"}");
	same(rows.p[0].reason, "moved");
	kit_close(cx);
}

static int setup(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);

	ok(auth_init(a));
	auth_set_cheap_hashing(true);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add_and_find),
		cmocka_unit_test(add_refuses),
		cmocka_unit_test(add_once_by_key),
		cmocka_unit_test(ensure_twice),
		cmocka_unit_test(grants_are_dated),
		cmocka_unit_test(grant_acts_are_idempotent),
		cmocka_unit_test(sign_in_and_out),
		cmocka_unit_test(sign_in_again),
		cmocka_unit_test(sign_in_tells_nothing),
		cmocka_unit_test(sign_in_is_throttled),
		cmocka_unit_test(link_signs_in),
		cmocka_unit_test(link_of_a_new_user),
		cmocka_unit_test(link_of_a_disabled_user),
		cmocka_unit_test(disable_ends_sessions),
		cmocka_unit_test(own_sessions),
		cmocka_unit_test(password_change),
		cmocka_unit_test(password_change_is_throttled),
		cmocka_unit_test(settings_are_kept),
		cmocka_unit_test(acts_of_nobody),
		cmocka_unit_test(reasons_have_a_limit),
		cmocka_unit_test(history_is_newest_first),
		cmocka_unit_test(history_is_read_in_the_open),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
