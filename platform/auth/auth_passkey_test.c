/* Passkeys: keys of each kind, and everything that must be refused. */
#include "testkit/testkit.h"

#include "auth/auth.h"
#include "auth/auth_passkey.h"
#include "auth/test/auth_device.h"
#include "base/buf.h"
#include "db/db.h"
#include "setting/setting_seal.h"

#define SITE   "rv.example.vn"
#define ORIGIN "https://rv.example.vn"
enum { USER = 7, OTHER = 8 };

static const struct webauthn_site site = { STR_INIT(SITE), STR_INIT(ORIGIN) };
static const int algs[] = { WEBAUTHN_ES256, WEBAUTHN_EDDSA, WEBAUTHN_RS256 };

static void why_is(const char *why, const char *wanted)
{
	assert_non_null(why);
	assert_string_equal(why, wanted);
}

/* ---- without a database --------------------------------------------------------- */

#define ARENA CLEANUP(arena_closep) struct arena *a = arena_open(1 << 24)

static void keys_of_each_kind(void **state UNUSED)
{
	ARENA;

	for (int i = 0; i < 2 * (int)N_ELEMENTS(algs); i++) {
		struct str client =
			device_client(a, "webauthn.create", STR("abc"), ORIGIN);
		struct webauthn_key k;
		struct webauthn_answer said;
		int64_t counter = -1;
		struct device d;

		device_make(a, algs[i / 2], &d);
		d.packed = i % 2;
		d.counter = 41;
		assert_null(webauthn_register(
			a, &site, client, device_attest(a, &d, SITE, client),
			&k));
		assert_int_equal(k.alg, algs[i / 2]);
		assert_int_equal(k.counter, 41);
		assert_true(str_eq(k.credential, d.credential));
		client = device_client(a, "webauthn.get", STR("xyz"), ORIGIN);
		said = device_sign(a, &d, SITE, client);
		assert_null(webauthn_verify(a, &site, &k, &said, &counter));
		assert_int_equal(counter, 42);
	}
}

/* One bit anywhere in what was signed, or in the signature. */
static void no_bit_may_change(void **state UNUSED)
{
	ARENA;

	for (int i = 0; i < (int)N_ELEMENTS(algs); i++) {
		struct str client =
			device_client(a, "webauthn.get", STR("xyz"), ORIGIN);
		struct str created =
			device_client(a, "webauthn.create", STR("abc"), ORIGIN);
		struct webauthn_key k;
		struct device d;
		int64_t counter;

		device_make(a, algs[i], &d);
		assert_null(webauthn_register(
			a, &site, created, device_attest(a, &d, SITE, created),
			&k));
		for (int part = 0; part < 3; part++) {
			struct webauthn_answer said =
				device_sign(a, &d, SITE, client);
			struct str *s = part == 0   ? &said.client
					: part == 1 ? &said.authenticator
						    : &said.signature;
			char *p = str_to_c(a, *s);

			p[s->n - 1] = (char)(p[s->n - 1] ^ 1);
			*s = (struct str){ p, s->n };
			assert_non_null(
				webauthn_verify(a, &site, &k, &said, &counter));
		}
	}
}

static void words_of_the_browser(void **state UNUSED)
{
	static const struct {
		const char *client, *why;
	} bad[] = {
		{ "", "client data: none, or too long" },
		{ "{", "client data: no JSON" },
		{ "[]", "client data: not an object" },
		{ "{\"type\":\"webauthn.get\",\"origin\":\"" ORIGIN "\"}",
		  "client data: not an object" },
		{ "{\"type\":\"webauthn.create\",\"challenge\":\"x\","
		  "\"origin\":\"" ORIGIN "\"}",
		  "client data: another type" },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"x\","
		  "\"origin\":\"http://" SITE "\"}",
		  "client data: another origin" },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"x\","
		  "\"origin\":\"" ORIGIN ":444\"}",
		  "client data: another origin" },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"x\","
		  "\"origin\":\"https://evil." SITE "\"}",
		  "client data: another origin" },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"x\","
		  "\"origin\":\"" ORIGIN "\",\"crossOrigin\":true}",
		  "client data: inside of another site" },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"x\","
		  "\"challenge\":\"y\",\"origin\":\"" ORIGIN "\"}",
		  "client data: no JSON" },
	};
	struct str challenge;
	ARENA;

	for (int i = 0; i < (int)N_ELEMENTS(bad); i++)
		why_is(webauthn_client(a, str_c(bad[i].client), "webauthn.get",
				       &site, &challenge),
		       bad[i].why);
	assert_null(webauthn_client(
		a, device_client(a, "webauthn.get", STR("x-_1"), ORIGIN),
		"webauthn.get", &site, &challenge));
	assert_true(str_eq(challenge, STR("x-_1")));
}

