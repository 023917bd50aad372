/* The second factor: codes by time, recovery codes, tickets. */
#include "testkit/testkit.h"

#include <stdio.h>

#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"

enum { ARENA = 32 << 20, USER = 7, OTHER = 8 };

struct job {
	const struct setting_key *key;
	enum { BEGIN, CONFIRM, USE, END, CODES, TICKET, TAKE } what;
	int64_t user;
	struct str text, token;
	struct strs codes;
	struct ticket ticket;
	bool good;
};

static struct err *job_fn(struct cx *cx, void *arg)
{
	struct job *j = arg;

	switch (j->what) {
	case BEGIN:
		return second_begin(cx, j->key, j->user);
	case CONFIRM:
		return second_confirm(cx, j->key, j->user, j->text, &j->codes);
	case USE:
		return second_use(cx, j->key, j->user, j->text, &j->good);
	case END:
		return second_end(cx, j->user);
	case CODES:
		return second_codes(cx, j->user, &j->codes);
	case TICKET:
		return ticket_make(cx, j->user, "password", &j->token);
	case TAKE:
		return ticket_take(cx, j->text, &j->ticket);
	}
	return NULL;
}

static struct err *act(struct cx *cx, struct job *j)
{
	return db_tx(cx, job_fn, j);
}

static bool used(struct cx *cx, const struct setting_key *key, int64_t user,
		 struct str code)
{
	struct job j = { .key = key, .what = USE, .user = user, .text = code };

	ok(act(cx, &j));
	return j.good;
}

#define REALM                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct cx cx = kit_realm(a);                                           \
	struct setting_key key;                                                \
	struct job j = { .key = &key, .user = USER };                          \
	ok(setting_key_ready(&cx, &key))

/* A user with a second factor; the secret in *ret. */
static void enrol(struct cx *cx, struct job *j, struct str *ret)
{
	j->what = BEGIN;
	ok(act(cx, j));
	ok(second_secret(cx, j->key, j->user, ret));
	ok(second_code_at(cx->arena, *ret, cx->now, &j->text));
	j->what = CONFIRM;
	ok(act(cx, j));
}

/* RFC 6238, appendix B: the secret "12345678901234567890", the last six of
 * its eight digits. */
static void codes_of_the_standard(void **state UNUSED)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} v[] = {
		{ 59, "287082" },	  { 1111111109, "081804" },
		{ 1111111111, "050471" }, { 1234567890, "005924" },
		{ 2000000000, "279037" }, { 20000000000, "353130" },
	};
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);
	struct str code;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(v); i++) {
		ok(second_code_at(a, STR("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
				  v[i].seconds * 1000, &code));
		same(code, v[i].code);
	}
	fails(second_code_at(a, STR("1"), 0, &code), ERR_INVALID);
}

static void set_up_and_used(void **state UNUSED)
{
	static const char *const odd[] = { "", "12345", "1234567", "12345678" };
	REALM;
	struct second is;
	struct str secret, code, next;

	ok(second_get(&cx, USER, &is));
	assert_false(is.totp);
	fails(second_secret(&cx, &key, USER, &secret), ERR_NOT_FOUND);
	j.what = CONFIRM;
	j.text = STR("123456");
	fails(act(&cx, &j), ERR_NOT_FOUND);
	j.what = BEGIN;
	ok(act(&cx, &j));
	ok(second_secret(&cx, &key, USER, &secret));
	assert_int_equal(secret.n, 32);
	/* begun anew: another secret */
	ok(act(&cx, &j));
	ok(second_secret(&cx, &key, USER, &next));
	assert_false(str_eq(secret, next));
	ok(second_get(&cx, USER, &is));
	assert_false(is.totp);
	ok(second_code_at(a, secret, cx.now, &j.text));
	j.what = CONFIRM;
	fails(act(&cx, &j), ERR_INVALID); /* of the first secret */
	for (int i = 0; i < N_ELEMENTS(odd); i++) {
		j.text = str_c(odd[i]);
		fails(act(&cx, &j), ERR_INVALID);
	}
	ok(second_code_at(a, next, cx.now, &code));
	j.text = str_fmt(a, " %.3s %.3s ", code.p, code.p + 3);
	ok(act(&cx, &j));
	assert_int_equal(j.codes.n, SECOND_CODES);
	ok(second_get(&cx, USER, &is));
	assert_true(is.totp);
	assert_int_equal(is.left, SECOND_CODES);
	assert_int_equal(is.at, cx.now);
	fails(second_secret(&cx, &key, USER, &secret), ERR_NOT_FOUND);
	j.what = BEGIN;
	fails(act(&cx, &j), ERR_CONFLICT);
	j.what = CONFIRM;
	fails(act(&cx, &j), ERR_NOT_FOUND);
	/* the code that confirmed it counts no second time */
	assert_false(used(&cx, &key, USER, code));
	cx.now += 30000;
	ok(second_code_at(a, next, cx.now, &code));
	assert_false(used(&cx, &key, OTHER, code));
	assert_true(used(&cx, &key, USER, code));
	assert_false(used(&cx, &key, USER, code));
	kit_close(&cx);
}

