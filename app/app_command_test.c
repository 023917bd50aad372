/*
 * Commands on folders of another age: an older schema is named and brought
 * up, a newer one is refused. What a shell can do to a folder is tested in
 * test/cli/.
 */
#include "app/app_host.h"
#include "app/app_kit.h"
#include "app/app_realms.h"

#include <unistd.h>

#include "account/account.h"
#include "account/account_act.h"
#include "auth/auth.h"
#include "db/db_priv.h"
#include "growth/growth.h"
#include "mail/mail.h"
#include "member/member_act.h"
#include "org/org.h"
#include "setting/setting.h"

static struct err *version_act(struct cx *cx, void *arg)
{
	struct err *err;

	cx->db->trusted = true;
	err = db_exec(cx->arena, cx->db, arg);
	cx->db->trusted = false;
	return err;
}

/* Makes the data say that it has another schema. */
static void version_set(const char *pragma)
{
	struct cx cx = kit_cx(app_kit.a);

	ok(realm_open_any(&cx, str_c(app_kit.data), false));
	ok(db_tx(&cx, version_act, str_to_c(app_kit.a, str_c(pragma))));
	realm_close(&cx);
}

static void older_schema_is_named_and_mended(void **state)
{
	(void)state;
	version_set("pragma user_version=1");
	assert_int_equal(RUN("doctor", "--data", app_kit.data, "--listen",
			     "127.0.0.1:0"),
			 1);
	says(app_kit.out, "The data has schema 1, this program needs");
	says(app_kit.out, "roviec migrate --data");
	assert_int_equal(RUN("user", "link", "--data", app_kit.data, "--email",
			     "a@b.example"),
			 1);
	says(app_kit.err, "run `roviec migrate --data");
}

static void newer_schema_is_refused(void **state)
{
	const char *backup = app_kit_path("new.db");
	const char *to = app_kit_path("to");

	(void)state;
	version_set("pragma user_version=99999");
	assert_int_equal(link(app_kit_path("data/roviec.db"), backup), 0);
	assert_int_equal(RUN("restore", "--data", to, "--from", backup), 1);
	says(app_kit.err, "newer");
	assert_int_equal(access(app_kit_path("to/roviec.db"), F_OK), -1);
	assert_int_equal(RUN("doctor", "--data", app_kit.data, "--listen",
			     "127.0.0.1:0"),
			 1);
	says(app_kit.out, "newer");
	assert_int_equal(RUN("verify", "--data", app_kit.data), 1);
	assert_int_equal(RUN("migrate", "--data", app_kit.data), 1);
	says(app_kit.err, "newer");
}

/* Data of an older program comes up in one step, and only then is used. */
static void older_data_comes_up(void **state)
{
	const char *old = app_kit_path("old");
	struct cx cx = kit_cx(app_kit.a);
	int newest = db_migrations[db_n_migrations - 1].number;
	int before = db_migrations[db_n_migrations - 2].number;
	const char *went = str_fmt(app_kit.a, "The schema went from %d to %d.",
				   before, newest)
				   .p;

	(void)state;
	ok(realm_open_any(&cx, str_c(old), true));
	ok(store_migrate_list(cx.store, cx.arena, cx.now, db_migrations,
			      db_n_migrations - 1));
	realm_close(&cx);
	assert_int_equal(RUN("user", "link", "--data", old, "--email",
			     "a@b.example"),
			 1);
	says(app_kit.err, "run `roviec migrate --data");
	assert_int_equal(RUN("migrate", "--data", old), 0);
	says(app_kit.out, went);
	assert_int_equal(RUN("migrate", "--data", old), 0);
	says(app_kit.out, "The schema is already");
	assert_int_equal(RUN("verify", "--data", old), 0);
}

/* A step that fails takes the others back, and is not called a success. */
static void failed_step_changes_nothing(void **state)
{
	(void)state;
	version_set("pragma user_version=1");
	/* its tables are there already */
	assert_int_equal(RUN("migrate", "--data", app_kit.data), 1);
	says(app_kit.err, "roviec: ");
	assert_int_equal(kit_file(app_kit.a, app_kit.out).n, 0);
	assert_int_equal(RUN("doctor", "--data", app_kit.data, "--listen",
			     "127.0.0.1:0"),
			 1);
	says(app_kit.out, "The data has schema 1, this program needs");
}