/* Of another site, without the person, cut anywhere, or with claims of a
 * length that no bytes stand behind. */
static void data_that_is_refused(void **state UNUSED)
{
	static const char bomb[] =
		"\xa3"
		"cfmt"
		"dnone"
		"gattStmt\x9b\x7f\xff\xff\xff\xff\xff\xff\xff";
	struct str client, object;
	struct webauthn_key k;
	struct device d;
	ARENA;

	device_make(a, WEBAUTHN_ES256, &d);
	client = device_client(a, "webauthn.create", STR("abc"), ORIGIN);
	why_is(webauthn_register(a, &site, client,
				 device_attest(a, &d, "example.vn", client),
				 &k),
	       "authenticator data: for another site");
	d.flags = DEVICE_UP;
	why_is(webauthn_register(a, &site, client,
				 device_attest(a, &d, SITE, client), &k),
	       "authenticator data: the person was not verified");
	d.flags = DEVICE_UV;
	why_is(webauthn_register(a, &site, client,
				 device_attest(a, &d, SITE, client), &k),
	       "authenticator data: nobody was there");
	d.flags = DEVICE_UP | DEVICE_UV;
	object = device_attest(a, &d, SITE, client);
	for (ptrdiff_t n = 0; n < object.n; n++)
		assert_non_null(webauthn_register(a, &site, client,
						  str_sub(object, 0, n), &k));
	assert_null(webauthn_register(a, &site, client, object, &k));
	assert_non_null(webauthn_register(
		a, &site, client,
		(struct str){ bomb, (ptrdiff_t)sizeof(bomb) - 1 }, &k));
	/* packed, but by another key */
	d.packed = true;
	object = device_attest(a, &d, SITE, client);
	why_is(webauthn_register(a, &site, STR("{}"), object, &k),
	       "attestation: not by its own key");
}

/* ---- with a database --------------------------------------------------------------- */

struct io {
	const struct setting_key *key;
	enum passkey_purpose purpose;
	int64_t user, id;
	const struct webauthn_site *site;
	const struct passkey_made *made;
	const struct passkey_answer *answer;
	struct passkey_used used;
	struct str challenge;
	const char *why;
};

static struct err *ask_fn(struct cx *cx, void *arg)
{
	struct io *io = arg;

	return passkey_challenge(cx, io->purpose, io->user, &io->challenge);
}

static struct err *add_fn(struct cx *cx, void *arg)
{
	struct io *io = arg;

	return passkey_add(cx,
			   &(struct passkey_asked){ io->key, &site, PASSKEY_ADD,
						    io->user },
			   io->made, &io->id, &io->why);
}

static struct err *use_fn(struct cx *cx, void *arg)
{
	struct io *io = arg;

	return passkey_use(cx,
			   &(struct passkey_asked){ io->key,
						    io->site ? io->site : &site,
						    io->purpose, io->user },
			   io->answer, &io->used);
}

static struct str ask(struct cx *cx, enum passkey_purpose purpose, int64_t user)
{
	struct io io = { .purpose = purpose, .user = user };

	ok(db_tx(cx, ask_fn, &io));
	assert_int_equal(io.challenge.n, 43);
	return io.challenge;
}

static const char *add(struct cx *cx, const struct setting_key *key,
		       int64_t user, const struct device *d,
		       struct str challenge)
{
	struct passkey_made made = { .name = STR("Chìa khoá") };
	struct io io = { .key = key, .user = user, .made = &made };