static void clocks_may_differ_by_half_a_minute(void **state UNUSED)
{
	REALM;
	struct str secret, code;

	enrol(&cx, &j, &secret);
	cx.now += 10 * 30000;
	ok(second_code_at(a, secret, cx.now - 60000, &code));
	assert_false(used(&cx, &key, USER, code));
	ok(second_code_at(a, secret, cx.now + 60000, &code));
	assert_false(used(&cx, &key, USER, code));
	ok(second_code_at(a, secret, cx.now - 30000, &code));
	assert_true(used(&cx, &key, USER, code));
	ok(second_code_at(a, secret, cx.now + 30000, &code));
	assert_true(used(&cx, &key, USER, code));
	/* an older one than the last that was used */
	ok(second_code_at(a, secret, cx.now, &code));
	assert_false(used(&cx, &key, USER, code));
	assert_false(used(&cx, &key, USER, STR("")));
	assert_false(used(&cx, &key, USER, STR("12345")));
	assert_false(used(&cx, &key, USER, STR("1234567")));
	kit_close(&cx);
}

static void recovery_codes_work_once(void **state UNUSED)
{
	REALM;
	struct second is;
	struct str secret, first, lower;
	char *p;

	enrol(&cx, &j, &secret);
	first = j.codes.p[0];
	assert_int_equal(first.n, 28);
	assert_false(used(&cx, &key, OTHER, first));
	assert_true(used(&cx, &key, USER, first));
	assert_false(used(&cx, &key, USER, first));
	/* as people type */
	p = str_to_c(a, j.codes.p[1]);
	for (char *c = p; *c; c++)
		*c = *c == '-'		      ? ' '
		     : *c >= 'A' && *c <= 'Z' ? (char)(*c + 32)
					      : *c;
	lower = str_c(p);
	assert_true(used(&cx, &key, USER, lower));
	ok(second_get(&cx, USER, &is));
	assert_int_equal(is.left, SECOND_CODES - 2);
	/* fresh ones end the old */
	first = j.codes.p[2];
	j.what = CODES;
	ok(act(&cx, &j));
	assert_false(used(&cx, &key, USER, first));
	assert_true(used(&cx, &key, USER, j.codes.p[9]));
	j.what = END;
	ok(act(&cx, &j));
	assert_false(used(&cx, &key, USER, j.codes.p[8]));
	ok(second_get(&cx, USER, &is));
	assert_false(is.totp);
	kit_close(&cx);
}

/* Somebody with the database puts his own secret at another's place. */
static void secrets_stay_with_their_user(void **state UNUSED)
{
	REALM;
	struct str secret, code;
	struct setting_key wrong = key;
	struct job k = { .key = &wrong, .what = USE, .user = USER };

	enrol(&cx, &j, &secret);
	cx.now += 60000;
	ok(second_code_at(a, secret, cx.now, &code));
	wrong.bytes[0] ^= 1;
	k.text = code;
	fails(act(&cx, &k), ERR_DENIED);
	assert_true(used(&cx, &key, USER, code));
	kit_close(&cx);
}

static void tickets(void **state UNUSED)
{
	REALM;
	struct str token;

	j.what = TICKET;
	ok(act(&cx, &j));
	token = j.text = j.token;
	j.what = TAKE;
	ok(act(&cx, &j));
	assert_int_equal(j.ticket.user, USER);
	same(j.ticket.how, "password");
	for (int i = 1; i < TICKET_TRIES; i++)
		ok(act(&cx, &j));
	fails(act(&cx, &j), ERR_EXPIRED);
	j.text = STR("unknown");
	fails(act(&cx, &j), ERR_EXPIRED);
	/* too late */
	j.what = TICKET;
	ok(act(&cx, &j));
	j.text = j.token;
	j.what = TAKE;
	cx.now += TICKET_LIFE_MS - 1;
	ok(act(&cx, &j));
	cx.now += 1;
	fails(act(&cx, &j), ERR_EXPIRED);
	ok(ticket_sweep(&cx));
	cx.now -= TICKET_LIFE_MS;
	fails(act(&cx, &j), ERR_EXPIRED);
	/* the second factor goes, and what waited for it */
	j.what = TICKET;
	ok(act(&cx, &j));
	j.text = j.token;
	j.what = END;
	ok(act(&cx, &j));
	j.what = TAKE;
	fails(act(&cx, &j), ERR_EXPIRED);
	assert_true(token.n >= 43);
	kit_close(&cx);
}

static void addresses_for_the_app(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);

	same(second_uri(a, STR("Đảng ủy"), STR("a+b@c.vn"), STR("ABC")),
	     "otpauth://totp/%C4%90%E1%BA%A3ng%20%E1%BB%A7y:a%2Bb@c.vn?secret="
	     "ABC&issuer=%C4%90%E1%BA%A3ng%20%E1%BB%A7y");
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(codes_of_the_standard),
		cmocka_unit_test(set_up_and_used),
		cmocka_unit_test(clocks_may_differ_by_half_a_minute),
		cmocka_unit_test(recovery_codes_work_once),
		cmocka_unit_test(secrets_stay_with_their_user),
		cmocka_unit_test(tickets),
		cmocka_unit_test(addresses_for_the_app),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