/* A backup that is restored without the key beside it. */
/* A member of the root with a number, which is sealed. */
static void member_make(struct cx *cx)
{
	static const struct member_value number = { STR_INIT("national_id"),
						    STR_INIT("079088012482") };
	struct org root;
	bool found;
	int64_t id;

	ok(org_get_root(cx, &root, &found));
	assert_true(found);
	cx->today += 36500; /* the root was made on the day of this test */
	ok(member_add(cx,
		      &(struct member_new){ .name = STR("Lê An"),
					    .birth = DAY_NONE,
					    .org = root.id,
					    .from = cx->today,
					    .how = STR("in"),
					    .sent_on = DAY_NONE,
					    .admitted = DAY_NONE,
					    .official = DAY_NONE,
					    .state_from = DAY_NONE,
					    .value = &number,
					    .n_values = 1 },
		      false, &id));
}

static void candidate_make(struct cx *cx)
{
	struct org root;
	bool found;
	int64_t id;

	ok(org_get_root(cx, &root, &found));
	ok(growth_propose(cx,
			  &(struct growth_new){ .name = STR("Lê Ba"),
						.sex = STR("m"),
						.birth = cx->today - 30 * 365,
						.national_id =
							STR("079096000111"),
						.work = STR("Xưởng 2"),
						.org = root.id,
						.source = STR("youth"),
						.proposer = STR("Đoàn cơ sở"),
						.consent = cx->today - 2,
						.on = cx->today - 1 },
			  false, &id));
}

static void password_without_its_key_is_named(void **state)
{
	struct cx cx = kit_cx(app_kit.a);
	const char *to = app_kit_path("new");
	const char *backup = app_kit_path("backup.db");

	(void)state;
	ok(realm_open(&cx, str_c(app_kit.data), false));
	ok(mail_config_put(&cx,
			   &(struct mail_config){
				   .host = STR("127.0.0.1"),
				   .port = 25,
				   .user = STR("rv"),
				   .password = STR("geheim-9"),
				   .from = STR("rv@example.vn"),
				   .site = STR("https://rv.example.vn") }));
	member_make(&cx);
	candidate_make(&cx);
	realm_close(&cx);
	/* 1: port 0 is no address */
	assert_int_equal(RUN("doctor", "--data", app_kit.data, "--listen",
			     "127.0.0.1:0"),
			 1);
	says(app_kit.out, "the password of the mail server can be read");
	says(app_kit.out, "the protected fields of people can be read");
	assert_int_equal(RUN("backup", "--plain", "--data", app_kit.data,
			     "--to", backup),
			 0);
	assert_int_equal(RUN("restore", "--data", to, "--from", backup), 0);
	assert_int_equal(RUN("doctor", "--data", to, "--listen", "127.0.0.1:0"),
			 1);
	says(app_kit.out, "its key isn't in");
	says(app_kit.out, "The key that seals protected fields is missing");
	assert_int_equal(
		link(app_kit_path("data.key"), app_kit_path("new.key")), 0);
	assert_int_equal(RUN("doctor", "--data", to, "--listen", "127.0.0.1:0"),
			 1);
	says(app_kit.out, "the password of the mail server can be read");
}

static struct err *second_not_needed(struct cx *cx, void *arg UNUSED)
{
	return setting_put(cx, SECOND_REQUIRED, STR("none"));
}