	made.client =
		device_client(cx->arena, "webauthn.create", challenge, ORIGIN);
	made.attestation = device_attest(cx->arena, d, SITE, made.client);
	ok(db_tx(cx, add_fn, &io));
	return io.why;
}

struct to {
	enum passkey_purpose purpose;
	int64_t user;
};
static const struct to to_sign_in = { PASSKEY_SIGN_IN, 0 },
		       to_second = { PASSKEY_SECOND, USER },
		       to_other = { PASSKEY_SECOND, OTHER },
		       to_again = { PASSKEY_AGAIN, USER };

static struct passkey_used use(struct cx *cx, const struct setting_key *key,
			       struct to to, struct device *d,
			       struct str challenge)
{
	struct passkey_answer answer = { .credential = d->credential };
	struct io io = { .key = key,
			 .purpose = to.purpose,
			 .user = to.user,
			 .answer = &answer };

	answer.said = device_sign(cx->arena, d, SITE,
				  device_client(cx->arena, "webauthn.get",
						challenge, ORIGIN));
	ok(db_tx(cx, use_fn, &io));
	return io.used;
}

#define REALM                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 26);           \
	struct cx cx = kit_realm(a);                                           \
	struct setting_key key;                                                \
	struct passkey_used used UNUSED;                                       \
	struct device d;                                                       \
	ok(setting_key_ready(&cx, &key));                                      \
	device_make(a, WEBAUTHN_ES256, &d)

static void added_and_used(void **state UNUSED)
{
	struct passkeys list;
	REALM;

	assert_null(add(&cx, &key, USER, &d, ask(&cx, PASSKEY_ADD, USER)));
	ok(passkey_list(&cx, USER, &list));
	assert_int_equal(list.n, 1);
	same(list.p[0].name, "Chìa khoá");
	assert_true(list.p[0].used_at == DB_NULL);
	cx.now += 1000;
	used = use(&cx, &key, to_sign_in, &d, ask(&cx, PASSKEY_SIGN_IN, 0));
	assert_null(used.why);
	assert_int_equal(used.user, USER);
	used = use(&cx, &key, to_second, &d, ask(&cx, PASSKEY_SECOND, USER));
	assert_null(used.why);
	ok(passkey_list(&cx, USER, &list));
	assert_int_equal(list.p[0].used_at, cx.now);
	/* the same authenticator's key a second time */
	why_is(add(&cx, &key, OTHER, &d, ask(&cx, PASSKEY_ADD, OTHER)),
	       "credential: known already");
	kit_close(&cx);
}

static void challenges_count_once(void **state UNUSED)
{
	struct str c;
	REALM;

	c = ask(&cx, PASSKEY_ADD, USER);
	assert_null(add(&cx, &key, USER, &d, c));
	c = ask(&cx, PASSKEY_SIGN_IN, 0);
	assert_null(use(&cx, &key, to_sign_in, &d, c).why);
	why_is(use(&cx, &key, to_sign_in, &d, c).why,
	       "challenge: unknown or used");
	/* made up by somebody else */
	why_is(use(&cx, &key, to_sign_in, &d, auth_random_token(a, 32)).why,
	       "challenge: unknown or used");
	/* what was asked for one thing answers no other */
	c = ask(&cx, PASSKEY_AGAIN, USER);
	why_is(use(&cx, &key, to_sign_in, &d, c).why,
	       "challenge: for something else");
	why_is(use(&cx, &key, to_again, &d, c).why,
	       "challenge: unknown or used");
	c = ask(&cx, PASSKEY_AGAIN, OTHER);
	why_is(use(&cx, &key, to_again, &d, c).why,
	       "challenge: for something else");
	c = ask(&cx, PASSKEY_SIGN_IN, 0);
	cx.now += CHALLENGE_LIFE_MS;
	why_is(use(&cx, &key, to_sign_in, &d, c).why, "challenge: too old");
	kit_close(&cx);
}