/* The first administrator sets up a second factor, and can begin then. */
static void first_administrator_may_work(void **state)
{
	struct cx cx = kit_cx(app_kit.a);
	struct actor who;
	int64_t user;
	bool good;

	(void)state;
	/* the role counts from the day of the machine's own clock */
	kit_day(&cx, "2199-01-01");
	ok(realm_open(&cx, str_c(app_kit.data), false));
	ok(account_find_by_email(&cx, STR("a@b.example"), &user));
	ok(account_actor(&cx, user, &who, &good));
	assert_true(good);
	assert_true(who.bare);
	assert_false(who.perms >> PERM_WORK_MANAGE & 1);
	ok(db_tx(&cx, second_not_needed, NULL));
	realm_read(&cx);
	ok(account_actor(&cx, user, &who, &good));
	assert_false(who.bare);
	assert_true(who.perms >> PERM_WORK_MANAGE & 1);
	assert_true(who.perms >> PERM_ACCOUNT_MANAGE & 1);
	assert_true(who.org_is_root);
	realm_close(&cx);
}

/* No password comes along, whichever one tries; only the link leads in. */
static void nobody_can_sign_in_at_first(void **state)
{
	static const char *const who[] = { "a@b.example", "admin", "root",
					   "admin@localhost", "roviec" };
	static const char *const password[] = { "",	    "admin",
						"password", "root",
						"roviec",   "a@b.example",
						"12345",    "123456789012345" };
	struct account_place at = { .agent = STR("x"),
				    .address = STR("10.9.0.1") };
	struct cx cx = kit_cx(app_kit.a);
	struct str token;
	bool second;

	(void)state;
	ok(realm_open(&cx, str_c(app_kit.data), false));
	auth_set_cheap_hashing(true);
	for (int i = 0; i < N_ELEMENTS(who); i++)
		for (int k = 0; k < N_ELEMENTS(password); k++) {
			at.address = str_fmt(app_kit.a, "10.%d.%d.1", i, k);
			fails(account_sign_in(&cx, str_c(who[i]),
					      str_c(password[k]), &at, &token,
					      &second),
			      ERR_DENIED);
			throttle_ok(&cx, str_c(who[i]), at.address);
		}
	auth_set_cheap_hashing(false);
	realm_close(&cx);
}

/* Many committees: as many as asked for, each whole and with its own name. */
static void many_realms_are_made(void **state)
{
	const char *many = app_kit_path("many");

	(void)state;
	assert_int_equal(RUN("demo", "--data", many, "--realms", "3", "--tasks",
			     "10"),
			 0);
	says(app_kit.out, "3 realms, 39 organisations, 10 tasks");
	says(app_kit.out, "/r/phuong-an-an/sign-in/link/");
	assert_int_equal(RUN("realm", "list", "--data", many), 0);
	says(app_kit.out, "Đảng bộ Xã Bình Bình");
	assert_int_equal(
		RUN("verify", "--data", many, "--realm", "phuong-an-an"), 0);
	assert_int_equal(RUN("migrate", "--data", many), 0);
	says(app_kit.out, "Realms: 0 brought to the new schema, 3 had it");
	assert_int_equal(RUN("demo", "--data", many, "--realms", "3", "--tasks",
			     "2"),
			 1);
	says(app_kit.err, "Each realm has a task at least");
	/* what is there is never written over */
	assert_int_equal(RUN("demo", "--data", many, "--realms", "3"), 1);
	says(app_kit.err, "is there already: give --data another folder");
	assert_int_equal(RUN("realm", "list", "--data", many), 0);
	says(app_kit.out, "Realms: 3");
}

static int64_t clock_of_host(void)
{
	return INT64_C(1795000000000);
}

/* What goes wrong leaves nothing behind, and what was there stays. */
static void a_realm_is_added_or_not(void **state)
{
	const char *many = app_kit_path("many");
	const char *own = str_fmt(app_kit.a, "%s/realms/b", many).p;
	const char *file = str_fmt(app_kit.a, "%s/realms/a/roviec.db", many).p;

	(void)state;
	assert_int_equal(RUN("realm", "list", "--data", many), 1);
	says(app_kit.err, "There is no Rõ Việc data in");
	assert_int_equal(RUN("realm", "list", "--data", app_kit.data), 1);
	says(app_kit.err, "serves a single realm");
	assert_int_equal(RUN("realm", "add", "a", "--data", many, "--name", "A",
			     "--admin", "not an address"),
			 1);
	assert_int_not_equal(access(file, F_OK), 0);
	assert_int_equal(RUN("realm", "list", "--data", many), 0);
	says(app_kit.out, "Realms: 0");
	/* data of somebody else in its place is not ours to remove */
	assert_int_equal(RUN("realm", "add", "x", "--data", many, "--empty"),
			 0);
	assert_int_equal(RUN("init", "--data", own, "--name", "B", "--admin",
			     "b@b.example"),
			 0);
	assert_int_equal(RUN("realm", "add", "b", "--data", many, "--name", "C",
			     "--admin", "a@b.example"),
			 1);
	says(app_kit.err, "already holds");
	assert_int_equal(RUN("verify", "--data", own), 0);
	assert_int_equal(RUN("verify", "--data", many), 1);
	says(app_kit.err, "say which one by --realm NAME");
	assert_int_equal(
		RUN("user", "link", "--data", many, "--email", "a@b.c"), 1);
	says(app_kit.err, "say which one by --realm NAME");
}

/* Killed between the first act and its end: done again, the link is there. */
static void a_broken_off_realm_goes_on(void **state)
{
	const char *many = app_kit_path("many");
	struct cx of = kit_cx(app_kit.a);
	struct realm_entry e,
		in = { .name = STR("a"), .title = STR("A"), .place = STR("") };
	bool again;

	(void)state;
	assert_int_equal(RUN("realm", "add", "z", "--data", many, "--empty"),
			 0);
	ok(directory_lend(&of, str_c(many), false, &of));
	ok(directory_add(&of, &in, &e, &again));
	directory_give(&of);
	assert_int_equal(RUN("init", "--data",
			     str_fmt(app_kit.a, "%s/realms/a", many).p,
			     "--name", "A", "--admin", "a@b.example"),
			 0);
	assert_int_equal(RUN("realm", "add", "a", "--data", many, "--name", "A",
			     "--admin", "a@b.example"),
			 0);
	says(app_kit.out, "/r/a/sign-in/link/");
}

/* One process at a time serves a folder, also one without a realm of its own. */
static void a_second_server_is_refused(void **state)
{
	const char *many = app_kit_path("many");
	struct cx cx = kit_cx(app_kit.a);
	int fd;

	(void)state;
	assert_int_equal(RUN("realm", "add", "z", "--data", many, "--empty"),
			 0);
	ok(db_folder_hold(app_kit.a, many, &fd));
	fails(host_start(&cx, &(struct host_config){ .data = str_c(many),
						     .clock = clock_of_host }),
	      ERR_BUSY);
	close(fd);
	ok(host_start(&cx, &(struct host_config){ .data = str_c(many),
						  .clock = clock_of_host }));
	host_stop();
}

/* Whom to believe is an address, not a name or a net. */
static void proxies_are_addresses(void **state)
{
	static const char *const bad[] = { "10.0.0.5,proxy.example",
					   "10.0.0.0/8", "::1::", "10.0.0.5," };
	const char *own = app_kit_path("own");

	(void)state;
	assert_int_equal(RUN("init", "--data", own, "--name", "B", "--admin",
			     "b@a.example"),
			 0);
	for (int i = 0; i < N_ELEMENTS(bad); i++) {
		assert_int_equal(RUN("serve", "--data", own, "--listen",
				     "127.0.0.1:0", "--proxy", bad[i]),
				 1);
		says(app_kit.err, "takes addresses such as 10.0.0.5");
	}
	assert_int_equal(RUN("serve", "--data", own, "--proxy",
			     "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
			     "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
			     "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,::1"),
			 1);
	says(app_kit.err, "at most 16");
}

#define T(test)                                                                \
	cmocka_unit_test_setup_teardown(test, app_kit_open, app_kit_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(password_without_its_key_is_named),
		T(first_administrator_may_work),
		T(nobody_can_sign_in_at_first),
		T(many_realms_are_made),
		T(a_realm_is_added_or_not),
		T(a_broken_off_realm_goes_on),
		T(a_second_server_is_refused),
		T(proxies_are_addresses),
		T(older_schema_is_named_and_mended),
		T(newer_schema_is_refused),
		T(older_data_comes_up),
		T(failed_step_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