static void answers_that_are_refused(void **state UNUSED)
{
	static const struct webauthn_site elsewhere = {
		STR_INIT("rv2.example.vn"), STR_INIT(ORIGIN)
	};
	struct passkey_answer answer = { 0 };
	struct io io = { .site = &elsewhere,
			 .purpose = PASSKEY_SIGN_IN,
			 .answer = &answer };
	struct device stranger;
	REALM;

	assert_null(add(&cx, &key, USER, &d, ask(&cx, PASSKEY_ADD, USER)));
	d.flags = DEVICE_UP;
	why_is(use(&cx, &key, to_sign_in, &d, ask(&cx, PASSKEY_SIGN_IN, 0)).why,
	       "authenticator data: the person was not verified");
	d.flags = DEVICE_UP | DEVICE_UV;
	device_make(a, WEBAUTHN_ES256, &stranger);
	why_is(use(&cx, &key, to_sign_in, &stranger,
		   ask(&cx, PASSKEY_SIGN_IN, 0))
		       .why,
	       "key: unknown");
	/* another key under this one's name */
	stranger.credential = d.credential;
	why_is(use(&cx, &key, to_sign_in, &stranger,
		   ask(&cx, PASSKEY_SIGN_IN, 0))
		       .why,
	       "signature: not by this key");
	/* asked for by another site of the same machine */
	io.key = &key;
	answer.credential = d.credential;
	answer.said = device_sign(a, &d, SITE,
				  device_client(a, "webauthn.get",
						ask(&cx, PASSKEY_SIGN_IN, 0),
						ORIGIN));
	ok(db_tx(&cx, use_fn, &io));
	why_is(io.used.why, "authenticator data: for another site");
	/* somebody else's, behind that one's password */
	why_is(use(&cx, &key, to_other, &d, ask(&cx, PASSKEY_SECOND, OTHER))
		       .why,
	       "key: somebody else's");
	/* the handle has to be the owner's */
	io.site = &site;
	answer.handle = STR("somebody");
	answer.said = device_sign(a, &d, SITE,
				  device_client(a, "webauthn.get",
						ask(&cx, PASSKEY_SIGN_IN, 0),
						ORIGIN));
	ok(db_tx(&cx, use_fn, &io));
	why_is(io.used.why, "key: another person's handle");
	kit_close(&cx);
}

/* A counter that stands still or goes back: two devices have this key. */
static void a_copy_is_noticed(void **state UNUSED)
{
	REALM;

	d.counter = 10;
	assert_null(add(&cx, &key, USER, &d, ask(&cx, PASSKEY_ADD, USER)));
	assert_null(use(&cx, &key, to_sign_in, &d, ask(&cx, PASSKEY_SIGN_IN, 0))
			    .why);
	d.counter = 10; /* says 11 once more */
	used = use(&cx, &key, to_sign_in, &d, ask(&cx, PASSKEY_SIGN_IN, 0));
	why_is(used.why, "counter: went back");
	assert_true(used.copied);
	assert_int_equal(used.user, USER);
	d.counter = (uint32_t)-1; /* says 0 */
	assert_true(use(&cx, &key, to_sign_in, &d, ask(&cx, PASSKEY_SIGN_IN, 0))
			    .copied);
	d.counter = 11;
	assert_null(use(&cx, &key, to_sign_in, &d, ask(&cx, PASSKEY_SIGN_IN, 0))
			    .why);
	kit_close(&cx);
}

/* Synced passkeys don't count: 0 each time. */
static void some_never_count(void **state UNUSED)
{
	REALM;

	assert_null(add(&cx, &key, USER, &d, ask(&cx, PASSKEY_ADD, USER)));
	for (int i = 0; i < 3; i++) {
		d.counter = (uint32_t)-1;
		assert_null(use(&cx, &key, to_sign_in, &d,
				ask(&cx, PASSKEY_SIGN_IN, 0))
				    .why);
	}
	kit_close(&cx);
}

/* Who can write the database, but hasn't the key beside it. */
static void rows_are_sealed(void **state UNUSED)
{
	static const char *const forgeries[] = {
		"update passkey set user_id = 8",
		"update passkey set counter = 0",
		"update passkey set name = 'x'",
	};
	REALM;

	d.counter = 5;
	assert_null(add(&cx, &key, USER, &d, ask(&cx, PASSKEY_ADD, USER)));
	for (int i = 0; i < (int)N_ELEMENTS(forgeries); i++) {
		kit_sql(&cx, forgeries[i]);
		why_is(use(&cx, &key, to_sign_in, &d,
			   ask(&cx, PASSKEY_SIGN_IN, 0))
			       .why,
		       "key: changed in the database");
	}
	kit_close(&cx);
}

static struct err *remove_fn(struct cx *cx, void *arg)
{
	struct io *io = arg;

	return passkey_remove(cx, io->user, io->id);
}

static void removed_by_its_owner(void **state UNUSED)
{
	struct passkeys list;
	struct io io = { .user = OTHER };
	REALM;

	assert_null(add(&cx, &key, USER, &d, ask(&cx, PASSKEY_ADD, USER)));
	ok(passkey_list(&cx, USER, &list));
	io.id = list.p[0].id;
	fails(db_tx(&cx, remove_fn, &io), ERR_NOT_FOUND);
	io.user = USER;
	ok(db_tx(&cx, remove_fn, &io));
	fails(db_tx(&cx, remove_fn, &io), ERR_NOT_FOUND);
	why_is(use(&cx, &key, to_sign_in, &d, ask(&cx, PASSKEY_SIGN_IN, 0)).why,
	       "key: unknown");
	kit_close(&cx);
}

static void not_more_than_ten(void **state UNUSED)
{
	struct passkey_made made = { 0 };
	struct io io = { .user = USER, .made = &made };
	REALM;

	io.key = &key;
	for (int i = 0; i < PASSKEYS_MOST; i++) {
		device_make(a, WEBAUTHN_EDDSA, &d);
		assert_null(
			add(&cx, &key, USER, &d, ask(&cx, PASSKEY_ADD, USER)));
	}
	fails(db_tx(&cx, add_fn, &io), ERR_CONFLICT);
	kit_close(&cx);
}

static int64_t waiting(struct cx *cx)
{
	return kit_number(cx, "select count(*) from passkey_challenge "
			      "where purpose = 1");
}

/* Strangers can't fill the database. */
static void challenges_have_a_limit(void **state UNUSED)
{
	struct io io = { .purpose = PASSKEY_SIGN_IN };
	struct str first, mine;
	REALM;

	mine = ask(&cx, PASSKEY_AGAIN, USER);

	kit_sql(&cx, "insert into passkey_challenge (challenge_hash, purpose, "
		     "user_id, made_at) with recursive n(i) as (select 1 union "
		     "all select i + 1 from n where i < 5000) "
		     "select 'x' || i, 1, 0, 4102444800000 from n");
	assert_int_equal(waiting(&cx), CHALLENGES_MOST);
	first = ask(&cx, PASSKEY_SIGN_IN, 0);
	for (int i = 0; i < 10; i++)
		ok(db_tx(&cx, ask_fn, &io));
	assert_int_equal(waiting(&cx), CHALLENGES_MOST);
	/* the new ones are there, and those of people who are known */
	why_is(use(&cx, &key, to_sign_in, &d, first).why, "key: unknown");
	why_is(use(&cx, &key, to_again, &d, mine).why, "key: unknown");
	kit_sql(&cx, "update passkey_challenge set made_at = 1");
	ok(db_tx(&cx, ask_fn, &io));
	assert_int_equal(waiting(&cx), 1);
	kit_close(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_each_kind),
		cmocka_unit_test(no_bit_may_change),
		cmocka_unit_test(words_of_the_browser),
		cmocka_unit_test(data_that_is_refused),
		cmocka_unit_test(added_and_used),
		cmocka_unit_test(challenges_count_once),
		cmocka_unit_test(answers_that_are_refused),
		cmocka_unit_test(a_copy_is_noticed),
		cmocka_unit_test(some_never_count),
		cmocka_unit_test(rows_are_sealed),
		cmocka_unit_test(removed_by_its_owner),
		cmocka_unit_test(not_more_than_ten),
		cmocka_unit_test(challenges_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
